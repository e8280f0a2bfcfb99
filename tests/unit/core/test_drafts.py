"""Drafts on disk: kept as they were, unreadable without the key, there after the process was killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from gsi_desktop.services.core.drafts import (
    Draft,
    DraftStore,
    derived_key,
    drafts_file,
    open_drafts,
    opening,
    plain,
    profile_key,
)
from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.ids import new_id

KEY = bytes(range(32))
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
FAMILY = UUID(int=7)


def draft(subject: str = "a", text: str = "Rosalba Ñáñez") -> Draft:
    payload = {"typed": {"name": text}, **opening("family", family_id=FAMILY, edit="contact")}
    return Draft("person", subject, f"Corregir datos · {text}", 3, new_id(), payload, NOW)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return drafts_file(tmp_path, "oficina.gsi", "yolanda")


def test_what_is_kept_comes_back_as_it_was_after_opening_again(file: Path) -> None:
    store = DraftStore.open(file, KEY)
    kept = draft()
    store.keep(draft())
    store.keep(kept)
    store.keep(replace(draft("b"), saved_at=NOW + timedelta(minutes=1)))
    store.close()
    again = DraftStore.open(file, KEY)
    assert again.get("person", "a") == kept
    assert [one.subject for one in again.all()] == ["b", "a"], "the newest first"
    again.drop("person", "b")
    again.drop("person", "never there")
    assert again.all() == (kept,)
    assert again.get("person", "b") is None
    again.close()


def test_a_draft_knows_the_page_that_shows_it() -> None:
    assert draft().opens == ("family", {"family_id": FAMILY, "edit": "contact"})
    assert replace(draft(), payload={}).opens is None


def test_values_become_plain_and_fit_into_a_payload() -> None:
    assert plain({"born": date(2019, 6, 4), "id": FAMILY}) == {"born": "2019-06-04", "id": str(FAMILY)}


@pytest.mark.check("B32")
def test_nothing_typed_is_readable_in_the_files(file: Path) -> None:
    store = DraftStore.open(file, KEY)
    store.keep(draft(text="Rosalba Canario Secreto"))
    written = b"".join(one.read_bytes() for one in file.parent.iterdir())
    assert len(list(file.parent.iterdir())) >= 2, "the log is there too"
    store.close()
    written += file.read_bytes()
    assert b"Canario" not in written
    assert b"person" not in written
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        sqlite3.connect(file).execute("SELECT * FROM draft").fetchall()


def test_another_key_opens_nothing_and_the_file_is_put_aside_not_lost(file: Path) -> None:
    store = DraftStore.open(file, KEY)
    store.keep(draft())
    store.close()
    with pytest.raises(ExpectedError) as refused:
        DraftStore.open(file, bytes(32))
    assert refused.value.code == "not_our_file"
    fresh, aside = open_drafts(file, bytes(32), NOW)
    assert aside is not None
    assert fresh.all() == ()
    fresh.close()
    old = DraftStore.open(aside, KEY)
    assert [one.subject for one in old.all()] == ["a"]
    old.close()


def test_files_differ_by_person_and_database_and_tell_neither(tmp_path: Path) -> None:
    files = {drafts_file(tmp_path, place, user).name for place in ("x.gsi", "y.gsi") for user in ("ana", "luz")}
    assert len(files) == 4
    assert not any("ana" in name or "gsi" in name for name in files)


def test_keys_are_derived_or_kept_for_one_account(tmp_path: Path) -> None:
    assert derived_key(KEY, "ana") == derived_key(KEY, "ana") != derived_key(KEY, "luz")
    assert KEY not in derived_key(KEY, "ana")
    place = tmp_path / "drafts" / "x.key"
    made = profile_key(place)
    assert len(made) == 32
    assert profile_key(place) == made
    if os.name != "nt":
        assert place.stat().st_mode & 0o077 == 0, "readable by its owner only"


TYPIST = """
import sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.unit.core.test_drafts import KEY, draft
from gsi_desktop.services.core.drafts import DraftStore
store = DraftStore.open(Path({file!r}), KEY)
number = 0
while True:
    number += 1
    store.keep(draft(text="x" * number))
    print(number, flush=True)
"""


@pytest.mark.check("A05")
def test_what_was_acknowledged_is_there_after_kill_nine(file: Path) -> None:
    root = str(Path(__file__).resolve().parents[3])
    command = [sys.executable, "-c", TYPIST.format(root=root, file=str(file))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = 0
    while acknowledged < 40:
        acknowledged = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL) if os.name != "nt" else process.kill()
    rest = process.stdout.read().split()
    process.stdout.close()
    process.wait()
    acknowledged = int(rest[-1]) if rest else acknowledged
    store = DraftStore.open(file, KEY)
    kept = store.get("person", "a")
    assert kept is not None
    assert len(kept.payload["typed"]["name"]) >= acknowledged
    store.close()


@pytest.mark.skipif(os.name == "nt", reason="no limit of file size to set")
@pytest.mark.check("A04")
def test_a_full_disk_is_told_and_the_earlier_draft_stays(file: Path) -> None:
    import resource

    store = DraftStore.open(file, KEY)
    store.keep(draft(text="before"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, hard))
    try:
        with pytest.raises(MachineError) as failed:
            store.keep(draft(text="x" * 400_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert failed.value.code in {"disk_full", "disk_error"}
    kept = store.get("person", "a")
    assert kept is not None
    assert kept.payload["typed"]["name"] == "before"
    store.keep(draft(text="after"))
    store.close()
