"""Cogestores: who makes the visits, with how many families each has; added, corrected and stopped here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget

from gsi_desktop.services.accompaniment import commands, team
from gsi_desktop.services.accompaniment.data import CogestorFields, CogestorInfo, SaveCogestor
from gsi_desktop.services.accompaniment.workload_data import VisitList
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.errors import ConflictError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families.queries import municipalities_in_use
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.conflict import ConflictDialog, difference, settled
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.fields import CheckField, ChoiceField, DocumentField, TextField
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.tables import RowsModel, TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.watch import Freshness
from gsi_desktop.ui.shell.exporting import offer_export
from gsi_desktop.ui.shell.small_form import SmallForm, drafted

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_SIDE = 340


def _state(one: CogestorInfo) -> Chip:
    return Chip(_("Activo(a)"), "success", "check") if one.active else Chip(_("Ya no está"), "faint", "minus")


def team_columns() -> list[Column]:
    """Return the columns of the list."""
    return [
        Column("name", _("Nombre"), 180, stretch=True, strong=True),
        Column("document", _("Documento"), 130, tabular=True, value=lambda one: formats.document_number(one.document)),
        Column("phone", _("Teléfono"), 130, tabular=True, value=lambda one: formats.phone(one.phone)),
        Column("municipality", _("Municipio"), 120),
        Column("families", _("Familias"), 76, align="right", tabular=True),
        Column("active", _("Estado"), 110, chip=_state),
    ]


def _shown(key: str, value: Any) -> str:
    """Return a value of the form as people read it."""
    if key == "active":
        return _("hace visitas") if value else _("ya no está")
    if key == "municipality_id":
        return next((one.name for one in catalogues.municipalities() if one.code == value), str(value))
    return {"document": formats.document_number, "phone": formats.phone}.get(key, str)(value) or _("sin dato")


class CogestorForm(SmallForm):
    """The data of a cogestor(a)."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Agregar cogestor(a)"), _("&Guardar"))
        self._one: CogestorInfo | None = None
        self._base: CogestorFields | None = None
        self._error: ConflictError | None = None
        self.conflict = ConflictDialog(self)
        self.conflict.chosen.connect(self._settle)
        self.sent = ""
        """The name that was saved last; the list may show another one by the time it is told."""
        self.saved: UUID | None = None
        """Who was saved last."""
        towns = [(one.code, f"{one.name} ({one.department})") for one in catalogues.municipalities()]
        self.form.add(TextField("name", _("Nombre completo"), required=True, max_length=160))
        self.form.add(DocumentField("document", _("Documento")))
        self.form.add(TextField("phone", _("Teléfono"), max_length=40, width=180))
        self.form.add(ChoiceField("municipality_id", _("Municipio"), towns, searchable=True, required=True))
        self.form.add(CheckField("active", _("Hace visitas ahora")))

    def open_new(self, municipality_id: str | None) -> None:
        """Ask for somebody new."""
        self._one = self._base = None
        title = _("Agregar cogestor(a)")
        self.title.setText(title)
        blank = {"name": "", "document": "", "phone": "", "municipality_id": municipality_id, "active": True}
        self.show_values(blank, drafted("cogestor", "", title, "team", add=True))
        self.form.field("active").hide()

    def open_one(self, one: CogestorInfo) -> None:
        """Show the data of ``one`` to correct them."""
        self._one = one
        self.title.setText(one.name)
        shown = {key: getattr(one, key) for key in ("name", "document", "phone", "municipality_id", "active")}
        self._base = CogestorFields(**shown)
        key = one.cogestor_id
        self.show_values(shown, drafted("cogestor", key, one.name, "team", cogestor_id=key))
        self.form.field("active").show()

    def write(self, values: dict[str, Any]) -> None:
        """Save them."""
        self._save(CogestorFields(**values))

    def _save(self, mine: CogestorFields) -> None:
        self.sent = mine.name
        one = self._one.cogestor_id if self._one is not None else None
        self.run(commands.save_cogestor, SaveCogestor(cogestor_id=one, base=self._base, mine=mine))

    def _written(self, outcome: Any) -> None:
        self.saved = outcome.result
        super()._written(outcome)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, ConflictError):
            super()._refused(error)
            return
        self.save_button.setEnabled(True)
        self._error = error
        found = {key: difference(error, key, self.form.field(key).name, partial(_shown, key)) for key in error.fields}
        self.conflict.ask(self.title.text(), found, len(error.joined))

    def _settle(self, chosen: dict[str, bool]) -> None:
        if self._error is not None and self._base is not None:
            self._base, mine = settled(self._error, chosen, self._base, CogestorFields(**self.form.values()))
            self._save(mine)


