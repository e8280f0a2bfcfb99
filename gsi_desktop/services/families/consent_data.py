"""What goes in and out of consent and reserved facts: frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from gsi_desktop.models.enums import (
    ConsentChannel,
    ConsentDecision,
    Kinship,
    LegalBasis,
    MinorOpinion,
    ProtectedKind,
    ProtectionReason,
    Sex,
)
from gsi_desktop.services.families.data import age_on

ADULT_AGE = 18


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something data are used for, granted or not on its own."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """A version of the text people are read; ``sha256`` is of body and purposes."""

    text_id: UUID
    number: int
    label: str
    body: str
    purposes: tuple[Purpose, ...]
    sha256: str
    valid_from_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishConsentText:
    """A new version of the text, made from version ``base_number``."""

    base_number: int
    label: str
    body: str
    purposes: tuple[Purpose, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFields:
    """What is said about the data of one person on one day.

    ``refused`` with the basis *authorisation* records that they did not authorise. ``sensitive`` is its own tick, never
    implied by a purpose. For a person under 18 ``representative_id`` (a registered adult) or ``representative`` (the
    name of somebody who is not registered) with ``relation``, or ``protection_reason``. ``note`` tells the emergency,
    what the minor said, why it was refused.
    """

    basis: LegalBasis = LegalBasis.AUTHORISATION
    refused: bool = False
    norm: str = ""
    notice_delivered: bool = False
    purposes: tuple[str, ...] = ()
    sensitive: bool = False
    channel: ConsentChannel | None = None
    occurred_on: date | None = None
    taken_by: str = ""
    representative_id: UUID | None = None
    representative: str = ""
    relation: str = ""
    protection_reason: ProtectionReason | None = None
    minor_opinion: MinorOpinion | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonConsent:
    """What one person of a household said."""

    person_id: UUID
    fields: ConsentFields


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsents:
    """What the people of a household said, recorded at once."""

    consents: tuple[PersonConsent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeConsent:
    """A person takes an authorisation back, with the reason they gave."""

    consent_id: UUID
    occurred_on: date
    taken_by: str
    reason: str
    channel: ConsentChannel | None = None


class ConsentState(StrEnum):
    """Where a person stands; ``PENDING`` came with a list that stated its legal basis, and was not told yet."""

    PENDING = "pending"
    GRANTED = "granted"
    NOTICE = "notice"
    EMERGENCY = "emergency"
    REFUSED = "refused"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEvent:
    """An answer as it was recorded, with who typed it."""

    consent_id: UUID
    text_number: int
    text_id: UUID
    decision: ConsentDecision
    basis: LegalBasis
    norm: str
    purposes: tuple[str, ...]
    sensitive: bool
    channel: ConsentChannel | None
    occurred_on: date
    taken_by: str
    representative_id: UUID | None
    representative: str
    relation: str
    protection_reason: ProtectionReason | None
    minor_opinion: MinorOpinion | None
    note: str
    recorded_at: datetime
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentOf:
    """A present member and what they answered, newest first.

    ``renew`` tells that a representative answered for somebody who is of age by now.
    """

    person_id: UUID
    name: str
    sex: Sex
    birth_date: date | None
    kinship: Kinship
    is_head: bool
    state: ConsentState
    renew: bool
    events: tuple[ConsentEvent, ...]

    @property
    def newest(self) -> ConsentEvent | None:
        """The answer that counts, None before any."""
        return self.events[0] if self.events else None


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody a consent form is about: ``person_id`` of a registered person, or an id the caller made."""

    person_id: UUID
    name: str
    birth_date: date | None
    is_head: bool = False
    relation: str = ""

    def is_minor(self, day: date) -> bool:
        """Whether they are under 18 on ``day``; somebody without birth date is not taken for a minor."""
        return self.birth_date is not None and age_on(self.birth_date, day) < ADULT_AGE


# --- reserved facts


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordProtected:
    """A reserved fact to keep; ``corrects`` is the one it takes the place of."""

    person_id: UUID
    kind: ProtectedKind
    text: str
    corrects: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireProtected:
    """A reserved fact that no longer counts."""

    fact_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AskProtected:
    """Somebody asks to read the reserved facts of a person."""

    person_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedMark:
    """That a person has reserved facts, and how many; nothing of what they say."""

    person_id: UUID
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedText:
    """A reserved fact as it is read once."""

    fact_id: UUID
    kind: ProtectedKind
    text: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedReading:
    """Who read the reserved facts of a person, when and why."""

    person: str
    actor: str
    at: datetime
    reason: str
