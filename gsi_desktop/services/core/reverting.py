"""Taking back an operation from its audit: inserted rows go, updated rows get their former values.

The audit is complete because triggers write it, so nothing has to remember how to undo each kind of row. Versions
never go back: a restored row is a newer version with the old content.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Boolean, Column, ColumnElement, Date, Select, Table, and_, delete, func, select, true, update
from sqlalchemy.orm import Session

from gsi_desktop.models.base import Guid, UtcDateTime
from gsi_desktop.models.enums import AuditAction
from gsi_desktop.models.operations import AuditEntry, Operation
from gsi_desktop.models.tables import metadata
from gsi_desktop.services.core import fulltext
from gsi_desktop.services.core.work import UnitOfWork

_CHUNK = 400
_FEW = 200
"""So many families are looked up one by one; of more, every later entry is read."""


def stored_value(column: Column[Any], value: Any) -> Any:
    """Return a JSON value of the audit, or of the journal of a merge, as the column's Python value."""
    if value is None:
        return None
    if isinstance(column.type, Guid):
        return UUID(hex=value) if value else None  # SQLite's hex() of nothing is empty
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if isinstance(column.type, Boolean):
        return bool(value)
    return value


def _chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(sorted(ids))
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _entries(operation_id: UUID, action: AuditAction, table: Table) -> ColumnElement[bool]:
    return and_(
        AuditEntry.operation_id == operation_id, AuditEntry.table_name == table.name, AuditEntry.action == action
    )


def revert(work: UnitOfWork, operation_id: UUID, *, keeping: Collection[str] = ()) -> None:
    """Take back everything ``operation_id`` wrote, except inserts into the tables ``keeping``.

    The caller makes sure that nobody built on those rows since; an operation that deleted rows cannot be taken back.
    """
    for table in reversed(metadata.sorted_tables):
        if not table.info.get("audited"):
            continue
        work.progress.check()
        restore(work.session, operation_id, table)
        if table.name not in keeping:
            fulltext.delete_rows(work.connection, table, inserted(operation_id, table))


def inserted(operation_id: UUID, table: Table) -> ColumnElement[bool]:
    """Return which rows the operation inserted: append-only rows say it themselves, of others the audit does."""
    if table.info["audited"] == "changes":
        return table.c.operation_id == operation_id
    return table.c.id.in_(select(AuditEntry.row_id).where(_entries(operation_id, AuditAction.INSERT, table)))


def restore(session: Session, operation_id: UUID, table: Table, skipping: Collection[UUID] = ()) -> None:
    """Give the rows of ``table`` that ``operation_id`` updated their former values, except those of ``skipping``."""
    entries = session.execute(
        select(AuditEntry.row_id, AuditEntry.before_values)
        .where(_entries(operation_id, AuditAction.UPDATE, table))
        .order_by(AuditEntry.id.desc())
    ).all()
    for row_id, before in entries:
        if row_id in skipping:
            continue
        values = {
            name: stored_value(table.c[name], value) for name, value in msgspec.json.decode(before or "{}").items()
        }
        if "version" in table.c:
            values["version"] = table.c.version + 1
        session.execute(update(table).where(table.c.id == row_id).values(**values))


def _owners(table: Table) -> ColumnElement[Any] | None:
    """Return the family a row of ``table`` hangs from, found through the foreign keys of the metadata."""
    if table.name == "family":
        return table.c.id
    if "family_id" in table.c:
        return table.c.family_id
    membership = metadata.tables["membership"]
    enrolment = metadata.tables["enrolment"]
    person = table.c.id if table.name == "person" else table.c.get("person_id")
    if person is not None:
        return select(membership.c.family_id).where(membership.c.person_id == person).limit(1).scalar_subquery()
    if "enrolment_id" in table.c:
        return select(enrolment.c.family_id).where(enrolment.c.id == table.c.enrolment_id).scalar_subquery()
    return None


def _hanging_from(table: Table, families: Collection[UUID]) -> ColumnElement[bool]:
    """Return which rows of ``table`` hang from ``families``, by its indexes; everything when they are many."""
    membership, enrolment = metadata.tables["membership"], metadata.tables["enrolment"]
    if len(families) > _FEW:
        return true()
    if table.name == "family":
        return table.c.id.in_(families)
    if "family_id" in table.c:
        return table.c.family_id.in_(families)
    person = table.c.id if table.name == "person" else table.c.get("person_id")
    if person is not None:
        return person.in_(select(membership.c.person_id).where(membership.c.family_id.in_(families)))
    return table.c.enrolment_id.in_(select(enrolment.c.id).where(enrolment.c.family_id.in_(families)))


