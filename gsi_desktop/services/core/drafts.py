"""What is typed and not saved yet, in an encrypted file of its own: a crash, a lock or a full disk loses no keystroke.

One file per person and database, apart from the database itself, so that a draft can be kept while the database is
busy, away or read-only (trust.md §A2). It is a journal of the screen, not a record: nothing of it counts anywhere.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.core.faults import translate
from gsi_desktop.services.core.files import atomic_write

KEY_BYTES: Final = 32
_OPENS: Final = "opens"
_ENDINGS: Final = ("", "-wal", "-shm")
_PRAGMAS: Final = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL, as the database: a kept draft survives the pulled plug
    "busy_timeout": "2000",
    "trusted_schema": "0",
    "secure_delete": "1",
    "temp_store": "2",
}
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS draft (
    form TEXT NOT NULL, subject TEXT NOT NULL, title TEXT NOT NULL, base_version INTEGER, operation_id TEXT NOT NULL,
    payload BLOB NOT NULL, saved_at TEXT NOT NULL, PRIMARY KEY (form, subject)
) WITHOUT ROWID
"""
_KEEP: Final = """
INSERT INTO draft (form, subject, title, base_version, operation_id, payload, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (form, subject) DO UPDATE SET title = excluded.title, base_version = excluded.base_version,
operation_id = excluded.operation_id, payload = excluded.payload, saved_at = excluded.saved_at
"""
_COLUMNS: Final = "form, subject, title, base_version, operation_id, payload, saved_at"


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that was left or is being typed in.

    ``form`` names the form, ``subject`` what it is about (an id, "" for something new). ``title`` is what people read.
    ``base_version`` is the version the form was loaded with, ``operation_id`` the one operation its save will be,
    ``payload`` what the form needs to be as it was (plain values as of JSON), ``saved_at`` when it was kept, in UTC.
    """

    form: str
    subject: str
    title: str
    base_version: int | None
    operation_id: UUID
    payload: dict[str, Any] = field(repr=False)
    saved_at: datetime

    @property
    def key(self) -> tuple[str, str]:
        """What it is kept under: form and subject."""
        return self.form, self.subject

    @property
    def opens(self) -> tuple[str, dict[str, Any]] | None:
        """The page that shows it again and what that page is told, None when it has none."""
        found = self.payload.get(_OPENS)
        if not isinstance(found, dict):
            return None
        told = {name: UUID(value) if name.endswith("_id") else value for name, value in found["args"].items()}
        return str(found["area"]), told


def opening(area: str, **args: Any) -> dict[str, Any]:
    """Return what a payload says so that `Draft.opens` leads to ``area``; arguments ending in ``_id`` are UUIDs."""
    return {_OPENS: {"area": area, "args": {name: str(value) if name.endswith("_id") else value
                                            for name, value in args.items()}}}  # fmt: skip


def plain(value: Any) -> Any:
    """Return data classes, dates, enums and ids as plain values that fit into a payload; `msgspec.convert` undoes it.

    >>> plain(UUID(int=1))
    '00000000-0000-0000-0000-000000000001'
    """
    import msgspec

    return msgspec.to_builtins(value)


class DraftStore:
    """The drafts of one person in one database. Every call is one durable transaction; safe to use from any thread.

    Raises `MachineError` as a database does (``disk_full``, ``disk_error``…).
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, file: Path, key: bytes) -> DraftStore:
        """Return the store in ``file``, made when it is missing, encrypted with the 32 bytes of ``key``.

        Raises `ExpectedError` ``not_our_file`` when the key does not open the file or the file is damaged.
        """
        if len(key) != KEY_BYTES:
            raise ValueError("key")
        file.parent.mkdir(parents=True, exist_ok=True)
        return cls(_connect(str(file), key))

    def keep(self, draft: Draft) -> None:
        """Keep ``draft`` in place of an earlier one of the same form and subject."""
        self.write([draft], [])

    def drop(self, form: str, subject: str) -> None:
        """Forget a draft, if there is one."""
        self.write([], [(form, subject)])

    def write(self, kept: Iterable[Draft], dropped: Iterable[tuple[str, str]]) -> None:
        """Keep and forget several at once, all or nothing."""
        with self._lock, _translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany("DELETE FROM draft WHERE form = ? AND subject = ?", list(dropped))
                self._connection.executemany(_KEEP, [_row(draft) for draft in kept])
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(Exception):
                    self._connection.execute("ROLLBACK")
                raise

    def get(self, form: str, subject: str) -> Draft | None:
        """Return the draft of a form about a subject."""
        with self._lock, _translated():
            found = self._connection.execute(
                f"SELECT {_COLUMNS} FROM draft WHERE form = ? AND subject = ?",
                (form, subject),
            ).fetchone()
        return _draft(found) if found else None

    def all(self) -> tuple[Draft, ...]:
        """Return every draft, the newest first."""
        with self._lock, _translated():
            rows = self._connection.execute(f"SELECT {_COLUMNS} FROM draft ORDER BY saved_at DESC").fetchall()
        return tuple(_draft(row) for row in rows)

    def close(self) -> None:
        """Close the file; its log is folded into it."""
        with self._lock:
            self._connection.close()


