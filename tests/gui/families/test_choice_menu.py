"""The menu of a long list of names, as when families are given to somebody: readable from the first look on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.ui.kit.choice_menu import ChoiceMenu

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LONG = "María Eugenia Artunduaga Papamija · San José de Isnos"
NAMES = [*(f"Ana Lucía Muñoz Losada · Municipio {number}" for number in range(20)), LONG]


@pytest.fixture
def menu(qtbot: QtBot) -> Iterator[ChoiceMenu]:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    menu = ChoiceMenu("Asignar cogestor", lambda: [(name, name) for name in NAMES], lambda _name: None, owner)
    menu.popup(QPoint(0, 0))
    qtbot.waitExposed(menu)
    yield menu
    menu.close()


def test_names_are_whole_and_rows_as_high_as_when_narrowed(menu: ChoiceMenu) -> None:
    text, names = menu.findChild(QLineEdit), menu.findChild(QListWidget)
    high = names.visualItemRect(names.item(0)).height()
    assert high >= names.fontMetrics().height()
    assert names.sizeHintForColumn(0) <= names.viewport().width()
    QTest.keyClicks(text, "maria isnos")
    assert [names.item(row).text() for row in range(names.count())] == [LONG]
    assert names.visualItemRect(names.item(0)).height() == high
