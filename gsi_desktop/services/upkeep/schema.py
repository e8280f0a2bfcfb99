"""The schema gate: which revision a database has, and how it is brought to the newest one.

An upgrade drops the generated objects, runs Alembic, loads the catalogues, reinstalls the objects and compares row
counts. On SQLite foreign keys are off outside the transaction while it runs: with them on, a batch rewrite of a parent
silently deletes cascading children (trust.md M7).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, inspect, text

from gsi_desktop.models.operations import CurrentOperation
from gsi_desktop.models.tables import metadata
from gsi_desktop.services.core.database import Database
from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.core.resources import migrations_path
from gsi_desktop.services.families import cards, former_places, sounds
from gsi_desktop.services.upkeep import reference, repeatables
from gsi_desktop.services.upkeep.revisions import SchemaState, state

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["SchemaState", "downgrade", "state", "upgrade"]

_SERIES_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def _config(connection: Connection | None, scripts: Path | None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts or migrations_path()))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, *, revision: str = "head", scripts: Path | None = None) -> None:
    """Bring ``database`` to ``revision`` and install what is generated; does nothing twice.

    Raises `MachineError` ``rows_lost`` when a table that existed before has fewer rows afterwards; then nothing was
    changed.
    """
    from alembic import command

    state(database, scripts=scripts)
    with _migrating(database) as connection:
        before = _row_counts(connection)
        repeatables.remove(connection)
        command.upgrade(_config(connection, scripts), revision)
        if _is_complete(connection):
            reference.load(connection)
            _assign_series(connection)
            connection.execute(delete(CurrentOperation))
            sounds.fill(connection)
            former_places.forget_protected(connection)
            cards.rebuild(connection)
            repeatables.install(connection)
        _check_rows(before, _row_counts(connection))
    if before.get("family"):
        database.refresh_statistics()


def downgrade(database: Database, revision: str, *, scripts: Path | None = None) -> None:
    """Take ``database`` back to ``revision``; the tables of later revisions go, with their rows."""
    from alembic import command

    with _migrating(database) as connection:
        repeatables.remove(connection)
        command.downgrade(_config(connection, scripts), revision)


@contextmanager
def _migrating(database: Database) -> Iterator[Connection]:
    """Yield a connection in one transaction, foreign keys off on SQLite and checked before commit."""
    with database.translated(), database.engine.connect() as connection:
        if database.is_sqlite:
            raw = connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys=0")  # type: ignore[union-attr]  # a live DBAPI connection
        try:
            with connection.begin():
                if not database.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(7203514)"))
                    connection.execute(text("SET LOCAL lock_timeout = '3s'"))
                yield connection
                if database.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise MachineError("rows_lost", tables="foreign_key_check")
        finally:
            if database.is_sqlite:
                raw.execute("PRAGMA foreign_keys=1")  # type: ignore[union-attr]  # a live DBAPI connection


def _is_complete(connection: Connection) -> bool:
    """Return whether every table of the metadata exists (a test may stop at an older revision)."""
    existing = set(inspect(connection).get_table_names())
    return {table.name for table in metadata.sorted_tables} <= existing


def _row_counts(connection: Connection) -> dict[str, int]:
    names = [n for n in inspect(connection).get_table_names() if "_search" not in n and n != "alembic_version"]
    quote = connection.dialect.identifier_preparer.quote
    return {name: connection.exec_driver_sql(f"SELECT count(*) FROM {quote(name)}").scalar_one() for name in names}


def _check_rows(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    lost = sorted(name for name, count in before.items() if after.get(name, count) < count)
    if lost:
        raise MachineError("rows_lost", tables=", ".join(lost))


def _assign_series(connection: Connection) -> None:
    """Give a new database the letters of its folios, once; without I and O, which read as digits on paper."""
    known = connection.execute(text("SELECT value FROM setting WHERE name = 'folio_series'")).scalar()
    if known is None:
        letters = "".join(secrets.choice(_SERIES_LETTERS) for _ in range(2))
        connection.execute(text("INSERT INTO setting (name, value) VALUES ('folio_series', :v)"), {"v": letters})
