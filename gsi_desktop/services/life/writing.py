"""From a sketch to rows: the event first, then who leaves, who is what, who arrives, and what hangs on it."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, update

from gsi_desktop.models.accompaniment import CogestorAssignment, Commitment, FamilyPlan, PlanPriority, Visit
from gsi_desktop.models.enums import (
    CommitmentState,
    EventKind,
    FamilyStatus,
    Kinship,
    PlanState,
    VisitState,
)
from gsi_desktop.models.families import (
    Enrolment,
    EnrolmentTargeting,
    Family,
    FamilyEvent,
    Membership,
    Person,
    PersonDocument,
)
from gsi_desktop.services.accompaniment import commands as accompaniment
from gsi_desktop.services.accompaniment import visits
from gsi_desktop.services.accompaniment.data import AssignCogestor, CancelCommitment, CancelVisit
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import folios, people
from gsi_desktop.services.families.commands import guarded_update
from gsi_desktop.services.life.acts import MOVED
from gsi_desktop.services.life.data import Home, Settled
from gsi_desktop.services.life.sketch import Arrival, Place, Sketch

_UNSEEN: dict[str, Any] = {"synchronize_session": False}


def write(work: UnitOfWork, made: Sketch, told: tuple[str, ...]) -> UUID:
    """Write a sketch without errors and return its event; ``told`` are the lines of what changes, kept with it."""
    new_family = _new_family(work, made) if made.kind is EventKind.SPLIT else None
    born = {one: _person(work, made, one) for one in made.arriving if one.seat is None}
    event = _event(work, made, new_family, next(iter(born.values()), made.person_id), told)
    _settle(work, made)
    for one in made.endings:
        _end(work, made, made.home(one.place), one.reason, event, exits=one.exits)
    for _place, seat in made.leaving:
        _close_seat(work, seat.membership_id, made.act.on, event)
    _relabel(work, made)
    _arrive(work, made, event, new_family, born)
    if made.begins_in is not None:
        _begin(work, made, event, new_family)
    _clear_drafts(work, made)
    homes = [made.here.family_id, made.other.family_id if made.other else None, new_family.id if new_family else None]
    work.changes.families.update(one for one in homes if one is not None)
    work.changes.kinds.update({"family", "person", "life"})
    work.session.flush()
    return event


def _event(
    work: UnitOfWork, made: Sketch, new_family: Family | None, person_id: UUID | None, told: tuple[str, ...]
) -> UUID:
    other = new_family.id if new_family is not None else made.other.family_id if made.other is not None else None
    event = FamilyEvent(
        id=new_id(),
        family_id=made.here.family_id,
        municipality_id=made.here.municipality_id,
        kind=made.kind,
        occurred_on=made.act.on,
        person_id=person_id,
        other_family_id=other,
        note=made.act.note.strip(),
        reason=made.reason,
        detail=msgspec.json.encode(told).decode(),
    )
    work.session.add(event)
    work.session.flush()
    return event.id


# --- people


def _person(work: UnitOfWork, made: Sketch, one: Arrival) -> UUID:
    assert one.person is not None  # noqa: S101 - an arrival is known or new
    return people.new_person(work, made.here.municipality_id, one.person)


def _close_seat(work: UnitOfWork, membership_id: UUID | None, on: date, event: UUID) -> None:
    closed = work.session.execute(
        update(Membership)
        .where(Membership.id == membership_id, Membership.valid_to_on.is_(None))
        .values(valid_to_on=on, closed_by=event, version=Membership.version + 1)
        .execution_options(**_UNSEEN)
    )
    if cast("Any", closed).rowcount != 1:
        raise ExpectedError("changed_meanwhile")


def _relabel(work: UnitOfWork, made: Sketch) -> None:
    """Say what those who stay are to the head; the new head last, for there is one head at a time."""
    seats = {seat.person_id: seat for place in (Place.HERE, Place.OTHER) for seat in made.home(place).seats}
    order = sorted(made.kinships.items(), key=lambda pair: pair[1] is Kinship.HEAD)
    for person_id, kinship in order:
        work.session.execute(
            update(Membership)
            .where(Membership.id == seats[person_id].membership_id)
            .values(kinship=kinship, is_head=kinship is Kinship.HEAD, version=Membership.version + 1)
            .execution_options(**_UNSEEN)
        )


def _arrive(work: UnitOfWork, made: Sketch, event: UUID, new_family: Family | None, born: dict[Arrival, UUID]) -> None:
    here = work.session.get(Family, made.here.family_id, populate_existing=True)
    for one in made.arriving:
        family = new_family if one.place is Place.NEW else here
        assert family is not None  # noqa: S101 - both were read or made above
        person_id = one.seat.person_id if one.seat is not None else born[one]
        people.new_membership(
            work,
            family=family,
            person_id=person_id,
            kinship=one.kinship,
            since=made.act.on,
            opened_by=event,
        )
        if one.seat is not None:
            _locate(work, (person_id,), family.municipality_id)
        elif one.person is not None and one.person.accepted:
            people.keep_accepted(work, family, person_id, one.person.accepted)
    work.session.flush()


def _locate(work: UnitOfWork, person_ids: tuple[UUID, ...], municipality_id: str) -> None:
    """Put people into the scope of the municipality they live in now."""
    live = PersonDocument.retired_on.is_(None)
    for model, of_them in (
        (Person, Person.id.in_(person_ids)),
        (PersonDocument, PersonDocument.person_id.in_(person_ids) & live),
    ):
        elsewhere = model.municipality_id != municipality_id
        work.session.execute(
            update(model)
            .where(of_them, elsewhere)
            .values(municipality_id=municipality_id, version=model.version + 1)
            .execution_options(**_UNSEEN)
        )


# --- episodes


def _end(work: UnitOfWork, made: Sketch, home: Home, reason: str, event: UUID, *, exits: bool) -> None:
    """Close the episode of a household with what was open in it."""
    on = made.act.on
    why = messages.text("closed_by_move" if reason == MOVED else "closed_by_exit")
    _cancel_all(work, home, on, why)
    _release(work, home.family_id, on)
    work.session.execute(
        update(Enrolment)
        .where(Enrolment.id == home.episode_id)
        .values(exit_on=on, exit_reason=reason, closed_by=event, version=Enrolment.version + 1)
        .execution_options(**_UNSEEN)
    )
    if exits:
        _write_family(work, home.family_id, {"status": FamilyStatus.EXITED})


def _cancel_all(work: UnitOfWork, home: Home, on: date, why: str) -> None:
    open_ones = select(Commitment.id, Commitment.version, Commitment.agreed_on).where(
        Commitment.enrolment_id == home.episode_id, Commitment.state == CommitmentState.OPEN
    )
    for row in work.session.execute(open_ones).all():
        told = CancelCommitment(commitment_id=row.id, version=row.version, on=max(on, row.agreed_on), reason=why)
        accompaniment.cancel_commitment(work, told)
    planned = select(Visit.id, Visit.version).where(
        Visit.enrolment_id == home.episode_id, Visit.state == VisitState.PLANNED
    )
    for visit in work.session.execute(planned).all():
        visits.cancel_visit(work, CancelVisit(visit_id=visit.id, version=visit.version, reason=why))


def _release(work: UnitOfWork, family_id: UUID, on: date) -> None:
    """Take a family out of its cogestor's charge, not before it came into it."""
    since = work.session.execute(
        select(CogestorAssignment.valid_from_on).where(
            CogestorAssignment.family_id == family_id, CogestorAssignment.valid_to_on.is_(None)
        )
    ).scalar()
    if since is not None:
        told = AssignCogestor(family_ids=(family_id,), cogestor_id=None, on=max(on, since))
        accompaniment.assign_cogestor(work, told)


