"""Reads of commitments, plans and visits. Columns into frozen data, lists by key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.accompaniment import (
    Cogestor,
    Commitment,
    FamilyPlan,
    PlanPriority,
    Visit,
    VisitPresence,
)
from gsi_desktop.models.achievements import Achievement, AchievementEvent, Assessment, CatalogueVersion
from gsi_desktop.models.enums import (
    AssessmentKind,
    CommitmentSide,
    CommitmentState,
    Condition,
    MarkState,
    PlanState,
    VisitKind,
    VisitState,
)
from gsi_desktop.models.families import Enrolment, FamilyCard, Person
from gsi_desktop.models.territory import Municipality
from gsi_desktop.services.accompaniment import episodes, rules
from gsi_desktop.services.accompaniment.data import (
    CommitmentRow,
    PlanCommitment,
    PlanContent,
    PlanInfo,
    PlanVersion,
    PriorityItem,
    VisitContent,
    VisitInfo,
    VisitRow,
)
from gsi_desktop.services.accompaniment.scope import (
    after,
    agreed_days,
    caseload,
    done_count,
    held,
    list_conditions,
    list_keys,
    scope_conditions,
)
from gsi_desktop.services.accompaniment.visit_filter import VisitFilter, narrowed
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.listing import Unindexed
from gsi_desktop.services.core.paging import Page
from gsi_desktop.services.families.data import full_name

# --- commitments


def logro_names(session: Session) -> dict[int, str]:
    """Return "8 Capacidades para el trabajo" by number, as the newest catalogue says."""
    newest = select(CatalogueVersion.id).order_by(CatalogueVersion.number.desc()).limit(1).scalar_subquery()
    rows = session.execute(
        select(Achievement.number, Achievement.short).where(Achievement.catalogue_version_id == newest)
    )
    return {number: f"{number} {short}" for number, short in rows}


_ABOUT, _WHO = aliased(Person), aliased(Person)


def _name_columns(person: Any) -> tuple[Any, ...]:
    return person.first_name, person.second_name, person.first_surname, person.second_surname


def commitment_select() -> Select[*tuple[Any, ...]]:
    """Return the select of what `commitment_rows` takes."""
    return (
        select(
            Commitment,
            FamilyCard.family_id,
            FamilyCard.folio,
            FamilyCard.head_name,
            FamilyPlan.number,
            *_name_columns(_ABOUT),
            *_name_columns(_WHO),
        )
        .join(Enrolment, Enrolment.id == Commitment.enrolment_id)
        .join(FamilyCard, FamilyCard.family_id == Enrolment.family_id)
        .outerjoin(FamilyPlan, FamilyPlan.id == Commitment.plan_id)
        .outerjoin(_ABOUT, _ABOUT.id == Commitment.person_id)
        .outerjoin(_WHO, _WHO.id == Commitment.responsible_id)
    )


def commitment_rows(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[CommitmentRow, ...]:
    """Return the commitments of ``query``, a `commitment_select` narrowed and ordered."""
    found = session.execute(query.execution_options(populate_existing=True)).all()
    names = logro_names(session) if found else {}
    reserved = _reserved_logros(session) if found else frozenset()
    return tuple(_commitment_row(row, names, reserved) for row in found)


def _reserved_logros(session: Session) -> frozenset[int]:
    """Return the logros that tell a sensitive fact of whom they are about: no list outside the dossier names them."""
    told = Achievement.condition.in_((Condition.PREGNANT, Condition.DISABILITY))
    return frozenset(session.execute(select(Achievement.number).where(told)).scalars())


def _commitment_row(row: Any, names: dict[int, str], reserved: frozenset[int]) -> CommitmentRow:
    one: Commitment = row[0]
    return CommitmentRow(
        commitment_id=one.id,
        version=one.version,
        family_id=row[1],
        folio=row[2],
        head=row[3],
        achievement=one.achievement,
        logro="" if one.achievement is None else names.get(one.achievement, str(one.achievement)),
        person_id=one.person_id,
        about=full_name(*row[5:9]) if row[5] else "",
        side=one.side,
        action=one.action,
        responsible_id=one.responsible_id,
        responsible=full_name(*row[9:13]) if row[9] else one.responsible,
        due_on=one.due_on,
        state=one.state,
        agreed_on=one.agreed_on,
        closed_on=one.closed_on,
        plan_number=row[4],
        reserved=one.achievement in reserved,
    )


def family_commitments(session: Session, family_id: UUID, *, only_open: bool = False) -> tuple[CommitmentRow, ...]:
    """Return the commitments of a family that count: open ones by due day first, then closed ones, newest first."""
    wanted = [CommitmentState.OPEN] if only_open else [one for one in CommitmentState if one is not one.DRAFT]
    query = commitment_select().where(Enrolment.family_id == family_id, Commitment.state.in_(wanted))
    is_closed = case((Commitment.state == CommitmentState.OPEN, 0), else_=1)
    return commitment_rows(
        session, query.order_by(is_closed, Commitment.closed_on.desc(), Commitment.due_on, Commitment.id)
    )


def overdue_conditions(scope: WorkScope, day: date) -> list[ColumnElement[bool]]:
    """Return what makes a commitment overdue on ``day``: one range of the partial index of open ones."""
    return [Commitment.state == CommitmentState.OPEN, Commitment.due_on < day, *scope_conditions(scope, narrow=True)]


def overdue_commitments(
    session: Session,
    scope: WorkScope,
    day: date,
    *,
    cursor: tuple[object, ...] | None = None,
    size: int = 100,
) -> Page[CommitmentRow]:
    """Return a page of the commitments due before ``day`` and still open, the longest overdue first."""
    keys = (Commitment.due_on, Commitment.id)
    query = commitment_select().where(*overdue_conditions(scope, day), after(keys, cursor))
    rows = commitment_rows(session, query.order_by(*keys).limit(size + 1))
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], None if last is None else (last.due_on, last.commitment_id))


# --- plan familiar


def plan_content(session: Session, plan: FamilyPlan) -> PlanContent:
    """Return what is written in a plan; commitments of a priority: family, cogestor, entity."""
    rank = case({CommitmentSide.FAMILY: 0, CommitmentSide.COGESTOR: 1}, value=Commitment.side, else_=2)
    by_priority: dict[UUID | None, list[PlanCommitment]] = {}
    rows = select(Commitment).where(Commitment.plan_id == plan.id).order_by(rank, Commitment.id)
    for one in session.execute(rows.execution_options(populate_existing=True)).scalars():
        by_priority.setdefault(one.priority_id, []).append(
            PlanCommitment(
                commitment_id=one.id,
                side=one.side,
                action=one.action,
                responsible_id=one.responsible_id,
                responsible=one.responsible,
                due_on=one.due_on,
            )
        )
    ranked = select(PlanPriority).where(PlanPriority.plan_id == plan.id).order_by(PlanPriority.position)
    priorities = session.execute(ranked.execution_options(populate_existing=True)).scalars()
    return PlanContent(
        goal=plan.goal,
        observations=plan.observations,
        few_reason=plan.few_reason,
        priorities=tuple(
            PriorityItem(
                priority_id=one.id,
                achievement=one.achievement,
                person_id=one.person_id,
                note=one.note,
                commitments=tuple(by_priority.get(one.id, ())),
            )
            for one in priorities
        ),
    )


def _plans(session: Session, family_id: UUID) -> Sequence[FamilyPlan]:
    episode = episodes.newest(session, family_id)
    rows = select(FamilyPlan).where(FamilyPlan.enrolment_id == episode.id).order_by(FamilyPlan.number.desc())
    return session.execute(rows.execution_options(populate_existing=True)).scalars().all()


def plan(session: Session, family_id: UUID, number: int | None = None) -> PlanInfo | None:
    """Return a version of the plan, the newest when ``number`` is None (a draft comes before the approved one)."""
    known = _plans(session, family_id)
    found = next((one for one in known if number is None or one.number == number), None)
    if found is None:
        return None
    former = next((one for one in known if one.number < found.number and one.approved_on is not None), None)
    return PlanInfo(
        plan_id=found.id,
        version=found.version,
        family_id=family_id,
        number=found.number,
        state=found.state,
        content=plan_content(session, found),
        approved_on=found.approved_on,
        signature=found.signature,
        frozen=found.frozen,
        frozen_hash=found.frozen_hash,
        replaces_on=former.approved_on if former else None,
    )


def plan_versions(session: Session, family_id: UUID) -> tuple[PlanVersion, ...]:
    """Return the versions of a family's plan, newest first."""
    known = _plans(session, family_id)
    rows = session.execute(
        select(PlanPriority.plan_id, func.count())
        .where(PlanPriority.plan_id.in_([one.id for one in known]))
        .group_by(PlanPriority.plan_id)
    )
    counts = {row[0]: row[1] for row in rows}
    return tuple(
        PlanVersion(one.id, one.number, one.state, one.approved_on, counts.get(one.id, 0), one.frozen_hash)
        for one in known
    )


