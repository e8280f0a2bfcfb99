"""The work board of Inicio: figures, the families behind each one, and who to visit first.

Every figure has its `FamilyFilter` or `VisitList`, so that what it opens holds exactly that many. Bands are calendar
months: a visit of 21/10 is less than a month old until 20/11, that day included.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Commitment, Visit
from gsi_desktop.models.enums import FamilyStatus, Stage, VisitState
from gsi_desktop.models.families import Enrolment, FamilyCard
from gsi_desktop.models.territory import Municipality
from gsi_desktop.services.accompaniment import rules
from gsi_desktop.services.accompaniment.queries import overdue_conditions, visit_count
from gsi_desktop.services.accompaniment.scope import scope_conditions
from gsi_desktop.services.accompaniment.workload_data import Band, UrgentFamily, VisitList, Workload, WorkScope
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.families.work_filter import stages_from

FUNNEL = stages_from(Stage.TARGETED)
"""The stages of the funnel in order; each counts the families in the programme that came at least that far."""


# --- the list behind each figure


def scope_filter(scope: WorkScope) -> FamilyFilter:
    """Return the filter of Familias that shows the families of ``scope`` in the programme."""
    return FamilyFilter(
        status=FamilyStatus.ACTIVE, municipality_id=scope.municipality_id, cogestor_id=scope.cogestor_id
    )


def _visited_days(band: Band, day: date) -> tuple[date | None, date | None]:
    """Return the days of the last visit of a band: the first, and the one after the last."""
    one_month, three_months = (rules.months_before(day, months) + timedelta(days=1) for months in (1, 3))
    days: dict[Band, tuple[date | None, date | None]] = {
        Band.NEVER: (None, None),
        Band.UNDER_ONE_MONTH: (one_month, None),
        Band.ONE_TO_THREE: (three_months, one_month),
        Band.OVER_THREE: (None, three_months),
    }
    return days[band]


def band_filter(band: Band, scope: WorkScope, day: date) -> FamilyFilter:
    """Return the filter of Familias that shows the families of a band."""
    first, after = _visited_days(band, day)
    return FamilyFilter(
        status=FamilyStatus.ACTIVE,
        municipality_id=scope.municipality_id,
        cogestor_id=scope.cogestor_id,
        never_visited=band is Band.NEVER,
        last_visit_from=first,
        last_visit_before=after,
    )


def stage_filter(stage: Stage, scope: WorkScope) -> FamilyFilter:
    """Return the filter of Familias that shows the families of a bar of the funnel."""
    left = stage is Stage.EXITED
    return FamilyFilter(
        status=FamilyStatus.EXITED if left else FamilyStatus.ACTIVE,
        municipality_id=scope.municipality_id,
        cogestor_id=scope.cogestor_id,
        reached=None if left else stage,
    )


def overdue_filter(scope: WorkScope, day: date) -> FamilyFilter:
    """Return the filter of Familias that shows the families with overdue commitments."""
    return FamilyFilter(
        status=FamilyStatus.ACTIVE,
        municipality_id=scope.municipality_id,
        cogestor_id=scope.cogestor_id,
        commitments_due_before=day,
    )


# --- figures


def _in_band(band: Band, day: date) -> ColumnElement[bool]:
    first, after = _visited_days(band, day)
    if band is Band.NEVER:
        return FamilyCard.last_visit_on.is_(None)
    conditions = [FamilyCard.last_visit_on >= first] if first else []
    if after is not None:
        conditions.append(FamilyCard.last_visit_on < after)
    return and_(*conditions)


def workload(session: Session, scope: WorkScope, day: date) -> Workload:
    """Return the figures of Inicio as of ``day``; the bands add up to the families of the programme in ``scope``."""
    bands = [band for band in Band if band is not Band.NEVER]
    stages = FUNNEL[1:]
    counted = [func.count().filter(_in_band(band, day)) for band in bands]
    at_stage = [func.count().filter(FamilyCard.stage == stage) for stage in stages]
    row = session.execute(select(func.count(), *counted, *at_stage).where(*scope_conditions(scope))).one()
    families, by_band, by_stage = row[0], row[1 : 1 + len(bands)], row[1 + len(bands) :]
    reached = [sum(by_stage[place:]) for place in range(len(stages))]
    left = [*scope_conditions(scope, active=False), FamilyCard.status == FamilyStatus.EXITED]
    exited = session.execute(select(func.count()).select_from(FamilyCard).where(*left)).scalar_one()
    overdue = session.execute(
        select(func.count(), func.count(FamilyCard.family_id.distinct()))
        .select_from(Commitment)
        .join(Enrolment, Enrolment.id == Commitment.enrolment_id)
        .join(FamilyCard, FamilyCard.family_id == Enrolment.family_id)
        .where(*overdue_conditions(scope, day))
    ).one()
    return Workload(
        families=families,
        bands=((Band.NEVER, families - sum(by_band)), *zip(bands, by_band, strict=True)),
        stages=((Stage.TARGETED, families), *zip(stages, reached, strict=True), (Stage.EXITED, exited)),
        open_visits=visit_count(session, VisitList.OPEN, scope, day),
        overdue_visits=visit_count(session, VisitList.OVERDUE, scope, day),
        overdue_commitments=overdue[0],
        overdue_families=overdue[1],
        week_visits=visit_count(session, VisitList.WEEK, scope, day),
    )


# --- who first


_Reason = tuple[str, tuple[tuple[str, str], ...]]


def urgent_families(session: Session, scope: WorkScope, day: date, limit: int = 7) -> tuple[UrgentFamily, ...]:
    """Return at most ``limit`` families to visit, the most urgent first, each with its most urgent reason.

    What was promised comes before what is merely late: agreed for today, agreed and missed, never visited, three months
    or more without a visit, an overdue commitment, a plan to approve.
    """
    reasons: dict[UUID, _Reason] = {}
    for ids in _urgent(session, scope, day, limit):
        for family_id, reason in ids:
            reasons.setdefault(family_id, reason)
        if len(reasons) >= limit:
            break
    wanted = list(reasons)[:limit]
    rows = session.execute(
        select(
            FamilyCard.family_id,
            FamilyCard.folio,
            FamilyCard.head_name,
            FamilyCard.settlement,
            Municipality.name,
            FamilyCard.last_visit_on,
            FamilyCard.next_visit_on,
        )
        .join(Municipality, Municipality.code == FamilyCard.municipality_id)
        .where(FamilyCard.family_id.in_(wanted))
    )
    cards = {row.family_id: row for row in rows}
    return tuple(UrgentFamily(*cards[one], *reasons[one]) for one in wanted)


def _urgent(session: Session, scope: WorkScope, day: date, limit: int) -> Iterator[list[tuple[UUID, _Reason]]]:
    """Yield families by reason, the most urgent first; each from one short read of an index."""
    agreed = _agreed(session, scope, limit, Visit.planned_on == day)
    yield [(row.family_id, _today(row.planned_time)) for row in agreed]
    missed = _agreed(session, scope, limit, Visit.planned_on < day)
    yield [(row.family_id, ("urgent_agreed", (("day", show_date(row.planned_on)),))) for row in missed]
    never = _cards(session, scope, limit, _in_band(Band.NEVER, day))
    yield [(row.family_id, ("urgent_never", ())) for row in never]
    late = _cards(session, scope, limit, _in_band(Band.OVER_THREE, day))
    yield [(row.family_id, _months(row.last_visit_on, day)) for row in late]
    yield [(family_id, ("urgent_commitment", ())) for family_id in _broken(session, scope, day, limit)]
    unplanned = _cards(session, scope, limit, FamilyCard.stage == Stage.BASELINE)
    yield [(row.family_id, ("urgent_plan", ())) for row in unplanned]


def _today(time: str) -> _Reason:
    return ("urgent_today_at", (("time", time),)) if time else ("urgent_today", ())


def _months(last_visit_on: date, day: date) -> _Reason:
    return "urgent_months", (("months", str(rules.months_since(last_visit_on, day))),)


def _agreed(session: Session, scope: WorkScope, limit: int, when: ColumnElement[bool]) -> list[Any]:
    query = (
        select(Enrolment.family_id, Visit.planned_on, Visit.planned_time)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(FamilyCard, FamilyCard.family_id == Enrolment.family_id)
        .where(Visit.state == VisitState.PLANNED, when, *scope_conditions(scope))
    )
    return list(session.execute(query.order_by(Visit.planned_on, Visit.planned_time, Visit.id).limit(limit)))


def _cards(session: Session, scope: WorkScope, limit: int, which: ColumnElement[bool]) -> list[Any]:
    """Return families by the age of their last visit, then in the order they were registered."""
    query = select(FamilyCard.family_id, FamilyCard.last_visit_on).where(which, *scope_conditions(scope))
    return list(session.execute(query.order_by(FamilyCard.last_visit_on, FamilyCard.family_id).limit(limit)))


def _broken(session: Session, scope: WorkScope, day: date, limit: int) -> list[UUID]:
    first = func.min(Commitment.due_on)
    query = (
        select(FamilyCard.family_id)
        .select_from(Commitment)
        .join(Enrolment, Enrolment.id == Commitment.enrolment_id)
        .join(FamilyCard, FamilyCard.family_id == Enrolment.family_id)
        .where(*overdue_conditions(scope, day))
        .group_by(FamilyCard.family_id)
    )
    return list(session.execute(query.order_by(first, FamilyCard.family_id).limit(limit)).scalars())
