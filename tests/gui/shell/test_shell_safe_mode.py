"""A database that cannot be opened is explained, with every way on; the window never goes away in silence."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.shell import door, opening
from gsi_desktop.ui.shell.first_run import FirstRun
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.safe_mode import SafeModePage
from tests.gui.shell.support import Start, button, said
from tests.support.keys import TEST_PASSWORD, beside, make_keys, open_file
from tests.support.quiet import ExpectLog

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),  # offscreen: raising
    pytest.mark.usefixtures("own_pages"),
]


def old_database(file: Path) -> None:
    """Make a database as an earlier program left it."""
    from gsi_desktop.services.upkeep import schema

    make_keys(str(file))
    database = open_file(str(file))
    schema.upgrade(database, revision="0001_registry")
    database.dispose()


@pytest.mark.check("C60", "C43")
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("gone", "No se encontró el archivo"),
        ("foreign", "no es una base de datos de GSI"),
        ("empty", "La base de datos está vacía."),
        ("cloud", "se copia sola a la nube"),
    ],
)
def test_each_reason_has_its_own_words_and_ways_on(start: Start, tmp_path: Path, kind: str, words: str) -> None:
    file = tmp_path / ("Dropbox/gsi.db" if kind == "cloud" else "gsi.db")
    if kind == "foreign":
        file.write_bytes(b"fotos de la fiesta" * 100)
    elif kind == "empty":
        file.write_bytes(b"")
    program = start(Options(database=str(file)))
    page = program.window.content.currentWidget()
    assert isinstance(page, SafeModePage)
    told = said(page)
    assert words in told
    assert "No se cambió nada en sus datos." in told
    assert "Traceback" not in told
    ways = {
        "Intentar de nuevo",
        "Restaurar una copia…",
        "Abrir otra base…",
        "Crear una base nueva…",
        "Copiar diagnóstico",
    }
    assert ways == {found.text() for found in page.notice._buttons}
    assert program.window.status.text().startswith("Sin base de datos")
    assert not program.window.navigation.button("families").isEnabled()
    assert not program.window.commands.action("go:families").isEnabled()
    button(page, "Copiar diagnóstico").click()
    assert "Base de datos: sin abrir" in QApplication.clipboard().text()


@pytest.mark.check("A33")
def test_a_database_in_a_folder_of_the_cloud_is_moved_here_in_one_click(
    start: Start, tmp_path: Path, sqlite_location: str, home: Path, qtbot: QtBot
) -> None:
    harmed = tmp_path / "OneDrive - Alcaldía" / "gsi.db"
    harmed.parent.mkdir()
    for source, target in zip(beside(sqlite_location), beside(str(harmed)), strict=True):
        source.rename(target)
    program = start(Options(database=str(harmed)))
    assert "se copia sola a la nube" in said(program.window.content)
    with qtbot.waitSignal(program.ready, timeout=20_000):
        button(program.window.content, "Mover a este equipo").click()
    assert program.host.area == "families"
    assert program.context is not None
    assert program.context.services.location == str(home / "data" / "gsi.db")
    assert program.settings.current.database == str(home / "data" / "gsi.db")
    assert not harmed.exists()


@pytest.mark.check("C60")
def test_trying_again_opens_what_has_come_back(
    start: Start, tmp_path: Path, sqlite_location: str, qtbot: QtBot
) -> None:
    file = tmp_path / "memoria" / "gsi.db"
    program = start(Options(database=str(file)))
    file.parent.mkdir()
    for source, target in zip(beside(sqlite_location), beside(str(file)), strict=True):
        source.rename(target)
    with qtbot.waitSignal(program.ready):
        button(program.window.content, "Intentar de nuevo").click()
    assert program.host.area == "families"
    assert program.window.navigation.button("families").isEnabled()
    assert program.window.content.currentWidget() is program.host


@pytest.mark.check("C60")
def test_another_database_can_be_opened_and_is_remembered(
    start: Start, tmp_path: Path, sqlite_location: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(Options(database=str(tmp_path / "falta.db")))
    monkeypatch.setattr("gsi_desktop.ui.kit.dialogs.ask_open_file", lambda *args: Path(sqlite_location))
    with qtbot.waitSignal(program.ready):
        button(program.window.content, "Abrir otra base…").click()
    assert program.host.area == "families"
    program.window.close()
    assert SettingsStore().current.database == sqlite_location


def test_a_new_one_can_be_made_or_not_after_all(start: Start, tmp_path: Path) -> None:
    program = start(Options(database=str(tmp_path / "falta.db")))
    button(program.window.content, "Crear una base nueva…").click()
    wizard = program.window.findChild(FirstRun)
    assert wizard.isVisible()
    button(wizard, "Volver").click()
    assert isinstance(program.window.content.currentWidget(), SafeModePage)
    assert program.window.content.isVisible()


def test_an_older_schema_is_brought_up_to_date_on_asking(
    start: Start, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GSI_PASSWORD", TEST_PASSWORD)
    old_database(tmp_path / "gsi.db")
    program = start(Options(database=str(tmp_path / "gsi.db")))
    with qtbot.waitSignal(program.ready, timeout=30_000):
        button(program.window.content, "Actualizar la base").click()
    assert program.host.area == "families"
    assert re.search(r"datos v(?:[3-9]|[1-9]\d)$", program.window.status.text())


@pytest.mark.check("C60")
def test_a_bug_while_opening_is_told_with_its_code(
    start: Start, sqlite_location: str, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise ZeroDivisionError("Rosalba")

    monkeypatch.setattr(door, "open_database", fail)
    with expect_log("GSI-"):
        program = start(Options(database=sqlite_location))
    told = said(program.window.content)
    assert "El programa falló al abrir la base de datos." in told
    assert "Código GSI-" in told
    assert "Rosalba" not in told


@pytest.mark.check("C04", "C15")
def test_it_is_named_and_spanish(start: Start) -> None:
    program = start(Options(database="/ninguna/gsi.db"))
    assert not unnamed_focusables(program.window)
    assert not english_words(program.window)


def test_sample_start_makes_the_file_and_opens_it_the_next_time(
    start: Start, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gsi_desktop.ui.shell.program.SAMPLE_FAMILIES", 30)
    file = tmp_path / "nueva" / "gsi.db"
    for _turn in range(2):
        program = start(Options(database=str(file), sample=True))
        assert program.host.area == "families"
        qtbot.waitUntil(program.window.header.sample.isVisible)
        program.window.close()


def test_a_failed_start_with_samples_leaves_no_file(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    def fail(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(opening, "load_samples", fail)
    with expect_log("GSI-"):
        program = start(Options(database=str(tmp_path / "gsi.db"), sample=True))
    assert isinstance(program.window.content.currentWidget(), SafeModePage)
    assert not list(tmp_path.glob("gsi.db*"))


# --- the process


def test_the_frame_is_painted_before_anything_heavy_is_imported(home: Path, sqlite_location: str) -> None:
    """The window shows in the time of a bare one; what is slow comes in the background (stack.md §4f)."""
    program = (
        "import sys\n"
        "from gsi_desktop.__main__ import parse, start\n"
        "from gsi_desktop.ui.shell import window\n"
        "heavy = ('sqlalchemy', 'alembic', 'openpyxl', 'python_calamine', 'psycopg', 'sqlcipher3', 'xlsxwriter')\n"
        "seen = []\n"
        "window.mark = lambda name: seen.append((name, [name for name in heavy if name in sys.modules]))\n"
        "app, program = start(parse(sys.argv[1:]))\n"
        "program.ready.connect(lambda: (print(seen, program.host.area, 'sqlalchemy' in sys.modules), app.quit()))\n"
        "app.exec()\n"
    )
    command = [sys.executable, "-c", program, "--database", sqlite_location]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.strip() == "[('first_window', [])] home True", done.stderr


@pytest.mark.check("C60")
def test_a_start_that_fails_altogether_says_so(home: Path) -> None:
    """A damaged installation: the tokens of the theme are gone, so that no widget of ours can be made."""
    program = (
        "import sys\n"
        "from PySide6.QtWidgets import QMessageBox\n"
        "QMessageBox.exec = lambda box: print(box.text(), box.informativeText(), [b.text() for b in box.buttons()])\n"
        "from gsi_desktop.ui.kit import tokens\n"
        "def gone(name): raise FileNotFoundError('C-Rosalba')\n"
        "tokens._read = gone\n"
        "from gsi_desktop.__main__ import main\n"
        "sys.exit(main([]))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert done.stdout.startswith("GSI Escritorio no pudo empezar. Sus datos no se tocaron.")
    assert "Código GSI-" in done.stdout
    assert "'Cerrar'" in done.stdout
    assert "FileNotFoundError" in (home / "logs" / "gsi.log").read_text()
    assert "Rosalba" not in (home / "logs" / "gsi.log").read_text() + done.stdout


def test_help_and_mistakes_are_spanish(home: Path) -> None:
    run = [sys.executable, "-m", "gsi_desktop"]
    told = subprocess.run([*run, "--help"], capture_output=True, text=True, check=True).stdout
    for word in ("Uso:", "opciones:", "--database RUTA_O_URL", "--sample", "--theme", "--page"):
        assert word in told
    assert "usage" not in told
    assert "show this" not in told
    wrong = subprocess.run([*run, "--nada"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("No se entienden los argumentos.")
    assert len(wrong.stderr.strip().splitlines()) <= 2


def test_the_environment_names_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    from gsi_desktop.__main__ import parse

    monkeypatch.setenv("GSI_DATABASE", "/datos/a.db")
    assert parse([]).database == "/datos/a.db"
    assert parse(["--database", "/datos/b.db", "--theme", "dark"]) == Options("/datos/b.db", theme="dark")