def _write_family(work: UnitOfWork, family_id: UUID, values: dict[str, Any]) -> None:
    family = work.session.get(Family, family_id, populate_existing=True)
    guarded_update(work, family, values)


def _begin(work: UnitOfWork, made: Sketch, event: UUID, new_family: Family | None) -> None:
    """Open the next episode, with the targeting of the one before."""
    municipality = cast("str", made.begins_in)
    family_id = new_family.id if new_family is not None else made.here.family_id
    episode = Enrolment(
        id=new_id(), family_id=family_id, municipality_id=municipality, entry_on=made.act.on, opened_by=event
    )
    work.session.add(episode)
    work.session.flush()
    _copy_targeting(work, made, episode, keyed=new_family is None)
    if made.kind is EventKind.MOVE:
        _relocate(work, made, municipality)
    elif made.kind is EventKind.REENTRY:
        _write_family(work, family_id, {"status": FamilyStatus.ACTIVE})
    elif new_family is not None:
        _same_cogestor(work, made, new_family)


def _copy_targeting(work: UnitOfWork, made: Sketch, episode: Enrolment, *, keyed: bool) -> None:
    """Give an episode the lists of the one before; a list's number of household stays with the first family."""
    rows = work.session.execute(
        select(EnrolmentTargeting).where(EnrolmentTargeting.enrolment_id == made.here.episode_id)
    ).scalars()
    for row in rows.all():
        kept = {name: getattr(row, name) for name in ("source", "is_main", "level", "score", "listed_on")}
        gone = {name: getattr(row, name) for name in ("displaced_on", "displaced_from")}
        work.session.add(
            EnrolmentTargeting(
                id=new_id(),
                enrolment_id=episode.id,
                municipality_id=episode.municipality_id,
                household_key=row.household_key if keyed else "",
                **kept,
                **gone,
            )
        )
    work.session.flush()