def families_touched_since(
    session: Session,
    operation_id: UUID,
    families: Collection[UUID],
    *,
    ignoring: Collection[UUID] = (),
    weighing: Collection[UUID] = (),
) -> dict[UUID, set[str]]:
    """Return which of ``families`` any other operation wrote to after ``operation_id``, and in which tables.

    ``ignoring`` are operations that were themselves taken back. Operations that took each other back only in part
    (a merge and its undoing) are ``weighing``: of theirs, rows count that do not hold again what they held before.
    Papers that were printed are no work on a family.
    """
    first = session.execute(select(func.min(AuditEntry.id)).where(AuditEntry.operation_id == operation_id)).scalar()
    if first is None:
        return {}
    apart = {*ignoring, *weighing}
    later = and_(AuditEntry.id > first, AuditEntry.operation_id != operation_id, AuditEntry.operation_id.not_in(apart))
    touched: dict[UUID, set[str]] = {}
    for table in metadata.sorted_tables:
        owner = _owners(table) if table.info.get("audited") and not table.info.get("print") else None
        if owner is None:
            continue
        hanging = _hanging_from(table, families)
        rows = select(owner).join(
            AuditEntry, and_(AuditEntry.row_id == table.c.id, AuditEntry.table_name == table.name)
        )
        found = set(session.execute(rows.select_from(table).where(later, hanging).distinct()).scalars())
        if table.info["audited"] == "changes":
            appended = select(owner).where(table.c.operation_id.in_(_since(operation_id, apart)), hanging)
            found.update(session.execute(appended.distinct()).scalars())
        for changed in _chunks(_left_changed(session, table, weighing, first)):
            found.update(session.execute(select(owner).where(table.c.id.in_(changed))).scalars())
        for family_id in found & set(families):
            touched.setdefault(family_id, set()).add(table.name)
    return touched


def _since(operation_id: UUID, apart: Collection[UUID]) -> Select[UUID]:
    """Return the select of other operations as late as ``operation_id`` or later, but for ``apart``."""
    began = select(Operation.at).where(Operation.id == operation_id).scalar_subquery()
    return select(Operation.id).where(Operation.at >= began, Operation.id.not_in({operation_id, *apart}))


def _left_changed(session: Session, table: Table, operations: Collection[UUID], after: int) -> set[UUID]:
    """Return the rows of ``table`` that operations which took each other back left other than they were ``after``."""
    if not operations:
        return set()
    entries = select(AuditEntry.row_id, AuditEntry.action, AuditEntry.before_values).where(
        AuditEntry.operation_id.in_(operations), AuditEntry.table_name == table.name, AuditEntry.id > after
    )
    return changed_rows(session, table, session.execute(entries.order_by(AuditEntry.id)).all())


def changed_rows(session: Session, table: Table, entries: Iterable[Any]) -> set[UUID]:
    """Return the rows of ``table`` that do not hold what they held before the audit entries, oldest first.

    An entry is (row, action, former values); what somebody wrote and took back is no change.
    """
    made: set[UUID] = set()
    gone: set[UUID] = set()
    former: dict[UUID, dict[str, Any]] = {}
    for row_id, action, before in entries:
        if action is AuditAction.INSERT:
            made.add(row_id)
        elif action is AuditAction.DELETE:
            gone.add(row_id)
        elif row_id not in made:
            values = former.setdefault(row_id, {})
            values.update({name: v for name, v in msgspec.json.decode(before or "{}").items() if name not in values})
    changed = gone - made
    for ids in _chunks((made | former.keys()) - gone):
        for row in session.execute(select(table).where(table.c.id.in_(ids))).mappings():
            values = former.get(row["id"], {})
            same = values and all(row[name] == stored_value(table.c[name], value) for name, value in values.items())
            if not same:
                changed.add(row["id"])
    return changed


def drop_prints(session: Session, families: Select[UUID]) -> None:
    """Take out what tells that papers of ``families``, which go, were printed; the audit keeps it with its codes."""
    for table in metadata.sorted_tables:
        if table.info.get("print"):
            session.execute(delete(table).where(table.c.family_id.in_(families)))
