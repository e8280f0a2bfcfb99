"""Charts: what they draw, what they say to who does not see them, and the way through them by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.ui.kit.accessibility import spoken_name
from gsi_desktop.ui.kit.charts import (
    Bar,
    BarChart,
    ChartWithTable,
    DimensionBars,
    Progress,
    ProportionBar,
    RowChart,
    Share,
)
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.formats import share
from gsi_desktop.ui.kit.theme import ThemeManager

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

STAGES = (
    Bar("a", "Asignadas", 200, "200", "100 %"),
    Bar("b", "Línea base", 100, "100", "50 %"),
    Bar("c", "Verificación final", 1, "1", "1 %"),
    Bar("d", "Egresadas", 0, "0"),
)
DIMENSIONS = (
    Progress(1, "Identificación", "id", base=0, kept=0, now=3, whole=5),
    Progress(6, "Habitabilidad", "home-heart", base=4, kept=3, now=5, whole=11),
    Progress(9, "Acceso a la justicia", "scale", base=0, kept=0, now=0, whole=0),
)


def on_screen(qtbot: QtBot, widget: QWidget, width: int = 420, height: int = 120) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def color_at(widget: QWidget, x: int, y: int) -> QColor:
    return widget.grab().toImage().pixelColor(x, y)


def bars() -> BarChart:
    chart = BarChart("Familias que llegaron a cada etapa")
    chart.show_bars(STAGES)
    return chart


def dimensions() -> DimensionBars:
    chart = DimensionBars("Avance por dimensión")
    chart.show_progress(DIMENSIONS)
    return chart


def test_parts_of_a_whole_stand_in_proportion_and_the_smallest_is_still_seen(qtbot: QtBot, look: ThemeManager) -> None:
    bar = ProportionBar(6)
    parts = (Share("Nunca", 1, "danger"), Share("Hace poco", 599, "chart_today"), Share("Hace mucho", 400, "chart_2"))
    bar.show_shares(parts)
    on_screen(qtbot, bar, 400, 6)
    drawn = bar.parts(400)
    assert [role for _left, _wide, role in drawn] == ["danger", "chart_today", "chart_2"]
    assert drawn[0][1] >= 2
    assert drawn[2][0] == pytest.approx(240, abs=1)
    assert spoken_name(bar) == "Nunca: 1, Hace poco: 599, Hace mucho: 400"
    assert color_at(bar, 100, 3) == look.color("chart_today")
    assert color_at(bar, 390, 3) == look.color("chart_2")

    bar.show_shares(parts[:1], 10, "una de diez")
    assert color_at(bar, 200, 3) == look.color("sunken")
    assert spoken_name(bar) == "una de diez"


@pytest.mark.parametrize("make", [bars, dimensions])
def test_rows_are_links_for_keyboard_and_mouse(qtbot: QtBot, make: type[RowChart]) -> None:
    chart = make()  # type: ignore[call-arg]  # a function that returns one
    on_screen(qtbot, chart)
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    keys = list(chart.keys())
    opened: list[object] = []
    chart.activated.connect(opened.append)
    QTest.keyClick(chart, Qt.Key.Key_Down)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    QTest.keyClick(chart, Qt.Key.Key_End)
    QTest.keyClick(chart, Qt.Key.Key_Down)
    QTest.keyClick(chart, Qt.Key.Key_Space)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.row_rect(1).center())
    assert opened == [keys[1], keys[-1], keys[1]]
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(5, chart.row_rect(len(keys)).bottom()))
    assert len(opened) == 3


@pytest.mark.check("C04")
def test_a_chart_tells_its_figures_in_words(qtbot: QtBot) -> None:
    chart = dimensions()
    on_screen(qtbot, chart)
    assert spoken_name(chart) == "Avance por dimensión. Identificación: de 0 a 3, de 5"
    chart.go_to(2)
    assert spoken_name(chart) == "Avance por dimensión. Acceso a la justicia: no aplica"
    assert "Habitabilidad: de 4 a 5, de 11" in chart.accessibleDescription()
    assert bars().spoken(1) == "Línea base: 100, 50 %"
    assert bars().spoken(3) == "Egresadas: 0"


def test_each_logro_is_one_block_kept_reached_since_or_still_to_reach() -> None:
    chart = dimensions()
    assert chart.blocks(0) == (0, 3, 2)
    assert chart.blocks(1) == (3, 2, 6)
    assert chart.blocks(2) == (0, 0, 0)


@pytest.mark.check("C49")
def test_the_colours_follow_the_theme(qtbot: QtBot, look: ThemeManager) -> None:
    chart = bars()
    on_screen(qtbot, chart)
    row = chart.row_rect(0)
    found = {}
    for mode in ("light", "dark"):
        look.set_mode(mode)  # type: ignore[arg-type]  # one of its modes
        image = chart.grab().toImage()
        line = {image.pixelColor(x, row.center().y()).name() for x in range(image.width())}
        assert look.color("chart_today").name() in line
        found[mode] = line
    assert found["light"].isdisjoint({look.color("chart_today").name()})


@pytest.mark.check("C10")
@pytest.mark.parametrize("scale", [1.0, 1.75])
def test_no_row_is_cut_at_any_text_size(qtbot: QtBot, look: ThemeManager, scale: float) -> None:
    look.set_scale(scale)
    chart = dimensions()
    on_screen(qtbot, chart, 500, chart.minimumSizeHint().height())
    assert chart.rect().contains(chart.row_rect(len(DIMENSIONS) - 1))


def test_the_table_behind_a_chart_has_the_same_figures_and_links(qtbot: QtBot) -> None:
    columns = (Column("label", "Etapa", 120, stretch=True), Column("figure", "Familias", 80))
    both = ChartWithTable(bars(), columns, "Etapas", "Ver tabla")
    both.model.set_rows(STAGES)
    holder = QWidget()
    both.setParent(holder)
    both.link.setParent(holder)
    both.setGeometry(0, 30, 400, 150)
    on_screen(qtbot, holder, 400, 200)
    opened: list[object] = []
    both.activated.connect(opened.append)
    assert spoken_name(both.link) == "Ver tabla: Etapas"
    both.link.click()
    assert both.currentWidget() is both.table
    assert both.link.text() == "Ver gráfica"
    assert [both.model.index(row, 1).data() for row in range(4)] == ["200", "100", "1", "0"]
    both.table.setFocus()
    both.table.go_to_row(2)
    QTest.keyClick(both.table, Qt.Key.Key_Return)
    both.link.click()
    assert both.currentWidget() is both.chart
    assert opened == ["c"]


@pytest.mark.parametrize(
    ("part", "whole", "decimals", "text"),
    [
        (9, 138, 1, "6,5 %"),
        (48, 138, 1, "34,8 %"),
        (138, 138, 1, "100,0 %"),
        (0, 138, 0, "0 %"),
        (9996, 10000, 0, "99 %"),
        (1, 57191, 1, "0,1 %"),
        (3, 0, 1, ""),
    ],
)
def test_a_share_never_claims_all_or_nothing(part: int, whole: int, decimals: int, text: str) -> None:
    assert share(part, whole, decimals) == text
