"""The program with its window, dressed as people see it, on a real database; put away after each test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.ui.kit.tasks import Lane
from gsi_desktop.ui.shell.crash import CrashReporter
from gsi_desktop.ui.shell.opening import load_samples
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.program import Program
from gsi_desktop.ui.shell.tips import tips
from tests.gui.shell.support import Start, put_away, settle
from tests.support.keys import TEST_PASSWORD


@pytest.fixture(autouse=True)
def _nothing_goes_on(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a window open or a thread of a program at work: all that comes after would carry it."""
    before = set(threading.enumerate())
    yield
    windows = [window for window in qapp.topLevelWidgets() if window.isVisible()]
    for window in windows:
        window.close()
    assert not windows, f"the test leaves windows open: {windows}"
    lanes = tuple(f"{lane}-" for lane in get_args(Lane))
    working = [thread.name for thread in set(threading.enumerate()) - before if thread.name.startswith(lanes)]
    assert not working, f"the test leaves a task runner at work: {working}"


@pytest.fixture(autouse=True)
def _signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the window find who works in it in its environment."""
    monkeypatch.setenv("GSI_PASSWORD", TEST_PASSWORD)


@pytest.fixture
def reporter(home: Path) -> Iterator[CrashReporter]:
    """A reporter whose hooks are not installed: pytest-qt then fails the test for an exception in a slot."""
    made = CrashReporter(home / "logs")
    yield made
    made.uninstall()


@pytest.fixture
def start(qtbot: QtBot, reporter: CrashReporter) -> Iterator[Start]:
    """Start the program and wait until its first page, the wizard or the safe mode shows."""
    made: list[Program] = []

    def starting(options: Options | None = None, *, settings: SettingsStore | None = None) -> Program:
        program = Program(options or Options(), settings or SettingsStore(), reporter)
        made.append(program)
        program.window.resize(1366, 689)
        with qtbot.waitSignal(program.ready, timeout=30_000):
            program.start()
        program.window.activateWindow()
        qtbot.waitUntil(program.window.isActiveWindow)
        return program

    yield starting
    for program in made:
        put_away(program)


@pytest.fixture
def own_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the window have three plain pages of the tests instead of the program's, so that it is judged alone."""
    from tests.gui.shell import sample_pages

    monkeypatch.setattr("gsi_desktop.ui.shell.program.pages", sample_pages.specs)


@pytest.fixture
def program(own_pages: None, start: Start, sqlite_location: str, qtbot: QtBot) -> Program:
    """The program at work on an empty database, with the plain pages."""
    settings = SettingsStore()
    settings.update(tips_seen=tuple(tips()))
    running = start(Options(database=sqlite_location), settings=settings)
    settle(running)
    return running


@pytest.fixture
def empty_office(start: Start, sqlite_location: str) -> Program:
    """The program with its own pages on an empty office."""
    running = start(Options(database=sqlite_location))
    settle(running)
    return running


@pytest.fixture
def office(empty_office: Program) -> Program:
    """The program with its own pages on an office of twelve invented families."""
    assert empty_office.context is not None
    services = empty_office.context.services
    empty_office.runner.long(empty_office, lambda progress: load_samples(services, 12, progress), lambda _none: None)
    settle(empty_office)
    return empty_office
