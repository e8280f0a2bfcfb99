"""Taking a wrong event back: the composition is as it was before, exactly, or nothing is touched.

What an event wrote is known from its audit. It can be taken back while nothing stands on it: later events that do are
named, to be annulled first; facts of an episode it opened hinder it. The annulment is an event of its own, with its
reason; the event, the people it made and the folio of a family that split off stay, for they are on paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Table, func, select, update
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import CogestorAssignment
from gsi_desktop.models.enums import AuditAction, EventKind, FamilyStatus
from gsi_desktop.models.families import Enrolment, Family, FamilyEvent, Membership, Person, PersonDocument
from gsi_desktop.models.operations import AuditEntry, Operation
from gsi_desktop.models.tables import metadata
from gsi_desktop.services.core import fulltext, reverting
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import events
from gsi_desktop.services.families.commands import (
    current_person,
    derived_names,
    guarded_update,
    lock_episode,
    replace_document,
)
from gsi_desktop.services.families.data import full_name
from gsi_desktop.services.families.event_wording import event_kind
from gsi_desktop.services.families.merges.queries import undone_operations
from gsi_desktop.services.life.commands import ACTIONS
from gsi_desktop.services.life.data import AnnulEvent, LaterEvent

_KEPT = frozenset({"family_event", "family", "person", "person_document", "accepted_warning"})
_COMPOSITION = frozenset({"membership", "enrolment", "family"})
_WHOLE = frozenset({EventKind.MOVE, EventKind.PROGRAMME_EXIT, EventKind.REENTRY})
_NO_FACTS = frozenset({"enrolment_targeting", "achievement_mark"})
_MERGES = frozenset({"merge_persons", "merge_families"})
_LEAST = 5
"""Letters a reason has at least."""


def find(session: Session, event_id: UUID) -> FamilyEvent:
    """Return an event that may be corrected; raises what tells why it may not."""
    event = session.get(FamilyEvent, event_id, populate_existing=True)
    if event is None:
        raise ExpectedError("event_gone")
    if session.execute(select(events.is_annulled(FamilyEvent)).where(FamilyEvent.id == event_id)).scalar():
        raise ExpectedError("event_annulled")
    if event.kind in events.CORRECTIONS or operation_of(session, event_id) is None:
        raise ExpectedError("event_not_annullable")
    return event


def operation_of(session: Session, event_id: UUID) -> UUID | None:
    """Return the operation that recorded an event by a command of its own; None for rosters and enrolments."""
    return session.execute(
        select(AuditEntry.operation_id)
        .join(Operation, Operation.id == AuditEntry.operation_id)
        .where(
            AuditEntry.row_id == event_id,
            AuditEntry.table_name == "family_event",
            AuditEntry.action == AuditAction.INSERT,
            Operation.action.in_(ACTIONS),
        )
    ).scalar()


def lock(work: UnitOfWork, event: FamilyEvent) -> None:
    """Wait until nobody else writes on the families of an event."""
    families = [one for one in (event.family_id, event.other_family_id) if one is not None]
    episodes = select(Enrolment.id).where(Enrolment.family_id.in_(families)).order_by(Enrolment.id)
    for episode in work.session.execute(episodes).scalars().all():
        lock_episode(work, episode)
    work.session.execute(select(Family.id).where(Family.id.in_(families)).order_by(Family.id).with_for_update())


# --- what stands on it


def later_events(session: Session, event: FamilyEvent, operation: UUID) -> tuple[LaterEvent, ...]:
    """Return the events that have to be annulled before ``event``, the newest first."""
    standing = {*_events_of(session, _rewriting(session, operation)), *_reseated(session, event)}
    families = [event.family_id] if event.kind in _WHOLE else []
    if event.kind is EventKind.SPLIT and event.other_family_id is not None:
        families.append(event.other_family_id)
    for family_id in families:
        about = select(FamilyEvent.id).where(events.of_family(family_id), FamilyEvent.id > event.id)
        standing.update(session.execute(about).scalars())
    standing |= _relabelled_since(session, event)
    standing.discard(event.id)
    rows = session.execute(
        select(
            FamilyEvent.id, FamilyEvent.kind, events.occurred_on(),
            Person.first_name, Person.second_name, Person.first_surname, Person.second_surname,
        )
        .outerjoin(Person, Person.id == FamilyEvent.person_id)
        .where(FamilyEvent.id.in_(standing), events.counting())
        .order_by(FamilyEvent.id.desc())
    )  # fmt: skip
    return tuple(LaterEvent(row[0], row[1], row[2], full_name(*row[3:7]) if row[3] else "") for row in rows)


def _rewriting(session: Session, operation: UUID) -> dict[UUID, set[tuple[str, UUID]]]:
    """Return the later operations that wrote over rows ``operation`` wrote, each with those rows.

    Of merges that were undone, and their undoing, only rows they did not leave as they had found them.
    """
    mine = select(AuditEntry.table_name, AuditEntry.row_id, func.max(AuditEntry.id).label("last")).where(
        AuditEntry.operation_id == operation
    )
    rows = mine.group_by(AuditEntry.table_name, AuditEntry.row_id).subquery()
    entry = AuditEntry
    since = (rows.c.row_id == entry.row_id) & (rows.c.table_name == entry.table_name) & (entry.id > rows.c.last)
    told = select(entry.operation_id, entry.table_name, entry.row_id, entry.action, entry.before_values)
    undone = undone_operations(session)
    found: dict[UUID, set[tuple[str, UUID]]] = {}
    weighed: dict[str, list[Any]] = {}
    for row in session.execute(told.join(rows, since).order_by(entry.id)):
        if row.operation_id in undone:
            weighed.setdefault(row.table_name, []).append(row)
        else:
            found.setdefault(row.operation_id, set()).add((row.table_name, row.row_id))
    for name, entries in weighed.items():
        changed = reverting.changed_rows(session, metadata.tables[name], (row[2:] for row in entries))
        for row in entries:
            if row.row_id in changed:
                found.setdefault(row.operation_id, set()).add((name, row.row_id))
    return found


def _events_of(session: Session, operations: Iterable[UUID]) -> set[UUID]:
    """Return the events that were recorded in these operations."""
    recorded = select(AuditEntry.row_id).where(
        AuditEntry.operation_id.in_(list(operations)),
        AuditEntry.table_name == "family_event",
        AuditEntry.action == AuditAction.INSERT,
    )
    return set(session.execute(recorded).scalars())


def _reseated(session: Session, event: FamilyEvent) -> set[UUID]:
    """Return the later events by which somebody who left with ``event`` came to live somewhere."""
    left = select(Membership.person_id).where(Membership.closed_by == event.id)
    opened = select(Membership.opened_by).where(Membership.person_id.in_(left), Membership.opened_by > event.id)
    return set(session.execute(opened).scalars())


def _relabelled_since(session: Session, event: FamilyEvent) -> set[UUID]:
    """Return the later events that changed what people are to the head where ``event`` took somebody away."""
    homes = select(Membership.family_id).where(Membership.closed_by == event.id)
    seats = select(Membership.id).where(Membership.family_id.in_(homes))
    changed = select(AuditEntry.operation_id, AuditEntry.before_values).where(
        AuditEntry.table_name == "membership", AuditEntry.action == AuditAction.UPDATE, AuditEntry.row_id.in_(seats)
    )
    operations = {row[0] for row in session.execute(changed) if "kinship" in msgspec.json.decode(row[1] or "{}")}
    return {one for one in _events_of(session, operations) if one > event.id}


def _require_free(session: Session, event: FamilyEvent, operation: UUID) -> set[tuple[str, UUID]]:
    """Return the rows that were written since and are left as they are; raises what hinders the annulment."""
    later = later_events(session, event, operation)
    if any(one.kind is EventKind.DUPLICATE for one in later):
        raise ExpectedError("event_merged")
    if later:
        raise ExpectedError("event_has_later", events="; ".join(_named(one) for one in later))
    _require_no_facts(session, operation)
    touched: set[tuple[str, UUID]] = set()
    for other, rows in _rewriting(session, operation).items():
        if _events_of(session, (other,)):
            continue  # annulled meanwhile, or the annulment or amendment itself
        if any(table in _COMPOSITION - {"family"} for table, _row in rows):
            action = session.execute(select(Operation.action).where(Operation.id == other)).scalar_one()
            standing = action in _MERGES and other not in undone_operations(session)
            raise ExpectedError("event_merged" if standing else "event_rewritten")
        touched |= {row for row in rows if row[0] not in _KEPT}
    return touched


def _named(one: LaterEvent) -> str:
    return f"{event_kind(one.kind)} · {show_date(one.on)}" + (f" · {one.person}" if one.person else "")


def _require_no_facts(session: Session, operation: UUID) -> None:
    """Refuse when something hangs on an episode the operation opened."""
    opened = list(
        session.execute(
            select(Enrolment.id).where(reverting.inserted(operation, metadata.tables["enrolment"]))
        ).scalars()
    )
    for table in metadata.sorted_tables if opened else []:
        if "enrolment_id" in table.c and table.name not in _NO_FACTS:
            found = select(table.c.enrolment_id).where(table.c.enrolment_id.in_(opened)).limit(1)
            if session.execute(found).first() is not None:
                raise ExpectedError("event_has_facts")


# --- taking it back


def annul_event(work: UnitOfWork, data: AnnulEvent) -> UUID:
    """Take an event back with its reason and return the annulment.

    Raises ``reason_missing``, ``event_gone``, ``event_annulled``, ``event_not_annullable``, ``event_has_later`` with
    the events to annul first, ``event_merged`` with a merge to undo first, ``event_has_facts`` and ``event_rewritten``.
    """
    reason = data.reason.strip()
    if len(reason) < _LEAST:
        raise ExpectedError("reason_missing", field="reason")
    event = find(work.session, data.event_id)
    lock(work, event)
    event = find(work.session, data.event_id)
    operation = operation_of(work.session, event.id)
    assert operation is not None  # noqa: S101 - `find` refuses others
    left_alone = _require_free(work.session, event, operation)
    _take_back(work, event, operation, left_alone)
    made = FamilyEvent(
        id=new_id(),
        family_id=event.family_id,
        municipality_id=event.municipality_id,
        kind=EventKind.ANNULMENT,
        occurred_on=work.clock.today(),
        person_id=event.person_id,
        other_family_id=event.other_family_id,
        note=reason[:400],
        corrects_id=event.id,
    )
    work.session.add(made)
    work.session.flush()
    note(work, event)
    return made.id


def note(work: UnitOfWork, event: FamilyEvent) -> None:
    """Tell what a correction of ``event`` changed."""
    work.changes.families.update(one for one in (event.family_id, event.other_family_id) if one is not None)
    work.changes.kinds.update({"family", "person", "life", "visit", "plan", "commitment", "assignment"})


def _take_back(work: UnitOfWork, event: FamilyEvent, operation: UUID, left_alone: set[tuple[str, UUID]]) -> None:
    """Take out what the operation wrote, then restore what it changed: a seat is free before its person is back."""
    for table in reversed(metadata.sorted_tables):
        if not table.info.get("audited"):
            continue
        if table.name not in _KEPT:
            fulltext.delete_rows(work.connection, table, reverting.inserted(operation, table))
        reverting.restore(work.session, operation, table, _skipped(work.session, event, table, left_alone))
    work.session.expire_all()
    for person_id in work.session.execute(_made(operation, Person)).scalars().all():
        _without_document(work, person_id)
    for family_id in work.session.execute(_made(operation, Family)).scalars().all():
        family = work.session.get(Family, family_id, populate_existing=True)
        guarded_update(work, family, {"status": FamilyStatus.MERGED, "merged_into": event.family_id})


def _made(operation: UUID, model: type[Person] | type[Family]) -> Any:
    return select(model.id).where(reverting.inserted(operation, metadata.tables[model.__tablename__]))


def _skipped(session: Session, event: FamilyEvent, table: Table, left_alone: set[tuple[str, UUID]]) -> set[UUID]:
    """Return the rows of ``table`` that stay as they are: written since, or a charge another has taken over."""
    skipped = {row_id for name, row_id in left_alone if name == table.name}
    if table.name == "cogestor_assignment":
        families = [one for one in (event.family_id, event.other_family_id) if one is not None]
        taken = select(CogestorAssignment.family_id).where(
            CogestorAssignment.family_id.in_(families), CogestorAssignment.valid_to_on.is_(None)
        )
        former = select(CogestorAssignment.id).where(CogestorAssignment.family_id.in_(taken))
        skipped.update(session.execute(former).scalars())
    return skipped


def _without_document(work: UnitOfWork, person_id: UUID) -> None:
    """Free the document of somebody who was registered by mistake, so that who it belongs to can be."""
    person, document, fields = current_person(work.session, person_id)
    if document is None:
        return
    replace_document(work, person, document, "", "")
    live = select(PersonDocument.number).where(
        PersonDocument.person_id == person_id, PersonDocument.retired_on.is_(None)
    )
    numbers = tuple(work.session.execute(live).scalars())
    work.session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(**derived_names(fields, numbers), version=Person.version + 1)
        .execution_options(synchronize_session=False)
    )
