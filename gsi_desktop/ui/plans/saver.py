"""Keeps a draft by itself: a moment after typing stops, at once when one leaves, never over another's work."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from gsi_desktop.services.accompaniment.data import PlanContent, PlanInfo, SavePlan
from gsi_desktop.services.accompaniment.plans import save_plan
from gsi_desktop.services.core.ids import new_id

if TYPE_CHECKING:
    from gsi_desktop.services.core.work import Outcome
    from gsi_desktop.ui.shell.context import UiContext

SAVE_AFTER_MS: Final = 600


class _Stored:
    """What a draft was when it was last read or saved here; the writing lane moves it, one save after another."""

    def __init__(self, plan: PlanInfo) -> None:
        self.plan_id = plan.plan_id
        self.version = plan.version
        self.base = plan.content


class PlanSaver(QObject):
    """Saves the content given with `note`. ``began``, ``saved`` and ``failed`` (with the error) tell how it goes.

    ``settled`` fires when everything noted is stored, or could not be; ``stranded`` carries plan, content and the base
    it began with of what could not be stored of a draft one has left; ``joined`` what somebody else wrote beside it.
    """

    began = Signal()
    saved = Signal()
    failed = Signal(object)
    settled = Signal()
    stranded = Signal(object, object, object)
    joined = Signal(object)

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._stored: _Stored | None = None
        self._content: PlanContent | None = None
        self._under_way: PlanContent | None = None
        self._operation: tuple[PlanContent | None, UUID] = (None, new_id())
        self._waiting = 0
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def version(self) -> int:
        """The version of the draft as it is stored."""
        return self._stored.version if self._stored is not None else 0

    @property
    def base(self) -> PlanContent | None:
        """What the draft was when it was last read or saved here."""
        return self._stored.base if self._stored is not None else None

    @property
    def unsaved(self) -> PlanContent | None:
        """What was noted and is not stored yet, or could not be."""
        return self._content or self._under_way

    @property
    def busy(self) -> bool:
        """Whether a save is under way."""
        return self._waiting > 0

    def hold(self, plan: PlanInfo | None) -> None:
        """Save into ``plan`` from now on; what could not be stored of another one is ``stranded``."""
        self._timer.stop()
        former, content = self._stored, self._content
        self._stored = _Stored(plan) if plan is not None else None
        self._content = self._under_way = None
        if former is not None and content is not None:
            self.stranded.emit(former.plan_id, content, former.base)

    def drop(self) -> None:
        """Save nothing any more; what was noted is given up."""
        self._content = None
        self.hold(None)

    def note(self, content: PlanContent) -> None:
        """Store ``content`` once nothing new comes for a moment."""
        self._content = content
        self._timer.start()

    def flush(self) -> None:
        """Store what was noted now."""
        self._timer.stop()
        content, stored = self._content, self._stored
        if content is None or stored is None:
            return
        self._content, self._under_way = None, content
        if self._operation[0] != content:
            self._operation = (content, new_id())
        work = partial(self._write, stored, content, self._operation[1])
        self._waiting += 1
        self.began.emit()
        self._context.runner.write(
            self, work, partial(self._done, stored, content), partial(self._failed, stored, content)
        )

    def begin_with(self, base: PlanContent) -> None:
        """Take ``base`` for what the draft was when what is typed now was begun."""
        if self._stored is not None:
            self._stored.base = base

    def _write(self, stored: _Stored, content: PlanContent, operation: UUID) -> Outcome[int]:
        data = SavePlan(plan_id=stored.plan_id, version=stored.version, content=content, base=stored.base)
        outcome = self._context.services.run(save_plan, data, operation_id=operation)
        stored.version, stored.base = outcome.result, content
        return outcome

    def _done(self, stored: _Stored, content: PlanContent, outcome: Outcome[int]) -> None:
        self._waiting -= 1
        if stored is not self._stored:
            return
        if self._under_way == content:
            self._under_way = None
        if self.unsaved is None:
            self.saved.emit()
        if outcome.changes.joined:
            self.joined.emit(outcome.changes.joined)
        self.settled.emit()

    def _failed(self, stored: _Stored, content: PlanContent, error: Exception) -> None:
        self._waiting -= 1
        if stored is not self._stored:
            self.stranded.emit(stored.plan_id, content, stored.base)
            return
        self._under_way = None
        if self._content is None:
            self._content = content
        self.failed.emit(error)
        self.settled.emit()
