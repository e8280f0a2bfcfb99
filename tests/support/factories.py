"""Families for tests: written by a command of the tests inside `Services.run`, so that audit and cards are as ever.

``add_family(services)`` makes a plausible family of three; everything else is said by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from gsi_desktop.models.enums import (
    Answer,
    DatePrecision,
    EventKind,
    FamilyStatus,
    Kinship,
    NoticeStatus,
    Sex,
    TargetingSource,
    Zone,
)
from gsi_desktop.models.families import (
    Enrolment,
    EnrolmentTargeting,
    Family,
    FamilyEvent,
    Membership,
    Person,
)
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import commands, folios
from gsi_desktop.services.families.data import PersonFields

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

PITALITO = "41551"
ENTRY = date(2026, 3, 14)


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """A person to be made; no document number = no document."""

    first_name: str
    second_name: str = ""
    first_surname: str
    second_surname: str = ""
    sex: Sex = Sex.FEMALE
    birth_date: date | None = date(1985, 7, 2)
    kinship: Kinship = Kinship.HEAD
    document_type: str = "CC"
    document: str = ""
    ethnicity: str | None = None
    disability: str | None = None
    pregnant: Answer | None = None
    pregnant_as_of_on: date | None = None
    victim: Answer | None = None
    notice: NoticeStatus = NoticeStatus.DELIVERED


@dataclass(frozen=True, kw_only=True)
class NewTargeting:
    """A list that made the family eligible; the first of a family is main."""

    source: TargetingSource
    level: str = ""
    score: str = ""
    household_key: str = ""
    listed_on: date | None = None
    displaced_on: date | None = None
    displaced_from: str = ""


@dataclass(frozen=True, kw_only=True)
class NewFamily:
    """A family to be made; the first member is the head."""

    members: tuple[NewMember, ...]
    municipality_id: str = PITALITO
    settlement: str = "El Cabuyal"
    zone: Zone | None = Zone.RURAL
    address: str = "Finca La Esperanza"
    phone: str = "3215795346"
    other_phone: str = ""
    status: FamilyStatus = FamilyStatus.ACTIVE
    entry_on: date = ENTRY
    targeting: tuple[NewTargeting, ...] = (NewTargeting(source=TargetingSource.SISBEN_III, level="1"),)


@dataclass(frozen=True)
class Added:
    """What was made; people in the order given."""

    family_id: UUID
    folio: str
    people: tuple[UUID, ...]


ROSALBA = NewMember(first_name="Rosalba", first_surname="Muñoz", second_surname="Ordóñez", document="36284517")
HOUSEHOLD = (
    ROSALBA,
    NewMember(
        first_name="Wilson",
        second_name="Andrés",
        first_surname="Cabrera",
        second_surname="Peña",
        sex=Sex.MALE,
        birth_date=date(1982, 1, 30),
        kinship=Kinship.SPOUSE,
        document="12228430",
    ),
    NewMember(
        first_name="Leidy",
        second_name="Tatiana",
        first_surname="Cabrera",
        second_surname="Muñoz",
        birth_date=date(2014, 12, 5),
        kinship=Kinship.CHILD,
        document_type="TI",
        document="1083865401",
    ),
)


def add_family(services: Services, *members: NewMember, **fields: Any) -> Added:
    """Write one family with ``members`` (`HOUSEHOLD` when none) and the ``fields`` of `NewFamily`."""
    return add_families(services, NewFamily(members=members or HOUSEHOLD, **fields))[0]


def add_families(services: Services, *families: NewFamily) -> tuple[Added, ...]:
    """Write many families in one operation."""
    return services.run(make_families, families).result


def make_families(work: UnitOfWork, families: tuple[NewFamily, ...]) -> tuple[Added, ...]:
    """The command behind `add_families`."""
    made = tuple(_make(work, new) for new in families)
    work.session.flush()
    work.changes.kinds.update({"family", "person"})
    return made


def _make(work: UnitOfWork, new: NewFamily) -> Added:
    family = Family(
        id=new_id(),
        municipality_id=new.municipality_id,
        folio=next(folios.reserve(work, new.municipality_id, 1)),
        settlement_id=commands.settlement_id(work, new.municipality_id, new.settlement),
        zone=new.zone,
        address=new.address,
        phone=new.phone,
        other_phone=new.other_phone,
        status=new.status,
    )
    work.session.add(family)
    work.session.flush()
    entry = FamilyEvent(
        id=new_id(),
        family_id=family.id,
        municipality_id=new.municipality_id,
        kind=EventKind.ENTRY,
        occurred_on=new.entry_on,
        note="",
    )
    work.session.add(entry)
    _enrol(work, family, new)
    people = tuple(_join(work, family, entry, new, member) for member in new.members)
    work.changes.families.add(family.id)
    return Added(family.id, family.folio, people)


def _enrol(work: UnitOfWork, family: Family, new: NewFamily) -> None:
    episode = Enrolment(id=new_id(), family_id=family.id, municipality_id=new.municipality_id, entry_on=new.entry_on)
    work.session.add(episode)
    work.session.flush()
    for place, listed in enumerate(new.targeting):
        work.session.add(
            EnrolmentTargeting(
                id=new_id(),
                enrolment_id=episode.id,
                municipality_id=new.municipality_id,
                source=listed.source,
                is_main=place == 0,
                household_key=listed.household_key,
                level=listed.level,
                score=listed.score,
                listed_on=listed.listed_on,
                displaced_on=listed.displaced_on,
                displaced_from=listed.displaced_from,
            )
        )


def _join(work: UnitOfWork, family: Family, entry: FamilyEvent, new: NewFamily, member: NewMember) -> UUID:
    fields = PersonFields(
        first_name=member.first_name,
        second_name=member.second_name,
        first_surname=member.first_surname,
        second_surname=member.second_surname,
        sex=member.sex,
        birth_date=member.birth_date,
        document_type=member.document_type,
        document=member.document,
    )
    person = Person(
        id=new_id(),
        municipality_id=new.municipality_id,
        first_name=member.first_name,
        second_name=member.second_name,
        first_surname=member.first_surname,
        second_surname=member.second_surname,
        sex=member.sex,
        birth_date=member.birth_date,
        birth_precision=DatePrecision.DAY,
        ethnicity=member.ethnicity,
        disability=member.disability,
        pregnant=member.pregnant,
        pregnant_as_of_on=member.pregnant_as_of_on,
        victim=member.victim,
        notice=member.notice,
        **commands.derived_names(fields, (member.document,) if member.document else ()),
    )
    work.session.add(person)
    work.session.flush()
    if member.document:
        commands.replace_document(work, person, None, member.document_type, member.document)
    head = member is new.members[0]
    work.session.add(
        Membership(
            id=new_id(),
            family_id=family.id,
            person_id=person.id,
            municipality_id=new.municipality_id,
            kinship=Kinship.HEAD if head else member.kinship,
            is_head=head,
            valid_from_on=new.entry_on,
            opened_by=entry.id,
        )
    )
    return person.id
