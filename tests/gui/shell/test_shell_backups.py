"""Copias de seguridad in the window: one more, back to one, and back when the database does not open at all."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gsi_desktop.services.access.holding import lock_path
from gsi_desktop.services.core import encrypted_file
from gsi_desktop.services.core.clock import SystemClock
from gsi_desktop.services.upkeep import backup_room, backups, demo
from gsi_desktop.services.upkeep.backup_policy import Disk, Reason
from gsi_desktop.ui.kit.dialogs import Question
from gsi_desktop.ui.shell.backups_page import BackupsPage
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.program import Program
from gsi_desktop.ui.shell.restoring import RestorePage
from gsi_desktop.ui.shell.safe_mode import SafeModePage
from tests.gui.shell.support import Start, button, said, settle
from tests.support.keys import TEST_KEY, TEST_PASSWORD, TEST_USER

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def office(start: Start, sqlite_location: str) -> Program:
    """An office of eight invented families."""
    program = start(Options(database=sqlite_location))
    invent(program, 8)
    return program


def invent(program: Program, families: int) -> None:
    assert program.context is not None
    services = program.context.services
    program.runner.long(program, lambda _progress: demo.load(services, families, seed=families), lambda _made: None)
    settle(program)


def page_of(program: Program) -> BackupsPage:
    program.navigate("backups")
    settle(program)
    page = program.host.page()
    assert isinstance(page, BackupsPage)
    return page


def confirm_with(verb: str) -> None:
    """Press ``verb`` in the question that is about to be asked."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, Question)
        next(found for found in box.findChildren(QPushButton) if found.text() == verb).click()

    QTimer.singleShot(50, press)


def families(program: Program) -> int:
    from gsi_desktop.services.families import queries
    from gsi_desktop.services.families.data import FamilyFilter

    assert program.context is not None
    return program.context.services.read(queries.family_count, FamilyFilter())


@pytest.mark.check("C44")
def test_an_empty_list_says_why_and_makes_the_first(office: Program) -> None:
    page = page_of(office)
    assert "Todavía no hay copias" in said(page)
    button(page, "Hacer una copia").click()
    settle(office)
    assert [one.reason for one in backups.listing(office.context.services.location)] == [Reason.MANUAL]  # type: ignore[union-attr]
    assert page.chosen() is not None
    assert page.restore.isEnabled()


def go_back(office: Program, page: BackupsPage, qtbot: QtBot) -> None:
    """Click on restoring, which must be confirmed, and wait until the office of the backup is open."""
    before = office.context
    page.restore.click()
    qtbot.waitUntil(lambda: office.context is not None and office.context is not before, timeout=20_000)
    settle(office)


@pytest.mark.check("A27", "C46")
def test_going_back_takes_three_clicks_and_can_be_taken_back(office: Program, qtbot: QtBot) -> None:
    page = page_of(office)
    button(page, "Hacer una copia ahora").click()
    settle(office)
    invent(office, 3)
    assert families(office) == 11
    page = page_of(office)  # the first click: the navigation
    confirm_with("Restaurar la copia")  # the third
    go_back(office, page, qtbot)
    assert families(office) == 8
    page = office.host.page()  # type: ignore[assignment]
    assert isinstance(page, BackupsPage)
    (told,) = (*office.window.notices(), *page.bars())
    assert told.text.startswith("La base quedó como en la copia que se restauró hace ")
    assert "en pausa" in told.text
    assert page.chosen() is not None
    assert page.chosen().reason is Reason.BEFORE_RESTORE  # type: ignore[union-attr]
    confirm_with("Restaurar la copia")
    go_back(office, page, qtbot)
    assert families(office) == 11, [bar.text for bar in office.window.notices()]


@pytest.mark.check("C45")
def test_escape_changes_nothing(office: Program) -> None:
    page = page_of(office)
    button(page, "Hacer una copia ahora").click()
    settle(office)
    confirm_with("Cancelar")
    page.restore.click()
    settle(office)
    assert office.host.page() is page
    assert len(backups.listing(office.context.services.location)) == 1  # type: ignore[union-attr]


