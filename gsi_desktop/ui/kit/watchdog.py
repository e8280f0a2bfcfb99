"""Measures how long the window leaves people waiting, and says where it did."""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal

_log = logging.getLogger(__name__)

THRESHOLD_MS: Final = 100
_EVERY_S: Final = 0.02


class StallWatchdog(QObject):
    """A thread that asks the event loop for an answer every 20 ms and times it.

    ``longest_ms`` is the longest wait since `reset`; waits over ``threshold_ms`` are logged with the place in the
    code that was running, and kept in ``stalls``.
    """

    _asked = Signal()

    def __init__(self, parent: QObject | None = None, *, threshold_ms: int = THRESHOLD_MS) -> None:
        super().__init__(parent)
        self._threshold = threshold_ms / 1000
        self._answered = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._gui = threading.get_ident()
        self._answer_at = 0.0
        self.longest_ms = 0.0
        self.stalls: list[tuple[float, str]] = []
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin to measure; call in the GUI thread."""
        self._gui = threading.get_ident()
        self._stop.clear()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End and wait for the thread."""
        self._stop.set()
        self._answered.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def reset(self) -> None:
        """Forget what was measured."""
        self.longest_ms = 0.0
        self.stalls.clear()

    def _answer(self) -> None:
        self._answer_at = time.perf_counter()
        self._answered.set()

    def _watch(self) -> None:
        while not self._stop.wait(_EVERY_S):
            self._answered.clear()
            asked_at = time.perf_counter()
            self._asked.emit()
            place = ""
            if not self._answered.wait(self._threshold):
                place = self._place()
                self._answered.wait()
            if self._stop.is_set():
                return
            self._note((self._answer_at - asked_at) * 1000, place)

    def _note(self, waited_ms: float, place: str) -> None:
        self.longest_ms = max(self.longest_ms, waited_ms)
        if waited_ms > self._threshold * 1000:
            self.stalls.append((waited_ms, place))
            _log.warning("the window did not answer for %d ms: %s", waited_ms, place)

    def _place(self) -> str:
        """Return the innermost lines the GUI thread is running: files and functions, no values."""
        frame = sys._current_frames().get(self._gui)
        if frame is None:
            return ""
        steps = traceback.extract_stack(frame)[-4:]
        return " > ".join(f"{step.filename.rsplit('/', 1)[-1]}:{step.lineno} {step.name}" for step in steps)
