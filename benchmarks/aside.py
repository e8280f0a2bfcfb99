"""One measurement in a process of its own, for its memory: ``python -m benchmarks.aside ORDER LOCATION``.

The password comes in ``GSI_PASSWORD``. Prints the seconds it took and the megabytes it held: at most for ``sweep`` and
``export``, at the end for ``window``, which is the real program on Familias, scrolled to the end, searched, filtered.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gsi_desktop.bootstrap import Services, open_services
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.families import sweep

if TYPE_CHECKING:
    from gsi_desktop.services.families.data import FamilyRow
    from gsi_desktop.ui.families.list_page import FamiliesPage

_PATIENCE: Final = 120


@dataclass(frozen=True, slots=True)
class Cost:
    """What an order took and held."""

    seconds: float
    megabytes: float


def measure(order: str, location: str, password: str) -> Cost:
    """Run ``order`` in a process of its own and return what it cost; raises `RuntimeError` with what it said."""
    with tempfile.TemporaryDirectory() as home:
        own = {"GSI_HOME": home, "GSI_PASSWORD": password, "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-m", "benchmarks.aside", order, location]
        done = subprocess.run(command, env={**os.environ, **own}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{order} ended with {done.returncode}: {done.stderr}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def _held(which: str) -> float:
    """Return megabytes as Linux tells them of this process: ``VmHWM`` at most, ``VmRSS`` now.

    `resource.getrusage` would begin with what the process that started this one held.
    """
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith(which))) / 1024


def _opened(location: str) -> Services:
    return open_services(location, password=os.environ["GSI_PASSWORD"])


def _sweep(location: str) -> Cost:
    services = _opened(location)
    begun = time.perf_counter()
    services.read(sweep.search, Progress())
    return Cost(time.perf_counter() - begun, _held("VmHWM"))


def _export(location: str) -> Cost:
    from gsi_desktop.services.exchange import exports

    services = _opened(location)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        services.snapshot(exports.export_families, exports.FamilyListing(), Path(folder) / "familias.xlsx")
        return Cost(time.perf_counter() - begun, _held("VmHWM"))


def _window(location: str) -> Cost:
    from PySide6.QtTest import QTest

    from gsi_desktop.__main__ import start
    from gsi_desktop.ui.shell.options import Options

    begun = time.perf_counter()
    app, program = start(Options(location, page="families"))
    program.window.resize(1366, 768)
    wait = _Patience(app)
    page: FamiliesPage = wait.until(lambda: _families(program))
    wait.until(lambda: page.model.total is not None)
    wait.until(page.filters.total.isVisible)
    usable = time.perf_counter() - begun
    table, model = page.table, page.model
    for part in (0.25, 0.5, 0.75, 1.0):
        table.go_to_row(int((model.rowCount() - 1) * part))
        wait.until(lambda: model.row(table.currentIndex().row()) is not None)
    last: FamilyRow = wait.until(lambda: model.row(model.rowCount() - 1))
    QTest.keyClicks(page.filters.text, last.head_document)
    wait.until(partial(_filtered, page, last.head_document))
    page.filters.clear()
    wait.until(partial(_filtered, page, ""))
    wait.some(2)
    return Cost(usable, _held("VmRSS"))


def _filtered(page: FamiliesPage, typed: str) -> bool:
    return page.filters.chosen.text == typed and page.model.total is not None


def _families(program: Any) -> Any:
    page = program.host.page() if program.context is not None else None
    return page if type(page).__name__ == "FamiliesPage" else None


class _Patience:
    """Waits while the window lives."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def until(self, told: Callable[[], Any]) -> Any:
        """Return what ``told`` returns once it is something."""
        ends = time.monotonic() + _PATIENCE
        while not (found := told()):
            if time.monotonic() > ends:
                raise RuntimeError("the window never came so far")
            self._app.processEvents()
            time.sleep(0.01)
        return found

    def some(self, seconds: float) -> None:
        """Let the window do what it still has to."""
        ends = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > ends)


_ORDERS: Final[dict[str, Callable[[str], Cost]]] = {"sweep": _sweep, "export": _export, "window": _window}


def main() -> None:
    """Run one order and print its cost."""
    order, location = sys.argv[1:]
    cost = _ORDERS[order](location)
    print(json.dumps({"seconds": cost.seconds, "megabytes": cost.megabytes}), flush=True)
    os._exit(0)  # whatever the window still waits for is nobody's business


if __name__ == "__main__":
    main()
