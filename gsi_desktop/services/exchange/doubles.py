"""Rows of a roster and people who were registered twice: who has a document since a merge, who looks like whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from gsi_desktop.models.duplicates import MergedPair, MergeJournal
from gsi_desktop.models.enums import MergeState
from gsi_desktop.models.families import Family, Membership, Person, PersonDocument
from gsi_desktop.models.imports import ImportRow
from gsi_desktop.services.exchange.rules import Draft
from gsi_desktop.services.families.data import full_name
from gsi_desktop.services.families.phonetics import person_sound

T = TypeVar("T")
_CHUNK = 900
_PAIRS = 300

Owner = tuple[UUID, UUID | None, str]
"""A person, their present family and its folio."""


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def former_owners(session: Session, numbers: Sequence[str]) -> dict[tuple[str, str], Owner]:
    """Return (type, number) → person, for documents that a merge retired: a roster will bring them again."""
    if session.execute(select(MergedPair.id).limit(1)).first() is None:
        return {}
    found: dict[tuple[str, str], Owner] = {}
    for chunk in _chunks(numbers, _CHUNK):
        rows = session.execute(
            select(PersonDocument.type, PersonDocument.number, PersonDocument.person_id, Family.id, Family.folio)
            .join(
                MergeJournal,
                (MergeJournal.row_id == PersonDocument.id) & (MergeJournal.table_name == "person_document"),
            )
            .join(MergedPair, (MergedPair.id == MergeJournal.merge_id) & (MergedPair.state == MergeState.MERGED))
            .outerjoin(
                Membership, (Membership.person_id == PersonDocument.person_id) & Membership.valid_to_on.is_(None)
            )
            .outerjoin(Family, Family.id == Membership.family_id)
            .where(
                PersonDocument.number.in_(chunk),
                PersonDocument.retired_on.is_not(None),
                MergeJournal.column_name == "retired_on",
            )
        )
        for kind, number, person_id, family_id, folio in rows:
            found[kind, number] = (person_id, family_id, folio or "")
    return found


def look_alikes(session: Session, drafts: Sequence[Draft]) -> dict[tuple[str, date], str]:
    """Return sound and birth date → somebody of the registry who shares both, as "name (folio)"."""
    wanted = sorted({key for draft in drafts if (key := sound_and_birth(draft)) is not None})
    found: dict[tuple[str, date], str] = {}
    for chunk in _chunks(wanted, _PAIRS):
        rows = session.execute(
            select(
                Person.sound,
                Person.birth_date,
                Person.first_name,
                Person.second_name,
                Person.first_surname,
                Person.second_surname,
                Family.folio,
            )
            .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.valid_to_on.is_(None))
            .outerjoin(Family, Family.id == Membership.family_id)
            .where(tuple_(Person.sound, Person.birth_date).in_(chunk), Person.merged_into.is_(None))
        )
        for sound, born, first, second, surname, other, folio in rows:
            if born is not None:
                name = full_name(first, second, surname, other)
                found.setdefault((sound, born), f"{name} ({folio})" if folio else name)
    return found


def sound_and_birth(draft: Draft) -> tuple[str, date] | None:
    """Return how the name of a row sounds and its birth date, None without one."""
    person = draft.person
    born = person.birth_date
    return None if born is None else (person_sound(person.first_surname, person.first_name), born)


def new_people(session: Session, batch_id: UUID) -> frozenset[UUID]:
    """Return the people a batch brought and whom nobody took back."""
    rows = select(Person.id).join(ImportRow, ImportRow.person_id == Person.id)
    return frozenset(session.execute(rows.where(ImportRow.batch_id == batch_id)).scalars())
