"""Writes for a merge and remembers each: every key moved, every value overwritten, every row made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import Table, and_, or_, select, update
from sqlalchemy.exc import IntegrityError

from gsi_desktop.models.duplicates import MergedPair, MergeJournal
from gsi_desktop.models.enums import JournalAction, MergeKind, MergeState
from gsi_desktop.services.core.bulk import bulk_insert
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families.merges.data import Asked, MergePersons
from gsi_desktop.services.families.merges.references import Reference

_Cell = tuple[Table, UUID, str]
_CHUNK = 400
_COLUMNS = ("id", "merge_id", "position", "action", "table_name", "row_id", "column_name", "before_value",
            "after_value")  # fmt: skip


def encoded(value: Any) -> str:
    """Return a cell's value as the journal keeps it."""
    if isinstance(value, (date, datetime)):
        value = value.isoformat()
    return msgspec.json.encode(str(value) if isinstance(value, UUID) else value).decode()


def table_of(model: Any) -> Table:
    """Return the table of a model."""
    return cast("Table", model.__table__)


def raised(table: Table) -> dict[str, Any]:
    """Return what a write says of the version of a row of ``table``."""
    return {"version": table.c.version + 1} if "version" in table.c else {}


class Journal:
    """The journal of one merge. ``left`` are rows that stay with the one that goes, with what hangs on them."""

    def __init__(self, work: UnitOfWork, merge_id: UUID, positions: Iterator[int]) -> None:
        self.work = work
        self.merge_id = merge_id
        self.positions = positions
        self.left: set[tuple[str, UUID]] = set()
        self._made: set[tuple[str, UUID]] = set()
        self._rows: list[tuple[Any, ...]] = []

    @classmethod
    def begin(
        cls,
        work: UnitOfWork,
        asked: Asked,
        municipality_id: str,
        *,
        parent: Journal | None = None,
        again: UUID | None = None,
    ) -> Journal:
        """Record the merge and return its journal; ``parent`` is the merge of the families it belongs to.

        ``again`` is a merge on record that is made anew.
        """
        if again is not None:
            return cls(work, again, count())
        pair = MergedPair(
            id=new_id(),
            municipality_id=municipality_id,
            kind=MergeKind.PERSON if isinstance(asked, MergePersons) else MergeKind.FAMILY,
            kept_id=asked.kept_id,
            gone_id=asked.gone_id,
            parent_id=parent.merge_id if parent else None,
            state=MergeState.MERGED,
            merged_at=work.clock.now(),
            merged_by=work.actor,
            reason=asked.reason.strip()[:400],
            asked=msgspec.json.encode(asked).decode(),
            operation_id=work.operation_id,
        )
        work.session.add(pair)
        work.session.flush()
        return cls(work, pair.id, parent.positions if parent else count())

    def set(self, table: Table, row_id: UUID, **values: Any) -> None:
        """Overwrite values of a row, remembering those that differ."""
        before = self.work.session.execute(
            select(*(table.c[name] for name in values)).where(table.c.id == row_id)
        ).one()
        changed = {
            name: (was, value) for (name, value), was in zip(values.items(), before, strict=True) if was != value
        }
        if not changed:
            return
        self.work.session.execute(
            update(table)
            .where(table.c.id == row_id)
            .values(**{name: value for name, (_was, value) in changed.items()}, **raised(table))
        )
        for name, (was, value) in changed.items():
            self._note(JournalAction.WRITE, (table, row_id, name), was, value)

    def made(self, table: Table, row_id: UUID) -> None:
        """Remember a row this merge made, which never moves with it and goes when the merge is undone."""
        self._made.add((table.name, row_id))
        self._note(JournalAction.CREATE, (table, row_id, "id"), None, row_id)

    def move(self, reference: Reference, gone_id: UUID, kept_id: UUID) -> None:
        """Let every row that names ``gone_id`` name ``kept_id``; one that may not, because the other has it, is left.

        A unique constraint tells: then the row of the one that stays is the one that counts.
        """
        table = reference.table
        ids = self._movable(reference, gone_id)
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            if not self._moved(reference, chunk, kept_id):
                for row_id in chunk:
                    if not self._moved(reference, [row_id], kept_id):
                        self.left.add((table.name, row_id))
        for row_id in ids:
            if (table.name, row_id) not in self.left:
                cell = (table, row_id, reference.column)
                self._note(JournalAction.MOVE, cell, gone_id, kept_id)

    def _movable(self, reference: Reference, gone_id: UUID) -> list[UUID]:
        """Return the rows to move: neither left nor hanging on a row that was."""
        table = reference.table
        conditions = [reference.cell == gone_id]
        if stay := [row_id for name, row_id in self.left | self._made if name == table.name]:
            conditions.append(table.c.id.not_in(stay))
        for column in table.columns:
            for key in column.foreign_keys:
                parent = key.column.table.name
                if stay := [row_id for name, row_id in self.left if name == parent and parent != "enrolment"]:
                    conditions.append(or_(column.is_(None), column.not_in(stay)))
        return list(
            self.work.session.execute(select(table.c.id).where(and_(*conditions)).order_by(table.c.id)).scalars()
        )

    def _moved(self, reference: Reference, ids: Sequence[UUID], kept_id: UUID) -> bool:
        table = reference.table
        try:
            with self.work.session.begin_nested():
                self.work.session.execute(
                    update(table).where(table.c.id.in_(ids)).values(**{reference.column: kept_id}, **raised(table))
                )
        except IntegrityError:
            return False
        return True

    def _note(self, action: JournalAction, cell: _Cell, was: Any, value: Any) -> None:
        table, row_id, column = cell
        place = (new_id(), self.merge_id, next(self.positions), action)
        self._rows.append((*place, table.name, row_id, column, encoded(was), encoded(value)))

    def write(self) -> None:
        """Write what was noted."""
        bulk_insert(self.work.connection, MergeJournal, _COLUMNS, self._rows)
        self._rows.clear()
