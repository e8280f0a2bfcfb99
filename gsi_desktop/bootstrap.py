"""Composition root without Qt: where a database is opened, its schema checked and the services put together."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sqlalchemy.orm import Session

from gsi_desktop.models.enums import CandidateOrigin
from gsi_desktop.services.access import keyfile, vault
from gsi_desktop.services.access.holding import Hold
from gsi_desktop.services.access.slots import COST, Cost
from gsi_desktop.services.access.users import NewUser, Unlocked, User, login_from
from gsi_desktop.services.achievements import marks
from gsi_desktop.services.core import work
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.clock import Clock, SystemClock
from gsi_desktop.services.core.database import Database, is_server, local_path
from gsi_desktop.services.core.errors import CancelledError, ExpectedError, GsiError, MachineError
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.core.work import Outcome, UnitOfWork
from gsi_desktop.services.exchange import doubles
from gsi_desktop.services.families import candidates, cards, protected, sweep
from gsi_desktop.services.families.candidates import Kept
from gsi_desktop.services.upkeep import revisions
from gsi_desktop.services.upkeep.backup_policy import Reason

R = TypeVar("R")
D = TypeVar("D")
P = ParamSpec("P")

_MANY_FAMILIES = 100
_NEVER_GROW = frozenset({"assignment"})
"""Changes of many families after which no table is fuller: the planner knows enough."""


class Services:
    """What window and console hold: run commands, read queries, hear about changes. Safe to use from any thread."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock | None = None,
        actor: str | None = None,
        unlocked: Unlocked | None = None,
        hold: Hold | None = None,
    ) -> None:
        self.database = database
        self.clock: Clock = clock or SystemClock()
        self.unlocked = unlocked
        self.actor = actor or (unlocked.user.login if unlocked else _works_here(database.location))
        self._hold = hold
        self._listeners: list[Callable[[ChangeSet], None]] = []

    @property
    def location(self) -> str:
        """Return where the data is: a path or a URL without password."""
        return self.database.location

    @property
    def engine_name(self) -> str:
        """Return the engine's name as people know it."""
        return self.database.engine_name

    @property
    def user(self) -> User | None:
        """Return who signed in to a local file, None at a server."""
        return self.unlocked.user if self.unlocked else None

    @property
    def who(self) -> str:
        """Return the full name of who signed in, their login where no name is known."""
        return self.user.full_name if self.user is not None else self.actor

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved here."""
        return self.database.read_only

    @property
    def after_crash(self) -> bool:
        """Whether the window before this one was not closed; then the file deserves a `checking.problems`."""
        return self._hold is not None and self._hold.after_crash

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
        grown = not outcome.changes.kinds or not outcome.changes.kinds <= _NEVER_GROW
        if grown and (outcome.changes.many or len(outcome.changes.families) >= _MANY_FAMILIES):
            self.database.refresh_statistics()
        for listener in tuple(self._listeners):
            listener(outcome.changes)
        return outcome

    def back_up(self, reason: Reason, progress: Progress | None = None) -> None:
        """Make a backup of a local file before something that changes much; a server has its own, and nothing is done.

        A check changes nothing, so one is enough for everything saved so far. Raises what `upkeep.backups.make` raises.
        """
        if self.unlocked is None or self.read_only:
            return
        from gsi_desktop.services.upkeep import backups

        if reason is Reason.BEFORE_CHECK and backups.is_current(self.database):
            return
        backups.make(self.database, self.unlocked, reason, self.clock, progress=progress)

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Call ``listener`` after every commit, in the thread that committed; returns how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """Close every connection, forget the key and let others hold the file."""
        self.database.dispose()
        if self.unlocked is not None:
            self.unlocked.forget()
        if self._hold is not None:
            self._hold.release()


def _refresh_derived(unit: UnitOfWork) -> None:
    """Bring the rows that derive from what the unit of work changed up to date, inside its transaction."""
    cards.lock(unit.session, unit.changes.families)
    protected.follow_locations(unit)
    cards.refresh(unit)
    marks.refresh(unit)
    candidates.notice(unit)


def sweep_duplicates(services: Services, progress: Progress) -> Kept:
    """Compare everybody with everybody and keep the pairs that may be one person.

    Reads first, for up to minutes and without keeping anybody from writing, then writes at once. Raises
    `CancelledError` when the person cancels; then nothing was kept.
    """
    found = candidates.KeepFound(services.read(sweep.search, progress), CandidateOrigin.SWEEP, whole=True)
    return services.run(candidates.keep, found, progress=progress).result


def look_for_duplicates(services: Services, batch_id: UUID, progress: Progress) -> int:
    """Compare the people a batch brought with everybody, keep the pairs that may be one person and return how many.

    The batch is in already; whoever cancels leaves the comparing to the next sweep.
    """
    people = services.read(doubles.new_people, batch_id)
    try:
        swept = services.read(candidates.search, progress, people)
    except CancelledError:
        return 0
    found = candidates.KeepFound(swept, CandidateOrigin.IMPORT, whole=False)
    return services.run(candidates.keep, found).result.open if swept.found else 0


@dataclass(frozen=True, slots=True)
class Made:
    """A database that was made; of a local file, the one who is in and the recovery code, told this once."""

    unlocked: Unlocked | None = None
    recovery_code: str | None = field(default=None, repr=False)


def create_database(
    location: str,
    *,
    password: str | None = None,
    user: NewUser | None = None,
    cost: Cost = COST,
) -> Made:
    """Make the database at ``location``: an encrypted file with its first administrator, or the schema of a server.

    ``user`` is who works at this machine unless another is named. A database that is there is brought to the newest
    schema, for which ``user`` has to get in. Raises `ExpectedError` ``password_needed`` for a file without password,
    ``database_plain`` for a file to be converted first, ``keys_missing`` for one without its key file.
    """
    if is_server(location):
        _upgrade(Database.open(location, password=password))
        return Made()
    found = vault.state(location)
    if found == "plain":
        raise ExpectedError("database_plain")
    if found != "missing":
        upgrade_database(location, user=user.login if user else None, password=password)
        return Made()
    first = user or _someone()
    made = vault.create(location, first, _required(password), cost=cost)
    _upgrade(Database.open(location, key=made.unlocked.key))
    vault.bind(location, made.unlocked)
    return Made(made.unlocked, made.recovery_code)


def upgrade_database(
    location: str, *, user: str | None = None, password: str | None = None, unlocked: Unlocked | None = None
) -> None:
    """Bring the database at ``location`` to the newest schema; an older local file is backed up first."""
    database, known = _opened(location, user, password, unlocked)
    try:
        found = revisions.state(database)
        if known is not None and not found.is_empty and not found.is_newest:
            from gsi_desktop.services.upkeep import backups

            backups.make(database, known, Reason.BEFORE_UPGRADE, SystemClock())
    except BaseException:
        database.dispose()
        raise
    _upgrade(database)


def convert_database(
    location: str,
    *,
    password: str | None,
    user: NewUser | None = None,
    keep_plain: bool = False,
    cost: Cost = COST,
) -> Made:
    """Encrypt the file of an earlier version with its first administrator and bring it to the newest schema.

    ``keep_plain`` leaves the plain file beside it under another name; otherwise it is overwritten and removed.
    """
    from gsi_desktop.services.core import conversion

    with held(location, user or _someone()):
        made = vault.create(location, user or _someone(), _required(password), cost=cost)
        conversion.convert(location, made.unlocked.key, keep_plain=keep_plain)
        vault.bind(location, made.unlocked)
        _upgrade(Database.open(location, key=made.unlocked.key))
    return Made(made.unlocked, made.recovery_code)


def open_services(
    location: str,
    *,
    user: str | None = None,
    password: str | None = None,
    unlocked: Unlocked | None = None,
    hold: bool = False,
    read_only: bool = False,
    clock: Clock | None = None,
    actor: str | None = None,
) -> Services:
    """Return the services of the database at ``location``.

    A local file is opened with what `vault.unlock` gave, or with ``user`` (the first when None) and ``password``.
    ``hold``: as a window, of which there is one per file. Raises `ExpectedError` ``database_empty`` or ``schema_old``
    when it has to be made or upgraded first, ``password_needed``, ``database_held``, and what `vault.unlock`,
    `Database.open` and `revisions.state` raise.
    """
    database, known = _opened(location, user, password, unlocked, read_only=read_only)
    try:
        _require_newest(database)
        right = None
        if hold and known is not None and not database.read_only:
            right = Hold.take(Path(database.location), known.user.full_name, clock or SystemClock())
    except BaseException:
        database.dispose()
        raise
    return Services(database, clock=clock, actor=actor, unlocked=known, hold=right)


def _opened(
    location: str,
    user: str | None,
    password: str | None,
    unlocked: Unlocked | None,
    *,
    read_only: bool = False,
) -> tuple[Database, Unlocked | None]:
    """Return the open database and, of a local file, who opened it."""
    if is_server(location):
        return Database.open(location, password=password, read_only=read_only), None
    if unlocked is None:
        unlocked = _signed_in(location, user, password)
    try:
        return Database.open(location, key=unlocked.key, read_only=read_only), unlocked
    except ExpectedError as error:
        if error.code == "key_refused":
            raise _damage_or_other_keys(location) from error
        raise


def _signed_in(location: str, user: str | None, password: str | None) -> Unlocked:
    """Return the key that ``user`` opens; raises what a file that is none, or not encrypted, means."""
    file = local_path(location)
    codes = {
        "missing": "database_empty",
        "plain": "database_plain",
        "foreign": "not_our_file",
        "keys_missing": "keys_missing",
    }
    if code := codes.get(vault.state(location)):
        raise ExpectedError(code, file=file.name, keys=keyfile.copies(file)[0].name)
    return vault.unlock(location, user or vault.first_login(location), _required(password))


def _damage_or_other_keys(location: str) -> GsiError:
    if vault.belongs(location):
        return MachineError("database_damaged")
    return ExpectedError("keys_of_other_file", file=local_path(location).name)


def _required(password: str | None) -> str:
    if not password:
        raise ExpectedError("password_needed", field="password")
    return password


def _works_here(location: str) -> str:
    """Return the login at a server: in an office every machine may call its own user the same."""
    named = urlsplit(location).username if is_server(location) else None
    return unquote(named) if named else getpass.getuser()


def _someone() -> NewUser:
    """Return whoever works at this machine, as a first proposal."""
    name = getpass.getuser()
    return NewUser(login_from(name), name, administrator=True)


@contextmanager
def held(location: str, user: NewUser) -> Iterator[None]:
    """Hold the file at ``location`` inside the block, so that no window opens it meanwhile."""
    right = Hold.take(local_path(location), user.full_name, SystemClock())
    try:
        yield
    finally:
        right.release()


def _upgrade(database: Database) -> None:
    from gsi_desktop.services.upkeep import schema

    try:
        schema.upgrade(database)
    finally:
        database.dispose()


def _require_newest(database: Database) -> None:
    found = revisions.state(database)
    if not found.is_newest:
        raise ExpectedError("database_empty" if found.is_empty else "schema_old")
