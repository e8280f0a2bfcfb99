"""Life events as they count today: those annulled left out, days and notes as they were corrected last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.enums import EventKind, Kinship, Sex
from gsi_desktop.models.families import Family, FamilyEvent, Membership, Person
from gsi_desktop.services.families.data import LifeEvent, full_name

CORRECTIONS = (EventKind.ANNULMENT, EventKind.AMENDMENT)
"""Events about another event; they are told with it."""


def is_annulled(event: Any = FamilyEvent) -> ColumnElement[bool]:
    """Return the condition of an event that was taken back."""
    correction = aliased(FamilyEvent)
    return (
        select(correction.id)
        .where(correction.corrects_id == event.id, correction.kind == EventKind.ANNULMENT)
        .correlate(event)
        .exists()
    )


def _amended(column: str, event: Any) -> ColumnElement[Any]:
    correction = aliased(FamilyEvent)
    newest = (
        select(getattr(correction, column))
        .where(correction.corrects_id == event.id, correction.kind == EventKind.AMENDMENT)
        .order_by(correction.id.desc())
        .limit(1)
        .correlate(event)
        .scalar_subquery()
    )
    return func.coalesce(newest, getattr(event, column))


def occurred_on(event: Any = FamilyEvent) -> ColumnElement[Any]:
    """Return SQL for the day of an event as it was corrected last."""
    return _amended("occurred_on", event)


def note(event: Any = FamilyEvent) -> ColumnElement[Any]:
    """Return SQL for the note of an event as it was corrected last."""
    return _amended("note", event)


def counting(event: Any = FamilyEvent) -> ColumnElement[bool]:
    """Return the condition of an event that counts: no correction, and not taken back."""
    return and_(event.kind.not_in(CORRECTIONS), ~is_annulled(event))


def of_family(family_id: UUID, event: Any = FamilyEvent) -> ColumnElement[bool]:
    """Return the condition of an event that is about a family, as the one it happened to or as the other one."""
    return or_(event.family_id == family_id, event.other_family_id == family_id)


def life_events(session: Session, family_id: UUID, limit: int = 50) -> tuple[LifeEvent, ...]:
    """Return the events of a family that count, newest first."""
    other, day = aliased(Family), occurred_on()
    rows = session.execute(
        select(
            FamilyEvent.kind,
            day.label("on"),
            note().label("said"),
            FamilyEvent.family_id,
            other.folio,
            Family.folio.label("own_folio"),
            Person.first_name,
            Person.second_name,
            Person.first_surname,
            Person.second_surname,
        )
        .join(Family, Family.id == FamilyEvent.family_id)
        .outerjoin(other, other.id == FamilyEvent.other_family_id)
        .outerjoin(Person, Person.id == FamilyEvent.person_id)
        .where(of_family(family_id), counting())
        .order_by(day.desc(), FamilyEvent.id.desc())
        .limit(limit)
    )
    return tuple(
        LifeEvent(
            row.kind,
            row.on,
            full_name(*row[6:10]) if row.first_name else "",
            row.said,
            other_folio(row.folio, row.own_folio, own=row.family_id == family_id),
            row.family_id == family_id,
        )
        for row in rows
    )


def other_folio(other: str | None, own_folio: str, *, own: bool) -> str:
    """Return the folio of the other family of an act of two, as seen from one of them."""
    return "" if other is None else other if own else own_folio


@dataclass(frozen=True, slots=True)
class FormerMember:
    """Somebody who lived in a family, until when, and the event by which they went."""

    person_id: UUID
    name: str
    kinship: Kinship
    sex: Sex
    since_on: date
    until_on: date
    event: LifeEvent


def former_members(session: Session, family_id: UUID) -> tuple[FormerMember, ...]:
    """Return who lived in a family and no longer does, who left last first."""
    other = aliased(Family)
    here = aliased(Membership)
    lives_here = select(here.id).where(
        here.family_id == family_id, here.person_id == Membership.person_id, here.valid_to_on.is_(None)
    )
    rows = session.execute(
        select(
            Membership, Person, FamilyEvent.kind, FamilyEvent.family_id, other.folio, Family.folio, note().label("said")
        )
        .join(Person, Person.id == Membership.person_id)
        .join(FamilyEvent, FamilyEvent.id == Membership.closed_by)
        .join(Family, Family.id == FamilyEvent.family_id)
        .outerjoin(other, other.id == FamilyEvent.other_family_id)
        .where(Membership.family_id == family_id, Membership.valid_to_on.is_not(None), ~lives_here.exists())
        .order_by(Membership.valid_to_on.desc(), Membership.id.desc())
    )
    found: dict[UUID, FormerMember] = {}
    for member, person, kind, owner, theirs, own_folio, said in rows:
        name = full_name(person.first_name, person.second_name, person.first_surname, person.second_surname)
        own = owner == family_id
        folio = other_folio(theirs, own_folio, own=own)
        event = LifeEvent(kind, member.valid_to_on, name, said, folio, own)
        found.setdefault(
            person.id,
            FormerMember(person.id, name, member.kinship, person.sex, member.valid_from_on, member.valid_to_on, event),
        )
    return tuple(found.values())
