from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.core.paging import Page
from gsi_desktop.ui.kit.chips import CHIP_ROLE, Chip
from gsi_desktop.ui.kit.tables import ROW_ROLE, Column, PagedModel, RowsModel
from gsi_desktop.ui.kit.tasks import TaskRunner

WAIT_MS = 10_000


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    age: int | None = None
    born: date | None = None


COLUMNS = (
    Column("name", "Nombre", stretch=True, tooltip=lambda row: f"Se llama {row.name}"),
    Column("age", "Edad", align="right", tabular=True, chip=lambda row: Chip("sin edad") if row.age is None else None),
    Column("born", "Nacimiento"),
)
ROOT = QModelIndex()
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def people(first: int, count: int) -> tuple[Person, ...]:
    return tuple(Person(f"Persona {number}", number) for number in range(first, first + count))


def pages_of(total: int, size: int = 100) -> Callable[[tuple[int] | None], Page[Person]]:
    def fetch(cursor: tuple[int] | None) -> Page[Person]:
        start = cursor[0] if cursor else 0
        end = min(start + size, total)
        return Page(people(start, end - start), (end,) if end < total else None)

    return fetch


def settle(model: PagedModel, tasks: TaskRunner) -> None:
    assert tasks.wait_idle(WAIT_MS)
    assert not model.loading


def test_cells_say_what_their_column_says() -> None:
    model = RowsModel(COLUMNS, [Person("Ana", 1234, date(2026, 11, 21)), Person("Luz")])
    role = Qt.ItemDataRole
    shown = [[model.index(row, column).data() for column in range(3)] for row in range(2)]
    assert shown == [["Ana", "1.234", "21/11/2026"], ["Luz", "sin edad", ""]]
    assert model.index(1, 1).data(CHIP_ROLE) == Chip("sin edad")
    assert model.index(0, 1).data(CHIP_ROLE) is None
    assert model.index(0, 0).data(ROW_ROLE) == Person("Ana", 1234, date(2026, 11, 21))
    assert model.index(0, 0).data(role.ToolTipRole) == "Se llama Ana"
    assert model.index(0, 0).data(role.EditRole) is None
    assert model.index(0, 1).data(role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert [model.headerData(number, Qt.Orientation.Horizontal) for number in range(3)] == [
        "Nombre",
        "Edad",
        "Nacimiento",
    ]
    assert model.headerData(3, Qt.Orientation.Horizontal) is None
    assert model.data(model.index(5, 5)) is None


def test_a_short_list_obeys_the_rules_of_models(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS)
    tester = QAbstractItemModelTester(model, FATAL)
    model.set_rows(people(0, 30))
    model.replace_row(3, Person("Otra", 3))
    model.set_rows(())
    model.set_rows(people(0, 2))
    assert tester.model() is model
    assert model.find(lambda row: row.age == 1) == 1
    assert model.find(lambda row: row.age == 9) is None
    assert model.rowCount() == 2


def test_a_replaced_row_is_told(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS, people(0, 3))
    with qtbot.waitSignal(model.dataChanged) as told:
        model.replace_row(1, Person("Otra", 1))
    top, bottom = told.args[:2]
    assert (top.row(), top.column(), bottom.row(), bottom.column()) == (1, 0, 1, 2)
    assert model.index(1, 0).data() == "Otra"


def test_a_paged_list_obeys_the_rules_of_models(tasks: TaskRunner) -> None:
    model = PagedModel(COLUMNS, pages_of(250), tasks=tasks)
    tester = QAbstractItemModelTester(model, FATAL)
    settle(model, tasks)
    while model.canFetchMore(ROOT):
        model.fetchMore(ROOT)
        settle(model, tasks)
    assert tester.model() is model
    assert model.rowCount() == 250
    assert [model.row(number).age for number in (0, 99, 100, 249)] == [0, 99, 100, 249]
    assert model.complete


def test_fetching_never_waits_and_never_doubles(tasks: TaskRunner) -> None:
    go = threading.Event()
    calls: list[object] = []
    plain = pages_of(300)

    def fetch(cursor: tuple[int] | None) -> Page[Person]:
        calls.append(cursor)
        assert go.wait(10)
        return plain(cursor)

    model = PagedModel(COLUMNS, fetch, tasks=tasks)
    assert model.loading
    assert not model.canFetchMore(ROOT)
    model.fetchMore(ROOT)
    assert model.rowCount() == 0
    go.set()
    settle(model, tasks)
    go.clear()
    model.fetchMore(ROOT)
    assert not model.canFetchMore(ROOT)
    model.fetchMore(ROOT)
    assert model.rowCount() == 100
    go.set()
    settle(model, tasks)
    assert model.rowCount() == 200
    assert calls == [None, (100,)]


def test_the_old_rows_stay_until_the_new_ones_come_and_the_newest_list_wins(tasks: TaskRunner) -> None:
    model = PagedModel(COLUMNS, pages_of(10), tasks=tasks)
    settle(model, tasks)
    go = threading.Event()

    def slow(_cursor: object) -> Page[Person]:
        go.wait(10)
        return Page((Person("vieja"),))

    model.reset(slow)
    model.reset(lambda _cursor: Page((Person("nueva"),)))
    assert model.rowCount() == 10
    go.set()
    settle(model, tasks)
    assert [row.name for row in model.rows()] == ["nueva"]


def test_a_page_that_fails_is_told_keeps_what_was_there_and_can_be_asked_again(tasks: TaskRunner) -> None:
    broken = True
    plain = pages_of(150)

    def fetch(cursor: tuple[int] | None) -> Page[Person]:
        if cursor and broken:
            raise MachineError("cancelled")
        return plain(cursor)

    model = PagedModel(COLUMNS, fetch, tasks=tasks)
    told: list[object] = []
    model.failed.connect(told.append)
    settle(model, tasks)
    model.fetchMore(ROOT)
    settle(model, tasks)
    assert [type(error) for error in told] == [MachineError]
    assert model.rowCount() == 100
    assert not model.canFetchMore(ROOT)
    assert not model.complete
    broken = False
    model.retry()
    settle(model, tasks)
    assert model.rowCount() == 150
    assert model.complete


def test_the_total_comes_apart_and_is_forgotten_with_the_list(tasks: TaskRunner, qtbot: QtBot) -> None:
    model = PagedModel(COLUMNS, pages_of(10), tasks=tasks)
    settle(model, tasks)
    assert model.total is None
    with qtbot.waitSignal(model.total_changed) as told:
        model.set_total(4310)
    assert told.args == [4310]
    model.reload()
    assert model.total is None
    settle(model, tasks)
    assert model.rowCount() == 10


def test_a_list_without_rows_is_complete(tasks: TaskRunner, qtbot: QtBot) -> None:
    model = PagedModel(COLUMNS, tasks=tasks)
    assert not model.complete
    with qtbot.waitSignal(model.first_page):
        model.reset(lambda _cursor: Page(()))
    assert model.complete
    assert model.rowCount() == 0
