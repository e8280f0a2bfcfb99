"""Settings and atomic files: remembered exactly, never half written, never in the way."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gsi_desktop.services.core.files import atomic_write
from gsi_desktop.services.core.settings import (
    RECENT_KEPT,
    Recent,
    Settings,
    SettingsStore,
    WindowPlace,
    clamp_scale,
    places,
)

FULL = Settings(
    theme="dark",
    scale=125,
    database="/datos/Ñandú/gsi.db",
    window=WindowPlace(-10, 20, 1280, 700, maximized=True),
    navigation_collapsed=True,
    last_page="import",
    cogestor="018f3c1e-0000-7000-8000-000000000001",
    tables={"families": {"widths": [10, 20], "hidden": ["phone"]}},
    recent=(Recent("page", "families"), Recent("family", "018f")),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_everything_comes_back_after_a_restart(file: Path) -> None:
    store = SettingsStore(file)
    store.put(FULL)
    store.save()
    assert SettingsStore(file).current == FULL


def test_a_new_installation_begins_at_inicio_and_an_old_one_where_it_was(file: Path) -> None:
    assert SettingsStore(file).current.last_page == "home"
    file.parent.mkdir(parents=True)
    file.write_text('{"schema": 1, "last_page": "families"}', encoding="utf-8")
    old = SettingsStore(file).current
    assert (old.last_page, old.cogestor) == ("families", None)


def test_missing_file_gives_defaults_and_writes_nothing(file: Path) -> None:
    store = SettingsStore(file)
    store.save()
    assert (store.current, store.broken, file.exists()) == (Settings(), None, False)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\x00",
        b"[1, 2]",
        b'{"schema": 99, "theme": "dark"}',
        b'{"schema": 1, "scale": "grande"}',
        b'{"schema": 1, "window": {"x": 1}}',
        b'{"schema": 1, "recent": [{"kind": 3, "key": "a"}]}',
        b'{"schema": 1, "navigation_collapsed": 1}',
        b'{"schema": 1, "tables": {"families": [1]}}',
    ],
)
def test_broken_or_unknown_file_is_kept_beside_and_defaults_hold(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    store = SettingsStore(file)
    assert store.current == Settings()
    assert store.broken is not None
    assert store.broken.read_bytes() == content
    assert store.broken.parent == file.parent
    assert not file.exists()


def test_values_out_of_range_are_brought_in(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('{"schema": 1, "scale": 900, "theme": "rosa"}')
    assert SettingsStore(file).current == Settings(scale=175, theme="system")
    assert [clamp_scale(value) for value in (10, 90, 133, 400)] == [90, 90, 133, 175]


def test_recent_entries_are_newest_first_without_repeats_and_few() -> None:
    settings = Settings()
    for number in (*range(20), 15):
        settings = settings.remembering(Recent("family", str(number)))
    assert [entry.key for entry in settings.recent[:3]] == ["15", "19", "18"]
    assert len(settings.recent) == len(set(settings.recent)) == RECENT_KEPT


def test_columns_of_a_table_are_kept_and_forgotten(file: Path) -> None:
    store = SettingsStore(file)
    assert store.columns.get("families") is None
    store.columns.set("families", {"order": ["folio"]})
    store.columns.set("batches", {"order": ["file"]})
    store.columns.set("families", {})
    store.save()
    again = SettingsStore(file)
    assert again.columns.get("families") is None
    assert again.columns.get("batches") == {"order": ["file"]}


def test_listeners_hear_changes_only(file: Path) -> None:
    store, heard = SettingsStore(file), []
    store.listen(heard.append)
    store.update(scale=100)
    store.update(scale=110)
    assert [settings.scale for settings in heard] == [110]


def test_gsi_home_holds_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GSI_HOME", str(tmp_path))
    here = places()
    assert {here.config.parent, here.data.parent, here.logs.parent, here.cache.parent} == {tmp_path}
    store = SettingsStore()
    store.update(theme="light")
    store.save()
    assert json.loads((here.config / "settings.json").read_text())["theme"] == "light"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_failed_write_leaves_the_old_file_and_nothing_beside(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    atomic_write(file, b"viejo")

    def fail(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), fail)
    with pytest.raises(OSError, match="No space left"):
        atomic_write(file, b"nuevo" * 1000)
    assert file.read_bytes() == b"viejo"
    assert list(file.parent.iterdir()) == [file]


def test_failed_save_is_tried_again_by_the_next_one(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SettingsStore(file)
    store.update(theme="dark")
    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(OSError, match="full"):
            store.save()
    store.save()
    assert SettingsStore(file).current.theme == "dark"
