"""The program as people start it, with a watch over how long people wait: started by `tests.support.office`.

Every piece of background work and every stall of the window becomes a line of JSON in the file ``GSI_WAITS`` names.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from gsi_desktop import __main__ as program
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.ui.kit.tasks import TaskHandle, TaskRunner
from gsi_desktop.ui.kit.watchdog import StallWatchdog

WAITS = Path(os.environ["GSI_WAITS"])


def _tell(kind: str, waited_s: float, worked_s: float, what: str) -> None:
    told = {"kind": kind, "ms": round(waited_s * 1000), "cpu_ms": round(worked_s * 1000), "what": what}
    with WAITS.open("a", encoding="utf-8") as waits:
        waits.write(json.dumps(told) + "\n")


class _Watchdog(StallWatchdog):
    """Tells stalls with the time the window itself worked meanwhile: the rest it waited for a busy machine."""

    _worked = _before = 0.0

    def _answer(self) -> None:
        self._before, self._worked = self._worked, time.thread_time()
        super()._answer()

    def _note(self, waited_ms: float, place: str) -> None:
        super()._note(waited_ms, place)
        if place:
            _tell("stall", waited_ms / 1000, self._worked - self._before, place)


def _watch_work() -> None:
    """Note each piece of work from when it is asked for until its answer is in the window."""
    asked: dict[int, float] = {}
    worked: dict[int, float] = {}
    start, forget = TaskRunner._start, TaskRunner._forget

    def started(self: TaskRunner, handle: TaskHandle, *more: Any) -> TaskHandle:
        work = handle._work

        def timed(progress: Progress) -> object:
            before = time.thread_time()
            try:
                return work(progress)
            finally:
                worked[id(handle)] = time.thread_time() - before

        handle._work = timed
        asked[id(handle)] = time.perf_counter()
        return start(self, handle, *more)

    def forgotten(self: TaskRunner, handle: TaskHandle) -> None:
        forget(self, handle)
        waited = time.perf_counter() - asked.pop(id(handle))
        owner = f"{type(handle._owner).__name__} {handle._key or ''}".strip()
        _tell(handle._lane, waited, worked.pop(id(handle), 0.0), owner)

    TaskRunner._start, TaskRunner._forget = started, forgotten  # type: ignore[method-assign]


def _run() -> int:
    _watch_work()
    app, _program = program.start(program.parse(sys.argv[1:]))
    watchdog = _Watchdog(app)
    watchdog.start()
    try:
        return app.exec()
    finally:
        watchdog.stop()


if __name__ == "__main__":
    sys.exit(_run())
