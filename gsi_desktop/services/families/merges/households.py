"""Merging two rows that are one family: members, episodes with everything that hangs on them, contact data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from gsi_desktop.models.accompaniment import CogestorAssignment, FamilyPlan, Visit
from gsi_desktop.models.achievements import Assessment
from gsi_desktop.models.enums import (
    AssessmentKind,
    EventKind,
    FamilyStatus,
    Kinship,
    PlanState,
    VisitState,
)
from gsi_desktop.models.families import Enrolment, EnrolmentTargeting, Family, FamilyEvent, Membership
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families.commands import lock_episode
from gsi_desktop.services.families.merges.data import FAMILY_FIELDS, Merged, MergeFamilies, MergePersons
from gsi_desktop.services.families.merges.episodes import folding
from gsi_desktop.services.families.merges.journal import Journal, table_of
from gsi_desktop.services.families.merges.passing import passing
from gsi_desktop.services.families.merges.people import reserve, unite, write
from gsi_desktop.services.families.merges.references import references


def merge_families(work: UnitOfWork, data: MergeFamilies) -> Merged:
    """Merge two families that are one and return what passed.

    Raises `ExpectedError` ``merge_same``, ``merge_already``, ``merge_two_visits`` when a visit is under way in both,
    and what merging their people raises.
    """
    passed = passing(work.session, data)
    return Merged(write(*unite_families(work, data)), passed)


def unite_families(work: UnitOfWork, data: MergeFamilies, *, again: UUID | None = None) -> list[Journal]:
    """Merge two families and return the journals: theirs, then those of their people."""
    kept, gone = _two(work, data.kept_id, data.gone_id)
    journal = Journal.begin(work, data, kept.municipality_id, again=again)
    people = [
        unite(work, MergePersons(kept_id=one.kept_id, gone_id=one.gone_id, take=one.take), parent=journal)
        for one in data.same
    ]
    event_id = _tell(journal, kept, gone)
    _one_head(journal, kept.id, gone.id)
    _one_cogestor(journal, kept.id, gone.id)
    _one_episode(journal, kept.id, gone.id, event_id)
    for reference in references("family"):
        journal.move(reference, gone.id, kept.id)
    _fields(journal, kept, gone, data.take)
    reserve(journal, kept.id)
    work.changes.families |= {kept.id, gone.id}
    work.changes.kinds |= {"person", "family", "duplicate"}
    return [journal, *people]


def _two(work: UnitOfWork, kept_id: UUID, gone_id: UUID) -> tuple[Family, Family]:
    """Return both families, locked in one order, after their episodes as every command of a household does."""
    if kept_id == gone_id:
        raise ExpectedError("merge_same")
    episodes = select(Enrolment.id).where(Enrolment.family_id.in_((kept_id, gone_id))).order_by(Enrolment.id)
    for episode_id in work.session.execute(episodes).scalars().all():
        lock_episode(work, episode_id)
    held = select(Family).where(Family.id.in_((kept_id, gone_id))).order_by(Family.id).with_for_update()
    found = work.session.execute(held.execution_options(populate_existing=True)).scalars().all()
    families = {family.id: family for family in found}
    if len(families) != 2:
        raise ExpectedError("family_gone")
    if any(family.merged_into is not None for family in families.values()):
        raise ExpectedError("merge_already")
    return families[kept_id], families[gone_id]


def _tell(journal: Journal, kept: Family, gone: Family) -> UUID:
    """Write the life event of the family that stays."""
    event = FamilyEvent(
        id=new_id(),
        family_id=kept.id,
        municipality_id=kept.municipality_id,
        kind=EventKind.DUPLICATE,
        occurred_on=journal.work.clock.today(),
        other_family_id=gone.id,
        note="",
    )
    journal.work.session.add(event)
    journal.work.session.flush()
    journal.made(table_of(FamilyEvent), event.id)
    return event.id


def _fields(journal: Journal, kept: Family, gone: Family, take: Sequence[str]) -> None:
    values = {column: getattr(gone, column) for field in take for column in FAMILY_FIELDS[field]}
    if kept.municipality_id != gone.municipality_id:
        values.pop("settlement_id", None)  # a settlement belongs to its municipality
    if gone.status is FamilyStatus.ACTIVE:
        values["status"] = FamilyStatus.ACTIVE
    if values:
        journal.set(table_of(Family), kept.id, **values)
    journal.set(table_of(Family), gone.id, status=FamilyStatus.MERGED, merged_into=kept.id)


def _one_head(journal: Journal, kept_id: UUID, gone_id: UUID) -> None:
    """Let the head of the family that goes be a relative, when the other one has a head."""
    rows = journal.work.session.execute(
        select(Membership.family_id, Membership.id).where(
            Membership.family_id.in_((kept_id, gone_id)), Membership.is_head, Membership.valid_to_on.is_(None)
        )
    )
    heads = {row.family_id: row.id for row in rows}
    if kept_id in heads and gone_id in heads:
        relative = {"is_head": False, "kinship": Kinship.OTHER_RELATIVE}
        journal.set(table_of(Membership), heads[gone_id], **relative)


def _one_cogestor(journal: Journal, kept_id: UUID, gone_id: UUID) -> None:
    rows = journal.work.session.execute(
        select(CogestorAssignment.family_id, CogestorAssignment.id, CogestorAssignment.valid_from_on).where(
            CogestorAssignment.family_id.in_((kept_id, gone_id)), CogestorAssignment.valid_to_on.is_(None)
        )
    ).all()
    if len(rows) == 2:
        leaving = next(row for row in rows if row.family_id == gone_id)
        ends = max(journal.work.clock.today(), leaving.valid_from_on)
        journal.set(table_of(CogestorAssignment), leaving.id, valid_to_on=ends)


# --- episodes


def _one_episode(journal: Journal, kept_id: UUID, gone_id: UUID, event_id: UUID) -> None:
    """Fold the episodes of both that overlap the open one into it."""
    fold = folding(journal.work.session, kept_id, gone_id)
    if fold is None:
        return
    stays = fold.stays
    for one in fold.folded:
        _fold(journal, stays, one, event_id)
    agreed = [one.agreement_on for one in (stays, *fold.folded) if one.agreement_on is not None]
    values: dict[str, Any] = {"entry_on": fold.entry_on, "agreement_on": min(agreed, default=None)}
    journal.set(table_of(Enrolment), stays.id, **values)


def _fold(journal: Journal, stays: Enrolment, goes: Enrolment, event_id: UUID) -> None:
    """Move everything that hangs on an episode to another; the row stays where it is, closed."""
    _one_visit_under_way(journal, stays.id, goes.id)
    _one_main_list(journal, goes.id)
    _one_baseline(journal, stays.id, goes.id)
    _one_plan(journal, stays.id, goes.id)
    for reference in references("enrolment"):
        journal.move(reference, goes.id, stays.id)
    if goes.exit_on is None:
        today = max(journal.work.clock.today(), goes.entry_on)
        journal.set(table_of(Enrolment), goes.id, exit_on=today, closed_by=event_id)
    journal.left.add(("enrolment", goes.id))


def _one_visit_under_way(journal: Journal, stays_id: UUID, goes_id: UUID) -> None:
    rows = journal.work.session.execute(
        select(Visit.enrolment_id, Visit.id, Visit.state).where(
            Visit.enrolment_id.in_((stays_id, goes_id)), Visit.state.in_((VisitState.OPEN, VisitState.PLANNED))
        )
    ).all()
    states = {(row.enrolment_id, row.state): row.id for row in rows}
    if (stays_id, VisitState.OPEN) in states and (goes_id, VisitState.OPEN) in states:
        raise ExpectedError("merge_two_visits")
    if (stays_id, VisitState.PLANNED) in states and (goes_id, VisitState.PLANNED) in states:
        values = {"state": VisitState.CANCELLED, "closed_at": journal.work.clock.now()}
        journal.set(table_of(Visit), states[goes_id, VisitState.PLANNED], **values)


def _one_main_list(journal: Journal, goes_id: UUID) -> None:
    main = select(EnrolmentTargeting.id).where(EnrolmentTargeting.enrolment_id == goes_id, EnrolmentTargeting.is_main)
    for row_id in journal.work.session.execute(main).scalars():
        journal.set(table_of(EnrolmentTargeting), row_id, is_main=False)


def _one_baseline(journal: Journal, stays_id: UUID, goes_id: UUID) -> None:
    """Keep the first finished línea base of two; the other counts as follow-up."""
    rows = journal.work.session.execute(
        select(Assessment.id, Assessment.enrolment_id, Assessment.closed_on, Assessment.assessed_on).where(
            Assessment.enrolment_id.in_((stays_id, goes_id)), Assessment.kind == AssessmentKind.BASELINE
        )
    ).all()
    if len(rows) == 2:
        ordered = sorted(rows, key=lambda row: (row.closed_on is None, row.assessed_on, row.enrolment_id != stays_id))
        other = ordered[1]
        journal.set(table_of(Assessment), other.id, kind=AssessmentKind.FOLLOW_UP)


def _one_plan(journal: Journal, stays_id: UUID, goes_id: UUID) -> None:
    """Number the plans that come after those that are there; of two approved ones the newer is in force."""
    work = journal.work
    last = select(func.coalesce(func.max(FamilyPlan.number), 0)).where(FamilyPlan.enrolment_id == stays_id)
    number = work.session.execute(last).scalar_one()
    own = select(FamilyPlan.id).where(FamilyPlan.enrolment_id == goes_id).order_by(FamilyPlan.number.desc())
    coming = list(work.session.execute(own).scalars())
    if number:
        others = select(func.coalesce(func.max(FamilyPlan.number), 0)).where(FamilyPlan.enrolment_id == goes_id)
        free = max(number, work.session.execute(others).scalar_one())
        for place, plan_id in enumerate(coming):
            journal.set(table_of(FamilyPlan), plan_id, number=free + len(coming) - place)
    approved = work.session.execute(
        select(FamilyPlan.id, FamilyPlan.enrolment_id)
        .where(FamilyPlan.enrolment_id.in_((stays_id, goes_id)), FamilyPlan.state == PlanState.APPROVED)
        .order_by(FamilyPlan.approved_on, FamilyPlan.id)
    ).all()
    if len(approved) == 2:
        older = approved[0]
        journal.set(table_of(FamilyPlan), older.id, state=PlanState.SUPERSEDED)
