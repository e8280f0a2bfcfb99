"""What was committed, told to a page in the GUI thread whichever thread committed it, so that it stays fresh."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

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


def touches(changes: ChangeSet, family_id: UUID | None) -> bool:
    """Whether ``changes`` may be about a family; none is shown while ``family_id`` is None."""
    return family_id is not None and (changes.many or family_id in changes.families)


class Freshness(QObject):
    """Has ``page`` read again after a change that ``concerns`` it: at once while it shows, else by `catch_up`.

    ``stale`` is to be cleared by whatever reads.
    """

    def __init__(
        self,
        services: Services,
        page: QWidget,
        concerns: Callable[[ChangeSet], bool],
        reload: Callable[[], object],
    ) -> None:
        super().__init__(page)
        self.stale = False
        self._page = page
        self._concerns = concerns
        self._reload = reload
        ChangeWatch(services, self).changed.connect(self._heard)

    def catch_up(self) -> None:
        """Read what changed while the page did not show."""
        if self.stale:
            self._reload()

    def _heard(self, changes: ChangeSet) -> None:
        if not self._concerns(changes):
            return
        if self._page.isVisible():
            self._reload()
        else:
            self.stale = True
