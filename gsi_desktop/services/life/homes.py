"""Households as the rules of their life events see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Commitment, FamilyPlan, Visit
from gsi_desktop.models.enums import CommitmentState, EventKind, Kinship, PlanState, VisitState
from gsi_desktop.models.families import Enrolment, Family, FamilyEvent, Membership, Person
from gsi_desktop.models.territory import Municipality
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families import events
from gsi_desktop.services.families.data import full_name
from gsi_desktop.services.life.data import Home, OpenPromise, Seat

_NAMES = (Person.first_name, Person.second_name, Person.first_surname, Person.second_surname)


def home(session: Session, family_id: UUID) -> Home:
    """Return a household as it is; raises ``family_gone``, also for one that was merged away."""
    row = session.execute(
        select(Family, Municipality.name)
        .join(Municipality, Municipality.code == Family.municipality_id)
        .where(Family.id == family_id, Family.merged_into.is_(None))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise ExpectedError("family_gone")
    family, municipality = row
    episode = session.execute(
        select(Enrolment)
        .where(Enrolment.family_id == family_id)
        .order_by(Enrolment.entry_on.desc(), Enrolment.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    return Home(
        family_id=family_id,
        folio=family.folio,
        municipality_id=family.municipality_id,
        municipality=municipality,
        status=family.status,
        episode_id=episode.id if episode else None,
        entry_on=episode.entry_on if episode else None,
        exit_on=episode.exit_on if episode else None,
        seats=_seats(session, family_id),
        last_event_on=_last_event(session, family_id),
        last_visit_on=_last_visit(session, episode),
        has_open_visit=_any(session, Visit, episode, VisitState.OPEN),
        has_draft_plan=_any(session, FamilyPlan, episode, PlanState.DRAFT),
    )


def _seats(session: Session, family_id: UUID) -> tuple[Seat, ...]:
    rows = session.execute(
        select(
            Membership.id, Person.id, *_NAMES, Person.sex, Person.birth_date,
            Membership.kinship, Membership.is_head, Membership.valid_from_on,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.family_id == family_id, Membership.valid_to_on.is_(None))
        .order_by(Membership.is_head.desc(), Person.birth_date, Person.id)
    )  # fmt: skip
    return tuple(Seat(row[0], row[1], full_name(*row[2:6]), *row[6:]) for row in rows)


def _last_event(session: Session, family_id: UUID) -> date | None:
    latest = select(func.max(events.occurred_on())).where(events.of_family(family_id), events.counting())
    return session.execute(latest).scalar()


def _last_visit(session: Session, episode: Enrolment | None) -> date | None:
    if episode is None:
        return None
    done = select(func.max(Visit.occurred_on)).where(Visit.enrolment_id == episode.id, Visit.state == VisitState.DONE)
    return session.execute(done).scalar()


def _any(session: Session, model: Any, episode: Enrolment | None, state: object) -> bool:
    if episode is None:
        return False
    found = select(model.id).where(model.enrolment_id == episode.id, model.state == state).limit(1)
    return session.execute(found).first() is not None


def newcomer(session: Session, person_id: UUID, kinship: Kinship) -> tuple[Seat, UUID | None]:
    """Return somebody as they come, with the family they live in now; their ``since_on`` is when they last moved.

    Raises ``person_gone``, and ``person_dead`` for who died.
    """
    read = select(Person).where(Person.id == person_id).execution_options(populate_existing=True)
    person = session.execute(read).scalar_one_or_none()
    if person is None or person.merged_into is not None:
        raise ExpectedError("person_gone")
    name = full_name(person.first_name, person.second_name, person.first_surname, person.second_surname)
    died = select(FamilyEvent.id).where(
        FamilyEvent.person_id == person_id, FamilyEvent.kind == EventKind.DEATH, events.counting()
    )
    if session.execute(died.limit(1)).first() is not None:
        raise ExpectedError("person_dead", field="person_id", name=name)
    now = session.execute(
        select(Membership).where(Membership.person_id == person_id, Membership.valid_to_on.is_(None))
    ).scalar_one_or_none()
    left = session.execute(select(func.max(Membership.valid_to_on)).where(Membership.person_id == person_id)).scalar()
    since = now.valid_from_on if now is not None else left or date.min
    seat = Seat(
        now.id if now else None, person_id, name, person.sex, person.birth_date, kinship, kinship is Kinship.HEAD, since
    )
    return seat, now.family_id if now else None


def promises(session: Session, episode_id: UUID | None, people: Iterable[UUID]) -> tuple[OpenPromise, ...]:
    """Return the open commitments of an episode that are about these people or theirs to keep, by due date."""
    leaving = set(people)
    if episode_id is None or not leaving:
        return ()
    rows = session.execute(
        select(
            Commitment.id, Commitment.action, Commitment.responsible, Commitment.due_on, Commitment.person_id, *_NAMES
        )
        .outerjoin(Person, Person.id == Commitment.responsible_id)
        .where(
            Commitment.enrolment_id == episode_id,
            Commitment.state == CommitmentState.OPEN,
            Commitment.person_id.in_(leaving) | Commitment.responsible_id.in_(leaving),
        )
        .order_by(Commitment.due_on, Commitment.id)
    )
    return tuple(
        OpenPromise(
            row.id,
            row.action,
            full_name(*row[5:9]) if row.first_name else row.responsible,
            row.due_on,
            row.person_id in leaving,
        )
        for row in rows
    )
