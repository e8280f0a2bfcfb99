"""Cerrar sin terminar: why the visit ends here, and when to come back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from gsi_desktop.models.enums import VisitOutcome
from gsi_desktop.services.accompaniment import rules, wording
from gsi_desktop.services.accompaniment.data import VisitContent
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.fields import ChoiceField, DateField
from gsi_desktop.ui.kit.textfields import TextAreaField, TimeField
from gsi_desktop.ui.visits.step import Step

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext
    from gsi_desktop.ui.visits.reads import Room

CANCEL = "cancel"
"""The choice that takes the visit back because it was opened by mistake."""


class UnfinishedStep(Step):
    """What is asked when a visit ends before its last step."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        reasons: list[tuple[object, str]] = [
            (one, wording.outcome(one)) for one in VisitOutcome if one is not VisitOutcome.HELD
        ]
        reasons.append((CANCEL, _("Se abrió por equivocación: anular la visita")))
        self.outcome = ChoiceField("outcome", _("¿Qué &pasó?"), reasons, required=True, width=320)
        self.note = TextAreaField("outcome_note", _("&Explique"), lines=3, max_length=400)
        today = context.services.clock.today
        self.next_on = DateField("next_on", _("¿Cuándo se &vuelve?"), today=today, coming=True, width=150)
        self.next_time = TimeField("next_time", _("&Hora"), rules.wall_time)
        self.add_field(self.outcome)
        self.add_field(self.note)
        row = QHBoxLayout()
        self.add_field(self.next_on, row)
        self.add_field(self.next_time, row)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addStretch(1)
        self.outcome.changed.connect(self._fit)

    def fill(self, room: Room) -> None:
        """Begin anew."""
        for field in self.fields:
            field.set_value(None)
        self._fit()

    @property
    def cancels(self) -> bool:
        """Whether the visit is to be taken back."""
        return bool(self.outcome.value() == CANCEL)

    def reason(self) -> str:
        """Return what explains it."""
        return str(self.value(self.note, "")).strip()

    def write(self, content: VisitContent) -> VisitContent:
        """Return what is closed: the outcome and the next date take the place of those of the last step."""
        outcome = self.outcome.value()
        return replace(
            content,
            outcome=outcome if isinstance(outcome, VisitOutcome) else None,
            outcome_note=self.reason(),
            next_on=self.value(self.next_on, None),
            next_time=self.value(self.next_time, ""),
            next_kind=content.kind,
        )

    def check(self) -> bool:
        """Check every field, show what is wrong and go to the first."""
        self.note.required = self.cancels or self.outcome.value() is VisitOutcome.UNFINISHED
        wrong = [field for field in self.fields if field.isVisible() and not field.check()]
        if wrong:
            wrong[0].box.setFocus()
        return not wrong

    def _fit(self) -> None:
        self.next_on.setVisible(not self.cancels)
        self.next_time.setVisible(not self.cancels)
