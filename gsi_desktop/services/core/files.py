"""Writing files so that a crash, a full disk or a pulled plug leaves the old file or the new one, never half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from gsi_desktop.services.core.errors import ExpectedError, MachineError


def atomic_write(path: Path, data: bytes) -> None:
    """Replace the content of ``path`` with ``data``: a new file is written and flushed beside it, then renamed over it.

    Makes the folder when it is missing. On failure raises `OSError`, leaves the old file as it was and no rest beside.
    """
    with atomic_stream(path) as stream:
        stream.write(data)


@contextmanager
def atomic_stream(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that takes the place of ``path`` when the block ends well: `atomic_write` for parts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a new file in a folder of its own beside ``path``, flushed and renamed over it when the block succeeds.

    Raises `ExpectedError` ``output_locked`` or ``output_folder_missing``, `MachineError` ``output_not_written``; then
    the old file is as it was.
    """
    if path.exists() and not os.access(path, os.W_OK):
        raise ExpectedError("output_locked", name=path.name)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.stem[:40]}.", dir=path.parent) as folder:
            fresh = Path(folder) / f"new{path.suffix}"
            yield fresh
            with fresh.open("rb+") as stream:
                os.fsync(stream.fileno())
            fresh.replace(path)
            _flush_folder(path.parent)
    except PermissionError as error:
        raise ExpectedError("output_locked", name=path.name) from error
    except FileNotFoundError as error:
        raise ExpectedError("output_folder_missing", name=path.name) from error
    except OSError as error:
        raise MachineError("output_not_written", name=path.name) from error


def _flush_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
