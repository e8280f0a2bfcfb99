"""Composition root without Qt: where a database is opened, its schema checked and the services put together."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from gsi_desktop.services.achievements import marks
from gsi_desktop.services.core import work
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.clock import Clock, SystemClock
from gsi_desktop.services.core.database import Database
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.core.work import Outcome, UnitOfWork
from gsi_desktop.services.families import cards
from gsi_desktop.services.upkeep import revisions

R = TypeVar("R")
D = TypeVar("D")
P = ParamSpec("P")

_MANY_FAMILIES = 100


class Services:
    """What window and console hold: run commands, read queries, hear about changes. Safe to use from any thread."""

    def __init__(self, database: Database, *, clock: Clock | None = None, actor: str | None = None) -> None:
        self.database = database
        self.clock: Clock = clock or SystemClock()
        self.actor = actor or getpass.getuser()
        self._listeners: list[Callable[[ChangeSet], None]] = []

    @property
    def location(self) -> str:
        """Return where the data is: a path or a URL without password."""
        return self.database.location

    @property
    def engine_name(self) -> str:
        """Return the engine's name as people know it."""
        return self.database.engine_name

    def read(self, query: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return ``query(session, *args, **kwargs)`` from a session that lives for this call."""
        with self.database.reading() as session:
            return query(session, *args, **kwargs)

    def snapshot(self, query: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return ``query(session, *args, **kwargs)`` of one moment, however many statements it takes."""
        with self.database.snapshot() as session:
            return query(session, *args, **kwargs)

    def run(
        self,
        command: Callable[[UnitOfWork, D], R],
        data: D,
        *,
        operation_id: UUID | None = None,
        progress: Progress | None = None,
    ) -> Outcome[R]:
        """Run ``command`` in one transaction under ``operation_id`` and tell the listeners what changed."""
        outcome = work.run(
            self.database,
            command,
            data,
            actor=self.actor,
            clock=self.clock,
            operation_id=operation_id,
            progress=progress,
            before_commit=_refresh_derived,
        )
        if outcome.changes.many or len(outcome.changes.families) >= _MANY_FAMILIES:
            self.database.refresh_statistics()
        for listener in tuple(self._listeners):
            listener(outcome.changes)
        return outcome

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Call ``listener`` after every commit, in the thread that committed; returns how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """Close every connection."""
        self.database.dispose()


def _refresh_derived(unit: UnitOfWork) -> None:
    """Bring the rows that derive from what the unit of work changed up to date, inside its transaction."""
    cards.lock(unit.session, unit.changes.families)
    cards.refresh(unit)
    marks.refresh(unit)


def create_database(location: str, *, password: str | None = None) -> None:
    """Make the schema at ``location``: a new file, or an empty PostgreSQL database; an older schema is upgraded."""
    from gsi_desktop.services.upkeep import schema

    database = Database.open(location, password=password)
    try:
        schema.upgrade(database)
    finally:
        database.dispose()


def open_services(
    location: str, *, password: str | None = None, clock: Clock | None = None, actor: str | None = None
) -> Services:
    """Return the services of the database at ``location``.

    Raises `ExpectedError` ``database_empty`` or ``schema_old`` when it has to be made or upgraded first, and what
    `Database.open` and `revisions.state` raise.
    """
    database = Database.open(location, password=password)
    try:
        _require_newest(database)
    except BaseException:
        database.dispose()
        raise
    return Services(database, clock=clock, actor=actor)


def _require_newest(database: Database) -> None:
    found = revisions.state(database)
    if not found.is_newest:
        raise ExpectedError("database_empty" if found.is_empty else "schema_old")
