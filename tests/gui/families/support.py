"""A desk for the pages of families: real services, a window as large as a small office PC, what pages asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Event
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Sex
from gsi_desktop.models.operations import Operation
from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.services.families import commands
from gsi_desktop.services.families.data import EditContact
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.shell.context import NoticeAction, UiContext
from tests.support.factories import NewFamily, NewMember, NewTargeting

P = TypeVar("P", bound=Page)
PATIENCE_MS = 60_000
WINDOW = (1366, 689)
"""What title bar and taskbar leave of 1366×768 (experience.md, "Room")."""

FRAME = (196, 44, 0, 24)
"""Navigation, header and status bar around a page."""

SURNAMES = ("Anacona", "Bermeo", "Cabrera", "Losada", "Muñoz", "Ñustes", "Ordóñez", "Perdomo", "Rojas", "Trujillo")


@dataclass
class Desk:
    """What a page stands on.

    ``visited`` holds where it went, ``notices`` what it said and ``offers`` what each notice led to.
    """

    qtbot: QtBot
    services: Services
    tasks: TaskRunner
    settings: SettingsStore
    visited: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    notices: list[tuple[str, str, str]] = field(default_factory=list)
    offers: list[dict[str, Callable[[], object]]] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    windows: list[QWidget] = field(default_factory=list)

    def context(self) -> UiContext:
        """Return the surroundings of a page."""
        return UiContext(
            self.services,
            self.tasks,
            self.settings,
            lambda area, **given: self.visited.append((area, given)),
            self._noticed,
        )

    def _noticed(self, severity: str, text: str, detail: str = "", actions: Sequence[NoticeAction] = ()) -> None:
        self.notices.append((severity, text, detail))
        self.offers.append(dict(actions))

    def show(self, kind: Callable[[UiContext], P], **args: object) -> P:
        """Make a page, put it into a window of `WINDOW` and bring it to the front as the shell does."""
        page = kind(self.context())
        window = QWidget()
        column = QVBoxLayout(window)
        column.setContentsMargins(*FRAME)
        column.addWidget(page)
        window.resize(*WINDOW)
        self.windows.append(window)  # Python lets go of a window that nobody holds
        self.qtbot.addWidget(window)
        if args:
            page.page_args(**args)
        window.show()
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow)
        page.page_shown()
        self.wait()
        return page

    def wait(self) -> None:
        """Let all background work end."""
        assert any(self.tasks.wait_idle(PATIENCE_MS) for _round in range(20))  # what ends may start another
        QApplication.processEvents()  # what was added to a layout shows with the next turn of the loop
        assert not self.faults, self.faults

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until ``condition`` holds, then for the background."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)
        self.wait()

    def operations(self, action: str) -> int:
        """Return how many operations of a command the database holds."""
        return self.services.read(_operations, action)

    @contextmanager
    def writing_held(self) -> Iterator[None]:
        """Hold the writing lane: what is saved meanwhile waits until the block ends."""
        gate = Event()
        self.tasks.write(self.tasks, lambda: gate.wait(PATIENCE_MS / 1000), lambda _done: None)
        try:
            yield
        finally:
            gate.set()
        self.wait()


def _operations(session: Session, action: str) -> int:
    return session.execute(select(func.count()).select_from(Operation).where(Operation.action == action)).scalar_one()


def many_families(count: int, **fields: object) -> list[NewFamily]:
    """Return ``count`` families of one head each, no two alike."""
    made = []
    for number in range(count):
        head = NewMember(
            first_name=("Ana", "Luis", "Marta")[number % 3],
            first_surname=SURNAMES[number % len(SURNAMES)],
            second_surname=SURNAMES[number // len(SURNAMES) % len(SURNAMES)],
            sex=Sex.FEMALE if number % 3 != 1 else Sex.MALE,
            birth_date=date(1980, 1 + number % 12, 1 + number % 28),
            document=str(36_000_000 + number * 37),
        )
        made.append(replace(NewFamily(members=(head,)), **fields))  # type: ignore[arg-type]  # fields by name
    return made


def listed(*pairs: tuple[object, str]) -> tuple[NewTargeting, ...]:
    """Return targetings of ``(source, level)`` pairs."""
    return tuple(NewTargeting(source=source, level=level) for source, level in pairs)  # type: ignore[arg-type]


def change_contact(services: Services, family_id: UUID, **fields: object) -> None:
    """Have somebody else change a family's contact data."""
    _family, base = services.read(commands.current_contact, family_id)
    mine = replace(base, **fields)  # type: ignore[arg-type]  # fields by name
    services.run(commands.edit_contact, EditContact(family_id=family_id, base=base, mine=mine))


def press(*keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press ``keys`` on whatever has the keyboard."""
    for key in keys:
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target.focusWidget() or target, key, modifier)


def type_text(text: str) -> None:
    """Type ``text``, ñ and accents included, which `QTest.keyClicks` aborts on."""
    for char in text:
        popup = QApplication.activePopupWidget()
        target = (popup.focusWidget() or popup) if popup is not None else QApplication.focusWidget()
        assert target is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, char))


def retype(box: QWidget, text: str) -> None:
    """Go to ``box``, clear it by keyboard and type ``text``."""
    box.setFocus(Qt.FocusReason.TabFocusReason)
    press(Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Delete)
    type_text(text)


def click(widget: QWidget) -> None:
    """Click the middle of ``widget``."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def said(widget: QWidget) -> str:
    """Return what the labels on screen say."""
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())
