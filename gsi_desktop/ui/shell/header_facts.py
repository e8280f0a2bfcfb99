"""Keeps in the header whose families there are and whether they are invented."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.program import Program
    from gsi_desktop.ui.shell.survey import Survey

_AFTER_MS: Final = 300
"""They wait until the page has its rows."""


class HeaderFacts(QObject):
    """Reads them for the program, of whatever database is open."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program

    def read_soon(self) -> None:
        """Read them once the page stands."""
        QTimer.singleShot(_AFTER_MS, self, self.read)

    def read(self) -> None:
        """Read them now, if a database is open still."""
        context = self._program.context
        if context is None:
            return
        from gsi_desktop.ui.shell.survey import survey

        self._program.runner.read(self, partial(context.services.read, survey), self._show, key="survey")

    def _show(self, found: Survey) -> None:
        header = self._program.window.header
        header.scope.show_scope(found.municipality)
        header.sample.setVisible(found.has_samples)
