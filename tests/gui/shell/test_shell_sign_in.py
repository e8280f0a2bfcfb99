"""Going in: right and wrong passwords, waiting, the recovery code, a temporary password, who has the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gsi_desktop import bootstrap
from gsi_desktop.services.access import vault
from gsi_desktop.services.access.users import NewUser, Unlocked
from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.ui.kit.accessibility import english_words, tab_order, unnamed_focusables
from gsi_desktop.ui.shell.entering import user_of
from gsi_desktop.ui.shell.first_run import FirstRun
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.program import Program
from gsi_desktop.ui.shell.restoring import RestorePage
from gsi_desktop.ui.shell.sign_in import SignInPage
from tests.gui.shell.support import Start, button, focused_name, press, said, settle, type_text
from tests.support.keys import TEST_KEY, TEST_PASSWORD, TEST_USER
from tests.support.postgres import Postgres

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

WRONG = "esta no es la mía"
NEW = "canoa verde del domingo"


@pytest.fixture(autouse=True)
def _asked(monkeypatch: pytest.MonkeyPatch, own_pages: None, sqlite_location: str) -> None:
    """Nobody is signed in by the environment here."""
    monkeypatch.delenv("GSI_PASSWORD")


@pytest.fixture
def outside(start: Start, sqlite_location: str) -> Program:
    """The program at the gate of the file of the tests."""
    return start(Options(sqlite_location))


def page(program: Program) -> SignInPage:
    shown = program.door.gate.page
    assert shown is not None
    return shown


def go_in(program: Program, password: str, qtbot: QtBot) -> None:
    """Type a password and wait for the answer."""
    shown = page(program)
    shown.enter_form.password.box.setFocus()
    type_text(password)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.door.gate.page is None or shown.bar is not None, timeout=20_000)


def bar(program: Program) -> str:
    shown = page(program).bar
    assert shown is not None
    return shown.text


def administrator(location: str) -> Unlocked:
    return vault.unlock(location, TEST_USER, TEST_PASSWORD)


def test_the_right_password_opens_the_window_and_nothing_was_shown_before(outside: Program, qtbot: QtBot) -> None:
    assert "Entrada" in outside.window.windowTitle()
    assert page(outside).enter_form.user.value() == TEST_USER, "the only user is proposed"
    assert focused_name().startswith("Contraseña")
    assert outside.context is None
    with qtbot.waitSignal(outside.ready, timeout=20_000):
        go_in(outside, TEST_PASSWORD, qtbot)
    assert outside.host.area == "families"
    assert outside.context is not None
    assert outside.context.services.actor == TEST_USER
    assert "Persona de Prueba · administra" in outside.window.status.text()
    assert outside.window.header.user.toolTip() == "Persona de Prueba · administra"


def test_the_user_is_remembered_only_where_asked_and_never_the_password(
    outside: Program, start: Start, sqlite_location: str, qtbot: QtBot, home: Path
) -> None:
    page(outside).enter_form.remember.box.click()
    with qtbot.waitSignal(outside.ready, timeout=20_000):
        go_in(outside, TEST_PASSWORD, qtbot)
    outside.window.close()
    assert SettingsStore().current.users == {sqlite_location: TEST_USER}
    assert SettingsStore().current.databases == (sqlite_location,)
    again = start(Options(sqlite_location))
    assert page(again).remembers
    page(again).enter_form.remember.box.click()
    with qtbot.waitSignal(again.ready, timeout=20_000):
        go_in(again, TEST_PASSWORD, qtbot)
    again.window.close()
    assert SettingsStore().current.users == {}
    written = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert TEST_PASSWORD.encode() not in written


@pytest.mark.check("B34")
def test_wrong_passwords_say_how_many_are_left_and_then_wait_also_after_a_restart(
    outside: Program, start: Start, sqlite_location: str, qtbot: QtBot
) -> None:
    go_in(outside, WRONG, qtbot)
    assert bar(outside).startswith("Usuario o contraseña no coinciden. Le quedan 4 intentos")
    assert page(outside).enter_form.password.box.text() == ""
    assert focused_name().startswith("Contraseña")
    for _try in range(4):
        page(outside).say(None)
        go_in(outside, WRONG, qtbot)
    assert "Espere antes de intentar de nuevo." in bar(outside)
    assert not page(outside).enter_form.button.isEnabled()
    outside.window.close()

    again = start(Options(sqlite_location))
    qtbot.waitUntil(lambda: page(again).bar is not None)
    assert "segundos" in bar(again)
    assert not page(again).enter_form.button.isEnabled()
    page(again)._left = 1
    qtbot.waitUntil(page(again).enter_form.button.isEnabled, timeout=5_000)
    assert page(again).bar is None


def test_an_unknown_user_is_told_as_a_wrong_password(outside: Program, qtbot: QtBot) -> None:
    page(outside).enter_form.user.set_value("nadie")
    go_in(outside, WRONG, qtbot)
    assert bar(outside).startswith("Usuario o contraseña no coinciden.")


@pytest.mark.check("B37")
def test_the_recovery_code_gives_a_new_password_and_lets_in(
    outside: Program, sqlite_location: str, qtbot: QtBot
) -> None:
    code = vault.renew_recovery_code(sqlite_location, administrator(sqlite_location))
    shown = page(outside)
    button(shown, "Olvidé mi contraseña").click()
    form = shown.recover_form
    assert form.user.value() == TEST_USER
    form.code.set_value(code[:-1])
    for field in form.passwords.fields():
        field.set_value(NEW)
    form.button.click()
    qtbot.waitUntil(lambda: shown.bar is not None)
    assert "29" in bar(outside)
    shown.say(None)
    form.code.set_value(code.lower().replace("-", " "))
    with qtbot.waitSignal(outside.ready, timeout=20_000):
        form.button.click()
    assert outside.context is not None
    assert vault.unlock(sqlite_location, TEST_USER, NEW).user.login == TEST_USER


def test_a_temporary_password_is_changed_on_the_way_in(start: Start, sqlite_location: str, qtbot: QtBot) -> None:
    vault.add_user(sqlite_location, administrator(sqlite_location), NewUser("luz", "Luz Ñáñez"), "ventana-azul-2026")
    outside = start(Options(sqlite_location))
    page(outside).enter_form.user.set_value("luz")
    page(outside).enter_form.password.box.setFocus()
    type_text("ventana-azul-2026")
    press(Qt.Key.Key_Return)
    form = page(outside).change_form
    qtbot.waitUntil(form.isVisible, timeout=20_000)
    type_text("contraseña1234")
    assert "de las primeras que se prueban" in said(form)
    form.passwords.password.box.selectAll()
    type_text(NEW)
    assert "Sirve." in said(form)
    press(Qt.Key.Key_Tab)
    type_text("otra cosa distinta")
    press(Qt.Key.Key_Return)
    assert "no son iguales" in form.passwords.again.error
    form.passwords.again.box.selectAll()
    type_text(NEW)
    with qtbot.waitSignal(outside.ready, timeout=20_000):
        press(Qt.Key.Key_Return)
    assert outside.context is not None
    assert outside.context.services.actor == "luz"
    assert not vault.unlock(sqlite_location, "luz", NEW).user.must_change


@pytest.mark.check("A34", "A36")
def test_the_second_window_is_told_who_has_the_file_and_may_read(
    outside: Program, sqlite_location: str, qtbot: QtBot
) -> None:
    first = bootstrap.open_services(sqlite_location, user=TEST_USER, password=TEST_PASSWORD, hold=True)
    go_in(outside, TEST_PASSWORD, qtbot)
    assert "Persona de Prueba" in bar(outside)
    with qtbot.waitSignal(outside.ready, timeout=20_000):
        button(page(outside), "Abrir solo para leer").click()
    assert outside.context is not None
    assert outside.context.services.read_only
    qtbot.waitUntil(lambda: "Solo lectura." in said(outside.window))
    first.close()


@pytest.mark.check("A34")
def test_the_second_window_may_try_again_when_the_first_has_gone(
    outside: Program, sqlite_location: str, qtbot: QtBot
) -> None:
    first = bootstrap.open_services(sqlite_location, user=TEST_USER, password=TEST_PASSWORD, hold=True)
    go_in(outside, TEST_PASSWORD, qtbot)
    first.close()
    with qtbot.waitSignal(outside.ready, timeout=20_000):
        button(page(outside), "Intentar de nuevo").click()
    assert outside.context is not None
    assert not outside.context.services.read_only


def test_a_wrong_password_of_the_environment_leads_to_the_page(
    start: Start, sqlite_location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GSI_PASSWORD", WRONG)
    program = start(Options(sqlite_location))
    assert page(program).enter_form.user.value() == TEST_USER


@pytest.fixture
def plain_location(sqlite_location: str, tmp_path: Path) -> str:
    """A file as earlier versions left it: not encrypted, without keys."""
    from sqlcipher3 import dbapi2

    plain = tmp_path / "antes" / "gsi.db"
    plain.parent.mkdir()
    connection = dbapi2.connect(sqlite_location)
    connection.execute(f"PRAGMA key = \"x'{TEST_KEY.hex()}'\"")
    connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
    connection.execute("SELECT sqlcipher_export('plain')")
    connection.close()
    return str(plain)


def test_a_file_of_an_earlier_version_is_encrypted_with_its_first_administrator(
    start: Start, plain_location: str, qtbot: QtBot
) -> None:
    from gsi_desktop.ui.shell.conversion import Conversion

    program = start(Options(plain_location))
    wizard = program.window.findChild(Conversion)
    assert wizard is not None
    assert "Sus datos van a quedar cifrados" in said(wizard)
    press(Qt.Key.Key_Return)
    wizard.user.full_name.set_value("Yolanda Muñoz")
    wizard.user.login.set_value("yolanda")
    for field in wizard.user.passwords.fields():
        field.set_value(NEW)
    wizard.forward.click()
    qtbot.waitUntil(lambda: wizard.current == 2, timeout=60_000)
    wizard.recovery.typed.set_value(wizard.recovery.code.text().replace("\n", ""))
    with qtbot.waitSignal(program.ready, timeout=20_000):
        wizard.forward.click()
    assert program.host.area == "families"
    assert vault.state(plain_location) == "locked"
    assert vault.users(plain_location)[0].administrator


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_server_is_entered_with_its_own_user_and_locked_the_same(
    start: Start, location: str, postgres_server: Postgres, qtbot: QtBot
) -> None:
    program = start(Options(location))
    shown = page(program)
    user = shown.enter_form.user.value()
    assert user == user_of(location)
    assert not shown.enter_form.forgot.isVisible(), "the server keeps its own passwords"
    go_in(program, WRONG, qtbot)
    assert "no aceptó el usuario o la contraseña" in bar(program)
    page(program).say(None)
    with qtbot.waitSignal(program.ready, timeout=20_000):
        go_in(program, postgres_server.password, qtbot)
    assert program.host.area == "families"
    assert user in program.window.status.text()
    program.navigate("import")
    settle(program)
    program.window.commands.action("lock").trigger()
    settle(program)
    assert program.context is None
    go_in(program, postgres_server.password, qtbot)
    qtbot.waitUntil(lambda: program.context is not None, timeout=20_000)
    settle(program)
    assert program.host.area == "import"


def test_a_backup_can_be_restored_instead_of_going_in(outside: Program, qtbot: QtBot) -> None:
    button(page(outside), "Restaurar una copia de seguridad").click()
    assert outside.door.gate.page is None
    shown = outside.window.content.currentWidget()
    assert isinstance(shown, RestorePage)
    settle(outside)
    button(shown, "Volver").click()
    qtbot.waitUntil(lambda: outside.door.gate.open, timeout=20_000)


# --- the page itself


def test_capitals_are_told_and_the_password_can_be_shown(outside: Program) -> None:
    form = page(outside).enter_form
    box = form.password.box
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_A)
    assert "Mayúsculas activadas" not in said(form)
    QTest.keyClicks(box, "Q")  # a capital without Shift: the capitals are on
    assert "Mayúsculas activadas" in said(form)
    QTest.keyClick(box, Qt.Key.Key_F2)
    assert form.password.shown
    form.user.box.setFocus()
    assert not form.password.shown, "hidden again on leaving"
    assert "Mayúsculas activadas" not in said(form)


@pytest.mark.check("C04", "C05", "C06")
@pytest.mark.parametrize("form", ["enter_form", "recover_form", "change_form"])
def test_entrada_con_teclado(outside: Program, sqlite_location: str, form: str) -> None:
    """Named in Spanish and worked by keyboard; the page shows the folder of the test, whose words do not count."""
    shown = page(outside)
    shown._to(getattr(shown, form))
    assert not unnamed_focusables(shown)
    assert not english_words(shown) - set(re.findall("[a-z]+", sqlite_location))
    labels = [label for label in shown.findChildren(QLabel) if label.isVisible() and "&" in label.text()]
    from PySide6.QtWidgets import QAbstractButton

    texts = [label.text() for label in labels]
    texts += [one.text() for one in shown.findChildren(QAbstractButton) if one.isVisible() and "&" in one.text()]
    keys = [text[text.index("&") + 1].lower() for text in texts]
    assert len(keys) == len(set(keys)), texts
    QApplication.sendPostedEvents()
    places = [stop.mapTo(shown, stop.rect().topLeft()) for stop in tab_order(shown)]
    rows = [(place.y() // 24, place.x()) for place in places]
    first = rows.index(min(rows))
    assert rows[first:] + rows[:first] == sorted(rows)


def test_another_database_can_be_chosen_at_the_gate(
    outside: Program, sqlite_location: str, tmp_path: Path, qtbot: QtBot
) -> None:
    other = tmp_path / "otra.gsi"
    bootstrap.create_database(str(other), user=NewUser("ana", "Ana Losada", True), password=NEW)
    outside.door._elsewhere(str(other))
    qtbot.waitUntil(lambda: outside.door.gate.open and page(outside).location == str(other))
    assert page(outside).enter_form.user.value() == "ana"
    assert outside.window.findChild(FirstRun) is None
    settle(outside)