# --- where and with which key


def drafts_file(folder: Path, location: str, user: str) -> Path:
    """Return the file of the drafts of ``user`` in the database at ``location``, below ``folder``.

    Its name tells neither.
    """
    import hashlib

    name = hashlib.sha256(f"{location}\0{user}".encode()).hexdigest()[:24]
    return folder / "drafts" / f"{name}.drafts"


def derived_key(secret: bytes, user: str) -> bytes:
    """Return the key of the drafts of ``user``, derived from the data key of the database (HKDF, RFC 5869)."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    maker = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=f"gsi drafts 1 {user}".encode())
    return maker.derive(secret)


def profile_key(file: Path) -> bytes:
    """Return the key kept in ``file``, made at random when it is missing.

    Only the account of the operating system protects it. For databases without a data key of their own.
    """
    with suppress(OSError):
        kept = file.read_bytes()
        if len(kept) == KEY_BYTES:
            return kept
    fresh = os.urandom(KEY_BYTES)
    atomic_write(file, fresh)  # made by mkstemp: readable by its owner only
    return fresh


def open_drafts(file: Path, key: bytes, now: datetime) -> tuple[DraftStore, Path | None]:
    """Return the store in ``file``; one that cannot be read is put aside, as the second value says, never deleted."""
    try:
        return DraftStore.open(file, key), None
    except Exception as error:
        if getattr(error, "code", "") not in {"not_our_file", "database_damaged"}:
            raise
    aside = file.with_name(f"{file.stem}.unreadable-{now:%Y%m%d-%H%M%S}.drafts")
    for ending in _ENDINGS:
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).replace(aside.with_name(aside.name + ending))
    return DraftStore.open(file, key), aside


# --- inside


class _translated:  # noqa: N801 - reads as a statement
    """Turn driver errors into the program's own."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Exception) and type(error).__module__.startswith("sqlcipher3"):
            raise translate(error) from error


def _connect(place: str, key: bytes) -> Any:
    from sqlcipher3 import dbapi2

    with _translated():
        connection = dbapi2.connect(place, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            for name, value in _PRAGMAS.items():
                _set(connection, name, value)
            connection.execute(_SCHEMA)
        except BaseException:
            connection.close()
            raise
    return connection


def _set(connection: Any, name: str, value: str) -> None:
    connection.execute(f"PRAGMA {name} = {value}")
    if str(connection.execute(f"PRAGMA {name}").fetchone()[0]) != value:
        raise MachineError("database_setting_refused", name=name)


def _row(draft: Draft) -> tuple[Any, ...]:
    import msgspec

    payload = msgspec.json.encode(draft.payload)
    saved = draft.saved_at.isoformat()
    return (draft.form, draft.subject, draft.title, draft.base_version, str(draft.operation_id), payload, saved)


def _draft(row: tuple[Any, ...]) -> Draft:
    import msgspec

    form, subject, title, version, operation, payload, saved = row
    return Draft(
        form, subject, title, version, UUID(operation), msgspec.json.decode(payload), datetime.fromisoformat(saved)
    )
