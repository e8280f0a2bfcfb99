"""The first start: five screens by keyboard to a working window; whatever fails, what was typed stays."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.errors import CancelledError, MachineError
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.ui.kit.accessibility import english_words, tab_order, unnamed_focusables
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell import opening
from gsi_desktop.ui.shell.first_run import FirstRun
from gsi_desktop.ui.shell.opening import NewDatabase, make_database
from gsi_desktop.ui.shell.program import Program
from tests.gui.shell.support import Start, button, focused_name, press, type_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def fresh(own_pages: None, start: Start) -> Program:
    """The program started with nothing configured."""
    return start()


@pytest.fixture
def wizard(fresh: Program) -> FirstRun:
    return fresh.window.findChild(FirstRun)


PASSWORD = "lluvia sobre el magdalena"


def introduce(wizard: FirstRun) -> None:
    """Say who administers the office."""
    wizard.user.full_name.set_value("Yolanda Muñoz")
    wizard.user.login.set_value("yolanda")
    for field in wizard.user.passwords.fields():
        field.set_value(PASSWORD)


def go_to(wizard: FirstRun, number: int) -> None:
    while wizard.current < number:
        before = wizard.current
        if wizard.screens[before] is wizard.user:
            introduce(wizard)
        wizard.forward.click()
        assert wizard.current == before + 1


def make(wizard: FirstRun, qtbot: QtBot) -> str:
    """Have the database made and return the recovery code that is shown."""
    wizard.forward.click()
    qtbot.waitUntil(lambda: wizard.current == 4, timeout=60_000)
    return wizard.recovery.code.text().replace("\n", "")


def finish(wizard: FirstRun, qtbot: QtBot) -> None:
    """Have the database made, type the code back and begin."""
    wizard.recovery.typed.set_value(make(wizard, qtbot))
    wizard.forward.click()


def notices(wizard: FirstRun) -> list[str]:
    return [bar.text for bar in wizard.findChildren(InfoBar) if bar.isVisible()]


@pytest.mark.check("C01", "B37")
def test_five_screens_by_keyboard_to_a_window_at_work(
    fresh: Program, wizard: FirstRun, tmp_path: Path, qtbot: QtBot
) -> None:
    assert len(wizard.screens) == 5
    assert "Primeros pasos" in fresh.window.windowTitle()
    press(Qt.Key.Key_Return)
    assert focused_name() == "Carpeta, obligatorio"
    wizard.place.folder.box.selectAll()
    type_text(str(tmp_path / "Oficina Ñandú"))
    press(Qt.Key.Key_Return)
    assert focused_name() == "Nombre completo, obligatorio"
    type_text("Yolanda Muñoz")
    press(Qt.Key.Key_Tab)
    assert wizard.user.login.value() == "yolanda.munoz"
    press(Qt.Key.Key_Tab)
    type_text(PASSWORD)
    press(Qt.Key.Key_Tab)
    type_text(PASSWORD)
    press(Qt.Key.Key_Return)
    assert focused_name() == "No, empezar con la base vacía" or wizard.finish.empty.hasFocus()
    press(Qt.Key.Key_Down)
    assert wizard.finish.some.isChecked()
    wizard.finish.count.set_value(100)
    words = [label.text() for label in wizard.finish.findChildren(QLabel)]
    assert "Yolanda Muñoz (yolanda.munoz)" in words
    assert any(word.endswith("Oficina Ñandú/gsi.db") for word in words)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wizard.current == 4, timeout=60_000)
    code = wizard.recovery.code.text().replace("\n", "").lower()
    press(Qt.Key.Key_Escape)
    assert wizard.current == 4, "what is made is made"
    type_text("23456-" + code[6:])
    press(Qt.Key.Key_Return)
    assert "grupo 1" in wizard.recovery.typed.error
    wizard.recovery.typed.box.selectAll()
    type_text(code.replace("-", " "))
    with qtbot.waitSignal(fresh.ready, timeout=60_000):
        press(Qt.Key.Key_Return)
    assert fresh.host.area == "families"
    assert focused_name() == "Filtro"
    qtbot.waitUntil(fresh.window.header.sample.isVisible)
    file = tmp_path / "Oficina Ñandú" / "gsi.db"
    assert fresh.window.status.text().startswith("En este equipo · gsi.db | SQLite")
    fresh.window.close()
    assert SettingsStore().current.database == str(file)


@pytest.mark.check("C01")
def test_the_next_start_opens_what_was_made(fresh: Program, wizard: FirstRun, start: Start, qtbot: QtBot) -> None:
    go_to(wizard, 3)
    with qtbot.waitSignal(fresh.ready, timeout=60_000):
        finish(wizard, qtbot)
    fresh.window.close()
    again = start()
    assert again.window.findChild(FirstRun) is None
    assert again.host.area == "families"
    assert not again.window.header.sample.isVisible()


def test_back_keeps_what_was_chosen(wizard: FirstRun, tmp_path: Path) -> None:
    go_to(wizard, 1)
    wizard.place.folder.set_value(str(tmp_path / "a"))
    go_to(wizard, 3)
    wizard.finish.some.setChecked(True)
    press(Qt.Key.Key_Escape, Qt.Key.Key_Escape)
    assert wizard.current == 1
    assert wizard.place.folder.value() == str(tmp_path / "a")
    go_to(wizard, 3)
    assert wizard.finish.families == 400


def test_text_and_theme_are_seen_at_once(wizard: FirstRun, qtbot: QtBot) -> None:
    screen = wizard.screens[0]
    next(box for box in screen.findChildren(type(wizard.finish.some)) if box.text() == "&Oscuro").click()
    assert theme().is_dark
    wizard.screens[0].scale.box.setFocus()  # type: ignore[attr-defined]
    press(Qt.Key.Key_End)
    assert theme().scale == 1.75
    wizard.window().resize(1366, 689)
    qtbot.wait(1)
    assert wizard.forward.isVisible()
    assert wizard.rect().contains(wizard.forward.mapTo(wizard, QPoint(0, 0)))
    assert wizard.forward.width() >= wizard.forward.sizeHint().width()


# --- refusals


@pytest.mark.check("C01", "C24")
@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("OneDrive - Alcaldía", "se copia sola a la nube"),
        ("Dropbox/gsi", "se copia sola a la nube"),
        ("", "Falta este dato."),
        ("archivo.txt/dentro", "No se puede escribir en"),
    ],
)
def test_a_folder_that_will_not_do_is_refused_with_a_way_out(
    wizard: FirstRun, tmp_path: Path, home: Path, qtbot: QtBot, *, folder: str, said: str
) -> None:
    (tmp_path / "archivo.txt").write_text("x")
    go_to(wizard, 1)
    typed = str(tmp_path / folder) if folder else ""
    wizard.place.folder.set_value(typed)
    wizard.forward.click()
    assert wizard.current == 1
    assert said in wizard.place.folder.error
    assert wizard.place.folder.box.text() == typed
    assert wizard.place.folder.box.hasFocus()
    press(Qt.Key.Key_U, modifier=ALT)
    qtbot.waitUntil(lambda: wizard.place.folder.box.text() == str(home / "data"))
    wizard.forward.click()
    assert wizard.current == 2


def test_a_network_share_is_refused(wizard: FirstRun) -> None:
    go_to(wizard, 1)
    wizard.place.folder.set_value("//servidor/compartida")
    wizard.forward.click()
    assert "está en la red" in wizard.place.folder.error


def test_a_folder_without_the_right_to_write_is_refused(
    wizard: FirstRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests may run as root, whom no mode keeps out: the answer of the system is taken instead."""
    go_to(wizard, 1)
    wizard.place.folder.set_value(str(tmp_path))
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    wizard.forward.click()
    assert "No se puede escribir en" in wizard.place.folder.error
    assert wizard.current == 1


