"""One door to both engines: a local SQLite file or a shared PostgreSQL database.

A local file is always encrypted and opened with its raw key (`encrypted_file`); who holds a slot of that key is the
business of `services.access`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from gsi_desktop.services.core.encrypted_file import KEY_BYTES, can_write, connector
from gsi_desktop.services.core.errors import ExpectedError, GsiError, MachineError
from gsi_desktop.services.core.faults import translate
from gsi_desktop.services.core.locations import unsafe_place

_WRITE = "gsi_write"
_POSTGRES_SETTINGS = "-c TimeZone=UTC -c jit=off -c work_mem=32MB -c plan_cache_mode=force_custom_plan"
"""Compiling takes longer than our short questions; with the usual 4 MB the beginnings of two words among millions of
people are looked for in whole pages of rows instead of rows."""


def sqlite_engine(path: Path, key: bytearray | None, *, read_only: bool = False) -> Engine:
    """Return an engine over the local file at ``path``."""
    from sqlcipher3 import dbapi2

    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=connector(path, key, read_only=read_only),
        poolclass=QueuePool,
        pool_size=6,
        max_overflow=4,
        pool_use_lifo=True,  # the connection used last has the deciphered pages at hand
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
        connect_args={"connect_timeout": 5, "options": _POSTGRES_SETTINGS},
    )


def is_server(location: str) -> bool:
    """Return whether ``location`` is a URL, not a file."""
    return "://" in location


def local_path(location: str) -> Path:
    """Return the path of the local file ``location`` names; raises when no database may be there."""
    if is_server(location):
        raise ExpectedError("database_url_invalid")
    path = Path(location).expanduser().absolute()
    if not path.parent.is_dir():
        raise ExpectedError("folder_missing", folder=str(path.parent))
    if danger := unsafe_place(path):
        raise ExpectedError(danger, folder=str(path.parent), way_out=str(Path.home()))
    return path


class Database:
    """An open database of either engine. Make it with `open`; close it with `dispose`."""

    def __init__(self, engine: Engine, location: str, *, key: bytearray | None = None, read_only: bool = False) -> None:
        self.engine = engine
        self.location = location
        self.read_only = read_only
        self._key = key

    @classmethod
    def open(
        cls,
        location: str,
        *,
        password: str | None = None,
        key: bytes | bytearray | None = None,
        read_only: bool = False,
    ) -> Database:
        """Return the database at ``location``: a file path, or a ``postgresql://user@host/name`` URL.

        A server takes the ``password``, a file its 32-byte ``key``; each leaves the other aside. The file is created
        when missing; the schema is not. A file that cannot be written is opened to be read: see ``read_only``.
        Raises `ExpectedError`: ``password_in_url`` when the URL carries a password, ``database_url_invalid`` when it is
        none of ours, ``key_missing`` for a file without key, ``key_refused`` when the key is not that of the file or
        its first page is damaged, ``database_plain`` for a file of an earlier version, ``not_our_file`` when it can be
        none of ours, ``place_network`` or ``place_cloud`` for a folder where it would come to harm; `MachineError`
        when it cannot be opened.
        """
        if location.startswith(("postgresql://", "postgres://")):
            return cls(_postgres_engine(location.replace("postgres://", "postgresql://", 1), password), location)
        path = local_path(location)
        if key is None or len(key) != KEY_BYTES:
            raise ExpectedError("key_missing")
        own_key = bytearray(key)
        only = read_only or (path.exists() and not can_write(path))
        database = cls(sqlite_engine(path, own_key, read_only=only), str(path), key=own_key, read_only=only)
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
            raise self._of(error) from error
        except Exception as error:
            # sqlcipher3 while connecting and psycopg while copying raise outside SQLAlchemy's wrapping.
            if type(error).__module__.startswith(("sqlcipher3", "psycopg")):
                raise self._of(error) from error
            raise

    @staticmethod
    def _of(error: Exception) -> Exception:
        """Return the program's own error; in a file that did open, a page that cannot be deciphered is damage."""
        told = translate(error)
        return MachineError("database_damaged") if isinstance(told, GsiError) and told.code == "not_our_file" else told

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
        engine = self._to_write()
        with self.translated(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield a connection inside one write transaction, for migrations and upkeep."""
        engine = self._to_write()
        with self.translated(), engine.begin() as connection:
            yield connection

    def _to_write(self) -> Engine:
        if self.read_only:
            raise ExpectedError("database_only_read")
        return self.engine.execution_options(**{_WRITE: True})

    def refresh_statistics(self) -> None:
        """Tell the query planner how full the tables are, after many rows came or went.

        Never on empty tables: SQLite then believes that whole tables are cheaper than their indexes.
        """
        with self.transaction() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("PRAGMA analysis_limit=400")
            connection.exec_driver_sql("ANALYZE")

    def dispose(self) -> None:
        """Close every connection and forget the key."""
        self.engine.dispose()
        if self._key is not None:
            self._key[:] = bytes(len(self._key))
