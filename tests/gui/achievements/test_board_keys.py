"""The board by keyboard, as a cogestor fills it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from gsi_desktop.models.enums import AchievedHow, MarkState
from gsi_desktop.services.achievements import queries
from gsi_desktop.ui.achievements.layout import FAMILY, GroupRow
from gsi_desktop.ui.achievements.part import AchievementsPart
from tests.gui.achievements.support import (
    CTRL,
    Keys,
    at,
    board_of,
    cell_of,
    close,
    family,
    followed,
    mark,
    show,
    shown,
)
from tests.gui.families.support import Desk, type_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

A, P, G, B, D, N, S = (MarkState(letter) for letter in "APGBDNS")
K = Qt.Key


def go(part: AchievementsPart, number: int, person: object = None) -> None:
    assert part.desk.view.go_to_key((number, person))  # type: ignore[arg-type]  # a person's id or None


# --- C55


def wanted(number: int, place: int) -> MarkState:
    """Return what a plausible household says: mostly alike within a logro, some members apart."""
    if number in (9, 36):
        return P
    if (number, place) in {(12, 1), (15, 0), (20, 1)}:
        return P
    return P if number % 3 == 0 else A


@pytest.mark.check("C55")
def test_a_family_of_four_takes_no_more_than_one_key_and_a_fifth_a_cell(
    desk: Desk, record_property: pytest.RecordProperty
) -> None:
    made = family(desk.services)
    part = show(desk, made)
    view, state = part.desk.view, part.desk.state
    assert state is not None
    cells = state.markable()
    unknown = [key for key in cells if state.cell(key).state is S]
    places = {person: place for place, person in enumerate((None, *made.people))}
    target = {key: wanted(key[0], places[key[1]]) for key in unknown}
    assert 50 <= len(cells) <= 60

    keys = Keys()
    for _press in range(200):
        if state.answered() == len(cells):
            break
        key = at(part)
        assert key is not None
        row = [one for one in state.of_row(key[0]) if one in target]
        says = {target[one] for one in row}
        if view.spot[1] == FAMILY and state.cell(key).rolled_up:
            keys.row(says.pop().value) if len(says) == 1 else keys.press(K.Key_Down)
        elif len(row) > 1 and len(says) == 1:
            keys.row(says.pop().value)
        else:
            keys.press(target[key].value)
    desk.wait()

    stored = board_of(desk.services, made)
    assert {key: stored.cells[key].state for key in target} == target
    by_row = keys.count
    print(f"C55: {len(cells)} cells, {len(unknown)} to say, {by_row} keys: {by_row / len(unknown):.2f} a cell")
    record_property("keys_per_cell", round(by_row / len(unknown), 2))
    assert by_row / len(unknown) <= 1.2


@pytest.mark.check("C55")
def test_without_row_keys_it_is_one_key_a_cell(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    state = part.desk.state
    assert state is not None
    todo = len(state.markable()) - state.answered()
    keys = Keys()
    for number in range(todo):
        keys.press("AP"[number % 2])
    desk.wait()
    stored = board_of(desk.services, made)
    assert stored.answered() == len(stored.markable())
    assert keys.count == todo


@pytest.mark.check("C55")
def test_down_the_family_with_row_keys_every_logro_is_one_key(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    grid = part.desk.model.grid
    assert grid is not None
    go(part, 4)  # the documents said the first three
    keys = Keys()
    while (key := at(part)) is not None and not all(
        grid.state.cell(one).state is not S for one in grid.state.of_row(key[0])
    ):
        keys.row("A")
    desk.wait()
    stored = board_of(desk.services, made)
    assert stored.answered() == len(stored.markable())
    assert keys.count <= 45


# --- marking and moving


def test_a_letter_marks_and_goes_down_to_the_next_cell_that_says_nothing(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    assert at(part) == (7, None)  # the first logro of the family
    keys = Keys()
    keys.press("A")
    assert at(part) == (9, None)
    keys.press("P")
    assert at(part) == (24, None)
    desk.wait()
    assert cell_of(desk.services, made, 7).state is A
    assert cell_of(desk.services, made, 7).how is AchievedHow.VERIFICATION
    assert cell_of(desk.services, made, 9).state is P


def test_at_the_foot_of_a_column_the_next_member_begins(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    head = made.people[0]
    board = board_of(desk.services, made)
    mark(desk.services, made, {key: P for key in board.markable() if key[1] is None})
    part.reload()
    desk.wait()
    go(part, 22, head)
    Keys().press("A")
    assert at(part) == (4, made.people[1])


def test_where_everything_is_said_a_letter_goes_to_the_next_cell(desk: Desk) -> None:
    made = followed(desk.services)
    part = show(desk, made)
    go(part, 5, made.people[0])
    Keys().press("P")
    assert at(part) == (8, made.people[0])


def test_a_row_key_marks_every_member_it_applies_to_and_nobody_else(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 12)
    Keys().row("A")
    desk.wait()
    rosalba, wilson, juan, maria = made.people
    assert [cell_of(desk.services, made, 12, one).state for one in made.people] == [A, A, N, N]
    assert shown(part, 12) is A
    go(part, 15, juan)
    Keys().row("P")
    desk.wait()
    assert {cell_of(desk.services, made, 15, one).state for one in (rosalba, wilson, juan, maria)} == {P}


def test_a_row_key_leaves_alone_who_has_it_already(desk: Desk) -> None:
    made = followed(desk.services)
    rosalba, wilson = made.people[:2]
    mark(desk.services, made, {(12, rosalba): A})
    part = show(desk, made)
    go(part, 12, rosalba)
    keys = Keys()
    keys.row("A")
    keys.press("3", K.Key_Return)
    desk.wait()
    assert cell_of(desk.services, made, 12, rosalba).how is AchievedHow.VERIFICATION
    assert cell_of(desk.services, made, 12, wilson).how is AchievedHow.OWN_MEANS
    mark(desk.services, made, {(15, rosalba): A})
    desk.wait()
    go(part, 15)
    keys.row("G")
    keys.press(K.Key_Return)
    desk.wait()
    assert [cell_of(desk.services, made, 15, one).state for one in made.people] == [A, G, G, G]


def test_arrows_skip_what_does_not_apply(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    rosalba, wilson, juan, maria = made.people
    go(part, 12)
    keys = Keys()
    keys.press(K.Key_Right)
    assert at(part) == (12, rosalba)
    keys.press(K.Key_Right, K.Key_Right)
    assert at(part) == (12, wilson)  # neither child reads by the age of 15
    keys.press(K.Key_Left, K.Key_Left)
    assert at(part) == (12, None)
    go(part, 13, juan)
    keys.press(K.Key_Down)
    assert at(part) == (15, juan)
    keys.press(K.Key_Up)
    assert at(part) == (13, juan)
    go(part, 15)
    keys.press(K.Key_End)
    assert at(part) == (15, maria)
    keys.press(K.Key_Home)
    assert at(part) == (15, None)


def test_ctrl_and_an_arrow_go_to_the_next_dimension(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 5, made.people[0])
    keys = Keys()
    keys.press(K.Key_Down, modifier=CTRL)
    assert at(part) == (8, made.people[0])
    keys.press(K.Key_Down, modifier=CTRL)
    assert at(part) == (12, made.people[0])
    keys.press(K.Key_Up, modifier=CTRL)
    assert at(part) == (8, made.people[0])


def test_a_rolled_up_cell_says_that_it_is_computed_and_a_letter_marks_its_row(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 15)
    desk.until(lambda: "Se calcula de sus integrantes" in said_in(part))
    Keys().press("A")
    desk.wait()
    assert cell_of(desk.services, made, 15).state is A
    assert all(cell_of(desk.services, made, 15, person).state is A for person in made.people)


def test_letters_never_search(desk: Desk) -> None:
    part = show(desk, family(desk.services))
    before = at(part)
    part.desk.view.keyboardSearch("c")
    Keys().press("C", "X", "1", "Z")
    assert at(part) == before


def test_a_dimension_folds_with_a_blank_and_opens_again(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    rows = part.desk.model.rowCount()
    go(part, 7)
    keys = Keys()
    keys.press(K.Key_Space)
    assert part.desk.model.rowCount() == rows - 4
    row = part.desk.model.row(part.desk.view.spot[0])
    assert isinstance(row, GroupRow)
    assert row.folded
    keys.press(K.Key_Down, K.Key_Up)
    assert part.desk.view.spot[0] == part.desk.model.headings()[1]
    keys.press(K.Key_Return)
    assert part.desk.model.rowCount() == rows


# --- what is asked


def said_in(part: AchievementsPart) -> str:
    from tests.gui.families.support import said

    return said(part.desk.panel)


def test_after_the_linea_base_alcanzado_asks_how_with_the_keyboard_still_on_the_board(desk: Desk) -> None:
    made = followed(desk.services)
    part = show(desk, made)
    go(part, 24)
    keys = Keys()
    keys.press("A")
    assert QApplication.focusWidget() is part.desk.view
    assert "¿cómo se logró?" in said_in(part)
    assert shown(part, 24) is P
    keys.press("3", K.Key_Return)
    assert at(part) == (25, None)
    desk.wait()
    assert (cell_of(desk.services, made, 24).state, cell_of(desk.services, made, 24).how) == (
        A,
        AchievedHow.OWN_MEANS,
    )
    keys.press("A", K.Key_Return)  # the same how again
    desk.wait()
    assert cell_of(desk.services, made, 25).how is AchievedHow.OWN_MEANS


def test_an_offer_outside_the_catalogue_asks_who_gave_it_and_remembers_it(desk: Desk) -> None:
    made = followed(desk.services)
    part = show(desk, made)
    go(part, 24)
    keys = Keys()
    keys.press("A", "2", K.Key_Return)
    assert QApplication.focusWidget() is part.desk.panel.form.text.box
    assert part.desk.panel.form.text.error
    type_text("Fundación Huellas 311 222 3344")
    keys.press(K.Key_Return)
    assert QApplication.focusWidget() is part.desk.view
    desk.wait()
    line = desk.services.read(queries.history, made.family_id, 24, None)[0]
    assert (line.how, line.provider) == (AchievedHow.OUTSIDE_OFFER, "Fundación Huellas 311 222 3344")
    keys.press("A", K.Key_Return)
    desk.wait()
    assert desk.services.read(queries.history, made.family_id, 25, None)[0].provider.startswith("Fundación")


def test_escape_leaves_the_cell_as_it_was_and_what_was_typed_waits(desk: Desk) -> None:
    made = followed(desk.services)
    part = show(desk, made)
    go(part, 24)
    keys = Keys()
    keys.press("A", "2", K.Key_Return)
    type_text("Fundación")
    keys.press(K.Key_Escape)
    assert QApplication.focusWidget() is part.desk.view
    assert not part.desk.panel.asks()
    desk.wait()
    assert cell_of(desk.services, made, 24).state is P
    keys.press("A")
    assert part.desk.panel.form.text.box.text() == "Fundación"


def test_moving_on_leaves_the_question(desk: Desk) -> None:
    made = followed(desk.services)
    part = show(desk, made)
    go(part, 24)
    keys = Keys()
    keys.press("A", K.Key_Down)
    assert not part.desk.panel.asks()
    keys.press(K.Key_Return)
    desk.wait()
    assert cell_of(desk.services, made, 24).state is P


def test_required_evidence_is_offered_and_must_stay(desk: Desk) -> None:
    made = followed(desk.services)
    part = show(desk, made)
    maria = made.people[3]
    go(part, 18, maria)
    keys = Keys()
    keys.press("A")
    assert part.desk.panel.form.evidence.box.text() == "Carné de vacunas visto"
    part.desk.panel.form.evidence.box.clear()
    keys.press(K.Key_Return)
    assert part.desk.panel.form.evidence.error
    type_text("Carné 2026")
    keys.press(K.Key_Return)
    desk.wait()
    assert desk.services.read(queries.history, made.family_id, 18, maria)[0].evidence == "Carné 2026"


@pytest.mark.parametrize(("letter", "reason"), [("B", "Adulto mayor"), ("D", "Desinterés")])
def test_no_gestionable_asks_a_reason_and_enter_repeats_the_last(desk: Desk, letter: str, reason: str) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 7)
    keys = Keys()
    keys.press(letter, *("2",) if letter == "B" else (), K.Key_Return)
    keys.press(letter, K.Key_Return)
    desk.wait()
    for number in (7, 9):
        line = desk.services.read(queries.history, made.family_id, number, None)[0]
        assert (line.to_state.value, line.reason) == (letter, reason)


def test_another_reason_is_written(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 7)
    keys = Keys()
    keys.press("B", "3", K.Key_Return)
    type_text("Hogar en paro")
    keys.press(K.Key_Return)
    desk.wait()
    assert desk.services.read(queries.history, made.family_id, 7, None)[0].reason == "Hogar en paro"


def test_en_gestion_agrees_a_commitment(desk: Desk) -> None:
    made = followed(desk.services)
    part = show(desk, made)
    go(part, 8, made.people[1])
    keys = Keys()
    keys.press("G")
    assert QApplication.focusWidget() is part.desk.view
    keys.press(K.Key_Return)
    assert shown(part, 8, made.people[1]) is G
    desk.wait()
    cell = cell_of(desk.services, made, 8, made.people[1])
    assert cell.state is G
    assert (cell.actions[0].action, cell.actions[0].responsible) == (
        "Gestionar: capacidades para el trabajo",
        "Wilson Cabrera Peña",
    )
    go(part, 8, made.people[1])
    desk.until(lambda: "Gestionar: capacidades para el trabajo" in said_in(part))

    keys.press("Z", modifier=CTRL)
    desk.wait()
    assert cell_of(desk.services, made, 8, made.people[1]).state is P


def test_f2_forces_no_aplica_with_a_reason_and_a_letter_takes_it_back(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 24)
    keys = Keys()
    keys.press(K.Key_F2)
    assert part.desk.panel.holds(QApplication.focusWidget())
    keys.press(K.Key_Return)
    desk.wait()
    cell = cell_of(desk.services, made, 24)
    assert (cell.state, cell.forced) == (N, True)
    go(part, 24)
    keys.press("A")
    desk.wait()
    assert cell_of(desk.services, made, 24).state is A


# --- undo


@pytest.mark.check("C21")
def test_fifty_marks_are_undone_and_said_again(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    before = {key: cell.state for key, cell in board_of(desk.services, made).cells.items()}
    keys = Keys()
    state = part.desk.state
    assert state is not None
    steps = min(50, len(state.markable()) - state.answered())
    for number in range(steps):
        keys.press("AP"[number % 2])
    desk.wait()
    after = {key: cell.state for key, cell in board_of(desk.services, made).cells.items()}
    assert after != before
    for _step in range(steps):
        keys.press("Z", modifier=CTRL)
        desk.wait()
    assert {key: cell.state for key, cell in board_of(desk.services, made).cells.items()} == before
    assert not part.head_tools.undo_button.isEnabled()
    for _step in range(steps):
        keys.press("Y", modifier=CTRL)
        desk.wait()
    assert {key: cell.state for key, cell in board_of(desk.services, made).cells.items()} == after


@pytest.mark.check("C21")
def test_undo_takes_back_a_whole_row_and_puts_the_cursor_there(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 15)
    keys = Keys()
    keys.row("A")
    keys.press("Z", modifier=CTRL)
    desk.wait()
    assert {cell_of(desk.services, made, 15, one).state for one in made.people} == {S}
    key = at(part)
    assert key is not None
    assert key[0] == 15


@pytest.mark.check("C21")
def test_undo_waits_for_what_is_being_saved(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 7)
    keys = Keys()
    with desk.writing_held():
        keys.press("A", "P")
        keys.press("Z", "Z", modifier=CTRL)
    desk.wait()
    assert cell_of(desk.services, made, 7).state is S
    assert cell_of(desk.services, made, 9).state is S


# --- mouse


def test_a_click_chooses_and_a_letter_of_the_legend_marks(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    view, grid = part.desk.view, part.desk.model.grid
    assert grid is not None
    spot = grid.spot((5, made.people[1]))
    assert spot is not None
    QTest.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        view.visualRect(part.desk.model.index(*spot)).center(),
    )
    assert at(part) == (5, made.people[1])
    QTest.mouseClick(part.desk.legend.keys[A], Qt.MouseButton.LeftButton)
    desk.wait()
    assert cell_of(desk.services, made, 5, made.people[1]).state is A
    assert QApplication.focusWidget() is view


def test_the_menu_of_a_cell_marks_it_or_its_row(desk: Desk) -> None:
    made = family(desk.services)
    part = show(desk, made)
    go(part, 15, made.people[0])
    part.desk.view.menu_asked.emit(QPoint(300, 300))
    menu = next(one for one in part.desk.findChildren(QMenu) if one.isVisible())
    texts = [action.text() for action in menu.actions()]
    assert "Alcanzado\tA" in texts
    assert "Forzar No aplica…\tF2" in texts
    menu.actions()[1].trigger()
    menu.close()
    desk.wait()
    assert cell_of(desk.services, made, 15, made.people[0]).state is P


def test_a_click_on_a_heading_folds_it(desk: Desk) -> None:
    part = show(desk, family(desk.services))
    view = part.desk.view
    rows = part.desk.model.rowCount()
    heading = view.visualRect(part.desk.model.index(0, 0))
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, heading.topLeft() + QPoint(60, 8)
    )
    assert part.desk.model.rowCount() == rows - 5


def test_closing_makes_the_linea_base_the_first_reading(desk: Desk) -> None:
    made = family(desk.services)
    mark(desk.services, made, {(7, None): P})
    close(desk.services, made)
    part = show(desk, made)
    go(part, 7)
    Keys().press("A", K.Key_Return)
    desk.wait()
    cell = cell_of(desk.services, made, 7)
    assert (cell.initial, cell.state) == (P, A)