def approved_plan(versions: Iterable[PlanVersion]) -> PlanVersion | None:
    """Return the version in force."""
    return next((one for one in versions if one.state is PlanState.APPROVED), None)


# --- visits


def held_kinds(session: Session, family_id: UUID) -> tuple[VisitKind, ...]:
    """Return the kinds of the visits held in the newest episode, for `rules.next_kind`."""
    episode = episodes.newest(session, family_id)
    rows = select(Visit.kind).where(Visit.enrolment_id == episode.id, held()).order_by(Visit.occurred_on, Visit.id)
    return tuple(session.execute(rows).scalars())


def next_kind(session: Session, family_id: UUID) -> VisitKind:
    """Return the session that comes next for a family."""
    return rules.next_kind(held_kinds(session, family_id))


def _achieved() -> ColumnElement[int]:
    """Return SQL counting the logros reached in the joined `Visit`: follow-ups only, what was taken back left out."""
    event, undo = AchievementEvent, aliased(AchievementEvent)
    return (
        select(func.count())
        .select_from(event)
        .join(Assessment, Assessment.id == event.assessment_id)
        .where(
            Assessment.visit_id == Visit.id,
            Assessment.kind != AssessmentKind.BASELINE,
            event.to_state == MarkState.ACHIEVED,
            event.from_state != MarkState.ACHIEVED,
            event.reverts_id.is_(None),
            ~select(undo.id).where(undo.reverts_id == event.id).exists(),
        )
        .correlate(Visit)
        .scalar_subquery()
    )


