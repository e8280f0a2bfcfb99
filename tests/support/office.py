"""A clerk at the real window of an office: the program in it, the console beside it, a picture of every step.

Keyboard and mouse only, at 1366×768, in both themes; pictures go to ``out/journeys/<theme>/<journey>``. What the person
sees is checked where the program keeps it: in the database, read by the program's own console.
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

from tests.support.display import Screen
from tests.support.keys import TEST_PASSWORD, TEST_USER

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60
_WHO = ("GSI_USER", "GSI_PASSWORD")


class Office:
    """The program in its window, and the console beside it."""

    def __init__(self, screen: Screen, home: Path, theme: str, journey: str) -> None:
        self.screen = screen
        self.database = home / "oficina.gsi"
        self.pictures = ROOT / "out" / "journeys" / theme / journey
        marks = home / "marks"
        self.environment = os.environ | screen.environment | {"GSI_HOME": str(home), "GSI_STARTUP_MARKS": str(marks)}
        self.environment |= {"GSI_USER": TEST_USER, "GSI_PASSWORD": TEST_PASSWORD}
        home.mkdir(parents=True)
        self.gsi("db", "init")
        self._theme, self._marks, self._step = theme, marks, 0
        self.process: subprocess.Popen[bytes] | None = None

    def open(self, *, signed_in: bool = True) -> None:
        """Open the window on the database of the office; without ``signed_in`` it asks who goes in."""
        self._marks.unlink(missing_ok=True)
        environment = self.environment
        if not signed_in:
            environment = {name: value for name, value in environment.items() if name not in _WHO}
        command = [sys.executable, "-m", "gsi_desktop", "--database", str(self.database), "--theme", self._theme]
        self.complaints = (self.database.parent / "stderr.txt").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=self.complaints)
        self.screen.wait_for_window("GSI Escritorio")
        if not signed_in:
            self.wait_for_title("Entrada")
            return
        self.until("a page that can be used", lambda: self._marks.exists() and "usable" in self._marks.read_text())

    def kill(self) -> None:
        """End the program as a power cut does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.complaints.close()
        self.process = None

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
        """Keep a picture of the settled screen, on which nothing broke."""
        self.settle()
        self._step += 1
        self.screen.photograph(self.pictures / f"{self._step:02d}-{name}.png")
        assert not self.screen.shows("Falla del programa"), f"the program broke: see {self._step:02d}-{name}.png"

    def close(self) -> None:
        """Close the window and make sure that it ended well."""
        if self.process is None:
            return
        self.screen.key("Escape", "ctrl+q")
        try:
            assert self.process.wait(20) == 0
        finally:
            self.process.kill()
            self.complaints.close()


@pytest.fixture(params=["light", pytest.param("dark", marks=pytest.mark.soak)])
def office(request: pytest.FixtureRequest, screen: Screen, tmp_path: Path) -> Iterator[Office]:
    """An office with an empty database; `Office.open` opens its window."""
    journey = request.node.originalname.removeprefix("test_")
    made = Office(screen, tmp_path / "office", request.param, journey)
    yield made
    made.close()
