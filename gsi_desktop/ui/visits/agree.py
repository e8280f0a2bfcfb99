"""Small forms beside a list or a timeline: agree the next visit, put a family in somebody's charge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import VisitKind
from gsi_desktop.services.accompaniment import commands, rules, visits, wording
from gsi_desktop.services.accompaniment.data import AssignCogestor, CogestorInfo, PlanVisit
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.failures import sentence
from gsi_desktop.ui.kit.fields import ChoiceField, DateField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.textfields import TimeField
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.visits import words
from gsi_desktop.ui.visits.steps_talk import SESSIONS

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


class SmallForm(QWidget):
    """A title, a form, a verb and the way out. ``done`` after it was written, ``left`` when the person gives up."""

    done = Signal()
    left = Signal()

    def __init__(self, context: UiContext, title: str, verb: str) -> None:
        super().__init__()
        self.context = context
        self.title = Label(title, "card_title", wrap=True)
        self.form = Form(reserved="gd")
        self.save_button = Button(verb, "check", self.form.submit, kind="primary")
        self.leave_button = Button(_("&Dejar así"), None, self.left.emit)
        self._bar: InfoBar | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().px(10))
        self._column.addWidget(self.title)
        self._column.addWidget(self.form)
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(self.save_button)
        row.addWidget(self.leave_button)
        row.addStretch(1)
        self._column.addLayout(row)
        self.form.submitted.connect(self.write)
        QShortcut(QKeySequence("Esc"), self, self.left.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def write(self, values: dict[str, Any]) -> None:
        """Write what the form holds."""
        raise NotImplementedError

    def begin(self) -> None:
        """Take the keyboard."""
        self.form.fields()[0].box.setFocus(Qt.FocusReason.OtherFocusReason)

    def run(self, command: Callable[..., Any], data: object) -> None:
        """Run ``command``; what it refuses is shown at its field or above the form."""
        self.say("")
        self.save_button.setEnabled(False)
        run = self.context.services.run
        self.context.runner.write(self, lambda: run(command, data), self._written, self._refused)

    def say(self, text: str) -> None:
        """Show why it was not written, "" to show nothing."""
        if self._bar is not None:
            self._column.removeWidget(self._bar)
            self._bar.hide()
            self._bar.deleteLater()
            self._bar = None
        if text:
            self._bar = InfoBar("danger", text, _("No se guardó nada."))
            self._column.insertWidget(1, self._bar)

    def _written(self, _outcome: object) -> None:
        self.save_button.setEnabled(True)
        self.done.emit()

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, ExpectedError) and self.form.show_error(error):
            return
        said = sentence(error)
        if said is None:
            self.context.runner.unhandled.emit(error)
        self.say(said or _("No se pudo guardar."))


class AgreeForm(SmallForm):
    """Acordar visita: day, hour, session and who makes it; it takes the place of the one agreed before."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Acordar visita"), _("&Guardar la fecha"))
        self._family: UUID | None = None
        today = context.services.clock.today
        self.form.add(
            DateField("on", _("Día"), required=True, today=today, coming=True, width=150),
            TimeField("time", _("Hora"), rules.wall_time, width=100),
        )
        self.form.add(ChoiceField("kind", _("Sesión"), [(one, wording.visit_kind(one)) for one in SESSIONS]))
        self.form.add(ChoiceField("cogestor_id", _("Cogestor(a)")))

    def open_for(
        self,
        family_id: UUID,
        cogestores: tuple[CogestorInfo, ...],
        *,
        on: date | None,
        time: str,
        kind: VisitKind,
        cogestor_id: UUID | None,
        changing: bool,
    ) -> None:
        """Show what is agreed, or what is proposed."""
        self._family = family_id
        self.say("")
        self.title.setText(_("Cambiar la visita acordada") if changing else _("Acordar visita"))
        field = self.form.field("cogestor_id")
        assert isinstance(field, ChoiceField)  # noqa: S101 - made above
        field.set_options(words.cogestor_options(cogestores, cogestor_id))
        self.form.set_values({"on": on, "time": time, "kind": kind, "cogestor_id": cogestor_id})

    def write(self, values: dict[str, Any]) -> None:
        """Agree it."""
        if self._family is not None:
            self.run(visits.plan_visit, PlanVisit(family_id=self._family, **values))


class AssignForm(SmallForm):
    """Who has the family in charge, from a day on."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Cambiar el cogestor o la cogestora"), _("&Guardar el cambio"))
        self._family: UUID | None = None
        today = context.services.clock.today
        self.form.add(ChoiceField("cogestor_id", _("Cogestor(a)")))
        self.form.add(DateField("on", _("Desde el día"), required=True, today=today, width=150))

    def open_for(
        self, family_id: UUID, cogestores: tuple[CogestorInfo, ...], cogestor_id: UUID | None, today: date
    ) -> None:
        """Show who has it now."""
        self._family = family_id
        self.say("")
        field = self.form.field("cogestor_id")
        assert isinstance(field, ChoiceField)  # noqa: S101 - made above
        nobody: list[tuple[Any, str]] = [("", _("Nadie por ahora"))]
        field.set_options([*nobody, *words.cogestor_options(cogestores, cogestor_id)])
        self.form.set_values({"cogestor_id": cogestor_id or "", "on": today})

    def write(self, values: dict[str, Any]) -> None:
        """Assign it."""
        if self._family is not None:
            told = AssignCogestor(
                family_ids=(self._family,), cogestor_id=values["cogestor_id"] or None, on=values["on"]
            )
            self.run(commands.assign_cogestor, told)
