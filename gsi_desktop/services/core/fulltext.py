"""Many rows and the full-text index of SQLite: indexed once per statement, not once per row.

FTS5 writes a segment to disk at every savepoint, and SQLite opens one for every row that fires a trigger: 220,000
persons took 190 s that way and take 5 s this way. While `current_operation.search_deferred` is set the triggers leave
the index alone and these helpers bring it up to date. PostgreSQL's index needs none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, literal, select, update
from sqlalchemy.sql import column, table

from gsi_desktop.models.operations import CurrentOperation


@contextmanager
def _deferred(connection: Connection) -> Iterator[None]:
    connection.execute(update(CurrentOperation).values(search_deferred=True))
    yield
    connection.execute(update(CurrentOperation).values(search_deferred=False))


@contextmanager
def adding_rows(connection: Connection, rows: Table) -> Iterator[None]:
    """Insert many rows into ``rows`` inside the block; they are indexed when it ends well."""
    if connection.dialect.name != "sqlite":
        yield
        return
    last = connection.execute(select(func.coalesce(func.max(rows.c.row_no), 0))).scalar_one()
    with _deferred(connection):
        yield
    text = rows.info["full_text"]
    index = table(f"{rows.name}_search", column("rowid"), column(text))
    fresh = select(rows.c.row_no, rows.c[text]).where(rows.c.row_no > last)
    connection.execute(index.insert().from_select(["rowid", text], fresh))


def delete_rows(connection: Connection, rows: Table, condition: ColumnElement[bool]) -> None:
    """Delete the rows of ``rows`` that meet ``condition``, of any table, with their entries of the index if any."""
    text: Any = rows.info.get("full_text")
    if text is None or connection.dialect.name != "sqlite":
        connection.execute(delete(rows).where(condition))
        return
    name = f"{rows.name}_search"
    index = table(name, column(name), column("rowid"), column(text))
    going = select(literal("delete"), rows.c.row_no, rows.c[text]).where(condition)
    connection.execute(index.insert().from_select([name, "rowid", text], going))
    with _deferred(connection):
        connection.execute(delete(rows).where(condition))
