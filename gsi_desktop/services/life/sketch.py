"""A sketch of an act: who leaves, who arrives, which episodes end and begin. Made once, then both shown and written.

What "Qué cambia" tells and what saving writes come from the same sketch, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from gsi_desktop.models.enums import EventKind, Kinship
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families.data import NewPerson
from gsi_desktop.services.life.data import Act, Home, Kinships, OpenPromise, Seat
from gsi_desktop.services.life.kinship import seen_from

NOTE_LONGEST = 400


class Place(StrEnum):
    """Which household of an act: the one it happens to, the other one, or one that it makes."""

    HERE = "here"
    OTHER = "other"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who comes to live at ``place``: known (``seat``) or made by the act (``person``)."""

    place: Place
    kinship: Kinship
    seat: Seat | None = None
    person: NewPerson | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """An episode that ends, with the code why; ``exits`` when the family leaves the programme with it."""

    place: Place
    reason: str
    exits: bool = True


@dataclass(slots=True)
class Sketch:
    """What an act does. ``leaving`` pairs a household with a seat that closes, ``kinships`` what those who stay are."""

    kind: EventKind
    act: Act
    today: date
    here: Home
    other: Home | None = None
    person_id: UUID | None = None
    reason: str = ""
    leaving: list[tuple[Place, Seat]] = field(default_factory=list)
    arriving: list[Arrival] = field(default_factory=list)
    kinships: dict[UUID, Kinship] = field(default_factory=dict)
    endings: list[Ending] = field(default_factory=list)
    begins_in: str | None = None
    promises: list[tuple[Place, OpenPromise]] = field(default_factory=list)
    errors: list[ExpectedError] = field(default_factory=list)

    def home(self, place: Place) -> Home:
        """Return a household that was there before the act."""
        if place is Place.OTHER and self.other is not None:
            return self.other
        return self.here

    def refuse(self, code: str, field_: str | None = None, **params: object) -> None:
        """Note what hinders the act."""
        self.errors.append(ExpectedError(code, field=field_, **params))

    # --- steps

    def leave(self, place: Place, seat: Seat) -> None:
        """Have a member leave a household; not before they came."""
        self.leaving.append((place, seat))
        if self.act.on < seat.since_on:
            self.refuse("event_before_membership", "on", name=seat.name, day=show_date(seat.since_on))

    def staying(self, place: Place) -> list[Seat]:
        """Return the members of a household who stay."""
        gone = {seat.person_id for where, seat in self.leaving if where is place}
        return [seat for seat in self.home(place).seats if seat.person_id not in gone]

    def keep_head(self, place: Place, head_id: UUID | None, said: Kinships, field_: str = "head_id") -> None:
        """Leave a household with a head: the one it had, or ``head_id`` when that one leaves and others stay."""
        staying = self.staying(place)
        if not staying or any(seat.is_head for seat in staying):
            return
        head = next((seat for seat in staying if seat.person_id == head_id), None)
        if head is None:
            self.refuse("head_needed" if head_id is None else "head_elsewhere", field_)
            return
        was = head.kinship
        self.relabel([seat for seat in staying if seat is not head], was, said)
        self.kinships[head.person_id] = Kinship.HEAD

    def relabel(self, seats: Iterable[Seat], head_was: Kinship, said: Kinships) -> None:
        """Say what ``seats`` are to a new head who was ``head_was`` to the former one; ``said`` goes before."""
        told = dict(said)
        for seat in seats:
            kinship = told.get(seat.person_id, seen_from(head_was, seat.kinship))
            if kinship is Kinship.HEAD:
                self.refuse("two_heads", "kinships", name=seat.name)
            elif kinship is not seat.kinship:
                self.kinships[seat.person_id] = kinship

    def end(self, place: Place, reason: str, *, exits: bool = True) -> None:
        """End the open episode of a household, if it has one."""
        if self.home(place).in_programme:
            self.endings.append(Ending(place, reason, exits))

    def end_if_empty(self, place: Place, reason: str) -> None:
        """End the episode of a household nobody is left in."""
        if not self.staying(place) and not any(one.place is place for one in self.arriving):
            self.end(place, reason)


# --- rules every act shares


def check_day(sketch: Sketch) -> None:
    """Refuse a day in the future or before the family's episode, and a note too long.

    Who died or left before the family came back to the programme did so then: their membership is older.
    """
    act, here = sketch.act, sketch.here
    if act.on > sketch.today:
        sketch.refuse("event_in_future", "on")
    if len(act.note) > NOTE_LONGEST:
        sketch.refuse("text_too_long", "note", limit=NOTE_LONGEST)
    left = sketch.kind in (EventKind.DEATH, EventKind.EXIT)
    if here.entry_on is not None and here.in_programme and act.on < here.entry_on and not left:
        code = "birth_before_entry" if sketch.kind is EventKind.BIRTH else "event_before_entry"
        sketch.refuse(code, "on", day=show_date(here.entry_on))


def check_in_programme(sketch: Sketch, home: Home) -> None:
    """Refuse an act of a family that is not in the programme."""
    if not home.in_programme:
        sketch.refuse("family_exited")


def check_whole(sketch: Sketch, home: Home) -> None:
    """Refuse to end or move an episode before what was written of it: events, visits, an open visit, a draft plan."""
    on = sketch.act.on
    if home.last_event_on is not None and on < home.last_event_on:
        sketch.refuse("event_before_event", "on", day=show_date(home.last_event_on))
    elif home.last_visit_on is not None and on < home.last_visit_on:
        sketch.refuse("event_before_visit", "on", day=show_date(home.last_visit_on))
    if home.has_open_visit:
        sketch.refuse("open_visit_first", folio=home.folio)
    if home.has_draft_plan:
        sketch.refuse("draft_plan_first", folio=home.folio)


def check_promises(sketch: Sketch) -> None:
    """Refuse while a commitment of who leaves is neither somebody else's nor closed with a reason."""
    told = {one.commitment_id: one for one in sketch.act.settled}
    for place, promise in sketch.promises:
        said = told.get(promise.commitment_id)
        stay = {seat.person_id for seat in sketch.staying(place)}
        if said is None or (said.to_person_id is None and not said.reason.strip()):
            sketch.refuse("promise_unsettled", "settled", action=promise.action)
        elif said.to_person_id is not None and promise.of_leaver:
            sketch.refuse("promise_of_leaver", "settled", action=promise.action)
        elif said.to_person_id is not None and said.to_person_id not in stay:
            sketch.refuse("promise_to_nobody", "settled", action=promise.action)


def counts(sketch: Sketch, place: Place) -> tuple[int, int]:
    """Return how many people live at ``place`` before and after the act."""
    before = 0 if place is Place.NEW else len(sketch.home(place).seats)
    gone = sum(where is place for where, _seat in sketch.leaving)
    come = sum(one.place is place for one in sketch.arriving)
    return before, before - gone + come


def names(seats: Sequence[Seat]) -> str:
    """Return the names of people, as many as fit a line."""
    told = [seat.name for seat in seats[:4]]
    return ", ".join(told) + (f" (+{len(seats) - 4})" if len(seats) > 4 else "")
