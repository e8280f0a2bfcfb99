"""Agrees the next visit in the place where it is shown: day and hour, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.accompaniment import queries, rules, visits
from gsi_desktop.services.accompaniment.data import PlanVisit, VisitRow
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.failures import sentence
from gsi_desktop.ui.kit.fields import DateField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.textfields import TimeField
from gsi_desktop.ui.kit.theme import theme

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


class AgreeForm(QWidget):
    """The form. ``closed`` fires after it was saved or given up, ``saved`` before that when it was saved."""

    closed = Signal()
    saved = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._family: UUID | None = None
        self._former: VisitRow | None = None
        self.form = Form()
        today = context.services.clock.today
        self.form.add(
            DateField("on", _("Día"), required=True, today=today, coming=True, width=None),
            TimeField("time", _("Hora"), rules.wall_time, width=None),
            stretch=(3, 2),
        )
        self.save = Button(_("Acordar visita"), None, self.form.submit, size="small", kind="primary")
        self.cancel = Button(_("Cancelar"), None, self.closed.emit, size="small")
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(self.save)
        row.addWidget(self.cancel)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addLayout(row)
        self.form.submitted.connect(self._submit)

    def open_for(self, family: UUID, former: VisitRow | None) -> None:
        """Open for a family, with what was agreed before."""
        self._family, self._former = family, former
        self.save.setEnabled(True)
        self.form.set_values(
            {"on": former.planned_on if former else None, "time": former.planned_time if former else ""}
        )
        self.form.field("on").box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _submit(self, values: dict[str, object]) -> None:
        family, former, services = self._family, self._former, self._context.services
        if family is None:
            return
        day, time = values["on"], str(values["time"])

        def agree() -> None:
            kind = former.kind if former is not None else services.read(queries.next_kind, family)
            data = PlanVisit(family_id=family, on=day, time=time, kind=kind)  # type: ignore[arg-type]  # required
            services.run(visits.plan_visit, data)

        self.save.setEnabled(False)
        self._context.runner.write(self, agree, lambda _none: self._saved(), self._failed)

    def _saved(self) -> None:
        self.saved.emit()
        self.closed.emit()

    def _failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not (isinstance(error, ExpectedError) and self.form.show_error(error)):
            self._context.notify("danger", sentence(error) or _("La visita no se pudo acordar."))
            if sentence(error) is None:
                self._context.runner.unhandled.emit(error)
