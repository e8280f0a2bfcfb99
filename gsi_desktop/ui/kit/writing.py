"""Whether anything can be saved now; while nothing can, what would write is off, whoever switches it on.

One for the window, as the theme is: the shell says it when it opens a database, before any page of it is made.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget

from gsi_desktop.services.core.i18n import _


class _Guard(QObject):
    """Switches off again what a page switches on."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.EnabledChange and isinstance(watched, QWidget) and watched.isEnabled():
            watched.setEnabled(False)
        return False


class _State:
    read_only = False
    guard: _Guard | None = None


def set_read_only(on: bool) -> None:
    """Say whether the database that is opened is only to be read; widgets made before do not hear of it."""
    _State.read_only = on


def read_only() -> bool:
    """Whether nothing can be saved."""
    return _State.read_only


def writes(*widgets: QWidget) -> None:
    """Keep ``widgets``, and what is in them, off for good while nothing can be saved; a button says why."""
    if not _State.read_only:
        return
    if _State.guard is None:
        _State.guard = _Guard(QCoreApplication.instance())
    for widget in widgets:
        widget.setEnabled(False)
        widget.installEventFilter(_State.guard)
        widget.setToolTip(_("Solo lectura: no se puede guardar."))
