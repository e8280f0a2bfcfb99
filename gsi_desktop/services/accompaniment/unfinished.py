"""What somebody may go on with: plans left in draft, and the families they opened last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import FamilyPlan
from gsi_desktop.models.enums import PlanState
from gsi_desktop.models.families import Enrolment, FamilyCard
from gsi_desktop.models.territory import Municipality
from gsi_desktop.services.accompaniment.scope import scope_conditions
from gsi_desktop.services.accompaniment.workload_data import WorkScope


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A family to go on with; ``draft`` is the number of its plan in draft, None when it was only opened."""

    family_id: UUID
    folio: str
    head: str
    settlement: str
    municipality: str
    draft: int | None


def unfinished(session: Session, scope: WorkScope, opened: Sequence[UUID], limit: int = 8) -> tuple[Unfinished, ...]:
    """Return the plans in draft of ``scope``, newest first, then the families of ``opened`` in their order, each once.

    Families that are gone are left out; drafts take at most half of ``limit`` while there are families opened.
    """
    opened = list(dict.fromkeys(opened))[:limit]
    cards = {row.family_id: Unfinished(*row) for row in session.execute(_opened(opened))} if opened else {}
    known = [cards[one] for one in opened if one in cards]
    room = max(limit // 2, limit - len(known))
    drafts = [Unfinished(*row) for row in session.execute(_drafts(scope, room))]
    taken = {one.family_id for one in drafts}
    return (*drafts, *(one for one in known if one.family_id not in taken))[:limit]


def _columns() -> tuple[Any, ...]:
    return FamilyCard.family_id, FamilyCard.folio, FamilyCard.head_name, FamilyCard.settlement, Municipality.name


def _drafts(scope: WorkScope, limit: int) -> Select[*tuple[Any, ...]]:
    return (
        select(*_columns(), FamilyPlan.number)
        .select_from(FamilyPlan)
        .join(Enrolment, Enrolment.id == FamilyPlan.enrolment_id)
        .join(FamilyCard, FamilyCard.family_id == Enrolment.family_id)
        .join(Municipality, Municipality.code == FamilyCard.municipality_id)
        .where(FamilyPlan.state == PlanState.DRAFT, *scope_conditions(scope))
        .order_by(FamilyPlan.id.desc())
        .limit(limit)
    )


def _opened(ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    return (
        select(*_columns(), literal(None))
        .join(Municipality, Municipality.code == FamilyCard.municipality_id)
        .where(FamilyCard.family_id.in_(ids))
    )
