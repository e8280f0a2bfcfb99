"""A desk for pages of imports: real services, a runner of its own, and what the page asked of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.services.families import commands, data
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.shell.context import UiContext

P = TypeVar("P", bound=Page)
PATIENCE_MS = 60_000


@dataclass
class Desk:
    """What a page stands on; ``visited`` holds the areas it navigated to."""

    qtbot: QtBot
    services: Services
    tasks: TaskRunner
    settings: SettingsStore
    visited: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)

    def show(self, kind: Callable[[UiContext], P], **args: object) -> P:
        """Make a page and bring it to the front as the shell does, in the area of a small office PC."""
        context = UiContext(
            self.services,
            self.tasks,
            self.settings,
            lambda area, **given: self.visited.append((area, given)),
            lambda *_said, **_more: None,
        )
        page = kind(context)
        self.qtbot.addWidget(page)
        page.resize(1314, 621)
        if args:
            page.page_args(**args)
        page.show()
        page.page_shown()
        self.wait()
        return page

    def bring_back(self, page: Page) -> None:
        """Give the page the keyboard after a dialog, which the offscreen platform does not do."""
        page.activateWindow()
        self.qtbot.waitUntil(page.isActiveWindow)

    def wait(self) -> None:
        """Let all background work end."""
        assert self.tasks.wait_idle(PATIENCE_MS)
        assert not self.faults, self.faults


def touch(services: Services, family_id: UUID) -> None:
    """Have somebody change a family's telephone."""
    _family, base = services.read(commands.current_contact, family_id)
    services.run(
        commands.edit_contact, data.EditContact(family_id=family_id, base=base, mine=replace(base, phone="3000000000"))
    )


def press(*keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press ``keys`` on whatever has the keyboard."""
    for key in keys:
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifier)


def type_text(text: str) -> None:
    """Type ``text``, ñ and accents included, which `QTest.keyClicks` aborts on."""
    for char in text:
        target = QApplication.focusWidget()
        assert target is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, char))


def said(widget: QWidget) -> str:
    """Return what the labels and notices on screen say."""
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def notices(page: Page) -> str:
    """Return what the notices of the page say."""
    return " ".join(bar.text for bar in page.bars())


def button(widget: QWidget, text: str) -> QPushButton:
    """Return the visible button with ``text``, access keys aside."""
    found = [one for one in widget.findChildren(QPushButton) if one.isVisible()]
    return next(one for one in found if one.text().replace("&", "") == text)


@contextmanager
def dialog(act: Callable[[QDialog], None]) -> Iterator[list[str]]:
    """Do ``act`` with the dialog that opens within the block; gives what it said."""
    texts: list[str] = []

    def when_open() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QDialog):
            timer.start(10)
            return
        texts.append(said(box))
        try:
            act(box)
        finally:
            if box.isVisible():
                box.reject()

    timer = QTimer(singleShot=True)
    timer.timeout.connect(when_open)
    timer.start(0)
    yield texts
    timer.stop()
    assert texts, "no dialog opened"


def files(home: Path) -> Path:
    """Return a folder for the files of a test."""
    folder = home / "archivos"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
