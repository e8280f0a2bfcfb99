"""Who in the registry may be the person somebody is typing: cheap looks into indexes, then the weights of `matching`.

Three looks find whom to compare: the live documents one slip away, everybody born that day, and everybody whose first
surname and first name sound alike and whose birth date is one slip away or unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from gsi_desktop.models.enums import Sex
from gsi_desktop.models.families import Family, Membership, Person, PersonDocument
from gsi_desktop.models.territory import Municipality
from gsi_desktop.services.core.search import fold
from gsi_desktop.services.families import rules
from gsi_desktop.services.families.data import full_name
from gsi_desktop.services.families.matching import HINT, Profile, Reason, birth_slips, compare, slips, word
from gsi_desktop.services.families.phonetics import SOUND_LENGTH, person_sound

__all__ = ["Hint", "HintQuery", "hints"]

_MOST = 400
"""People one look may bring; beyond it the look says too little (1 January, Juan Rodríguez) and the others decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HintQuery:
    """What is known of somebody so far; ``leave_out`` are people who are no news (who is being edited)."""

    document_type: str = ""
    document: str = ""
    first_name: str = ""
    second_name: str = ""
    first_surname: str = ""
    second_surname: str = ""
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    municipality_id: str = ""
    leave_out: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """Somebody of the registry who may be the one asked about; ``family_id`` None when they live in no family now."""

    person_id: UUID
    family_id: UUID | None
    folio: str
    name: str
    document_type: str
    document: str
    birth_date: date | None
    municipality: str
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the registry, ready to compare and to show."""

    person_id: UUID
    folio: str
    name: str
    municipality: str
    profile: Profile


def hints(session: Session, query: HintQuery, limit: int = 5) -> tuple[Hint, ...]:
    """Return the people of the registry who may be the one described, likeliest first; nothing told, nobody found."""
    asked = _profile(query)
    sounds = person_sound(query.first_surname, query.first_name)
    found = people(session, _looks(session, asked, sounds) - set(query.leave_out))
    likely = [(known, compare(asked, known.profile)) for known in found]
    likely = [pair for pair in likely if pair[1].score >= HINT]
    likely.sort(key=lambda pair: (-pair[1].score, pair[0].name, pair[0].person_id))
    return tuple(_hint(known, likeness.score, likeness.reasons) for known, likeness in likely[:limit])


def _hint(known: Known, score: int, reasons: tuple[Reason, ...]) -> Hint:
    kind, number = known.profile.documents[0] if known.profile.documents else ("", "")
    born, family = known.profile.birth_date, known.profile.family_id
    return Hint(
        known.person_id, family, known.folio, known.name, kind, number, born, known.municipality, score, reasons
    )


def _profile(query: HintQuery) -> Profile:
    number = rules.document_number(query.document)
    return Profile(
        given=(word(query.first_name), word(query.second_name)),
        surnames=(word(query.first_surname), word(query.second_surname)),
        sex=query.sex,
        birth_date=query.birth_date,
        documents=((query.document_type, number),) if number else (),
        municipality_id=query.municipality_id,
    )


def neighbours(session: Session, known: Known) -> list[Known]:
    """Return whom to compare somebody of the registry with, themselves left out."""
    asked = known.profile
    sounds = f"{asked.surnames[0].sound} {asked.given[0].sound}"
    return people(session, _looks(session, asked, sounds) - {known.person_id})


def _looks(session: Session, asked: Profile, sounds: str) -> set[UUID]:
    """Return whom to compare with."""
    found: set[UUID] = set()
    for _kind, number in asked.documents:
        found.update(session.execute(_by_document(number)).scalars())
    if not (asked.given[0].text and asked.surnames[0].text):
        return found
    here = select(Person.id).where(Person.merged_into.is_(None)).limit(_MOST)
    alike = Person.sound == sounds[:SOUND_LENGTH]
    if asked.birth_date is None:
        found.update(session.execute(here.where(alike)).scalars())
        return found
    near = Person.birth_date.in_({asked.birth_date, *birth_slips(asked.birth_date)})
    found.update(session.execute(here.where(alike, or_(near, Person.birth_date.is_(None)))).scalars())
    found.update(session.execute(here.where(Person.birth_date == asked.birth_date)).scalars())
    return found


def _by_document(number: str) -> Select[UUID]:
    numbers = {number, *slips(number)}
    return select(PersonDocument.person_id).where(
        PersonDocument.number.in_(numbers), PersonDocument.retired_on.is_(None)
    )


def facts() -> Select[*tuple[Any, ...]]:
    """Return the select of what is compared and shown of people, one row for each live document, newest first."""
    return (
        select(
            Person.id,
            Person.first_name,
            Person.second_name,
            Person.first_surname,
            Person.second_surname,
            Person.sex,
            Person.birth_date,
            Person.birth_precision,
            Person.municipality_id,
            Municipality.name,
            PersonDocument.type,
            PersonDocument.number,
            Family.id,
            Family.folio,
            Family.phone,
            Family.address,
        )
        .join(Municipality, Municipality.code == Person.municipality_id)
        .outerjoin(PersonDocument, (PersonDocument.person_id == Person.id) & PersonDocument.retired_on.is_(None))
        .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.valid_to_on.is_(None))
        .outerjoin(Family, Family.id == Membership.family_id)
        .where(Person.merged_into.is_(None))
        .order_by(Person.id, PersonDocument.recorded_on.desc(), PersonDocument.id.desc())
    )


def grouped(rows: Any) -> Iterator[Known]:
    """Yield the people told by rows of `facts`, in their order."""
    person: Any = None
    documents: list[tuple[str, str]] = []
    for row in rows:
        if person is not None and row[0] != person[0]:
            yield _known(person, tuple(documents))
            documents = []
        person = row
        if row[11]:
            documents.append((row[10], row[11]))
    if person is not None:
        yield _known(person, tuple(documents))


def _known(row: Any, documents: tuple[tuple[str, str], ...]) -> Known:
    (person_id, first, second, surname, other, sex, born, precision, place, place_name, _kind, _number, family,
     folio, phone, address) = row  # fmt: skip
    profile = Profile(
        given=(word(first), word(second)),
        surnames=(word(surname), word(other)),
        sex=sex,
        birth_date=born,
        birth_precision=precision,
        documents=documents,
        municipality_id=place,
        family_id=family,
        phone=phone or "",
        home=f"{place} {fold(address)}" if address else "",
    )
    return Known(person_id, folio or "", full_name(first, second, surname, other), place_name, profile)


def people(session: Session, ids: Collection[UUID]) -> list[Known]:
    """Return the people of ``ids`` who were not merged into somebody else."""
    rest = iter(sorted(ids))
    found: list[Known] = []
    while chunk := list(islice(rest, 500)):
        found.extend(grouped(session.execute(facts().where(Person.id.in_(chunk)))))
    return found
