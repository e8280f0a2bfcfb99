from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.ui.kit.accessibility import english_words, plain, set_name, tab_order, unnamed_focusables
from gsi_desktop.ui.kit.page import Page
from tests.gui.kit.gallery import FormGallery, ListGallery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints


@pytest.fixture(params=[ListGallery, FormGallery])
def gallery(request: pytest.FixtureRequest, qtbot: QtBot) -> Page:
    page: Page = request.param()
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


@pytest.mark.check("C04")
def test_everything_in_the_kit_that_takes_the_focus_has_a_name(gallery: Page) -> None:
    assert [type(widget).__name__ for widget in unnamed_focusables(gallery)] == []
    assert len(tab_order(gallery)) > 8


@pytest.mark.check("C15")
def test_the_kit_speaks_spanish(gallery: Page) -> None:
    assert english_words(gallery) == set()


@pytest.fixture
def plain_window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    QHBoxLayout(window)
    window.show()
    return window


def add(window: QWidget, widget: QWidget) -> QWidget:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()
    return widget


def test_the_walker_finds_what_has_no_name(plain_window: QWidget) -> None:
    nameless, named = add(plain_window, QLineEdit()), add(plain_window, QLineEdit())
    set_name(named, "&Documento")
    add(plain_window, QPushButton("Guardar"))
    hidden = add(plain_window, QLineEdit())
    hidden.hide()
    assert unnamed_focusables(plain_window) == [nameless]
    assert named.accessibleName() == "Documento"


def test_a_class_name_is_no_name(plain_window: QWidget) -> None:
    box = add(plain_window, QLineEdit())
    set_name(box, "QLineEdit")
    assert unnamed_focusables(plain_window) == [box]


def test_the_tab_order_is_as_set(plain_window: QWidget) -> None:
    first, second, third = (add(plain_window, QLineEdit()) for _turn in range(3))
    QWidget.setTabOrder(first, third)
    assert tab_order(plain_window) == [first, third, second]
    third.setEnabled(False)
    assert tab_order(plain_window) == [first, second]


def test_english_is_found_wherever_people_read_it(plain_window: QWidget) -> None:
    add(plain_window, QPushButton("&Cancel"))
    add(plain_window, QLabel("<b>Loading</b> familias"))
    field = QLineEdit()
    field.setPlaceholderText("Search")
    field.setToolTip("Type a date")
    add(plain_window, field)
    assert english_words(plain_window) == {"cancel", "loading", "search", "date"}


def test_mnemonic_marks_are_removed() -> None:
    assert [plain(text) for text in ("&Guardar", "A && B", "Guarda&r")] == ["Guardar", "A & B", "Guardar"]
