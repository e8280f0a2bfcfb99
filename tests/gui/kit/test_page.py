from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gsi_desktop.ui.kit import accessibility
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.theme import ThemeManager

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints


def nothing() -> None:
    return None


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    page = Page("Familias", "Busque, asigne y abra la ficha.")
    qtbot.addWidget(page)
    page.resize(900, 500)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What assistive technology is told, at the door of Qt."""
    said: list[str] = []

    def listen(event: Any) -> None:
        assert isinstance(event, QAccessibleAnnouncementEvent)
        said.append(event.message())

    monkeypatch.setattr(accessibility.QAccessible, "updateAccessibility", listen)
    return said


def test_actions_work_by_click_access_key_and_shortcut(page: Page, qtbot: QtBot) -> None:
    done: list[str] = []
    first = page.add_action(
        "&Inscribir familia", "user-plus", lambda: done.append("a"), primary=True, shortcut="Ctrl+N"
    )
    other = page.add_action("E&xportar", "file-export", lambda: done.append("b"))
    qtbot.waitUntil(other.isVisible)
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    QTest.keySequence(page, "Ctrl+N")
    QTest.keySequence(page, "Alt+I")
    qtbot.waitUntil(lambda: done == ["a", "a", "a"])
    QTest.keySequence(page, "Alt+X")
    qtbot.waitUntil(lambda: done == ["a", "a", "a", "b"])
    assert "Ctrl+N" in first.toolTip()
    assert other.toolTip() == ""


def test_the_primary_action_is_one_and_comes_first(page: Page, qtbot: QtBot) -> None:
    plain = page.add_action("Importar", None, nothing)
    page.add_overflow("Asignar cogestor", "users", nothing)
    main = page.add_action("Inscribir", None, nothing, primary=True)
    late = page.add_action("Exportar", None, nothing)
    qtbot.waitUntil(late.isVisible)
    left_to_right = sorted(page.findChildren(QPushButton), key=lambda button: button.mapTo(page, QPoint(0, 0)).x())
    assert left_to_right[:3] == [main, plain, late]
    assert left_to_right[3].accessibleName() == "Más acciones"
    with pytest.raises(ValueError, match="one primary"):
        page.add_action("Otra", None, nothing, primary=True)


def test_less_used_actions_are_in_the_menu(page: Page) -> None:
    done: list[str] = []
    page.add_overflow("Asignar cogestor", "users", lambda: done.append("a"))
    page.add_overflow("Imprimir", None, lambda: done.append("b"))
    menu = next(button.menu() for button in page.findChildren(QPushButton))
    for action in menu.actions():
        action.trigger()
    assert done == ["a", "b"]


def test_notices_stand_below_the_header_until_removed(page: Page, qtbot: QtBot) -> None:
    one = page.show_bar(InfoBar("warning", "La copia tiene 9 días."))
    two = page.show_bar(InfoBar("danger", "Sin conexión."))
    assert page.bars() == [one, two]
    qtbot.waitUntil(lambda: one.y() < two.y())
    page.remove_bar(one)
    assert page.bars() == [two]
    page.clear_bars()
    assert page.bars() == []


def test_the_header_tells_where_one_is(page: Page, look: ThemeManager) -> None:
    assert page.breadcrumb() == ["Familias"]
    page.set_title("Familia Muñoz", "Pitalito")
    assert page.breadcrumb() == ["Familia Muñoz"]
    assert page._purpose.isVisible()
    page.set_title("Familia Muñoz", "")
    assert not page._purpose.isVisible()
    page.page_args(family="x")
    page.page_shown()


def test_a_dense_page_has_a_header_of_one_line(qtbot: QtBot) -> None:
    tops = []
    for dense in (False, True):
        page = Page("Importar padrón", "hoja 1", dense=dense)
        qtbot.addWidget(page)
        bar = page.show_bar(InfoBar("info", "Hola."))
        page.add_action("Volver", None, nothing)
        page.body.addStretch(1)
        page.resize(800, 400)
        page.show()
        tops.append(bar.y())
    assert tops[1] < tops[0]
    assert tops[1] <= 8 + 32 + 8


@pytest.mark.check("C14")
def test_a_notice_is_spoken_when_shown_and_when_it_changes(page: Page, spoken: list[str]) -> None:
    bar = InfoBar("danger", "Sin conexión.", "4 cambios esperan.", actions=[("Reintentar", nothing)])
    assert spoken == []
    page.show_bar(bar)
    assert spoken == ["Sin conexión. 4 cambios esperan."]
    bar.set_message("danger", "Sin conexión.", "4 cambios esperan.")
    bar.set_message("success", "Volvió la conexión.")
    assert spoken[1:] == ["Volvió la conexión."]
    assert bar.severity == "success"


@pytest.mark.check("C14")
def test_a_notice_not_on_screen_is_not_spoken(qtbot: QtBot, spoken: list[str]) -> None:
    page = Page("Oculta")
    qtbot.addWidget(page)
    bar = page.show_bar(InfoBar("info", "Nadie me ve."))
    bar.set_message("info", "Sigo aquí.")
    assert spoken == []
    page.show()
    assert spoken == ["Sigo aquí."]


def test_its_buttons_and_links_act_and_its_cross_closes(page: Page, qtbot: QtBot) -> None:
    done: list[str] = []
    bar = InfoBar(
        "warning",
        "Hay <datos> por corregir.",
        actions=[("Reintentar", lambda: done.append("again")), ("Copiar", lambda: done.append("copy"))],
        links=[("Documento", lambda: done.append("document"))],
        closable=True,
    )
    page.show_bar(bar)
    again, copy, cross = bar.findChildren(QPushButton)
    for button in (again, copy):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    bar._words.linkActivated.emit("0")
    assert done == ["again", "copy", "document"]
    assert "&lt;datos&gt;" in bar._words.text()
    with qtbot.waitSignal(bar.closed):
        QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_a_lasting_state_has_no_cross_and_at_most_two_buttons(page: Page) -> None:
    bar = page.show_bar(InfoBar("info", "Solo lectura."))
    assert bar.findChildren(QPushButton) == []
    with pytest.raises(ValueError, match="two"):
        InfoBar("info", "x", actions=[("a", nothing), ("b", nothing), ("c", nothing)])


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.5, 1.75])
def test_a_long_notice_takes_the_lines_it_needs(page: Page, look: ThemeManager, qtbot: QtBot, scale: float) -> None:
    look.set_scale(scale)
    page.resize(620, 700)
    bar = page.show_bar(
        InfoBar("danger", "No se encontró el servidor pitalito-social.", "Revise el cable o el wifi. " * 6)
    )
    words = bar._words
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))
    assert bar.height() >= words.height()
