"""What was committed, told to a page in the GUI thread whichever thread committed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Signal

from gsi_desktop.services.core.changes import ChangeSet

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services


class ChangeWatch(QObject):
    """``changed`` carries each `ChangeSet`; connect it to methods of widgets, which are then called in their thread."""

    changed = Signal(object)

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        stop = services.subscribe(self._tell)
        self.destroyed.connect(lambda _gone: stop())

    def _tell(self, changes: ChangeSet) -> None:
        if shiboken6.isValid(self):
            self.changed.emit(changes)
