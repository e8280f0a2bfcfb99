"""An entry grid has the keys of a spreadsheet, takes blocks from one, and undoes everything; real keys."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.services.families.rules import document_number
from gsi_desktop.ui.kit.entry_grid import EntryGrid
from gsi_desktop.ui.kit.entry_kinds import Choice, ChoiceKind, DateKind, DocumentKind, EntryColumn, TextKind
from gsi_desktop.ui.kit.entry_model import EntryModel, Problem
from gsi_desktop.ui.kit.entry_moves import pasted_block

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

TODAY = date(2026, 11, 21)
KIN = [
    Choice("head", "Jefe(a)", ("J", "1")),
    Choice("child", "Hijo(a)", ("3", "Hija")),
    Choice("sibling", "Hermano(a)", ("6",)),
]
K = Qt.Key
CTRL, SHIFT, ALT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)


def columns() -> list[EntryColumn]:
    return [
        EntryColumn("surname", "Apellido", TextKind(20), required=True),
        EntryColumn("name", "Nombre", TextKind(20)),
        EntryColumn("document", "Número", DocumentKind(document_number), 120),
        EntryColumn("born", "Nacimiento", DateKind(partial=True, clock=lambda: TODAY)),
        EntryColumn("kin", "Parentesco", ChoiceKind(KIN)),
    ]


class Desk:
    """A grid between two inputs, and the keys of a person."""

    def __init__(self, qtbot: QtBot) -> None:
        self.model = EntryModel(columns())
        self.window = QWidget()
        self.before, self.after = QLineEdit(), QLineEdit()
        self.grid = EntryGrid(self.model, "Personas")
        column = QVBoxLayout(self.window)
        for part in (self.before, self.grid, self.after):
            column.addWidget(part)
        self.window.resize(900, 600)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.grid.setFocus()

    @property
    def target(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.target, key, modifiers)

    def type(self, text: str) -> None:
        """Type what people type: letters, ⇥ for Tab, ⏎ for Enter."""
        for letter in text:
            if letter in "⇥⏎":
                self.press(K.Key_Tab if letter == "⇥" else K.Key_Return)
            elif letter.isascii():
                QTest.keyClicks(self.target, letter)
            else:  # QTest knows no key for ñ and accents
                QApplication.sendEvent(self.target, QKeyEvent(QEvent.Type.KeyPress, 0, NONE, letter))

    def go(self, row: int, column: int) -> None:
        self.grid.go_to(row, column)

    def rows(self) -> list[list[str]]:
        return [list(row.cells) for row in self.model.rows()]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_tab_goes_right_and_enter_to_where_the_row_began(desk: Desk) -> None:
    desk.type("Muñoz⇥Rosalba⇥36284517⇥2/7/85⇥j⏎Cabrera⇥Leidy⇥⇥hoy⇥hi⏎")
    assert desk.rows() == [
        ["Muñoz", "Rosalba", "36.284.517", "02/07/1985", "Jefe(a)"],
        ["Cabrera", "Leidy", "", "21/11/2026", "Hijo(a)"],
    ]
    assert desk.grid.place == (2, 0)


def test_values_are_read_as_stored(desk: Desk) -> None:
    desk.type("Muñoz⇥Rosa⇥1.075.234.567⇥1985⇥3⏎")
    values = [desk.model.value(0, column.key) for column in desk.model.columns]
    assert values[2] == "1075234567"
    assert values[3][0] == date(1985, 1, 1)
    assert values[4] == "child"
    assert desk.model.text(0, "born") == "1985"


THREE = [["a", "b", "", "", ""], ["c", "d", "", "", ""], ["e", "f", "", "", ""]]


@pytest.mark.check("C18")
@pytest.mark.parametrize(
    ("start", "keys", "place", "cell"),
    [
        ((0, 0), [(K.Key_Return, NONE)], (1, 0), None),
        ((1, 0), [(K.Key_Return, SHIFT)], (0, 0), None),
        ((0, 0), [(K.Key_Tab, NONE)], (0, 1), None),
        ((0, 1), [(K.Key_Backtab, SHIFT)], (0, 0), None),
        ((0, 4), [(K.Key_Tab, NONE)], (1, 4), None),
        ((1, 0), [(K.Key_Backtab, SHIFT)], (0, 4), None),
        ((0, 0), [(K.Key_Tab, NONE), (K.Key_Tab, NONE), (K.Key_Return, NONE)], (1, 0), None),
        ((0, 0), [(K.Key_Down, CTRL)], (2, 0), None),
        ((2, 1), [(K.Key_Up, CTRL)], (0, 1), None),
        ((0, 0), [(K.Key_Right, CTRL)], (0, 1), None),
        ((0, 4), [(K.Key_Left, CTRL)], (0, 1), None),
        ((1, 3), [(K.Key_Home, NONE)], (1, 0), None),
        ((1, 0), [(K.Key_End, NONE)], (1, 1), None),
        ((2, 3), [(K.Key_Home, CTRL)], (0, 0), None),
        ((0, 0), [(K.Key_End, CTRL)], (2, 1), None),
        ((0, 0), [(K.Key_F2, NONE), (K.Key_X, NONE), (K.Key_Return, NONE)], (1, 0), (0, 0, "ax")),
        ((0, 0), [(K.Key_X, NONE), (K.Key_Return, NONE)], (1, 0), (0, 0, "x")),
        ((0, 0), [(K.Key_X, NONE), (K.Key_Escape, NONE)], (0, 0), (0, 0, "a")),
        ((0, 0), [(K.Key_X, NONE), (K.Key_Right, NONE)], (0, 1), (0, 0, "x")),
        ((0, 0), [(K.Key_F2, NONE), (K.Key_Left, NONE), (K.Key_X, NONE), (K.Key_Return, NONE)], (1, 0), (0, 0, "xa")),
        ((0, 0), [(K.Key_Delete, NONE)], (0, 0), (0, 0, "")),
        ((1, 0), [(K.Key_D, CTRL)], (1, 0), (1, 0, "a")),
        ((0, 0), [(K.Key_Down, SHIFT), (K.Key_Down, SHIFT), (K.Key_D, CTRL)], (2, 0), (2, 0, "a")),
        ((0, 3), [(K.Key_Semicolon, CTRL)], (0, 3), (0, 3, "21/11/2026")),
        ((0, 0), [(K.Key_Down, SHIFT), (K.Key_X, NONE), (K.Key_Return, CTRL)], (1, 0), (0, 0, "x")),
        ((0, 0), [(K.Key_Delete, CTRL)], (0, 0), (0, 0, "c")),
        ((0, 4), [(K.Key_Down, ALT), (K.Key_Down, NONE), (K.Key_Return, NONE)], (1, 4), (0, 4, "Jefe(a)")),
    ],
)
def test_keys_do_what_they_do_in_a_spreadsheet(
    desk: Desk,
    start: tuple[int, int],
    keys: list[tuple[Qt.Key, Qt.KeyboardModifier]],
    place: tuple[int, int],
    cell: tuple[int, int, str] | None,
) -> None:
    desk.model.load(THREE)
    desk.go(*start)
    for key, modifiers in keys:
        desk.press(key, modifiers)
    assert desk.grid.place == place
    if cell is not None:
        assert desk.model.text(cell[0], desk.model.columns[cell[1]].key) == cell[2]


def test_a_row_is_opened_from_the_menu(desk: Desk) -> None:
    desk.model.load(THREE)
    desk.go(1, 0)
    desk.grid.insert_row()
    assert [row[0] for row in desk.rows()] == ["a", "", "c", "e"]
    desk.press(K.Key_Z, CTRL)
    assert desk.rows() == THREE


def test_tab_never_traps(desk: Desk) -> None:
    desk.press(K.Key_Backtab, SHIFT)
    assert desk.before.hasFocus()
    desk.grid.setFocus()
    desk.type("⇥⇥⇥⇥⇥")
    assert desk.after.hasFocus()
    desk.grid.setFocus()
    desk.press(K.Key_Tab, CTRL)
    assert desk.after.hasFocus()


# --- blocks


@pytest.mark.check("C19")
def test_a_block_goes_in_whole_from_one_cell_and_comes_out_with_one_undo(desk: Desk) -> None:
    lines = [f"Perez{n}\tAna\t1.075.{n:03}.567\t{n % 28 + 1}/05/1990\tHijo" for n in range(30)]
    lines[3] = "Gil\tEva\tNN\t31/02/1990\tvecino"
    QGuiApplication.clipboard().setText("\r\n".join(lines) + "\r\n")
    desk.press(K.Key_V, CTRL)
    assert len(desk.rows()) == 30
    assert desk.rows()[0] == ["Perez0", "Ana", "1.075.000.567", "01/05/1990", "Hijo(a)"]
    assert desk.rows()[3] == ["Gil", "Eva", "NN", "31/02/1990", "vecino"]
    assert [(row, place) for row, place, _problem in desk.model.problems()] == [(3, 2), (3, 3), (3, 4)]
    assert "no es una fecha" in desk.model.problems()[1][2].text
    desk.press(K.Key_Z, CTRL)
    assert desk.rows() == []
    desk.press(K.Key_Y, CTRL)
    assert len(desk.rows()) == 30


def test_a_block_is_written_from_the_cell_on_and_what_does_not_fit_is_told(desk: Desk, qtbot: QtBot) -> None:
    desk.model.load(THREE)
    desk.go(1, 4)
    QGuiApplication.clipboard().setText("Hija\tsobra\nHijo\tsobra")
    with qtbot.waitSignal(desk.grid.told):
        desk.press(K.Key_V, CTRL)
    assert [row[4] for row in desk.rows()] == ["", "Hijo(a)", "Hijo(a)"]


def test_one_value_fills_what_is_selected(desk: Desk) -> None:
    desk.model.load(THREE)
    desk.press(K.Key_Down, SHIFT)
    QGuiApplication.clipboard().setText("Gómez\r\n")
    desk.press(K.Key_V, CTRL)
    assert [row[0] for row in desk.rows()] == ["Gómez", "Gómez", "e"]


def test_what_is_copied_goes_into_a_spreadsheet(desk: Desk) -> None:
    desk.type("Muñoz⇥Rosalba⇥36284517⇥2/7/85⇥j⏎")
    desk.go(0, 0)
    desk.press(K.Key_A, CTRL)
    desk.press(K.Key_C, CTRL)
    assert QGuiApplication.clipboard().text().splitlines()[0] == "Muñoz\tRosalba\t36284517\t02/07/1985\tJefe(a)"


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("", []),
        ("a", [["a"]]),
        ("a\r\n", [["a"]]),
        ("a\tb\n\nc\td\n", [["a", "b"], [""], ["c", "d"]]),
        ('"a\nb"\tc\r\n', [["a\nb", "c"]]),
        ("\t\n", [["", ""]]),
    ],
)
def test_what_a_clipboard_holds(text: str, block: list[list[str]]) -> None:
    assert pasted_block(text) == block


# --- undo


@pytest.mark.check("C21")
def test_fifty_steps_come_back_and_forth(desk: Desk) -> None:
    states = [desk.rows()]
    for number in range(55):
        desk.type(f"A{number}⏎")
        states.append(desk.rows())
    for state in reversed(states[5:-1]):
        desk.press(K.Key_Z, CTRL)
        assert desk.rows() == state
    for state in states[6:]:
        desk.press(K.Key_Y, CTRL)
        assert desk.rows() == state


def test_undo_goes_back_to_the_cell_it_undoes(desk: Desk) -> None:
    desk.type("uno⏎dos⏎")
    desk.go(4, 3)
    desk.press(K.Key_Z, CTRL)
    assert desk.grid.place == (1, 0)


# --- wrong and doubtful


@pytest.mark.check("C24")
def test_what_is_wrong_is_marked_on_leaving_and_kept_as_typed(desk: Desk) -> None:
    desk.go(0, 3)
    desk.type("31/02⏎")
    problem = desk.model.problem(0, 3)
    assert problem is not None
    assert problem.severity == "danger"
    assert problem.text == "«31/02» no es una fecha que exista. Escriba día, mes y año: 21/11/2026."
    assert desk.model.text(0, "born") == "31/02"
    assert problem.text in str(desk.model.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole))
    desk.go(0, 3)
    desk.type("28/02/1990⏎")
    assert desk.model.problem(0, 3) is None


@pytest.mark.check("C29")
@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("21112026", "21/11/2026"),
        ("21/11/26", "21/11/2026"),
        ("hoy", "21/11/2026"),
        ("05/1985", "05/1985"),
        ("1985", "1985"),
    ],
)
def test_dates_as_they_are_typed(desk: Desk, typed: str, shown: str) -> None:
    desk.go(0, 3)
    desk.type(f"{typed}⏎")
    assert (desk.model.text(0, "born"), desk.model.problem(0, 3)) == (shown, None)


def test_the_list_of_a_cell_shows_what_the_letters_mean(desk: Desk) -> None:
    desk.go(0, 4)
    desk.type("he")
    offers = desk.grid.offers
    assert offers.isVisible()
    assert offers.currentItem().text() == "Hermano(a)"
    desk.press(K.Key_Tab)
    assert not offers.isVisible()
    assert desk.model.text(0, "kin") == "Hermano(a)"


def test_a_click_in_the_list_takes_it(desk: Desk, qtbot: QtBot) -> None:
    desk.go(0, 4)
    desk.press(K.Key_F2)
    offers = desk.grid.offers
    spot = offers.visualItemRect(offers.item(1)).center()
    qtbot.mouseClick(offers.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert desk.model.text(0, "kin") == "Hijo(a)"
    assert desk.grid.hasFocus()


def test_typing_is_written_when_the_grid_is_left_by_mouse(desk: Desk, qtbot: QtBot) -> None:
    desk.type("Mu")
    qtbot.mouseClick(desk.after, Qt.MouseButton.LeftButton)
    assert desk.model.text(0, "surname") == "Mu"


def test_a_mark_that_comes_while_typing_takes_no_letter(desk: Desk) -> None:
    desk.type("Muñoz⇥Ros")
    mark = desk.model.rows()[0].mark
    desk.model.set_findings({(mark, "kin"): Problem("danger", "Falta el parentesco.")})
    desk.type("alba⇥")
    assert desk.rows()[0][:2] == ["Muñoz", "Rosalba"]
