"""How long work reports progress and learns that it was cancelled, without knowing who listens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from gsi_desktop.services.core.errors import CancelledError


@dataclass(frozen=True, slots=True)
class Step:
    """One report: ``done`` of ``total`` units (``total`` None while unknown) and the code of the text to show."""

    code: str
    done: int = 0
    total: int | None = None


def _silent(step: Step) -> None:
    del step


@dataclass(slots=True)
class Progress:
    """Handed to long work. ``report`` is cheap and may be called from any thread; it raises when cancelled."""

    listener: Callable[[Step], None] = _silent
    _cancelled: threading.Event = field(default_factory=threading.Event)

    def report(self, code: str, done: int = 0, total: int | None = None) -> None:
        """Tell the listener where the work is.

        Raises `CancelledError` when the person has cancelled.
        """
        self.check()
        self.listener(Step(code, done, total))

    def check(self) -> None:
        """Raise `CancelledError` when the person has cancelled."""
        if self._cancelled.is_set():
            raise CancelledError

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._cancelled.set()
