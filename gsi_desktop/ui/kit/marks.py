"""Moments of the start, written for whoever measures it (``benchmarks/bench_startup.py``); else nothing happens."""

from __future__ import annotations

import os
import time
from pathlib import Path

_FILE = "GSI_STARTUP_MARKS"


def mark(name: str) -> None:
    """Append ``name`` and the monotonic time in ns to the file the environment names, if it names one."""
    if target := os.environ.get(_FILE):
        with Path(target).open("a", encoding="utf-8") as marks:
            marks.write(f"{name} {time.monotonic_ns()}\n")
