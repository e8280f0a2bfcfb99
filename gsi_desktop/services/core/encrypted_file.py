"""The local file: SQLite encrypted by SQLCipher with a raw 256-bit key, its settings read back at every opening.

Every local file is opened with sqlcipher3 so that all machines run the same SQLite. The key goes to the file in a
PRAGMA and never in a URL, which gets logged; SQLCipher's own complaints on stderr are silenced (trust.md §B5).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from gsi_desktop.services.core.errors import ExpectedError, MachineError

KEY_BYTES = 32
SALT_BYTES = 16
"""An encrypted file begins with its salt, random and never changed: what tells one file from another."""

_PAGE_BYTES = 4096
_PLAIN_HEADER = b"SQLite format 3\0"
_SETTINGS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: the only level that loses nothing on power loss (trust.md M19)
    "foreign_keys": "1",
    "busy_timeout": "5000",
    "trusted_schema": "0",
    "secure_delete": "1",
    "temp_store": "2",
    "cache_size": "-65536",
}
_READ_SETTINGS = {name: _SETTINGS[name] for name in ("busy_timeout", "trusted_schema", "temp_store", "cache_size")}
_PLACE_SETTINGS = {**_READ_SETTINGS, "query_only": "1"}

Kind = Literal["missing", "plain", "encrypted", "foreign"]


def kind(path: Path) -> Kind:
    """Return what is at ``path`` as far as its outside tells: a file of noise in whole pages may be an encrypted one.

    An empty file counts as missing.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(len(_PLAIN_HEADER))
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        raise MachineError("database_cannot_open") from error
    if not size:
        return "missing"
    if head == _PLAIN_HEADER:
        return "plain"
    return "encrypted" if size >= _PAGE_BYTES else "foreign"


def in_whole_pages(path: Path) -> bool:
    """Return whether the size of ``path`` is one an encrypted file has."""
    return path.stat().st_size % _PAGE_BYTES == 0


def salt(path: Path) -> bytes:
    """Return the salt of the encrypted file at ``path``, empty when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(SALT_BYTES)
    except OSError:
        return b""


def can_write(path: Path) -> bool:
    """Return whether the file at ``path``, or one to be made there, can be written with its log beside it."""
    here = not path.exists() or os.access(path, os.W_OK)
    return here and os.access(path.parent, os.W_OK | os.X_OK)


def connect(path: Path, key: bytes | bytearray | None, *, read_only: bool = False) -> Any:
    """Return a new connection to the file at ``path`` with every protection on.

    ``key`` None opens a plain file: for turning one of an earlier version into an encrypted one, and to measure.
    """
    if not read_only:
        return _settled(_keyed(str(path), key), _SETTINGS)
    if can_write(path):
        return _settled(_keyed(str(path), key), {**_SETTINGS, "query_only": "1"})
    return _of_a_place_to_read(path, key)


def _of_a_place_to_read(path: Path, key: bytes | bytearray | None) -> Any:
    """Return a connection where nothing can be written, not even the log's index.

    The log of a database that was closed well is gone; then the file may be read as one that never changes.
    """
    log = path.with_name(f"{path.name}-wal")
    untouched = not log.exists() or log.stat().st_size == 0
    way = "mode=ro&immutable=1" if untouched else "mode=ro"
    return _settled(_keyed(f"{path.as_uri()}?{way}", key, uri=True), _PLACE_SETTINGS)


def _keyed(target: str, key: bytes | bytearray | None, *, uri: bool = False) -> Any:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(target, isolation_level=None, check_same_thread=False, uri=uri)
    if key is not None:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    return connection


def _settled(connection: Any, settings: dict[str, str]) -> Any:
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")  # here a wrong key shows, before a setting is blamed
        for name, value in settings.items():
            _set(connection, name, value)
    except BaseException:
        connection.close()
        raise
    return connection


def _set(connection: Any, name: str, value: str) -> None:
    """Set a PRAGMA and read it back: one that did not take is silent."""
    connection.execute(f"PRAGMA {name}={value}")
    if str(connection.execute(f"PRAGMA {name}").fetchone()[0]) != value:
        raise MachineError("database_setting_refused", name=name)


def connector(path: Path, key: bytearray | None, *, read_only: bool) -> Callable[[], Any]:
    """Return what makes connections to ``path``; a refused key is told as what it means."""

    def make() -> Any:
        from sqlcipher3 import dbapi2

        try:
            return connect(path, key, read_only=read_only)
        except dbapi2.DatabaseError as error:
            if "not a database" not in str(error):
                raise
            raise ExpectedError(_refusal(path)) from error

    return make


def _refusal(path: Path) -> str:
    """Return the code of why the file at ``path`` did not open with its key."""
    found = kind(path)
    if found == "plain":
        return "database_plain"
    return "key_refused" if found == "encrypted" and in_whole_pages(path) else "not_our_file"
