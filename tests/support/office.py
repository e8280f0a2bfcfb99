"""A clerk at the real window of an office: the program in it, the console beside it, a picture of every step.

Keyboard and mouse only, at 1366×768, in both themes; pictures go to ``out/journeys/<theme>/<journey>``, beside them in
``waits.txt`` how long each step let the clerk wait. What the person sees is checked where the program keeps it: in the
database, read by the program's own console.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import pytest

from tests.support import huila
from tests.support.display import Screen
from tests.support.keys import TEST_PASSWORD, TEST_USER

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60
SOME = 60
"""Families of a small office with people."""

T = TypeVar("T")
_WHO = ("GSI_USER", "GSI_PASSWORD")


class Office:
    """The program in its window, and the console beside it; ``families`` invented ones are in its database.

    With a ``server`` its database is there, as its URL says, and ``password`` is that of the server.
    """

    def __init__(
        self,
        screen: Screen,
        home: Path,
        theme: str,
        journey: str,
        *,
        families: int = 0,
        server: str = "",
        password: str = TEST_PASSWORD,
    ) -> None:
        self.screen = screen
        self.home = home
        self.database = home / "oficina.gsi"
        self.location = server or str(self.database)
        self.recovery_code = ""
        size = "huila" if families == huila.FAMILIES else ""
        self.pictures = ROOT / "out" / "journeys" / size / theme / journey
        shutil.rmtree(self.pictures, ignore_errors=True)
        self._marks, self._waits = home / "marks", home / "waits"
        self.environment = os.environ | screen.environment | {"GSI_HOME": str(home)}
        self.environment |= {"GSI_STARTUP_MARKS": str(self._marks), "GSI_WAITS": str(self._waits)}
        self.environment |= {"GSI_USER": TEST_USER, "GSI_PASSWORD": password}
        home.mkdir(parents=True)
        self.pictures.mkdir(parents=True)
        if size:
            self.recovery_code = huila.copy(self.database, self.environment)
        elif not server:
            self.recovery_code = huila.make(self.database, families, self.environment)
        self._theme, self._step = theme, 0
        self.process: subprocess.Popen[bytes] | None = None

    def open(self, *, signed_in: bool = True, usable: bool = True, first_time: bool = False) -> None:
        """Open the window on the database of the office; without ``signed_in`` it asks who goes in.

        Without ``usable`` no page is waited for; ``first_time`` knows of no database yet.
        """
        self._marks.unlink(missing_ok=True)
        environment = self.environment
        if not signed_in:
            environment = {name: value for name, value in environment.items() if name not in _WHO}
        command = [sys.executable, "-m", "tests.support.watched", "--theme", self._theme]
        if not first_time:
            command += ["--database", self.location]
        self.complaints = (self.home / "stderr.txt").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=self.complaints)
        self.screen.wait_for_window("GSI Escritorio")
        if not signed_in:
            self.wait_for_title("Entrada")
        elif usable and not first_time:
            marks = self._marks
            self.until("a page that can be used", lambda: marks.exists() and "usable" in marks.read_text())

    def kill(self) -> None:
        """End the program as a power cut does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.complaints.close()
        self.process = None

    def gsi(self, *arguments: str) -> dict[str, Any]:
        """Return what the console says of the same database."""
        command = [sys.executable, "-m", "gsi_desktop.cli", "--database", self.location, "--json", *arguments]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    @contextmanager
    def services(self) -> Iterator[Services]:
        """Yield the services of its database: to read at any time, to write before the window opens."""
        from gsi_desktop.bootstrap import open_services

        opened = open_services(self.location, user=TEST_USER, password=self.environment["GSI_PASSWORD"])
        try:
            yield opened
        finally:
            opened.close()

    def read(self, query: Callable[..., T], *arguments: Any) -> T:
        """Return what a query finds in its database."""
        with self.services() as services:
            return services.read(query, *arguments)

    def go(self, words: str, title: str) -> None:
        """Go with the palette to what ``words`` find first: a page, a person, a folio."""
        self.screen.key("ctrl+k")
        self.screen.type(words)
        self.settle()
        self.screen.key("Return")
        self.wait_for_title(title)
        self.settle()

    def until(self, what: str, holds: Callable[[], bool], *, patience_s: float = PATIENCE_S) -> None:
        """Wait until ``holds``; fail saying ``what`` was waited for, with the picture of the screen."""
        deadline = time.monotonic() + patience_s
        while not holds():
            if time.monotonic() > deadline:
                self._fail(what)
            time.sleep(0.2)

    def _fail(self, what: str) -> NoReturn:
        self.keep("failed")
        pytest.fail(f"waited for: {what}; the program said: {self._said()}")

    def _said(self) -> str:
        """Return what the program said on its way out: complaints, and where native code failed."""
        said = (self.home / "stderr.txt", *self.home.rglob("faults.log"))
        return "\n".join(one.read_text(encoding="utf-8", errors="replace")[-4000:] for one in said)

    def wait_for_title(self, title: str) -> None:
        """Wait for the window's title to begin with ``title``; fail with the picture of the screen."""
        try:
            self.screen.wait_for_window(f"^{title}")
        except subprocess.TimeoutExpired:
            self._fail(f"a window called {title}")

    def settle(self) -> None:
        """Wait until the screen has shown one picture for a second in all, the cursor of a field blinking or not."""
        seen: Counter[bytes] = Counter()
        deadline = time.monotonic() + PATIENCE_S
        while max(seen.values(), default=0) < 10 and time.monotonic() < deadline:
            seen[hashlib.blake2b(self.screen.picture()).digest()] += 1
            time.sleep(0.1)

    def keep(self, name: str) -> None:
        """Keep a picture of the settled screen, on which nothing broke."""
        self.settle()
        self._step += 1
        self.screen.photograph(self.pictures / f"{self._step:02d}-{name}.png")
        self._tell_waits(name)
        assert not self.screen.shows("Falla del programa"), f"the program broke: see {self._step:02d}-{name}.png"

    def _tell_waits(self, name: str) -> None:
        """Write what the clerk waited for since the last picture: the work behind the window, and where it stood."""
        if not self._waits.exists():
            return
        waits = [json.loads(line) for line in self._waits.read_text(encoding="utf-8").splitlines()]
        self._waits.unlink()
        with (self.pictures / "waits.txt").open("a", encoding="utf-8") as told:
            told.write(f"{self._step:02d}-{name}\n")
            told.writelines(
                f"  {wait['kind']} {wait['ms']} ms, worked {wait['cpu_ms']} ms: {wait['what']}\n"
                for wait in waits
                if wait["kind"] != "draft"
            )

    def close(self) -> None:
        """Close the window and make sure that it ended well."""
        if self.process is None:
            return
        self.settle()
        self.screen.key("Escape", "ctrl+q")
        try:
            assert self.process.wait(PATIENCE_S) == 0, self._said()
        except subprocess.TimeoutExpired:
            self._fail("the end of the program")
        finally:
            self.process.kill()
            self.complaints.close()


def _opened(request: pytest.FixtureRequest, theme: str, families: int) -> Iterator[Office]:
    screen, folder = request.getfixturevalue("screen"), request.getfixturevalue("tmp_path")
    made = Office(screen, folder / "office", theme, request.node.originalname.removeprefix("test_"), families=families)
    yield made
    made.close()


@pytest.fixture(params=["light", pytest.param("dark", marks=pytest.mark.soak)])
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """An office with an empty database; `Office.open` opens its window."""
    yield from _opened(request, request.param, 0)


@pytest.fixture(params=[pytest.param(theme, marks=pytest.mark.soak) for theme in ("light", "dark")])
def huila_office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """An office with the 57,191 families of Huila; its first user may do everything."""
    yield from _opened(request, request.param, huila.FAMILIES)


@pytest.fixture(
    params=[
        pytest.param(("light", SOME), id="light-some"),
        pytest.param(("light", huila.FAMILIES), id="light-huila", marks=pytest.mark.soak),
        pytest.param(("dark", huila.FAMILIES), id="dark-huila", marks=pytest.mark.soak),
    ]
)
def peopled_office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """An office with invented families: a few daily, those of Huila in soak."""
    yield from _opened(request, *request.param)
