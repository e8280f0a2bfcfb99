"""Conditions the lists and counts of the accompaniment share, so that a figure equals the list it opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Visit
from gsi_desktop.models.enums import FamilyStatus, VisitKind, VisitOutcome, VisitState
from gsi_desktop.models.families import Enrolment, Family, FamilyCard
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.core.listing import Unindexed
from gsi_desktop.services.core.paging import beyond

WEEK_DAYS = 7
"""The week of a work board: today and the six days that follow."""
_CASELOAD = 900


def scope_conditions(scope: WorkScope, *, active: bool = True, narrow: bool = False) -> list[ColumnElement[bool]]:
    """Return what a family's card meets to be in ``scope``; only families in the programme unless told otherwise.

    ``narrow`` tells that another condition leaves few rows: status and municipality, which so many families share, are
    then no index to begin from (SQLite would read the card of every family of a department).
    """
    status = Unindexed(FamilyCard.status) if narrow else FamilyCard.status
    place = Unindexed(FamilyCard.municipality_id) if narrow else FamilyCard.municipality_id
    conditions: list[ColumnElement[bool]] = [status == FamilyStatus.ACTIVE] if active else []
    if scope.municipality_id is not None:
        conditions.append(place == scope.municipality_id)
    if scope.cogestor_id is not None:
        conditions.append(FamilyCard.cogestor_id == scope.cogestor_id)
    return conditions


def after(keys: Sequence[Any], cursor: tuple[object, ...] | None, *, descending: bool = False) -> Any:
    """Return the condition of rows after ``cursor`` in the order of ``keys``."""
    return literal(True) if cursor is None else beyond(keys, cursor, descending=descending)


def held() -> ColumnElement[bool]:
    """Return what makes a visit one that was held; attention at the office is none."""
    return and_(Visit.state == VisitState.DONE, Visit.outcome == VisitOutcome.HELD, Visit.kind != VisitKind.WINDOW)


# --- lists of visits


def list_conditions(chosen: VisitList, scope: WorkScope, day: date) -> list[ColumnElement[bool]]:
    """Return what a list of visits holds; agreed days are one range of their partial index."""
    planned = Visit.state == VisitState.PLANNED
    conditions: dict[VisitList, list[ColumnElement[bool]]] = {
        VisitList.OVERDUE: [planned, Visit.planned_on < day],
        VisitList.TODAY: [planned, Visit.planned_on == day],
        VisitList.WEEK: [planned, Visit.planned_on >= day, Visit.planned_on < day + timedelta(days=WEEK_DAYS)],
        VisitList.PLANNED: [planned],
        VisitList.OPEN: [Visit.state == VisitState.OPEN],
        VisitList.DONE: [Visit.state == VisitState.DONE],
    }
    if scope.municipality_id is not None:
        conditions[chosen].append(Visit.municipality_id == scope.municipality_id)
    return conditions[chosen] + scope_conditions(scope, active=chosen is not VisitList.DONE, narrow=True)


def caseload(session: Session, scope: WorkScope) -> list[ColumnElement[bool]]:
    """Return the condition that begins a cogestor's list from their families; the list's own index holds everybody's.

    Empty for other scopes, and for somebody with so many families that the walk through the list finds them at once.
    """
    if scope.cogestor_id is None:
        return []
    mine = select(Enrolment.id).join(FamilyCard, FamilyCard.family_id == Enrolment.family_id)
    found = (
        session.execute(mine.where(FamilyCard.cogestor_id == scope.cogestor_id).limit(_CASELOAD + 1)).scalars().all()
    )
    return [Visit.enrolment_id.in_(found)] if len(found) <= _CASELOAD else []


def list_keys(chosen: VisitList) -> tuple[Any, ...]:
    """Return the columns a list of visits is ordered by."""
    if chosen is VisitList.DONE:
        return Visit.occurred_on, Visit.id
    return (Visit.opened_at, Visit.id) if chosen is VisitList.OPEN else (Visit.planned_on, Visit.planned_time, Visit.id)


def agreed_days(chosen: VisitList, day: date) -> list[ColumnElement[bool]]:
    """Return what the card of a family meets whose agreed visit is in a list; empty for lists of other visits."""
    agreed = FamilyCard.next_visit_on
    days: dict[VisitList, list[ColumnElement[bool]]] = {
        VisitList.OVERDUE: [agreed < day],
        VisitList.TODAY: [agreed == day],
        VisitList.WEEK: [agreed >= day, agreed < day + timedelta(days=WEEK_DAYS)],
        VisitList.PLANNED: [agreed.is_not(None)],
    }
    return days.get(chosen, [])


def done_count(session: Session, scope: WorkScope) -> int:
    """Return how many visits the list of those done holds in ``scope``: nearly every visit there is.

    All of them are counted from their index, less those of families merged away, which have no card; those of a scope
    from its families, whose visits lie together.
    """
    query = select(func.count()).select_from(Visit).join(Enrolment, Enrolment.id == Visit.enrolment_id)
    if scope == WorkScope():
        done = Visit.state == VisitState.DONE
        every = session.execute(select(func.count()).select_from(Visit).where(done)).scalar_one()
        merged = query.join(Family, Family.id == Enrolment.family_id).where(done, Family.merged_into.is_not(None))
        return every - session.execute(merged).scalar_one()
    here = [] if scope.municipality_id is None else [Visit.municipality_id == scope.municipality_id]
    mine = query.join(FamilyCard, FamilyCard.family_id == Enrolment.family_id).where(*here)
    done = Unindexed(Visit.state) == VisitState.DONE
    return session.execute(mine.where(done, *scope_conditions(scope, active=False))).scalar_one()
