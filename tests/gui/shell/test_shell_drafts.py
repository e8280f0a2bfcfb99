"""What was typed and not saved: it survives closing, is offered, gone on with, thrown away and taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.core.drafts import DraftStore
from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.core.settings import places
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.shell.drafts_page import DraftsPage
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.program import Program
from tests.gui.shell.support import Start, button, press, said, settle, type_text
from tests.support.factories import Added, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

TYPED = "Vereda El Encanto, casa de la señora Ñáñez"


@pytest.fixture
def family(sqlite_services: Services) -> Added:
    added = add_family(sqlite_services)
    sqlite_services.close()
    return added


def address(program: Program) -> QLineEdit:
    page = program.host.page()
    assert isinstance(page, DossierPage)
    box = page.contact.form.field("address").box
    assert isinstance(box, QLineEdit)
    return box


def begin_typing(program: Program, family: Added, text: str = TYPED) -> None:
    program.navigate("family", family_id=family.family_id)
    settle(program)
    page = program.host.page()
    assert isinstance(page, DossierPage)
    page.edit_contact()
    settle(program)
    address(program).setFocus()
    address(program).selectAll()
    type_text(text)


def drafts_page(program: Program) -> DraftsPage:
    page = program.host.page()
    assert isinstance(page, DraftsPage)
    return page


@pytest.mark.check("A05")
@pytest.mark.check("C22")
@pytest.mark.check("C23")
def test_what_was_typed_is_offered_after_a_restart_and_shown_as_it_was(
    start: Start, sqlite_location: str, family: Added, qtbot: QtBot
) -> None:
    first = start(Options(sqlite_location))
    begin_typing(first, family)
    qtbot.waitUntil(lambda: "1 borrador" in first.window.status.text())
    settle(first)
    first.window.close()

    second = start(Options(sqlite_location))
    settle(second)
    [bar] = [bar for bar in second.window.notices() if bar.severity == "info"]
    assert "Hay un borrador sin terminar." in bar.text
    qtbot.waitUntil(bar.isVisible)
    button(bar, "Ver borradores").click()
    settle(second)
    page = drafts_page(second)
    assert page.table.current().title.startswith("Editar contacto · Familia")
    assert page.rows.columns[1].text(page.table.current()) == "hace un momento"
    press(Qt.Key.Key_Return)
    settle(second)
    assert address(second).text() == TYPED
    shown = second.host.page()
    assert isinstance(shown, DossierPage)
    assert shown.contact.keeper.badge.isVisible()
    shown.contact.save()
    settle(second)
    assert "borrador" not in second.window.status.text()
    second.navigate("drafts")
    settle(second)
    assert "No hay nada a medio escribir." in said(drafts_page(second))


@pytest.mark.check("C23")
def test_a_draft_thrown_away_can_be_taken_back(start: Start, sqlite_location: str, family: Added) -> None:
    program = start(Options(sqlite_location))
    begin_typing(program, family)
    settle(program)
    program.window.status.drafts.click()
    settle(program)
    page = drafts_page(program)
    press(Qt.Key.Key_Delete)
    assert "Se descartó el borrador." in said(page)
    assert not page.go_on.isEnabled()
    assert program.context is not None
    assert program.context.drafts.all() == ()
    button(page, "Deshacer").click()
    assert [one.payload["typed"]["address"] for one in program.context.drafts.all()] == [TYPED]
    assert "Se descartó" not in said(page)


@pytest.mark.check("A06")
def test_what_was_saved_just_before_the_crash_is_no_draft_any_more(
    start: Start, sqlite_location: str, family: Added, tmp_path: Path
) -> None:
    first = start(Options(sqlite_location))
    begin_typing(first, family)
    settle(first)
    kept = tmp_path / "kept"
    shutil.copytree(places().data / "drafts", kept)  # as the disk was at the crash: the draft is not forgotten yet
    shown = first.host.page()
    assert isinstance(shown, DossierPage)
    shown.contact.save()
    settle(first)
    first.window.close()
    shutil.rmtree(places().data / "drafts")
    shutil.copytree(kept, places().data / "drafts")

    second = start(Options(sqlite_location))
    assert "borrador" not in second.window.status.text()
    assert not [bar for bar in second.window.notices() if "borrador" in bar.text]


def test_a_damaged_file_of_drafts_is_put_aside_and_told(start: Start, sqlite_location: str, family: Added) -> None:
    first = start(Options(sqlite_location))
    begin_typing(first, family)
    settle(first)
    first.window.close()
    [file] = (places().data / "drafts").glob("*.drafts")
    file.write_bytes(b"x" * file.stat().st_size)
    second = start(Options(sqlite_location))
    assert any("Los borradores no se pudieron leer." in bar.text for bar in second.window.notices())
    assert len(list((places().data / "drafts").glob("*.unreadable-*.drafts"))) == 1


@pytest.mark.check("A04")
def test_a_full_disk_is_told_and_the_text_stays(
    start: Start, sqlite_location: str, family: Added, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    program = start(Options(sqlite_location))

    def full(*_changes: object) -> None:
        raise MachineError("disk_full")

    monkeypatch.setattr(DraftStore, "write", full)
    begin_typing(program, family, "abc")
    qtbot.waitUntil(lambda: any("no se pudo guardar en el disco" in bar.text for bar in program.window.notices()))
    assert address(program).text() == "abc"
    monkeypatch.undo()
    program.drafts.close()
