"""Entry point of the window. Shows the frame first; everything heavy is imported after it was painted."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from gsi_desktop.ui.shell.crash import CrashReporter
    from gsi_desktop.ui.shell.options import Options
    from gsi_desktop.ui.shell.program import Program


def parse(arguments: Sequence[str]) -> Options:
    """Return the options of the command line; ``GSI_DATABASE`` stands in for ``--database``."""
    from gsi_desktop.ui.shell.options import Options

    database = os.environ.get("GSI_DATABASE") or None
    if not arguments:
        return Options(database)
    from gsi_desktop.ui.shell.arguments import parser

    given = parser().parse_args(arguments)
    return Options(given.database or database, given.sample, given.theme, given.page)


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

    from gsi_desktop.ui.shell.qt_words import QtWords

    QLocale.setDefault(QLocale(QLocale.Language.Spanish, QLocale.Country.Colombia))
    spanish = QTranslator(app)
    if spanish.load("qtbase_es", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(spanish)
    app.installTranslator(QtWords(app))


def install_hooks() -> CrashReporter:
    """Return the reporter that from now on catches whatever escapes."""
    from gsi_desktop.services.core.settings import places
    from gsi_desktop.ui.shell.crash import CrashReporter

    reporter = CrashReporter(places().logs)
    reporter.install()
    return reporter


def start(options: Options, reporter: CrashReporter | None = None) -> tuple[QApplication, Program]:
    """Return the application and the program, its window shown; nothing heavy is imported yet."""
    reporter = reporter or install_hooks()
    app = make_application()
    from gsi_desktop.services.core.settings import SettingsStore
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
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # in a bundle the program itself is the process that draws papers
    options = parse(sys.argv[1:] if arguments is None else arguments)
    reporter = install_hooks()
    try:
        app, _program = start(options, reporter)
    except Exception as error:  # noqa: BLE001 - whatever it is, the person is told before the program ends
        from gsi_desktop.ui.shell.last_resort import tell

        tell(error, reporter)
        return 1
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
