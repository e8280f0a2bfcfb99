"""The board seen: what it says to the eye, to assistive technology and in any size of text."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.achievements.data import Cell
from gsi_desktop.ui.achievements.layout import FAMILY, LOGRO, MEMBERS, GroupRow, LogroRow
from gsi_desktop.ui.achievements.model import CELL_ROLE, BoardModel
from gsi_desktop.ui.achievements.part import AchievementsPart
from gsi_desktop.ui.achievements.state import BoardState
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.kit.states import LOOKS, paint_state, state_size
from gsi_desktop.ui.kit.theme import ThemeManager, theme
from tests.gui.achievements.support import (
    FOUR,
    Keys,
    board_of,
    child,
    family,
    followed,
    mark,
    part_of,
    show,
)
from tests.gui.families.support import WINDOW, Desk, said
from tests.support.factories import add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

A, P, N, S = (MarkState(letter) for letter in "APNS")
_Role = Qt.ItemDataRole


def text_at(part: AchievementsPart, number: int, person: object = None, role: int = _Role.DisplayRole) -> object:
    grid = part.desk.model.grid
    assert grid is not None
    spot = grid.spot((number, person))  # type: ignore[arg-type]  # a person's id or None
    assert spot is not None
    return part.desk.model.index(*spot).data(role)


def rows(part: AchievementsPart) -> list[int]:
    model = part.desk.model
    found = (model.row(at) for at in range(model.rowCount()))
    return [row.achievement.number for row in found if isinstance(row, LogroRow)]


def test_the_model_keeps_the_rules_of_qt(desk: Desk) -> None:
    made = family(desk.services)
    model = BoardModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_board(BoardState(board_of(desk.services, made)))
    assert model.rowCount() == 9 + 45
    assert model.columnCount() == MEMBERS + 4
    mark(desk.services, made, {(7, None): A})
    model.renew(board_of(desk.services, made))
    model.cells_changed([(7, None), (12, made.people[0])])
    del tester


def test_every_logro_stands_below_its_dimension(desk: Desk) -> None:
    made = followed(desk.services)
    mark(desk.services, made, {(7, None): A})
    part = show(desk, made)
    model = part.desk.model
    assert rows(part) == list(range(1, 46))
    heading = model.row(6)
    assert isinstance(heading, GroupRow)
    assert heading.dimension.name == "Ingresos y trabajo"
    assert model.index(6, 0).data(_Role.AccessibleTextRole) == "Ingresos y trabajo, desplegada, 0 → 1 de 3, 1 no aplica"
    assert model.headerData(MEMBERS, Qt.Orientation.Horizontal) == "Rosalba\nJefa, 41"
    assert model.headerData(FAMILY, Qt.Orientation.Horizontal) == "Familia\nbase · hoy"


def test_a_cell_is_spoken_whole(desk: Desk) -> None:
    made = followed(desk.services)
    mark(desk.services, made, {(8, made.people[1]): A})
    part = show(desk, made)
    spoken = text_at(part, 8, made.people[1], _Role.AccessibleTextRole)
    assert spoken == (
        "Logro 8, Wilson, hoy alcanzado, línea base por alcanzar, aplica: de 15 a 65 años (44 años al 21/11/2026)"
    )
    family_cell = text_at(part, 8, None, _Role.AccessibleTextRole)
    assert str(family_cell).startswith("Logro 8, Familia, hoy por alcanzar, línea base por alcanzar, 1 de 2")
    assert "no aplica: de 15 a 65 años (11 años al" in str(text_at(part, 8, made.people[2], _Role.AccessibleTextRole))


def test_the_panel_tells_why_what_decides_it_and_what_happened(desk: Desk) -> None:
    made = followed(desk.services)
    part = show(desk, made)
    assert part.desk.view.go_to_key((8, made.people[1]))
    desk.until(lambda: "Historia de este logro" in said(part.desk.panel))
    panel = said(part.desk.panel)
    for words in (
        "Logro 8 · Ingresos y trabajo · Wilson, 44",
        "Los integrantes en edad de trabajar",
        "Aplica: de 15 a 65 años (44 años al 21/11/2026)",
        "¿Tomó un curso o certificó sus competencias",
        "Soporte obligatorio",
        "Certificado del curso",
        "14/03/2026",
    ):
        assert words in panel


@pytest.mark.check("C04", "C15")
def test_everything_is_named_in_spanish(desk: Desk) -> None:
    made = followed(desk.services)
    page = desk.show(DossierPage, family_id=made.family_id, tab="achievements")
    part = part_of(page)
    keys = Keys()
    for letter in (None, "A", "G", "B"):
        assert part.desk.view.go_to_key((24, None))
        if letter:
            keys.press(letter)
        QTest.qWait(1)
        assert unnamed_focusables(page) == []
        assert english_words(page) - {made.folio.split("-")[1].lower()} == set()


@pytest.mark.check("C09")
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("initial", [False, True])
def test_states_are_told_apart_without_colour(look: ThemeManager, mode: str, initial: bool) -> None:
    look.set_mode(mode)  # type: ignore[arg-type]  # the parametrised names are modes
    pictures = {}
    for state in LOOKS:
        size: QSize = state_size(initial=initial)
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(look.color("surface"))
        painter = QPainter(image)
        paint_state(painter, QRect(QPoint(0, 0), size), state, initial=initial)
        painter.end()
        pictures[state] = image.convertToFormat(QImage.Format.Format_Mono)  # ink or ground, nothing else
    for one, other in combinations(pictures, 2):
        left, right = pictures[one], pictures[other]
        apart = sum(
            left.pixelIndex(x, y) != right.pixelIndex(x, y) for x in range(left.width()) for y in range(left.height())
        )
        assert apart >= 8, (one, other)


@pytest.mark.check("C10")
@pytest.mark.parametrize("scale", [0.9, 1.0, 1.25, 1.5, 1.75])
def test_in_every_text_size_the_board_stays_whole(desk: Desk, look: ThemeManager, scale: float) -> None:
    look.set_scale(scale)
    made = followed(desk.services)
    part = show(desk, made)
    view, px = part.desk.view, theme().px
    assert part.width() <= WINDOW[0]
    assert view.columnWidth(FAMILY) >= 2 * state_size().width()
    both = state_size().width() + state_size(initial=True).width() + px(3)
    assert view.columnWidth(MEMBERS) >= both
    assert view.rowHeight(1) > state_size().height()
    assert view.columnWidth(LOGRO) >= px(120)
    visible = view.viewport().width() - sum(view.columnWidth(column) for column in range(MEMBERS))
    assert visible >= view.columnWidth(MEMBERS)
    assert view.go_to_key((24, None))
    Keys().press("A")
    panel = part.desk.panel
    desk.until(lambda: panel.confirm_button.isVisible() and panel.confirm_button.y() > 0)
    for button in (panel.confirm_button, panel.leave_button):
        assert panel.rect().contains(QRect(button.mapTo(panel, QPoint(0, 0)), button.size()))
        assert button.width() >= button.minimumSizeHint().width()
    for label in part.head_tools.findChildren(QLabel):
        assert label.height() >= label.minimumSizeHint().height()


def test_with_many_members_the_first_columns_stay(desk: Desk) -> None:
    made = family(desk.services, *FOUR, *(child(day) for day in range(1, 6)))
    part = show(desk, made)
    view = part.desk.view
    last = made.people[-1]
    assert view.horizontalScrollBar().maximum() > 0
    assert view.frozen.isVisible()
    assert view.go_to_key((15, made.people[0]))
    key = part.desk.state.of_row(15)[-1] if part.desk.state else None
    Keys().press(Qt.Key.Key_End)
    assert view.current_key() == key
    assert last in made.people
    assert view.frozen.width() == sum(view.columnWidth(column) for column in range(MEMBERS))
    cell = view.visualRect(view.currentIndex())
    assert cell.left() >= view.frozen.width()
    assert cell.right() <= view.viewport().width()
    Keys().press(Qt.Key.Key_PageDown)
    assert view.frozen.verticalScrollBar().value() == view.verticalScrollBar().value()
    row = part.desk.model.index(view.spot[0], LOGRO)
    QTest.mouseClick(view.frozen.viewport(), Qt.MouseButton.LeftButton, pos=view.frozen.visualRect(row).center())
    assert view.current_key() == (view.grid.rows[row.row()].achievement.number, None)  # type: ignore[union-attr]


def test_few_members_need_no_scrolling(desk: Desk) -> None:
    part = show(desk, family(desk.services))
    assert part.desk.view.horizontalScrollBar().maximum() == 0
    assert not part.desk.view.frozen.isVisible()


def test_chips_choose_what_is_seen(desk: Desk) -> None:
    made = followed(desk.services)
    mark(desk.services, made, {(7, None): A})
    part = show(desk, made)
    chips = part.tab_tools.chips
    chips["pending_only"].click()
    assert 7 not in rows(part)
    assert 26 not in rows(part)
    chips["pending_only"].click()
    chips["applicable_only"].click()
    assert 7 in rows(part)
    assert 26 not in rows(part)  # nobody is younger than six months
    chips["both"].click()
    assert part.desk.model.headerData(FAMILY, Qt.Orientation.Horizontal) == "Familia\nhoy"
    assert "línea base" not in str(text_at(part, 7, None, _Role.AccessibleTextRole))


def test_the_tab_stands_in_the_dossier_and_takes_its_room(desk: Desk) -> None:
    made = followed(desk.services)
    page = desk.show(DossierPage, family_id=made.family_id)
    assert not page.roomy
    asked: list[bool] = []
    page.room_changed.connect(lambda: asked.append(page.roomy))
    QTest.keyClick(page, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    desk.wait()
    part = part_of(page)
    assert asked == [True]
    assert QApplication.focusWidget() is part.desk.view
    assert "Ubicación" not in said(page.card)
    assert "El Cabuyal, Pitalito" in said(page.card)
    assert part.head_tools.isVisible()
    assert part.desk.view.viewport().height() >= 18 * 25 - 60
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert asked == [True, False]
    assert "Ubicación" in said(page.card)
    assert not part.head_tools.isVisible()
    assert not part.tab_tools.isVisible()


def test_a_link_leads_to_a_dimension_or_a_cell(desk: Desk) -> None:
    made = followed(desk.services)
    page = desk.show(DossierPage, family_id=made.family_id, tab="achievements", dimension=4)
    part = part_of(page)
    desk.until(lambda: part.desk.view.current_key() == (15, None))
    page.page_args(family_id=made.family_id, tab="achievements", achievement=8, person_id=made.people[1])
    desk.wait()
    assert part.desk.view.current_key() == (8, made.people[1])


def test_another_family_takes_the_place_of_the_first(desk: Desk) -> None:
    made, bare = followed(desk.services), add_family(desk.services, child(3))
    page = desk.show(DossierPage, family_id=made.family_id, tab="achievements")
    page.page_args(family_id=bare.family_id, tab="achievements")
    desk.wait()
    part = part_of(page)
    assert "Aún no hay línea base" in said(part)
    assert any(one.text() == "Hacer línea base" for one in part.findChildren(QPushButton) if one.isVisible())
    assert page.tabs.tabText(2) == "Logros"


def test_the_cursor_is_seen_and_the_row_told(desk: Desk, look: ThemeManager) -> None:
    part = show(desk, followed(desk.services))
    view = part.desk.view
    assert view.go_to_key((24, None))
    rect = view.visualRect(view.currentIndex())
    image = view.viewport().grab().toImage()
    assert image.pixelColor(rect.left() + 1, rect.center().y()) == look.color("focus")
    beside = view.visualRect(part.desk.model.index(view.spot[0], LOGRO))
    assert image.pixelColor(beside.right() - 3, beside.top() + 3) == QColor(look.color("selection"))
    assert isinstance(view.currentIndex().data(CELL_ROLE), Cell)