def _visit_select() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Visit.id,
            FamilyCard.family_id,
            FamilyCard.folio,
            FamilyCard.head_name,
            FamilyCard.settlement,
            Municipality.name,
            Visit.kind,
            Visit.state,
            Visit.planned_on,
            Visit.planned_time,
            Visit.occurred_on,
            Visit.medium,
            Visit.outcome,
            Visit.steps_done,
            Visit.opened_at,
            func.coalesce(Cogestor.name, ""),
            Visit.topic,
            _achieved(),
        )
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(FamilyCard, FamilyCard.family_id == Enrolment.family_id)
        .join(Municipality, Municipality.code == Unindexed(Visit.municipality_id))
        .outerjoin(Cogestor, Cogestor.id == func.coalesce(Visit.cogestor_id, FamilyCard.cogestor_id))
    )


def family_visits(session: Session, family_id: UUID) -> tuple[VisitRow, ...]:
    """Return the visits of a family in all its episodes, newest first; what is agreed or open comes before."""
    rank = case({VisitState.OPEN: 0, VisitState.PLANNED: 1}, value=Visit.state, else_=2)
    day = func.coalesce(Visit.occurred_on, Visit.planned_on)
    query = _visit_select().where(Enrolment.family_id == family_id, Visit.enrolment_id == Enrolment.id)
    rows = session.execute(query.order_by(rank, day.desc(), Visit.started_time.desc(), Visit.id.desc()))
    return tuple(VisitRow(*row) for row in rows)


