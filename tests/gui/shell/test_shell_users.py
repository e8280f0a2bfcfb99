"""Users: added with a password that opens once, changed, shut out; each their own password; read only is read only."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from gsi_desktop import bootstrap
from gsi_desktop.bootstrap import Services
from gsi_desktop.services.access import vault
from gsi_desktop.services.access.users import NewUser, User
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.kit.writing import read_only
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.program import Program
from gsi_desktop.ui.shell.users_page import UsersPage
from tests.gui.shell.support import Start, button, said, settle
from tests.support.factories import add_family
from tests.support.keys import TEST_PASSWORD, TEST_USER

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

NEW = "canoa verde del domingo"


@pytest.fixture
def running(start: Start, sqlite_location: str) -> Program:
    program = start(Options(sqlite_location))
    program.navigate("users")
    settle(program)
    return program


def page(program: Program) -> UsersPage:
    found = program.host.page()
    assert isinstance(found, UsersPage)
    return found


def users(program: Program) -> dict[str, User]:
    assert program.context is not None
    return {one.login: one for one in vault.users(program.context.services.location)}


def told(program: Program) -> str:
    """The temporary password the page shows."""
    settle(program)
    [bar] = [bar for bar in page(program).bars() if "temporal de" in bar.text]
    return bar.text.partition(": ")[2].partition(" ")[0].rstrip(".")


def add(program: Program, name: str, login: str) -> str:
    button(page(program), "Agregar usuario").click()
    page(program).form.form.set_values({"full_name": name, "login": login, "administrator": False})
    page(program).form.form.submit()
    return told(program)


def test_somebody_added_goes_in_with_a_password_that_has_to_be_changed(running: Program, sqlite_location: str) -> None:
    temporary = add(running, "Luz Perdomo", "luz")
    assert [one.login for one in page(running).rows.rows()] == [TEST_USER, "luz"]
    assert page(running).table.current().login == "luz"
    unlocked = vault.unlock(sqlite_location, "luz", temporary)
    assert unlocked.user.must_change
    assert not unlocked.user.administrator


def test_a_login_that_is_taken_is_told_at_its_field(running: Program) -> None:
    button(page(running), "Agregar usuario").click()
    form = page(running).form.form
    form.set_values({"full_name": "Otra", "login": TEST_USER, "administrator": False})
    form.submit()
    settle(running)
    assert "Ya hay un usuario" in form.field("login").error
    assert len(users(running)) == 1


def test_somebody_shut_out_comes_back_with_another_temporary_password(running: Program, sqlite_location: str) -> None:
    temporary = add(running, "Luz Perdomo", "luz")
    button(page(running), "No dejar entrar más").click()
    settle(running)
    assert "Luz Perdomo ya no puede entrar." in said(page(running))
    with pytest.raises(ExpectedError) as refused:
        vault.unlock(sqlite_location, "luz", temporary)
    assert refused.value.code == "user_disabled"
    [bar] = page(running).bars()
    button(bar, "Dar contraseña temporal").click()
    assert vault.unlock(sqlite_location, "luz", told(running)).user.login == "luz"


def test_the_last_administrator_stays(running: Program, qtbot: QtBot) -> None:
    assert not page(running).form.disable_button.isVisible(), "nobody shuts themselves out"
    assert not page(running).form.temporary_button.isVisible()
    page(running).form.form.field("administrator").set_value(False)
    page(running).form.form.submit()
    settle(running)
    qtbot.waitUntil(lambda: "al menos una persona que administre" in said(page(running).form))
    assert users(running)[TEST_USER].administrator
    assert not users(running)[TEST_USER].disabled


@pytest.mark.check("B36")
def test_the_own_password_changes_and_the_file_is_not_rewritten(running: Program, sqlite_location: str) -> None:
    from pathlib import Path

    before = Path(sqlite_location).read_bytes()
    own = page(running).own
    own.form.set_values({"old": TEST_PASSWORD})
    for field in own.passwords.fields():
        field.set_value(NEW)
    own.form.submit()
    settle(running)
    assert any("Su contraseña cambió." in bar.text for bar in running.window.notices())
    assert own.form.field("old").box.text() == ""  # type: ignore[attr-defined]
    assert vault.unlock(sqlite_location, TEST_USER, NEW).user.login == TEST_USER
    with pytest.raises(ExpectedError):
        vault.unlock(sqlite_location, TEST_USER, TEST_PASSWORD)
    assert Path(sqlite_location).read_bytes() == before


def test_a_wrong_present_password_is_told_at_its_field(running: Program) -> None:
    own = page(running).own
    own.form.set_values({"old": "no es esta clave"})
    for field in own.passwords.fields():
        field.set_value(NEW)
    own.form.submit()
    settle(running)
    assert "La contraseña no es esa" in own.form.field("old").error


@pytest.mark.check("B37")
def test_a_new_recovery_code_takes_the_place_of_the_former(running: Program, sqlite_location: str) -> None:
    button(page(running), "Código de recuperación nuevo").click()
    settle(running)
    [bar] = page(running).bars()
    code = bar.text.partition("Código nuevo: ")[2].split(maxsplit=1)[0]
    assert vault.recover(sqlite_location, code, TEST_USER, NEW).user.login == TEST_USER


def test_who_does_not_administer_sees_only_their_own_password(
    start: Start, sqlite_location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrator = vault.unlock(sqlite_location, TEST_USER, TEST_PASSWORD)
    vault.add_user(sqlite_location, administrator, NewUser("luz", "Luz Perdomo"), "ventana-azul-2026")
    vault.change_password(sqlite_location, "luz", "ventana-azul-2026", NEW)
    monkeypatch.setenv("GSI_USER", "luz")
    monkeypatch.setenv("GSI_PASSWORD", NEW)
    program = start(Options(sqlite_location))
    program.navigate("users")
    settle(program)
    assert not page(program).table.isVisible()
    assert page(program).own.isVisible()
    assert "Persona de Prueba" not in said(page(program))
    assert program.window.commands.action("users").text() == "Cambiar mi contraseña"


def test_the_minutes_of_the_lock_are_kept(running: Program) -> None:
    page(running).lock.box.choose(5)
    page(running).lock.changed.emit()
    assert running.settings.current.lock_minutes == 5


@pytest.mark.check("C04", "C15")
def test_usuarios_en_castellano(running: Program) -> None:
    assert not unnamed_focusables(page(running))
    assert not english_words(page(running))
    texts = [one.text() for one in page(running).findChildren(QLabel) if one.isVisible()]
    texts += [one.text() for one in page(running).findChildren(QAbstractButton) if one.isVisible()]
    keys = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(keys) == len(set(keys)), texts


@pytest.mark.check("A36")
def test_read_only_shows_a_bar_and_lets_nobody_type(
    start: Start, sqlite_location: str, sqlite_services: Services, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    family = add_family(sqlite_services)
    sqlite_services.close()

    def reading(location: str, **given: object) -> Services:
        return opened(location, **given | {"read_only": True})  # type: ignore[arg-type]

    opened = bootstrap.open_services
    monkeypatch.setattr(bootstrap, "open_services", reading)
    program = start(Options(sqlite_location))
    qtbot.waitUntil(lambda: "Solo lectura." in said(program.window))
    program.navigate("family", family_id=family.family_id)
    settle(program)
    shown = program.host.page()
    assert isinstance(shown, DossierPage)
    shown.edit_contact()
    settle(program)
    box = shown.contact.form.field("address").box
    assert isinstance(box, QLineEdit)
    assert not box.isEnabled()
    shown.contact.save()
    settle(program)
    assert "No se guardó nada." in said(shown.contact)
    assert not any("Se guardó." in bar.text for bar in program.window.notices())
    program.navigate("home")
    settle(program)
    assert "Solo lectura." in said(program.window), "for as long as it lasts"
    program.window.close()
    assert not read_only()
