"""Looks through a foreign .xlsx before the reader of workbooks sees it: sizes, names, declarations, extent of sheets.

Everything is inflated once, in pieces, counting what really comes out, because declared sizes lie. Runs in the child
process only. The reader holds the rectangle that encloses all content of a sheet, so a value in a far cell costs
gigabytes: the extent is taken from the XML beforehand. Oddly written XML can escape that look; the memory limit of the
child is the guard behind it.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.exchange.formats import (
    MAX_CELL,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_INFLATED,
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_ROWS,
    MEGABYTE,
    ZIP_MAGIC,
    amount,
)

_PIECE_IN, _PIECE_OUT = 1 << 16, 1 << 18
_END_RECORD, _ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT = 22, 1 << 16
_DIRECTORY_LIMIT = MAX_MEMBERS * 1024
_RATIO_FLOOR = MEGABYTE
"""Below this inflated size a high ratio harms nobody."""
_LONGEST_TEXT = MAX_CELL * 16
"""Bytes between two tags that no permitted cell reaches, however its characters are escaped."""
_LONGEST_ITEM = 16 * MEGABYTE
"""Bytes of a row or shared text that no permitted one reaches."""

_DECLARATION = re.compile(rb"<![A-Za-z]")
_ROOT = re.compile(rb"<(\w+:)?(worksheet|sst)[\s>]")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


@dataclass(slots=True)
class Findings:
    """What a person should know about a workbook that is otherwise taken as it is."""

    hidden_rows: bool = False
    hidden_columns: bool = False
    external_links: bool = False


def inspect_workbook(path: Path) -> Findings:
    """Return the findings in the workbook; raises `ExpectedError` when it is not safe or too large to read."""
    findings = Findings()
    with path.open("rb") as stream:
        size = _check_directory(stream)
        members = zipfile.ZipFile(stream).infolist()
        _check_members(members, size)
        findings.external_links = any("externallinks/" in member.filename.lower() for member in members)
        for member in members:
            _check_content(stream, member, findings)
    return findings


def _check_directory(stream: BinaryIO) -> int:
    """Refuse a directory of members too long to load; return the size of the file."""
    size = stream.seek(0, 2)
    start = max(0, size - _END_SIZE - _LONGEST_COMMENT)
    stream.seek(start)
    tail = stream.read()
    at = tail.rfind(_END_RECORD)
    if at < 0:
        raise ExpectedError("file_unreadable")
    entries, length = struct.unpack_from("<HL", tail, at + 10)
    if tail[max(0, at - 20) : at].startswith(_ZIP64_LOCATOR):
        raise ExpectedError("zip_unsafe")
    if entries > MAX_MEMBERS or length > _DIRECTORY_LIMIT:
        raise ExpectedError("zip_bomb")
    return size


def _check_members(members: list[zipfile.ZipInfo], size: int) -> None:
    names = [member.orig_filename.lower() for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise ExpectedError("file_encrypted")
    if any(_leads_out(name) for name in names):
        raise ExpectedError("zip_unsafe")
    _check_program(names)
    declared = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    overlapping = packed > size
    swollen = any(_swells(member.file_size, member.compress_size) for member in members) or _swells(declared, packed)
    if len(members) > MAX_MEMBERS or declared > MAX_INFLATED or overlapping or swollen:
        raise ExpectedError("zip_bomb")


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or name[1:2] == ":" or "\0" in name or ".." in re.split(r"[/\\]", name)


def _swells(inflated: int, packed: int) -> bool:
    return inflated > _RATIO_FLOOR and inflated > MAX_RATIO * packed


def _check_program(names: list[str]) -> None:
    """Refuse what other programs or older versions wrote and somebody renamed to .xlsx."""
    if any(name.endswith("vbaproject.bin") for name in names):
        raise ExpectedError("old_excel", kind=".xlsm")
    if "xl/workbook.bin" in names:
        raise ExpectedError("old_excel", kind=".xlsb")
    if "mimetype" in names and "content.xml" in names:
        raise ExpectedError("old_excel", kind=".ods")
    if not any(name.startswith("xl/") for name in names):
        raise ExpectedError("file_not_roster_type")


def _check_content(stream: BinaryIO, member: zipfile.ZipInfo, findings: Findings) -> None:
    """Inflate a member once, counting, and look at its text when it is XML."""
    total = 0
    scan: _XmlScan | None = None
    for piece in _inflate(stream, member):
        if total == 0:
            if piece.startswith(ZIP_MAGIC):
                raise ExpectedError("zip_unsafe")
            scan = _scan_for(member.filename.lower(), piece, findings)
        total += len(piece)
        if total > member.file_size:
            raise ExpectedError("zip_bomb")
        if scan is not None:
            scan.feed(piece)


def _inflate(stream: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the content in pieces of at most 256 kB, whatever size the member declares."""
    stream.seek(member.header_offset)
    header = stream.read(30)
    if not header.startswith(ZIP_MAGIC) or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ExpectedError("zip_unsafe")
    stream.seek(sum(struct.unpack_from("<HH", header, 26)), 1)
    left = member.compress_size
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    while block := stream.read(min(_PIECE_IN, left)):
        left -= len(block)
        if member.compress_type == zipfile.ZIP_STORED:
            yield block
            continue
        full = True
        while block or full:
            piece = engine.decompress(block, _PIECE_OUT)
            block, full = engine.unconsumed_tail, len(piece) == _PIECE_OUT
            if piece:
                yield piece


