"""Step 8: how the family answers for its part, how the visit went, the next one, and who signs."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from gsi_desktop.models.enums import Signature, VisitKind, VisitOutcome
from gsi_desktop.services.accompaniment import rules, wording
from gsi_desktop.services.accompaniment.data import VisitContent
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.answers import AnswerStrip, Reply
from gsi_desktop.ui.kit.fields import ChoiceField, DateField
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.textfields import TextAreaField, TimeField
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.visits import words
from gsi_desktop.ui.visits.step import Step
from gsi_desktop.ui.visits.steps_talk import SESSIONS

if TYPE_CHECKING:
    from gsi_desktop.services.families.data import Dossier
    from gsi_desktop.ui.shell.context import UiContext
    from gsi_desktop.ui.visits.reads import Room

SIGNER_FROM = 14
"""Age from which a member may sign for the visit."""


def month_later(day: date) -> date:
    """Return the same day of the next month, on Monday when it falls on a weekend: a next visit to propose."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    found = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return found + timedelta(days=max(0, 7 - found.weekday()) if found.weekday() >= 5 else 0)


def following_kind(held: VisitKind, expected: VisitKind) -> VisitKind:
    """Return the session after ``held``; ``expected`` is what the family's held visits ask for."""
    order = list(VisitKind)
    return max(rules.next_kind((held,)), expected, key=order.index)


def signers(dossier: Dossier, today: date) -> list[tuple[object, str]]:
    """Return who may sign, the head first."""
    people = sorted(dossier.members, key=lambda one: not one.is_head)
    able = [one for one in people if (one.age(today) is None or (one.age(today) or 0) >= SIGNER_FROM)]
    names = [one.full_name for one in able]
    return [
        (one.person_id, f"{one.full_name} ({one.document})" if names.count(one.full_name) > 1 else one.full_name)
        for one in able
    ]


class ClosingStep(Step):
    """The five questions of co-responsibility, the evaluation, the next visit and the signature."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        today = context.services.clock.today
        self.questions = [
            AnswerStrip(text, [Reply("S", _("Sí"), "S", "success", "check"), Reply("N", _("No"), "N", "danger", "x")])
            for text in wording.coresponsibility()
        ]
        self.evaluation = TextAreaField("evaluation", _("¿Cómo fue la &visita?"), lines=2, max_length=400)
        self.outcome = ChoiceField(
            "outcome", _("&Resultado"), [(one, wording.outcome(one)) for one in VisitOutcome], required=True
        )
        self.next_on = DateField("next_on", _("Próxima &visita"), today=today, coming=True, width=150)
        self.next_time = TimeField("next_time", _("&Hora"), rules.wall_time, width=90)
        self.next_kind = ChoiceField(
            "next_kind", _("Qué &sesión"), [(one, wording.visit_kind(one)) for one in SESSIONS]
        )
        self.signature = ChoiceField(
            "signature", _("&Firma"), [(one, wording.signature(one)) for one in Signature], required=True
        )
        self.signer = ChoiceField("signer_id", _("&Quién firma"))
        self._room: Room | None = None
        self._lay_out()

    def fill(self, room: Room) -> None:
        """Show what was said, with a next visit to propose."""
        self._room = room
        content = room.info.content
        for place, strip in enumerate(self.questions):
            letter = content.coresponsibility[place : place + 1]
            strip.set_value(letter if letter in ("S", "N") else None)
        self.evaluation.set_value(content.evaluation)
        self.outcome.set_value(content.outcome or VisitOutcome.HELD)
        self.signer.set_options(signers(room.home.dossier, self.context.services.clock.today()))
        head = room.home.dossier.head
        self.signer.set_value(content.signer_id or (head.person_id if head is not None else None))
        self.signature.set_value(content.signature)
        day = content.occurred_on or self.context.services.clock.today()
        self.next_on.set_value(content.next_on or month_later(day))
        self.next_time.set_value(content.next_time)
        self.next_kind.set_value(content.next_kind or following_kind(content.kind, room.home.next_kind))

    def write(self, content: VisitContent) -> VisitContent:
        """Add everything of this step."""
        return replace(
            content,
            coresponsibility="".join(strip.value or "-" for strip in self.questions),
            evaluation=self.value(self.evaluation, content.evaluation),
            outcome=self.outcome.value(),
            next_on=self.value(self.next_on, content.next_on),
            next_time=self.value(self.next_time, content.next_time),
            next_kind=self.next_kind.value(),
            signature=self.signature.value(),
            signer_id=self.signer.value(),
        )

    def result(self) -> str:
        """Return the next date."""
        day = self.value(self.next_on, None)
        return _("Próxima: {day}").format(day=words.long_day(day)) if day is not None else _("Sin próxima fecha")

    def missing(self) -> str:
        """Ask for the signature."""
        if self.outcome.value() is VisitOutcome.HELD and self.signature.value() is None:
            return _("Falta decir cómo se firmó")
        return super().missing()

    def begin(self) -> None:
        """Take the keyboard at the first question without answer."""
        first = next((strip for strip in self.questions if strip.value is None), None)
        (first or self.signature.box).setFocus()

    def _lay_out(self) -> None:
        px = theme().px
        self.column.addWidget(Label(_("Corresponsabilidad de la familia: S sí, N no"), "card_title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(0, 1)
        for row, strip in enumerate(self.questions):
            grid.addWidget(Label(wording.coresponsibility()[row], "body", wrap=True), row, 0)
            grid.addWidget(strip, row, 1)
            strip.answered.connect(lambda value, row=row: self._answered(row, value))
        self.column.addLayout(grid)
        self.add_field(self.evaluation)
        self.column.addWidget(Line())
        for fields in (
            ((self.next_on, 0), (self.next_time, 0), (self.next_kind, 1)),
            ((self.signature, 2), (self.signer, 3), (self.outcome, 2)),
        ):
            row_layout = QHBoxLayout()
            row_layout.setSpacing(px(12))
            for field, stretch in fields:
                self.add_field(field, row_layout, stretch)
                field.box.setMinimumWidth(px(76))  # a list is as wide as there is room, not as its longest word
            self.column.addLayout(row_layout)
        self.column.addStretch(1)

    def _answered(self, row: int, value: object) -> None:
        if value is not None and row + 1 < len(self.questions):
            self.questions[row + 1].setFocus()
        self.told()
