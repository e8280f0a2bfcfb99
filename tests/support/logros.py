"""Families that are assessed, for tests: línea base, marks and answers through the commands of the program."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from gsi_desktop.models.enums import AchievedHow, AssessmentKind, MarkState
from gsi_desktop.services.achievements import commands, queries
from gsi_desktop.services.achievements.data import (
    Board,
    CloseAssessment,
    Mark,
    MarkCells,
    Marked,
    StartAssessment,
)

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

TODAY = date(2026, 11, 21)
"""The day of `NOW`."""


def start(
    services: Services, family_id: UUID, on: date = TODAY, kind: AssessmentKind = AssessmentKind.BASELINE
) -> UUID:
    """Begin a línea base."""
    return services.run(commands.start_assessment, StartAssessment(family_id=family_id, kind=kind, on=on)).result


def close(services: Services, assessment_id: UUID, on: date = TODAY) -> UUID:
    """Close an assessment."""
    return services.run(commands.close_assessment, CloseAssessment(assessment_id=assessment_id, on=on)).result


def board(services: Services, family_id: UUID, day: date = TODAY) -> Board:
    """Return the board of a family."""
    return services.read(queries.board, family_id, day)


def mark(
    services: Services,
    family_id: UUID,
    number: int,
    state: MarkState,
    person_id: UUID | None = None,
    *,
    on: date = TODAY,
    how: AchievedHow | None = None,
    reason: str = "",
) -> Marked:
    """Mark one cell as the screen does, having seen what is stored."""
    seen = board(services, family_id, on).cells[number, person_id].stored
    said = Mark(achievement=number, person_id=person_id, state=state, seen=seen, how=how, reason=reason)
    return services.run(commands.mark, MarkCells(family_id=family_id, marks=(said,), on=on)).result


def mark_all(services: Services, family_id: UUID, state: MarkState, on: date = TODAY) -> Marked:
    """Mark every cell that a person marks."""
    shown = board(services, family_id, on)
    reason = "" if state in (MarkState.ACHIEVED, MarkState.PENDING, MarkState.UNKNOWN) else "Se explicó"
    how = AchievedHow.VERIFICATION if state is MarkState.ACHIEVED else None
    marks = tuple(
        Mark(achievement=key[0], person_id=key[1], state=state, seen=shown.cells[key].stored, how=how, reason=reason)
        for key in shown.markable()
    )
    return services.run(commands.mark, MarkCells(family_id=family_id, marks=marks, on=on)).result
