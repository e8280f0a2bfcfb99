"""Chips that are on or off, parts of which one is chosen, and the chip of a state."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.models.enums import MarkState
from gsi_desktop.ui.kit.accessibility import spoken_name, unnamed_focusables
from gsi_desktop.ui.kit.states import LOOKS, StateChip, state_name, state_size
from gsi_desktop.ui.kit.theme import ThemeManager
from gsi_desktop.ui.kit.toggles import SegmentedControl, ToggleChip

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: grabbing


def put(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    window = QWidget()
    row = QHBoxLayout(window)
    for widget in widgets:
        row.addWidget(widget)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_a_chip_is_switched_by_click_blank_and_enter(qtbot: QtBot) -> None:
    chip = ToggleChip("Solo pendientes", "filter")
    window = put(qtbot, chip)
    told: list[bool] = []
    chip.toggled.connect(told.append)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Space)
    QTest.keyClick(chip, Qt.Key.Key_Return)
    assert told == [True, False, True]
    assert spoken_name(chip) == "Solo pendientes"
    assert unnamed_focusables(window) == []


def test_a_chip_looks_different_when_on_and_fits_its_words(qtbot: QtBot, look: ThemeManager) -> None:
    chip = ToggleChip("Ocultar no aplica")
    window = put(qtbot, chip)
    off = chip.grab().toImage()
    chip.setChecked(True)
    assert chip.grab().toImage() != off
    narrow = chip.sizeHint().width()
    look.set_scale(1.75)
    assert chip.sizeHint().width() > 1.5 * narrow
    assert window.isVisible()


def test_one_part_of_a_control_is_chosen(qtbot: QtBot) -> None:
    control = SegmentedControl([("a", "Logros"), ("b", "Condiciones e IPM")], "Vista")
    window = put(qtbot, control)
    told: list[object] = []
    control.chosen.connect(told.append)
    assert control.value is None
    control.choose("a")
    assert (control.value, told) == ("a", [])
    QTest.mouseClick(control.segment("b"), Qt.MouseButton.LeftButton)
    assert (control.value, told) == ("b", ["b"])
    control.segment("b").setFocus()
    QTest.keyClick(control.segment("b"), Qt.Key.Key_Left)
    assert control.value == "a"
    assert unnamed_focusables(window) == []


def test_the_arrows_tell_the_new_choice(qtbot: QtBot) -> None:
    control = SegmentedControl([("a", "Uno"), ("b", "Dos")], "Vista")
    window = put(qtbot, control)
    control.choose("a")
    told: list[object] = []
    control.chosen.connect(told.append)
    control.segment("a").setFocus()
    QTest.keyClick(control.segment("a"), Qt.Key.Key_Right)
    assert told == ["b"]
    assert window.isVisible()


@pytest.mark.parametrize("state", list(MarkState))
def test_the_chip_of_a_state_says_its_name(qtbot: QtBot, state: MarkState) -> None:
    chip = StateChip(state)
    window = put(qtbot, chip)
    assert spoken_name(chip) == state_name(state, full=True)
    assert chip.sizeHint() == state_size()
    chip.set_state(MarkState.ACHIEVED)
    assert chip.state is MarkState.ACHIEVED
    assert window.isVisible()


def test_every_state_has_a_look_of_its_own() -> None:
    assert set(LOOKS) == set(MarkState)
    assert len({look.icon for look in LOOKS.values()}) == len(LOOKS)
