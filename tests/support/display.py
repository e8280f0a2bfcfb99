"""A real X11 screen of a small office PC for tests/journeys: the program runs in it and xdotool types and clicks.

Pictures are read from the file in which Xvfb keeps its screen. Without Xvfb, xdotool or a window manager the journeys
do not run: said before pytest's closing line, and an error in CI.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

NEEDED = ("Xvfb", "matchbox-window-manager", "xdotool")
SIZE = (1366, 768)
MISSING = tuple(program for program in NEEDED if not shutil.which(program))
REASON = f"journeys not run, missing: {', '.join(MISSING)}"

_LETTERS = "áéíóúñü"
_SPARE_KEYS = 240
"""The first of some key codes that no keyboard has."""
_CLIPBOARD = "from PySide6.QtGui import QGuiApplication as G; app = G([]); print(G.clipboard().text())"


@dataclass(frozen=True)
class Screen:
    """One X11 display, `SIZE` pixels large."""

    display: str
    memory: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """What a program needs to show its window here."""
        return {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1"}

    def _call(self, *command: str, timeout: float = 60) -> str:
        env = os.environ | self.environment
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=timeout, check=False)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def wait_for_window(self, title: str) -> str:
        """Return the id of the visible window whose title matches ``title``, given the keyboard; waits for it."""
        search = ("xdotool", "search", "--sync", "--onlyvisible", "--name", title)
        try:
            found = self._call(*search)
        except AssertionError as error:
            if "BadWindow" not in str(error):  # a menu went while xdotool looked through the windows
                raise
            found = self._call(*search)
        window = found.splitlines()[0]
        self._call("xdotool", "windowactivate", "--sync", window)
        return window

    def shows(self, title: str) -> bool:
        """Whether a visible window's title matches ``title`` now."""
        env = os.environ | {"DISPLAY": self.display}
        command = ["xdotool", "search", "--onlyvisible", "--name", title]
        return subprocess.run(command, env=env, capture_output=True, check=False).returncode == 0

    def type(self, text: str) -> None:
        """Type ``text`` on the keyboard."""
        self._call("xdotool", "type", "--delay", "20", "--", text)

    def key(self, *keys: str) -> None:
        """Press ``keys`` one after another, each as xdotool names it: ``ctrl+k``, ``Return``."""
        self._call("xdotool", "key", "--delay", "40", *keys)

    def click(self, x: int, y: int) -> None:
        """Click the first button at ``x``, ``y``."""
        self._call("xdotool", "mousemove", "--sync", str(x), str(y), "click", "1")

    def clipboard(self) -> str:
        """Return the text the clipboard holds, asked for as any other program does."""
        return self._call(sys.executable, "-c", _CLIPBOARD)

    def picture(self) -> bytes:
        """Return the pixels of what the screen shows, four bytes each, row by row, without the mouse."""
        kept = self.memory.read_bytes()
        header = struct.unpack(">25I", kept[:100])  # XWD: its own size is first, the colours that follow are twentieth
        start, size = header[0] + 12 * header[19], 4 * SIZE[0] * SIZE[1]
        assert (header[4], header[5]) == SIZE
        assert header[12] == 4 * SIZE[0], "Xvfb keeps other rows than this reads"
        return kept[start : start + size]

    def photograph(self, target: Path) -> Path:
        """Write what the screen shows to ``target`` (png) and return it."""
        from PySide6.QtGui import QImage

        target.parent.mkdir(parents=True, exist_ok=True)
        image = QImage(self.picture(), *SIZE, QImage.Format.Format_RGB32)
        assert image.save(str(target)), target
        return target


def _give_letters(display: str) -> None:
    """Give each letter of Spanish its own key.

    For a letter without one xdotool borrows a key, and takes it back so soon that a busy program reads another letter.
    """
    library = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
    library.XOpenDisplay.restype = ctypes.c_void_p
    opened = ctypes.c_void_p(library.XOpenDisplay(display.encode()))
    assert opened, f"no display {display}"
    keys = (ctypes.c_ulong * (2 * len(_LETTERS)))(
        *(ord(one) for letter in _LETTERS for one in (letter, letter.upper()))
    )
    library.XChangeKeyboardMapping(opened, _SPARE_KEYS, 2, keys, len(_LETTERS))  # a Latin-1 letter is its own keysym
    library.XSync(opened, 0)
    library.XCloseDisplay(opened)


@contextmanager
def _empty_screen(folder: Path) -> Iterator[Screen]:
    """Yield an empty screen, on a free display number, its memory in ``folder``."""
    if MISSING:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(REASON)
    reads, writes = os.pipe()
    width, height = SIZE
    options = ("-displayfd", str(writes), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset")
    options += ("-nocursor", "-fbdir", str(folder))
    quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(["Xvfb", *options], pass_fds=[writes], **quiet)
    os.close(writes)
    with os.fdopen(reads) as answer:
        number = answer.readline().strip()
    assert number, "Xvfb did not start"
    # Without a window manager nobody gives the keyboard back to a window when a dialog closes.
    manager = subprocess.Popen(
        ["matchbox-window-manager", "-use_titlebar", "no", "-kbdconfig", os.devnull],
        env=os.environ | {"DISPLAY": f":{number}"},
        **quiet,
    )
    _give_letters(f":{number}")
    yield Screen(f":{number}", folder / "Xvfb_screen0")
    for process in (manager, server):
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """An empty screen."""
    with _empty_screen(tmp_path_factory.mktemp("screen")) as made:
        yield made


@pytest.fixture(scope="session")
def other_screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """The screen of somebody else."""
    with _empty_screen(tmp_path_factory.mktemp("screen")) as made:
        yield made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what did not run."""
    skipped = terminalreporter.stats.get("skipped", ())
    if MISSING and any(REASON in str(report.longrepr) for report in skipped):
        terminalreporter.section("JOURNEYS NOT RUN", red=True)
        terminalreporter.line(f"{REASON}; `python3 dev.py setup` names their packages")