def _scan_for(name: str, head: bytes, findings: Findings) -> _XmlScan | None:
    if name.endswith((".xml", ".rels")) and head.startswith(_WIDE_MARKS):
        raise ExpectedError("zip_unsafe")  # our look is for bytes; nobody writes workbooks in UTF-16
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return None
    root = _ROOT.search(head)
    if root is None:
        return _XmlScan()
    prefix = root[1] or b""
    return _SheetScan(prefix, findings) if root[2] == b"worksheet" else _TextsScan(prefix)


class _XmlScan:
    """Refuses declarations (DTD, entities) and runs of text longer than any cell may be."""

    def __init__(self) -> None:
        self._edge = b""
        self._since_tag = 0

    def feed(self, piece: bytes) -> None:
        """Look at the next piece of the member."""
        if _DECLARATION.search(self._edge + piece):
            raise ExpectedError("xml_entities")
        self._edge = piece[-2:]
        first = piece.find(b"<")
        self._since_tag += len(piece) if first < 0 else first
        if self._since_tag > _LONGEST_TEXT:
            raise _cell_too_long()
        if first >= 0:
            self._since_tag = len(piece) - piece.rfind(b"<")


class _TextsScan(_XmlScan):
    """The shared texts: also refuses one built from endless formatted runs."""

    def __init__(self, prefix: bytes) -> None:
        super().__init__()
        self._end = b"</" + prefix + b"si>"
        self._since_end = 0

    def feed(self, piece: bytes) -> None:
        super().feed(piece)
        last = piece.rfind(self._end)
        self._since_end = self._since_end + len(piece) if last < 0 else len(piece) - last
        if self._since_end > _LONGEST_ITEM:
            raise _cell_too_long()


class _SheetScan(_XmlScan):
    """A sheet: also finds how far its content reaches, and what is hidden."""

    def __init__(self, prefix: bytes, findings: Findings) -> None:
        super().__init__()
        self._row, self._row_end = b"<" + prefix + b"row", b"</" + prefix + b"row>"
        self._cell = b"<" + prefix + b"c "
        self._value, self._text = b"<" + prefix + b"v", b"<" + prefix + b"t"
        self._place = re.compile(self._cell + rb'[^>]*?\br="([A-Za-z]{1,6})(\d{1,12})"')
        self._hidden = re.compile(b"<" + prefix + rb'(row|col) [^>]*\bhidden="(?:1|true)"')
        self._findings = findings
        self._rest = b""
        self._rows = self._columns = 0

    def feed(self, piece: bytes) -> None:
        super().feed(piece)
        self._note_hidden(piece)
        *rows, self._rest = (self._rest + piece).split(self._row_end)
        for row in rows:
            self._measure(row)
        if self._last_value(self._rest) < 0:
            # Rows without content close themselves; only the tag a value may still follow matters.
            start = max(self._rest.rfind(self._cell), self._rest.rfind(self._row), 0)
            self._rest = self._rest[start:]
        if len(self._rest) > _LONGEST_ITEM:
            raise _cell_too_long()
        self._check_extent()

    def _note_hidden(self, piece: bytes) -> None:
        found = self._findings
        if b' hidden="' in piece and not (found.hidden_rows and found.hidden_columns):
            kinds = {match[1] for match in self._hidden.finditer(piece)}
            found.hidden_rows |= b"row" in kinds
            found.hidden_columns |= b"col" in kinds

    def _last_value(self, row: bytes) -> int:
        return max(row.rfind(self._value), row.rfind(self._text))

    def _measure(self, row: bytes) -> None:
        """Take row number and column of the last cell with a value; cells stand in order."""
        value = self._last_value(row)
        if value < 0:
            return
        place = self._place.match(row, max(0, row.rfind(self._cell, 0, value)))
        if place is not None:
            self._columns = max(self._columns, _column_number(place[1]))
            self._rows = max(self._rows, int(place[2]))

    def _check_extent(self) -> None:
        if self._rows > MAX_ROWS:
            raise ExpectedError("too_many_rows", row=amount(self._rows), limit=amount(MAX_ROWS))
        if self._columns > MAX_COLUMNS:
            raise ExpectedError("too_many_columns", column=self._columns, limit=MAX_COLUMNS)
        if self._rows * self._columns > MAX_CELLS:
            raise ExpectedError("too_many_cells", rows=amount(self._rows), columns=self._columns)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _cell_too_long() -> ExpectedError:
    return ExpectedError("cell_too_long", limit=amount(MAX_CELL))
