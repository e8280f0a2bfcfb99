"""The dialog about what two people wrote: whole texts can be read and chosen in the smallest window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.ui.kit.conflict import ConflictDialog, Difference

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising

ALIKE = "Llevar a los niños con el carné al puesto de salud de la vereda y preguntar por las vacunas que faltan. "


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1366, 689)
    qtbot.addWidget(made)
    made.show()
    return made


def asked(page: QWidget, *differences: Difference) -> ConflictDialog:
    dialog = ConflictDialog(page)
    dialog.ask("Muñoz Ordóñez, Rosalba", {str(number): one for number, one in enumerate(differences)})
    return dialog


def test_long_texts_take_more_lines_and_no_more_width(page: QWidget) -> None:
    long = Difference("Compromiso", "Pedir cita", ALIKE * 3, ALIKE * 2)
    dialog = asked(page, long, Difference("Teléfono", "", "310 228 4471", "310 228 4472"))
    assert dialog.width() == 1000
    short, tall = dialog.choice("1", mine=True), dialog.choice("0", mine=True)
    assert tall.height() > 4 * short.height()

    QTest.mouseClick(tall, Qt.MouseButton.LeftButton, pos=QPoint(tall.width() - 6, tall.height() - 6))
    assert tall.isChecked(), "the whole frame can be clicked"


def test_with_many_fields_the_rows_scroll_and_the_buttons_stay(page: QWidget) -> None:
    dialog = asked(page, *(Difference(f"Campo {n}", "", ALIKE, ALIKE.upper()) for n in range(14)))
    assert dialog.height() <= 689
    assert dialog.rect().contains(dialog.save_button.geometry())
    scroll = dialog.findChild(QScrollArea)
    assert scroll.verticalScrollBar().maximum() > 0
    before, last = dialog.choice("12", mine=False), dialog.choice("13", mine=True)
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is last
    assert scroll.viewport().rect().contains(last.mapTo(scroll.viewport(), last.rect().bottomLeft()))


def test_of_very_long_texts_it_shows_where_they_part(page: QWidget) -> None:
    dialog = asked(page, Difference("Notas", "", ALIKE * 9 + "Volver el martes.", ALIKE * 9 + "Volver el jueves."))
    words: list[str] = [one.text() for one in dialog.findChildren(QRadioButton)]
    assert [word[-17:] for word in words] == ["Volver el martes.", "Volver el jueves."]
    assert all(word.startswith("…") and len(word) < 200 for word in words)
