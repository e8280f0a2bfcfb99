"""Entry point of the window. Shows the frame first; everything heavy is imported after it was painted."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from gsi_desktop.ui.shell.program import Options, Program


class _Parser(argparse.ArgumentParser):
    """Speaks Spanish; argparse's own words are English."""

    def error(self, message: str) -> NoReturn:
        """Say how it is used and exit 2."""
        del message
        self.exit(2, f"No se entienden los argumentos. {self.format_usage()}")


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, prefix or "Uso: ")


def parse(arguments: Sequence[str]) -> Options:
    """Return the options of the command line; ``GSI_DATABASE`` stands in for ``--database``."""
    from gsi_desktop.ui.shell.program import Options

    parser = _Parser(prog="gsi-desktop", add_help=False, formatter_class=_Formatter)
    group = parser.add_argument_group("opciones")
    group.add_argument("-h", "--help", action="help", help="muestra esta ayuda")
    group.add_argument("--database", metavar="RUTA_O_URL", help="base de datos que se abre")
    group.add_argument("--sample", action="store_true", help="la crea con datos de ejemplo si no existe")
    group.add_argument("--theme", choices=("light", "dark", "system"), help="tema para esta vez")
    group.add_argument("--page", metavar="ÁREA", help="página que se muestra, por ejemplo families")
    given = parser.parse_args(arguments)
    database = given.database or os.environ.get("GSI_DATABASE") or None
    return Options(database, given.sample, given.theme, given.page)


def make_application() -> QApplication:
    """Return the application, named and in Spanish."""
    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv[:1])
    app.setApplicationName("gsi_desktop")
    app.setApplicationDisplayName("GSI Escritorio")
    app.setDesktopFileName("gsi_desktop")
    speak_spanish(app)
    return app


def speak_spanish(app: QApplication) -> None:
    """Let ``app`` speak Colombian Spanish also where Qt itself speaks: its dialogs, menus, numbers and dates."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    QLocale.setDefault(QLocale(QLocale.Language.Spanish, QLocale.Country.Colombia))
    spanish = QTranslator(app)
    if spanish.load("qtbase_es", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(spanish)


def start(options: Options) -> tuple[QApplication, Program]:
    """Return the application and the program, its window shown; nothing heavy is imported yet."""
    from gsi_desktop.services.core.settings import SettingsStore, places
    from gsi_desktop.ui.shell.crash import CrashReporter

    reporter = CrashReporter(places().logs)
    reporter.install()
    app = make_application()
    from gsi_desktop.ui.kit.icons import icon
    from gsi_desktop.ui.kit.theme import theme
    from gsi_desktop.ui.shell.program import Program

    theme().apply(app)
    app.setWindowIcon(icon("users-group", "accent"))
    program = Program(options, SettingsStore(), reporter)
    program.start()
    return app, program


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the window until it is closed; return the exit code."""
    app, _program = start(parse(sys.argv[1:] if arguments is None else arguments))
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
