from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.manual import help_page
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.shell.help_dialogs import AboutDialog
from gsi_desktop.ui.shell.help_window import HelpWindow
from gsi_desktop.ui.shell.pages import pages
from gsi_desktop.ui.shell.program import Program
from tests.gui.shell.support import delete_now, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[HelpWindow]:
    made = HelpWindow()
    qtbot.addWidget(made)
    made.show_help("familias#la-ficha")
    yield made
    made.close()


def listed(window: HelpWindow) -> list[str]:
    return [window.list.item(row).text() for row in range(window.list.count())]


@pytest.mark.check("C50")
def test_it_opens_at_the_heading_of_the_screen(window: HelpWindow, qtbot: QtBot) -> None:
    assert window.view.textCursor().block().text() == "La ficha"
    assert window.list.currentItem().text() == "Buscar y abrir una familia"
    qtbot.waitUntil(lambda: window.view.verticalScrollBar().value() > 0)


def test_what_is_typed_lists_the_sections_that_have_it(window: HelpWindow, qtbot: QtBot) -> None:
    window.search.setFocus()
    QTest.keyClicks(window.search, "corregir datos")
    qtbot.waitUntil(lambda: any("Corregir datos" in text for text in listed(window)))
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.view.textCursor().block().text() == "Corregir datos"


def test_nothing_found_is_said(window: HelpWindow, qtbot: QtBot) -> None:
    QTest.keyClicks(window.search, "zzzz")
    qtbot.waitUntil(lambda: window.found.text() == "Nada en la ayuda tiene esas palabras.")
    assert listed(window) == []


def test_links_lead_to_other_pages_and_back(window: HelpWindow) -> None:
    window.view.anchorClicked.emit(QUrl("visitas.md#la-fase-de-la-familia"))
    assert window.view.textCursor().block().text() == "La fase de la familia"
    window.back.click()
    page = help_page("familias")
    assert page is not None
    assert window.list.currentItem().text() == page.title
    assert not window.back.isEnabled()


def test_pictures_are_no_wider_than_the_page(window: HelpWindow, qtbot: QtBot) -> None:
    window.resize(700, 500)
    image = window.view.loadResource(2, QUrl("images/ficha.png"))
    assert not image.isNull()  # type: ignore[attr-defined]
    assert image.width() / image.devicePixelRatio() <= window.view.viewport().width()  # type: ignore[attr-defined]


def test_nothing_outside_the_manual_is_read(window: HelpWindow) -> None:
    assert window.view.loadResource(2, QUrl("../../pyproject.toml")) is None
    assert window.view.loadResource(3, QUrl("http://example.org/x.css")) is None


@pytest.mark.check("C04", "C15")
def test_it_speaks_spanish_and_names_its_parts(window: HelpWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    assert [type(one).__name__ for one in unnamed_focusables(window)] == []
    assert english_words(window) == set()


@pytest.mark.check("C33")
def test_f1_opens_the_help_of_the_page_in_front(program: Program) -> None:
    program.navigate("families")
    settle(program)
    program.window.commands.action("help").trigger()
    shown = program.help_window
    assert shown is not None
    assert shown.isVisible()
    assert shown.list.currentItem().text() == "Buscar y abrir una familia"


@pytest.mark.check("C33")
@pytest.mark.parametrize(
    ("area", "heading"),
    [
        ("keying", "Digitar lote"),
        ("batch_print", "Imprimir en lote"),
        ("visit_entry", "Digitar una visita hecha en papel"),
    ],
)
def test_the_help_of_a_page_told_within_another_is_its_section(window: HelpWindow, area: str, heading: str) -> None:
    window.show_help(next(page.help for page in pages() if page.area == area))
    assert window.view.textCursor().block().text() == heading


def test_the_manual_goes_when_the_screen_locks(program: Program) -> None:
    program.window.commands.action("help").trigger()
    shown = program.help_window
    assert shown is not None
    assert shown.isVisible()
    program.window.commands.action("lock").trigger()
    settle(program)
    assert not shown.isVisible()


def test_the_tips_come_again_when_they_are_asked_for(program: Program) -> None:
    assert program.settings.current.tips_seen
    program.window.commands.action("tips").trigger()
    assert program.settings.current.tips_seen == ()
    assert "Los consejos salen otra vez." in program.window.notices()[0].text


def test_what_the_program_is_is_told_from_the_menu(program: Program) -> None:
    program.window.commands.action("about").trigger()
    about = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, AboutDialog))
    assert about.isVisible()
    delete_now(about)
