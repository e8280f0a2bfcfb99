"""The gate of a database: shows the page one signs in by, tries in the background, and says what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gsi_desktop.services.core.errors import GsiError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.shell import entering
from gsi_desktop.ui.shell.entering import Entry, Found
from gsi_desktop.ui.shell.opening import Opened, is_server, shorten
from gsi_desktop.ui.shell.troubles import is_bug, sentences
from gsi_desktop.ui.shell.window import MainWindow

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.sign_in import SignInPage

_STAYS = frozenset({
    "password_wrong", "sign_in_wait", "user_unknown", "user_disabled", "login_refused", "server_unreachable",
    "server_slow", "server_stopped", "database_missing", "recovery_code_wrong", "recovery_code_typo",
    "recovery_code_short", "password_same", "password_short", "password_long", "password_common", "password_repeats",
    "password_like_name", "keys_busy", "password_needed",
})  # fmt: skip
"""Refusals one can do something about in the page; any other closes it and is told by the safe mode."""


class Gate(QObject):
    """``opened`` carries the `Opened` database; ``refused`` what this page cannot help with.

    ``elsewhere`` carries another database to open, "" to choose one; ``left`` fires when somebody else wants to go in.
    """

    opened = Signal(object)
    refused = Signal(object)
    elsewhere = Signal(str)
    left = Signal()
    help_asked = Signal()
    restore_asked = Signal(str)

    def __init__(self, window: MainWindow, settings: SettingsStore, runner: TaskRunner) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._runner = runner
        self._entry: Entry | None = None
        self._enter: Callable[[Entry], Opened | None] = entering.enter
        self._location = ""
        self.page: SignInPage | None = None

    @property
    def open(self) -> bool:
        """Whether the page is on screen."""
        return self.page is not None

    @property
    def location(self) -> str:
        """The database whose gate it is."""
        return self._location

    def ask(self, found: Found) -> None:
        """Ask who goes in to what was found."""
        page = self._show(found)
        kept = self._settings.current
        user = kept.users.get(found.location) or entering.user_of(found.location)
        places = tuple(dict.fromkeys([found.location, *kept.databases]))
        options = [(place, _place_name(place, places)) for place in places]
        page.ask(found, options, user, remember=found.location in kept.users)
        self._window.setWindowTitle(_("{place} · GSI Escritorio").format(place=_("Entrada")))
        self._look_at_wait(str(page.enter_form.user.value()))

    def ask_back(
        self, found: Found, login: str, name: str, enter: Callable[[Entry], Opened | None] = entering.enter
    ) -> None:
        """Ask ``login`` back in; ``enter`` is what is tried, and returns None when nothing had been closed yet."""
        page = self._show(found)
        self._enter = enter
        page.ask_back(found, login, name)
        self._window.setWindowTitle(_("{place} · GSI Escritorio").format(place=_("Pantalla bloqueada")))
        self._look_at_wait(login)

    def set_location(self, location: str, enter: Callable[[Entry], Opened | None]) -> None:
        """Go in by ``enter`` from now on."""
        self._location, self._enter = location, enter

    def close(self) -> None:
        """Take the page away; what was typed in it is forgotten."""
        self._entry = None
        self._enter = entering.enter
        if self.page is not None:
            page, self.page = self.page, None
            page.forget()
            self._window.uncover()

    # --- inside

    def _show(self, found: Found) -> SignInPage:
        from gsi_desktop.ui.shell.sign_in import SignInPage

        self.close()
        self._location = found.location
        page = self.page = SignInPage()
        page.entered.connect(self._entered)
        page.recovered.connect(self._recovered)
        page.changed.connect(self._changed)
        page.database_chosen.connect(self.elsewhere)
        page.other_asked.connect(lambda: self.elsewhere.emit(""))
        page.user_changed.connect(self.left)
        page.help_asked.connect(self.help_asked)
        page.restore_asked.connect(lambda: self.restore_asked.emit(self._location))
        self._window.cover(page)
        return page

    def _look_at_wait(self, login: str) -> None:
        """Go on counting what was left to wait before the program was closed."""
        if login and not is_server(self._location):
            ask = partial(entering.wait_left, self._location, login)
            self._runner.read(self, ask, self._waiting, lambda _error: None, key="wait")

    def _waiting(self, seconds: int) -> None:
        if self.page is not None and seconds:
            self.page.wait(seconds)

    def _entered(self, login: str, password: str) -> None:
        self._try(Entry(self._location, login.strip(), password))

    def _try(self, entry: Entry) -> None:
        self._entry = entry
        self._run(partial(self._enter, entry))

    def _recovered(self, code: str, login: str, new: str) -> None:
        self._entry = Entry(self._location, login, new)
        self._run(partial(entering.recover_and_enter, self._location, code, login, new))

    def _changed(self, new: str) -> None:
        if self._entry is not None:
            entry = self._entry
            self._entry = replace(entry, password=new)
            self._run(partial(entering.change_and_enter, entry, new))

    def _run(self, work: Callable[[], Opened | None]) -> None:
        if self.page is not None:
            self.page.set_busy(True)
            self._runner.write(self, work, self._went_in, self._failed)

    def _went_in(self, opened: Opened | None) -> None:
        page, entry = self.page, self._entry
        if page is not None and entry is not None:
            kept = self._settings.current.opening(self._location)
            if not page.locked:  # a locked screen does not ask whether to remember
                kept = kept.remembering_user(self._location, entry.login if page.remembers else None)
            self._settings.put(kept)
        self.close()
        self.opened.emit(opened)

    def _failed(self, error: Exception) -> None:
        page, entry = self.page, self._entry
        if page is None or entry is None:
            raise error
        code = error.code if isinstance(error, GsiError) else ""
        if code == "password_must_change":
            page.set_busy(False)
            page.ask_own_password(entry.login)
        elif code == "database_held" and isinstance(error, GsiError):
            self._tell_held(page, entry, error)
        elif code == "schema_old":
            self._tell_old(page, entry)
        elif code == "sign_in_wait" and isinstance(error, GsiError):
            page.tell(InfoBar("danger", *sentences(error)))
            page.wait(int(str(error.params.get("seconds", 0))))
        elif isinstance(error, GsiError) and not is_bug(error) and code in _STAYS:
            page.tell(InfoBar("danger", *_why(error)), of_code=code.startswith("recovery_code"))
        else:
            self.close()
            self.refused.emit(error)

    def _tell_held(self, page: SignInPage, entry: Entry, error: GsiError) -> None:
        look = (_("Abrir solo para &leer"), partial(self._try, replace(entry, read_only=True)))
        again = (_("Intentar de &nuevo"), partial(self._try, entry))
        page.tell(InfoBar("warning", *sentences(error), actions=[look, again]), again=False)

    def _tell_old(self, page: SignInPage, entry: Entry) -> None:
        upgrade = (_("&Actualizar y entrar"), partial(self._try, replace(entry, upgrade=True)))
        title = _("La base de datos es de una versión anterior del programa.")
        detail = _("Los datos se conservan. Otras ventanas abiertas con ella se deben cerrar antes.")
        page.tell(InfoBar("warning", title, detail, actions=[upgrade]), again=False)


def _why(error: GsiError) -> tuple[str, str]:
    """Return what to say of a refusal; never whether it was the user or the password."""
    if error.code in {"password_wrong", "user_unknown"}:
        title = _("Usuario o contraseña no coinciden.")
        left = error.params.get("left")
        if not isinstance(left, int):
            return title, _("Revíselos y escriba la contraseña de nuevo.")
        said = ngettext("Le queda {n} intento antes de esperar.", "Le quedan {n} intentos antes de esperar.", left)
        return title, said.format(n=left)
    return sentences(error)


def _place_name(location: str, places: tuple[str, ...]) -> str:
    """Return how a database reads in the list: its name, and the folder where two have the same."""
    if is_server(location):
        host = location.rpartition("@")[2] or location
        return _("Servidor · {place}").format(place=host.partition("?")[0])
    path = Path(location)
    same = sum(Path(place).name == path.name for place in places if not is_server(place))
    return _("En este equipo · {name}").format(name=shorten(path) if same > 1 else path.name)
