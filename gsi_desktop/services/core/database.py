"""One door to both engines: a local SQLite file or a shared PostgreSQL database.

Every local file is opened with sqlcipher3 so that all machines run the same SQLite; its settings follow trust.md §A1
and are read back at open, because a pragma that did not take is silent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.faults import translate
from gsi_desktop.services.core.locations import unsafe_place

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: the only level that loses nothing on power loss (trust.md M19)
    "foreign_keys": "1",
    "busy_timeout": "5000",
    "trusted_schema": "0",
    "secure_delete": "1",
    "temp_store": "2",
    "cache_size": "-65536",
}
_WRITE = "gsi_write"


def _connect(path: Path) -> Any:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    for name, value in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
        read_back = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if str(read_back) != value:
            connection.close()
            raise MachineError("database_setting_refused", name=name)
    return connection


def _sqlite_engine(path: Path) -> Engine:
    from sqlcipher3 import dbapi2

    engine = create_engine(
        "sqlite://", module=dbapi2, creator=lambda: _connect(path), poolclass=QueuePool, pool_size=6, max_overflow=4
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgres_engine(location: str, password: str | None) -> Engine:
    try:
        url = make_url(location).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as error:
        raise ExpectedError("database_url_invalid") from error
    if url.password is not None or any("password" in name for name in url.query):
        raise ExpectedError("password_in_url")
    return create_engine(
        url.set(password=password),
        pool_size=5,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "options": "-c TimeZone=UTC"},
    )


class Database:
    """An open database of either engine. Make it with `open`; close it with `dispose`."""

    def __init__(self, engine: Engine, location: str) -> None:
        self.engine = engine
        self.location = location

    @classmethod
    def open(cls, location: str, *, password: str | None = None) -> Database:
        """Return the database at ``location``: a file path, or a ``postgresql://user@host/name`` URL.

        The file is created when missing; the schema is not. Raises `ExpectedError` ``password_in_url`` when the URL
        carries a password, ``database_url_invalid`` when it is none of ours, ``not_our_file`` when the file is no
        SQLite database, ``place_network`` or ``place_cloud`` for a folder where it would come to harm, `MachineError`
        when it cannot be opened.
        """
        if location.startswith(("postgresql://", "postgres://")):
            return cls(_postgres_engine(location.replace("postgres://", "postgresql://", 1), password), location)
        if "://" in location:
            raise ExpectedError("database_url_invalid")
        path = Path(location).expanduser().absolute()
        if not path.parent.is_dir():
            raise ExpectedError("folder_missing", folder=str(path.parent))
        if danger := unsafe_place(path):
            raise ExpectedError(danger, folder=str(path.parent), way_out=str(Path.home()))
        database = cls(_sqlite_engine(path), str(path))
        with database.translated():
            database.engine.connect().close()
        return database

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a local file."""
        return self.engine.dialect.name == "sqlite"

    @property
    def engine_name(self) -> str:
        """Return the engine's name as people know it."""
        return "SQLite" if self.is_sqlite else "PostgreSQL"

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn driver errors raised inside into the program's own (see `services.core.faults`)."""
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            raise translate(error) from error
        except Exception as error:
            # sqlcipher3 while connecting and psycopg while copying raise outside SQLAlchemy's wrapping.
            if type(error).__module__.startswith(("sqlcipher3", "psycopg")):
                raise translate(error) from error
            raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session for one read, closed afterwards; one snapshot on SQLite."""
        with self.translated(), Session(self.engine) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Yield a session whose every statement reads the same moment, for lists that leave and their row counts."""
        with self.reading() as session:
            if not self.is_sqlite:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session inside one transaction: committed when the block ends well, rolled back otherwise."""
        engine = self.engine.execution_options(**{_WRITE: True})
        with self.translated(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield a connection inside one write transaction, for migrations and upkeep."""
        engine = self.engine.execution_options(**{_WRITE: True})
        with self.translated(), engine.begin() as connection:
            yield connection

    def refresh_statistics(self) -> None:
        """Tell the query planner how full the tables are, after many rows came or went.

        Never on empty tables: SQLite then believes that whole tables are cheaper than their indexes.
        """
        with self.transaction() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("PRAGMA analysis_limit=400")
            connection.exec_driver_sql("ANALYZE")

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()
