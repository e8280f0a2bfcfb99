from __future__ import annotations

import threading
import weakref
from contextlib import nullcontext
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core import garbage
from gsi_desktop.services.core.errors import CancelledError, ExpectedError
from gsi_desktop.services.core.progress import Progress, Step
from gsi_desktop.ui.kit.tasks import TaskRunner, runner

LONG_MS = 10_000


@pytest.fixture
def owner(qapp: QApplication) -> QObject:
    return QObject()


def test_work_runs_elsewhere_and_answers_in_the_window(tasks: TaskRunner, owner: QObject) -> None:
    seen: dict[str, int] = {}

    def done(result: int) -> None:
        seen["result"], seen["done in"] = result, threading.get_ident()

    tasks.read(owner, threading.get_ident, done)
    assert tasks.wait_idle(LONG_MS)
    assert seen["done in"] == threading.get_ident() == threading.main_thread().ident
    assert seen["result"] != seen["done in"]
    assert QThread.currentThread() is owner.thread()


def test_four_reads_run_at_once(tasks: TaskRunner, owner: QObject) -> None:
    meet = threading.Barrier(4, timeout=10)
    got: list[int] = []
    for _turn in range(4):
        tasks.read(owner, meet.wait, got.append)
    assert tasks.wait_idle(LONG_MS)
    assert sorted(got) == [0, 1, 2, 3]


def test_writes_run_one_by_one_in_order(tasks: TaskRunner, owner: QObject) -> None:
    ran: list[int] = []
    others = threading.Event()
    overlapped: list[bool] = []

    def first() -> None:
        overlapped.append(others.wait(0.2))

    def next_one(number: int) -> None:
        others.set()
        ran.append(number)

    tasks.write(owner, first, lambda _result: None)
    for number in range(20):
        tasks.write(owner, lambda number=number: next_one(number), lambda _result: None)
    assert tasks.wait_idle(LONG_MS)
    assert overlapped == [False]
    assert ran == list(range(20))


def test_the_newest_of_a_key_wins(tasks: TaskRunner, owner: QObject) -> None:
    go = threading.Event()
    got: list[str] = []

    def slow() -> str:
        go.wait(10)
        return "old"

    older = tasks.read(owner, slow, got.append, key="search")
    tasks.read(owner, lambda: "new", got.append, key="search")
    tasks.read(owner, lambda: "other", got.append, key="count")
    go.set()
    assert tasks.wait_idle(LONG_MS)
    assert sorted(got) == ["new", "other"]
    assert not older.running


def test_the_same_key_of_another_owner_is_left_alone(tasks: TaskRunner, owner: QObject) -> None:
    other = QObject()
    got: list[str] = []
    go = threading.Event()
    tasks.read(owner, lambda: go.wait(10) and "mine", got.append, key="search")
    tasks.read(other, lambda: "theirs", got.append, key="search")
    go.set()
    assert tasks.wait_idle(LONG_MS)
    assert sorted(got) == ["mine", "theirs"]


@pytest.mark.parametrize("lane", ["read", "write", "long"])
def test_an_owner_that_is_gone_hears_nothing(tasks: TaskRunner, lane: str) -> None:
    page = QWidget()
    go, started = threading.Event(), threading.Event()
    heard: list[object] = []

    def work(*_progress: Progress) -> str:
        started.set()
        go.wait(10)
        return "late"

    getattr(tasks, lane)(page, work, heard.append, heard.append)
    assert started.wait(10)
    page.deleteLater()
    QApplication.sendPostedEvents(page, 52)  # QEvent.DeferredDelete
    go.set()
    assert tasks.wait_idle(LONG_MS)
    assert heard == []


def test_an_owner_that_is_gone_stops_long_work(tasks: TaskRunner) -> None:
    page = QObject()
    started = threading.Event()
    stopped = threading.Event()

    def work(progress: Progress) -> None:
        try:
            while True:
                progress.check()
                started.set()
        except CancelledError:
            stopped.set()
            raise

    tasks.long(page, work, lambda _result: None)
    assert started.wait(10)
    page.deleteLater()
    QApplication.sendPostedEvents(page, 52)  # QEvent.DeferredDelete
    assert stopped.wait(10)
    assert tasks.wait_idle(LONG_MS)


def test_failures_reach_failed_or_unhandled(tasks: TaskRunner, owner: QObject) -> None:
    failed: list[Exception] = []
    unhandled: list[object] = []
    tasks.unhandled.connect(unhandled.append)

    def broken() -> None:
        raise ExpectedError("date_missing")

    tasks.read(owner, broken, lambda _result: pytest.fail("done"), failed.append)
    tasks.read(owner, broken, lambda _result: pytest.fail("done"))
    assert tasks.wait_idle(LONG_MS)
    assert [getattr(error, "code", "") for error in (*failed, *unhandled)] == ["date_missing"] * 2


def test_cancelling_long_work_reaches_cancelled_only(tasks: TaskRunner, owner: QObject) -> None:
    started = threading.Event()
    heard: list[str] = []

    def work(progress: Progress) -> None:
        while True:
            progress.report("cancelled")
            started.set()

    handle = tasks.long(
        owner,
        work,
        lambda _result: heard.append("done"),
        lambda _error: heard.append("failed"),
        cancelled=lambda: heard.append("cancelled"),
    )
    assert started.wait(10)
    handle.cancel()
    assert tasks.wait_idle(LONG_MS)
    assert heard == ["cancelled"]


