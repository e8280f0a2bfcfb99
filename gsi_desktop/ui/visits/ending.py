"""The end of an open visit: all nine steps done, closed without finishing, or taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gsi_desktop.services.accompaniment import visits
from gsi_desktop.services.accompaniment.data import CancelVisit, CloseVisit, SaveVisit

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext
    from gsi_desktop.ui.visits.saving import Saver
    from gsi_desktop.ui.visits.visit_view import VisitView


class Ending(QObject):
    """Ends the visit that ``draft`` returns, given the version to save over (None without a visit).

    ``ended`` fires once the end is written, ``refused`` carries the reason why it was not.
    """

    ended = Signal()
    refused = Signal(object)

    def __init__(
        self,
        context: UiContext,
        view: VisitView,
        saver: Saver,
        draft: Callable[[int], SaveVisit | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._view = view
        self._saver = saver
        self._draft = draft

    def begin(self, finished: bool) -> None:
        """End the visit once all that was written is kept."""
        self._saver.flush(self._finish if finished else self._give_up)

    def _finish(self) -> None:
        draft = self._draft(self._saver.version)
        if draft is not None:
            self._close(draft)

    def _give_up(self) -> None:
        draft, unfinished = self._draft(self._saver.version), self._view.unfinished
        if draft is None:
            return
        if unfinished.cancels:
            data = CancelVisit(visit_id=draft.visit_id, version=draft.version, reason=unfinished.reason())
            self._write(visits.cancel_visit, data)
        else:
            self._close(replace(draft, content=self._view.hand_in(unfinished.write(draft.content))))

    def _close(self, draft: SaveVisit) -> None:
        data = CloseVisit(
            visit_id=draft.visit_id,
            version=draft.version,
            content=draft.content,
            steps_done=draft.steps_done,
            elapsed_seconds=draft.elapsed_seconds,
            base=draft.base,
        )
        self._view.next_button.setEnabled(False)
        self._write(visits.close_visit, data)

    def _write(self, command: Any, data: CloseVisit | CancelVisit) -> None:
        run = self._context.services.run
        self._context.runner.write(
            self, lambda: run(command, data).result, lambda _version: self.ended.emit(), self.refused.emit
        )
