"""Buttons by keyboard: nothing typed after an access key goes astray."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.ui.kit.buttons import Button

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: no window manager


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    return made


@pytest.mark.check("C22")
def test_what_is_typed_right_after_an_access_key_goes_where_it_leads(desk: QWidget, qtbot: QtBot) -> None:
    here, there = QLineEdit(), QLineEdit()
    go = Button("&Objetivo", None, there.setFocus)
    for widget in (here, there, go):
        desk.layout().addWidget(widget)  # type: ignore[union-attr] # made above
    with qtbot.waitExposed(desk):
        desk.show()
    desk.activateWindow()
    here.setFocus()
    qtbot.waitUntil(here.hasFocus)
    QTest.keyClick(here, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    for letter in "Que":
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, letter)
    assert (here.text(), there.text()) == ("", "Que")


def test_an_access_key_two_buttons_share_presses_neither(desk: QWidget, qtbot: QtBot) -> None:
    pressed: list[str] = []
    for name in ("&Guardar", "&Guardar otra"):
        desk.layout().addWidget(Button(name, None, lambda name=name: pressed.append(name)))  # type: ignore[union-attr, misc]
    with qtbot.waitExposed(desk):
        desk.show()
    desk.activateWindow()
    qtbot.waitUntil(desk.isActiveWindow)
    QTest.keyClick(desk, Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier)
    assert pressed == []
