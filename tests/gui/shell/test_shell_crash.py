"""Whatever escapes is told once with a code, kept in the log without a value, and never piles up dialogs."""

from __future__ import annotations

import gc
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal, qWarning
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.shell.crash import CrashReporter, crash_code, make_report
from gsi_desktop.ui.shell.crash_dialog import CrashDialog
from gsi_desktop.ui.shell.logfile import PrivateFormatter, scrub
from gsi_desktop.ui.shell.program import Program
from tests.gui.shell.sample_pages import ListPage
from tests.gui.shell.support import button, said
from tests.support.quiet import ExpectLog

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),  # offscreen: raising
    pytest.mark.qt_no_exception_capture,  # the hooks under test take the place of pytest-qt's
]

PLANTED = "Rosalba Muñoz 36284517"


@pytest.fixture
def hooked(program: Program, reporter: CrashReporter, qtbot: QtBot) -> Iterator[Program]:
    """The program with the hooks in place, as `main` installs them; taken back before pytest looks again."""

    def wanted(record: logging.LogRecord) -> bool:
        return "This plugin does not support" not in record.getMessage()  # offscreen: raising

    qt = logging.getLogger("qt.default")
    qt.addFilter(wanted)
    reporter.install()
    yield program
    reporter.uninstall()
    qt.removeFilter(wanted)


def dialogs() -> list[CrashDialog]:
    return [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, CrashDialog) and widget.isVisible()
    ]


def log(home: Path) -> str:
    return (home / "logs" / "gsi.log").read_text(encoding="utf-8")


class Sender(QObject):
    happened = Signal()


def fail() -> None:
    raise ValueError(PLANTED)


def fail_elsewhere() -> None:
    raise KeyError(PLANTED)


def in_a_slot(program: Program) -> None:
    sender = Sender(program)
    sender.happened.connect(fail)
    sender.happened.emit()


def in_a_thread(program: Program) -> None:
    thread = threading.Thread(target=fail, name="prueba")
    thread.start()
    thread.join()


def in_a_task(program: Program) -> None:
    program.runner.read(program, fail, lambda _none: None)


def in_the_answer_of_a_task(program: Program) -> None:
    program.runner.read(program, lambda: 1, lambda _one: fail())


def in_a_paint(program: Program) -> None:
    class Bad(QWidget):
        def paintEvent(self, _event: object) -> None:
            fail()

    Bad(program.window.content).show()


@pytest.mark.check("A58", "C42")
@pytest.mark.parametrize("cause", [in_a_slot, in_a_thread, in_a_task, in_the_answer_of_a_task, in_a_paint])
def test_an_exception_anywhere_ends_in_one_dialog_and_a_log_without_the_value(
    hooked: Program, home: Path, qtbot: QtBot, expect_log: ExpectLog, cause: Callable[[Program], None]
) -> None:
    page = hooked.host.page()
    assert isinstance(page, ListPage)
    page.field.setText("lo que estaba escribiendo")
    with expect_log("GSI-"):
        cause(hooked)
        qtbot.waitUntil(lambda: len(dialogs()) == 1)
    dialog = dialogs()[0]
    words = said(dialog)
    assert "no terminó lo que usted pidió" in words
    assert "lo que tiene escrito sigue en la pantalla" in words
    assert "Inténtelo de nuevo" in words
    assert f"Código {dialog.report.code}" in words
    button(dialog, "Copiar detalles").click()
    copied = QApplication.clipboard().text()
    assert copied.startswith(dialog.report.code)
    assert "ValueError" in copied
    assert "test_shell_crash.py" in copied
    for text in (copied, log(home), words):
        assert not any(part in text for part in PLANTED.split())
    assert dialog.report.code in log(home)
    dialog.accept()
    assert page.field.text() == "lo que estaba escribiendo"


@pytest.mark.check("A58")
def test_never_a_second_dialog_and_the_same_failure_again_is_a_notice(
    hooked: Program, qtbot: QtBot, expect_log: ExpectLog
) -> None:
    with expect_log("GSI-"):
        for _turn in range(5):
            in_a_slot(hooked)
        qtbot.waitUntil(lambda: len(dialogs()) == 1)
        sender = Sender(hooked)
        sender.happened.connect(fail_elsewhere)
        sender.happened.emit()
        qtbot.wait(10)
        assert len(dialogs()) == 1
        dialogs()[0].reject()
        qtbot.waitUntil(lambda: not dialogs())
        in_a_slot(hooked)
        qtbot.waitUntil(lambda: len(hooked.window.notices()) == 1)
    assert not dialogs()
    assert "El programa volvió a fallar en lo mismo." in hooked.window.notices()[0].text


@pytest.mark.check("C42", "C45", "C15", "C04")
def test_the_dialog_is_safe_named_and_spanish(hooked: Program, qtbot: QtBot, expect_log: ExpectLog) -> None:
    with expect_log("GSI-"):
        in_a_slot(hooked)
        qtbot.waitUntil(lambda: len(dialogs()) == 1)
    dialog = dialogs()[0]
    assert button(dialog, "Seguir trabajando").isDefault()
    assert not unnamed_focusables(dialog)
    assert not english_words(dialog)
    dialog.reject()
    assert hooked.window.isVisible()


