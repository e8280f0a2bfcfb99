"""What goes in and out of the list of people: frozen data, no sensitive fact."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from gsi_desktop.models.enums import DatePrecision, FamilyStatus, Kinship, NoDocument, Sex, Stage
from gsi_desktop.services.core.dates import show_partial
from gsi_desktop.services.core.listing import ColumnFilter
from gsi_desktop.services.families.data import FamilyFilter, list_name


class PersonSort(StrEnum):
    """Orders a list of people offers; those of their family are named as `FamilySort` names them."""

    NAME = "name"
    DOCUMENT = "person_document"
    BIRTH = "birth"
    HEAD = "head"
    FOLIO = "folio"
    SETTLEMENT = "settlement"
    MUNICIPALITY = "municipality"
    STAGE = "stage"
    COGESTOR = "cogestor"


class Missing(StrEnum):
    """What somebody may still lack in the registry."""

    DOCUMENT = "document"
    NOTICE = "notice"
    """An answer about their data, or the notice of how they are treated."""
    BIRTH_DATE = "birth_date"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFilter:
    """Which present members of families a list shows; what is left empty does not filter.

    ``text`` finds people, ``families`` tells which families they are of, ``columns`` are the filters of headings by the
    keys of `persons.LISTED`; the one of ``age`` counts completed years on the day of the list.
    """

    text: str = ""
    missing: Missing | None = None
    families: FamilyFilter = field(default_factory=FamilyFilter)
    columns: tuple[ColumnFilter, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it lets everybody through."""
        return self == PersonFilter()


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A present member of a family as lists show them."""

    person_id: UUID
    family_id: UUID
    first_name: str
    second_name: str
    first_surname: str
    second_surname: str
    sex: Sex
    birth_date: date | None
    birth_precision: DatePrecision
    no_document: NoDocument | None
    kinship: Kinship
    is_head: bool
    folio: str
    head_name: str
    municipality_id: str
    municipality: str
    settlement: str
    stage: Stage
    status: FamilyStatus
    cogestor: str
    document_type: str
    document: str
    age: int | None
    missing: tuple[Missing, ...]

    @property
    def name(self) -> str:
        """Return the name as lists sort it."""
        return list_name(self.first_name, self.second_name, self.first_surname, self.second_surname)

    @property
    def born(self) -> str:
        """Return the birth date as far as it is known, "" when it is not."""
        return show_partial(self.birth_date, self.birth_precision)
