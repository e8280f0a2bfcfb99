"""The locked screen: it shows nothing, asks nothing, loses nothing, and gives the same place back."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.access import vault
from gsi_desktop.services.access.users import NewUser
from gsi_desktop.services.core.drafts import DraftStore
from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.families.movement_page import MovementPage
from gsi_desktop.ui.shell.absence import AbsenceWatch
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.program import Program
from gsi_desktop.ui.shell.sign_in import SignInPage
from gsi_desktop.ui.visits.team_page import TeamPage
from tests.gui.shell.support import Start, button, press, said, settle, type_text
from tests.support.counts import count
from tests.support.factories import Added, add_family
from tests.support.keys import TEST_PASSWORD, TEST_USER
from tests.support.quiet import ExpectLog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier
LETTERS = "abcdefghijklmnñopqrstuvwxyz áéíóú 0123456789"


@pytest.fixture
def family(sqlite_services: Services) -> Added:
    added = add_family(sqlite_services)
    sqlite_services.close()
    return added


@pytest.fixture
def at_work(start: Start, sqlite_location: str, family: Added) -> Program:
    """The program with the contact form of a family open."""
    program = start(Options(sqlite_location))
    program.navigate("family", family_id=family.family_id)
    settle(program)
    dossier(program).edit_contact()
    settle(program)
    address(program).setFocus()
    address(program).selectAll()
    return program


def dossier(program: Program) -> DossierPage:
    page = program.host.page()
    assert isinstance(page, DossierPage)
    return page


def address(program: Program) -> QLineEdit:
    box = dossier(program).contact.form.field("address").box
    assert isinstance(box, QLineEdit)
    return box


def gate(program: Program) -> SignInPage:
    page = program.door.gate.page
    assert page is not None
    return page


def lock(program: Program) -> None:
    press(Qt.Key.Key_L, modifier=CTRL)
    settle(program)


def unlock(program: Program, qtbot: QtBot, password: str = TEST_PASSWORD) -> None:
    gate(program).enter_form.password.box.setFocus()
    type_text(password)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not program.door.gate.open, timeout=20_000)
    qtbot.waitUntil(lambda: program.context is not None, timeout=20_000)
    settle(program)


@pytest.mark.check("B30")
def test_a_locked_screen_shows_nobody_and_holds_nothing(at_work: Program, qtbot: QtBot) -> None:
    type_text("Vereda El Encanto")
    page = weakref.ref(dossier(at_work))
    services = at_work.context.services if at_work.context is not None else None
    assert services is not None
    assert services.unlocked is not None
    key = services.unlocked.key
    lock(at_work)
    shown = gate(at_work)
    assert shown.isVisible()
    assert "Pantalla bloqueada" in at_work.window.windowTitle()
    words = said(at_work.window)
    for secret in ("Rosalba", "Muñoz", "Encanto", "41551"):
        assert secret not in words
        assert not any(secret in label.text() for label in at_work.window.findChildren(QLabel) if label.isVisible())
    assert at_work.context is None
    assert bytes(key) == bytes(32), "the key is wiped"
    qtbot.waitUntil(lambda: page() is None, timeout=20_000)  # no page and no model is left
    assert not at_work.window.header.breadcrumb.findChildren(QLabel), "nor the name in the steps to it"
    for area in ("search", "go:families", "lock"):
        assert not at_work.window.commands.action(area).isEnabled()
    assert not at_work.window.header.user.isVisible()


@pytest.mark.check("B31", "C22")
def test_what_was_being_typed_is_there_after_each_lock(at_work: Program, qtbot: QtBot) -> None:
    dice = random.Random(7)
    text = ""
    for _time in range(count(5, 100)):
        piece = "".join(dice.choice(LETTERS) for _letter in range(dice.randint(1, 12)))
        type_text(piece)
        text = (text + piece)[:200]
        lock(at_work)
        unlock(at_work, qtbot)
        assert address(at_work).text() == text
        assert dossier(at_work).contact.keeper.badge.isVisibleTo(dossier(at_work))
        address(at_work).setFocus()
        address(at_work).end(False)
        if len(text) > 180:
            address(at_work).selectAll()
            text = ""
            dossier(at_work).contact.form.changed.emit()


def test_going_back_in_leaves_who_is_remembered_as_it_was(at_work: Program, qtbot: QtBot, sqlite_location: str) -> None:
    at_work.settings.put(at_work.settings.current.remembering_user(sqlite_location, TEST_USER))
    lock(at_work)
    unlock(at_work, qtbot)
    assert at_work.settings.current.users[sqlite_location] == TEST_USER


def test_a_wrong_password_keeps_it_locked(at_work: Program, qtbot: QtBot) -> None:
    lock(at_work)
    type_text("no es esta clave")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: gate(at_work).bar is not None, timeout=20_000)
    assert "no coinciden" in said(gate(at_work))
    assert at_work.context is None
    unlock(at_work, qtbot)
    assert dossier(at_work).isVisible()


def test_a_save_under_way_ends_before_anything_is_emptied(at_work: Program, qtbot: QtBot) -> None:
    """While something is written the window is only covered; who comes back first finds it as it was."""
    from threading import Event

    held = Event()
    type_text("Vereda El Encanto")
    at_work.runner.long(at_work, lambda _progress: held.wait(30), lambda _done: None)
    press(Qt.Key.Key_L, modifier=CTRL)
    qtbot.waitUntil(lambda: gate(at_work).isVisible())
    assert at_work.context is not None, "an import is not cut off by a lock"
    page = dossier(at_work)
    type_text(TEST_PASSWORD)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not at_work.door.gate.open, timeout=20_000)
    held.set()
    settle(at_work)
    assert dossier(at_work) is page
    assert page.isVisible()
    assert address(at_work).text() == "Vereda El Encanto"


@pytest.mark.check("B31")
def test_what_is_typed_in_a_small_form_comes_back_as_its_draft(at_work: Program, qtbot: QtBot) -> None:
    at_work.navigate("team", add=True)
    settle(at_work)
    type_text("Luz Ñáñez")
    at_work.navigate("families")  # also on a page that is not in front
    settle(at_work)
    lock(at_work)
    assert gate(at_work).isVisible()
    assert "Luz" not in said(at_work.window)
    unlock(at_work, qtbot)
    at_work.navigate("team", add=True)
    settle(at_work)
    page = at_work.host.page()
    assert isinstance(page, TeamPage)
    assert page.form.form.field("name").box.text() == "Luz Ñáñez"  # type: ignore[attr-defined]


@pytest.mark.check("B31")
def test_a_form_without_drafts_keeps_what_is_typed_behind_the_gate(at_work: Program, qtbot: QtBot) -> None:
    at_work.navigate("movement")
    settle(at_work)
    page = at_work.host.page()
    assert isinstance(page, MovementPage)
    box = page.form.field("from_on").box  # type: ignore[attr-defined]
    box.setFocus()
    box.selectAll()
    type_text("03/02/2026")
    at_work.navigate("families")
    settle(at_work)
    lock(at_work)
    unlock(at_work, qtbot)
    at_work.navigate("movement")
    settle(at_work)
    assert at_work.host.page() is page
    assert box.text() == "03/02/2026"


@pytest.mark.check("B31", "A04")
def test_with_a_full_disk_what_is_typed_survives_in_memory(
    at_work: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    def full(*_changes: object) -> None:
        raise MachineError("disk_full")

    with monkeypatch.context() as disk, expect_log("disk_full"):
        disk.setattr(DraftStore, "write", full)
        type_text("Vereda El Encanto")
        settle(at_work)
        lock(at_work)
        assert at_work.context is None
    unlock(at_work, qtbot)
    assert address(at_work).text() == "Vereda El Encanto"


@pytest.mark.check("B29")
def test_somebody_else_goes_in_and_sees_no_draft_of_the_first(
    at_work: Program, sqlite_location: str, qtbot: QtBot
) -> None:
    administrator = vault.unlock(sqlite_location, TEST_USER, TEST_PASSWORD)
    vault.add_user(sqlite_location, administrator, NewUser("luz", "Luz Perdomo"), "ventana-azul-2026")
    vault.change_password(sqlite_location, "luz", "ventana-azul-2026", "canoa verde del domingo")
    type_text("Vereda El Encanto")
    settle(at_work)
    at_work.window.commands.action("switch").trigger()
    qtbot.waitUntil(lambda: at_work.door.gate.open and gate(at_work).enter_form.user.isVisible(), timeout=20_000)
    gate(at_work).enter_form.user.set_value("luz")
    unlock(at_work, qtbot, "canoa verde del domingo")
    assert at_work.context is not None
    assert at_work.context.services.actor == "luz"
    assert at_work.context.drafts.all() == ()
    assert "Luz Perdomo" in at_work.window.status.text()
    lock(at_work)
    button(gate(at_work), "Entrar con otro usuario").click()
    qtbot.waitUntil(lambda: at_work.door.gate.open and gate(at_work).enter_form.user.isVisible(), timeout=20_000)
    gate(at_work).enter_form.user.set_value(TEST_USER)
    unlock(at_work, qtbot)
    assert [one.payload["typed"]["address"] for one in at_work.context.drafts.all()] == ["Vereda El Encanto"]


# --- when it locks by itself

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>{address}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
<allow user="*"/></policy></busconfig>
"""
LISTENER = """
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from gsi_desktop.ui.shell.absence import AbsenceWatch
app = QGuiApplication([])
watch = AbsenceWatch(lambda: 600)
watch.absent.connect(lambda: (print("absent", flush=True), app.quit()))
print("listening", flush=True)
QTimer.singleShot(20_000, app.quit)
app.exec()
"""


