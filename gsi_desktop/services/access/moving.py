"""The way out of a folder where a database comes to harm: it is taken, with its keys, to a folder of this machine."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path

from gsi_desktop.services.access import keyfile
from gsi_desktop.services.core.database import local_path
from gsi_desktop.services.core.errors import ExpectedError, MachineError

_LEFT = ".trasladada"


def move(location: str, folder: Path) -> str:
    """Copy the database at ``location`` with its keys to ``folder``, compare, and return where it is now.

    What was there keeps its content under names nobody opens by mistake. Raises `ExpectedError` ``place_taken`` when
    the folder has a database of that name, what `local_path` raises when it will not do either, `MachineError`
    ``move_differs`` when the copy is not the same; then the new folder is as it was.
    """
    source = Path(location).expanduser().absolute()
    folder.mkdir(parents=True, exist_ok=True)
    target = local_path(str(folder / source.name))
    if target.exists() or keyfile.exist(target):
        raise ExpectedError("place_taken", folder=str(folder), file=target.name)
    pairs = [(one, other) for one, other in zip(_whole(source), _whole(target), strict=True) if one.exists()]
    try:
        for one, other in pairs:
            _copy(one, other)
    except BaseException:
        for _one, other in pairs:
            other.unlink(missing_ok=True)
        raise
    for one, _other in pairs:
        with suppress(OSError):  # a folder to read only: it stays as it is, and is still refused
            one.rename(one.with_name(one.name + _LEFT))
    return str(target)


def _whole(file: Path) -> tuple[Path, ...]:
    """Return every file a database consists of; the log first, because it belongs to what the database becomes."""
    return (file.with_name(f"{file.name}-wal"), *keyfile.copies(file), file)


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
        with target.open("r+b") as file:
            os.fsync(file.fileno())
        same = _digest(source) == _digest(target)
    except OSError as error:
        raise MachineError("move_differs", file=source.name) from error
    if not same:
        raise MachineError("move_differs", file=source.name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
