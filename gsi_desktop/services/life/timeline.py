"""Historial: everything that happened with a family in one order: novedades, visits, logros, plan, corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.enums import AuditAction, EventKind
from gsi_desktop.models.families import Family, FamilyEvent, Membership, Person, PersonDocument
from gsi_desktop.models.operations import AuditEntry, Operation
from gsi_desktop.services.accompaniment.overview import activity
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families import events
from gsi_desktop.services.families.data import LifeEvent, full_name
from gsi_desktop.services.families.event_wording import event_kind, life_event
from gsi_desktop.services.life.commands import ACTIONS
from gsi_desktop.services.territory import catalogues

_MOST = 2000
_OWN_LINES = ACTIONS | {"annul_event", "amend_event"}


class Topic(StrEnum):
    """What a line of the history is about, to filter by."""

    LIFE = "life"
    VISITS = "visits"
    ACHIEVEMENTS = "achievements"
    PLAN = "plan"
    EDITS = "edits"


_TOPICS = {
    "visit": Topic.VISITS,
    "mark": Topic.ACHIEVEMENTS,
    "baseline": Topic.ACHIEVEMENTS,
    "plan": Topic.PLAN,
    "commitment": Topic.PLAN,
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened; ``on`` is the day it did, ``recorded_at`` and ``actor`` who wrote it down and when.

    Of a life event, ``event_id`` names it, ``note`` and ``changes`` are what was told with it, ``annulled`` why it no
    longer counts, and ``correctable`` that it may be taken back or its day corrected.
    """

    topic: Topic
    icon: str
    on: date
    title: str
    detail: str = ""
    recorded_at: datetime | None = None
    actor: str = ""
    event_id: UUID | None = None
    note: str = ""
    changes: tuple[str, ...] = ()
    annulled: str = ""
    correctable: bool = False


def timeline(session: Session, family_id: UUID, topic: Topic | None = None) -> tuple[HistoryLine, ...]:
    """Return what happened with a family, the newest first; of one topic when it is said."""
    lines: list[HistoryLine] = []
    if topic in (None, Topic.LIFE):
        lines += _life(session, family_id)
    if topic in (None, Topic.VISITS, Topic.ACHIEVEMENTS, Topic.PLAN):
        lines += [line for line in _accompaniment(session, family_id) if topic in (None, line.topic)]
    if topic in (None, Topic.EDITS):
        lines += _edits(session, family_id)
    lines.sort(key=lambda line: line.on, reverse=True)
    return tuple(lines)


# --- novedades


def _life(session: Session, family_id: UUID) -> Iterator[HistoryLine]:
    """Yield the events of a family, those annulled too, the newest first."""
    event, other = FamilyEvent, aliased(Family)
    rows = session.execute(
        select(
            event, events.occurred_on().label("on"), events.note().label("said"), other.folio, Family.folio,
            Person.first_name, Person.second_name, Person.first_surname, Person.second_surname,
            AuditEntry.at, AuditEntry.actor, Operation.actor.label("by"), Operation.action,
        )
        .join(Family, Family.id == event.family_id)
        .outerjoin(other, other.id == event.other_family_id)
        .outerjoin(Person, Person.id == event.person_id)
        .outerjoin(
            AuditEntry,
            (AuditEntry.row_id == event.id)
            & (AuditEntry.table_name == "family_event")
            & (AuditEntry.action == AuditAction.INSERT),
        )
        .outerjoin(Operation, Operation.id == AuditEntry.operation_id)
        .where(events.of_family(family_id))
        .order_by(event.id.desc())
        .limit(_MOST)
    ).all()  # fmt: skip
    known = {row[0].id: row for row in rows}
    why = {row[0].corrects_id: row[0].note for row in rows if row[0].kind is EventKind.ANNULMENT}
    for row in rows:
        if row[0].kind in events.CORRECTIONS:
            yield _correction(row, known.get(row[0].corrects_id))
        else:
            yield _event(row, family_id, why.get(row[0].id))


