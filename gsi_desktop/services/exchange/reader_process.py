"""The child process that parses foreign files, so that a hostile one can only kill a process that holds nothing.

Started by `reading` as ``python -m`` this module, or, frozen by PyInstaller, as the program itself with `SWITCH` first:
its entry points call `main` before they import anything else. It says what it found through its standard output (see
`wire`), limits its own memory and processor time, and imports neither SQLAlchemy nor Qt.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gsi_desktop.services.exchange.tables import Source, Table
    from gsi_desktop.services.exchange.wire import Message

SWITCH = "--read-foreign-file"
MEMORY_LIMIT = 2 << 30
SECONDS_LIMIT = 300
HEAD_ROWS = 40
_HEAD_CELL = 500
"""Characters of a cell shown in a preview."""
_BATCH_CHARACTERS = 1 << 20
_STEP = 5000


def command() -> list[str]:
    """Return how to start this process; ``preview PATH`` or ``rows PATH ROWS_PER_BATCH [SHEET]`` follow."""
    if getattr(sys, "frozen", False):
        return [sys.executable, SWITCH]
    return [sys.executable, "-P", "-m", __name__]


def main(arguments: Sequence[str]) -> int:
    """Read the file named in ``arguments`` and tell the parent."""
    limit_resources()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not reach the parent as a message
    from gsi_desktop.services.core.errors import ExpectedError
    from gsi_desktop.services.exchange import wire

    try:
        for message in _answer(arguments):
            wire.send(out, message)
        ending: Message = wire.Done()
    except BrokenPipeError:
        return 1
    except ExpectedError as error:
        ending = wire.Refused(error.code, {name: _plain(value) for name, value in error.params.items()})
    except MemoryError:
        ending = wire.Refused("read_memory", {})
    except PermissionError:
        ending = wire.Refused("file_no_access", {})
    except BaseException:  # noqa: BLE001 - a panic of the Rust reader is no Exception
        ending = wire.Refused("file_unreadable", {})
    with contextlib.suppress(BrokenPipeError):
        wire.send(out, ending)
    return 0


def _plain(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)


def _answer(arguments: Sequence[str]) -> Iterator[Message]:
    from gsi_desktop.services.exchange.formats import recognise
    from gsi_desktop.services.exchange.tables import TextTable, Workbook

    task, path = arguments[0], Path(arguments[1])
    source: Source = Workbook(path) if recognise(path) == "xlsx" else TextTable(path)
    if task == "preview":
        return _preview(source, path)
    return _rows(source, int(arguments[2]), next(iter(arguments[3:]), None))


def _rows(source: Source, size: int, sheet: str | None) -> Iterator[Message]:
    from gsi_desktop.services.exchange import wire
    from gsi_desktop.services.exchange.tables import content_rows

    table = source.table(sheet)
    batch: list[tuple[int, tuple[str, ...]]] = []
    characters = 0
    for row in content_rows(table.rows):
        batch.append(row)
        characters += sum(map(len, row[1]))
        if len(batch) >= size or characters > _BATCH_CHARACTERS:
            yield wire.Rows(batch, table.total)
            batch, characters = [], 0
    if batch:
        yield wire.Rows(batch, table.total)


def _preview(source: Source, path: Path) -> Iterator[Message]:
    from gsi_desktop.services.core.errors import ExpectedError
    from gsi_desktop.services.exchange import wire

    notes = []
    filled = 0
    for name in source.names:
        table = source.table(name)
        for message in _measure(table):
            filled += isinstance(message, wire.Sheet) and message.rows > 0
            yield message
        notes += table.notes
    if not filled:
        raise ExpectedError("file_empty")
    yield wire.FileFacts(_sha256(path), source.encoding, source.separator, tuple(notes + source.notes()))


def _measure(table: Table) -> Iterator[Message]:
    """Read the whole table, telling how far, and end with its size and first rows."""
    from gsi_desktop.services.exchange import wire
    from gsi_desktop.services.exchange.tables import content_rows

    head: list[tuple[str, ...]] = []
    last = columns = 0
    for last, cells in content_rows(table.rows):
        columns = max(columns, len(cells))
        if len(head) < HEAD_ROWS:
            head.append(tuple(cell[:_HEAD_CELL] for cell in cells))
        if last % _STEP == 0:
            yield wire.Moved(last, table.total)
    yield wire.Sheet(table.name, last, columns, tuple(head))


def _sha256(path: Path) -> str:
    import hashlib

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


if sys.platform == "win32":

    def limit_resources() -> None:
        """Put this process into a job object of its own that caps its memory."""
        import ctypes
        from ctypes import wintypes

        class Limits(ctypes.Structure):
            """JOBOBJECT_EXTENDED_LIMIT_INFORMATION with its first part flattened."""

            _fields_ = (
                ("times", ctypes.c_int64 * 2),
                ("flags", wintypes.DWORD),
                ("working_set", ctypes.c_size_t * 2),
                ("processes", wintypes.DWORD),
                ("affinity", ctypes.c_size_t),
                ("classes", wintypes.DWORD * 2),
                ("counters", ctypes.c_uint64 * 6),
                ("process_memory", ctypes.c_size_t),
                ("others", ctypes.c_size_t * 3),
            )

        limit_process_memory, extended_limits = 0x100, 9
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        limits = Limits(flags=limit_process_memory, process_memory=MEMORY_LIMIT)
        job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
        kernel.SetInformationJobObject(job, extended_limits, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, wintypes.HANDLE(kernel.GetCurrentProcess()))

else:

    def limit_resources() -> None:
        """Limit memory (macOS does not enforce it), processor time and core dumps, which would hold personal data."""
        import resource

        for kind, limit in (
            (resource.RLIMIT_AS, MEMORY_LIMIT),
            (resource.RLIMIT_CPU, 2 * SECONDS_LIMIT),  # for a child whose parent, who counts the time, was killed
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):  # a stricter limit is already in force
                resource.setrlimit(kind, (limit, limit))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
