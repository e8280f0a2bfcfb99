"""Writes of the plan familiar: one draft at a time, versions, approval that freezes. None commits.

A new version begins with what is still open of the approved one. The commitments it carries on are copies until
approval; then each copy is written over the commitment it came from, which keeps its id, its reviews and the day it was
agreed. Open commitments that were left out are cancelled that day. What a superseded version said is in ``frozen``.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Commitment, FamilyPlan, PlanPriority
from gsi_desktop.models.achievements import Assessment
from gsi_desktop.models.enums import AssessmentKind, CommitmentState, PlanState
from gsi_desktop.models.families import Enrolment
from gsi_desktop.services.accompaniment import episodes, rules
from gsi_desktop.services.accompaniment.commands import copy_id, require, require_version
from gsi_desktop.services.accompaniment.data import (
    ApprovePlan,
    DiscardDraft,
    PlanCommitment,
    PlanContent,
    PriorityItem,
    SavePlan,
    StartPlan,
)
from gsi_desktop.services.accompaniment.joining import join_plan
from gsi_desktop.services.accompaniment.queries import plan_content
from gsi_desktop.services.achievements import parameters
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.achievements.data import CellKey
from gsi_desktop.services.core.canonical import digest
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families.commands import guarded_update

_COPIED = ("achievement", "person_id", "side", "action", "responsible_id", "responsible", "due_on")


# --- start


def start_plan(work: UnitOfWork, data: StartPlan) -> UUID:
    """Make a draft and return its id: empty for the first plan, else with what is still open of the approved one.

    Raises ``plan_needs_baseline``, ``plan_draft_exists`` and ``family_exited``.
    """
    episode = episodes.open_episode(work, data.family_id)
    _baseline_day(work.session, episode)
    if _plan_in(work, episode.id, PlanState.DRAFT) is not None:
        raise ExpectedError("plan_draft_exists")
    approved = _plan_in(work, episode.id, PlanState.APPROVED)
    last = select(func.max(FamilyPlan.number)).where(FamilyPlan.enrolment_id == episode.id)
    plan = FamilyPlan(
        id=new_id(),
        municipality_id=episode.municipality_id,
        enrolment_id=episode.id,
        number=(work.session.execute(last).scalar() or 0) + 1,
        state=PlanState.DRAFT,
        goal=approved.goal if approved else "",
        observations=approved.observations if approved else "",
    )
    work.session.add(plan)
    work.session.flush()
    if approved is not None:
        _carry_on(work, plan, approved)
    work.changes.kinds.add("plan")
    return plan.id


def _baseline_day(session: Session, episode: Enrolment) -> date:
    """Return the day the línea base of an episode was completed; raises ``plan_needs_baseline``."""
    day = session.execute(
        select(Assessment.closed_on).where(
            Assessment.enrolment_id == episode.id, Assessment.kind == AssessmentKind.BASELINE
        )
    ).scalar()
    if day is None:
        raise ExpectedError("plan_needs_baseline")
    return day


def _plan_in(work: UnitOfWork, enrolment_id: UUID, state: PlanState) -> FamilyPlan | None:
    return work.session.execute(
        select(FamilyPlan).where(FamilyPlan.enrolment_id == enrolment_id, FamilyPlan.state == state)
    ).scalar_one_or_none()


def _carry_on(work: UnitOfWork, plan: FamilyPlan, approved: FamilyPlan) -> None:
    """Copy into ``plan`` the priorities of ``approved`` that can still be worked on, with their open commitments."""
    still_open: dict[UUID | None, list[Commitment]] = {}
    for commitment in _commitments(work, approved.id, CommitmentState.OPEN):
        still_open.setdefault(commitment.priority_id, []).append(commitment)
    settled = _settled(work, plan)
    rows = select(PlanPriority).where(PlanPriority.plan_id == approved.id).order_by(PlanPriority.position)
    kept = [one for one in work.session.execute(rows).scalars() if (one.achievement, one.person_id) not in settled]
    for position, former in enumerate(kept):
        item = PriorityItem(
            priority_id=new_id(), achievement=former.achievement, person_id=former.person_id, note=former.note
        )
        work.session.add(_priority(plan, item, position))
        work.session.flush()
        for commitment in still_open.get(former.id, ()):
            copied = _as_plan_commitment(commitment, copy_id(plan.id, commitment.id))
            work.session.add(_commitment(work, plan, item, copied))
    work.session.flush()


def _commitments(work: UnitOfWork, plan_id: UUID, state: CommitmentState) -> list[Commitment]:
    rows = select(Commitment).where(Commitment.plan_id == plan_id, Commitment.state == state).order_by(Commitment.id)
    return list(work.session.execute(rows.execution_options(populate_existing=True)).scalars())


def _settled(work: UnitOfWork, plan: FamilyPlan) -> set[CellKey]:
    """Return the cells nobody has to work on any more: reached, or of somebody they no longer apply to."""
    family = select(Enrolment.family_id).where(Enrolment.id == plan.enrolment_id)
    board = boards.board(work.session, work.session.execute(family).scalar_one(), work.clock.today())
    return {key for key, cell in board.cells.items() if cell.state in rules.SETTLED}


def _priority(plan: FamilyPlan, item: PriorityItem, position: int) -> PlanPriority:
    return PlanPriority(
        id=item.priority_id,
        municipality_id=plan.municipality_id,
        plan_id=plan.id,
        position=position,
        achievement=item.achievement,
        person_id=item.person_id,
        note=item.note,
    )


def _as_plan_commitment(row: Commitment, commitment_id: UUID) -> PlanCommitment:
    return PlanCommitment(
        commitment_id=commitment_id,
        side=row.side,
        action=row.action,
        responsible_id=row.responsible_id,
        responsible=row.responsible,
        due_on=row.due_on,
    )


def _written(item: PriorityItem, commitment: PlanCommitment) -> dict[str, Any]:
    """Return the columns of a commitment that people write."""
    return {
        "priority_id": item.priority_id,
        "achievement": item.achievement,
        "person_id": item.person_id,
        "side": commitment.side,
        "action": commitment.action,
        "responsible_id": commitment.responsible_id,
        "responsible": commitment.responsible,
        "due_on": commitment.due_on,
    }


def _commitment(work: UnitOfWork, plan: FamilyPlan, item: PriorityItem, commitment: PlanCommitment) -> Commitment:
    return Commitment(
        id=commitment.commitment_id,
        municipality_id=plan.municipality_id,
        enrolment_id=plan.enrolment_id,
        plan_id=plan.id,
        state=CommitmentState.DRAFT,
        agreed_on=work.clock.today(),
        **_written(item, commitment),
    )


# --- save


def _draft(work: UnitOfWork, plan_id: UUID, version: int | None) -> tuple[FamilyPlan, Enrolment]:
    """Return a draft, in the version that was loaded unless that is None, with its episode locked."""
    where = select(FamilyPlan).where(FamilyPlan.id == plan_id)
    found = work.session.execute(where).scalar_one_or_none()
    if found is None:
        raise ExpectedError("plan_gone")
    episode = episodes.episode_of(work, found.enrolment_id)
    found = work.session.execute(where.execution_options(populate_existing=True)).scalar_one_or_none()
    if found is None:
        raise ExpectedError("plan_gone")
    if found.state is not PlanState.DRAFT:
        raise ExpectedError("plan_not_draft")
    if version is not None:
        require_version(found, version)
    work.changes.kinds.add("plan")
    return found, episode


def save_plan(work: UnitOfWork, data: SavePlan) -> int:
    """Save the whole content of a draft and return its new version; rows are matched by their ids.

    Raises ``plan_gone``, ``plan_not_draft``, ``changed_meanwhile``, ``text_too_long`` and, for parts somebody else
    changed too, a `ConflictError`.
    """
    require(rules.plan_errors(data.content))
    plan, _episode = _draft(work, data.plan_id, None if data.base is not None else data.version)
    version = plan.version
    content = join_plan(work, plan, data.base, data.content)
    _save_rows(work, plan, content)
    told = {"goal": content.goal, "observations": content.observations, "few_reason": content.few_reason}
    guarded_update(work, plan, told)
    return version + 1


def _save_rows(work: UnitOfWork, plan: FamilyPlan, content: PlanContent) -> None:
    priorities = {one.priority_id: (place, one) for place, one in enumerate(content.priorities)}
    commitments = {one.commitment_id: (item, one) for item in content.priorities for one in item.commitments}
    known = {one.id: one for one in _commitments(work, plan.id, CommitmentState.DRAFT)}
    former = work.session.execute(select(PlanPriority).where(PlanPriority.plan_id == plan.id)).scalars()
    ranked = {one.id: one for one in former}
    new = [_priority(plan, item, place) for key, (place, item) in priorities.items() if key not in ranked]
    work.session.add_all(new)
    work.session.flush()
    for key, (place, item) in priorities.items():
        told = {"position": place, "achievement": item.achievement, "person_id": item.person_id, "note": item.note}
        _change(work, ranked.get(key), told)
    for key, (item, one) in commitments.items():
        _change(work, known.get(key), _written(item, one))
    made = [_commitment(work, plan, item, one) for key, (item, one) in commitments.items() if key not in known]
    work.session.add_all(made)
    work.session.flush()
    _remove(work, Commitment, known.keys() - commitments.keys())
    _remove(work, PlanPriority, ranked.keys() - priorities.keys())


def _change(work: UnitOfWork, row: Any, values: dict[str, Any]) -> None:
    """Write what differs of ``values`` over a row, if there is one."""
    if row is not None and any(getattr(row, name) != value for name, value in values.items()):
        guarded_update(work, row, values)


def _remove(work: UnitOfWork, model: type[Commitment] | type[PlanPriority], ids: set[UUID]) -> None:
    if ids:
        gone = delete(model).where(model.id.in_(sorted(ids)))
        work.session.execute(gone.execution_options(synchronize_session=False))


def discard_draft(work: UnitOfWork, data: DiscardDraft) -> None:
    """Throw a draft away with its priorities and commitments; the approved plan, if any, stays in force."""
    plan, _episode = _draft(work, data.plan_id, data.version)
    for model in (Commitment, PlanPriority):
        gone = delete(model).where(model.plan_id == plan.id)
        work.session.execute(gone.execution_options(synchronize_session=False))
    gone_plan = delete(FamilyPlan).where(FamilyPlan.id == plan.id)
    work.session.execute(gone_plan.execution_options(synchronize_session=False))
    work.session.expunge(plan)


# --- approve


def approve_plan(work: UnitOfWork, data: ApprovePlan) -> int:
    """Approve a draft and return its new version: it replaces the approved one and its commitments count from ``on``.

    Raises the first of `rules.plan_gaps`, ``approval_in_future``, ``approval_before_baseline``,
    ``approval_before_former``, ``plan_not_draft`` and ``changed_meanwhile``.
    """
    plan, episode = _draft(work, data.plan_id, data.version)
    former = _plan_in(work, episode.id, PlanState.APPROVED)
    _require_day(work, episode, data.on, former)
    content = plan_content(work.session, plan)
    board = boards.board(work.session, episode.family_id, work.clock.today())
    minimum = parameters.load(work.session).minimum_priorities
    for gap in rules.plan_gaps(content, minimum, data.on, board):
        raise ExpectedError(gap.code, **dict(gap.values))
    if former is not None:
        guarded_update(work, former, {"state": PlanState.SUPERSEDED})
        _take_over(work, plan, former, data.on)
    work.session.execute(
        update(Commitment)
        .where(Commitment.plan_id == plan.id, Commitment.state == CommitmentState.DRAFT)
        .values(state=CommitmentState.OPEN, agreed_on=data.on)
        .execution_options(synchronize_session=False)
    )
    frozen = {"frozen": data.frozen, "frozen_hash": digest(data.frozen)}
    approval = {"state": PlanState.APPROVED, "approved_on": data.on, "signature": data.signature}
    guarded_update(work, plan, approval | frozen)
    work.changes.kinds.add("commitment")
    return data.version + 1


def _require_day(work: UnitOfWork, episode: Enrolment, on: date, former: FamilyPlan | None) -> None:
    if on > work.clock.today():
        raise ExpectedError("approval_in_future", field="on")
    baseline = _baseline_day(work.session, episode)
    if on < baseline:
        raise ExpectedError("approval_before_baseline", field="on", day=show_date(baseline))
    if former is not None and former.approved_on is not None and on < former.approved_on:
        raise ExpectedError("approval_before_former", field="on", day=show_date(former.approved_on))


def _take_over(work: UnitOfWork, plan: FamilyPlan, former: FamilyPlan, on: date) -> None:
    """Write the copies of ``plan`` over the open commitments of ``former`` they came from; cancel those left out."""
    copies = {one.id: one for one in _commitments(work, plan.id, CommitmentState.DRAFT)}
    used = set()
    for row in _commitments(work, former.id, CommitmentState.OPEN):
        copied = copies.get(copy_id(plan.id, row.id))
        if copied is None:
            guarded_update(work, row, {"state": CommitmentState.CANCELLED, "closed_on": on})
            continue
        carried = {name: getattr(copied, name) for name in _COPIED}
        guarded_update(work, row, {"plan_id": plan.id, "priority_id": copied.priority_id, **carried})
        used.add(copied.id)
    _remove(work, Commitment, used)
