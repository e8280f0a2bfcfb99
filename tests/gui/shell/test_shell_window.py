"""The frame at work: going about by keyboard, what it remembers, what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.core.settings import SettingsStore, WindowPlace
from gsi_desktop.ui.kit.accessibility import english_words, tab_order, unnamed_focusables
from gsi_desktop.ui.kit.clipboard import put_on_clipboard
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.help_dialogs import AboutDialog, ShortcutsDialog
from gsi_desktop.ui.shell.navigation import COLLAPSED, WIDTH
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.placement import placed
from gsi_desktop.ui.shell.program import Program
from tests.gui.shell.sample_pages import BrokenPage, DetailPage, ListPage
from tests.gui.shell.support import Start, button, delete_now, focused_name, press, said
from tests.support.quiet import ExpectLog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising, grabbing

# --- going about


def test_the_first_page_has_the_keyboard(program: Program) -> None:
    assert program.host.area == "families"
    assert focused_name() == "Filtro"


def test_navigation_by_keyboard(program: Program) -> None:
    program.window.navigation.focus_current()
    assert focused_name() == "Familias"
    press(Qt.Key.Key_Down)
    assert focused_name() == "Importar padrón"
    press(Qt.Key.Key_Return)
    assert program.host.area == "import"
    assert focused_name() == "Importar padrón"  # whoever walks the navigation stays in it
    press(Qt.Key.Key_Up, Qt.Key.Key_Space)
    assert program.host.area == "families"
    assert cast("ListPage", program.host.page()).shown == 2


@pytest.mark.check("C03")
def test_f6_visits_every_part_and_returns_to_where_one_was(program: Program) -> None:
    visited = []
    for _turn in range(4):
        press(Qt.Key.Key_F6)
        visited.append(focused_name())
    assert visited == ["Abrir", "Familias", "Filtro", "Abrir"]
    press(Qt.Key.Key_F6, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert focused_name() == "Filtro"


@pytest.mark.check("C03")
def test_tab_passes_every_stop_once_and_comes_round(program: Program) -> None:
    stops = tab_order(program.window)
    first = QApplication.focusWidget()
    seen = []
    for _turn in range(len(stops)):
        press(Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen[-1] is first
    assert len(set(seen)) == len(stops)


def test_enter_presses_a_button_of_a_page(program: Program, qtbot: QtBot) -> None:
    page = cast("ListPage", program.host.page())
    page.panel_button.setFocus()
    with qtbot.waitSignal(page.panel_button.clicked):
        press(Qt.Key.Key_Return)


def test_a_page_below_another_shows_the_way_back_and_its_late_name(program: Program, qtbot: QtBot) -> None:
    program.navigate("family", family_id="1")
    page = cast("DetailPage", program.host.page())
    crumbs = program.window.header.breadcrumb
    qtbot.waitUntil(lambda: crumbs.words == ["Familias", "Rosalba Muñoz"])
    assert page.told == {"family_id": "1"}
    assert program.window.windowTitle() == "Ficha · GSI Escritorio"  # no name where other programs read it
    assert program.window.navigation.button("family").isChecked()
    assert focused_name() == "Imprimir"
    qtbot.waitUntil(lambda: any(link.isVisible() for link in crumbs.findChildren(QPushButton)))
    link = button(crumbs, "Familias")
    assert link.accessibleName() == "Ir a Familias"
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert program.host.area == "families"


def test_work_pages_fold_the_navigation_and_give_it_back(program: Program) -> None:
    navigation = program.window.navigation
    assert navigation.width() == WIDTH
    program.navigate("import")
    assert (navigation.collapsed, navigation.width()) == (True, COLLAPSED)
    press(Qt.Key.Key_B, modifier=Qt.KeyboardModifier.ControlModifier)
    assert not navigation.collapsed
    program.navigate("families")
    assert not navigation.collapsed
    assert program.settings.current.navigation_collapsed is False
    press(Qt.Key.Key_B, modifier=Qt.KeyboardModifier.ControlModifier)
    assert navigation.collapsed
    assert program.settings.current.navigation_collapsed is True
    assert navigation.button("families").toolTip() == "Familias"


@pytest.mark.parametrize("area", ["batches", "catalogues"])
def test_a_page_that_cannot_be_loaded_says_so_and_the_others_work(
    program: Program, area: str, expect_log: ExpectLog, qtbot: QtBot
) -> None:
    with expect_log("GSI-"):
        program.navigate(area)
    texts = " ".join(
        label.text() for label in program.host.currentWidget().findChildren(type(program.window.status._version))
    )
    assert "Esta página no se pudo abrir." in texts
    assert "GSI-" in texts
    assert "Rosalba" not in texts
    program.navigate("families")
    assert program.host.area == "families"


def test_a_mended_page_opens_on_trying_again(
    program: Program, expect_log: ExpectLog, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    with expect_log("GSI-"):
        program.navigate("catalogues")
    monkeypatch.setattr(BrokenPage, "broken", False)
    qtbot.mouseClick(button(program.host, "Intentar de nuevo"), Qt.MouseButton.LeftButton)
    assert isinstance(program.host.page(), BrokenPage)


# --- menus and keys


@pytest.mark.check("C33")
def test_f10_shows_the_menus_and_escape_hides_them(program: Program, qtbot: QtBot) -> None:
    bar = program.window.menuBar()
    assert not bar.isVisible()
    before = program.window.focusWidget()
    press(Qt.Key.Key_F10)
    first = program.window.commands.menus[0]
    assert bar.isVisible()
    assert first.isVisible()
    QTest.keyClick(first, Qt.Key.Key_Escape)
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert program.window.focusWidget() is before


def test_alt_alone_shows_the_menus_but_not_alt_with_a_letter(program: Program, qtbot: QtBot) -> None:
    bar, field = program.window.menuBar(), QApplication.focusWidget()
    QTest.keyPress(field, Qt.Key.Key_Alt)
    QTest.keyPress(field, Qt.Key.Key_Q, Qt.KeyboardModifier.AltModifier)
    QTest.keyRelease(field, Qt.Key.Key_Q, Qt.KeyboardModifier.AltModifier)
    QTest.keyRelease(field, Qt.Key.Key_Alt)
    assert not bar.isVisible()
    QTest.keyPress(field, Qt.Key.Key_Alt)
    QTest.keyRelease(field, Qt.Key.Key_Alt)
    assert bar.isVisible()
    program.window.commands.menus[0].close()
    qtbot.waitUntil(lambda: not bar.isVisible())


@pytest.mark.check("C33")
def test_the_menu_button_holds_the_menus_of_the_bar(program: Program) -> None:
    bar = [action.menu() for action in program.window.menuBar().actions()]
    button = [action.menu() for action in program.window.commands.root.actions()]
    assert bar == button == program.window.commands.menus
    listed = {action for menu in bar for action in menu.actions()}
    listed |= {action for inner in listed if inner.menu() for action in inner.menu().actions()}
    assert {command.action for command in program.window.commands.all()} <= listed


@pytest.mark.check("C33")
def test_question_mark_lists_the_keys_unless_one_is_typing(program: Program) -> None:
    field = cast("ListPage", program.host.page()).field
    QTest.keyClicks(field, "?")
    assert field.text() == "?"
    cast("ListPage", program.host.page()).panel_button.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "?")
    dialog = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, ShortcutsDialog))
    for key in ("Ctrl+K", "F6", "Mayúsculas+F6", "Ctrl++", "Mayúsculas+F1"):
        assert key in said(dialog)
    assert not english_words(dialog)
    delete_now(dialog)


def ground(program: Program) -> QColor:
    """The colour behind the words of the current entry, as painted."""
    entry = program.window.navigation.button("families")
    return QColor(entry.grab().toImage().pixel(entry.width() - 20, entry.height() // 2))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_navigation_has_one_ground_from_top_to_bottom(program: Program, mode: str) -> None:
    program.window.commands.action(f"theme:{mode}").trigger()
    navigation = program.window.navigation
    picture = navigation.grab().toImage()
    middle, height = navigation.width() // 2, navigation.height()
    colors = {QColor(picture.pixel(middle, place)).name() for place in (3, height - 120, height - 3)}
    assert colors == {theme().color("nav").name()}


@pytest.mark.check("C49")
def test_theme_and_text_size_change_at_once_and_are_remembered(program: Program, qtbot: QtBot) -> None:
    light = ground(program)
    program.window.commands.action("theme:dark").trigger()
    assert light.lightness() > 200
    assert ground(program).lightness() < 80
    height = program.window.header.height()
    press(Qt.Key.Key_Plus, modifier=Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Plus, modifier=Qt.KeyboardModifier.ControlModifier)
    assert program.window.header.height() == round(height * 1.25)
    press(Qt.Key.Key_Minus, modifier=Qt.KeyboardModifier.ControlModifier)
    assert theme().scale == 1.1
    qtbot.waitUntil(lambda: SettingsStore().current.scale == 110 and SettingsStore().current.theme == "dark")
    press(Qt.Key.Key_0, modifier=Qt.KeyboardModifier.ControlModifier)
    assert theme().scale == 1.0


@pytest.mark.parametrize("scale", [100, 125, 150, 175])
@pytest.mark.check("C10")
def test_nothing_of_the_frame_is_cut_at_any_text_size(program: Program, qtbot: QtBot, scale: int) -> None:
    program.window.showNormal()
    program.window.resize(1366, 689)
    program.settings.update(scale=scale)
    program.window.header.sample.show()
    qtbot.wait(1)
    header, navigation, status = program.window.header, program.window.navigation, program.window.status
    assert program.window.width() == 1366
    assert program.window.height() == 689
    for part in (header.breadcrumb, header.sample, header.scope, *navigation.findChildren(QPushButton)):
        assert part.width() >= part.minimumSizeHint().width()
    metrics = header.sample.fontMetrics()
    assert header.sample.width() > metrics.horizontalAdvance(header.sample.text())
    for page in ("families", "import", "settings"):
        entry = navigation.button(page)
        assert entry.fontMetrics().horizontalAdvance(entry.text()) < entry.width() - theme().px(50)
    assert status.geometry().bottom() == program.window.centralWidget().rect().bottom()
    assert not header.geometry().intersects(navigation.geometry())


# --- telling


def shown_bars(program: Program) -> list[str]:
    return [bar.text for bar in program.window.findChildren(InfoBar) if bar.isVisible()]


def test_notices_stay_one_of_each_severity_and_passing_ones_go(program: Program, qtbot: QtBot) -> None:
    program.notify("warning", "La copia tiene 9 días.")
    program.notify("success", "Se guardó.")
    program.notify("success", "Se guardó otra vez.")
    assert [bar.text for bar in program.window.notices()] == ["La copia tiene 9 días.", "Se guardó otra vez."]
    qtbot.waitUntil(lambda: len(shown_bars(program)) == 2)
    assert shown_bars(program) == ["La copia tiene 9 días.", "Se guardó otra vez."]
    program.navigate("import")
    assert [bar.text for bar in program.window.notices()] == ["La copia tiene 9 días."]


def test_a_failure_of_the_machine_that_no_page_took_is_told_in_a_notice(program: Program, qtbot: QtBot) -> None:
    def fail() -> None:
        raise MachineError("database_gone", file="gsi.db")

    program.runner.read(program, fail, lambda _none: None)
    qtbot.waitUntil(lambda: len(program.window.notices()) == 1)
    bar = program.window.notices()[0]
    assert bar.severity == "danger"
    assert bar.text.startswith("No se encontró el archivo gsi.db. Si estaba")
    assert program.crash_desk is not None
    assert program.crash_desk.dialog is None


@pytest.mark.check("C47")
@pytest.mark.check("C47")
def test_the_status_bar_says_who_is_in_where_the_data_is_and_when_it_was_saved(program: Program, qtbot: QtBot) -> None:
    from gsi_desktop.ui.shell.opening import load_samples

    said = program.window.status.text()
    assert re.fullmatch(
        r"En este equipo · oficina.gsi \| SQLite \| Persona de Prueba · administra \| GSI 0\.1\.0 · datos v\d+", said
    )
    assert program.context is not None
    services = program.context.services
    with qtbot.waitSignal(program._changed):
        program.runner.long(program, lambda progress: load_samples(services, 3, progress), lambda _none: None)
    qtbot.waitUntil(lambda: "Se guardó a las " in program.window.status.text())
    qtbot.waitUntil(program.window.header.sample.isVisible)


def test_a_shared_database_is_told_without_user_or_password(program: Program) -> None:
    program.window.status.show_connection("postgresql://luz@pitalito-social:5432/gsi_pitalito", "PostgreSQL")
    assert program.window.status.text().startswith(
        "En línea · servidor pitalito-social | PostgreSQL · base gsi_pitalito"
    )
    assert "luz" not in program.window.status.text()


def test_damaged_settings_are_told(own_pages: None, start: Start, sqlite_location: str, home: Path) -> None:
    file = home / "config" / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text("{roto")
    program = start(Options(database=sqlite_location))
    assert "Los ajustes estaban dañados" in program.window.notices()[0].text


# --- names, words


@pytest.mark.check("C04")
def test_everything_that_takes_the_keyboard_has_a_name(program: Program) -> None:
    program.notify("warning", "Aviso", "detalle", [("Reintentar", lambda: None)])
    for area in ("families", "import", "settings"):
        program.navigate(area)
        assert not unnamed_focusables(program.window), area
    about = AboutDialog(program.copy_diagnostics, program.window)
    about.show()
    assert not unnamed_focusables(about)
    delete_now(about)


@pytest.mark.check("C15")
def test_no_english_word_is_seen(program: Program, sqlite_location: str) -> None:
    program.navigate("settings")
    of_the_path = set(re.findall("[a-z]+", sqlite_location.lower()))
    assert not english_words(program.window) - of_the_path
    for menu in (program.window.commands.root, *program.window.commands.menus):
        assert not english_words(menu)
    about = AboutDialog(program.copy_diagnostics, program.window)
    assert not english_words(about)
    delete_now(about)


# --- the window's place


SCREEN = QRect(0, 0, 1366, 728)
SECOND = QRect(1366, 0, 1920, 1040)


@pytest.mark.check("C48")
@pytest.mark.parametrize(
    ("saved", "screens", "expected"),
    [
        (None, [SCREEN], (SCREEN, True)),
        (None, [SECOND], (QRect(1366 + 320, 120, 1280, 800), False)),
        (WindowPlace(100, 50, 900, 600), [SCREEN], (QRect(100, 50, 900, 600), False)),
        (WindowPlace(1500, 50, 900, 600), [SCREEN, SECOND], (QRect(1500, 50, 900, 600), False)),
        (WindowPlace(1500, 50, 900, 600), [SCREEN], (QRect(233, 64, 900, 600), False)),
        (WindowPlace(1500, 50, 900, 600, maximized=True), [SCREEN], (QRect(233, 64, 900, 600), True)),
        (WindowPlace(100, 900, 900, 600), [SCREEN], (QRect(233, 64, 900, 600), False)),
        (WindowPlace(100, -300, 900, 600), [SCREEN], (QRect(233, 64, 900, 600), False)),
        (WindowPlace(1300, 10, 900, 600), [SCREEN], (QRect(233, 64, 900, 600), False)),
        (WindowPlace(100, 50, 4000, 3000), [SCREEN], (QRect(100, 50, 1366, 728), False)),
        (WindowPlace(100, 50, 10, 10), [SCREEN], (QRect(100, 50, 800, 480), False)),
    ],
)
def test_the_window_is_where_it_was_if_a_screen_shows_it(
    saved: WindowPlace | None, screens: list[QRect], expected: tuple[QRect, bool]
) -> None:
    assert placed(saved, screens) == expected


@pytest.mark.check("C48")
def test_size_place_and_page_come_back(own_pages: None, start: Start, sqlite_location: str) -> None:
    first = start(Options(database=sqlite_location))
    first.window.showNormal()
    first.window.setGeometry(30, 40, 800, 520)
    first.navigate("settings")
    first.window.close()
    again = start(Options(database=sqlite_location))
    assert again.host.area == "settings"
    assert again.settings.current.window == WindowPlace(30, 40, 800, 520)
    assert again.window.geometry() == QRect(30, 40, 800, 520)


def test_the_status_bar_says_how_many_rows_were_copied(program: Program) -> None:
    put_on_clipboard(("Folio\n1\n", "<table></table>"), 1_200)
    assert "Se copiaron 1.200 filas" in program.window.status.text()
    put_on_clipboard(("Folio\n1\n", "<table></table>"), 1)
    assert "Se copió 1 fila" in program.window.status.text()
    assert QApplication.clipboard().text() == "Folio\n1\n"
