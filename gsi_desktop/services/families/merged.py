"""Where people and families that were merged into others are found: under their former names, documents and folios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.families import Family, FamilyCard, Person


def survivors(session: Session, found: Sequence[int]) -> list[int]:
    """Return the row numbers found, those of people who were merged replaced by whom they were merged into."""
    kept = aliased(Person)
    merged = session.execute(
        select(Person.row_no, kept.row_no.label("kept"))
        .join(kept, kept.id == Person.merged_into)
        .where(Person.row_no.in_(found), Person.merged_into.is_not(None))
    )
    into = {row.row_no: row.kept for row in merged}
    return list(dict.fromkeys(into.get(number, number) for number in found))


def survivor_id() -> ColumnElement[Any]:
    """Return SQL for the id a person of the query lives under."""
    return func.coalesce(Person.merged_into, Person.id)


def has_folio(part: str) -> ColumnElement[bool]:
    """Return the condition of a family whose folio, or one merged into it, holds ``part``."""
    former: Select[UUID | None] = select(Family.merged_into).where(
        Family.merged_into.is_not(None), Family.folio.contains(part)
    )
    return or_(FamilyCard.folio.contains(part), FamilyCard.family_id.in_(former))


@dataclass(frozen=True, slots=True)
class Survivor:
    """The family another one was merged into."""

    family_id: UUID
    folio: str


def survivor(session: Session, family_id: UUID) -> Survivor | None:
    """Return the family that ``family_id`` was merged into, None when it was not."""
    kept = aliased(Family)
    rows = select(kept.id, kept.folio).join(Family, Family.merged_into == kept.id).where(Family.id == family_id)
    row = session.execute(rows).one_or_none()
    return None if row is None else Survivor(row.id, row.folio)