def test_a_write_that_waits_can_be_cancelled_and_one_that_happened_is_told(tasks: TaskRunner, owner: QObject) -> None:
    go, started = threading.Event(), threading.Event()
    heard: list[str] = []

    def first() -> str:
        started.set()
        go.wait(10)
        return "first"

    running = tasks.write(owner, first, heard.append, cancelled=lambda: heard.append("cancelled first"))
    waiting = tasks.write(owner, lambda: "second", heard.append, cancelled=lambda: heard.append("cancelled second"))
    assert started.wait(10)
    running.cancel()
    waiting.cancel()
    go.set()
    assert tasks.wait_idle(LONG_MS)
    assert heard == ["first", "cancelled second"]


@pytest.mark.check("C39")
def test_progress_is_thinned_and_its_last_step_arrives_before_done(tasks: TaskRunner, owner: QObject) -> None:
    heard: list[Any] = []

    def work(progress: Progress) -> str:
        for number in range(1, 20_001):
            progress.report("cancelled", number, 20_000)
        return "done"

    tasks.long(owner, work, heard.append, progress=heard.append)
    assert tasks.wait_idle(LONG_MS)
    assert heard[-2:] == [Step("cancelled", 20_000, 20_000), "done"]
    assert len(heard) < 200


@pytest.mark.check("C39")
def test_progress_is_heard_while_the_work_goes_on(tasks: TaskRunner, owner: QObject) -> None:
    go = threading.Event()
    heard: list[Step] = []

    def listen(step: Step) -> None:
        heard.append(step)
        go.set()

    def work(progress: Progress) -> bool:
        progress.report("cancelled", 1, 2)
        return go.wait(10)

    results: list[bool] = []
    tasks.long(owner, work, results.append, progress=listen)
    assert tasks.wait_idle(LONG_MS)
    assert results == [True]
    assert heard == [Step("cancelled", 1, 2)]


def test_a_callback_that_breaks_does_not_stop_the_next(tasks: TaskRunner, owner: QObject, qtbot: QtBot) -> None:
    def breaks(_result: object) -> None:
        raise ZeroDivisionError

    got: list[int] = []
    with capture_exceptions() as caught:
        tasks.write(owner, lambda: 1, breaks)
        tasks.write(owner, lambda: 2, got.append)
        qtbot.waitUntil(lambda: got == [2], timeout=LONG_MS)
    assert [kind for kind, _error, _trace in caught] == [ZeroDivisionError]
    assert tasks.wait_idle(LONG_MS)


def test_shutting_down_finishes_the_write_under_way_and_refuses_more(qapp: QApplication, owner: QObject) -> None:
    tasks = TaskRunner()
    started, written = threading.Event(), threading.Event()
    go = threading.Event()

    def write() -> None:
        started.set()
        go.wait(10)
        written.set()

    tasks.write(owner, write, lambda _result: pytest.fail("nobody listens any more"))
    assert started.wait(10)
    threading.Timer(0.05, go.set).start()
    tasks.shutdown(wait=True)
    assert written.is_set()
    with pytest.raises(RuntimeError):
        tasks.read(owner, lambda: 1, lambda _result: None)


def test_shutting_down_still_writes_what_was_asked_before(qapp: QApplication, owner: QObject) -> None:
    tasks = TaskRunner()
    go, written = threading.Event(), []
    tasks.write(owner, lambda: go.wait(10), lambda _result: None)
    for number in range(3):
        tasks.write(owner, lambda number=number: written.append(number), lambda _result: None)
    threading.Timer(0.05, go.set).start()
    tasks.shutdown(wait=True)
    assert written == [0, 1, 2]


def test_waiting_tells_when_it_gave_up(tasks: TaskRunner, owner: QObject) -> None:
    go = threading.Event()
    tasks.read(owner, lambda: go.wait(10), lambda _result: None)
    assert not tasks.wait_idle(20)
    go.set()
    assert tasks.wait_idle(LONG_MS)
    assert tasks.wait_idle(0)


def test_the_application_has_one_runner(qapp: QApplication) -> None:
    assert runner() is runner()


def test_garbage_is_collected_by_the_gui_thread_only(qapp: QApplication, qtbot: QtBot) -> None:
    """A widget in a reference cycle must not die in a worker: Qt and the interpreter would wait for each other."""
    import gc

    runner = TaskRunner()
    owner = QObject()
    died_in: list[str] = []

    class Cycle(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.me = self

        def __del__(self) -> None:
            died_in.append(threading.current_thread().name)

    def allocate() -> int:
        return len([[number] for number in range(200_000)])

    for _turn in range(3000):
        Cycle()
    done: list[int] = []
    runner.read(owner, allocate, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)
    assert set(died_in) <= {"MainThread"}
    qtbot.waitUntil(lambda: len(died_in) > 700, timeout=10_000)
    assert set(died_in) == {"MainThread"}
    runner.shutdown()
    assert gc.isenabled()


class _Cycle:
    """What only the collector takes away, as the queries of SQLAlchemy leave it behind."""

    def __init__(self) -> None:
        self.me = self


@pytest.mark.parametrize("bulk", [False, True])
def test_garbage_of_long_work_goes_while_it_lasts_but_for_bulk_work(owner: QObject, qtbot: QtBot, bulk: bool) -> None:
    runner, made, lasting = TaskRunner(), threading.Event(), threading.Event()
    left: weakref.WeakSet[_Cycle] = weakref.WeakSet()

    def work(_progress: Progress) -> None:
        with garbage.paused() if bulk else nullcontext():
            for _turn in range(3000):
                left.add(_Cycle())
            made.set()
            assert lasting.wait(10)

    runner.long(owner, work, lambda _result: None)
    qtbot.waitUntil(made.is_set, timeout=LONG_MS)
    runner._sweep()
    assert len(left) == (3000 if bulk else 0)
    assert runner.busy
    lasting.set()
    qtbot.waitUntil(lambda: not left, timeout=LONG_MS)
    runner.shutdown()
