"""Reads roster files (.xlsx, .csv, .txt) for the rest of the program, without parsing a byte of them here.

A child process parses (`reader_process`); this side starts it, checks what it says, and turns its refusal, death,
silence or hunger for memory into an `ExpectedError` with a text in `services.core.messages`. Texts of cells are
described in `tables`, limits in `formats`.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import gsi_desktop
from gsi_desktop.services.core.errors import CancelledError, ExpectedError, GsiError, MachineError
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange import reader_process, wire
from gsi_desktop.services.exchange.formats import Kind, recognise

RawRow = tuple[int, tuple[str, ...]]
"""Number of the row, from 1 as the sheet shows it, and its cells as text without the blank ones at the end.

In text files the number is that of the record: blank lines count, line breaks inside quotes do not.
"""

_POLL_SECONDS = 0.1
_COMPLAINTS_READ = 1 << 16


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about the file that is no reason to refuse it; ``code`` has a text in messages."""

    code: str
    params: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """A sheet: numbers of its last row and column with content, and its first 40 rows (long cells are cut)."""

    name: str
    rows: int
    columns: int
    head: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file that can be read whole. A text file is one sheet with the file's name."""

    path: Path
    kind: Kind
    sha256: str
    encoding: str | None
    separator: str | None
    sheets: tuple[SheetPreview, ...]
    notes: tuple[Note, ...]


def preview(path: Path, *, progress: Progress | None = None) -> FilePreview:
    """Read the whole file once and return what is in it.

    Raises `ExpectedError` with the reason when any part of it cannot be read, `CancelledError` when cancelled.
    """
    kind = recognise(path)
    sheets: list[SheetPreview] = []
    facts: wire.FileFacts | None = None
    for message in _converse(["preview", str(path.absolute())], progress or Progress()):
        if isinstance(message, wire.Sheet):
            sheets.append(SheetPreview(message.name, message.rows, message.columns, message.head))
        elif isinstance(message, wire.FileFacts):
            facts = message
    if facts is None:
        raise ExpectedError("file_unreadable")
    notes = tuple(Note(code, params) for code, params in facts.notes)
    return FilePreview(path, kind, facts.sha256, facts.encoding, facts.separator, tuple(sheets), notes)


def read_rows(
    path: Path, *, sheet: str | None, progress: Progress | None = None, chunk: int = 2000
) -> Iterator[list[RawRow]]:
    """Yield the rows of ``sheet`` (None: the first one shown; text files have one) in lists of at most ``chunk``.

    Row numbers follow each other from 1: a blank row comes with no cells, blank rows after the last content do not
    come. Closing the iterator ends the child. Raises as `preview` does.
    """
    recognise(path)
    arguments = ["rows", str(path.absolute()), str(chunk), *([] if sheet is None else [sheet])]
    for message in _converse(arguments, progress or Progress()):
        if isinstance(message, wire.Rows):
            yield message.rows


def _converse(arguments: list[str], progress: Progress) -> Iterator[wire.Message]:
    """Start the child and yield what it says until it is done; however this ends, no process and no file is left."""
    progress.report("reading_file")
    with tempfile.TemporaryFile() as complaints, _start(arguments, complaints) as child:
        watch = _Watch(child, progress)
        watch.start()
        try:
            while not isinstance(message := _next_message(child, watch, complaints), wire.Done):
                progress.report("reading_file", *_position(message))
                yield message
        finally:
            watch.end()
            child.kill()


def _start(arguments: list[str], complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    root = str(Path(gsi_desktop.__file__).parents[1])
    try:
        return subprocess.Popen(  # noqa: S603 - ourselves; the path is an argument, no shell
            [*reader_process.command(), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=_environment() | {"PYTHONPATH": root},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise MachineError("reader_not_started") from error


def _environment() -> dict[str, str]:
    """Return our environment without the secrets in it: who reads a stranger's file has no use for them."""
    secret = ("GSI_PASSWORD", "GSI_NEW_PASSWORD", "GSI_RECOVERY_CODE")
    return {name: value for name, value in os.environ.items() if name not in secret}


def _next_message(child: subprocess.Popen[bytes], watch: _Watch, complaints: IO[bytes]) -> wire.Message:
    assert child.stdout is not None  # noqa: S101 - a pipe was asked for
    with watch.waiting():
        message = wire.receive(child.stdout)
    if watch.reason is not None:
        raise watch.reason
    if message is None:
        raise _cause_of_death(child, complaints)
    if isinstance(message, wire.Refused):
        refusal = ExpectedError(message.code)
        refusal.params = dict(message.params)
        raise refusal
    return message


def _position(message: wire.Message) -> tuple[int, int | None]:
    if isinstance(message, wire.Moved):
        return message.done, message.total
    if isinstance(message, wire.Rows) and message.rows:
        return message.rows[-1][0], message.total
    return 0, None


def _cause_of_death(child: subprocess.Popen[bytes], complaints: IO[bytes]) -> ExpectedError:
    """Tell hunger for memory, which Rust and Python say on stderr or the system punishes, from any other end."""
    child.kill()
    child.wait()
    complaints.seek(0)
    said = complaints.read(_COMPLAINTS_READ)
    starved = b"memory allocation" in said or b"MemoryError" in said
    return ExpectedError("read_memory" if starved else "file_unreadable")


class _Watch(threading.Thread):
    """Kills the child when the person cancels or the child makes us wait too long in all; ``reason`` says which."""

    def __init__(self, child: subprocess.Popen[bytes], progress: Progress) -> None:
        super().__init__(name="reading-watch", daemon=True)
        self.reason: GsiError | None = None
        self._child = child
        self._progress = progress
        self._over = threading.Event()
        self._waited = 0.0
        self._since: float | None = None

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count the time inside as the child's; what our caller does with the rows is not."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._waited += time.monotonic() - self._since
            self._since = None

    def run(self) -> None:
        """Look ten times a second."""
        while not self._over.wait(_POLL_SECONDS):
            self.reason = self._objection()
            if self.reason is not None:
                self._child.kill()
                return

    def end(self) -> None:
        """Stop watching and wait until it has stopped."""
        self._over.set()
        self.join()

    def _objection(self) -> GsiError | None:
        try:
            self._progress.check()
        except CancelledError as error:
            return error
        since = self._since
        waited = self._waited + (time.monotonic() - since if since is not None else 0.0)
        return ExpectedError("read_timeout") if waited > reader_process.SECONDS_LIMIT else None