# --- failures of the work


def test_a_file_that_is_not_ours_is_left_alone_and_told(wizard: FirstRun, tmp_path: Path, qtbot: QtBot) -> None:
    foreign = tmp_path / "gsi.db"
    foreign.write_bytes(b"fotos de la fiesta" * 100)
    go_to(wizard, 1)
    wizard.place.folder.set_value(str(tmp_path))
    go_to(wizard, 3)
    wizard.forward.click()
    qtbot.waitUntil(lambda: bool(notices(wizard)))
    assert wizard.forward.isEnabled()
    assert wizard.place.folder.value() == str(tmp_path)
    assert foreign.read_bytes() == b"fotos de la fiesta" * 100
    assert list(tmp_path.glob("gsi.db*")) == [foreign]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MachineError("disk_full"), "El disco está lleno."),
        (OSError(errno.ENOSPC, "No space left on device"), "No se pudo crear"),
    ],
)
def test_a_failure_keeps_what_was_chosen_and_leaves_nothing_behind(
    wizard: FirstRun,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    *,
    error: Exception,
    said: str,
) -> None:
    def fail(*args: object) -> None:
        raise error

    monkeypatch.setattr(opening, "load_samples", fail)
    go_to(wizard, 1)
    wizard.place.folder.set_value(str(tmp_path / "datos"))
    go_to(wizard, 3)
    wizard.finish.some.setChecked(True)
    if isinstance(error, OSError):
        with qtbot.captureExceptions() as bugs:
            wizard.forward.click()
            qtbot.waitUntil(lambda: bool(notices(wizard)))
        assert [type(value) for _kind, value, _trace in bugs] == [OSError]
    else:
        wizard.forward.click()
        qtbot.waitUntil(lambda: bool(notices(wizard)))
    assert said in notices(wizard)[0]
    assert not list((tmp_path / "datos").iterdir())
    assert wizard.finish.families == 400
    monkeypatch.undo()
    assert wizard.forward.isEnabled()


