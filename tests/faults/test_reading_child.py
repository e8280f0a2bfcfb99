"""The reading child may die, hang, lie or be unwanted: the parent says so and leaves no process, thread or file."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import CancelledError, ExpectedError, MachineError
from gsi_desktop.services.core.progress import Progress, Step
from gsi_desktop.services.exchange import reader_process, reading, wire
from tests.support.hostile_files import ROOT, SAMPLES, rows_of

ROSTER = SAMPLES / "padron_rupd_neiva.csv"


@pytest.fixture(autouse=True)
def children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Every child started; afterwards each must have been waited for, and no thread or temporary file be left."""
    started: list[subprocess.Popen[bytes]] = []
    start = reading._start

    def remember(*arguments: object) -> subprocess.Popen[bytes]:
        started.append(start(*arguments))
        return started[-1]

    drafts = tmp_path / "temporary"
    drafts.mkdir()
    monkeypatch.setattr(reading, "_start", remember)
    monkeypatch.setattr(tempfile, "tempdir", str(drafts))
    yield started
    assert all(child.returncode is not None for child in started)
    assert not [thread for thread in threading.enumerate() if thread.name == "reading-watch"]
    assert not list(drafts.iterdir())


@pytest.fixture
def child_is(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Replace the child by a script; ``say(message)`` is there to speak to the parent."""

    def replace(script: str) -> None:
        prelude = (
            "import os, sys, time\nfrom gsi_desktop.services.exchange import wire\n"
            "say = lambda message: wire.send(sys.stdout.buffer, message)\n"
        )
        monkeypatch.setattr(reader_process, "command", lambda: [sys.executable, "-c", prelude + script])

    return replace


def code_of(attempt: Callable[[], object]) -> str:
    with pytest.raises((ExpectedError, MachineError)) as caught:
        attempt()
    assert messages.text(caught.value.code, **caught.value.params)
    return caught.value.code


ENDINGS = {
    "exits": ("sys.exit(3)", "file_unreadable"),
    "ends without a word": ("pass", "file_unreadable"),
    "dies": ("os.abort()", "file_unreadable"),
    "says nonsense": ("sys.stdout.write('x' * 100)", "file_unreadable"),
    "promises four gigabytes": ("sys.stdout.buffer.write(bytes([255] * 4)); time.sleep(600)", "file_unreadable"),
    "stops within a message": ("sys.stdout.buffer.write(bytes([0, 0, 0, 9, 1])); sys.exit()", "file_unreadable"),
    "says what is no message": (
        "sys.stdout.buffer.write(bytes([0, 0, 0, 1, 7])); sys.stdout.flush(); time.sleep(600)",
        "file_unreadable",
    ),
    "is done without facts": ("say(wire.Done())", "file_unreadable"),
    "is starved as Rust says": ("os.write(2, b'memory allocation of 9 bytes failed'); os.abort()", "read_memory"),
    "is starved as Python says": ("raise MemoryError", "read_memory"),
    "refuses": ("say(wire.Refused('zip_bomb', {}))", "zip_bomb"),
    "dies after some rows": ("say(wire.Rows([(1, ('a',))], 2)); os.abort()", "file_unreadable"),
}


@pytest.mark.parametrize("manner", ENDINGS)
def test_a_child_that_ends_badly_is_a_normal_error(manner: str, child_is: Callable[[str], None]) -> None:
    script, code = ENDINGS[manner]
    child_is(script)
    assert code_of(lambda: reading.preview(ROSTER)) == code


@pytest.mark.check("B38")
def test_the_child_is_told_no_secret(child_is: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GSI_PASSWORD", "GSI_NEW_PASSWORD", "GSI_RECOVERY_CODE"):
        monkeypatch.setenv(name, "camino de herradura")
    child_is(
        "secret = 'camino de herradura' in os.environ.values(); say(wire.Refused('zip_bomb' if secret else "
        "'read_memory', {}))"
    )
    assert code_of(lambda: reading.preview(ROSTER)) == "read_memory"


def test_rows_before_a_death_are_not_taken_for_the_whole(child_is: Callable[[str], None]) -> None:
    child_is("say(wire.Rows([(1, ('a',))], 2)); os.abort()")
    rows = reading.read_rows(ROSTER, sheet=None)
    assert next(rows) == [(1, ("a",))]
    assert code_of(lambda: next(rows)) == "file_unreadable"


def test_a_child_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_process, "command", lambda: [str(ROOT / "no_such_program")])
    assert code_of(lambda: reading.preview(ROSTER)) == "reader_not_started"


def test_a_silent_child_is_given_up(child_is: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_process, "SECONDS_LIMIT", 0.3)
    child_is("time.sleep(600)")
    assert code_of(lambda: reading.preview(ROSTER)) == "read_timeout"


def test_a_slow_consumer_is_not_the_childs_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_process, "SECONDS_LIMIT", 60)
    clock = iter(range(0, 10_000_000, 40))
    monkeypatch.setattr(reading, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    watch = reading._Watch(None, Progress())
    with watch.waiting():
        pass
    next(clock)  # the consumer takes its time
    assert watch._objection() is None
    with watch.waiting():
        pass
    refusal = watch._objection()
    assert isinstance(refusal, ExpectedError)
    assert refusal.code == "read_timeout"


def test_cancelling_ends_a_child_that_says_nothing(
    child_is: Callable[[str], None], children: list[subprocess.Popen[bytes]]
) -> None:
    child_is("time.sleep(600)")
    progress = Progress()
    asked = threading.Timer(0.2, progress.cancel)
    asked.start()
    with pytest.raises(CancelledError):
        reading.preview(ROSTER, progress=progress)
    asked.join()
    assert children[0].returncode != 0


def test_cancelling_between_rows(children: list[subprocess.Popen[bytes]]) -> None:
    progress = Progress()
    rows = reading.read_rows(ROSTER, sheet=None, progress=progress, chunk=10)
    next(rows)
    progress.cancel()
    with pytest.raises(CancelledError):
        for _ in rows:
            pass
    assert children[0].returncode is not None


def test_cancelled_before_it_starts(children: list[subprocess.Popen[bytes]]) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        reading.preview(ROSTER, progress=progress)
    assert not children


def test_an_iterator_left_alone_ends_its_child(children: list[subprocess.Popen[bytes]]) -> None:
    rows = reading.read_rows(ROSTER, sheet=None, chunk=1)
    next(rows)
    assert children[0].poll() is None
    rows.close()
    assert children[0].returncode is not None


def test_progress_tells_rows_and_total() -> None:
    steps: list[Step] = []
    list(
        reading.read_rows(
            SAMPLES / "padron_sisben_pitalito.xlsx", sheet=None, progress=Progress(steps.append), chunk=500
        )
    )
    assert [(step.done, step.total) for step in steps] == [(0, None), (500, 1172), (1000, 1172), (1172, 1172)]
    assert {messages.text(step.code) for step in steps} == {"Leyendo el archivo…"}


def test_chunks_have_the_size_asked_for() -> None:
    sizes = [len(rows) for rows in reading.read_rows(ROSTER, sheet=None, chunk=100)]
    assert sizes == [100, 100, 100, 100, 100, 100, 64]


def test_long_rows_come_in_smaller_chunks(tmp_path: Path) -> None:
    """So that the parent stays small whatever a file holds."""
    path = tmp_path / "largo.csv"
    path.write_text(("x" * 30_000 + ";") * 9 + "\n" + ("y" * 30_000 + "\n") * 200, encoding="utf-8")
    chunks = list(reading.read_rows(path, sheet=None))
    assert max(sum(len(cell) for _, row in rows for cell in row) for rows in chunks) < 1_400_000
    assert sum(map(len, chunks)) == 201


def test_a_working_folder_full_of_traps_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A roster often stands in a downloads folder, beside whatever else was downloaded."""
    for name in ("csv", "msgspec", "python_calamine", "codecs"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert len(rows_of(ROSTER)) == 664


def test_the_child_loads_neither_database_nor_window() -> None:
    script = (
        "import sys\nfrom gsi_desktop.services.exchange.reader_process import main\n"
        "main(['preview', sys.argv[1]])\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'sqlalchemy', 'alembic', 'PySide6', 'shiboken6', 'openpyxl'}), file=sys.stderr)"
    )
    roster = SAMPLES / "padron_sisben_pitalito.xlsx"
    done = subprocess.run([sys.executable, "-c", script, str(roster)], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr.decode().split() == ["[]"]


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="address space is limited on Linux; see reader_process")
def test_the_childs_memory_is_limited() -> None:
    script = (
        "from gsi_desktop.services.exchange import reader_process\n"
        "reader_process.limit_resources()\n"
        "bytearray(reader_process.MEMORY_LIMIT)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert b"MemoryError" in done.stderr


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert reader_process.command() == [sys.executable, reader_process.SWITCH]


def test_the_protocol_knows_no_other_types() -> None:
    """What a child says can only become one of the messages: wrong types and unknown tags are no message."""
    for said in (
        {"type": "rows", "rows": [["x", ["a"]]], "total": None},
        {"type": "otro"},
        {"type": "moved", "done": "1"},
    ):
        with pytest.raises(msgspec.ValidationError):
            wire._decoder.decode(msgspec.msgpack.encode(said))
