"""Correcting the day or the note of an event: another event says so, and what it opened and closed follows."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Visit
from gsi_desktop.models.enums import EventKind, VisitState
from gsi_desktop.models.families import Enrolment, FamilyEvent, Membership, Person
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import events
from gsi_desktop.services.life.data import AmendEvent
from gsi_desktop.services.life.sketch import NOTE_LONGEST
from gsi_desktop.services.life.undo import find, lock, note


def amend_event(work: UnitOfWork, data: AmendEvent) -> UUID:
    """Correct the day or the note of an event and return the amendment.

    The day stays in its order with what came before and after: raises ``event_in_future``,
    ``event_before_membership``, ``event_before_entry``, ``event_before_event``, ``event_before_visit``,
    ``event_after_next`` and ``event_after_visit``; ``event_unchanged`` and what `undo.find` raises.
    """
    said = data.note.strip()
    if len(said) > NOTE_LONGEST:
        raise ExpectedError("text_too_long", field="note", limit=NOTE_LONGEST)
    event = find(work.session, data.event_id)
    lock(work, event)
    event = find(work.session, data.event_id)
    now = select(events.occurred_on(), events.note()).where(FamilyEvent.id == event.id)
    day, known = work.session.execute(now).one()
    if (day, known) == (data.on, said):
        raise ExpectedError("event_unchanged")
    if data.on != day:
        if data.on > work.clock.today():
            raise ExpectedError("event_in_future", field="on")
        _check_order(work.session, event, day, data.on)
        _check_seats(work.session, event, data.on)
        _check_episodes(work.session, event, day, data.on)
        _shift(work, event, data.on)
    made = FamilyEvent(
        id=new_id(),
        family_id=event.family_id,
        municipality_id=event.municipality_id,
        kind=EventKind.AMENDMENT,
        occurred_on=data.on,
        person_id=event.person_id,
        other_family_id=event.other_family_id,
        note=said,
        corrects_id=event.id,
    )
    work.session.add(made)
    work.session.flush()
    note(work, event)
    return made.id


# --- what comes before and after


def _check_order(session: Session, event: FamilyEvent, day: date, on: date) -> None:
    """Keep an event that ends or begins an episode between the events before and after it."""
    if event.kind is EventKind.HEAD_CHANGE or _moves_episode(session, event):
        families = [one for one in (event.family_id, event.other_family_id) if one is not None]
        about = or_(FamilyEvent.family_id.in_(families), FamilyEvent.other_family_id.in_(families))
        others = select(events.occurred_on(), FamilyEvent.id).where(
            about, events.counting(), FamilyEvent.id != event.id
        )
        rows = session.execute(others).all()
        before = max((row[0] for row in rows if (row[0], row[1]) < (day, event.id)), default=None)
        after = min((row[0] for row in rows if (row[0], row[1]) > (day, event.id)), default=None)
        if before is not None and on < before:
            raise ExpectedError("event_before_event", field="on", day=show_date(before))
        if after is not None and on > after:
            raise ExpectedError("event_after_next", field="on", day=show_date(after))


def _moves_episode(session: Session, event: FamilyEvent) -> bool:
    touched = select(Enrolment.id).where(or_(Enrolment.opened_by == event.id, Enrolment.closed_by == event.id))
    return session.execute(touched.limit(1)).first() is not None


def _check_seats(session: Session, event: FamilyEvent, on: date) -> None:
    """Keep the stays of every person one after the other."""
    opened = session.execute(select(Membership).where(Membership.opened_by == event.id)).scalars().all()
    closed = session.execute(select(Membership).where(Membership.closed_by == event.id)).scalars().all()
    own = {one.id for one in (*opened, *closed)}
    for one in closed:
        if one.opened_by != event.id and on < one.valid_from_on:
            raise ExpectedError("event_before_membership", field="on", name="", day=show_date(one.valid_from_on))
        later = _edge(
            session, func.min(Membership.valid_from_on), one, own, Membership.valid_from_on >= one.valid_to_on
        )
        if later is not None and on > later:
            raise ExpectedError("event_after_next", field="on", day=show_date(later))
    for one in opened:
        if one.valid_to_on is not None and one.closed_by != event.id and on > one.valid_to_on:
            raise ExpectedError("event_after_next", field="on", day=show_date(one.valid_to_on))
        earlier = _edge(
            session, func.max(Membership.valid_to_on), one, own, Membership.valid_to_on <= one.valid_from_on
        )
        if earlier is not None and on < earlier:
            raise ExpectedError("event_before_event", field="on", day=show_date(earlier))


def _edge(session: Session, edge: Any, one: Membership, own: set[UUID], where: Any) -> date | None:
    rest = select(edge).where(Membership.person_id == one.person_id, Membership.id.not_in(own), where)
    found: date | None = session.execute(rest).scalar()
    return found


def _check_episodes(session: Session, event: FamilyEvent, day: date, on: date) -> None:
    """Keep what was written in an episode inside it."""
    rows = session.execute(
        select(Enrolment).where(or_(Enrolment.opened_by == event.id, Enrolment.closed_by == event.id))
    ).scalars()
    for episode in rows.all():
        first, last = session.execute(
            select(func.min(Visit.occurred_on), func.max(Visit.occurred_on)).where(
                Visit.enrolment_id == episode.id, Visit.state == VisitState.DONE
            )
        ).one()
        if episode.opened_by == event.id and first is not None and on > first:
            raise ExpectedError("event_after_visit", field="on", day=show_date(first))
        if episode.closed_by == event.id and last is not None and on < last:
            raise ExpectedError("event_before_visit", field="on", day=show_date(last))
        if episode.closed_by == event.id and on < episode.entry_on:
            raise ExpectedError("event_before_entry", field="on", day=show_date(episode.entry_on))
    if event.kind in (EventKind.DEATH, EventKind.EXIT) or _moves_episode(session, event):
        return
    around = session.execute(
        select(Enrolment.entry_on, Enrolment.exit_on, Enrolment.closed_by)
        .where(
            Enrolment.family_id == event.family_id,
            Enrolment.entry_on <= day,
            or_(Enrolment.opened_by.is_(None), Enrolment.opened_by != event.id),
        )
        .order_by(Enrolment.entry_on.desc(), Enrolment.id.desc())
        .limit(1)
    ).one_or_none()
    if around is not None and on < around.entry_on:
        raise ExpectedError("event_before_entry", field="on", day=show_date(around.entry_on))
    if around is not None and around.closed_by not in (None, event.id) and on > around.exit_on:
        raise ExpectedError("event_after_next", field="on", day=show_date(around.exit_on))


# --- writing


def _shift(work: UnitOfWork, event: FamilyEvent, on: date) -> None:
    """Write the new day over what the event opened and closed; a child is born the day of its birth."""
    for model, column, by in (
        (Membership, "valid_from_on", "opened_by"),
        (Membership, "valid_to_on", "closed_by"),
        (Enrolment, "entry_on", "opened_by"),
        (Enrolment, "exit_on", "closed_by"),
    ):
        written: Any = model
        work.session.execute(
            update(written)
            .where(getattr(written, by) == event.id)
            .values(**{column: on}, version=written.version + 1)
            .execution_options(synchronize_session=False)
        )
    if event.kind is EventKind.BIRTH and event.person_id is not None:
        work.session.execute(
            update(Person)
            .where(Person.id == event.person_id)
            .values(birth_date=on, version=Person.version + 1)
            .execution_options(synchronize_session=False)
        )
    work.session.expire_all()
