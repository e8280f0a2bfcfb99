"""A disk whose plug is pulled: what was not told to be safe is gone, or only half of it.

SQLite is given a file system that writes down every write and every sync. Afterwards the disk is put together as it
may be found after a cut at any moment: everything synced is there; of what came later each written sector is there or
not, by chance. The same file system can refuse its N-th write or sync, once or from then on (trust.md M19).

It works on plain files through apsw, because SQLCipher's own library takes no file system from Python; what it is made
to do are the very statements the program sends, and encryption happens above the file system.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import apsw
from sqlalchemy import event as sqlalchemy_event

if TYPE_CHECKING:
    from gsi_desktop.services.core.database import Database

_SECTOR = 512


@dataclass(frozen=True, slots=True)
class Event:
    """One thing done to one file: ``data`` written at ``offset``, or a sync, a truncation, a deletion."""

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """What happened to the files of one database, and when something was told to be saved.

    With ``for_good`` a disk that failed once fails from then on.
    """

    events: list[Event] = field(default_factory=list)
    told: list[tuple[int, int]] = field(default_factory=list)
    for_good: bool = False
    fail_at: int = 0
    attempts: int = 0

    def tell(self, number: int) -> None:
        """Note that the save ``number`` was told to be done, after what happened so far."""
        self.told.append((len(self.events), number))

    def told_before(self, cut: int) -> int:
        """Return the last save told when the plug was pulled after ``cut`` events."""
        return max((number for moment, number in self.told if moment <= cut), default=0)

    def attempt(self) -> None:
        """Count a write or a sync; raises what a broken disk says when it is its turn to fail."""
        self.attempts += 1
        if self.fail_at and (self.attempts == self.fail_at or (self.for_good and self.attempts > self.fail_at)):
            raise apsw.IOError("the disk does not answer")

    def after_cut(self, cut: int, before: Path, folder: Path, chance: random.Random) -> Path:
        """Write the files as a cut after ``cut`` events leaves them, over what was ``before``; return the main one."""
        contents: dict[str, bytearray] = {"": bytearray(before.read_bytes())}
        safe = _safe_events(self.events[:cut])
        for number, event in enumerate(self.events[:cut]):
            content = contents.setdefault(event.file, bytearray())
            if event.kind == "delete":
                contents[event.file] = bytearray()
            elif event.kind == "truncate":
                if number in safe or chance.random() < 0.5:
                    del content[event.offset :]
            elif event.kind == "write":
                _put(content, event, whole=number in safe, chance=chance)
        main = folder / f"cut-{cut}.db"
        for ending, content in contents.items():
            (folder / f"{main.name}{ending}").write_bytes(content)
        return main


def _safe_events(events: Sequence[Event]) -> set[int]:
    """Return the numbers of the events a later sync of the same file made safe."""
    safe: set[int] = set()
    waiting: dict[str, list[int]] = {}
    for number, event in enumerate(events):
        if event.kind == "sync":
            safe.update(waiting.pop(event.file, []))
        else:
            waiting.setdefault(event.file, []).append(number)
    return safe


def _put(content: bytearray, event: Event, *, whole: bool, chance: random.Random) -> None:
    step = len(event.data) or 1 if whole else _SECTOR
    for start in range(0, len(event.data), step):
        if whole or chance.random() < 0.5:
            piece, place = event.data[start : start + step], event.offset + start
            content.extend(bytes(max(0, place + len(piece) - len(content))))
            content[place : place + len(piece)] = piece


class _File(apsw.VFSFile):  # type: ignore[misc]  # apsw is not typed here
    def __init__(self, disk: Disk, base: str, name: Any, flags: Any, main: str) -> None:
        self._disk = disk
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name = str(path).removeprefix(main) if path else None
        super().__init__(base, name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.attempt()
        super().xWrite(data, offset)
        if self._name is not None:
            self._disk.events.append(Event("write", self._name, offset, bytes(data)))

    def xSync(self, flags: int) -> None:
        self._disk.attempt()
        super().xSync(flags)
        if self._name is not None:
            self._disk.events.append(Event("sync", self._name))

    def xTruncate(self, size: int) -> None:
        self._disk.attempt()
        super().xTruncate(size)
        if self._name is not None:
            self._disk.events.append(Event("truncate", self._name, size))


class _FileSystem(apsw.VFS):  # type: ignore[misc]  # apsw is not typed here
    def __init__(self, disk: Disk, main: str) -> None:
        self.name = f"power-{uuid4().hex}"
        self._disk, self._main, self._base = disk, main, ""
        super().__init__(self.name, self._base)

    def xOpen(self, name: Any, flags: Any) -> _File:
        return _File(self._disk, self._base, name, flags, self._main)

    def xDelete(self, name: str, sync_folder: bool) -> None:
        super().xDelete(name, sync_folder)
        self._disk.events.append(Event("delete", name.removeprefix(self._main)))


Statement = tuple[str, Sequence[Any], bool]
"""What is sent, its values, and whether those are many rows of values."""


def statements_of(database: Database, work: Callable[[], object]) -> list[Statement]:
    """Return what the program sends while ``work()`` runs on ``database``."""
    sent: list[Statement] = []

    def send(_connection: Any, _cursor: Any, text: str, values: Any, _context: Any, many: bool) -> None:
        sent.append((text, [tuple(row) for row in values] if many else tuple(values), many))

    def commit(_connection: Any) -> None:
        sent.append(("COMMIT", (), False))

    def roll_back(_connection: Any) -> None:
        sent.append(("ROLLBACK", (), False))

    heard = {"before_cursor_execute": send, "commit": commit, "rollback": roll_back}
    for name, listener in heard.items():
        sqlalchemy_event.listen(database.engine, name, listener)
    work()
    for name, listener in heard.items():
        sqlalchemy_event.remove(database.engine, name, listener)
    database.dispose()
    return sent


def play(
    path: Path, statements: Sequence[Statement], disk: Disk, *, settings: Mapping[str, object], fail_at: int = 0
) -> None:
    """Send ``statements`` to the database at ``path`` on ``disk`` under ``settings``; each commit tells one more save.

    ``fail_at``: the number of the write or sync that fails, counted from 1.
    """
    system = _FileSystem(disk, str(path))
    connection = apsw.Connection(str(path), vfs=system.name)
    try:
        for name, value in {"locking_mode": "EXCLUSIVE", "journal_mode": "WAL", **settings}.items():
            connection.execute(f"PRAGMA {name}={value}").fetchall()
        disk.events.clear()  # the settings are those of the file already; what comes from here on counts
        disk.attempts, disk.fail_at = 0, fail_at
        saves = 0
        for text, values, many in statements:
            if many:
                connection.executemany(text, values).fetchall()
            else:
                connection.execute(text, values).fetchall()
            if text == "COMMIT":
                saves += 1
                disk.tell(saves)
    finally:
        disk.fail_at = 0
        connection.close()
        system.unregister()


def is_sound(path: Path) -> bool:
    """Return whether the database at ``path`` opens and is whole."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        return False
