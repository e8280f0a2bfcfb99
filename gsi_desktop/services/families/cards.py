"""Keeps `FamilyCard`, the derived row lists read, equal to the facts: before every commit, and by rebuild."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, case, delete, exists, func, insert, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from gsi_desktop.models.accompaniment import CogestorAssignment, FamilyPlan, Visit
from gsi_desktop.models.achievements import Assessment
from gsi_desktop.models.enums import AssessmentKind, FamilyStatus, PlanState, Stage, VisitKind, VisitOutcome, VisitState
from gsi_desktop.models.families import (
    Enrolment,
    EnrolmentTargeting,
    Family,
    FamilyCard,
    Membership,
    Person,
    PersonDocument,
)
from gsi_desktop.models.territory import Settlement
from gsi_desktop.services.core.bulk import tell_planner
from gsi_desktop.services.core.work import UnitOfWork

_COLUMNS = [column.name for column in FamilyCard.__table__.columns]
_CHUNK = 1000
READ: Final = (
    Family,
    Membership,
    Person,
    PersonDocument,
    Enrolment,
    EnrolmentTargeting,
    Settlement,
    CogestorAssignment,
    Visit,
    Assessment,
    FamilyPlan,
)
"""What a card is made of."""


def list_name_expression() -> ColumnElement[str]:
    """Return SQL for `data.list_name` of the joined `Person`."""
    surnames = func.trim(Person.first_surname + " " + Person.second_surname)
    return case(
        (Person.id.is_(None), ""), else_=surnames + ", " + func.trim(Person.first_name + " " + Person.second_name)
    )


def _document(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """Return SQL for a column of the newest live document of the joined `Person`, '' without one."""
    newest = (
        select(column)
        .where(PersonDocument.person_id == Person.id, PersonDocument.retired_on.is_(None))
        .order_by(PersonDocument.recorded_on.desc(), PersonDocument.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    return func.coalesce(newest, "")


def _visit_day(column: InstrumentedAttribute[Any], state: VisitState, *conditions: ColumnElement[bool]) -> Any:
    """Return SQL selecting a day of the visits in ``state`` of the joined `Family`'s episodes."""
    return (
        select(column)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .where(Enrolment.family_id == Family.id, Visit.state == state, *conditions)
        .limit(1)
        .correlate(Family)
    )


def _last_visit() -> ColumnElement[Any]:
    """Return SQL for the day of the last visit held; attention at the office is not a visit."""
    held = _visit_day(Visit.occurred_on, VisitState.DONE, Visit.kind != VisitKind.WINDOW, Visit.outcome == "held")
    return cast("ColumnElement[Any]", held.order_by(Visit.occurred_on.desc()).scalar_subquery())


def contacted() -> ColumnElement[bool]:
    """Return what makes a visit one that met the family, held or not; attention at the office does too."""
    met = (VisitOutcome.HELD, VisitOutcome.REFUSED, VisitOutcome.UNFINISHED)
    return and_(Visit.state == VisitState.DONE, Visit.outcome.in_(met))


def _next_visit() -> ColumnElement[Any]:
    agreed = _visit_day(Visit.planned_on, VisitState.PLANNED)
    return cast("ColumnElement[Any]", agreed.order_by(Visit.planned_on).scalar_subquery())


def _cogestor() -> ColumnElement[Any]:
    return (
        select(CogestorAssignment.cogestor_id)
        .where(CogestorAssignment.family_id == Family.id, CogestorAssignment.valid_to_on.is_(None))
        .correlate(Family)
        .scalar_subquery()
    )


def _stage(episode_id: InstrumentedAttribute[UUID]) -> ColumnElement[Any]:
    """Return SQL for how far the family came in its newest episode, each stage by the fact that proves it."""
    assessed = exists().where(Assessment.enrolment_id == episode_id, Assessment.closed_on.is_not(None))
    planned = exists().where(FamilyPlan.enrolment_id == episode_id, FamilyPlan.state == PlanState.APPROVED)
    seen = exists().where(Visit.enrolment_id == episode_id, contacted())
    return case(
        (Family.status != FamilyStatus.ACTIVE, literal(Stage.EXITED.value)),
        (assessed.where(Assessment.kind == AssessmentKind.FINAL), literal(Stage.FINAL.value)),
        (planned, literal(Stage.PLAN.value)),
        (assessed.where(Assessment.kind == AssessmentKind.BASELINE), literal(Stage.BASELINE.value)),
        (Enrolment.agreement_on.is_not(None), literal(Stage.LINKED.value)),
        (seen, literal(Stage.CONTACTED.value)),
        else_=literal(Stage.TARGETED.value),
    )


