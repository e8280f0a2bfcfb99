"""Writes of cogestores and commitments. Each command is one user action; none commits.

Visits are written by `visits`, plans by `plans`. One engine serves every commitment: of a plan, of a visit or agreed on
its own. Reviews are append-only; the row tells where the commitment stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Delete, Update, delete, func, insert, select, update

from gsi_desktop.models.accompaniment import Cogestor, CogestorAssignment, Commitment, CommitmentReview, FamilyPlan
from gsi_desktop.models.enums import CommitmentState, PlanState, ReviewResult
from gsi_desktop.models.families import Family, FamilyCard
from gsi_desktop.services.accompaniment import episodes, rules
from gsi_desktop.services.accompaniment.data import (
    AddCommitment,
    AssignCogestor,
    CancelCommitment,
    CogestorFields,
    ReviewCommitment,
    SaveCogestor,
)
from gsi_desktop.services.core.authorship import writers
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.merging import Sides, settle
from gsi_desktop.services.core.search import sort_key
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families.commands import guarded_update

_CHUNK = 500


def require_version(row: Any, version: int) -> None:
    """Raise ``changed_meanwhile`` when ``row`` is no longer in the ``version`` that was loaded."""
    if row.version != version:
        raise ExpectedError("changed_meanwhile")


def require(errors: Sequence[ExpectedError]) -> None:
    """Raise the first of ``errors``, if any."""
    if errors:
        raise errors[0]


# --- cogestores


def _tidy(data: CogestorFields) -> CogestorFields:
    return replace(
        data,
        name=" ".join(data.name.split()),
        document="".join(character for character in data.document if character not in " .-"),
        phone=" ".join(data.phone.split()),
    )


def save_cogestor(work: UnitOfWork, data: SaveCogestor) -> UUID:
    """Save a cogestor(a) and return the id.

    Raises ``field_missing`` without a name, ``cogestor_taken`` for a document another has, ``cogestor_has_families``
    when somebody with families in charge is to stop, ``cogestor_gone``, and `ConflictError` for what somebody else
    changed.
    """
    mine = _tidy(data.mine)
    if not sort_key(mine.name):
        raise ExpectedError("field_missing", field="name")
    require(list(rules.too_long(mine, {"name": 160, "document": 24, "phone": 40})))
    _require_own_document(work, data.cogestor_id, mine.document)
    work.changes.kinds.add("cogestor")
    if data.cogestor_id is None:
        made = Cogestor(id=new_id(), **asdict(mine), name_key=sort_key(mine.name))
        work.session.add(made)
        work.session.flush()
        return made.id
    row = work.session.get(Cogestor, data.cogestor_id, populate_existing=True, with_for_update=True)
    if row is None:
        raise ExpectedError("cogestor_gone")
    theirs = {name: getattr(row, name) for name in CogestorFields.__slots__}
    sides = Sides(asdict(data.base or mine), asdict(mine), theirs)
    changes = settle(work, sides, partial(writers, work.session, "cogestor", row.id))
    if row.active and changes.get("active") is False:
        _require_no_families(work, row.id)
    if "name" in changes:
        changes["name_key"] = sort_key(mine.name)
    if changes:
        guarded_update(work, row, changes)
    return row.id


def _cogestor(work: UnitOfWork, cogestor_id: UUID) -> Cogestor:
    found = work.session.get(Cogestor, cogestor_id, populate_existing=True)
    if found is None:
        raise ExpectedError("cogestor_gone")
    return found


def _require_own_document(work: UnitOfWork, cogestor_id: UUID | None, document: str) -> None:
    if not document:
        return
    rows = work.session.execute(select(Cogestor.id, Cogestor.name).where(Cogestor.document == document))
    for row in rows:
        if row.id != cogestor_id:
            raise ExpectedError("cogestor_taken", field="document", name=row.name)


def _require_no_families(work: UnitOfWork, cogestor_id: UUID) -> None:
    count = work.session.execute(
        select(func.count()).select_from(FamilyCard).where(FamilyCard.cogestor_id == cogestor_id)
    ).scalar_one()
    if count:
        raise ExpectedError("cogestor_has_families", field="active", count=count)


def assign_cogestor(work: UnitOfWork, data: AssignCogestor) -> int:
    """Put families in the charge of a cogestor, or of nobody, from a day on; return how many changed hands.

    The open assignment of each closes that day. Raises ``cogestor_gone``, ``cogestor_inactive``,
    ``assignment_in_future`` and ``assignment_before`` when one of them began later than that day.
    """
    if data.on > work.clock.today():
        raise ExpectedError("assignment_in_future", field="on")
    if data.cogestor_id is not None:
        cogestor = _cogestor(work, data.cogestor_id)
        if not cogestor.active:
            raise ExpectedError("cogestor_inactive", field="cogestor_id", name=cogestor.name)
    changed, wanted = 0, sorted(set(data.family_ids))
    for chunk in _chunks(wanted):
        work.progress.report("assigning", changed, len(wanted))
        changed += _assign(work, chunk, data.cogestor_id, data.on)
    work.changes.kinds.add("assignment")
    return changed


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _assign(work: UnitOfWork, ids: Sequence[UUID], cogestor_id: UUID | None, on: date) -> int:
    families = work.session.execute(
        select(Family.id, Family.municipality_id).where(Family.id.in_(ids)).order_by(Family.id).with_for_update()
    )
    homes = {row.id: row.municipality_id for row in families}
    held = work.session.execute(
        select(CogestorAssignment).where(
            CogestorAssignment.family_id.in_(ids), CogestorAssignment.valid_to_on.is_(None)
        )
    ).scalars()
    former = {row.family_id: row for row in held}
    for row in former.values():
        if row.cogestor_id == cogestor_id:
            homes.pop(row.family_id, None)
        elif row.valid_from_on > on:
            raise ExpectedError("assignment_before", field="on", day=show_date(row.valid_from_on))
    if cogestor_id is None:
        homes = {family: place for family, place in homes.items() if family in former}
    closed = [former[family].id for family in homes if family in former]
    work.session.execute(
        update(CogestorAssignment)
        .where(CogestorAssignment.id.in_(closed))
        .values(valid_to_on=on)
        .execution_options(synchronize_session=False)
    )
    if homes and cogestor_id is not None:
        work.session.execute(insert(CogestorAssignment), [_new(home, cogestor_id, on) for home in homes.items()])
    work.changes.families.update(homes)
    return len(homes)


def _new(home: tuple[UUID, str], cogestor_id: UUID, on: date) -> dict[str, Any]:
    family_id, municipality_id = home
    told = {"family_id": family_id, "municipality_id": municipality_id}
    return {"id": new_id(), **told, "cogestor_id": cogestor_id, "valid_from_on": on, "version": 1}


# --- commitments


def add_commitment(work: UnitOfWork, data: AddCommitment) -> UUID:
    """Record a commitment agreed outside the plan and return its id; it counts at once.

    Raises ``action_missing``, ``responsible_missing``, ``due_before_agreed``, ``family_exited``.
    """
    require(rules.commitment_errors(data))
    if data.due_on < data.on:
        raise ExpectedError("due_before_agreed", field="due_on", day=show_date(data.on))
    episode = episodes.open_episode(work, data.family_id)
    made = Commitment(
        id=new_id(),
        municipality_id=episode.municipality_id,
        enrolment_id=episode.id,
        visit_id=data.visit_id,
        achievement=data.achievement,
        person_id=data.person_id,
        side=data.side,
        action=data.action.strip(),
        responsible_id=data.responsible_id,
        responsible=data.responsible.strip(),
        due_on=data.due_on,
        state=CommitmentState.OPEN,
        agreed_on=data.on,
    )
    work.session.add(made)
    work.session.flush()
    work.changes.kinds.add("commitment")
    return made.id


def _open_commitment(work: UnitOfWork, commitment_id: UUID) -> Commitment:
    """Return an open commitment, its episode locked; raises what tells why it is not open."""
    where = select(Commitment).where(Commitment.id == commitment_id)
    found = work.session.execute(where).scalar_one_or_none()
    if found is None:
        raise ExpectedError("commitment_gone")
    episodes.episode_of(work, found.enrolment_id)
    found = work.session.execute(where.execution_options(populate_existing=True)).scalar_one_or_none()
    if found is None:
        raise ExpectedError("commitment_gone")
    if found.state is CommitmentState.DRAFT:
        raise ExpectedError("commitment_in_draft")
    if found.state is not CommitmentState.OPEN:
        raise ExpectedError("commitment_closed")
    work.changes.kinds.add("commitment")
    return found


def review_commitment(work: UnitOfWork, data: ReviewCommitment) -> UUID:
    """Record what was found of an open commitment and return the review's id.

    Fulfilled closes it. Under way keeps it, with a new date when one is given. Not fulfilled asks a reason: with a new
    date it goes on, without one it closes. Raises ``reason_missing``, ``new_date_before``, ``review_in_future``,
    ``review_before_agreed``, ``commitment_closed``, ``commitment_in_draft``, ``commitment_gone``.
    """
    row = _open_commitment(work, data.commitment_id)
    _check_review(data, row, work.clock.today())
    made = CommitmentReview(
        id=new_id(),
        municipality_id=row.municipality_id,
        commitment_id=row.id,
        visit_id=data.visit_id,
        reviewed_on=data.on,
        result=data.result,
        reason=data.reason.strip(),
        note=data.note.strip(),
        new_due_on=None if data.result is ReviewResult.FULFILLED else data.new_due_on,
    )
    work.session.add(made)
    if data.result is ReviewResult.FULFILLED:
        _close(work, row, CommitmentState.FULFILLED, data.on)
    elif data.new_due_on is not None:
        _postpone(work, row, data.new_due_on)
    elif data.result is ReviewResult.NOT_FULFILLED:
        _close(work, row, CommitmentState.NOT_FULFILLED, data.on)
    work.session.flush()
    return made.id


def _check_review(data: ReviewCommitment, row: Commitment, today: date) -> None:
    require(list(rules.too_long(data, {"reason": 200, "note": 400})))
    if data.result is ReviewResult.CANCELLED:
        raise ExpectedError("choice_invalid", field="result")
    if data.on > today:
        raise ExpectedError("review_in_future", field="on")
    if data.on < row.agreed_on:
        raise ExpectedError("review_before_agreed", field="on", day=show_date(row.agreed_on))
    if data.result is ReviewResult.NOT_FULFILLED and not data.reason.strip():
        raise ExpectedError("reason_missing", field="reason")
    if data.result is not ReviewResult.FULFILLED and data.new_due_on is not None and data.new_due_on <= data.on:
        raise ExpectedError("new_date_before", field="new_due_on")


def cancel_commitment(work: UnitOfWork, data: CancelCommitment) -> int:
    """Take back an open commitment and return its new version; the reason stays among its reviews."""
    if not data.reason.strip():
        raise ExpectedError("reason_missing", field="reason")
    require(list(rules.too_long(data, {"reason": 200})))
    row = _open_commitment(work, data.commitment_id)
    require_version(row, data.version)
    work.session.add(
        CommitmentReview(
            id=new_id(),
            municipality_id=row.municipality_id,
            commitment_id=row.id,
            reviewed_on=data.on,
            result=ReviewResult.CANCELLED,
            reason=data.reason.strip(),
        )
    )
    _close(work, row, CommitmentState.CANCELLED, data.on)
    return data.version + 1


def _close(work: UnitOfWork, row: Commitment, state: CommitmentState, on: date) -> None:
    guarded_update(work, row, {"state": state, "closed_on": on})
    _drop_copy(work, row)


def copy_id(plan_id: UUID, commitment_id: UUID) -> UUID:
    """Return the id under which a new draft carries an open commitment of the approved plan.

    Approval writes the draft's copy over the commitment it was copied from, which so keeps its id and its reviews.
    """
    return uuid5(plan_id, commitment_id.hex)


def _drop_copy(work: UnitOfWork, row: Commitment) -> None:
    """Take a commitment that was just closed out of the draft that carries it on."""
    _write_copy(work, row, delete(Commitment))


def _postpone(work: UnitOfWork, row: Commitment, due_on: date) -> None:
    """Give a commitment a new date, also in the draft that carries it on, unless the draft has a date of its own."""
    same_day = Commitment.due_on == row.due_on
    guarded_update(work, row, {"due_on": due_on})
    _write_copy(work, row, update(Commitment).where(same_day).values(due_on=due_on, version=Commitment.version + 1))


def _write_copy(work: UnitOfWork, row: Commitment, statement: Delete | Update) -> None:
    """Run ``statement`` on the copy of ``row`` in the draft that carries it on; its editor loads the draft anew."""
    where = select(FamilyPlan).where(FamilyPlan.enrolment_id == row.enrolment_id, FamilyPlan.state == PlanState.DRAFT)
    draft = work.session.execute(where.execution_options(populate_existing=True)).scalar_one_or_none()
    if draft is None:
        return
    copied = statement.where(Commitment.id == copy_id(draft.id, row.id)).returning(Commitment.id)
    if work.session.execute(copied.execution_options(synchronize_session=False)).first() is not None:
        guarded_update(work, draft, {})
        work.changes.kinds.add("plan")
