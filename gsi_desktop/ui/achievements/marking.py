"""What was marked goes to the database at once, in order and behind the keys; it can be undone and never gets lost.

Marks typed while a save is under way are saved together afterwards. What could not be saved stays in `Marking.unsaved`
until it is tried again or discarded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.accompaniment import commands as accompaniment
from gsi_desktop.services.accompaniment.data import AddCommitment, CancelCommitment
from gsi_desktop.services.achievements import commands, queries
from gsi_desktop.services.achievements.data import Board, CellKey, Mark, MarkCells, UndoMarks
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.ui.achievements.state import BoardState
from gsi_desktop.ui.kit.writing import read_only

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.ui.kit.tasks import TaskRunner

STEPS_KEPT: Final = 50


@dataclass(frozen=True, slots=True)
class Step:
    """What one key said: marks, or commitments that put their logros *en gestión*."""

    marks: tuple[Mark, ...] = ()
    commitments: tuple[AddCommitment, ...] = ()

    @property
    def keys(self) -> tuple[CellKey, ...]:
        """The cells it is about."""
        marked = [(one.achievement, one.person_id) for one in self.marks]
        agreed = [(one.achievement or 0, one.person_id) for one in self.commitments]
        return tuple(dict.fromkeys((*marked, *agreed)))


@dataclass(frozen=True, slots=True)
class _Done:
    """A saved step, with what takes it back."""

    step: Step
    events: tuple[UUID, ...]
    commitments: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A mark that found something else stored than what was on screen: ``theirs`` is there now."""

    mark: Mark
    theirs: MarkState