def _relocate(work: UnitOfWork, made: Sketch, municipality: str) -> None:
    cleared = {"municipality_id": municipality, "settlement_id": None, "zone": None, "address": ""}
    _write_family(work, made.here.family_id, cleared)
    work.session.execute(
        update(Membership)
        .where(Membership.family_id == made.here.family_id, Membership.valid_to_on.is_(None))
        .values(municipality_id=municipality, version=Membership.version + 1)
        .execution_options(**_UNSEEN)
    )
    _locate(work, tuple(seat.person_id for seat in made.here.seats), municipality)


def _new_family(work: UnitOfWork, made: Sketch) -> Family:
    family = Family(
        id=new_id(),
        municipality_id=made.here.municipality_id,
        folio=next(folios.reserve(work, made.here.municipality_id, 1)),
        status=FamilyStatus.ACTIVE,
    )
    work.session.add(family)
    work.session.flush()
    return family


def _same_cogestor(work: UnitOfWork, made: Sketch, new_family: Family) -> None:
    """Put a family that split off in the charge of who has the first one."""
    cogestor = work.session.execute(
        select(CogestorAssignment.cogestor_id).where(
            CogestorAssignment.family_id == made.here.family_id, CogestorAssignment.valid_to_on.is_(None)
        )
    ).scalar()
    if cogestor is not None:
        told = AssignCogestor(family_ids=(new_family.id,), cogestor_id=cogestor, on=made.act.on)
        accompaniment.assign_cogestor(work, told)


# --- plan


def _settle(work: UnitOfWork, made: Sketch) -> None:
    """Pass the commitments of who leaves on, or close them with their reason."""
    wanted = {promise.commitment_id for _place, promise in made.promises}
    for one in made.act.settled:
        if one.commitment_id not in wanted:
            continue
        row = work.session.get(Commitment, one.commitment_id, populate_existing=True)
        if row is None or row.state is not CommitmentState.OPEN:
            raise ExpectedError("changed_meanwhile")
        if one.to_person_id is None:
            on = max(made.act.on, row.agreed_on)
            told = CancelCommitment(commitment_id=row.id, version=row.version, on=on, reason=one.reason)
            accompaniment.cancel_commitment(work, told)
        else:
            _pass_on(work, row, one)


def _pass_on(work: UnitOfWork, row: Commitment, one: Settled) -> None:
    """Make a commitment another member's, also in the draft that carries it on."""
    theirs = {"responsible_id": one.to_person_id, "responsible": ""}
    guarded_update(work, row, theirs)
    draft = select(FamilyPlan.id).where(
        FamilyPlan.enrolment_id == row.enrolment_id, FamilyPlan.state == PlanState.DRAFT
    )
    plan_id = work.session.execute(draft).scalar()
    if plan_id is not None:
        work.session.execute(
            update(Commitment)
            .where(Commitment.id == accompaniment.copy_id(plan_id, row.id))
            .values(**theirs, version=Commitment.version + 1)
            .execution_options(**_UNSEEN)
        )
    work.changes.kinds.add("commitment")


def _clear_drafts(work: UnitOfWork, made: Sketch) -> None:
    """Take what a draft plan says of people who left out of it; nobody can approve it any more."""
    for place in (Place.HERE, Place.OTHER):
        left = [seat.person_id for where, seat in made.leaving if where is place]
        home = made.home(place)
        if not left or not home.has_draft_plan:
            continue
        draft = select(FamilyPlan.id).where(
            FamilyPlan.enrolment_id == home.episode_id, FamilyPlan.state == PlanState.DRAFT
        )
        plan_id = work.session.execute(draft).scalar_one()
        for model in (Commitment, PlanPriority):
            gone = delete(model).where(model.plan_id == plan_id, model.person_id.in_(left))
            work.session.execute(gone.execution_options(**_UNSEEN))
        work.session.execute(
            update(Commitment)
            .where(Commitment.plan_id == plan_id, Commitment.responsible_id.in_(left))
            .values(responsible_id=None, responsible="", version=Commitment.version + 1)
            .execution_options(**_UNSEEN)
        )
        guarded_update(work, work.session.get(FamilyPlan, plan_id, populate_existing=True), {})
        work.changes.kinds.add("plan")