def test_a_damaged_backup_leaves_the_window_at_work(office: Program, qtbot: QtBot) -> None:
    page = page_of(office)
    button(page, "Hacer una copia ahora").click()
    settle(office)
    chosen = page.chosen()
    assert chosen is not None
    content = bytearray(chosen.path.read_bytes())
    content[len(content) // 2] ^= 255
    chosen.path.write_bytes(content)
    confirm_with("Restaurar la copia")
    page.restore.click()
    qtbot.waitUntil(lambda: office.context is not None, timeout=20_000)
    settle(office)
    assert families(office) == 8
    assert "no está completa" in " ".join(bar.text for bar in office.window.notices())


def test_checking_one_tells_what_it_holds(office: Program) -> None:
    page = page_of(office)
    button(page, "Hacer una copia ahora").click()
    settle(office)
    page.check.click()
    settle(office)
    assert "La copia está sana. Se leyó entera: 8 familias" in " ".join(bar.text for bar in office.window.notices())


@pytest.mark.check("A23")
def test_the_window_makes_one_by_itself_when_one_is_due(office: Program) -> None:
    keeper = office.safekeeping.keeper
    assert keeper is not None
    assert office.context is not None
    location = office.context.services.location
    keeper.look()
    settle(office)
    keeper.look()
    settle(office)
    assert [one.reason for one in backups.listing(location)] == [Reason.AUTOMATIC]
    older = backups.listing(location)[0]
    assert SystemClock().now() - older.made_at < timedelta(minutes=5)


def test_the_page_says_which_went_for_want_of_room(office: Program) -> None:
    page = page_of(office)
    button(page, "Hacer una copia ahora").click()
    settle(office)
    assert page.bars() == []
    assert office.context is not None
    now = office.context.services.clock.now()
    place = backups.folder(office.context.services.location)
    backup_room.note_removed(place, (now - timedelta(hours=hour) for hour in range(3, 17)), now)
    page.reload()
    settle(office)
    told = " ".join(bar.text for bar in page.bars())
    assert "se quitaron 14 copias automáticas de los dos últimos días" in told
    assert "las automáticas que quedan ocupan 0,0 MB" in told


def test_an_automatic_one_without_room_is_told(office: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_room, "disk_of", lambda _folder: Disk(10**12, 0))
    assert office.safekeeping.keeper is not None
    office.safekeeping.keeper.look()
    settle(office)
    told = " ".join(bar.text for bar in office.window.notices())
    assert "La copia automática no se hizo. La copia de seguridad no cabe: necesita" in told


def test_an_automatic_one_is_given_up_when_the_window_closes(office: Program) -> None:
    keeper = office.safekeeping.keeper
    assert keeper is not None
    assert office.context is not None
    keeper.stop()  # as closing does, here before the work has begun
    keeper.look()
    settle(office)
    assert backups.listing(office.context.services.location) == ()
    assert office.window.notices() == []


@pytest.mark.check("C60", "A27")
def test_a_database_that_is_damaged_offers_its_backups(
    start: Start, sqlite_location: str, qtbot: QtBot, office: Program
) -> None:
    page = page_of(office)
    button(page, "Hacer una copia ahora").click()
    settle(office)
    office.release()
    file = Path(sqlite_location)
    content = bytearray(file.read_bytes())
    content[4096 : 3 * 4096] = bytes(2 * 4096)
    file.write_bytes(content)
    office.door.open(sqlite_location)
    qtbot.waitUntil(lambda: isinstance(office.window.content.currentWidget(), SafeModePage), timeout=20_000)
    safe = office.window.content.currentWidget()
    assert isinstance(safe, SafeModePage)
    offered = [found.text() for found in safe.notice._buttons]
    assert offered[:2] == ["Restaurar una copia…", "Intentar de nuevo"]  # what helps comes first
    assert button(safe, "Restaurar una copia…").property("kind") == "primary"
    button(safe, "Restaurar una copia…").click()
    settle(office)
    restoring = office.window.content.currentWidget()
    assert isinstance(restoring, RestorePage)
    restoring.user.set_value(TEST_USER)
    restoring.password.set_value(TEST_PASSWORD)
    restoring.restore.click()
    qtbot.waitUntil(lambda: office.context is not None, timeout=20_000)
    settle(office)
    assert families(office) == 8


@pytest.mark.check("A32", "C60")
def test_after_an_end_without_closing_the_file_is_looked_through(start: Start, sqlite_location: str) -> None:
    """Somebody lost power: the lock still tells of them, and a reference leads nowhere."""
    file = Path(sqlite_location)
    lock_path(file).write_text('{"machine": "pc", "user": "ana", "since": "2026-11-20T10:00:00+00:00"}', "utf-8")
    with closing(encrypted_file.connect(file, TEST_KEY)) as raw:
        raw.execute("PRAGMA foreign_keys=0")
        raw.execute("INSERT INTO folio_counter (municipality_id, series, last_number) VALUES ('99999', 'AB', 1)")
    program = start(Options(database=sqlite_location))
    settle(program)
    told = " ".join(bar.text for bar in program.window.notices())
    assert "no se cerró bien" in told
    assert "apuntan a otras que no existen" in told


def test_after_a_good_end_nothing_is_looked_through(start: Start, sqlite_location: str) -> None:
    program = start(Options(database=sqlite_location))
    settle(program)
    assert program.context is not None
    assert not program.context.services.after_crash
    assert program.window.notices() == []
