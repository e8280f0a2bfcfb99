"""The way to a database: open it, make it, or say why neither works and offer every way on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gsi_desktop.services.core.errors import GsiError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.settings import SettingsStore, places
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.shell.crash import CrashReporter
from gsi_desktop.ui.shell.host import Notice
from gsi_desktop.ui.shell.keeping import Kept, open_kept
from gsi_desktop.ui.shell.opening import NewDatabase, Opened, is_server, make_database, open_database, shorten
from gsi_desktop.ui.shell.window import MainWindow

_WAITING_AFTER_MS = 300


class DatabaseDoor(QObject):
    """Works in the background. ``opened`` carries the `Opened` database and what was `Kept` of its person's drafts.

    ``closed_off`` fires when none could be opened.
    """

    opened = Signal(object, object)
    closed_off = Signal()

    def __init__(
        self,
        window: MainWindow,
        settings: SettingsStore,
        runner: TaskRunner,
        reporter: CrashReporter,
        copy_diagnostics: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._runner = runner
        self._reporter = reporter
        self._copy_diagnostics = copy_diagnostics
        self._location = ""
        self._words = ""
        self._waiting = QTimer(self, singleShot=True, interval=_WAITING_AFTER_MS)
        self._waiting.timeout.connect(lambda: window.show_instead(Notice(self._words, "")))

    def open(self, location: str, *, upgrade: bool = False) -> None:
        """Open the database at ``location``."""
        words = _("Actualizando la base de datos…") if upgrade else _("Abriendo la base de datos…")
        self._wait(location, words)
        self._runner.write(self, partial(open_database, location, upgrade=upgrade), self._let_in, self._refuse)

    def make(self, plan: NewDatabase) -> None:
        """Make the database of ``plan`` without questions, or open the one that is there."""
        self._wait(plan.location, _("Preparando la base de datos…"))
        self._runner.long(self, partial(make_database, plan), self._let_in, self._refuse)

    def first_run(self, *, leave: str = "") -> None:
        """Show the wizard over the whole window; ``leave`` names the way back, if there is one."""
        from gsi_desktop.ui.shell.first_run import FirstRun

        wizard = FirstRun(self._settings, self._runner, leave=leave)
        wizard.finished.connect(self._made)
        wizard.given_up.connect(self._window.uncover)
        self._window.cover(wizard)
        wizard.begin()
        self._window.setWindowTitle(_("{place} · GSI Escritorio").format(place=_("Primeros pasos")))
        self.closed_off.emit()

    def _wait(self, location: str, words: str) -> None:
        self._location, self._words = location, words
        self._window.status.show_waiting(words)
        self._waiting.start()

    def _let_in(self, opened: Opened) -> None:
        self._runner.read(self, partial(open_kept, opened.services), partial(self._hand_over, opened))

    def _hand_over(self, opened: Opened, kept: Kept) -> None:
        self._waiting.stop()
        self.opened.emit(opened, kept)

    def _made(self, opened: Opened) -> None:
        self._settings.update(database=opened.services.location)
        self._window.uncover()
        self._let_in(opened)

    def _refuse(self, error: Exception) -> None:
        from gsi_desktop.ui.shell.safe_mode import SafeModePage, Ways

        self._waiting.stop()
        self._window.status.show_failed()
        what, what_to_do = self._why(error)
        code = error.code if isinstance(error, GsiError) else ""
        local = not is_server(self._location)
        ways = Ways(
            retry=partial(self.open, self._location),
            open_other=self._open_other,
            copy=self._copy_diagnostics,
            upgrade=partial(self.open, self._location, upgrade=True) if code == "schema_old" else None,
            create=partial(self.first_run, leave=_("Volver")) if local and code != "schema_old" else None,
        )
        place = shorten(Path(self._location)) if local else self._location
        page: QWidget = SafeModePage(what, what_to_do, place, ways)
        self._window.show_instead(page)
        self._window.show_place("database-x", [(_("Base de datos sin abrir"), "")])
        self.closed_off.emit()

    def _why(self, error: Exception) -> tuple[str, str]:
        from gsi_desktop.ui.shell.troubles import is_bug, sentences

        if isinstance(error, GsiError) and error.code == "schema_old":
            return (
                _("La base de datos es de una versión anterior del programa."),
                _("Haga una copia de seguridad y actualícela; los datos se conservan."),
            )
        if isinstance(error, GsiError) and error.code == "database_empty":
            return _("La base de datos está vacía."), _("Abra otra o cree una nueva.")
        if isinstance(error, GsiError) and not is_bug(error):
            return sentences(error)
        report = self._reporter.report(error, tell=False)
        return _("El programa falló al abrir la base de datos."), _("Código {code}.").format(code=report.code)

    def _open_other(self) -> None:
        from gsi_desktop.ui.kit.dialogs import ask_open_file

        kinds = [(_("Bases de datos de GSI"), ["db", "gsi"]), (_("Todos los archivos"), ["*"])]
        chosen = ask_open_file(self._window, _("Abrir otra base"), kinds, places().data)
        if chosen is not None:
            self._settings.update(database=str(chosen))
            self.open(str(chosen))
