"""Reglas del programa: the few figures an office may change, each with what it decides and how it came."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gsi_desktop.services.achievements import parameters
from gsi_desktop.services.achievements.parameters import EditParameters, Parameters
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.core.work import Outcome
from gsi_desktop.ui.catalogue.logro_form import NumberField
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.conflict import ConflictDialog, difference, settled
from gsi_desktop.ui.kit.failures import sentence
from gsi_desktop.ui.kit.fields import CheckField, Field, TextField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.pieces import ScrollColumn
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.watch import ChangeWatch
from gsi_desktop.ui.kit.writing import writes

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_WIDEST: Final = 1160
_FIELD: Final = 250


def shown_share(stored: str) -> str:
    """Return a share as people read it: "33 %", or as it was typed where no percentage of two decimals is exact.

    >>> shown_share("33/100"), shown_share("1/3"), shown_share("33.5 %")
    ('33 %', '1/3', '33,5 %')
    """
    percent = parameters.share(stored) * 100
    hundredths = percent * 100
    if hundredths.denominator != 1:
        return stored
    whole, rest = divmod(hundredths.numerator, 100)
    return f"{whole},{rest:02}".rstrip("0").rstrip(",") + " %" if rest else f"{whole} %"


class ShareField(TextField):
    """A share typed as 33 % or 1/3."""

    def value(self) -> str:
        """Return what was typed; raises `ExpectedError` ``share_invalid``."""
        text = self.box.text().strip()
        parameters.share(text)
        return text

    def set_value(self, value: Any) -> None:
        """Show a stored share."""
        super().set_value(shown_share(value) if value else "")


class CountField(NumberField):
    """A number within the limits of its rule."""

    def value(self) -> int:
        """Return the number; raises `ExpectedError` ``parameter_invalid`` outside the limits."""
        number = super().value()
        least, most = parameters.LIMITS[self.key]
        if not least <= number <= most:
            raise ExpectedError("parameter_invalid", least=least, most=most)
        return number


class RulesForm(Form):
    """The rules below headings, input at the left and what it decides at the right."""

    def __init__(self) -> None:
        super().__init__(reserved="gvt")
        for number, (heading, keys) in enumerate(_groups()):
            if number:
                self.add_widget(Line())
            self.add_widget(Label(heading, "card_title"))
            grid = QWidget()
            rows = QGridLayout(grid)
            rows.setContentsMargins(0, 0, 0, 0)
            rows.setHorizontalSpacing(theme().px(20))
            rows.setVerticalSpacing(theme().px(10))
            rows.setColumnStretch(1, 1)
            for place, key in enumerate(keys):
                self._put(rows, place, _field(key))
            self.add_widget(grid)
        theme().changed.connect(self._fit)
        self._fit()

    def _put(self, rows: QGridLayout, place: int, field: Field) -> None:
        self.add(field)
        rows.addWidget(field, place, 0, Qt.AlignmentFlag.AlignTop)
        text = _("{explained}\nInicial: {value}.").format(explained=_explained(field.key), value=_initial(field.key))
        note = Label(text, "body", "text2", wrap=True)
        note.setMinimumHeight(theme().px(40))
        field.box.setAccessibleDescription(text)
        rows.addWidget(note, place, 1)

    def _fit(self) -> None:
        for field in self.fields():
            field.setFixedWidth(theme().px(_FIELD))


def _groups() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (_("Pobreza multidimensional (IPM)"), ("ipm_cutoff",)),
        (_("Verificación final"), ("final_share", "unmanageable_leaves")),
        (_("Plan familiar"), ("minimum_priorities",)),
        (_("Gestantes"), ("pregnancy_days",)),
        (_("Visitas"), ("open_visit_days",)),
    ]


def _field(key: str) -> Field:
    name = {
        "ipm_cutoff": _("Corte del IPM"),
        "final_share": _("Logros alcanzados que se piden"),
        "unmanageable_leaves": _("Lo no gestionable no cuenta"),
        "minimum_priorities": _("Logros que se priorizan, como mínimo"),
        "pregnancy_days": _("Días que cuenta un embarazo"),
        "open_visit_days": _("Días que una visita queda abierta"),
    }[key]
    if key in parameters.SHARES:
        return ShareField(key, name, required=True, width=120, max_length=20)
    if key in parameters.LIMITS:
        return CountField(key, name, required=True, width=120, max_length=12)
    return CheckField(key, name)


def _explained(key: str) -> str:
    return {
        "ipm_cutoff": _(
            "Un hogar es pobre cuando el peso de sus privaciones llega a este valor; se escribe 33 % o 1/3."
        ),
        "final_share": _(
            "Con esta parte de los logros que le aplican, la familia puede pasar a la verificación final."
        ),
        "unmanageable_leaves": _(
            "Si se marca, los logros no gestionables salen de los que se exigen para la verificación final."
        ),
        "minimum_priorities": _("Un plan familiar con menos logros priorizados pide escribir por qué."),
        "pregnancy_days": _("Desde el día en que se dijo, el logro de gestantes le aplica a la mujer estos días."),
        "open_visit_days": _("Pasados estos días, una visita sin cerrar aparece como urgente."),
    }[key]


def _initial(key: str) -> str:
    return _shown(key, getattr(Parameters(), key))


def _shown(key: str, value: Any) -> str:
    """Return a value of a rule as people read it."""
    if key in parameters.SHARES:
        return shown_share(value)
    if isinstance(value, bool):
        return _("marcado") if value else _("sin marcar")
    days = key.endswith("_days")
    return ngettext("{n} día", "{n} días", value).format(n=value) if days else str(value)


class RulesPage(Page):
    """The rules in force. What is typed and not saved stays when one leaves the page."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Reglas del programa"), _("Valen para toda la oficina. Lo ya cerrado o aprobado no cambia."))
        self._context = context
        self._stored: Parameters | None = None
        self._base: Parameters | None = None
        self._dirty = False
        self._error: ConflictError | None = None
        self.form = RulesForm()
        self.conflict = ConflictDialog(self)
        self.card = Card(padded=False)
        self.progress = ProgressPanel()
        self.save = self.add_action(_("&Guardar"), "device-floppy", self.form.submit, primary=True)
        self.initial = self.add_action(_("&Volver a lo inicial"), "arrow-back-up", self._put_initial)
        writes(self.save, self.initial)
        self.catalogue = self.add_action(
            _("Ca&tálogo de logros"), "list-check", partial(context.navigate, "achievement_catalogue")
        )
        self._fill()
        self.form.changed.connect(self._changed)
        self.form.submitted.connect(self._save)
        self.conflict.chosen.connect(self._settle)
        QShortcut(QKeySequence("Ctrl+S"), self, self.form.submit)
        watch = ChangeWatch(context.services, self)
        watch.changed.connect(self._heard)
        self._allow()

    def page_shown(self) -> None:
        """Read the rules; what was typed stays."""
        self._load()
        self.form.fields()[0].box.setFocus()

    def breadcrumb(self) -> list[str]:
        """Return the way here."""
        return [_("Administración"), self.title]

    def _load(self) -> None:
        work = partial(self._context.services.read, parameters.load)
        self._context.runner.read(self, work, self._loaded, key="rules")

    def _loaded(self, stored: Parameters) -> None:
        self._stored = stored
        if not self._dirty:
            self._base = stored
            self._show(stored)
        self._allow()

    def _show(self, rules: Parameters) -> None:
        self.form.set_values({field.name: getattr(rules, field.name) for field in fields(rules)})

    def _changed(self) -> None:
        self._dirty = True
        self._allow()

    def _put_initial(self) -> None:
        """Show the values the program comes with; they count once saved."""
        self._show(Parameters())
        self._changed()
        self.save.setFocus()

    def _save(self, values: dict[str, Any]) -> None:
        self._write(Parameters(**values))

    def _write(self, mine: Parameters) -> None:
        from gsi_desktop.services.achievements import commands

        services = self._context.services
        wanted = EditParameters(base=self._base or Parameters(), mine=mine)

        def work(progress: Progress) -> Outcome[Parameters]:
            return services.run(commands.save_parameters, wanted, progress=progress)

        self.clear_bars()
        handle = self._context.runner.long(
            self, work, self._saved, self._refused, progress=self.progress.show_step, cancelled=self._cancelled
        )
        self.form.setEnabled(False)
        self.progress.start(_("Guardando las reglas…"), handle)
        self._allow()

    def _saved(self, outcome: Outcome[Parameters]) -> None:
        rules = outcome.result
        self._stored, self._base, self._dirty = rules, rules, False
        self._end()
        self._show(rules)
        joined = outcome.changes.joined
        names = ", ".join(self.form.field(one.field).name for one in joined)
        told = _("También quedó lo que guardaron otras personas: {fields}.").format(fields=names) if joined else ""
        said = _("Se guardaron las reglas y se combinaron cambios.") if joined else _("Se guardaron las reglas.")
        self._context.notify("success", said, told)

    def _settle(self, chosen: dict[str, bool]) -> None:
        """Save what was chosen over what the other person wrote."""
        error = self._error
        if error is None or self._base is None:
            return
        self._base, mine = settled(error, chosen, self._base, Parameters(**self.form.values()))
        self._show(mine)
        self._write(mine)

    def _compare(self, error: ConflictError) -> None:
        self._error = error
        found = {key: difference(error, key, self.form.field(key).name, partial(_shown, key)) for key in error.fields}
        self.conflict.ask(self.title, found, len(error.joined))

    def _cancelled(self) -> None:
        self._end()
        self.show_bar(InfoBar("info", _("No se guardó nada."), _("Lo escrito sigue aquí."), closable=True))

    def _refused(self, error: Exception) -> None:
        self._end()
        if isinstance(error, ConflictError):
            self._compare(error)
            return
        said = sentence(error)
        if said is None or not isinstance(error, ExpectedError):
            self._context.runner.unhandled.emit(error)
        elif not self.form.show_error(error):
            self.show_bar(InfoBar("danger", said, closable=True))

    def _end(self) -> None:
        self.progress.finish()
        self.form.setEnabled(True)
        self._allow()

    def _heard(self, changes: ChangeSet) -> None:
        if "parameters" in changes.kinds and self.isVisible() and not self.progress.isVisible():
            self._load()

    def _allow(self) -> None:
        """Offer to save what differs, and the initial values where they are not shown."""
        free = self.form.isEnabled() and self._stored is not None
        self.save.setEnabled(free and self._dirty)
        self.initial.setEnabled(free and (self._dirty or self._stored != Parameters()))

    def _fill(self) -> None:
        px = theme().px
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(12))
        column.addWidget(self.form)
        column.addWidget(self.progress)
        scroll = ScrollColumn()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.add(inside)
        scroll.finish()
        self.card.body.addWidget(scroll)
        self.body.addWidget(self.card, 1)
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.card.setMaximumWidth(theme().px(_WIDEST))
