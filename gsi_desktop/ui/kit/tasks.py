"""The one door to background work.

Lanes of plain threads: reads (4 at once), writes (1, in order), long work (1), drafts (1). Results travel back through
a box and one queued signal, so that callbacks run in the GUI thread and no object of a page is touched elsewhere.
An owner that is destroyed takes its work with it: nothing calls back.
"""

from __future__ import annotations

import gc
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Final, Literal, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer, Signal

from gsi_desktop.services.core import garbage
from gsi_desktop.services.core.errors import CancelledError
from gsi_desktop.services.core.progress import Progress, Step

T = TypeVar("T")
Lane = Literal["read", "write", "long", "draft"]

_THREADS: Final[dict[Lane, int]] = {"read": 4, "write": 1, "long": 1, "draft": 1}
_WRITING: Final[frozenset[Lane]] = frozenset({"write", "draft"})
"""Lanes whose work is done even when the program closes."""

_PROGRESS_EVERY_MS: Final = 100
_SWEEP_EVERY_MS: Final = 1000
_GARBAGE: Final = 700
_FULL_SWEEP: Final = 30
_PATIENCE_S: Final = 10.0


class TaskHandle:
    """A piece of work under way. ``running`` until its callback was delivered or it was dropped."""

    def __init__(self, owner: QObject, lane: Lane, work: Callable[[Progress], object]) -> None:
        self._owner = owner
        self._lane: Lane = lane
        self._work = work
        self._progress = Progress(self._take)
        self._latest: Step | None = None
        self._shown: Step | None = None
        self._key: str | None = None
        self._done: Callable[[Any], None] | None = None
        self._failed: Callable[[Exception], None] | None = None
        self._cancelled: Callable[[], None] | None = None
        self._report: Callable[[Step], None] | None = None
        self._silent = False
        self.running = True

    def cancel(self) -> None:
        """Ask the work to stop.

        A read is dropped: it calls nothing back. A write or long work calls ``cancelled`` once it has stopped; when
        it was already past its last step it did happen, and ``done`` says so.
        """
        self._progress.cancel()
        if self._lane == "read":
            self._silent = True

    def _take(self, step: Step) -> None:
        self._latest = step  # read by the GUI thread ten times a second; assignment is atomic