class Hours:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def watch(hours: Hours, qtbot: QtBot) -> AbsenceWatch:
    return AbsenceWatch(lambda: 600, hours)


def absences(watch: AbsenceWatch, hours: Hours, seconds: int) -> int:
    """Return how often absence is told while ``seconds`` go by, looked at every five."""
    told: list[int] = []
    watch.absent.connect(lambda: told.append(1))
    for _look in range(seconds // 5):
        hours.now += 5
        watch.look()
    watch.absent.disconnect()
    return len(told)


@pytest.mark.check("B30")
def test_ten_minutes_without_a_touch_are_an_absence(watch: AbsenceWatch, hours: Hours) -> None:
    watch.start()
    assert absences(watch, hours, 595) == 0
    assert absences(watch, hours, 5) == 1
    watch.stop()


def test_keys_and_mouse_count_as_presence(watch: AbsenceWatch, hours: Hours, qtbot: QtBot) -> None:
    box = QLineEdit()
    qtbot.addWidget(box)
    box.show()
    qtbot.waitExposed(box)
    handle = box.windowHandle()
    watch._follow(handle)
    for _half in range(4):
        assert absences(watch, hours, 590) == 0
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(1, 1),
            QPointF(1, 1),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(handle, moved)


@pytest.mark.check("B30")
def test_sleep_is_an_absence_however_short_the_limit_is_not_reached(watch: AbsenceWatch, hours: Hours) -> None:
    watch.start()
    told: list[int] = []
    watch.absent.connect(lambda: told.append(1))
    hours.now += 120
    watch.look()
    assert told == [1]
    hours.now -= 7200
    watch.look()
    assert told == [1, 1], "a clock set back is no reason to stay open"
    watch.stop()


LOGIND = """
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
app = QCoreApplication([])
bus = QDBusConnection.systemBus()
assert bus.registerService("org.freedesktop.login1")
told = QDBusMessage.createSignal("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
told.setArguments([True])
again = QTimer(interval=100)
again.timeout.connect(lambda: bus.send(told))
again.start()
QTimer.singleShot(3000, app.quit)
app.exec()
"""


@pytest.mark.check("B30")
@pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="no bus to speak over")
def test_the_word_of_the_system_that_it_goes_to_sleep_is_heard(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A bus of our own in place of the system's, and somebody on it who says what logind says."""
    address = f"unix:path={tmp_path}/bus"
    (tmp_path / "bus.conf").write_text(BUS.format(address=address))
    command = ["dbus-daemon", "--nofork", f"--config-file={tmp_path}/bus.conf"]
    bus = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        qtbot.waitUntil((tmp_path / "bus").exists)
        environment = os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": address}
        listener = subprocess.Popen(
            [sys.executable, "-c", LISTENER], env=environment, stdout=subprocess.PIPE, text=True
        )
        assert listener.stdout is not None
        assert listener.stdout.readline() == "listening\n"
        subprocess.run([sys.executable, "-c", LOGIND], env=environment, check=True)
        assert listener.stdout.readline() == "absent\n"
        assert listener.wait(20) == 0
        listener.stdout.close()
    finally:
        bus.kill()
        bus.wait()


@pytest.mark.check("B30")
def test_the_window_locks_when_nobody_is_there(at_work: Program, qtbot: QtBot, home: object) -> None:
    qtbot.waitUntil(lambda: at_work.session.absence is not None, timeout=10_000)
    absence = at_work.session.absence
    assert absence is not None
    type_text("Vereda")
    absence.absent.emit()
    settle(at_work)
    assert gate(at_work).isVisible()
    assert at_work.context is None


def test_the_minutes_are_a_setting_of_a_few(home: object) -> None:
    store = SettingsStore()
    assert store.current.lock_minutes == 10
    store.update(lock_minutes=5)
    store.save()
    assert SettingsStore().current.lock_minutes == 5
    store.path.write_text(store.path.read_text().replace('"lock_minutes": 5', '"lock_minutes": 100000'))
    assert SettingsStore().current.lock_minutes == 10
