"""The table of the board: keys that mark, arrows that skip what does not apply, columns that stay beside others."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.achievements.data import CellKey
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.achievements.delegate import BoardHeader, LogroCellDelegate
from gsi_desktop.ui.achievements.layout import FAMILY, LOGRO, MEMBERS, NUMBER, Grid, GroupRow, Spot
from gsi_desktop.ui.achievements.model import KEY_ROLE, BoardModel
from gsi_desktop.ui.kit.cells import preset_grid
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

Index = QModelIndex | QPersistentModelIndex

LETTERS: Final = {
    Qt.Key.Key_A: MarkState.ACHIEVED,
    Qt.Key.Key_P: MarkState.PENDING,
    Qt.Key.Key_G: MarkState.IN_PROGRESS,
    Qt.Key.Key_B: MarkState.OBJECTIVE,
    Qt.Key.Key_D: MarkState.DISINTEREST,
    Qt.Key.Key_S: MarkState.UNKNOWN,
}
_NUMBER: Final = 34
_FAMILY: Final = 106
_MEMBER: Final = 84
_MEMBER_WIDE: Final = 96
_LOGRO_LEAST: Final = 236
_LOGRO_NARROW: Final = 130
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier


class _Frozen(QTableView):
    """Number, logro and family drawn over the scrolled board; it shares model and selection and takes no keys."""

    def __init__(self, board: BoardView) -> None:
        super().__init__(board)
        self._whole = board
        self.delegate = LogroCellDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(board)
        preset_grid(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Logros, columnas fijas"))
        self.hide()

    def hasFocus(self) -> bool:
        """Look as focused as the board it belongs to."""
        return self._whole.hasFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Do what a press on the board does."""
        self._whole.pressed_at(self.indexAt(event.position().toPoint()), event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what the board offers."""
        self._whole.contextMenuEvent(event)


class BoardView(QTableView):
    """The board. What keys and mouse mean is asked of whoever owns it.

    ``mark_asked`` carries the state and whether the whole row is meant; ``reason_asked`` is F2. While `asking`, digits,
    Enter and Esc go to ``answered`` as the key's name ("1"…, "enter", "escape"). ``cell_changed`` carries the cell
    under the cursor or None; ``fold_asked`` the number of a dimension; ``menu_asked`` where a menu of the cell goes.
    """

    mark_asked = Signal(object, bool)
    reason_asked = Signal()
    undo_asked = Signal()
    redo_asked = Signal()
    answered = Signal(str)
    cell_changed = Signal(object)
    fold_asked = Signal(int)
    menu_asked = Signal(object)

    def __init__(self, model: BoardModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.asking = False
        self._board = model
        self._kept: CellKey | None = None
        self.head = BoardHeader(self)
        self.setHorizontalHeader(self.head)
        self._delegate = LogroCellDelegate(self)
        self.setItemDelegate(self._delegate)
        preset_grid(self)
        self.setAccessibleName(_("Logros de la familia"))
        self.frozen = _Frozen(self)
        self._frozen_head = BoardHeader(self.frozen)
        self.setModel(model)
        self._freeze()
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._arrange)
        theme().changed.connect(self._rescale)
        self._arrange()

    # --- where the cursor is

    @property
    def grid(self) -> Grid | None:
        """Rows and columns shown."""
        return self._board.grid

    @property
    def spot(self) -> Spot:
        """Row and column of the cursor."""
        index = self.currentIndex()
        return (index.row(), index.column())

    def current_key(self) -> CellKey | None:
        """Return the cell under the cursor."""
        key: CellKey | None = self.currentIndex().data(KEY_ROLE) if self.currentIndex().isValid() else None
        return key

    def go_to(self, spot: Spot) -> None:
        """Put the cursor on ``spot`` and show it."""
        index = self._board.index(*spot)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._reveal(index)

    def go_to_key(self, key: CellKey) -> bool:
        """Put the cursor on a cell; False while it is not shown."""
        spot = self.grid.spot(key) if self.grid is not None else None
        if spot is not None:
            self.go_to(spot)
        return spot is not None

    def set_note(self, note: str) -> None:
        """Show ``note`` at the right of the heading of the logros."""
        for head in (self.head, self._frozen_head):
            head.note = note
            head.viewport().update()

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark, move or answer; letters never search."""
        if not (self._answer(event) or self._command(event) or self._mark(event) or self._move(event)):
            event.ignore()

    def keyboardSearch(self, search: str) -> None:
        """Never search: letters mark."""
        del search

    def _answer(self, event: QKeyEvent) -> bool:
        if not self.asking or event.modifiers() & (_CONTROL | Qt.KeyboardModifier.AltModifier):
            return False
        key = event.key()
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_4:
            self.answered.emit(str(key - Qt.Key.Key_0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.answered.emit("enter")
        elif key == Qt.Key.Key_Escape:
            self.answered.emit("escape")
        else:
            return False
        return True

    def _command(self, event: QKeyEvent) -> bool:
        row = self._board.row(self.spot[0]) if self.currentIndex().isValid() else None
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) or (event.key() == Qt.Key.Key_Y and _is_control(event)):
            self.redo_asked.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.reason_asked.emit()
        elif row is not None and _folds(event, row):
            self.fold_asked.emit(self._board.grid.dimension_at(self.spot[0]) if self._board.grid is not None else 0)
        else:
            return False
        return True

    def _mark(self, event: QKeyEvent) -> bool:
        state = LETTERS.get(Qt.Key(event.key()))
        if state is None or event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier):
            return False
        self.mark_asked.emit(state, bool(event.modifiers() & _SHIFT))
        return True

    def _move(self, event: QKeyEvent) -> bool:
        grid = self.grid
        if grid is None or not self.currentIndex().isValid():
            return False
        to = self._target(grid, event.key(), control=_is_control(event))
        if to is None:
            return False
        if to != self.spot:
            self.go_to(to)
        return True

    def _target(self, grid: Grid, key: int, *, control: bool) -> Spot | None:
        spot, page = self.spot, max(1, self.viewport().height() // self.rowHeight(self.spot[0]) - 2)
        if control and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return grid.dimension(spot, 1 if key == Qt.Key.Key_Down else -1)
        if control and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return (grid.first() if key == Qt.Key.Key_Home else grid.last()) or spot
        moves = {
            Qt.Key.Key_Up: lambda: grid.down(spot, -1),
            Qt.Key.Key_Down: lambda: grid.down(spot),
            Qt.Key.Key_Return: lambda: grid.down(spot),
            Qt.Key.Key_Enter: lambda: grid.down(spot),
            Qt.Key.Key_Left: lambda: grid.along(spot, -1),
            Qt.Key.Key_Right: lambda: grid.along(spot, 1),
            Qt.Key.Key_Home: lambda: grid.edge(spot, -1),
            Qt.Key.Key_End: lambda: grid.edge(spot, 1),
            Qt.Key.Key_PageUp: lambda: grid.page(spot, -page),
            Qt.Key.Key_PageDown: lambda: grid.page(spot, page),
        }
        move = moves.get(Qt.Key(key))
        return move() if move is not None else None

    # --- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold on a heading, else choose the cell; names and numbers choose the family's."""
        self.pressed_at(self.indexAt(event.position().toPoint()), event)

    def pressed_at(self, index: Index, event: QMouseEvent) -> None:
        """Do what a press on ``index`` means, here or in the columns that stay."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if not index.isValid() or event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        row = self._board.row(index.row())
        if isinstance(row, GroupRow):
            if event.button() == Qt.MouseButton.LeftButton:
                self.fold_asked.emit(row.dimension.number)
            return
        spot = (index.row(), max(index.column(), FAMILY))
        grid = self.grid
        if grid is not None and grid.key(spot) is not None:
            self.go_to(spot)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be said of the cell."""
        at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if self.current_key() is not None:
            self.menu_asked.emit(event.globalPos() if by_mouse else at)

    # --- looks

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Repaint the rows left and entered, and tell."""
        super().currentChanged(current, previous)
        for index in (current, previous):
            if index.isValid() and index.row() < self._board.rowCount():
                self._repaint_row(index.row())
        self.head.viewport().update()
        self._frozen_head.viewport().update()
        self.cell_changed.emit(current.data(KEY_ROLE) if current.isValid() else None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor as active."""
        super().focusInEvent(event)
        self._repaint_row(self.spot[0])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the cursor as resting."""
        super().focusOutEvent(event)
        self._repaint_row(self.spot[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the logros what the others leave."""
        super().resizeEvent(event)
        self._fit()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Scroll by `go_to` only: a heading as wide as the board must not scroll it sideways."""
        del index, hint

    def _reveal(self, index: Index) -> None:
        """Scroll so that the cell shows, beside the columns that stay."""
        bar, across = self.verticalScrollBar(), self.horizontalScrollBar()
        top, height = self.rowViewportPosition(index.row()), self.rowHeight(index.row())
        above = (
            self.rowHeight(index.row() - 1)
            if index.row() and isinstance(self._board.row(index.row() - 1), GroupRow)
            else 0
        )
        if top - above < 0:
            bar.setValue(bar.value() + top - above)
        elif top + 2 * height > self.viewport().height():
            bar.setValue(bar.value() + top + 2 * height - self.viewport().height())
        if index.column() < MEMBERS:
            return
        left, width = self.columnViewportPosition(index.column()), self.columnWidth(index.column())
        fixed = self.frozen.width() if not self.frozen.isHidden() else 0
        if left < fixed:
            across.setValue(across.value() + left - fixed)
        elif left + width > self.viewport().width():
            across.setValue(across.value() + left + width - self.viewport().width())

    def _repaint_row(self, at: int) -> None:
        for view in (self, self.frozen):
            top, height = view.rowViewportPosition(at), view.rowHeight(at)
            view.viewport().update(QRect(0, top, view.viewport().width(), height))

    # --- arranging

    def _freeze(self) -> None:
        frozen = self.frozen
        frozen.setModel(self._board)
        frozen.setHorizontalHeader(self._frozen_head)
        frozen.setSelectionModel(self.selectionModel())
        self.verticalScrollBar().valueChanged.connect(frozen.verticalScrollBar().setValue)
        frozen.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.horizontalScrollBar().rangeChanged.connect(self._place_frozen)

    def _keep(self) -> None:
        self._kept = self.current_key()

    def _arrange(self) -> None:
        """Set heights, spans and widths of what the model shows now, and put the cursor back."""
        look = theme()
        row, group = look.px(size("table.row_board")), look.px(size("table.group_row"))
        for view in (self, self.frozen):
            view.verticalHeader().setDefaultSectionSize(row)
            view.clearSpans()
            for at in self._board.headings():
                view.setRowHeight(at, group)
                if self._board.columnCount() > 1:
                    view.setSpan(at, 0, 1, self._board.columnCount())
        self._fit()
        if self._kept is not None and self.go_to_key(self._kept):
            return
        first = self.grid.first() if self.grid is not None else None
        if first is not None:
            self.go_to(first)

    def _fit(self) -> None:
        look = theme()
        count = self._board.columnCount()
        if not count:
            return
        roomy = self.window().width() >= look.px(size("frame.wide_from"))
        self._board.set_full(roomy)
        member = look.px(_MEMBER_WIDE if roomy else _MEMBER)
        fixed = look.px(_NUMBER) + look.px(_FAMILY)
        rest = self.viewport().width() - fixed
        scrolls = rest - member * (count - MEMBERS) < look.px(_LOGRO_LEAST)
        logro = rest - member * (count - MEMBERS)
        if scrolls:
            logro = min(look.px(_LOGRO_LEAST), max(look.px(_LOGRO_NARROW), rest - 2 * member))
        for view in (self, self.frozen):
            for column in range(count):
                width = {NUMBER: look.px(_NUMBER), LOGRO: logro, FAMILY: look.px(_FAMILY)}.get(column, member)
                view.setColumnWidth(column, width)
        self._place_frozen()

    def _place_frozen(self) -> None:
        across = self.horizontalScrollBar()
        if across.maximum() == 0:
            self._delegate.room = None
            self.frozen.hide()
            return
        width = sum(self.columnWidth(column) for column in range(MEMBERS))
        self._delegate.room = self.frozen.delegate.room = width
        height = self.viewport().height() + self.head.height()
        self.frozen.setGeometry(self.frameWidth(), self.frameWidth(), width, height)
        self.frozen.verticalScrollBar().setValue(self.verticalScrollBar().value())
        self.frozen.show()
        self.frozen.raise_()

    def _rescale(self) -> None:
        self.head.updateGeometry()
        self.updateGeometries()
        self._keep()
        self._arrange()


def _is_control(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & _CONTROL)


def _folds(event: QKeyEvent, row: object) -> bool:
    """Whether a key folds or unfolds: a blank anywhere; on a folded heading also Enter and →."""
    if event.key() == Qt.Key.Key_Space:
        return True
    opens = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right)
    return isinstance(row, GroupRow) and row.folded and event.key() in opens