def _event(row: Any, family_id: UUID, annulled: str | None) -> HistoryLine:
    event = row[0]
    own = event.family_id == family_id
    folio = events.other_folio(row[3], row[4], own=own)
    told = LifeEvent(event.kind, row.on, full_name(*row[5:9]) if row[5] else "", row.said, folio, own)
    reason = catalogues.label("exit_reason", event.reason) if event.reason else ""
    return HistoryLine(
        Topic.LIFE,
        "users",
        row.on,
        life_event(told),
        ". ".join(part for part in (reason, row.said) if part),
        row.at,
        row.by or "",
        event.id,
        row.said,
        tuple(msgspec.json.decode(event.detail)) if event.detail else (),
        "" if annulled is None else annulled,
        annulled is None and row.action in ACTIONS,
    )


def _correction(row: Any, corrected: Any) -> HistoryLine:
    event = row[0]
    what = event_kind(corrected[0].kind) if corrected is not None else ""
    if event.kind is EventKind.ANNULMENT:
        detail = _("{what}: {why}").format(what=what, why=event.note)
    else:
        detail = _("{what}: la fecha es {day}").format(what=what, day=show_date(event.occurred_on))
        detail = f"{detail}. {event.note}" if event.note else detail
    recorded = row.at.astimezone(BOGOTA).date() if row.at is not None else event.occurred_on
    return HistoryLine(
        Topic.LIFE, "arrow-back-up", recorded, event_kind(event.kind), detail, row.at, row.by or "", event.id
    )


# --- visits, logros, plan


def _accompaniment(session: Session, family_id: UUID) -> Iterator[HistoryLine]:
    icons = {"visit": "map-pin", "plan": "file-check", "baseline": "flag", "mark": "check"}
    for one in activity(session, family_id, _MOST):
        yield HistoryLine(
            _TOPICS.get(one.kind, Topic.PLAN), icons.get(one.kind, "clipboard-check"), one.on, one.title, one.detail
        )


# --- corrections of data


def _field_name(field: str) -> str:
    """Return what a column is called; several columns of one datum have one name."""
    names = {
        "first_name": _("nombres"),
        "second_name": _("nombres"),
        "first_surname": _("apellidos"),
        "second_surname": _("apellidos"),
        "sex": _("sexo"),
        "birth_date": _("fecha de nacimiento"),
        "settlement_id": _("vereda o barrio"),
        "zone": _("zona"),
        "address": _("dirección"),
        "phone": _("teléfono"),
        "other_phone": _("teléfono"),
    }
    return names.get(field, "")


def _edits(session: Session, family_id: UUID) -> Iterator[HistoryLine]:
    """Yield who corrected data of the family or its people, and which; never the values."""
    people = select(Membership.person_id).where(Membership.family_id == family_id)
    documents = select(PersonDocument.id).where(PersonDocument.person_id.in_(people))
    entry = AuditEntry
    rows = session.execute(
        select(entry.operation_id, entry.table_name, entry.row_id, entry.action, entry.before_values, entry.at,
               Operation.actor)
        .join(Operation, Operation.id == entry.operation_id)
        .where(
            or_(entry.row_id == family_id, entry.row_id.in_(people), entry.row_id.in_(documents)),
            entry.table_name.in_(("family", "person", "person_document")),
            entry.action == AuditAction.UPDATE,
            Operation.action.not_in(_OWN_LINES),
        )
        .order_by(entry.id.desc())
        .limit(_MOST)
    ).all()  # fmt: skip
    names = _names(session, people)
    held = select(PersonDocument.id, PersonDocument.person_id).where(PersonDocument.id.in_(documents))
    owners = {row.id: row.person_id for row in session.execute(held)}
    fields: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    told: dict[tuple[UUID, UUID], Any] = {}
    for row in rows:
        about = owners.get(row.row_id, row.row_id)
        key = row.operation_id, about
        told.setdefault(key, row)
        changed = {_field_name(name) for name in msgspec.json.decode(row.before_values or "{}")}
        fields[key] |= {_("documento")} if row.table_name == "person_document" else changed - {""}
    for key, row in told.items():
        if fields[key]:
            name = names.get(key[1])
            title = _("Datos de {name} corregidos").format(name=name) if name else _("Contacto corregido")
            day = row.at.astimezone(BOGOTA).date()
            yield HistoryLine(Topic.EDITS, "edit", day, title, ", ".join(sorted(fields[key])), row.at, row.actor)


def _names(session: Session, people: Any) -> dict[UUID, str]:
    rows = session.execute(
        select(Person.id, Person.first_name, Person.second_name, Person.first_surname, Person.second_surname).where(
            Person.id.in_(people)
        )
    )
    return {row[0]: full_name(*row[1:]) for row in rows}
