"""Which files are taken for a roster: limits, and the checks that need no parsing (extension, first bytes, size).

The limits and what they cost are measured in docs/decisions/0004-import-limits.md.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Literal

from gsi_desktop.services.core.errors import ExpectedError

Kind = Literal["xlsx", "csv"]

MEGABYTE = 1 << 20
MAX_FILE = 60 * MEGABYTE
MAX_INFLATED = 600 * MEGABYTE
MAX_RATIO = 100
MAX_MEMBERS = 200
MAX_SHEETS = 50
MAX_ROWS = 300_000
MAX_COLUMNS = 300
MAX_CELLS = 12_000_000
"""Rows by columns of one sheet: the reader of workbooks holds the whole rectangle in memory."""
MAX_CELL = 32_767
"""Characters of a cell: Excel's own limit."""

CSV_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})
OTHER_SPREADSHEETS = frozenset(
    {".xls", ".xlsm", ".xlsb", ".xlt", ".xltx", ".xltm", ".xlam", ".ods", ".fods", ".numbers"}
)

ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_HEAD = 8192
_FOREIGN_STARTS = (
    b"PK", b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"MZ",
    b"\x7fELF", b"SQLite", b"<!doctype", b"<html", b"<?xml", b"<table",
)  # fmt: skip
_TEXT_CONTROLS = b"\t\n\r\f\x1a"
_JUNK = bytes(code for code in range(32) if code not in _TEXT_CONTROLS)


def amount(number: int) -> str:
    """Return ``number`` with the thousands separated as people here write them."""
    return f"{number:,}".replace(",", ".")


def recognise(path: Path) -> Kind:
    """Return what kind of roster ``path`` is, by its name and its first bytes; it is not parsed.

    Raises `ExpectedError` with the reason why it cannot be one.
    """
    size = _size(path)
    suffix = path.suffix.lower()
    if suffix in OTHER_SPREADSHEETS:
        raise ExpectedError("old_excel", kind=suffix)
    if suffix != ".xlsx" and suffix not in CSV_SUFFIXES:
        raise ExpectedError("file_not_roster_type")
    if size == 0:
        raise ExpectedError("file_empty")
    if size > MAX_FILE:
        raise ExpectedError("file_too_large", size=size // MEGABYTE, limit=MAX_FILE // MEGABYTE)
    head = _head(path)
    if head.startswith(_OLE_MAGIC):
        raise ExpectedError("file_encrypted") if _is_encrypted(path) else ExpectedError("old_excel", kind=".xls")
    right = head.startswith(ZIP_MAGIC) if suffix == ".xlsx" else _looks_like_text(head)
    if not right:
        raise ExpectedError("file_type_mismatch", name=path.name)
    return "xlsx" if suffix == ".xlsx" else "csv"


def _size(path: Path) -> int:
    try:
        facts = path.stat()
    except PermissionError as error:
        raise ExpectedError("file_no_access") from error
    except (OSError, ValueError) as error:
        raise ExpectedError("file_missing", name=path.name) from error
    if not stat.S_ISREG(facts.st_mode):
        raise ExpectedError("file_not_roster_type")
    return facts.st_size


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_HEAD)
    except OSError as error:
        raise ExpectedError("file_no_access") from error


def _looks_like_text(head: bytes) -> bool:
    if head.startswith(_UTF16_MARKS):
        return True
    if head.lower().startswith(tuple(start.lower() for start in _FOREIGN_STARTS)):
        return False
    junk = len(head) - len(head.translate(None, delete=_JUNK))
    return b"\0" not in head and junk * 100 <= len(head)


def _is_encrypted(path: Path) -> bool:
    """Tell a workbook with password from an old .xls: both are OLE containers, only the first has this stream."""
    overlap = b""
    with path.open("rb") as stream:
        while block := stream.read(MEGABYTE):
            if _ENCRYPTED_STREAM in overlap + block:
                return True
            overlap = block[-len(_ENCRYPTED_STREAM) :]
    return False