def test_leaving_from_the_dialog_closes_the_window(hooked: Program, qtbot: QtBot, expect_log: ExpectLog) -> None:
    with expect_log("GSI-"):
        in_a_slot(hooked)
        qtbot.waitUntil(lambda: len(dialogs()) == 1)
    button(dialogs()[0], "Salir").click()
    assert not hooked.window.isVisible()


@pytest.mark.check("A58")
def test_what_fails_while_cleaning_up_is_logged_only(
    hooked: Program, home: Path, qtbot: QtBot, expect_log: ExpectLog
) -> None:
    class Bad:
        def __del__(self) -> None:
            fail()

    with expect_log("unraisable GSI-"):
        Bad()
        gc.collect()
    qtbot.wait(10)
    assert not dialogs()
    assert "Rosalba" not in log(home)


def test_messages_of_qt_reach_the_log_scrubbed(hooked: Program, home: Path, expect_log: ExpectLog) -> None:
    with expect_log("no se pudo"):
        qWarning('no se pudo leer "Rosalba Muñoz" 36284517 /srv/luz/gsi.db')
    assert "no se pudo leer … … …" in log(home)


@pytest.mark.check("A58")
def test_what_fails_before_anybody_listens_is_told_once_somebody_does(
    home: Path, qtbot: QtBot, expect_log: ExpectLog
) -> None:
    reporter, told = CrashReporter(home / "logs"), []
    with expect_log("GSI-"):
        reporter.report(caught(fail))
    qtbot.wait(10)
    reporter.listen(told.append)
    assert len(told) == 1
    with expect_log("GSI-"):
        reporter.report(caught(fail_elsewhere))
    qtbot.waitUntil(lambda: len(told) == 2)
    reporter.uninstall()


# --- pieces


def caught(function: Callable[[], object]) -> BaseException:
    try:
        function()
    except Exception as error:  # noqa: BLE001 - whatever the test raises
        return error
    raise AssertionError


def test_the_code_is_the_same_for_the_same_place_and_differs_for_others() -> None:
    codes = [make_report(caught(function), "Main").code for function in (fail, fail, fail_elsewhere)]
    assert codes[0] == codes[1] != codes[2]
    assert crash_code("algo").startswith("GSI-")
    assert len(crash_code("algo")) == 8


def test_causes_are_told_by_type_and_our_own_errors_by_code() -> None:
    def chained() -> None:
        try:
            fail()
        except ValueError as error:
            raise ExpectedError("conflict", who=PLANTED) from error

    details = make_report(caught(chained), "Main").details
    assert "gsi_desktop.services.core.errors.ExpectedError[conflict]" in details
    assert "ValueError" in details
    assert "Rosalba" not in details


def test_the_log_keeps_no_value_of_any_exception_or_foreign_message() -> None:
    formatter = PrivateFormatter()
    error = caught(fail)
    info = (type(error), error, error.__traceback__)
    ours = logging.LogRecord("gsi_desktop.ui", logging.ERROR, "", 1, "falló %s", ("el guardado",), info)
    theirs = logging.LogRecord("sqlalchemy", logging.ERROR, "", 1, "[parameters: ('Rosalba', 36284517)]", (), None)
    assert "falló el guardado" in formatter.format(ours)
    assert "fail" in formatter.format(ours)
    for record in (ours, theirs):
        assert not any(part in formatter.format(record) for part in PLANTED.split())
    assert scrub("archivo D:\\luz\\gsi.db con «Rosalba» y 12") == "archivo … con … y 12"


def test_a_fault_of_native_code_leaves_its_frames_in_a_file(home: Path) -> None:
    program = (
        "import sys, ctypes; from pathlib import Path\n"
        "from gsi_desktop.ui.shell.crash import CrashReporter\n"
        "CrashReporter(Path(sys.argv[1])).install()\n"
        "def native(): ctypes.string_at(0)\n"
        "native()\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(home / "logs")], capture_output=True, check=False)
    assert done.returncode != 0
    assert "in native" in (home / "logs" / "faults.log").read_text()


@pytest.mark.check("C15")
def test_qt_itself_speaks_spanish() -> None:
    """`main` installs Qt's own Spanish; checked in a process of its own because the tests' application has none."""
    program = (
        "from gsi_desktop.__main__ import make_application\n"
        "app = make_application()\n"
        "from PySide6.QtWidgets import QDialogButtonBox, QLineEdit\n"
        "from PySide6.QtCore import QLocale, QDate\n"
        "B = QDialogButtonBox.StandardButton\n"
        "box = QDialogButtonBox(B.Save | B.Cancel | B.Close | B.Open)\n"
        "print(*(b.text().replace('&', '') for b in box.buttons()))\n"
        "print(QLocale().toString(QDate(2026, 11, 21), 'dddd d MMMM'), QLocale().toString(1234567))\n"
        "line = QLineEdit('a'); menu = line.createStandardContextMenu()\n"
        "print(*(action.text() for action in menu.actions()))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Guardar" in done.stdout
    assert "Cancelar" in done.stdout
    assert "Cerrar" in done.stdout
    assert "sábado 21 noviembre 1.234.567" in done.stdout
    assert "Copy" not in done.stdout
