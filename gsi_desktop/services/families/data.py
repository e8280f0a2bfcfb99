"""What goes in and out of the families area: frozen data, nothing of the ORM."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from gsi_desktop.models.enums import (
    Answer,
    DatePrecision,
    EventKind,
    FamilyStatus,
    Kinship,
    NoDocument,
    NoticeStatus,
    Sex,
    Stage,
    TargetingSource,
    Zone,
)
from gsi_desktop.services.core.dates import show_partial
from gsi_desktop.services.core.listing import ColumnFilter


def full_name(first_name: str, second_name: str, first_surname: str, second_surname: str) -> str:
    """Return the name as it is said: names, then surnames."""
    return " ".join(part for part in (first_name, second_name, first_surname, second_surname) if part)


def list_name(first_name: str, second_name: str, first_surname: str, second_surname: str) -> str:
    """Return the name as lists sort it: surnames, comma, names."""
    surnames = " ".join(part for part in (first_surname, second_surname) if part)
    names = " ".join(part for part in (first_name, second_name) if part)
    return f"{surnames}, {names}"


def age_on(birth_date: date, day: date) -> int:
    """Return completed years on ``day``; born on 29 February one turns older on 1 March in common years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def age_or_none(birth_date: date | None, day: date) -> int | None:
    """Return completed years on ``day``, None when the birth date is unknown."""
    return None if birth_date is None else age_on(birth_date, day)


