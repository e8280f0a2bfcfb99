"""The way to a database: open it, make it, or say why neither works and offer every way on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gsi_desktop.services.core.errors import ExpectedError, GsiError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.settings import SettingsStore, places
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.shell.crash import CrashReporter
from gsi_desktop.ui.shell.entering import Found, find
from gsi_desktop.ui.shell.gate import Gate
from gsi_desktop.ui.shell.host import Notice
from gsi_desktop.ui.shell.keeping import Kept, open_kept
from gsi_desktop.ui.shell.opening import (
    NewDatabase,
    Opened,
    is_server,
    make_database,
    open_database,
    shorten,
    signed_in_by_environment,
)
from gsi_desktop.ui.shell.window import MainWindow

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.ui.shell.wizard import Wizard

_WAITING_AFTER_MS = 300
_ASKS = frozenset({"password_wrong", "password_needed", "user_unknown", "user_disabled", "sign_in_wait"})
"""What the environment said would not do: then the person is asked."""


_HARM = frozenset({"place_cloud", "place_network"})
_DAMAGED = "database_damaged"


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
        self._asks = False
        self.gate = Gate(window, settings, runner)
        self.gate.elsewhere.connect(self._elsewhere)
        self.gate.refused.connect(self._refuse)
        self.gate.restore_asked.connect(self._restore_instead)
        self._waiting = QTimer(self, singleShot=True, interval=_WAITING_AFTER_MS)
        self._waiting.timeout.connect(lambda: window.show_instead(Notice(self._words, "")))

    def open(self, location: str, *, upgrade: bool = False, ask: bool = False) -> None:
        """Open the database at ``location``: at once when the environment says who works in it, else by its gate.

        With ``ask`` by its gate in any case.
        """
        words = _("Actualizando la base de datos…") if upgrade else _("Abriendo la base de datos…")
        self._wait(location, words)
        if upgrade or (signed_in_by_environment()[1] and not ask):
            self._open_now(location, upgrade=upgrade)
        else:
            self._asks = ask
            self._look(location)

    def _open_now(self, location: str, *, upgrade: bool = False) -> None:
        self._runner.write(self, partial(open_database, location, upgrade=upgrade), self.let_in, self._refuse)

    def _look(self, location: str) -> None:
        self._runner.write(self, partial(find, location), self._found, self._refuse)

    def _found(self, found: Found) -> None:
        """Go on with a database as what is known of it says."""
        if found.state == "locked":
            self._ask(found)
        elif found.state == "plain":
            self._convert(found.location)
        elif found.state == "server" and self._asks:
            self._ask(found)
        elif found.state == "server":
            self._try_server(found)
        else:
            self._open_now(found.location)  # says what is wrong

    def _try_server(self, found: Found) -> None:
        """Try a server as the system knows this person (its own list of passwords); else ask."""

        def refused(error: Exception) -> None:
            if isinstance(error, GsiError) and error.code == "login_refused":
                self._ask(found)
            else:
                self._refuse(error)

        self._runner.write(self, partial(open_database, found.location), self.let_in, refused)

    def _ask(self, found: Found) -> None:
        self._waiting.stop()
        self._window.status.show_waiting(_("Sin entrar"))
        self.gate.ask(found)
        self.closed_off.emit()

    def _convert(self, location: str) -> None:
        from gsi_desktop.ui.shell.conversion import Conversion

        self._waiting.stop()
        self._cover(Conversion(location, self._runner, leave=_("Otra base…")), self._choose_other)

    def _choose_other(self) -> None:
        self._window.uncover()
        self._refuse(ExpectedError("database_plain"))

    def _elsewhere(self, location: str) -> None:
        if location:
            self._settings.update(database=location)
            self.open(location)
        else:
            self._open_other()

    def make(self, plan: NewDatabase) -> None:
        """Make the database of ``plan`` without questions, or open the one that is there."""
        self._wait(plan.location, _("Preparando la base de datos…"))
        self._runner.long(self, partial(make_database, plan), self.let_in, self._refuse)

    def first_run(self, *, leave: str = "") -> None:
        """Show the wizard over the whole window; ``leave`` names the way back, if there is one."""
        from gsi_desktop.ui.shell.first_run import FirstRun

        wizard = FirstRun(self._settings, self._runner, leave=leave)
        wizard.existing.connect(self._enter_existing)
        self._cover(wizard, self._window.uncover)

    def _cover(self, wizard: Wizard, give_up: Callable[[], object]) -> None:
        wizard.finished.connect(self._made)
        wizard.given_up.connect(give_up)
        self._window.cover(wizard)
        wizard.begin()
        self._window.setWindowTitle(_("{place} · GSI Escritorio").format(place=wizard.accessibleName()))
        self.closed_off.emit()

    def _enter_existing(self, location: str) -> None:
        self._window.uncover()
        self._elsewhere(location)

    def _wait(self, location: str, words: str) -> None:
        self._location, self._words = location, words
        self._window.status.show_waiting(words)
        self._waiting.start()

    def let_in(self, opened: Opened) -> None:
        """Open the drafts of whoever signed in and hand everything to the window."""
        self._runner.read(self, partial(open_kept, opened.services), partial(self._hand_over, opened))

    def _hand_over(self, opened: Opened, kept: Kept) -> None:
        self._waiting.stop()
        self.opened.emit(opened, kept)

    def _made(self, opened: Opened) -> None:
        self._settings.update(database=opened.services.location)
        self._remember(opened.services)
        self._window.uncover()
        self.let_in(opened)

    def _remember(self, services: Services) -> None:
        """Remember the database among those opened lately, and who made it."""
        login = services.user.login if services.user is not None else None
        self._settings.put(self._settings.current.opening(services.location).remembering_user(services.location, login))

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, GsiError) and error.code in _ASKS and not self.gate.open:
            self._look(self._location)
            return
        from gsi_desktop.ui.shell.safe_mode import SafeModePage, Ways

        self._waiting.stop()
        self._window.status.show_failed()
        what, what_to_do = self._why(error)
        code = error.code if isinstance(error, GsiError) else ""
        local = not is_server(self._location)
        harmed = code in _HARM and Path(self._location).is_file()
        creates = local and code != "schema_old" and not harmed
        ways = Ways(
            retry=partial(self.open, self._location),
            open_other=self._open_other,
            copy=self._copy_diagnostics,
            upgrade=partial(self.open, self._location, upgrade=True) if code == "schema_old" else None,
            create=partial(self.first_run, leave=_("Volver")) if creates else None,
            move=self._move if harmed else None,
            restore=partial(self._restore, error) if local and code != "schema_old" else None,
            damaged=code == _DAMAGED,
        )
        place = shorten(Path(self._location)) if local else self._location
        page: QWidget = SafeModePage(what, what_to_do, place, ways)
        self._window.show_instead(page)
        self._window.show_place("database-x", [(_("Base de datos sin abrir"), "")])
        self.closed_off.emit()

    def _restore(self, error: Exception) -> None:
        """Show the backups of the database that did not open."""
        self._show_backups(partial(self._refuse, error))

    def _restore_instead(self, location: str) -> None:
        """Show the backups of the database whose gate it is; giving up leads back to it."""
        self._location = location
        self.gate.close()
        self._show_backups(partial(self.open, location, ask=True))

    def _show_backups(self, give_up: Callable[[], object]) -> None:
        from gsi_desktop.ui.shell.restoring import RestorePage

        page = RestorePage(self._location, self._runner)
        page.given_up.connect(give_up)
        page.restored.connect(self.let_in)
        self._window.show_instead(page)
        self._window.show_place("archive", [(_("Restaurar una copia"), "")])

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

    def _move(self) -> None:
        """Take the database out of a folder where it comes to harm, to the one of this person on this machine."""

        def moved(location: str) -> None:
            self._settings.update(database=location)
            self.open(location)

        def move() -> str:
            from gsi_desktop.services.access import moving

            return moving.move(self._location, places().data)

        self._wait(self._location, _("Moviendo la base de datos…"))
        self._runner.write(self, move, moved, self._refuse)

    def _open_other(self) -> None:
        from gsi_desktop.ui.kit.dialogs import ask_open_file

        kinds = [(_("Bases de datos de GSI"), ["db", "gsi"]), (_("Todos los archivos"), ["*"])]
        chosen = ask_open_file(self._window, _("Abrir otra base"), kinds, places().data)
        if chosen is not None:
            self._settings.update(database=str(chosen))
            self.open(str(chosen))
