from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot

from gsi_desktop.ui.kit.cells import CellDelegate
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.columns_menu import ColumnChooser
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.local_order import LocalOrder
from gsi_desktop.ui.kit.picking import pick_column
from gsi_desktop.ui.kit.tables import PagedModel, RowsModel, TableView
from gsi_desktop.ui.kit.tasks import TaskRunner, runner
from gsi_desktop.ui.kit.theme import ThemeManager
from tests.gui.kit.gallery import COLUMNS, Family, family, fetch

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising, grabbing

KEYS = [column.key for column in COLUMNS]


class Kept:
    """Column state as the settings keep it."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {}

    def get(self, table: str) -> Mapping[str, Any] | None:
        return self.tables.get(table)

    def set(self, table: str, state: dict[str, Any]) -> None:
        self.tables[table] = state


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def table(qtbot: QtBot, kept: Kept) -> TableView:
    return make(qtbot, kept)


def make(qtbot: QtBot, kept: Kept, count: int = 40) -> TableView:
    view = TableView(
        RowsModel(COLUMNS, [family(n) for n in range(count)]), name="families", state=kept, label="Familias"
    )
    qtbot.addWidget(view)
    view.resize(1200, 800)
    view.show()
    qtbot.waitExposed(view)
    return view


def activated(view: TableView) -> list[Family]:
    heard: list[Family] = []
    view.activated_row.connect(heard.append)
    return heard


def test_enter_and_double_click_open_the_row(table: TableView, qtbot: QtBot) -> None:
    heard = activated(table)
    table.setFocus()
    table.go_to_row(2)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Enter)
    cell = table.visualRect(table.model().index(5, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert heard == [family(2), family(3), family(5)]


def test_the_current_row_is_told_once_per_row(table: TableView, qtbot: QtBot) -> None:
    heard: list[Family] = []
    table.current_row.connect(heard.append)
    table.go_to_row(5)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(table, key)
    assert heard == [family(5), family(6), family(7)]
    assert table.current() == family(7)


def test_copying_takes_headings_and_selected_rows_in_the_order_seen(table: TableView, qtbot: QtBot) -> None:
    table.setColumnHidden(KEYS.index("result"), True)
    table.horizontalHeader().moveSection(0, 1)
    table.go_to_row(1)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keySequence(table, "Ctrl+C")
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines == [
        "Jefe(a) de hogar\tFolio\tDocumento\tInt.\tVereda\tÚltima visita\tAlertas",
        "Artunduaga Claros, Héctor Fabio\t00001\t36292436\t2\tEl Cabuyal\t12/08/2026\tSin acuerdo",
        "Bermeo Polanía, Yolanda\t00002\t36300355\t3\tLa Laguna\t11/08/2026\t1 vencido",
        "",
    ]
    assert table.selected() == [family(1), family(2)]


def test_copying_thousands_of_rows_does_not_hold_up_the_window(qtbot: QtBot, kept: Kept) -> None:
    view = make(qtbot, kept, count=3000)
    QGuiApplication.clipboard().setText("antes")
    view.selectAll()
    view.copy_selection()
    assert QGuiApplication.clipboard().text() == "antes"
    assert runner().wait_idle(10_000)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 3001
    assert lines[3000].startswith("02999\t")


def _cut(table: TableView, row: int, key: str) -> str:
    delegate = table.itemDelegate()
    assert isinstance(delegate, CellDelegate)
    index = table.model().index(row, KEYS.index(key))
    return delegate.cut_text(table.visualRect(index), index)


def test_a_cut_cell_offers_its_full_text(table: TableView, monkeypatch: pytest.MonkeyPatch) -> None:
    full = family(3).head
    assert _cut(table, 3, "head") == ""
    table.resize(560, 400)
    assert _cut(table, 3, "head") == full
    delegate = table.itemDelegate()
    assert isinstance(delegate, CellDelegate)
    index = table.model().index(3, KEYS.index("head"))
    option = QStyleOptionViewItem()
    option.rect = table.visualRect(index)
    asked = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), table.mapToGlobal(QPoint(5, 5)))
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, _view: shown.append(text))  # no offscreen tooltips
    assert delegate.helpEvent(asked, table, option, index)
    assert shown == [full]
    assert not delegate.helpEvent(asked, table, option, table.model().index(3, KEYS.index("members")))


def test_order_width_and_visibility_stay_and_can_be_reset(qtbot: QtBot, kept: Kept, look: ThemeManager) -> None:
    first = make(qtbot, kept)
    first.horizontalHeader().moveSection(0, 3)
    first.setColumnWidth(KEYS.index("place"), 177)
    chooser = first.columns_menu().findChild(ColumnChooser)
    (item,) = chooser.list.findItems("Alertas", Qt.MatchFlag.MatchExactly)
    item.setCheckState(Qt.CheckState.Unchecked)
    look.set_scale(1.5)
    again = make(qtbot, kept)
    header = again.horizontalHeader()
    order = [KEYS[header.logicalIndex(place)] for place in range(len(KEYS))]
    assert order == ["head", "document", "members", "folio", "place", "visited", "result", "alert"]
    assert again.columnWidth(KEYS.index("place")) == round(177 * 1.5)
    assert again.isColumnHidden(KEYS.index("alert"))
    again.reset_columns()
    assert [header.logicalIndex(place) for place in range(len(KEYS))] == list(range(len(KEYS)))
    assert again.columnWidth(KEYS.index("place")) == round(110 * 1.5)
    assert not again.isColumnHidden(KEYS.index("alert"))
    assert kept.tables == {"families": {}}


def test_state_of_another_version_does_no_harm(qtbot: QtBot, kept: Kept) -> None:
    kept.tables["families"] = {"order": ["gone", "head"], "widths": {"gone": 9}, "hidden": ["gone"]}
    view = make(qtbot, kept)
    header = view.horizontalHeader()
    assert [KEYS[header.logicalIndex(place)] for place in range(3)] == ["head", "folio", "document"]
    assert not any(view.isColumnHidden(number) for number in range(len(KEYS)))


def test_the_stretching_column_takes_what_is_left_but_never_less_than_its_own(table: TableView) -> None:
    total = sum(table.columnWidth(number) for number in range(len(KEYS)))
    assert total == table.viewport().width()
    table.resize(500, 400)
    assert table.columnWidth(KEYS.index("head")) == 200
    table.resize(1200, 400)
    table.setColumnWidth(KEYS.index("place"), 300)
    assert sum(table.columnWidth(number) for number in range(len(KEYS))) == table.viewport().width()


def test_stretching_columns_share_what_is_left_by_their_parts(qtbot: QtBot) -> None:
    columns = (
        Column("folio", "Folio", 160),
        Column("head", "Familia", 200, stretch=3),
        Column("place", "Vereda", 100, stretch=1),
    )
    view = TableView(RowsModel(columns, [family(1)]), name="shared", state=Kept(), label="Familias")
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    left = view.viewport().width() - 460
    assert [view.columnWidth(number) for number in range(3)] == [160, 200 + left * 3 // 4, 100 + left - left * 3 // 4]
    view.resize(400, 400)
    assert [view.columnWidth(number) for number in range(3)] == [160, 200, 100]


@pytest.mark.check("C11")
def test_with_high_contrast_a_selected_row_is_written_in_the_colour_of_selections(
    table: TableView, look: ThemeManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(look), "high_contrast", property(lambda _self: True))
    quiet = next(number for number, column in enumerate(COLUMNS) if column.tone == "text2")
    asked: list[str] = []
    colour = look.color
    monkeypatch.setattr(look, "color", lambda role: asked.append(role) or colour(role))
    image = QImage(200, 26, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    CellDelegate()._paint_text(painter, QRect(0, 0, 200, 26), table.model().index(0, quiet), True)
    painter.end()
    assert asked == ["on_selection"]


def test_rows_are_lower_in_a_low_window(qtbot: QtBot, table: TableView, look: ThemeManager) -> None:
    assert table.rowHeight(0) == 26
    table.resize(1200, 689)
    assert table.rowHeight(0) == table.rowHeight(39) == 24
    assert table.horizontalHeader().height() == 28
    table.resize(1200, 800)
    assert table.rowHeight(0) == 26
    look.set_scale(1.5)
    assert table.rowHeight(0) == 36  # 800 px is low at this text size


def test_a_sortable_heading_asks_to_sort(table: TableView, qtbot: QtBot) -> None:
    asked: list[tuple[str, bool]] = []
    table.sort_asked.connect(lambda key, ascending: asked.append((key, ascending)))
    header = table.horizontalHeader()
    for key in ("head", "head", "folio", "place"):
        at = QPoint(header.sectionViewportPosition(KEYS.index(key)) + 20, 10)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked == [("head", True), ("head", False), ("folio", True)]


def test_an_empty_list_says_why(qtbot: QtBot, kept: Kept) -> None:
    view = make(qtbot, kept, count=0)
    why = EmptyState("filter-off", "Ninguna familia cumple los filtros.")
    view.set_placeholder(why)
    assert why.isVisible()
    model = view.model()
    assert isinstance(model, RowsModel)
    model.set_rows([family(1)])
    assert not why.isVisible()
    model.set_rows([])
    other = EmptyState("users", "Aún no hay familias.")
    view.set_placeholder(other)
    assert other.isVisible()
    assert not why.isVisible()


def _dots(view: TableView, rect: QRect) -> set[str]:
    image: QImage = view.viewport().grab(rect).toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.check("C07")
def test_the_row_with_the_focus_has_a_ring(table: TableView, qtbot: QtBot, look: ThemeManager) -> None:
    table.go_to_row(2)
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    row = table.visualRect(table.model().index(2, 0))
    edge = QRect(30, row.top(), 40, 2)
    assert look.color("focus").name() in _dots(table, edge)
    table.clearFocus()
    assert look.color("focus").name() not in _dots(table, edge)
    assert look.color("selection").name() in _dots(table, row)


def test_colours_follow_the_theme_without_a_new_model(table: TableView, look: ThemeManager) -> None:
    row = table.visualRect(table.model().index(0, 1)).adjusted(120, 2, -2, -3)
    assert look.color("surface").name() in _dots(table, row)
    look.set_mode("dark")
    assert look.color("surface").name() in _dots(table, row)


def test_scrolling_down_brings_every_page(qtbot: QtBot, kept: Kept, tasks: TaskRunner) -> None:
    model = PagedModel(COLUMNS, fetch, tasks=tasks)
    view = TableView(model, name="families", state=kept, label="Familias")
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    assert tasks.wait_idle(10_000)
    assert 0 < model.rowCount() < 4310
    before = model.rowCount()
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() - 20 * view.rowHeight(0))
    qtbot.waitUntil(lambda: model.loading or model.rowCount() > before)  # before the last row is reached
    assert tasks.wait_idle(10_000)
    assert model.rowCount() > before
    while not model.complete:
        view.scrollToBottom()
        assert tasks.wait_idle(10_000)
    assert model.rowCount() == 4310


def test_the_header_menu_and_the_keys_are_spanish(table: TableView) -> None:
    menu = table.columns_menu()
    chooser = menu.findChild(ColumnChooser)
    assert [chooser.list.item(at).text() for at in range(chooser.list.count())] == [one.title for one in COLUMNS]
    assert [action.text() for action in menu.actions() if action.text()] == ["Restablecer columnas"]


def test_a_short_list_is_sorted_by_its_headings_blanks_last(qtbot: QtBot, kept: Kept) -> None:
    @dataclass(frozen=True)
    class Line:
        name: str
        count: int
        on: date | None

    columns = [Column(key, key, sortable=True) for key in ("name", "count", "on")]
    lines = [
        Line("Ñáñez", 10, date(2026, 3, 1)),
        Line("Nova", 9, None),
        Line("", 100, date(2025, 12, 31)),
        Line("Zúñiga", 9, date(2026, 1, 2)),
    ]
    model = RowsModel(columns, lines)
    view = TableView(model, name="lines", state=kept)
    qtbot.addWidget(view)
    order = LocalOrder(view, model)
    view.go_to_row(3)
    view.sort_by("name", True)
    assert [row.name for row in model.rows()] == ["Nova", "Ñáñez", "Zúñiga", ""]
    assert view.current() is lines[3]
    view.sort_by("count", False)
    assert [row.count for row in model.rows()] == [100, 10, 9, 9]
    view.sort_by("on", False)
    assert [row.on for row in model.rows()] == [date(2026, 3, 1), date(2026, 1, 2), date(2025, 12, 31), None]
    assert order.arranged(lines[:2]) == [lines[0], lines[1]]


def test_the_cursor_picks_nothing_where_rows_have_boxes(qtbot: QtBot) -> None:
    view = TableView(RowsModel([pick_column(), *COLUMNS], [family(n) for n in range(40)]))
    qtbot.addWidget(view)
    view.resize(1200, 800)
    view.show()
    view.go_to_row(2)
    view.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert (view.currentIndex().row(), view.picking.now().count) == (3, 0)
    QTest.keyClick(view, Qt.Key.Key_Down, shift)
    QTest.keyClick(view, Qt.Key.Key_Down, shift)
    assert view.picking.now().ranges == ((3, 5),)
    QTest.keyClick(view, Qt.Key.Key_Up, shift)
    assert view.picking.now().ranges == ((3, 4),)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.picking.now().ranges == ((3, 4),)
    QTest.keyClick(view, Qt.Key.Key_Home)
    place = view.visualRect(view.model().index(1, 2)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert (view.currentIndex().row(), view.picking.now().ranges) == (1, ((3, 4),))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place)
    assert view.picking.now().ranges == ((1, 1), (3, 4))
