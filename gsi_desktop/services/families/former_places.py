"""What older rows still tell of where a family lives: emptied once its location is protected (trust.md B55).

The place itself is kept in the reserved fact. Rosters, the audit and the journals of merges held it in the open since
before; there it is emptied, not hidden, on both engines: nobody who reads those rows needs the place. A place a merge
hides stays in its own journal, whose values are reserved, for undoing it shows the place again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, update
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.duplicates import MergeJournal
from gsi_desktop.models.families import Family
from gsi_desktop.models.imports import ImportReview, ImportRow
from gsi_desktop.models.operations import AuditEntry

EMPTY_PLACE: Final[Mapping[str, Any]] = {"address": "", "settlement_id": None}
"""What the row of a family holds while its location is protected."""
PLACE_FIELDS: Final = ("address", "settlement")
"""The same as rosters name it."""
_REVIEWED: Final = {"current_value": "", "new_value": ""}

Reader = Session | Connection


def forget(session: Reader, families: Collection[Any], *, journals: bool = True) -> None:
    """Empty the place of ``families`` wherever rows from before their protection tell it."""
    forget_rosters(session, families)
    _forget_audit(session, families)
    if journals:
        _forget_journals(session, families)


def hidden() -> Select[UUID]:
    """Return the select of the families whose place is hidden: protected ones and those merged into one."""
    kept = aliased(Family)
    query = select(Family.id).outerjoin(kept, kept.id == Family.merged_into)
    return query.where(or_(Family.location_protected, kept.location_protected))


def forget_protected(session: Reader) -> None:
    """Do so for every family that is protected, as a database from before this rule needs."""
    families = list(session.execute(hidden()).scalars())
    if families:
        forget(session, families, journals=False)


def former(session: Reader, families: Collection[Any]) -> list[str]:
    """Return the addresses those rows tell of ``families``, each once, the latest first: to be kept as reserved."""
    entries = select(AuditEntry.before_values).where(*_entries("family", families)).order_by(AuditEntry.id.desc())
    told = [msgspec.json.decode(stored or "{}").get("address") for stored in session.execute(entries).scalars()]
    told += [msgspec.json.decode(row[2])["household"].get("address") for row in session.execute(_brought(families))]
    cells = select(MergeJournal.before_value, MergeJournal.after_value).where(*_cells(families, "address"))
    told += [msgspec.json.decode(value) for row in session.execute(cells) for value in row]
    return [*dict.fromkeys(address for address in told if address)]


def forget_rosters(session: Reader, families: Collection[Any]) -> None:
    """Empty the place in what rosters brought of ``families``."""
    row = ImportRow
    for batch_id, number, stored in session.execute(_brought(families)).all():
        told = msgspec.json.decode(stored)
        if (emptied := _without(told["household"], dict.fromkeys(PLACE_FIELDS, ""))) is not None:
            here = and_(row.batch_id == batch_id, row.row_number == number)
            values = msgspec.json.encode(told | {"household": emptied}).decode()
            session.execute(update(row).where(here).values(imported_values=values))


def _brought(families: Collection[Any]) -> Select[*tuple[Any, ...]]:
    return select(ImportRow.batch_id, ImportRow.row_number, ImportRow.imported_values).where(
        ImportRow.family_id.in_(families), ImportRow.imported_values.contains('"household"')
    )


def _entries(table: str, rows: Any) -> tuple[ColumnElement[bool], ...]:
    entry = AuditEntry
    return entry.table_name == table, entry.row_id.in_(rows), entry.before_values.is_not(None)


def _forget_audit(session: Reader, families: Collection[Any]) -> None:
    reviews = select(ImportReview.id).where(ImportReview.family_id.in_(families), ImportReview.field.in_(PLACE_FIELDS))
    for table, rows, empty in (("family", families, EMPTY_PLACE), ("import_review", reviews, _REVIEWED)):
        told = select(AuditEntry.id, AuditEntry.before_values).where(*_entries(table, rows))
        for entry_id, stored in session.execute(told).all():
            if (emptied := _without(msgspec.json.decode(stored or "{}"), empty)) is not None:
                values = msgspec.json.encode(emptied).decode()
                session.execute(update(AuditEntry).where(AuditEntry.id == entry_id).values(before_values=values))


def _cells(families: Collection[Any], column: str) -> tuple[ColumnElement[bool], ...]:
    cell = MergeJournal
    return cell.table_name == "family", cell.row_id.in_(families), cell.column_name == column


def _forget_journals(session: Reader, families: Collection[Any]) -> None:
    for column, value in EMPTY_PLACE.items():
        empty = msgspec.json.encode(value).decode()
        here = update(MergeJournal).where(*_cells(families, column))
        session.execute(here.values(before_value=empty, after_value=empty))


def _without(values: dict[str, Any], empty: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return ``values`` with those of ``empty`` in place of the ones they hold, None where nothing changes."""
    emptied = values | {name: value for name, value in empty.items() if name in values}
    return None if emptied == values else emptied
