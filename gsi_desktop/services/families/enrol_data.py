"""What goes in and out of enrolment by hand: frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gsi_desktop.models.enums import TargetingSource
from gsi_desktop.services.families.consent_data import PersonConsent
from gsi_desktop.services.families.data import Accepted, ContactFields, Finding, NewPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTargeting:
    """A list that makes a family eligible, as it is written down by hand; of several the first is main."""

    source: TargetingSource
    household_key: str = ""
    level: str = ""
    score: str = ""
    listed_on: date | None = None
    displaced_on: date | None = None
    displaced_from: str = ""


@dataclass(frozen=True, slots=True)
class NotSame:
    """Somebody said that a new person, by ``NewPerson.known_as``, is not the one registered as ``person_id``."""

    known_as: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolFamily:
    """A household to be enrolled on ``entry_on``; ``accepted`` are the warnings passed about the household.

    ``consents`` name each member, and who represents the minors, by ``NewPerson.known_as``.
    """

    municipality_id: str
    entry_on: date
    contact: ContactFields
    targeting: tuple[NewTargeting, ...]
    members: tuple[NewPerson, ...]
    consents: tuple[PersonConsent, ...] = ()
    not_same: tuple[NotSame, ...] = ()
    accepted: tuple[Accepted, ...] = ()


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A family that was enrolled; people in the order they were given."""

    family_id: UUID
    folio: str
    people: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class UndoEnrolment:
    """Take back the enrolment that ``operation_id`` made."""

    family_id: UUID
    operation_id: UUID


@dataclass(frozen=True, slots=True)
class HouseholdFinding:
    """What a rule found about a household: at a member (``row`` from 0), or at the household (None)."""

    row: int | None
    finding: Finding
    params: dict[str, str]
