"""Hands and eyes of the tests of the shell."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from gsi_desktop.ui.shell.program import Program

Start = Callable[..., Program]


def put_away(program: Program) -> None:
    """Close the window as a person does and let Qt delete it now, not in the next test."""
    program.window.close()
    delete_now(program.window)
    program.deleteLater()


def delete_now(widget: QWidget) -> None:
    widget.deleteLater()
    QApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)


def settle(program: Program, timeout_ms: int = 30_000) -> None:
    """Let the window work until nothing is under way, what was begun meanwhile included."""
    deadline = QDeadlineTimer(timeout_ms)
    while not program.runner.wait_idle(200):
        assert not deadline.hasExpired(), "the background never came to rest"


def press(*keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press ``keys`` on whatever has the keyboard."""
    for key in keys:
        target = QApplication.focusWidget() or QApplication.activeWindow()
        assert target is not None
        QTest.keyClick(target, key, modifier)


def type_text(text: str) -> None:
    """Type ``text``, ñ and accents included, which `QTest.keyClicks` aborts on."""
    for char in text:
        target = QApplication.focusWidget()
        assert target is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, char))


def focused_name() -> str:
    widget = QApplication.focusWidget()
    if widget is None:
        return ""
    return widget.accessibleName() or (widget.text() if isinstance(widget, QPushButton) else type(widget).__name__)


def said(widget: QWidget) -> str:
    """Everything the labels below ``widget`` that are on screen say."""
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def button(widget: QWidget, text: str) -> QPushButton:
    """The visible button with ``text``, access keys aside."""
    buttons = [found for found in widget.findChildren(QPushButton) if found.isVisible()]
    return next(found for found in buttons if found.text().replace("&", "") == text)
