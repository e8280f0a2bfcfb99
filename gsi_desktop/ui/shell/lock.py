"""The lock of the screen: asks nothing and loses nothing. What is typed is kept first, then everything is emptied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog

from gsi_desktop.services.core.drafts import Draft
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.shell import entering
from gsi_desktop.ui.shell.entering import Entry, Found
from gsi_desktop.ui.shell.gate import Gate
from gsi_desktop.ui.shell.opening import Opened, is_server

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.ui.kit.drafts import DraftDesk


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person was: whose session, which page with what it was told, and the form they were typing in."""

    location: str
    user: str
    area: str
    args: dict[str, object] = field(default_factory=dict)
    draft: Draft | None = field(default=None, repr=False)
    unwritten: tuple[Draft, ...] = field(default=(), repr=False)


class Work(Protocol):
    """What the lock does to the window."""

    def hide_work(self) -> None:
        """Have pages keep what they show and take every name off the screen."""
        ...

    def empty(self) -> None:
        """Drop pages, models and the open database with its key."""
        ...

    def show_work(self) -> None:
        """Show the window as it was: nothing had been emptied yet."""
        ...


class ScreenLock(QObject):
    """Locks and unlocks. ``locked`` fires once the window shows nothing of the work.

    While something is being written, an import say, the window is only covered; it is emptied when that has ended. So
    it is while a form without drafts holds something typed: losing nothing goes before emptying the memory.
    """

    locked = Signal()

    def __init__(self, gate: Gate, runner: TaskRunner, work: Work) -> None:
        super().__init__(gate)
        self._gate = gate
        self._runner = runner
        self._work = work
        self._desk: DraftDesk | None = None
        self._place: Place | None = None
        self._emptied = self._unkept = False
        self._then: Callable[[], object] | None = None
        runner.idle.connect(self._empty)

    @property
    def is_locked(self) -> bool:
        """Whether the screen is locked."""
        return self._place is not None

    def lock(
        self, services: Services, desk: DraftDesk, area: str, args: dict[str, object], *, unkept: bool = False
    ) -> None:
        """Lock now. With ``unkept`` something is typed that is no draft: the window is covered and not emptied."""
        if self._place is not None:
            return
        _close_dialogs()
        desk.keep_asked.emit()
        user = services.user
        login = user.login if user is not None else entering.user_of(services.location)
        self._place = Place(services.location, login, area, args, desk.being_typed())
        self._desk, self._emptied, self._unkept = desk, False, unkept
        users = (user,) if user is not None else ()
        found = Found(services.location, "server" if is_server(services.location) else "locked", users)
        self._gate.ask_back(found, login, user.full_name if user is not None else login, self._verify)
        self._work.hide_work()
        self.locked.emit()
        desk.when_kept(self._empty)

    def take_place(self, location: str, user: str) -> Place | None:
        """Return where ``user`` was when they were locked out of ``location``, once; None for anybody else."""
        place, self._place, self._then = self._place, None, None
        return place if place is not None and (place.location, place.user) == (location, user) else None

    def unlocked(self, opened: Opened | None) -> bool:
        """Be told that the gate let somebody in; return whether the window was never emptied and shows again."""
        if self._place is None or opened is not None:
            return False
        self._place = None
        self._work.show_work()
        return True

    def give_up_place(self, then: Callable[[], object]) -> None:
        """Somebody else goes in: call ``then`` once the window is emptied. The drafts stay with their owner."""
        self._then = then
        self._unkept = False
        if self._emptied:
            self._hand_over()
        else:
            self._empty()

    def _empty(self) -> None:
        """Empty the window once nothing is under way and every draft is in its file, or cannot be."""
        place, desk = self._place, self._desk
        if place is None or desk is None or self._emptied or self._unkept or self._runner.busy:
            return
        self._emptied = True
        self._place = Place(place.location, place.user, place.area, place.args, place.draft, desk.unwritten())
        self._desk = None
        self._work.empty()
        self._gate.set_location(place.location, entering.enter)
        if self._then is not None:
            self._hand_over()

    def _hand_over(self) -> None:
        then, self._then, self._place = self._then, None, None
        if then is not None:
            then()

    @staticmethod
    def _verify(entry: Entry) -> Opened | None:
        """Let the person back to a window that is not emptied yet: the password has to be right all the same."""
        entering.verify(entry)
        return None


def _close_dialogs() -> None:
    """Close what floats over the window: menus, lists, questions. None of them has typing that is not a draft."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            window.reject()
