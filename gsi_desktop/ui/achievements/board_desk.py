"""The board at work: table, legend and panel, and what keys and clicks do to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.achievements import queries
from gsi_desktop.services.achievements.data import Board, CellKey, HistoryLine
from gsi_desktop.services.core.formats import date as shown_date
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.achievements import asking
from gsi_desktop.ui.achievements.asking import Ask, Memory
from gsi_desktop.ui.achievements.beside import Beside
from gsi_desktop.ui.achievements.cell_menu import cell_menu
from gsi_desktop.ui.achievements.layout import FAMILY, Options, Spot
from gsi_desktop.ui.achievements.legend import Legend
from gsi_desktop.ui.achievements.marking import Marking, Step
from gsi_desktop.ui.achievements.model import BoardModel
from gsi_desktop.ui.achievements.reason_panel import ReasonPanel
from gsi_desktop.ui.achievements.state import BoardState
from gsi_desktop.ui.achievements.view import BoardView
from gsi_desktop.ui.kit.accessibility import announce
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_HISTORY_AFTER_MS: Final = 120
_PANEL_SHARE: Final = 0.36
_ASK_AGAIN: Final = frozenset({MarkState.OBJECTIVE, MarkState.DISINTEREST})


class BoardDesk(QWidget):
    """Shows the board of a `Marking` and marks through it. ``answered`` fires when counts may be others."""

    answered = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.marking: Marking | None = None
        self._memory = Memory()
        self._asking: tuple[Ask, Spot] | None = None
        self._by_rows = False
        self.model = BoardModel(self)
        self.view = BoardView(self.model)
        self.legend = Legend()
        self.panel = ReasonPanel()
        self._history = QTimer(self, singleShot=True, interval=_HISTORY_AFTER_MS)
        self._lay_out()
        self._connect()

    # --- showing

    @property
    def state(self) -> BoardState | None:
        """The board shown."""
        return self.model.state

    def show_marking(self, marking: Marking) -> None:
        """Show another family."""
        if self.marking is not None:
            self.marking.shown.disconnect(self._shown)
            self.marking.read.disconnect(self._read)
        self._stop_asking()
        self._memory.drafts.clear()
        self.marking = marking
        marking.shown.connect(self._shown)
        marking.read.connect(self._read)
        self.model.options = Options(**{name: getattr(self.model.options, name) for name in _KEPT_OPTIONS})
        self.model.show_board(marking.state)
        self._tell_note()

    def set_options(self, **changed: bool) -> None:
        """Show other rows or readings."""
        self._change_options(**changed)

    def take_keyboard(self) -> None:
        """Give the keyboard to the board."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, key: CellKey) -> None:
        """Put the cursor on a cell, showing it first if it is folded or hidden."""
        if self.view.go_to_key(key):
            return
        self._change_options(pending_only=False, applicable_only=False, folded=frozenset())
        self.view.go_to_key(key)

    def go_to_dimension(self, number: int) -> None:
        """Put the cursor on the first logro of a dimension."""
        grid = self.model.grid
        at = next((at for at in range(len(grid.rows)) if grid.dimension_at(at) == number), None) if grid else None
        if grid is not None and at is not None:
            spot = grid.down((at, FAMILY))
            self.view.go_to(spot)

    # --- marking

    def mark(self, state: MarkState, *, whole_row: bool = False) -> None:
        """Mark the cell under the cursor, or its whole row; asks first where more has to be said.

        A cell the family's state is computed in stands for its row.
        """
        self._put_aside()
        shown, key = self.state, self.view.current_key()
        if shown is None or key is None:
            return
        whole_row = whole_row or shown.cell(key).rolled_up
        keys = shown.of_row(key[0]) if whole_row else (key,) if shown.can_mark(key) else ()
        if whole_row:
            keys = tuple(one for one in keys if _row_changes(shown, one, state)) or keys[:1]
        if not keys:
            self._say_why_not(shown, key)
        elif asking.must_ask(state, shown.board):
            self._begin(state, keys, whole_row=whole_row)
        else:
            step = Step(tuple(asking.plain_mark(one, state, shown) for one in keys))
            self._say(step, self.view.spot, whole_row=whole_row)

    def give_reason(self) -> None:
        """Ask again what a mark says, or why a logro does not apply; a second time asks the latter."""
        shown, key = self.state, self.view.current_key()
        if shown is None or key is None:
            return
        again = self._asking is not None and self._asking[0].by_f2
        cell = shown.cell(key)
        reached = cell.state is MarkState.ACHIEVED and shown.board.baseline_closed
        if not again and (cell.state in _ASK_AGAIN or reached):
            self.ask_for(cell.state)
        else:
            self.ask_for(MarkState.NOT_APPLICABLE)

    def ask_for(self, state: MarkState) -> None:
        """Ask in the panel what ``state`` needs, with the keyboard there."""
        self._put_aside()
        shown, key = self.state, self.view.current_key()
        if shown is None or key is None:
            return
        if not shown.can_mark(key):
            self._say_why_not(shown, key)
            return
        self._begin(state, (key,), by_f2=True)
        self.panel.form.start_writing()

    def undo(self) -> None:
        """Take back the last step and show it."""
        self._put_aside()
        if self.marking is not None:
            self._follow(self.marking.undo())

    def redo(self) -> None:
        """Say again the step taken back last and show it."""
        self._put_aside()
        if self.marking is not None:
            self._follow(self.marking.redo())

    def leave(self) -> None:
        """Put away the question that is open; what was typed waits for the cell to be asked again."""
        self._put_aside()

    def _say(self, step: Step, spot: Spot, *, whole_row: bool) -> None:
        marking, grid = self.marking, self.model.grid
        if marking is None or grid is None:
            return
        in_family = spot[1] == FAMILY
        self._by_rows = in_family and (whole_row or self._by_rows)
        marking.say(step)
        self.view.go_to(grid.after_mark(spot, by_rows=self._by_rows))

    def _follow(self, keys: Sequence[CellKey]) -> None:
        if keys and self.view.current_key() not in keys:
            self.go_to(keys[0])

    def _say_why_not(self, shown: BoardState, key: CellKey) -> None:
        rolled = _("Se calcula de sus integrantes. Mayúsculas con la letra marca la fila.")
        announce(self.view, rolled if shown.cell(key).rolled_up else shown.cell(key).why)

    # --- asking

    def _begin(
        self, state: MarkState, keys: tuple[CellKey, ...], *, whole_row: bool = False, by_f2: bool = False
    ) -> None:
        shown = self.state
        if shown is None:
            return
        today = self._context.services.clock.today()
        ask = self._memory.ask(state, keys, shown, today, whole_row=whole_row, by_f2=by_f2)
        self._asking = (ask, self.view.spot)
        self.panel.ask(ask)
        self.view.asking = True
        announce(self.view, self.panel.form.title.text())

    def _answer(self, key: str) -> None:
        if key == "enter":
            self._confirm()
        elif key == "escape":
            self._put_aside()
        elif self._asking is not None:
            self.panel.form.choose(int(key))

    def _confirm(self) -> None:
        shown = self.state
        if self._asking is None or shown is None or self.panel.form.complain():
            return
        ask, spot = self._asking
        said = self.panel.form.said()
        self._memory.keep(ask, said)
        self._stop_asking()
        self.take_keyboard()
        step = asking.step_of(ask, said, shown, self._context.services.clock.today())
        self._say(step, spot, whole_row=ask.whole_row)

    def _put_aside(self) -> None:
        """Leave the question; what was said so far is there when it is asked again."""
        if self._asking is None:
            return
        self._memory.put_aside(self._asking[0], self.panel.form.said())
        held = self.panel.holds(self.focusWidget())
        self._stop_asking()
        if held:
            self.take_keyboard()

    def _stop_asking(self) -> None:
        self._asking = None
        self.view.asking = False
        self.panel.stop_asking()

    # --- following

    def _cell_changed(self, key: CellKey | None) -> None:
        if self._asking is not None and self.view.spot != self._asking[1]:
            self._put_aside()
        shown = self.state
        if key is None or shown is None:
            self.panel.show_nothing()
            return
        if key[1] is not None or self.view.spot[1] != FAMILY:
            self._by_rows = False
        self.panel.show_cell(shown, key)
        self._history.start()

    def _read_history(self) -> None:
        shown, key = self.state, self.view.current_key()
        if shown is None or key is None or shown.cell(key).rolled_up:
            self.panel.show_history(())
            return
        family, read = shown.board.family_id, self._context.services.read

        def told(lines: tuple[HistoryLine, ...]) -> None:
            if self.view.current_key() == key:
                self.panel.show_history(lines)

        self._context.runner.read(self, lambda: read(queries.history, family, *key), told, key="history")

    def _shown(self, keys: Sequence[CellKey]) -> None:
        self.model.cells_changed(keys)
        self._refresh_panel()
        self._tell_note()
        self.answered.emit()

    def _read(self, board: Board) -> None:
        self.model.renew(board)
        self._refresh_panel()
        self._history.start()
        self._tell_note()
        self.answered.emit()

    def _refresh_panel(self) -> None:
        shown, key = self.state, self.view.current_key()
        if shown is not None and key is not None:
            self.panel.show_cell(shown, key)

    def _tell_note(self) -> None:
        shown = self.state
        baseline = shown.board.baseline if shown is not None else None
        if shown is None or baseline is None:
            return
        base, today = shown_date(baseline.assessed_on), shown_date(shown.board.day)
        note = _("línea base {base} → hoy {today}").format(base=base, today=today)
        if not shown.board.baseline_closed:
            answered, all_ = shown.answered(), len(shown.markable())
            note = _("línea base en curso, {answered} de {all}").format(answered=answered, all=all_)
        self.view.set_note(note)

    # --- folding and options

    def _fold(self, number: int) -> None:
        folded = self.model.options.folded
        self._change_options(folded=folded - {number} if number in folded else folded | {number})
        grid = self.model.grid
        if grid is not None:
            at = next(at for at in range(len(grid.rows)) if grid.dimension_at(at) == number)
            self.view.go_to((at, FAMILY) if grid.stops((at, FAMILY)) else grid.down((at, self.view.spot[1])))

    def _change_options(self, **changed: object) -> None:
        self._put_aside()
        known = {name: getattr(self.model.options, name) for name in (*_KEPT_OPTIONS, "folded")}
        self.model.set_options(Options(**{**known, **changed}))

    def _show_menu(self, at: QPoint) -> None:
        shown, key = self.state, self.view.current_key()
        if shown is not None and key is not None:
            cell_menu(self, shown, key).popup(at)

    # --- inside

    def _lay_out(self) -> None:
        self._splitter = Beside(self.view, self.legend, self.panel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        look = theme()
        roomy = self.window().width() >= look.px(size("frame.wide_from"))
        wanted = look.px(size("frame.reason_panel_wide" if roomy else "frame.reason_panel"))
        side = min(wanted, max(look.px(160), round(self.width() * _PANEL_SHARE)))
        self._splitter.share(self.width(), side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panel its share."""
        super().resizeEvent(event)
        self._fit()

    def _connect(self) -> None:
        view = self.view
        view.mark_asked.connect(lambda state, whole: self.mark(state, whole_row=whole))
        view.reason_asked.connect(self.give_reason)
        view.undo_asked.connect(self.undo)
        view.redo_asked.connect(self.redo)
        view.answered.connect(self._answer)
        view.cell_changed.connect(self._cell_changed)
        view.fold_asked.connect(self._fold)
        view.menu_asked.connect(self._show_menu)
        self.legend.mark_asked.connect(self.mark)
        self.legend.reason_asked.connect(lambda: self.ask_for(MarkState.NOT_APPLICABLE))
        self.panel.confirmed.connect(self._confirm)
        self.panel.left.connect(self._put_aside)
        self._history.timeout.connect(self._read_history)


def _row_changes(shown: BoardState, key: CellKey, state: MarkState) -> bool:
    """Whether a mark of the whole row is for this cell: not where it says so already, no action for what is reached."""
    said = shown.cell(key).state
    return said is not state and not (state is MarkState.IN_PROGRESS and said is MarkState.ACHIEVED)


_KEPT_OPTIONS: Final = ("both", "pending_only", "applicable_only")
