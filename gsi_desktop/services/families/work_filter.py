"""What the figures of Inicio ask of a family, as conditions of its card: the lists they open filter by the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from gsi_desktop.models.accompaniment import Commitment
from gsi_desktop.models.enums import CommitmentState, Stage
from gsi_desktop.models.families import Enrolment, FamilyCard
from gsi_desktop.services.core.listing import BLANK, ColumnFilter
from gsi_desktop.services.families.data import FamilyFilter


def work_headings(chosen: FamilyFilter) -> Iterator[ColumnFilter]:
    """Yield what the figures of Inicio ask of a column of the list, as its heading would."""
    if chosen.reached is not None:
        yield ColumnFilter(column="stage", values=tuple(stages_from(chosen.reached)))
    if chosen.never_visited:
        yield ColumnFilter(column="last_visit_on", values=(BLANK,))
    if chosen.last_visit_from is not None:
        yield ColumnFilter(column="last_visit_on", low=chosen.last_visit_from.isoformat())
    if chosen.last_visit_before is not None:
        yield ColumnFilter(column="last_visit_on", high=(chosen.last_visit_before - timedelta(days=1)).isoformat())


def work_conditions(chosen: FamilyFilter) -> Iterator[ColumnElement[bool]]:
    """Yield what else the figures of Inicio ask of a family."""
    if chosen.commitments_due_before is not None:
        yield FamilyCard.family_id.in_(
            select(Enrolment.family_id)
            .join(Commitment, Commitment.enrolment_id == Enrolment.id)
            .where(Commitment.state == CommitmentState.OPEN, Commitment.due_on < chosen.commitments_due_before)
        )


def stages_from(stage: Stage) -> tuple[Stage, ...]:
    """Return ``stage`` and those after it, without the exit."""
    order = [one for one in Stage if one is not Stage.EXITED]
    return tuple(order[order.index(stage) :]) if stage in order else (stage,)
