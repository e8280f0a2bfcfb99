"""Comparing everybody with everybody, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from gsi_desktop.services.core import messages
from gsi_desktop.ui.kit.progress import ProgressPanel

if TYPE_CHECKING:
    from gsi_desktop.services.core.progress import Progress
    from gsi_desktop.services.families.candidates import Kept
    from gsi_desktop.ui.shell.context import UiContext


class Sweep(ProgressPanel):
    """``running`` tells of its begin and end; ``swept`` carries what was `Kept`, ``failed`` the error instead."""

    running = Signal(bool)
    swept = Signal(object)
    failed = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context

    def begin(self) -> None:
        """Compare everybody; a sweep that is cancelled only ends."""

        def work(progress: Progress) -> Kept:
            from gsi_desktop.bootstrap import sweep_duplicates

            return sweep_duplicates(self._context.services, progress)

        self.running.emit(True)
        handle = self._context.runner.long(
            self, work, self._done, self._not_done, progress=self.show_step, cancelled=self._over
        )
        self.start(messages.text("reading_people"), handle)

    def _done(self, kept: Kept) -> None:
        self._over()
        self.swept.emit(kept)

    def _not_done(self, error: Exception) -> None:
        self._over()
        self.failed.emit(error)

    def _over(self) -> None:
        self.finish()
        self.running.emit(False)
