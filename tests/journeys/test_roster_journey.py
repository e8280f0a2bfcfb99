"""A clerk's first morning in the real window: the roster comes in, a family is found and opened, the batch is undone.

Keyboard and mouse only, at 1366×768, in both themes; every step leaves its picture in ``out/journeys/<theme>``. What
the person sees is checked where the program keeps it: in the database, read by the program's own console.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import rosters
from tests.support.display import Screen

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60


class Office:
    """The program in its window, and the console beside it."""

    def __init__(self, screen: Screen, home: Path, theme: str) -> None:
        self.screen = screen
        self.database = home / "oficina.gsi"
        self.pictures = ROOT / "out" / "journeys" / theme
        marks = home / "marks"
        self.environment = os.environ | screen.environment | {"GSI_HOME": str(home), "GSI_STARTUP_MARKS": str(marks)}
        home.mkdir(parents=True)
        self.gsi("db", "init")
        command = [sys.executable, "-m", "gsi_desktop", "--database", str(self.database), "--theme", theme]
        self.complaints = (home / "stderr.txt").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stderr=self.complaints)
        self._step = 0
        screen.wait_for_window("GSI Escritorio")
        self.until("a page that can be used", lambda: marks.exists() and "usable" in marks.read_text())

    def gsi(self, *arguments: str) -> dict[str, Any]:
        """Return what the console says of the same database."""
        command = [sys.executable, "-m", "gsi_desktop.cli", "--database", str(self.database), "--json", *arguments]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def until(self, what: str, holds: Callable[[], bool]) -> None:
        """Wait until ``holds``; fail saying ``what`` was waited for, with the picture of the screen."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > deadline:
                self.keep("failed")
                self.complaints.seek(0)
                pytest.fail(f"waited for: {what}; the program said: {self.complaints.read()[-2000:]}")
            time.sleep(0.2)

    def wait_for_title(self, title: str) -> None:
        """Wait for the window's title to begin with ``title``."""
        self.screen.wait_for_window(f"^{title}")

    def settle(self) -> None:
        """Wait until the screen has shown the same picture three times, the cursor of a field blinking or not."""
        seen: Counter[bytes] = Counter()
        settling = self.pictures / "settling.ppm"  # not compressed: taken in a third of the time
        deadline = time.monotonic() + PATIENCE_S
        while max(seen.values(), default=0) < 3 and time.monotonic() < deadline:
            seen[self.screen.photograph(settling).read_bytes()] += 1
            time.sleep(0.3)
        settling.unlink()

    def keep(self, name: str) -> None:
        """Keep a picture of the settled screen."""
        self.settle()
        self._step += 1
        self.screen.photograph(self.pictures / f"{self._step:02d}-{name}.png")

    def close(self) -> None:
        """Close the window and make sure that it ended well."""
        self.screen.key("ctrl+q")
        try:
            assert self.process.wait(20) == 0
        finally:
            self.process.kill()
            self.complaints.close()


@pytest.fixture(params=["light", "dark"])
def office(request: pytest.FixtureRequest, screen: Screen, tmp_path: Path) -> Iterator[Office]:
    made = Office(screen, tmp_path / "office", request.param)
    yield made
    made.close()


def test_from_a_roster_to_a_family_found_and_back(office: Office) -> None:
    screen = office.screen
    office.wait_for_title("Familias")
    office.keep("sin-familias")

    screen.key("ctrl+k")
    screen.type("importar padr")
    office.keep("paleta")
    screen.key("Return")
    office.wait_for_title("Importar padrón")
    screen.key("alt+l")
    office.wait_for_title("Elegir el padrón")
    screen.type(str(rosters.SAMPLES / "padron_sisben_pitalito.xlsx"))
    screen.key("Return")
    office.wait_for_title("Importar padrón")
    office.keep("archivo-elegido")
    screen.key("alt+c")
    office.keep("columnas")
    screen.key("alt+e")
    office.keep("ensayo")
    assert office.gsi("db", "info")["families"] == 0
    screen.key("alt+p", "alt+p", "alt+p")
    office.until("the roster to be imported", lambda: office.gsi("db", "info")["persons"] == 1135)
    office.keep("importado")
    assert office.gsi("db", "info")["batches"] == 1

    screen.key("ctrl+k")
    screen.type("muñ ordo")
    office.keep("familia-buscada")
    found = office.gsi("families", "search", "muñ", "ordo")["families"][0]
    screen.key("Return")
    office.wait_for_title("Ficha|.*Muñoz|.*Ordóñez")
    office.keep("ficha")
    screen.key("ctrl+2")
    office.keep("integrantes")
    assert found["folio"].startswith("41551-")

    screen.key("ctrl+k")
    screen.type("lotes")
    office.settle()
    screen.key("Return")
    office.wait_for_title("Lotes importados")
    office.keep("lotes")
    screen.key("alt+d")
    office.keep("deshacer")
    screen.key("shift+Tab", "space")
    office.until("the batch to be undone", lambda: office.gsi("db", "info")["persons"] == 0)
    office.keep("deshecho")
    assert office.gsi("db", "check") == {"ok": True, "problems": []}