def visit_list(
    session: Session,
    chosen: VisitList,
    scope: WorkScope,
    day: date,
    *,
    cursor: tuple[object, ...] | None = None,
    size: int = 100,
    narrow: VisitFilter | None = None,
) -> Page[VisitRow]:
    """Return a page of a list of visits as of ``day``: agreed by day and hour, open by age, done newest first."""
    keys, newest_first = list_keys(chosen), chosen is VisitList.DONE
    query = (
        _visit_select()
        .where(
            *caseload(session, scope),
            *list_conditions(chosen, scope, day),
            *narrowed(session, narrow),
            after(keys, cursor, descending=newest_first),
        )
        .order_by(*(key.desc() if newest_first else key for key in keys))
        .limit(size + 1)
    )
    found = tuple(VisitRow(*row) for row in session.execute(query))
    if len(found) <= size:
        return Page(found)
    last = found[size - 1]
    return Page(found[:size], tuple(last.visit_id if key.key == "id" else getattr(last, key.key) for key in keys))


def visit_count(session: Session, chosen: VisitList, scope: WorkScope, day: date) -> int:
    """Return how many visits a list holds; of agreed ones a family has one, which its card tells."""
    agreed = agreed_days(chosen, day)
    if agreed:
        return session.execute(
            select(func.count()).select_from(FamilyCard).where(*agreed, *scope_conditions(scope, narrow=True))
        ).scalar_one()
    if chosen is VisitList.DONE:
        return done_count(session, scope)
    query = select(func.count()).select_from(Visit).join(Enrolment, Enrolment.id == Visit.enrolment_id)
    joined = query.join(FamilyCard, FamilyCard.family_id == Enrolment.family_id)
    return session.execute(joined.where(*list_conditions(chosen, scope, day))).scalar_one()


def _number(session: Session, one: Visit) -> int:
    """Return which of its kind a visit is in its episode: the held ones before it and itself."""
    conditions = [Visit.enrolment_id == one.enrolment_id, Visit.kind == one.kind, held(), Visit.id != one.id]
    if one.occurred_on is not None:
        same_day = and_(Visit.occurred_on == one.occurred_on, Visit.id < one.id)
        conditions.append(or_(Visit.occurred_on < one.occurred_on, same_day))
    return 1 + session.execute(select(func.count()).select_from(Visit).where(*conditions)).scalar_one()


def visit(session: Session, visit_id: UUID) -> VisitInfo:
    """Return a visit whole; raises `ExpectedError` ``visit_gone``."""
    row = session.execute(
        select(Visit, FamilyCard, Municipality.name, Enrolment.agreement_on)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(FamilyCard, FamilyCard.family_id == Enrolment.family_id)
        .join(Municipality, Municipality.code == Visit.municipality_id)
        .where(Visit.id == visit_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise ExpectedError("visit_gone")
    one, card, municipality, agreement_on = row
    present = select(VisitPresence.person_id).where(VisitPresence.visit_id == visit_id).order_by(VisitPresence.id)
    return VisitInfo(
        visit_id=one.id,
        version=one.version,
        family_id=card.family_id,
        folio=card.folio,
        head=card.head_name,
        place_name=", ".join(part for part in (card.settlement, municipality) if part),
        state=one.state,
        number=_number(session, one),
        planned_on=one.planned_on,
        planned_time=one.planned_time,
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        elapsed_seconds=one.elapsed_seconds,
        typed_in=one.typed_in,
        steps_done=one.steps_done,
        content=_content(one, tuple(session.execute(present).scalars()), agreement_on),
    )


def _content(one: Visit, present: tuple[UUID, ...], agreement_on: date | None) -> VisitContent:
    return VisitContent(
        kind=one.kind,
        occurred_on=one.occurred_on,
        started_time=one.started_time,
        ended_time=one.ended_time,
        medium=one.medium,
        place=one.place,
        cogestor_id=one.cogestor_id,
        present=present,
        agreement_on=agreement_on,
        opportunities=one.opportunities,
        topic=one.topic,
        topic_note=one.topic_note,
        history=one.history,
        notes=one.notes,
        coresponsibility=one.coresponsibility or "-----",
        evaluation=one.evaluation,
        outcome=one.outcome,
        outcome_note=one.outcome_note,
        next_on=one.next_on,
        next_time=one.next_time,
        next_kind=one.next_kind,
        signature=one.signature,
        signer_id=one.signer_id,
    )
