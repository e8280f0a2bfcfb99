"""Life events as they count today: those annulled left out, days and notes as they were corrected last."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.enums import EventKind
from gsi_desktop.models.families import Family, FamilyEvent, Person
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
            (row.folio or "") if row.family_id == family_id else row.own_folio,
            row.family_id == family_id,
        )
        for row in rows
    )
