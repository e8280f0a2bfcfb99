"""Turning the plain file of an earlier version into an encrypted one, without ever being without a whole file.

The encrypted copy is made beside, compared row by row of counts and page by page, and only then takes the place of the
plain file in one step. Whatever fails before, the plain file is there as it was.
"""

from __future__ import annotations

import os
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from gsi_desktop.services.core import encrypted_file
from gsi_desktop.services.core.database import local_path
from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.core.faults import translate

_BESIDE = ("-wal", "-shm", "-journal")
_BLOCK = 1 << 20


def convert(location: str, key: bytes | bytearray, *, keep_plain: bool) -> Path | None:
    """Encrypt the plain file at ``location`` with ``key``; return where the plain one is kept, None when it is gone.

    Raises `MachineError` ``conversion_differs`` when the copy is not the same, and then nothing was changed.
    """
    file = local_path(location)
    fresh = file.with_name(f"{file.name}.cifrando")
    kept = _free_name(file.with_name(f"{file.name}.sin-cifrar"))
    _remove(fresh)
    try:
        _export(file, fresh, key)
        _flush(fresh)
    except BaseException as error:
        _remove(fresh)
        if isinstance(error, Exception) and type(error).__module__.startswith("sqlcipher3"):
            raise translate(error) from error
        raise
    _keep(file, kept)
    fresh.replace(file)
    for ending in _BESIDE:
        file.with_name(file.name + ending).unlink(missing_ok=True)
    if keep_plain:
        return kept
    overwrite(kept)
    return None


def _export(file: Path, fresh: Path, key: bytes | bytearray) -> None:
    """Write the encrypted copy of ``file`` to ``fresh`` and compare the two."""
    with closing(encrypted_file.connect(file, None)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        plain.execute(f"ATTACH DATABASE ? AS fresh KEY \"x'{key.hex()}'\"", (str(fresh),))
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("SELECT sqlcipher_export('fresh')")
        for name in ("user_version", "application_id"):
            plain.execute(f"PRAGMA fresh.{name}={plain.execute(f'PRAGMA main.{name}').fetchone()[0]}")
        plain.execute("COMMIT")
        before = _contents(plain)
        plain.execute("DETACH DATABASE fresh")
    with closing(encrypted_file.connect(fresh, key)) as copy:
        faults = copy.execute("PRAGMA cipher_integrity_check").fetchall()
        sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if faults or not sound or _contents(copy) != before:
            raise MachineError("conversion_differs")


def _contents(connection: Any) -> dict[str, object]:
    """Return what tells two files apart: every object of the schema and the number of rows of every table."""
    schema = connection.execute("SELECT type, name, sql FROM main.sqlite_master ORDER BY type, name").fetchall()
    tables = [name for kind, name, _sql in schema if kind == "table"]
    counts = {name: connection.execute(f'SELECT count(*) FROM main."{name}"').fetchone()[0] for name in tables}
    return {"schema": schema, "counts": counts}


def _flush(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _keep(file: Path, kept: Path) -> None:
    """Give the plain file a second name, so that taking its first one away is a single step."""
    try:
        os.link(file, kept)
    except OSError:  # a file system without links
        file.replace(kept)


def _free_name(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def _remove(path: Path) -> None:
    for ending in ("", *_BESIDE):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def overwrite(path: Path) -> None:
    """Fill ``path`` with zeros and remove it; a disk that keeps old blocks to itself may still hold some of them."""
    with suppress(OSError), path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, _BLOCK)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)