class Marking(QObject):
    """Saves the marks of one family.

    ``shown`` carries the cells that show something else, ``read`` the `Board` read after a save, ``saved`` fires after
    each. ``failed`` carries why `unsaved` was not saved, ``clashed`` the marks others were faster with; both leave the
    cells as they are stored.
    """

    shown = Signal(object)
    read = Signal(object)
    saved = Signal()
    failed = Signal(object)
    clashed = Signal(object)
    steps_changed = Signal()

    def __init__(self, services: Services, runner: TaskRunner, state: BoardState, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._runner = runner
        self.state = state
        self.unsaved: list[Step] = []
        self._queue: list[Step] = []
        self._sending: list[Step] = []
        self._busy = False
        self._done: list[_Done] = []
        self._undone: list[Step] = []
        self._undo_wanted = 0

    # --- saying

    def say(self, step: Step) -> None:
        """Show ``step`` at once and save it; a mark that says no more than what is stored is left out.

        While nothing can be saved nothing can be said.
        """
        if not read_only():
            self._undone.clear()
            self._say(step)

    def _say(self, step: Step) -> None:
        marks = tuple(one for one in step.marks if self._says_something(one))
        if not marks and not step.commitments:
            return
        step = replace(step, marks=marks)
        for mark in marks:
            self.state.put((mark.achievement, mark.person_id), mark.state, mark.how)
        for one in step.commitments:
            self.state.put((one.achievement or 0, one.person_id), MarkState.IN_PROGRESS)
        self._forget_unsaved(step.keys)
        self._queue.append(step)
        self.shown.emit(step.keys)
        self.steps_changed.emit()
        self._send()

    def _says_something(self, mark: Mark) -> bool:
        cell = self.state.cell((mark.achievement, mark.person_id))
        more = mark.reason or mark.provider or mark.evidence or mark.note
        return cell.stored is not mark.state or cell.how is not mark.how or bool(more)

    # --- undo and redo

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done or self._queue or self._sending)

    @property
    def idle(self) -> bool:
        """Whether everything said is saved or given up."""
        return not (self._busy or self._queue or self.unsaved)

    def undo(self) -> tuple[CellKey, ...]:
        """Take back the last step and return its cells; while it is being saved, once it is."""
        if self._queue:
            step = self._queue.pop()
            self._undone.append(step)
            self._drop(step.keys)
            self.steps_changed.emit()
            return step.keys
        if self._busy:
            self._undo_wanted += 1
            return self._sending[-1].keys if self._sending else ()
        if not self._done:
            return ()
        done = self._done.pop()
        self._undone.append(done.step)
        self.steps_changed.emit()
        self._run(lambda: self._take_back(done), self._taken_back, lambda error: self._not_taken_back(done, error))
        return done.step.keys

    def redo(self) -> tuple[CellKey, ...]:
        """Say again the last step taken back and return its cells."""
        if not self._undone:
            return ()
        step = self._undone.pop()
        self._say(self._fresh(step))
        self.steps_changed.emit()
        return step.keys

    def _fresh(self, step: Step) -> Step:
        """Return ``step`` as said of what is shown now."""
        seen = self.state.cell
        marks = (replace(one, seen=seen((one.achievement, one.person_id)).stored) for one in step.marks)
        return replace(step, marks=tuple(marks))

    # --- what was not saved

    def retry(self) -> None:
        """Try again what was not saved; of a cell said twice the last counts."""
        steps, self.unsaved = self.unsaved, []
        for step in steps:
            self._say(self._fresh(step))

    def discard(self) -> None:
        """Give up what was not saved."""
        self.unsaved = []

    def insist(self, clashes: Sequence[Clash]) -> None:
        """Put one's own marks over those of others."""
        self.say(self._fresh(Step(tuple(clash.mark for clash in clashes))))

    def refresh(self) -> None:
        """Read the board again, because somebody else changed it; saving reads it anyway."""
        if not self._busy:
            self._runner.read(self, self._read, self._renew, key="board")

    # --- saving

    def _send(self) -> None:
        if self._busy or not self._queue:
            return
        batch, seen = [self._queue.pop(0)], set[CellKey]()
        seen.update(batch[0].keys)
        while not batch[0].commitments and self._queue and not self._queue[0].commitments:
            if seen.intersection(self._queue[0].keys):
                break
            batch.append(self._queue.pop(0))
            seen.update(batch[-1].keys)
        self._sending = batch
        self._run(lambda: self._save(batch), self._saved, self._not_saved)

    def _save(self, batch: list[Step]) -> list[_Done]:
        """Run in the writing thread: save ``batch`` and return what takes each of its steps back."""
        family, today = self.state.board.family_id, self._services.clock.today()
        marks = tuple(mark for step in batch for mark in step.marks)
        events: tuple[UUID, ...] = ()
        if marks:
            told = MarkCells(family_id=family, marks=marks, on=today)
            events = self._services.run(commands.mark, told, operation_id=new_id()).result.events
        made = [self._services.run(accompaniment.add_commitment, one).result for one in batch[0].commitments]
        if len(events) != len(marks) or len(batch) == 1:
            whole = Step(marks, batch[0].commitments)
            return [_Done(whole, events, tuple(made))] if events or made else []
        done, rest = [], list(events)
        for step in batch:
            done.append(_Done(step, tuple(rest[: len(step.marks)]), ()))
            rest = rest[len(step.marks) :]
        return done

    def _saved(self, done: list[_Done]) -> None:
        self._done = (self._done + done)[-STEPS_KEPT:]
        self._land([key for step in self._sending for key in step.keys])
        self.saved.emit()

    def _not_saved(self, error: Exception) -> None:
        batch = self._sending
        clashing = isinstance(error, ExpectedError) and error.code == "mark_changed"
        if clashing:
            self._clash(batch)
        else:
            waiting, self._queue = self._queue, []
            self.unsaved += [*batch, *waiting]
        self._land([key for step in self.unsaved for key in step.keys] + [key for step in batch for key in step.keys])
        if not clashing:
            self.failed.emit(error)

    def _clash(self, batch: list[Step]) -> None:
        """Say again the marks that found what was on screen, and tell of the others."""
        clashes, again = [], []
        for step in batch:
            fitting = []
            for mark in step.marks:
                theirs = self.state.board.cells[mark.achievement, mark.person_id].stored
                if theirs is mark.seen or theirs is mark.state:
                    fitting.append(mark)
                else:
                    clashes.append(Clash(mark, theirs))
            if fitting or step.commitments:
                again.append(replace(step, marks=tuple(fitting)))
        self._queue = again + self._queue
        if clashes:
            self.clashed.emit(tuple(clashes))

    def _take_back(self, done: _Done) -> int:
        """Run in the writing thread: undo a saved step."""
        today = self._services.clock.today()
        for commitment in done.commitments:
            reason = _("Se deshizo en el tablero de logros")
            told = CancelCommitment(commitment_id=commitment, version=1, on=today, reason=reason)
            self._services.run(accompaniment.cancel_commitment, told)
        if not done.events:
            return 0
        undo = UndoMarks(family_id=self.state.board.family_id, events=done.events)
        return self._services.run(commands.undo_marks, undo).result

    def _taken_back(self, _count: int) -> None:
        self._land([])
        self.saved.emit()

    def _not_taken_back(self, done: _Done, error: Exception) -> None:
        self._undone = [step for step in self._undone if step is not done.step]
        self._land([])
        self.failed.emit(error)

    # --- inside

    def _run(self, work: Callable[[], object], done: Callable[..., None], failed: Callable[[Exception], None]) -> None:
        """Write, then read the board in the same task, so that no answer arrives between the two."""
        self._busy = True

        def both() -> tuple[object, Exception | None, Board | None]:
            result, trouble = None, None
            try:
                result = work()
            except Exception as error:  # noqa: BLE001  told by ``failed`` after the board was read
                trouble = error
            try:
                return result, trouble, self._read()
            except Exception as error:  # noqa: BLE001  the board stays as it was; the next save reads it
                return result, trouble or error, None

        def arrived(told: tuple[object, Exception | None, Board | None]) -> None:
            result, trouble, board = told
            self._busy = False
            if board is not None:
                self.state.renew(board)
                self.read.emit(board)
            done(result) if trouble is None else failed(trouble)
            self._sending = []
            self.steps_changed.emit()
            while self._undo_wanted and not self._busy:
                self._undo_wanted -= 1
                self.undo()
            self._send()

        self._runner.write(self, both, arrived, failed)

    def _read(self) -> Board:
        return self._services.read(queries.board, self.state.board.family_id, self._services.clock.today())

    def _renew(self, board: Board) -> None:
        if not self._busy:
            self.state.renew(board)
            self.read.emit(board)

    def _land(self, keys: Sequence[CellKey]) -> None:
        """Show in ``keys`` what is stored, where nothing newer waits."""
        waiting = {key for step in self._queue for key in step.keys}
        self._drop([key for key in keys if key not in waiting])

    def _drop(self, keys: Sequence[CellKey]) -> None:
        self.state.drop(keys)
        self.shown.emit(tuple(keys))

    def _forget_unsaved(self, keys: Sequence[CellKey]) -> None:
        """Leave out of `unsaved` what is said anew."""
        left = []
        for step in self.unsaved:
            marks = tuple(one for one in step.marks if (one.achievement, one.person_id) not in keys)
            if marks or step.commitments:
                left.append(replace(step, marks=marks))
        self.unsaved = left
