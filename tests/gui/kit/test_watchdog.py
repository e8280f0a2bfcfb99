from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsi_desktop.ui.kit.watchdog import StallWatchdog


@pytest.fixture
def watchdog(qapp: QApplication) -> Iterator[StallWatchdog]:
    watchdog = StallWatchdog()
    watchdog.start()
    yield watchdog
    watchdog.stop()


def test_a_stall_is_measured_and_its_place_told(
    watchdog: StallWatchdog, qtbot: QtBot, expect_log: Callable[[str], object]
) -> None:
    qtbot.waitUntil(lambda: watchdog.longest_ms > 0)
    with expect_log("did not answer for"):  # type: ignore[attr-defined]  # a context manager
        _stall()
        qtbot.waitUntil(lambda: len(watchdog.stalls) == 1)
    waited, place = watchdog.stalls[0]
    assert waited > 100
    assert watchdog.longest_ms == waited
    assert "test_watchdog.py" in place
    assert "_stall" in place
    watchdog.reset()
    assert (watchdog.longest_ms, watchdog.stalls) == (0, [])


def _stall() -> None:
    time.sleep(0.3)


def test_it_ends_with_its_thread(qapp: QApplication) -> None:
    watchdog = StallWatchdog()
    watchdog.start()
    assert "watchdog" in {thread.name for thread in threading.enumerate()}
    watchdog.stop()
    assert "watchdog" not in {thread.name for thread in threading.enumerate()}
    watchdog.stop()