def facts() -> Select[*tuple[Any, ...]]:
    """Return the select whose columns are, in order, those of the card; one row for each family not merged away."""
    other = aliased(Membership)
    members = (
        select(func.count())
        .where(other.family_id == Family.id, other.valid_to_on.is_(None))
        .correlate(Family)
        .scalar_subquery()
    )
    episode = aliased(Enrolment)
    latest = (
        select(episode.id)
        .where(episode.family_id == Family.id)
        .order_by(episode.entry_on.desc(), episode.id.desc())
        .limit(1)
        .correlate(Family)
        .scalar_subquery()
    )
    return (
        select(
            Family.id,
            Family.municipality_id,
            Family.folio,
            func.coalesce(Person.name_key, ""),
            list_name_expression(),
            _document(PersonDocument.type),
            _document(PersonDocument.number),
            members,
            Family.settlement_id,
            func.coalesce(Settlement.name, ""),
            func.coalesce(Settlement.name_key, ""),
            Family.zone,
            EnrolmentTargeting.source,
            func.coalesce(EnrolmentTargeting.level, ""),
            Family.status,
            Enrolment.entry_on,
            _stage(Enrolment.id),
            _cogestor(),
            _last_visit(),
            _next_visit(),
        )
        .select_from(Family)
        .outerjoin(
            Membership, (Membership.family_id == Family.id) & Membership.is_head & Membership.valid_to_on.is_(None)
        )
        .outerjoin(Person, Person.id == Membership.person_id)
        .outerjoin(Settlement, Settlement.id == Family.settlement_id)
        .outerjoin(Enrolment, Enrolment.id == latest)
        .outerjoin(EnrolmentTargeting, (EnrolmentTargeting.enrolment_id == Enrolment.id) & EnrolmentTargeting.is_main)
        .where(Family.merged_into.is_(None))
    )


def _chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(sorted(ids))
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def lock(session: Session, families: Iterable[UUID]) -> None:
    """Wait until nobody else writes what derives from these families; all wait in one order (SQLite always does).

    Two people write different facts of one family under locks of their own; what derives from both is written by one
    after the other, each from the facts of both.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    for ids in _chunks(families):
        held = select(Family.id).where(Family.id.in_(ids)).order_by(Family.id)
        session.execute(held.with_for_update(key_share=True))


def refresh(work: UnitOfWork) -> None:
    """Rewrite the cards of the families the unit of work noted as changed; run before commit."""
    if len(work.changes.families) > _CHUNK:
        tell_planner(work.connection, READ)
    for ids in _chunks(work.changes.families):
        work.progress.check()
        _rewrite(work.session, ids)


def refresh_families(session: Session, families: set[UUID]) -> None:
    """Rewrite the cards of these families now, for what reads them in the same transaction."""
    for ids in _chunks(families):
        _rewrite(session, ids)


def _rewrite(session: Session, ids: list[UUID]) -> None:
    session.execute(delete(FamilyCard).where(FamilyCard.family_id.in_(ids)))
    session.execute(insert(FamilyCard).from_select(_COLUMNS, facts().where(Family.id.in_(ids))))


def rebuild(session: Session | Connection) -> None:
    """Write every card anew."""
    session.execute(delete(FamilyCard))
    session.execute(insert(FamilyCard).from_select(_COLUMNS, facts()))


def differences(session: Session) -> int:
    """Return how many cards differ from the facts (0 in a sound database)."""
    stored = select(*(FamilyCard.__table__.c[name] for name in _COLUMNS))
    derived = facts()
    missing = select(func.count()).select_from(derived.except_(stored).subquery())
    surplus = select(func.count()).select_from(stored.except_(derived).subquery())
    return session.execute(missing).scalar_one() + session.execute(surplus).scalar_one()
