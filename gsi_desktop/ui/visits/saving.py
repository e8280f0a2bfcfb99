"""Keeps an open visit while it is written: soon after typing stops, one save at a time, nothing lost on failure."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from gsi_desktop.services.accompaniment import visits
from gsi_desktop.services.accompaniment.data import SaveVisit
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.failures import sentence
from gsi_desktop.ui.visits import words

if TYPE_CHECKING:
    from gsi_desktop.services.accompaniment.data import VisitContent
    from gsi_desktop.services.core.changes import Joined
    from gsi_desktop.services.core.work import Outcome
    from gsi_desktop.ui.shell.context import UiContext

_SETTLE_MS: Final = 800


class Saver(QObject):
    """Saves what ``draft`` returns, given the version to save over, whenever `touch` told that it changed.

    ``told`` carries the words for the place that says whether all is kept; ``failed`` the reason, None once it is well;
    ``joined`` what somebody else wrote that stays beside it (`Joined`), once.
    """

    told = Signal(str)
    failed = Signal(object)
    joined = Signal(object)

    def __init__(self, context: UiContext, draft: Callable[[int], SaveVisit | None], parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._draft = draft
        self._version = 0
        self._base: VisitContent | None = None
        self._joined: frozenset[Joined] = frozenset()
        self._dirty = False
        self._busy = False
        self._broken = False
        self._then: list[Callable[[], object]] = []
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.flush)

    @property
    def version(self) -> int:
        """The version of the visit as last saved or loaded."""
        return self._version

    @property
    def base(self) -> VisitContent | None:
        """What the visit held when it was last saved or loaded here."""
        return self._base

    @property
    def clean(self) -> bool:
        """Whether all that was written is kept."""
        return not (self._dirty or self._busy)

    def begin(self, version: int, base: VisitContent) -> None:
        """Start with a visit that was just loaded; what waited for another one is forgotten."""
        self._version = version
        self._base = base
        self._joined = frozenset()
        self._dirty = False
        self._then.clear()
        self._settle.stop()
        self._mend()
        self.told.emit("")

    def touch(self) -> None:
        """Tell that something changed."""
        self._dirty = True
        self._settle.start()

    def flush(self, then: Callable[[], object] | None = None) -> None:
        """Save now what is not kept yet, and call ``then`` once all of it is."""
        if then is not None:
            self._then.append(then)
        self._settle.stop()
        if self._busy:
            return
        if not self._dirty:
            self._run_then()
            return
        draft = self._draft(self._version)
        if draft is None:
            return
        self._dirty, self._busy = False, True
        self.told.emit(_("Guardando…"))
        run = self._context.services.run
        saved = partial(self._saved, draft.content)
        self._context.runner.write(self, lambda: run(visits.save_visit, draft), saved, self._not_saved)

    # --- inside

    def _saved(self, content: VisitContent, outcome: Outcome[int]) -> None:
        self._busy = False
        self._version = outcome.result
        self._base = content
        self._mend()
        joined = frozenset(outcome.changes.joined)
        if joined - self._joined:
            self.joined.emit(outcome.changes.joined)
        self._joined |= joined
        self.told.emit(_("Guardado {time}").format(time=words.time_of(self._context.services.clock.now())))
        if self._dirty:
            self.flush()
        else:
            self._run_then()

    def _not_saved(self, error: Exception) -> None:
        self._busy = False
        self._dirty = True
        self._broken = True
        self._then.clear()
        self.told.emit(_("Sin guardar"))
        self.failed.emit(error)
        if sentence(error) is None:
            self._context.runner.unhandled.emit(error)

    def _mend(self) -> None:
        if self._broken:
            self._broken = False
            self.failed.emit(None)

    def _run_then(self) -> None:
        waiting, self._then = self._then, []
        for call in waiting:
            call()
