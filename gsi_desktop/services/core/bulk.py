"""The one helper for writing many rows: driver-level tuples on SQLite, COPY on PostgreSQL (stack.md §4a)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table
from sqlalchemy.orm import DeclarativeBase

from gsi_desktop.models.base import EnumText, Guid

_BATCH = 5000


def _bytes(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes


def _text(value: str | None) -> str | None:
    return None if value is None else str.__str__(value)


def _processor(connection: Connection, column: Column[Any]) -> Callable[[Any], Any] | None:
    """Return what turns a value into what the driver stores; the two commonest types skip SQLAlchemy's chain."""
    if isinstance(column.type, Guid):
        return None if connection.dialect.name == "postgresql" else _bytes
    if isinstance(column.type, EnumText):
        return _text
    dialect = connection.dialect
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def _processors(connection: Connection, table: Table, columns: Sequence[str]) -> list[Callable[[Any], Any] | None]:
    return [_processor(connection, table.c[name]) for name in columns]


def _prepared(
    rows: Iterable[Sequence[Any]], processors: Sequence[Callable[[Any], Any] | None]
) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield tuple(
            value if process is None else process(value) for value, process in zip(row, processors, strict=True)
        )


def bulk_insert(
    connection: Connection, model: type[DeclarativeBase], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Insert ``rows`` (values in the order of ``columns``) into the table of ``model`` and return how many.

    Runs in the caller's transaction; database triggers run, ORM events do not.
    """
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows the type; our models are plain tables
    prepared = _prepared(rows, _processors(connection, table, columns))
    names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in columns)
    if connection.dialect.name == "postgresql":
        return _copy(connection, f"COPY {table.name} ({names}) FROM STDIN", prepared)
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"
    count = 0
    while batch := list(islice(prepared, _BATCH)):
        connection.exec_driver_sql(statement, batch)
        count += len(batch)
    return count


def tell_planner(connection: Connection, models: Iterable[type[DeclarativeBase]]) -> None:
    """Tell PostgreSQL how full these tables are inside a transaction that wrote many rows to them.

    It would go by what they were before, walk whole indexes for a few rows and need hours for what takes seconds. A
    table that somebody else is looking through at this moment is left out. SQLite plans well enough without.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE (SKIP_LOCKED) {', '.join(model.__tablename__ for model in models)}")


def _copy(connection: Connection, statement: str, rows: Iterator[tuple[Any, ...]]) -> int:
    cursor = connection.connection.cursor()
    count = 0
    try:
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
    finally:
        cursor.close()
    return count
