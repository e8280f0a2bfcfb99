"""Measure and print the table: ``python -m benchmarks [part of a name …] [--rounds N]``.

A run of everything is kept in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import platform
from pathlib import Path

import benchmarks
from benchmarks.harness import FIGURES, HEADINGS, REGISTERED, Bench, Result, measure
from gsi_desktop.services.core.clock import SystemClock

KEPT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
ABOUT = """# Benchmarks

Made by `python3 dev.py bench`; do not edit. Ours and floor run in turn in the same process or each in a process of its
own, one warm-up round each; figures are medians and 95th percentiles. Compare ratios: seconds belong to the machine,
and where it is busy with other work, CPU is what ours took of it (of the measuring process, without its helpers).

{machine}

{table}
"""


def machine() -> str:
    python, system = platform.python_version(), f"{platform.system()} {platform.machine()}"
    return f"{SystemClock().today():%Y-%m-%d}, Python {python}, {system}, {os.cpu_count()} cores, Qt offscreen."


def table_of(measured: list[tuple[str, ...]]) -> str:
    headings = (*HEADINGS, "CPU p50 / p95")
    rows = [headings, tuple("---" for _ in headings), *measured]
    widths = [max(len(row[column]) for row in rows) for column in range(len(headings))]
    lines = (" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(f"| {line} |" for line in lines)


def main() -> None:
    """Measure what was asked for, else everything."""
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("names", nargs="*", help="measure only those whose name holds one of these")
    parser.add_argument("--rounds", type=int, help="instead of each bench's own")
    asked = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name.startswith("bench_"):
            importlib.import_module(f"benchmarks.{module.name}")
    measured = []
    for declared in (*REGISTERED, *FIGURES):
        if not asked.names or any(name in declared.name for name in asked.names):
            print(f"measuring: {declared.name}", flush=True)
            told = measure(declared, asked.rounds) if isinstance(declared, Bench) else declared
            measured.append((*told.cells(), told.at_work if isinstance(told, Result) else "–"))
            print("  " + " | ".join(measured[-1][2:]), flush=True)
    print(table_of(measured))
    if not asked.names and not asked.rounds:
        KEPT.write_text(ABOUT.format(machine=machine(), table=table_of(measured)), encoding="utf-8")


if __name__ == "__main__":
    main()
