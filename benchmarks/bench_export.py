"""Lists that leave as workbook or CSV: time against the plain text of the same cells, and memory at a million rows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks import sample
from benchmarks.harness import Pair, bench, figure
from gsi_desktop.services.exchange import exports
from gsi_desktop.services.exchange.workbooks import Value, write_rows

ROWS, COLUMNS = 60_000, 40
MILLION = 1_000_000
HEADER = [f"COLUMNA {number}" for number in range(COLUMNS)]
_DAY = date(2026, 11, 21)


def rows(count: int) -> Iterator[list[Value]]:
    """Yield invented rows: texts, documents with zeros, two dates, a number."""
    for number in range(count):
        yield [f"{number:010}", *(f"Texto {number}" for _column in range(COLUMNS - 4)), _DAY, _DAY, number]


def write(path: Path, count: int) -> int:
    """Write the invented rows through the one door."""
    text = range(COLUMNS - 3)
    return write_rows(path, sheet="Hoja", header=HEADER, rows=rows(count), text_columns=text, expected=count)


def _plain(path: Path) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for row in rows(ROWS):
            stream.write(";".join(map(str, row)) + "\n")


def _against_plain_text(suffix: str) -> Iterator[Pair]:
    folder = sample.folder()
    yield Pair(
        ours=lambda: write(folder / f"export{suffix}", ROWS) and None, floor=lambda: _plain(folder / "export.txt")
    )


@bench("workbook of 60,000 × 40", against="the same as plain text", rounds=5, ratio=12, p95_ms=5000)
def workbook() -> Iterator[Pair]:
    yield from _against_plain_text(".xlsx")


@bench("CSV of 60,000 × 40", against="the same as plain text", rounds=5, ratio=6, p95_ms=5000)
def comma_separated() -> Iterator[Pair]:
    yield from _against_plain_text(".csv")


@bench("export of Familias, 57,191 families, all columns", rounds=3, p95_ms=8000)
def families() -> Iterator[Pair]:
    with sample.opened() as services:
        path = sample.folder() / "familias.xlsx"
        yield Pair(ours=lambda: services.snapshot(exports.export_families, exports.FamilyListing(), path) and None)


@figure("memory while a million rows of 40 columns are written", unit="MB", most=200)
def million() -> float:
    told = "import resource, sys; from pathlib import Path; from benchmarks.bench_export import write, MILLION; "
    told += "write(Path(sys.argv[1]), MILLION); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    command = [sys.executable, "-c", told, str(sample.folder() / "million.xlsx")]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
