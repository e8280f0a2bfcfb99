"""What a filter of families and the figures of Inicio ask of a family: of the headings of its list, of its card."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Commitment
from gsi_desktop.models.enums import CommitmentState, Stage
from gsi_desktop.models.families import Enrolment, FamilyCard
from gsi_desktop.models.territory import MicroregionMunicipality
from gsi_desktop.services.core.listing import BLANK, ColumnFilter
from gsi_desktop.services.families.data import FamilyFilter

_HEADINGS: Final = {
    "municipality_id": "municipality",
    "source": "source",
    "status": "status",
    "cogestor_id": "cogestor",
    "stage": "stage",
}
"""Fields of a filter that a heading filters by too."""


def headings(session: Session, chosen: FamilyFilter) -> tuple[ColumnFilter, ...]:
    """Return what ``chosen`` asks of the columns of the list, by headings and by fields that mean the same."""
    told = ((column, getattr(chosen, field)) for field, column in _HEADINGS.items())
    found = [
        ColumnFilter(column=column, values=(value.hex if isinstance(value, UUID) else str(value),))
        for column, value in told
        if value is not None
    ]
    if chosen.microregion_id is not None:
        inside = select(MicroregionMunicipality.municipality_id).where(
            MicroregionMunicipality.microregion_id == chosen.microregion_id,
            MicroregionMunicipality.valid_to_on.is_(None),
        )
        found.append(ColumnFilter(column="municipality", values=tuple(session.execute(inside).scalars())))
    return *found, *work_headings(chosen), *chosen.columns


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