class TeamPage(Page):
    """The list of cogestores and the form beside it.

    Arguments: ``cogestor_id``, to come to one; ``add``, to go on adding somebody.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Cogestores"), _("Quiénes visitan a las familias y cuántas tiene cada quien."))
        self._context = context
        self._fresh = Freshness(context.services, self, self._concerns, self.reload)
        self._fresh.stale = True
        self._wanted: UUID | None = None
        self._adding = False
        self._town: str | None = None
        self.rows = RowsModel(team_columns())
        self.table = TableView(
            self.rows, name="team", state=context.settings.columns, framed=False, label=_("Lista de cogestores")
        )
        self.form = CogestorForm(context)
        self.families_button = Button(_("Ver sus &visitas"), "map-pin-check", self._to_visits)
        self.side = QStackedWidget()
        self.splitter = QSplitter()
        self._lay_out()
        self._connect()

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come to one cogestor."""
        one = kwargs.get("cogestor_id")
        self._wanted = one if isinstance(one, UUID) else None
        self._adding = bool(kwargs.get("add"))
        self._fresh.stale = True

    def page_shown(self) -> None:
        """Bring the list up to date and give it the keyboard."""
        self._fresh.catch_up()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def breadcrumb(self) -> list[str]:
        """Return the page below Administración."""
        return [_("Administración"), self.title]

    # --- reading

    def reload(self) -> None:
        """Read the list anew."""
        self._fresh.stale = False
        current: CogestorInfo | None = self.table.current()
        self._wanted = self._wanted or (current.cogestor_id if current is not None else None)
        read = self._context.services.read

        def work() -> tuple[tuple[CogestorInfo, ...], str | None]:
            towns = read(municipalities_in_use)
            most = max(towns, key=lambda town: town[2], default=None)
            return read(team.cogestores), most[0] if most is not None else None

        self._context.runner.read(self, work, self._arrived, self._failed, key="team")

    def _arrived(self, found: tuple[tuple[CogestorInfo, ...], str | None]) -> None:
        people, self._town = found
        self.rows.set_rows(people)
        active = sum(one.active for one in people)
        said = ngettext("{count} activo(a)", "{count} activos", active).format(count=active) if people else ""
        self._card.set_title(_("Cogestores"), said)
        if people:
            self.table.set_placeholder(None)
            self.table.go_to_row(self.rows.find(lambda one: one.cogestor_id == self._wanted) or 0)
        else:
            why = _("Aún no hay cogestores. Agregue a quienes visitan a las familias.")
            self.table.set_placeholder(EmptyState("users-group", why, (_("Agregar cogestor(a)"), self.add)))
        self._wanted = None
        if self._adding:
            self.add()

    def _failed(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        again = (_("Leer de nuevo"), self.reload)
        self.table.set_placeholder(EmptyState("alert-circle", said or _("La lista no se pudo leer."), again))

    # --- what happens

    def add(self) -> None:
        """Open the form for somebody new."""
        self._adding = False
        self.form.open_new(self._town)
        self.side.setCurrentIndex(1)
        self.form.begin()

    def edit(self, one: CogestorInfo) -> None:
        """Open the form of ``one`` with the keyboard in it."""
        self.form.open_one(one)
        self.side.setCurrentIndex(1)
        self.form.begin()

    def _show(self, one: CogestorInfo | None) -> None:
        self.side.setCurrentIndex(1 if one is not None else 0)
        if one is not None:
            self.form.open_one(one)
            self.families_button.setEnabled(True)

    def _done(self) -> None:
        self._context.notify("success", _("Se guardó."), self.form.sent)
        self._wanted = self.form.saved
        self.reload()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _left(self) -> None:
        self._show(self.table.current())
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_visits(self) -> None:
        one: CogestorInfo | None = self.table.current()
        if one is not None:
            self._context.navigate("visits", list=VisitList.PLANNED, cogestor_id=one.cogestor_id)

    def _concerns(self, changes: ChangeSet) -> bool:
        return bool({"cogestor", "assignment"} & changes.kinds or changes.many)

    # --- looks

    def _lay_out(self) -> None:
        self.add_action(_("&Agregar cogestor(a)"), "user-plus", self.add, primary=True, saves=True)
        self._card = Card(_("Cogestores"), padded=False)
        self._card.header.addWidget(self.families_button)
        self.families_button.setProperty("extent", "small")
        self._card.body.addWidget(self.table)
        none = EmptyState("user-plus", _("Aquí se ven y se corrigen los datos de quien elija en la lista."))
        holder = Card()
        holder.body.addWidget(self.form)
        holder.body.addStretch(1)
        self.side.addWidget(none)
        self.side.addWidget(holder)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._card)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.body.addWidget(self.splitter, 1)
        self.exports = offer_export(self._context, self, self.table, "cogestores")
        self._scale()

    def _connect(self) -> None:
        self.table.current_row.connect(self._show)
        self.table.activated_row.connect(self.edit)
        self.form.done.connect(self._done)
        self.form.left.connect(self._left)
        theme().changed.connect(self._scale)

    def _scale(self) -> None:
        self.splitter.setHandleWidth(theme().px(size("frame.gap")))
        self._share()

    def _share(self) -> None:
        side = theme().px(_SIDE)
        self.splitter.setSizes([max(self.width() - side, theme().px(300)), side])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share()
