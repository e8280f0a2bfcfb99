"""Reads for the forms of life events: whom an entry may be about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.families import Family, Membership, Person, PersonDocument
from gsi_desktop.services.core.search import query_words
from gsi_desktop.services.families.data import full_name
from gsi_desktop.services.families.finding import persons_matching


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the registry who may come to live in a family; ``folio`` is "" for who lives in none."""

    person_id: UUID
    name: str
    document_type: str
    document: str
    birth_date: date | None
    family_id: UUID | None
    folio: str


def candidates(session: Session, typed: str, limit: int = 12) -> tuple[Candidate, ...]:
    """Return the people ``typed`` finds by name or document, those who live in no family too, by name."""
    words = query_words(typed)
    if not words:
        return ()
    found = session.execute(persons_matching(session, words, whole=False, cap=200)).scalars().all()
    rows = session.execute(
        select(
            Person.id, Person.first_name, Person.second_name, Person.first_surname, Person.second_surname,
            PersonDocument.type, PersonDocument.number, Person.birth_date, Family.id, Family.folio,
        )
        .outerjoin(PersonDocument, (PersonDocument.person_id == Person.id) & PersonDocument.retired_on.is_(None))
        .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.valid_to_on.is_(None))
        .outerjoin(Family, Family.id == Membership.family_id)
        .where(Person.row_no.in_(found), Person.merged_into.is_(None))
        .order_by(Person.name_key, Person.id)
        .limit(limit)
    )  # fmt: skip
    return tuple(
        Candidate(row[0], full_name(*row[1:5]), row[5] or "", row[6] or "", row[7], row[8], row[9] or "")
        for row in rows
    )
