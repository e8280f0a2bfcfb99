"""Lists the program wrote, read as anybody's spreadsheet would."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl

Rows = list[tuple[object, ...]]


def rows_of(path: Path) -> Rows:
    """Return the rows of a workbook's first sheet or of a CSV, headings first."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return [tuple(row) for row in csv.reader(stream, delimiter=";")]
    book = openpyxl.load_workbook(path, read_only=True)
    found = [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return found


def column(rows: Rows, heading: str) -> list[object]:
    """Return what stands below ``heading``."""
    at = rows[0].index(heading)
    return [row[at] for row in rows[1:]]
