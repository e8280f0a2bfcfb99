"""Each act as a sketch: who leaves and arrives, which episodes end and begin, and what hinders it. Nothing written."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gsi_desktop.models.enums import EventKind, FamilyStatus, Kinship
from gsi_desktop.models.territory import Municipality
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families import rules
from gsi_desktop.services.families.data import Severity
from gsi_desktop.services.life.data import (
    Act,
    Birth,
    Death,
    HeadChange,
    Home,
    JoinHouseholds,
    Move,
    PersonEntry,
    PersonExit,
    ProgrammeExit,
    Reentry,
    Seat,
    Split,
)
from gsi_desktop.services.life.homes import home, newcomer, promises
from gsi_desktop.services.life.sketch import (
    Arrival,
    Place,
    Sketch,
    check_day,
    check_in_programme,
    check_promises,
    check_whole,
)
from gsi_desktop.services.territory import catalogues

DISSOLVED, JOINED, MOVED = "dissolved", "joined", "moved"
"""Why an episode ends when an act says it by itself; `MOVED` is in no catalogue, nobody chooses it."""


def sketch(session: Session, act: Act, today: date) -> Sketch:
    """Return what ``act`` would do on the household as it is now; raises ``family_gone`` and what names no field."""
    kind, draw = _DRAWN[type(act)]
    made = Sketch(kind, act, today, home(session, act.family_id))
    check_day(made)
    draw(session, made, act)
    ended = {one.place for one in made.endings}
    for place in (Place.HERE, Place.OTHER):
        left = [seat.person_id for where, seat in made.leaving if where is place]
        if left and place not in ended:
            made.promises += [(place, one) for one in promises(session, made.home(place).episode_id, left)]
    check_promises(made)
    return made


def _member(made: Sketch, person_id: UUID) -> Seat:
    found = made.here.seat(person_id)
    if found is None:
        raise ExpectedError("member_gone", field="person_id")
    return found


# --- one person


def _birth(_session: Session, made: Sketch, act: Birth) -> None:
    check_in_programme(made, made.here)
    person = dataclasses.replace(act.person, fields=dataclasses.replace(act.person.fields, birth_date=act.on))
    _arrive_new(made, person)


def _arrive_new(made: Sketch, person: Any) -> None:
    for finding in rules.check_new_person(person, made.today):
        if finding.severity is Severity.ERROR:
            made.refuse(finding.code, finding.field)
    if person.kinship is Kinship.HEAD:
        made.refuse("two_heads", "kinship", name=person.fields.first_name)
    made.arriving.append(Arrival(Place.HERE, person.kinship, person=person))


def _gone(kind: EventKind, _session: Session, made: Sketch, act: Death | PersonExit) -> None:
    seat = _member(made, act.person_id)
    made.person_id = seat.person_id
    made.leave(Place.HERE, seat)
    made.keep_head(Place.HERE, act.head_id, act.kinships)
    made.end_if_empty(Place.HERE, DISSOLVED)
    if made.endings:
        check_whole(made, made.here)
    if kind is EventKind.DEATH and seat.birth_date is not None and act.on < seat.birth_date:
        made.refuse("death_before_birth", "on", day=show_date(seat.birth_date))


def _entry(session: Session, made: Sketch, act: PersonEntry) -> None:
    check_in_programme(made, made.here)
    if (act.person is None) == (act.person_id is None):
        raise ExpectedError("field_missing", field="person_id")
    if act.person is not None:
        _arrive_new(made, dataclasses.replace(act.person, kinship=act.kinship))
        return
    assert act.person_id is not None  # noqa: S101 - one of both is there
    seat, family_id = newcomer(session, act.person_id, act.kinship)
    made.person_id = seat.person_id
    if family_id == act.family_id:
        raise ExpectedError("member_already", field="person_id", name=seat.name)
    if act.kinship is Kinship.HEAD and made.here.seats:
        made.refuse("two_heads", "kinship", name=seat.name)
    if family_id is None:
        if act.on < seat.since_on:
            made.refuse("event_before_membership", "on", name=seat.name, day=show_date(seat.since_on))
        made.arriving.append(Arrival(Place.HERE, act.kinship, seat))
        return
    made.other = home(session, family_id)
    own = made.other.seat(seat.person_id)
    assert own is not None  # noqa: S101 - the membership was just read
    made.leave(Place.OTHER, own)
    made.arriving.append(Arrival(Place.HERE, act.kinship, own))
    made.keep_head(Place.OTHER, act.other_head_id, act.other_kinships, "other_head_id")
    made.end_if_empty(Place.OTHER, JOINED)
    if made.endings:
        check_whole(made, made.other)


def _head_change(_session: Session, made: Sketch, act: HeadChange) -> None:
    check_in_programme(made, made.here)
    seat = _member(made, act.head_id)
    if seat.is_head:
        made.refuse("head_already", "head_id", name=seat.name)
        return
    made.person_id = seat.person_id
    if act.on < seat.since_on:
        made.refuse("event_before_membership", "on", name=seat.name, day=show_date(seat.since_on))
    made.relabel([one for one in made.here.seats if one is not seat], seat.kinship, act.kinships)
    made.kinships[seat.person_id] = Kinship.HEAD


# --- several


def _split(_session: Session, made: Sketch, act: Split) -> None:
    check_in_programme(made, made.here)
    if not act.person_ids:
        raise ExpectedError("split_nobody", field="person_ids")
    leavers = [_member(made, person_id) for person_id in dict.fromkeys(act.person_ids)]
    if len(leavers) == len(made.here.seats):
        made.refuse("split_everybody", "person_ids")
        return
    head = next((seat for seat in leavers if seat.person_id == act.new_head_id), None)
    if head is None:
        made.refuse("head_elsewhere", "new_head_id")
        return
    for seat in leavers:
        made.leave(Place.HERE, seat)
    told = Sketch(made.kind, act, made.today, made.here)
    told.relabel([seat for seat in leavers if seat is not head], head.kinship, act.new_kinships)
    made.errors += told.errors
    for seat in leavers:
        kinship = Kinship.HEAD if seat is head else told.kinships.get(seat.person_id, seat.kinship)
        made.arriving.append(Arrival(Place.NEW, kinship, seat))
    made.keep_head(Place.HERE, act.head_id, act.kinships)
    made.begins_in = made.here.municipality_id


def _join(session: Session, made: Sketch, act: JoinHouseholds) -> None:
    check_in_programme(made, made.here)
    if act.other_family_id == act.family_id:
        raise ExpectedError("join_itself", field="other_family_id")
    made.other = home(session, act.other_family_id)
    if not made.other.seats:
        made.refuse("family_empty", "other_family_id", folio=made.other.folio)
    told = dict(act.kinships)
    for seat in made.other.seats:
        kinship = told.get(seat.person_id)
        made.leave(Place.OTHER, seat)
        if kinship is Kinship.HEAD:
            made.refuse("two_heads", "kinships", name=seat.name)
        made.arriving.append(Arrival(Place.HERE, kinship or Kinship.OTHER_RELATIVE, seat))
    made.end(Place.OTHER, JOINED)
    if made.other.in_programme:
        check_whole(made, made.other)
        if made.other.entry_on is not None and act.on < made.other.entry_on:
            made.refuse("event_before_entry", "on", day=show_date(made.other.entry_on))


# --- the family


def _move(session: Session, made: Sketch, act: Move) -> None:
    check_in_programme(made, made.here)
    if session.get(Municipality, act.municipality_id) is None:
        raise ExpectedError("choice_invalid", field="municipality_id")
    if act.municipality_id == made.here.municipality_id:
        made.refuse("move_same_place", "municipality_id")
    check_whole(made, made.here)
    made.end(Place.HERE, MOVED, exits=False)
    made.begins_in = act.municipality_id


def _programme_exit(_session: Session, made: Sketch, act: ProgrammeExit) -> None:
    check_in_programme(made, made.here)
    if act.reason not in dict(catalogues.labels("exit_reason")):
        raise ExpectedError("choice_invalid", field="reason")
    check_whole(made, made.here)
    made.reason = act.reason
    made.end(Place.HERE, act.reason)


def _reentry(_session: Session, made: Sketch, act: Reentry) -> None:
    here: Home = made.here
    if here.status is not FamilyStatus.EXITED or here.exit_on is None:
        made.refuse("family_not_exited")
        return
    if not here.seats:
        made.refuse("family_empty", folio=here.folio)
    if act.on < here.exit_on:
        made.refuse("reentry_before_exit", "on", day=show_date(here.exit_on))
    made.begins_in = here.municipality_id


_DRAWN: dict[type[Act], tuple[EventKind, Callable[[Session, Sketch, Any], None]]] = {
    Birth: (EventKind.BIRTH, _birth),
    Death: (EventKind.DEATH, partial(_gone, EventKind.DEATH)),
    PersonExit: (EventKind.EXIT, partial(_gone, EventKind.EXIT)),
    PersonEntry: (EventKind.JOIN, _entry),
    Split: (EventKind.SPLIT, _split),
    JoinHouseholds: (EventKind.MERGE, _join),
    HeadChange: (EventKind.HEAD_CHANGE, _head_change),
    Move: (EventKind.MOVE, _move),
    ProgrammeExit: (EventKind.PROGRAMME_EXIT, _programme_exit),
    Reentry: (EventKind.REENTRY, _reentry),
}
