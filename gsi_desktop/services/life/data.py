"""What goes in and out of the life events: frozen data, nothing of the ORM.

Every act names its family and its day. ``kinships`` say what people are to the head of the household they end in;
whoever is not named keeps theirs, or gets the one `kinship.seen_from` derives when the head changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from gsi_desktop.models.enums import EventKind, FamilyStatus, Kinship, Sex
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families.data import NewPerson

Kinships = tuple[tuple[UUID, Kinship], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is to become of an open commitment of somebody who leaves: another member's, or closed with a reason."""

    commitment_id: UUID
    to_person_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What every life event says."""

    family_id: UUID
    on: date
    note: str = ""
    settled: tuple[Settled, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth(Act):
    """Somebody was born into the family on ``on``, whatever birth date ``person`` says."""

    person: NewPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class Death(Act):
    """A member died; ``head_id`` is the head from then on, asked for when the head died and others remain."""

    person_id: UUID
    head_id: UUID | None = None
    kinships: Kinships = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonExit(Act):
    """A member left the household for none that is registered; ``head_id`` as for a death."""

    person_id: UUID
    head_id: UUID | None = None
    kinships: Kinships = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry(Act):
    """Somebody came to live in the family: a new ``person``, or one known by ``person_id``.

    Who lives in another family leaves it the same day; ``other_head_id`` is its head from then on when its head comes.
    """

    kinship: Kinship
    person: NewPerson | None = None
    person_id: UUID | None = None
    other_head_id: UUID | None = None
    other_kinships: Kinships = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Act):
    """Some members form a family of their own, with its own folio and episode; ``new_head_id`` is its head."""

    person_ids: tuple[UUID, ...]
    new_head_id: UUID
    new_kinships: Kinships = ()
    head_id: UUID | None = None
    kinships: Kinships = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinHouseholds(Act):
    """The people of ``other_family_id`` come to live here; their own family ends. ``kinships`` are theirs from now."""

    other_family_id: UUID
    kinships: Kinships = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadChange(Act):
    """Another member is the head."""

    head_id: UUID
    kinships: Kinships = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Act):
    """The family went to live in another municipality: its episode closes and the next one opens there."""

    municipality_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeExit(Act):
    """The family left the programme; ``reason`` is a code of the catalogue ``exit_reasons``."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reentry(Act):
    """A family that had left comes back to the programme with another episode."""


# --- what is shown before saving


class Group(StrEnum):
    """What a line of "Qué cambia" is about, in the order they are told."""

    PEOPLE = "people"
    PROGRAMME = "programme"
    MARKS = "marks"
    PLAN = "plan"
    VISITS = "visits"
    COUNTS = "counts"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Effect:
    """Something an act changes; ``code`` names its text in messages."""

    group: Group
    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """An open commitment of somebody who leaves.

    ``of_leaver`` tells that it is about a logro of the one who leaves, which nobody else can take over.
    """

    commitment_id: UUID
    action: str
    who: str
    due_on: date | None
    of_leaver: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would do: its effects, the commitments to settle, and what hinders it, if anything."""

    effects: tuple[Effect, ...]
    promises: tuple[OpenPromise, ...]
    errors: tuple[ExpectedError, ...]


# --- who is there


@dataclass(frozen=True, slots=True)
class Seat:
    """A member as life events see them; ``membership_id`` is None for somebody who lives in no family."""

    membership_id: UUID | None
    person_id: UUID
    name: str
    sex: Sex
    birth_date: date | None
    kinship: Kinship
    is_head: bool
    since_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A household with what the rules of its life events ask about; ``episode_id`` is its newest episode.

    ``last_event_on`` and ``last_visit_on`` are the latest of the episode.
    """

    family_id: UUID
    folio: str
    municipality_id: str
    municipality: str
    status: FamilyStatus
    episode_id: UUID | None
    entry_on: date | None
    exit_on: date | None
    seats: tuple[Seat, ...]
    last_event_on: date | None
    last_visit_on: date | None
    has_open_visit: bool
    has_draft_plan: bool

    @property
    def in_programme(self) -> bool:
        """Whether an episode is open."""
        return self.status is FamilyStatus.ACTIVE and self.episode_id is not None and self.exit_on is None

    @property
    def head(self) -> Seat | None:
        """Return the head, None in an empty household."""
        return next((seat for seat in self.seats if seat.is_head), None)

    def seat(self, person_id: UUID | None) -> Seat | None:
        """Return the seat of a member."""
        return next((seat for seat in self.seats if seat.person_id == person_id), None)


# --- corrections


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnulEvent:
    """Take an event back."""

    event_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendEvent:
    """Correct the day or the note of an event."""

    event_id: UUID
    on: date
    note: str


@dataclass(frozen=True, slots=True)
class LaterEvent:
    """An event that stands on an earlier one and has to be annulled first."""

    event_id: UUID
    kind: EventKind
    on: date
    person: str
