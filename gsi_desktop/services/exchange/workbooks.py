"""The one door through which plain tables leave as .xlsx or .csv.

Nothing a person typed may come to life in the program that opens the file (CWE-1236): in workbooks every text is
written as text, never as formula, link or number; in CSV, which cannot say so, a text that a spreadsheet would take for
a formula gets an apostrophe in front. The file appears whole or not at all.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.files import replacing
from gsi_desktop.services.core.formats import harmless
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange.books import Value, write_book

__all__ = ["TextColumns", "Value", "write_rows"]

TextColumns = Literal["all"] | Collection[int]

_STEP = 500


def write_rows(
    path: Path,
    *,
    sheet: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Value]],
    progress: Progress | None = None,
    text_columns: TextColumns = "all",
    expected: int | None = None,
) -> int:
    """Write a table to ``path`` (.csv as CSV, else .xlsx) in place of what was there; return the number of rows.

    Values of ``text_columns`` (indexes, or "all") are written as text; elsewhere numbers and dates keep their type. An
    .xlsx goes on in another sheet where Excel's rows end. ``expected`` is how many rows the query counted. Raises
    `ExpectedError` (``list_changed`` when there were not as many, ``output_locked``, ``output_folder_missing``,
    ``cell_too_long``), `MachineError` or `CancelledError`, and then leaves the old file.
    """
    as_text = set(range(len(header))) if text_columns == "all" else set(text_columns)
    typed = ([_text(value) if at in as_text else value for at, value in enumerate(row)] for row in rows)
    reported = _reported(typed, progress or Progress(), expected)
    with replacing(path) as fresh:
        if path.suffix.lower() == ".csv":
            written = _write_csv(fresh, header, reported)
        else:
            written = write_book(fresh, sheet, header, reported, expected)
        if expected is not None and written != expected:
            raise ExpectedError("list_changed")
        return written


def _text(value: Value) -> str | None:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if value is None or isinstance(value, str) else str(value)


def _reported(rows: Iterable[list[Value]], progress: Progress, expected: int | None) -> Iterator[list[Value]]:
    progress.report("writing_file", total=expected)
    for number, row in enumerate(rows, 1):
        yield row
        if number % _STEP == 0:
            progress.report("writing_file", number, expected)


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
    return harmless(value)