class FamilySort(StrEnum):
    """Orders a list of families offers."""

    HEAD = "head"
    FOLIO = "folio"
    SETTLEMENT = "settlement"
    DOCUMENT = "document"
    MEMBERS = "members"
    MUNICIPALITY = "municipality"
    LAST_VISIT = "last_visit"
    NEXT_VISIT = "next_visit"
    ENTRY = "entry"
    STAGE = "stage"
    SOURCE = "source"
    COGESTOR = "cogestor"


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyFilter:
    """Which families a list shows; every field left empty does not filter.

    ``reached`` lets through families that came at least to that stage and have not left. ``last_visit_from`` is
    included, ``last_visit_before`` and ``commitments_due_before`` (of an open commitment) are not. ``columns`` are the
    filters of headings, by the keys of `queries.LISTED`.
    """

    text: str = ""
    municipality_id: str | None = None
    microregion_id: UUID | None = None
    settlement_id: UUID | None = None
    source: TargetingSource | None = None
    status: FamilyStatus | None = None
    zone: Zone | None = None
    cogestor_id: UUID | None = None
    stage: Stage | None = None
    reached: Stage | None = None
    never_visited: bool = False
    last_visit_from: date | None = None
    last_visit_before: date | None = None
    commitments_due_before: date | None = None
    columns: tuple[ColumnFilter, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it lets every family through."""
        return self == FamilyFilter()

    def told(self) -> dict[str, Any]:
        """Return the fields that filter, by name."""
        empty = FamilyFilter()
        names = (field.name for field in fields(self))
        return {name: getattr(self, name) for name in names if getattr(self, name) != getattr(empty, name)}


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family as lists show it; no sensitive fact."""

    family_id: UUID
    folio: str
    head_name: str
    head_document_type: str
    head_document: str
    members: int
    municipality_id: str
    municipality: str
    settlement: str
    zone: Zone | None
    source: TargetingSource | None
    level: str
    status: FamilyStatus
    entry_on: date | None
    stage: Stage
    last_visit_on: date | None
    next_visit_on: date | None
    cogestor: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A person found, with the family where they live now."""

    person_id: UUID
    family_id: UUID
    folio: str
    name: str
    document_type: str
    document: str
    kinship: Kinship
    head: str
    municipality: str
    settlement: str
    members: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits in order; ``more`` tells that the search was cut and more words would help."""

    hits: tuple[SearchHit, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class FamilyHit:
    """A family found through any of its members; ``head`` is the head's full name, ``matched`` who was found."""

    family_id: UUID
    folio: str
    head: str
    document_type: str
    document: str
    municipality: str
    settlement: str
    members: int
    matched: str


@dataclass(frozen=True, slots=True)
class Member:
    """A present member of a family. Sensitive facts are None when nobody answered."""

    person_id: UUID
    version: int
    first_name: str
    second_name: str
    first_surname: str
    second_surname: str
    sex: Sex
    birth_date: date | None
    kinship: Kinship
    is_head: bool
    document_type: str
    document: str
    ethnicity: str | None
    disability: str | None
    pregnant: Answer | None
    pregnant_as_of_on: date | None
    victim: Answer | None
    notice: NoticeStatus
    since_on: date
    birth_precision: DatePrecision = DatePrecision.DAY
    no_document: NoDocument | None = None

    @property
    def full_name(self) -> str:
        """Return the name as it is said."""
        return full_name(self.first_name, self.second_name, self.first_surname, self.second_surname)

    @property
    def born(self) -> str:
        """Return the birth date as far as it is known, "" when it is not."""
        return show_partial(self.birth_date, self.birth_precision)

    def age(self, day: date) -> int | None:
        """Return completed years on ``day``, None when the birth date is unknown."""
        return age_or_none(self.birth_date, day)


@dataclass(frozen=True, slots=True)
class Targeting:
    """A list that made the family eligible."""

    source: TargetingSource
    is_main: bool
    household_key: str
    level: str
    score: str
    listed_on: date | None
    displaced_on: date | None
    displaced_from: str


@dataclass(frozen=True, slots=True)
class EnrolmentEpisode:
    """An episode in the programme with its targeting; ``came`` is the event that began it, ``exit_reason`` a code."""

    entry_on: date
    exit_on: date | None
    municipality: str
    targeting: tuple[Targeting, ...]
    came: EventKind = EventKind.ENTRY
    exit_reason: str = ""


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Something that changed the household; ``other_folio`` is the other family of an act of two.

    ``own`` tells that it happened to this family; to the other one it reads the other way round.
    """

    kind: EventKind
    occurred_on: date
    person: str
    note: str
    other_folio: str = ""
    own: bool = True


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything the dossier of a family shows today."""

    family_id: UUID
    version: int
    folio: str
    status: FamilyStatus
    municipality_id: str
    municipality: str
    department: str
    settlement: str
    zone: Zone | None
    address: str
    phone: str
    other_phone: str
    members: tuple[Member, ...]
    enrolments: tuple[EnrolmentEpisode, ...]
    events: tuple[LifeEvent, ...]
    location_protected: bool = False

    @property
    def head(self) -> Member | None:
        """Return the household head, None in a family that was emptied."""
        return next((member for member in self.members if member.is_head), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFields:
    """The contact data of a family that people edit; ``settlement`` by name, made when it is new."""

    settlement: str
    zone: Zone | None
    address: str
    phone: str
    other_phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditContact:
    """Save of a family's contact data: the values loaded (``base``) and typed (``mine``).

    ``seen_status`` is what the person saw; None saves also what has left the programme meanwhile.
    """

    family_id: UUID
    base: ContactFields
    mine: ContactFields
    seen_status: FamilyStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFields:
    """The basic data of a person that people edit."""

    first_name: str
    second_name: str
    first_surname: str
    second_surname: str
    sex: Sex
    birth_date: date | None
    document_type: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPerson:
    """Save of a person's basic data: the values loaded (``base``) and typed (``mine``), and the warnings passed."""

    person_id: UUID
    base: PersonFields
    mine: PersonFields
    accepted_warnings: tuple[Accepted, ...] = ()


class Severity(StrEnum):
    """Whether a finding stops a save."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found at a field; the code names its Spanish text."""

    field: str
    code: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Accepted:
    """A warning passed on purpose, with the reason given."""

    field: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person as they are written down by hand for the first time, with their place in the household.

    ``fields.birth_date`` is the first day of what is known when ``birth_precision`` is a month or a year.
    ``no_document`` says why ``fields.document`` is empty. Sensitive answers are None when nobody asked; *prefiere no
    responder* is `Answer.DECLINED`, of ``ethnicity`` and ``disability`` the code `DECLINED`. ``known_as`` is the id by
    which a form knew them before they were written.
    """

    fields: PersonFields
    kinship: Kinship
    birth_precision: DatePrecision = DatePrecision.DAY
    no_document: NoDocument | None = None
    ethnicity: str | None = None
    disability: str | None = None
    pregnant: Answer | None = None
    victim: Answer | None = None
    accepted: tuple[Accepted, ...] = ()
    known_as: UUID | None = None


DECLINED = "declined"
"""*Prefiere no responder* among the codes of ethnic group and disability."""
