"""The two writers behind `workbooks.write_rows`: both write every text as text, in constant memory.

The fast one (Rust) wants each heading once and the number of rows beforehand, and writes what fits into one sheet; the
slow one takes the rest. What they write reads back equal (tests/unit/test_workbooks.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.exchange.formats import MAX_CELL, amount

Value = str | int | date | Decimal | None

EXCEL_ROWS = 1_048_576
_WIDEST, _NARROWEST, _MEASURED_ROWS = 60, 8, 500
_FORBIDDEN_IN_SHEET: Final = re.compile(r"[\[\]:*?/\\']")
_SHEET_NAME: Final = 31
_SURELY_SHORT: Final = MAX_CELL // 2
"""Characters that are no more than `MAX_CELL` units of UTF-16, whatever they are."""
_DATE: Final = "yyyy-mm-dd"


def write_book(path: Path, sheet: str, header: Sequence[str], rows: Iterable[list[Value]], expected: int | None) -> int:
    """Write the rows below ``header`` into a new workbook and return how many there were.

    ``expected`` is how many there should be, when that is known. Raises `ExpectedError` ``cell_too_long``, `OSError`.
    """
    short = (_checked(row) for row in rows)
    if expected is not None and expected < EXCEL_ROWS and _told_apart(header):
        return _write_fast(path, sheet_name(sheet), header, islice(short, EXCEL_ROWS - 1))
    return _write_slow(path, sheet_name(sheet), header, short)


def sheet_name(wanted: str) -> str:
    """Return ``wanted`` without what Excel refuses in the name of a sheet."""
    return _FORBIDDEN_IN_SHEET.sub(" ", wanted).strip() or "Hoja"


def _checked(row: list[Value]) -> list[Value]:
    for value in row:
        if isinstance(value, str) and len(value) > _SURELY_SHORT:
            _require_fits(value)
    return row


def _require_fits(value: str) -> None:
    if len(value.encode("utf-16-le", "surrogatepass")) // 2 > MAX_CELL:  # it would have been cut
        raise ExpectedError("cell_too_long", limit=amount(MAX_CELL))


def _told_apart(header: Sequence[str]) -> bool:
    return bool(header) and all(header) and len(set(header)) == len(header)


def _width(value: Value) -> int:
    return min(len(str(value or "")) + 3, _WIDEST)  # room for the filter's arrow


# --- fast


def _write_fast(path: Path, sheet: str, header: Sequence[str], rows: Iterator[list[Value]]) -> int:
    from rustpy_xlsxwriter import Format, write_worksheet

    first = list(islice(rows, _MEASURED_ROWS))
    widths = [max(_NARROWEST, *(_width(row[at]) for row in [header, *first])) for at in range(len(header))]
    text = Format().set_num_format("@")
    typed = {at for row in first for at, value in enumerate(row) if value is not None and not isinstance(value, str)}
    counted = _Counted(header, chain(first, rows))
    try:
        write_worksheet(
            iter(counted) if first else [dict.fromkeys(header)],
            str(path),
            sheet_name=sheet[:_SHEET_NAME],
            freeze_row=1,
            autofilter=True,
            datetime_format=_DATE,
            column_widths=[float(width) for width in widths],
            column_formats={title: text for at, title in enumerate(header) if at not in typed},
            header_format=Format().set_bold().set_num_format("@"),
        )
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the writer says that the disk is full
            raise
        raise MachineError("output_not_written", name=path.name) from error
    return counted.number


class _Counted:
    """Gives rows as the fast writer takes them, and knows how many it gave."""

    def __init__(self, header: Sequence[str], rows: Iterable[list[Value]]) -> None:
        self._header = header
        self._rows = rows
        self.number = 0

    def __iter__(self) -> Iterator[dict[str, Value]]:
        for row in self._rows:
            self.number += 1
            yield {
                title: value or None if isinstance(value, str) else value
                for title, value in zip(self._header, row, strict=True)
            }


# --- slow


def _write_slow(path: Path, sheet: str, header: Sequence[str], rows: Iterable[list[Value]]) -> int:
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    book = Workbook(
        str(path),
        {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    try:
        number = _Sheets(book, sheet, header).write(rows)
        book.close()
    except FileCreateError as error:  # hides the error of the system
        raise error.args[0] from error
    finally:
        for worksheet in book.worksheets():
            worksheet._opt_close()  # else Windows cannot remove the temporary file of a book given up
    return number


class _Sheets:
    """Writes the rows into as many sheets as they need, each with the header, its filter and its widths."""

    def __init__(self, book: Any, name: str, header: Sequence[str]) -> None:
        self._book = book
        self._name = name
        self._header = header
        self._text = book.add_format({"num_format": "@"})
        self._title = book.add_format({"num_format": "@", "bold": True})
        self._date = book.add_format({"num_format": _DATE})
        self._sheet: Any = None
        self._row = 0
        self._widths: list[int] = []

    def write(self, rows: Iterable[list[Value]]) -> int:
        """Write all rows and return how many there were."""
        self._open()
        number = 0
        for row in rows:
            if self._row == EXCEL_ROWS:
                self._finish()
                self._open()
            self._write_row(row, self._text)
            number += 1
        self._finish()
        return number

    def _open(self) -> None:
        count = len(self._book.worksheets()) + 1
        suffix = f" ({count})" if count > 1 else ""
        self._sheet = self._book.add_worksheet(self._name[: _SHEET_NAME - len(suffix)] + suffix)
        self._sheet.freeze_panes(1, 0)
        self._row = 0
        self._widths = [_NARROWEST] * len(self._header)
        self._write_row(self._header, self._title)

    def _finish(self) -> None:
        if self._header:
            self._sheet.autofilter(0, 0, self._row - 1, len(self._header) - 1)
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, width)

    def _write_row(self, row: Sequence[Value], style: Any) -> None:
        for column, value in enumerate(row):
            if isinstance(value, str):
                self._write_text(column, value, style)
            elif isinstance(value, date):
                self._sheet.write_datetime(self._row, column, value, self._date)
            elif value is not None:
                self._sheet.write_number(self._row, column, value)
        if self._row < _MEASURED_ROWS:
            self._measure(row)
        self._row += 1

    def _write_text(self, column: int, value: str, style: Any) -> None:
        if not value:
            return
        if value.startswith("<r>") and value.endswith("</r>"):
            # XlsxWriter would take it for its own markup and write it unescaped; in two runs it is a text again.
            self._sheet.write_rich_string(self._row, column, style, value[:1], style, value[1:], style)
        else:
            self._sheet.write_string(self._row, column, value, style)

    def _measure(self, row: Sequence[Value]) -> None:
        for column, value in enumerate(row[: len(self._widths)]):
            self._widths[column] = max(self._widths[column], _width(value))