@pytest.mark.check("C39")
def test_cancelling_leaves_nothing_and_lets_one_start_again(
    wizard: FirstRun, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = threading.Event()

    def slow(services: object, families: int, progress: Progress) -> None:
        waiting.set()
        while True:
            progress.report("inventing", 1, families)

    monkeypatch.setattr(opening, "load_samples", slow)
    go_to(wizard, 1)
    wizard.place.folder.set_value(str(tmp_path / "datos"))
    go_to(wizard, 3)
    wizard.finish.some.setChecked(True)
    wizard.forward.click()
    qtbot.waitUntil(waiting.is_set, timeout=30_000)
    qtbot.waitUntil(wizard.progress.isVisible)
    assert not wizard.back.isEnabled()
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(notices(wizard)))
    assert notices(wizard) == ["Se canceló. No quedó nada a medias. Puede cambiar algo o volver a empezar."]
    assert not list((tmp_path / "datos").iterdir())
    assert wizard.back.isEnabled()
    assert wizard.current == 3


def test_a_folder_with_an_office_leads_to_its_door(
    fresh: Program, wizard: FirstRun, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_database(NewDatabase(str(tmp_path / "gsi.db"), 5), Progress()).services.close()
    monkeypatch.delenv("GSI_PASSWORD")
    go_to(wizard, 1)
    wizard.place.folder.set_value(str(tmp_path))
    wizard.forward.click()
    qtbot.waitUntil(lambda: fresh.door.gate.open)
    assert "Entrada" in fresh.window.windowTitle()


def test_work_cancelled_before_it_began_makes_nothing(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        make_database(NewDatabase(str(tmp_path / "a" / "gsi.db")), progress)
    assert not (tmp_path / "a").exists()


# --- names, keys, order


@pytest.mark.check("C04", "C15")
@pytest.mark.parametrize("number", range(5))
def test_each_screen_is_named_and_spanish(wizard: FirstRun, number: int, tmp_path: Path) -> None:
    go_to(wizard, 1)
    wizard.place.folder.set_value("/datos")
    wizard.show_screen(number)
    assert wizard.current == number
    assert not unnamed_focusables(wizard)
    assert not english_words(wizard)


@pytest.mark.check("C05")
@pytest.mark.parametrize("number", range(5))
def test_access_keys_are_unique_and_labels_have_buddies(wizard: FirstRun, number: int) -> None:
    wizard.show_screen(number)
    shown = [found for found in wizard.findChildren(QLabel) if found.isVisible()]
    marked = [label for label in shown if "&" in label.text()]
    assert all(label.buddy() is not None and label.buddy().isVisible() for label in marked)
    texts = [label.text() for label in marked]
    for kind in (type(wizard.forward), type(wizard.finish.some)):
        texts += [found.text() for found in wizard.findChildren(kind) if found.isVisible() and found.isEnabled()]
    keys = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(keys) == len(set(keys)), texts
    assert number == 4 or keys


@pytest.mark.check("C06")
@pytest.mark.parametrize("number", range(5))
def test_tab_goes_from_top_to_bottom_and_from_left_to_right(wizard: FirstRun, number: int) -> None:
    wizard.show_screen(number)
    QApplication.sendPostedEvents()
    stops = tab_order(wizard)
    places = [stop.mapTo(wizard, QPoint(0, 0)) for stop in stops]
    rows = [(place.y() // 24, place.x()) for place in places]
    first = rows.index(min(rows))
    assert rows[first:] + rows[:first] == sorted(rows)


def test_a_bug_while_making_is_no_silence(
    fresh: Program, wizard: FirstRun, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no error of ours reaches the hooks, which tell it with a code; the screen says that nothing was made."""

    def fail(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(opening, "_filled", fail)
    go_to(wizard, 3)
    with qtbot.captureExceptions() as bugs:
        wizard.forward.click()
        qtbot.waitUntil(lambda: bool(notices(wizard)))
    assert [kind for kind, _value, _trace in bugs] == [ZeroDivisionError]
    assert notices(wizard) == ["No se pudo crear la base de datos. Lo que eligió sigue aquí."]
    assert button(wizard, "Crear y empezar").isEnabled()


@pytest.mark.check("B37")
def test_the_code_is_kept_as_pdf_or_told_that_there_is_no_printer(
    wizard: FirstRun, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "codigo.pdf"
    monkeypatch.setattr("gsi_desktop.ui.shell.recovery_paper.ask_save_file", lambda *_asked: sheet)
    monkeypatch.setattr("gsi_desktop.ui.kit.printing.has_printers", lambda: False)
    wizard.recovery.show_code("23456-789AB-CDEFG-HJKMN-PQRTV-WXYZ2", "gsi.db", "Yolanda Muñoz")
    wizard.show_screen(4)
    button(wizard, "Imprimir").click()
    qtbot.waitUntil(lambda: notices(wizard) != [])
    assert "no tiene impresora" in notices(wizard)[0]
    button(wizard, "Guardar PDF…").click()
    qtbot.waitUntil(sheet.exists, timeout=30_000)
    assert sheet.read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(lambda: "Bórrelo después de imprimirlo." in notices(wizard)[0])


def test_what_a_password_lacks_is_said_once(wizard: FirstRun) -> None:
    go_to(wizard, 2)
    asked = wizard.user.passwords
    asked.password.box.setFocus()
    type_text("corta")
    assert asked.verdict.isVisible()
    wizard.forward.click()
    assert asked.password.error
    assert not asked.verdict.isVisible()
    asked.password.box.selectAll()
    asked.password.box.setFocus()
    type_text(PASSWORD)
    assert asked.verdict.text() == "Sirve."
    assert asked.verdict.isVisible()