class TaskRunner(QObject):
    """Runs work off the GUI thread. ``unhandled`` carries failures nobody took; ``idle`` fires when all is done."""

    unhandled = Signal(object)
    idle = Signal()
    _ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queues: dict[Lane, SimpleQueue[TaskHandle | None]] = {lane: SimpleQueue() for lane in _THREADS}
        self._threads: list[threading.Thread] = []
        self._started: set[Lane] = set()
        self._box: deque[tuple[TaskHandle, object, Exception | None]] = deque()
        self._pending: list[TaskHandle] = []
        self._watched: set[int] = set()
        self._closed = False
        self._pulse = QTimer(self, interval=_PROGRESS_EVERY_MS)
        self._pulse.timeout.connect(self._show_progress)
        self._spent: list[TaskHandle] = []
        self._sweeps = 0
        self._sweeper = QTimer(self, interval=_SWEEP_EVERY_MS)
        self._sweeper.timeout.connect(self._sweep)
        self._ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    # --- the doors

    def read(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        key: str | None = None,
    ) -> TaskHandle:
        """Read in the background. With a ``key`` the newest read of the owner wins and older results are dropped."""
        if key is not None:
            for older in self._pending:
                if older._owner is owner and older._key == key:
                    older.cancel()
        handle = TaskHandle(owner, "read", lambda _progress: work())
        handle._key = key
        return self._start(handle, done, failed)

    def write(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        cancelled: Callable[[], None] | None = None,
    ) -> TaskHandle:
        """Write in the background; writes run one after another in the order they were asked."""
        handle = TaskHandle(owner, "write", lambda _progress: work())
        handle._cancelled = cancelled
        return self._start(handle, done, failed)

    def long(
        self,
        owner: QObject,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        progress: Callable[[Step], None] | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> TaskHandle:
        """Run long work that reports its steps; ``progress`` hears at most ten a second and always the last one."""
        handle = TaskHandle(owner, "long", work)
        handle._report = progress
        handle._cancelled = cancelled
        if progress is not None:
            self._pulse.start()
        return self._start(handle, done, failed)

    def keep(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> TaskHandle:
        """Keep what is being typed: as `write`, in a lane of its own, so that a slow save does not hold it up."""
        return self._start(TaskHandle(owner, "draft", lambda _progress: work()), done, failed)

    # --- ending

    @property
    def closed(self) -> bool:
        """Whether it was shut down: nothing can be started any more."""
        return self._closed

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._pending)

    def shutdown(self, wait: bool = True) -> None:
        """Cancel reads and long work and end the threads; what was asked to be written is still written.

        With ``wait`` that is waited for.
        """
        self._closed = True
        for handle in self._pending:
            handle._silent = True
            if handle._lane not in _WRITING:
                handle.cancel()
        self._pulse.stop()
        self._sweeper.stop()
        for lane in self._started:
            for _number in range(_THREADS[lane]):
                self._queues[lane].put(None)
        if wait:
            for thread in self._threads:
                thread.join(_PATIENCE_S)
        if not any(thread.is_alive() for thread in self._threads):
            gc.enable()
        self._pending.clear()

    def wait_idle(self, timeout_ms: int) -> bool:
        """Let events run until nothing is under way; False when ``timeout_ms`` passed first. For tests."""
        if not self._pending:
            return True
        loop = QEventLoop()
        self.idle.connect(loop.quit)
        QTimer.singleShot(timeout_ms, loop, loop.quit)
        loop.exec()
        return not self._pending

    # --- inside

    def _start(
        self, handle: TaskHandle, done: Callable[[Any], None], failed: Callable[[Exception], None] | None
    ) -> TaskHandle:
        if self._closed:
            raise RuntimeError("the task runner was shut down")
        handle._done, handle._failed = done, failed
        self._watch(handle._owner)
        self._pending.append(handle)
        self._open(handle._lane)
        self._queues[handle._lane].put(handle)
        return handle

    def _watch(self, owner: QObject) -> None:
        mark = id(owner)
        if mark not in self._watched:
            self._watched.add(mark)
            owner.destroyed.connect(lambda: self._owner_gone(mark))

    def _owner_gone(self, mark: int) -> None:
        self._watched.discard(mark)
        for handle in self._pending:
            if id(handle._owner) == mark:
                handle._silent = True
                handle.cancel()

    def _open(self, lane: Lane) -> None:
        if lane in self._started:
            return
        self._started.add(lane)
        # Python's collector runs in whatever thread allocates. In ours it would destroy widgets outside the GUI thread,
        # which holds a lock of Qt while it waits for the interpreter, while the GUI thread waits the other way round.
        gc.disable()
        self._sweeper.start()
        for number in range(_THREADS[lane]):
            thread = threading.Thread(target=self._serve, args=(lane,), name=f"{lane}-{number + 1}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, lane: Lane) -> None:
        queue = self._queues[lane]
        while (handle := queue.get()) is not None:
            result: object = None
            error: Exception | None = None
            try:
                handle._progress.check()
                result = handle._work(handle._progress)
            except Exception as caught:  # noqa: BLE001  handed to `failed` or `unhandled` in the GUI thread
                error = caught
            self._box.append((handle, result, error))
            del handle, result, error
            if not self._closed:
                self._ready.emit()
            elif lane not in _WRITING:
                return

    def _sweep(self) -> None:
        """Collect garbage in the GUI thread: that of long work while it lasts, everything only in between.

        Queries leave cycles behind: without this a batch of 1,684 papers held a gigabyte by its end.
        """
        self._spent.clear()
        if gc.get_count()[0] <= _GARBAGE or garbage.is_paused():
            return
        if self._pending:
            gc.collect(1)
            return
        self._sweeps += 1
        gc.collect(2 if self._sweeps % _FULL_SWEEP == 0 else 1)

    def _deliver(self) -> None:
        while self._box:
            handle, result, error = self._box.popleft()
            self._spent.append(handle)  # its thread may still hold it; the last to let go must be this one
            self._forget(handle)
            if not handle._silent and shiboken6.isValid(handle._owner):
                self._call_back(handle, result, error)
        if not self._pending:
            self._pulse.stop()
            self.idle.emit()

    def _forget(self, handle: TaskHandle) -> None:
        handle.running = False
        if handle in self._pending:
            self._pending.remove(handle)

    def _call_back(self, handle: TaskHandle, result: object, error: Exception | None) -> None:
        self._show_latest(handle)
        if error is None:
            if handle._done is not None:
                handle._done(result)
        elif isinstance(error, CancelledError):
            if handle._cancelled is not None:
                handle._cancelled()
        elif handle._failed is not None:
            handle._failed(error)
        else:
            self.unhandled.emit(error)

    def _show_progress(self) -> None:
        for handle in list(self._pending):
            if not handle._silent and shiboken6.isValid(handle._owner):
                self._show_latest(handle)

    def _show_latest(self, handle: TaskHandle) -> None:
        step = handle._latest
        if handle._report is not None and step is not None and step is not handle._shown:
            handle._shown = step
            handle._report(step)


_runner: TaskRunner | None = None


def runner() -> TaskRunner:
    """Return the one runner of the running application; made on first use. Raises `RuntimeError` without one."""
    global _runner  # noqa: PLW0603  one per application, as `theme()`
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError("runner() needs an application")
    if _runner is None or not shiboken6.isValid(_runner) or _runner._closed:
        _runner = TaskRunner(app)
        app.aboutToQuit.connect(_runner.shutdown)
    return _runner
