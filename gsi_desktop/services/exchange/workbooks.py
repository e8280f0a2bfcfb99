"""The one door through which plain tables leave as .xlsx or .csv.

Nothing a person typed may come to life in the program that opens the file (CWE-1236): in workbooks every text is
written as text, never as formula, link or number; in CSV, which cannot say so, a text that a spreadsheet would take for
a formula gets an apostrophe in front. The file appears whole or not at all.
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange.formats import MAX_CELL, amount

Value = str | int | date | Decimal | None
TextColumns = Literal["all"] | Collection[int]

EXCEL_ROWS = 1_048_576
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_WIDEST, _NARROWEST, _MEASURED_ROWS = 60, 8, 500
_STEP = 500
_FORBIDDEN_IN_SHEET = re.compile(r"[\[\]:*?/\\']")
_SHEET_NAME = 31


def write_rows(
    path: Path,
    *,
    sheet: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Value]],
    progress: Progress | None = None,
    text_columns: TextColumns = "all",
) -> int:
    """Write a table to ``path`` (.csv as CSV, else .xlsx) in place of what was there; return the number of rows.

    Values of ``text_columns`` (indexes, or "all") are written as text; elsewhere numbers and dates keep their type. An
    .xlsx goes on in another sheet where Excel's rows end. Raises `ExpectedError` (``output_locked``,
    ``output_folder_missing``, ``cell_too_long``), `MachineError` or `CancelledError`, and then leaves the old file.
    """
    as_text = set(range(len(header))) if text_columns == "all" else set(text_columns)
    typed = ([_text(value) if at in as_text else value for at, value in enumerate(row)] for row in rows)
    counted = _reported(typed, progress or Progress())
    with _replacing(path) as fresh:
        if path.suffix.lower() == ".csv":
            return _write_csv(fresh, header, counted)
        return _write_workbook(fresh, sheet, header, counted)


def _text(value: Value) -> str | None:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if value is None or isinstance(value, str) else str(value)


def _reported(rows: Iterable[list[Value]], progress: Progress) -> Iterator[list[Value]]:
    progress.report("writing_file")
    for number, row in enumerate(rows, 1):
        yield row
        if number % _STEP == 0:
            progress.report("writing_file", number)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a new file in a folder of its own beside ``path``, flushed and renamed over it when the block succeeds."""
    if path.exists() and not os.access(path, os.W_OK):
        raise ExpectedError("output_locked", name=path.name)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.stem[:40]}.", dir=path.parent) as folder:
            fresh = Path(folder) / f"new{path.suffix}"
            yield fresh
            with fresh.open("rb+") as stream:
                os.fsync(stream.fileno())
            fresh.replace(path)
    except PermissionError as error:
        raise ExpectedError("output_locked", name=path.name) from error
    except FileNotFoundError as error:
        raise ExpectedError("output_folder_missing", name=path.name) from error
    except OSError as error:
        raise MachineError("output_not_written", name=path.name) from error


# --- csv


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[list[Value]]) -> int:
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerow([_harmless(title) for title in header])
        for row in rows:
            writer.writerow([_harmless(value) for value in row])
            number += 1
    return number


def _harmless(value: Value) -> str:
    """Return the text of a value; only texts can pretend to be formulas, numbers have decimals as read here."""
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", ",")
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


# --- xlsx


def _write_workbook(path: Path, sheet: str, header: Sequence[str], rows: Iterable[list[Value]]) -> int:
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
        self._name = _FORBIDDEN_IN_SHEET.sub(" ", name).strip() or "Hoja"
        self._header = header
        self._text = book.add_format({"num_format": "@"})
        self._title = book.add_format({"num_format": "@", "bold": True})
        self._date = book.add_format({"num_format": "yyyy-mm-dd"})
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
            failed = self._sheet.write_rich_string(self._row, column, style, value[:1], style, value[1:], style)
        else:
            failed = self._sheet.write_string(self._row, column, value, style)
        if failed:  # it would have been cut
            raise ExpectedError("cell_too_long", limit=amount(MAX_CELL))

    def _measure(self, row: Sequence[Value]) -> None:
        for column, value in enumerate(row[: len(self._widths)]):
            wanted = min(len(str(value or "")) + 3, _WIDEST)  # room for the filter's arrow
            self._widths[column] = max(self._widths[column], wanted)
