"""Rows of a roster file as canonical text. Runs in the child process only; imports are few so that it starts fast.

Text of a cell: whole numbers without decimals, other numbers as Excel shows them (15 digits, decimal point), dates as
``1974-08-13``, booleans as SI/NO, errors and blanks as ""; texts keep their zeros and spaces, in NFC, with line breaks
as ``\\n`` and without control or invisible characters.
"""

from __future__ import annotations

import codecs
import csv
import math
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, Protocol

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.exchange.archives import Findings, inspect_workbook
from gsi_desktop.services.exchange.formats import MAX_CELL, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, MEGABYTE, amount

RawRow = tuple[int, tuple[str, ...]]
NoteData = tuple[str, dict[str, str | int]]

_INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LINE_BREAK = re.compile("\r\n?|[\u2028\u2029]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SEPARATORS = ";,\t|"
_SAMPLE_LINES = 200
_LONGEST_LINE = MAX_CELL * MAX_COLUMNS
_MOST_RECORDS = 10 * MAX_ROWS
"""Blank lines included."""
_LONGEST_RECORD = 50
"""Lines of one record; more means that a quote was opened and never closed."""


@dataclass(slots=True)
class Table:
    """A sheet or text file: its rows in order from row 1, as text, and what is said about it."""

    name: str
    rows: Iterator[list[str]]
    total: int | None = None
    notes: list[NoteData] = field(default_factory=list)


def clean_text(text: str) -> str:
    """Return ``text`` in NFC, line breaks as ``\\n``, tabs as spaces, without control and invisible characters."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_BREAK.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def number_text(value: float) -> str:
    """Return a number without exponent: whole ones without decimals, others with the 15 digits that Excel shows."""
    if not math.isfinite(value):
        return ""
    if value.is_integer():
        return str(int(value))
    return format(Decimal(format(value, ".15g")), "f")


def moment_text(value: datetime) -> str:
    """Return a date with time; at midnight only the date, because that is how Excel stores dates."""
    if value.time() == time.min:
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")


_AS_TEXT: dict[type, Callable[[Any], str]] = {
    str: clean_text,
    float: number_text,
    int: str,
    bool: lambda value: "SI" if value else "NO",
    datetime: moment_text,
    date: date.isoformat,
    time: lambda value: value.isoformat("seconds"),
    timedelta: str,
}


def content_rows(rows: Iterable[list[str]]) -> Iterator[RawRow]:
    """Number the rows from 1 and drop the blank cells at their end.

    A blank row comes as ``(number, ())``, unless no content follows it.
    Raises `ExpectedError` when the content has too many rows or columns or a cell is too long.
    """
    written = 0
    for number, row in enumerate(rows, 1):
        if not any(map(str.strip, row)):
            continue
        while not row[-1].strip():
            row.pop()
        _check_row(number, row)
        for blank in range(written + 1, number):
            yield blank, ()
        written = number
        yield number, tuple(row)


def _check_row(number: int, row: list[str]) -> None:
    if number > MAX_ROWS:
        raise ExpectedError("too_many_rows", row=amount(number), limit=amount(MAX_ROWS))
    if len(row) > MAX_COLUMNS:
        raise ExpectedError("too_many_columns", column=len(row), limit=MAX_COLUMNS)
    if max(map(len, row)) > MAX_CELL:
        raise ExpectedError("cell_too_long", limit=amount(MAX_CELL))


# --- workbooks


class Source(Protocol):
    """A file as tables."""

    names: list[str]
    encoding: str | None
    separator: str | None

    def table(self, name: str | None) -> Table:
        """Return a table of the file; None means the one a person would see first."""
        ...

    def notes(self) -> list[NoteData]:
        """Return what was noticed in the file as a whole; complete once its rows are read."""
        ...


class Workbook:
    """A .xlsx that passed inspection."""

    encoding: str | None = None
    separator: str | None = None

    def __init__(self, path: Path) -> None:
        import python_calamine

        self.findings: Findings = inspect_workbook(path)
        self._book = python_calamine.CalamineWorkbook.from_path(path)
        worksheet = python_calamine.SheetTypeEnum.WorkSheet
        sheets = [sheet for sheet in self._book.sheets_metadata if sheet.typ == worksheet]
        if len(sheets) > MAX_SHEETS:
            raise ExpectedError("too_many_sheets", sheets=len(sheets), limit=MAX_SHEETS)
        self.names = [sheet.name for sheet in sheets]
        self._hidden = {sheet.name for sheet in sheets if sheet.visible != python_calamine.SheetVisibleEnum.Visible}

    def table(self, name: str | None) -> Table:
        """Return the sheet with that name, or the first one not hidden; the reader holds it whole in memory."""
        if name is None:
            name = next((shown for shown in self.names if shown not in self._hidden), *self.names[:1])
        if name not in self.names:
            raise ExpectedError("sheet_missing", sheet=name)
        sheet = self._book.get_sheet_by_name(name)
        margin = [""] * (sheet.start[1] if sheet.start else 0)
        rows = (margin + [_AS_TEXT[type(value)](value) for value in row] for row in sheet.iter_rows())
        table = Table(name, rows, sheet.end[0] + 1 if sheet.end else 0)
        if merged := sheet.merged_cell_ranges:
            table.notes.append(("merged_cells", {"sheet": name, "count": len(merged)}))
        if name in self._hidden:
            table.notes.append(("hidden_sheet", {"sheet": name}))
        return table

    def notes(self) -> list[NoteData]:
        """Return what is known of the workbook as a whole."""
        found = self.findings
        known = (
            ("hidden_rows", found.hidden_rows),
            ("hidden_columns", found.hidden_columns),
            ("external_links", found.external_links),
        )
        return [(code, {}) for code, is_so in known if is_so]


# --- text


class TextTable:
    """A .csv or .txt: encoding and separator are found out, the records are read as they come."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.names = [path.stem]
        self.encoding: str | None = _encoding(path)
        self.separator: str | None = _separator(list(islice(self._lines(), _SAMPLE_LINES)))
        self.unknown = 0

    def table(self, name: str | None) -> Table:
        """Return the records, whatever ``name``; a blank line is a row, line breaks inside quotes make none."""
        csv.field_size_limit(MAX_CELL)
        return Table(self._path.stem, self._rows())

    def _rows(self) -> Iterator[list[str]]:
        for number, record in enumerate(_records(self._lines(), self.separator or ";")):
            if number == 0 and record and record[0].lower() == "sep=":
                yield []  # a hint to Excel, which does not show it either
            else:
                self.unknown += sum(cell.count("\ufffd") for cell in record)
                yield [clean_text(cell) for cell in record]

    def notes(self) -> list[NoteData]:
        """Return whether characters were lost; complete once the rows are read."""
        return [("characters_unknown", {"count": self.unknown})] if self.unknown else []

    def _lines(self) -> Iterator[str]:
        codec = "utf-16" if self.encoding in {"utf-16-le", "utf-16-be"} else self.encoding  # takes the mark away
        errors = "replace" if self.encoding == "cp1252" else "strict"
        with self._path.open("r", encoding=codec, errors=errors, newline="") as stream:
            while line := stream.readline(_LONGEST_LINE):
                if "\0" in line:
                    raise ExpectedError("file_type_mismatch", name=self._path.name)
                if len(line) == _LONGEST_LINE:
                    raise ExpectedError("cell_too_long", limit=amount(MAX_CELL))
                yield line


def _encoding(path: Path) -> str:
    """Return the encoding by its mark; without one, UTF-8 when every byte fits, else cp1252."""
    with path.open("rb") as stream:
        head = stream.read(4)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(head)
            while block := stream.read(MEGABYTE):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _separator(lines: list[str]) -> str | None:
    """Return the separator that splits most lines into the same number of cells; None when none splits them."""
    if lines and (hint := re.match(r"sep=([;,\t|])\s*$", lines[0], re.IGNORECASE)):
        return hint[1]
    votes = {separator: _agreement(lines, separator) for separator in _SEPARATORS}
    best = max(votes, key=votes.__getitem__)
    return best if votes[best] else None


def _agreement(lines: list[str], separator: str) -> int:
    try:
        widths = Counter(len(record) for record in csv.reader(lines, delimiter=separator))
    except csv.Error:
        return 0
    return max((votes * (width - 1) for width, votes in widths.items()), default=0)


def _records(lines: Iterator[str], separator: str) -> Iterator[list[str]]:
    """Split the lines into records; a last record of ours must come out, or an unclosed quote swallowed some."""
    end = os.urandom(16).hex()
    reader = csv.reader(chain(lines, [end]), delimiter=separator)
    for row in count(1):
        if row > _MOST_RECORDS:
            raise ExpectedError("too_many_rows", row=amount(row), limit=amount(MAX_ROWS))
        before = reader.line_num
        try:
            record = next(reader, None)
        except csv.Error as error:
            quoted = reader.line_num > before + 1
            code = "quote_unclosed" if quoted else "cell_too_long"
            raise ExpectedError(code, row=row, limit=amount(MAX_CELL)) from error
        if record == [end]:
            return
        if record is None or reader.line_num - before > _LONGEST_RECORD:
            raise ExpectedError("quote_unclosed", row=row)
        yield record
