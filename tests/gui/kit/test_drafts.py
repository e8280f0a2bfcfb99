"""Drafts in the window: kept while typing without holding it up, shown again, forgotten when saved."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.drafts import Draft, DraftStore
from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.ui.kit.drafts import About, DraftDesk, DraftKeeper
from gsi_desktop.ui.kit.fields import CheckField, ChoiceField, DateField, TextField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.kit.textfields import TextAreaField

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

KEY = bytes(range(32))


class Slow(DraftStore):
    """A real store whose writes can be held up or made to fail as a full disk does."""

    gate = threading.Event()
    full = False
    writes = 0

    def write(self, kept: Any, dropped: Any) -> None:
        self.gate.wait(10)
        if self.full:
            raise MachineError("disk_full")
        self.writes += 1
        super().write(kept, dropped)


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.shutdown()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Slow]:
    made = Slow.open(tmp_path / "x.drafts", KEY)
    assert isinstance(made, Slow)
    made.gate.set()
    yield made
    made.gate.set()
    made.close()


class Panel(QWidget):
    """A form with one input of each kind and its keeper."""

    def __init__(self, desk: DraftDesk) -> None:
        super().__init__()
        self.form = Form()
        self.form.add(TextField("name", "Nombre"))
        self.form.add(TextAreaField("note", "Nota", max_length=10))
        self.form.add(ChoiceField("zone", "Zona", [(1, "Rural"), (2, "Urbana")]))
        self.form.add(ChoiceField("town", "Municipio", [(1, "Neiva"), (2, "Pitalito")], searchable=True))
        self.form.add(DateField("day", "Día"))
        self.form.add(CheckField("agrees", "Acepta"))
        self.form.add(TextField("password", "Contraseña", secret=True))
        self.keeper = DraftKeeper(desk, self.form, self)
        column = QVBoxLayout(self)
        column.addWidget(self.keeper.badge)
        column.addWidget(self.form)

    def begin(self, **values: Any) -> Draft | None:
        self.form.set_values(values)
        return self.keeper.begin(About("person", "7", "Corregir datos · Rosalba", new_id(), 3, {"base": 1}))


def panel(qtbot: QtBot, desk: DraftDesk) -> Panel:
    made = Panel(desk)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def type_into(shown: Panel, key: str, text: str) -> None:
    QTest.keyClicks(shown.form.field(key).box, text)


def test_each_keystroke_is_kept_and_shown_again(qtbot: QtBot, tasks: TaskRunner, store: Slow) -> None:
    desk = DraftDesk(store, tasks)
    first = panel(qtbot, desk)
    assert first.begin(name="Ana") is None
    assert not first.keeper.badge.isVisible()
    type_into(first, "name", " Lucia")
    type_into(first, "note", "demasiado largo")
    type_into(first, "day", "31/02")
    type_into(first, "town", "xyz")
    first.form.field("zone").retype("Urbana")
    first.form.field("agrees").box.click()  # type: ignore[attr-defined]
    type_into(first, "password", "secreta1234")
    qtbot.waitUntil(first.keeper.badge.isVisible)
    assert tasks.wait_idle(5_000)
    [kept] = store.all()
    assert kept.title == "Corregir datos · Rosalba"
    assert (kept.base_version, kept.payload["base"]) == (3, 1)
    assert "secreta1234" not in str(kept.payload), "a secret is never part of a draft"

    second = panel(qtbot, DraftDesk(store, tasks, kept=store.all()))
    found = second.begin(name="Ana")
    assert found == kept
    shown = second.form.typed()
    assert shown == first.form.typed() | {"password": None}
    assert (shown["name"], shown["zone"], shown["agrees"]) == ("Ana Lucia", "Urbana", True)
    assert second.form.field("day").error, "what is wrong stands again"
    assert second.keeper.badge.isVisible()


def test_a_form_put_back_as_it_was_has_no_draft(qtbot: QtBot, tasks: TaskRunner, store: Slow) -> None:
    desk = DraftDesk(store, tasks)
    shown = panel(qtbot, desk)
    shown.begin(name="Ana")
    type_into(shown, "name", "x")
    qtbot.waitUntil(lambda: len(desk.all()) == 1)
    QTest.keyClick(shown.form.field("name").box, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: desk.all() == ())
    assert not shown.keeper.badge.isVisible()
    assert tasks.wait_idle(5_000)
    assert store.all() == ()


def test_a_slow_disk_joins_keystrokes_and_never_holds_them_up(qtbot: QtBot, tasks: TaskRunner, store: Slow) -> None:
    desk = DraftDesk(store, tasks)
    shown = panel(qtbot, desk)
    shown.begin(name="")
    store.gate.clear()
    for letter in "Rosalba del Carmen":
        type_into(shown, "name", letter)
        qtbot.wait(1)
    assert desk.get("person", "7").payload["typed"]["name"] == "Rosalba del Carmen"  # type: ignore[union-attr]
    told: list[str] = []
    desk.when_kept(lambda: told.append("kept"))
    assert told == []
    store.gate.set()
    assert tasks.wait_idle(5_000)
    assert store.writes <= 3, "what waited went together"
    assert told == ["kept"]
    assert store.all()[0].payload["typed"]["name"] == "Rosalba del Carmen"


@pytest.mark.check("A04")
def test_a_full_disk_is_told_once_and_tried_again(qtbot: QtBot, tasks: TaskRunner, store: Slow) -> None:
    desk = DraftDesk(store, tasks)
    lost: list[object] = []
    desk.lost.connect(lost.append)
    shown = panel(qtbot, desk)
    shown.begin(name="")
    store.full = True
    for letter in "abc":
        type_into(shown, "name", letter)
        shown.keeper.keep_now()
        assert tasks.wait_idle(5_000)
    assert len(lost) == 1
    assert desk.all()[0].payload["typed"]["name"] == "abc", "in memory it stays"
    store.full = False
    type_into(shown, "name", "d")
    shown.keeper.keep_now()
    assert tasks.wait_idle(5_000)
    assert store.all()[0].payload["typed"]["name"] == "abcd"


@pytest.mark.check("C22")
def test_leaving_keeps_and_saving_forgets(qtbot: QtBot, tasks: TaskRunner, store: Slow) -> None:
    desk = DraftDesk(store, tasks)
    shown = panel(qtbot, desk)
    shown.begin(name="Ana")
    type_into(shown, "name", "x")
    assert shown.keeper.dirty
    shown.keeper.leave()
    assert not shown.keeper.dirty
    assert len(desk.all()) == 1
    shown.begin(name="Ana")
    assert shown.form.field("name").value() == "Anax"
    shown.keeper.done()
    assert desk.all() == ()
    assert not shown.keeper.badge.isVisible()


def test_what_waits_is_written_when_the_program_closes(qtbot: QtBot, tasks: TaskRunner, tmp_path: Path) -> None:
    file = tmp_path / "y.drafts"
    desk = DraftDesk(DraftStore.open(file, KEY), tasks)
    shown = panel(qtbot, desk)
    shown.begin(name="Ana")
    type_into(shown, "name", "x")
    shown.keeper.keep_now()
    type_into(shown, "name", "y")
    shown.keeper.keep_now()
    tasks.shutdown()
    desk.close()
    again = DraftStore.open(file, KEY)
    assert again.all()[0].payload["typed"]["name"] == "Anaxy"
    again.close()


def test_without_a_file_drafts_live_as_long_as_the_program(qtbot: QtBot) -> None:
    desk = DraftDesk()
    told: list[str] = []
    desk.changed.connect(lambda: told.append("changed"))
    one = Draft("person", "7", "x", None, new_id(), {}, desk.now())
    desk.keep(one)
    newer = replace(one, subject="8")
    desk.keep(newer)
    assert desk.all() == (newer, one)
    assert desk.about("person", ["9", "7"]) == [one]
    desk.drop("person", "7")
    assert desk.all() == (newer,)
    assert told == ["changed"] * 3
    desk.when_kept(lambda: told.append("kept"))
    assert told[-1] == "kept"
