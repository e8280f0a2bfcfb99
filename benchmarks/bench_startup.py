"""From starting the process to the first window, and to a Familias page that can be used, against a bare Qt window.

The program writes ``first_window <ns>`` when its first window has painted and ``usable <ns>`` when the Familias table
has painted its rows, both by `time.monotonic_ns`, to the file ``GSI_STARTUP_MARKS`` names. The bare window does the
same at its first paint. That clock is the machine's, so a mark is compared with the moment the process was started.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import sample
from benchmarks.harness import Pair, bench

PATIENCE = 60
BARE = """
import os, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow

class Bare(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        with open(os.environ["GSI_STARTUP_MARKS"], "a") as marks:
            marks.write(f"first_window {time.monotonic_ns()}\\n")

app = QApplication(sys.argv)
window = Bare()
window.resize(1280, 720)
window.show()
app.exec()
"""


def _read(marks: Path) -> dict[str, int]:
    if not marks.exists():
        return {}
    lines = (line.split() for line in marks.read_text().splitlines())
    return {parts[0]: int(parts[1]) for parts in lines if len(parts) == 2}


def _seconds_to(mark: str, command: Sequence[str]) -> float:
    """Start ``command``, wait for ``mark``, stop it and return the seconds between."""
    marks = sample.folder() / "marks"
    marks.unlink(missing_ok=True)
    home = {"GSI_HOME": str(sample.folder() / "home"), "GSI_STARTUP_MARKS": str(marks)} | sample.SIGNED_IN
    start = time.monotonic_ns()
    # An installed program has its bytecode; an environment that forbids writing it would measure the compiler.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | home
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
    try:
        while mark not in (seen := _read(marks)):
            if process.poll() is not None or time.monotonic_ns() - start > PATIENCE * 1_000_000_000:
                raise RuntimeError(f"{command[-1]} never said {mark}; it said {seen}")
            time.sleep(0.02)
    finally:
        process.kill()
        process.wait()
    return (seen[mark] - start) / 1e9


def _bare() -> float:
    return _seconds_to("first_window", [sys.executable, "-c", BARE])


def _program(mark: str) -> float:
    os.environ["GSI_DATABASE"] = str(sample.database(sample.HUILA))
    return _seconds_to(mark, [sys.executable, "-m", "gsi_desktop"])


@bench("first window", against="bare QMainWindow", ratio=1.6, rounds=9)
def first_window() -> Iterator[Pair]:
    sample.database(sample.HUILA)
    yield Pair(ours=lambda: _program("first_window"), floor=_bare)


@bench("usable Familias page, 57,191 families", against="bare QMainWindow", ratio=4, rounds=9)
def usable() -> Iterator[Pair]:
    sample.database(sample.HUILA)
    yield Pair(ours=lambda: _program("usable"), floor=_bare)
