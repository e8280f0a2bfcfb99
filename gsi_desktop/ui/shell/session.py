"""One person's time at the window: who is in, locking, coming back to the same place, letting somebody else in."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.writing import set_read_only
from gsi_desktop.ui.shell.lock import Place, ScreenLock

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.ui.kit.drafts import DraftDesk
    from gsi_desktop.ui.shell.absence import AbsenceWatch
    from gsi_desktop.ui.shell.opening import Opened
    from gsi_desktop.ui.shell.program import Program

_MINUTE = 60
_WATCH_AFTER_MS = 1500
_SWEPT_MS = 2000
"""By then the runner has let go of the work of the pages that went (see `TaskRunner`)."""


class Session(QObject):
    """Does for the program what has to do with who works at it."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        self._gate = program.door.gate
        self.screen = ScreenLock(self._gate, program.runner, self)
        self.absence: AbsenceWatch | None = None
        self._gate.opened.connect(self._went_in)
        self._gate.left.connect(self._somebody_else)
        program.window.header.user.set_menu(program.window.commands.user_menu())

    # --- coming and going

    def take_place(self, services: Services) -> Place | None:
        """Return where this person was when the screen locked, once."""
        user = services.user
        return self.screen.take_place(services.location, user.login if user is not None else _server_user(services))

    def begin(self, services: Services, desk: DraftDesk, place: Place | None) -> bool:
        """Show who is in and, after a lock, the place they were at; return whether there was one."""
        self._tell(services)
        QTimer.singleShot(_WATCH_AFTER_MS, self, self._watch)
        if place is None:
            return False
        for draft in place.unwritten:
            desk.keep(draft)
        opens = place.draft.opens if place.draft is not None else None
        area, args = opens if opens is not None and opens[0] == place.area else (place.area, place.args)
        self._program.navigate(area, **args)
        return True

    def lock(self) -> None:
        """Lock the screen; nothing is asked."""
        context, host = self._program.context, self._program.host
        if context is not None and not self.screen.is_locked:
            here = self._program.here
            self.screen.lock(context.services, context.drafts, host.area, here, unkept=host.holds_typing())

    def switch_user(self) -> None:
        """Lock, and let somebody else in."""
        self.lock()
        if self.screen.is_locked:
            self._somebody_else()

    def close(self) -> None:
        """Watch no more."""
        set_read_only(False)
        if self.absence is not None:
            self.absence.close()

    # --- what the lock does to the window

    def hide_work(self) -> None:
        """Have pages keep what they show; the gate covers the window."""
        if self.absence is not None:
            self.absence.stop()
        self._program.help.hide()
        if self._program.desk is not None:
            self._program.desk.palette.hide()
        self._program.host.hide()
        self._program.window.commands.set_working(False)

    def empty(self) -> None:
        """Drop pages, models, the database and its key."""
        self._program.window.drop_notices()
        self._program.release()
        self._program.window.header.user.show_user("", "")
        QTimer.singleShot(_SWEPT_MS, self, gc.collect)

    def show_work(self) -> None:
        """Show the window as it was."""
        self._program.host.show()
        self._program.window.commands.set_working(True)
        self._program.show_again()
        if self.absence is not None:
            self.absence.start()

    # --- inside

    def _went_in(self, opened: Opened | None) -> None:
        if not self.screen.unlocked(opened) and opened is not None:
            self._program.door.let_in(opened)

    def _somebody_else(self) -> None:
        """Ask who goes in to the same database, once nothing of the former work is left."""
        location = self._gate.location
        self.screen.give_up_place(lambda: self._program.door.open(location, ask=True))

    def _watch(self) -> None:
        """Watch for absence; begun when the first page stands, because the system's bus is slow to ask."""
        if self.absence is None:
            from gsi_desktop.ui.shell.absence import AbsenceWatch

            settings = self._program.settings
            self.absence = AbsenceWatch(lambda: settings.current.lock_minutes * _MINUTE)
            self.absence.absent.connect(self.lock)
        if self._program.context is not None:
            self.absence.start()

    def _tell(self, services: Services) -> None:
        """Say who is in, and for as long as it lasts that nothing can be saved."""
        user = services.user
        name = user.full_name if user is not None else _server_user(services) or services.actor
        role = _("administra") if user is not None and user.administrator else ""
        window = self._program.window
        window.header.user.show_user(name, role)
        window.status.show_user(name, role)
        window.commands.set_users(user is not None and user.administrator)
        window.set_state(_read_only_bar() if services.read_only else None)
        set_read_only(services.read_only)


def _read_only_bar() -> InfoBar:
    bar = InfoBar(
        "warning",
        _("Solo lectura."),
        _("Puede buscar, ver e imprimir. Nada de lo que escriba se puede guardar hasta que la base se abra de nuevo."),
        icon="eye",
    )
    bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return bar


def _server_user(services: Services) -> str:
    from gsi_desktop.ui.shell.entering import user_of

    return user_of(services.location)
