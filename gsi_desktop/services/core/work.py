"""One user action = one command = one transaction.

`run` opens the transaction, records the operation under its client-made id, runs the command, commits once and
returns the result with what changed. A retry with the same id and the same data is answered with the stored result;
the same id with other data is refused (trust.md §A2, M9).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, get_type_hints
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from gsi_desktop import __version__
from gsi_desktop.models.operations import CurrentOperation, Operation
from gsi_desktop.services.core.changes import Changes, ChangeSet
from gsi_desktop.services.core.clock import Clock
from gsi_desktop.services.core.database import Database
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.progress import Progress

R = TypeVar("R")
D = TypeVar("D")


@dataclass(slots=True)
class UnitOfWork:
    """What a command receives: an open transaction it never commits, the clock, and where to note changes."""

    session: Session
    operation_id: UUID
    actor: str
    clock: Clock
    progress: Progress
    changes: Changes = field(default_factory=Changes)

    @property
    def connection(self) -> Connection:
        """Return the connection of the transaction, for bulk work."""
        return self.session.connection()


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R]):
    """The result of a command, what it changed, and whether it had been done before (a retry)."""

    result: R
    changes: ChangeSet
    repeated: bool = False


def _payload_hash(action: str, data: object) -> str:
    """Return what tells one use of an operation id from another; bulky data brings its own ``fingerprint``."""
    told = getattr(data, "fingerprint", None) or data
    return hashlib.sha256(action.encode() + b"\0" + msgspec.json.encode(told, order="deterministic")).hexdigest()


def _mark_current(session: Session, operation_id: UUID, actor: str, *, sqlite: bool) -> None:
    """Tell the audit triggers which operation writes; on PostgreSQL the value dies with the transaction."""
    if sqlite:
        session.execute(insert(CurrentOperation).values(slot=1, operation_id=operation_id, actor=actor))
    else:
        session.execute(text("SELECT set_config('gsi.operation_id', :id, true)"), {"id": str(operation_id)})


def _record(session: Session, **values: object) -> bool:
    """Write the operation's row and return True, or False when it is there; waits for one that is being written."""
    insert_new = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    recorded = insert_new(Operation).values(**values).on_conflict_do_nothing().returning(Operation.id)
    return session.execute(recorded).scalar_one_or_none() is not None


def _answer(session: Session, command: Callable[..., R], operation_id: UUID, payload: str) -> Outcome[R]:
    """Return what the operation told the first time; raises ``operation_reused`` when it was asked something else."""
    known = session.execute(select(Operation.payload_hash, Operation.result).where(Operation.id == operation_id)).one()
    if known.payload_hash != payload:
        raise ExpectedError("operation_reused")
    return Outcome(_decoded(command, known.result), ChangeSet(), repeated=True)


def run(
    database: Database,
    command: Callable[[UnitOfWork, D], R],
    data: D,
    *,
    actor: str,
    clock: Clock,
    operation_id: UUID | None = None,
    progress: Progress | None = None,
    before_commit: Callable[[UnitOfWork], None] | None = None,
) -> Outcome[R]:
    """Run ``command(work, data)`` in one transaction under ``operation_id`` and return its `Outcome`.

    ``before_commit`` runs last inside the transaction (derived rows). Raises what the command raises, with driver
    errors translated; then nothing was changed.
    """
    operation_id = operation_id or new_id()
    action = command.__name__
    payload = _payload_hash(action, data)
    with database.writing() as session:
        told = {"actor": actor, "action": action, "at": clock.now(), "app_version": __version__}
        if not _record(session, id=operation_id, payload_hash=payload, result="null", **told):
            return _answer(session, command, operation_id, payload)
        _mark_current(session, operation_id, actor, sqlite=database.is_sqlite)
        work = UnitOfWork(session, operation_id, actor, clock, progress or Progress())
        result = command(work, data)
        session.flush()
        if before_commit is not None:
            before_commit(work)
        session.execute(
            update(Operation).where(Operation.id == operation_id).values(result=msgspec.json.encode(result).decode())
        )
        if database.is_sqlite:
            session.execute(delete(CurrentOperation))
    return Outcome(result, work.changes.frozen())


def _decoded(command: Callable[..., R], stored: str) -> R:
    kind: Any = get_type_hints(command).get("return", Any)
    decoded: R = msgspec.json.decode(stored, type=kind)
    return decoded
