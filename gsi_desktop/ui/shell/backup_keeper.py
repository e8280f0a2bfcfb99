"""Makes the automatic backups of the open file: every half hour when something changed, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from gsi_desktop.services.core.progress import Progress

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.ui.kit.tasks import TaskHandle, TaskRunner

_LOOKS_EVERY_MS: Final = 5 * 60 * 1000


class BackupKeeper(QObject):
    """Looks every five minutes whether one is due. ``failed`` carries the error of one that could not be made.

    One under way ends without a trace at `stop`, so that nobody waits for it; the next look makes it.
    """

    failed = Signal(object)

    def __init__(self, services: Services, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._runner = runner
        self._progress = Progress()
        self._under_way: TaskHandle | None = None
        self._timer = QTimer(self, interval=_LOOKS_EVERY_MS)
        self._timer.timeout.connect(self.look)
        if services.unlocked is not None and not services.read_only:
            self._timer.start()

    def look(self) -> None:
        """Make a backup if one is due and none is being made."""
        if self._under_way is None or not self._under_way.running:
            self._under_way = self._runner.read(self, self._work, lambda _made: None, self.failed.emit)

    def stop(self) -> None:
        """Look no more and give up the one under way."""
        self._timer.stop()
        self._progress.cancel()

    def _work(self) -> None:
        from gsi_desktop.services.upkeep import backups
        from gsi_desktop.services.upkeep.backup_policy import Reason

        if backups.due(self._services.database, self._services.clock):
            self._services.back_up(Reason.AUTOMATIC, self._progress)
