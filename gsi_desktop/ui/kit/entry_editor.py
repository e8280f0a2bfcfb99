"""Typing in a cell of an entry grid: how it is drawn, the line that is typed in, and the list it may offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.cells import Index, paint_cursor, paint_hairline, show_tip
from gsi_desktop.ui.kit.columns import COLUMN_ROLE, TONE_ROLE
from gsi_desktop.ui.kit.entry_kinds import EntryColumn
from gsi_desktop.ui.kit.entry_model import PROBLEM_ROLE, Problem
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme

if TYPE_CHECKING:
    from gsi_desktop.ui.kit.entry_grid import EntryGrid

_PAD: Final = 6
_ICON: Final = 14
_OFFERED: Final = 9
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_AWAY: Final = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)
"""Keys that end typing and move on when the cell was typed into, as in a spreadsheet; after F2 they move inside."""


class OfferList(QListWidget):
    """What a cell may hold, below it, the one meant marked; it never takes the keyboard."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._around = over
        self.setProperty("popup", True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Opciones de la celda"))
        self.hide()

    def show_at(self, cell: QRect, over: QWidget) -> None:
        """Stand below ``cell`` (in the coordinates of ``over``), above it where there is no room."""
        height = min(self.count(), _OFFERED) * max(self.sizeHintForRow(0), 1) + 2 * self.frameWidth() + 2
        width = max(cell.width(), self.sizeHintForColumn(0) + theme().px(28))
        place = over.mapTo(self._around, cell.bottomLeft()) + QPoint(0, 1)
        if place.y() + height > self._around.height():
            place = over.mapTo(self._around, cell.topLeft()) - QPoint(0, height)
        place.setX(min(place.x(), self._around.width() - width))
        self.setGeometry(place.x(), place.y(), width, height)
        self.raise_()
        self.show()


class CellEditor(QLineEdit):
    """The line typed in. ``typed_over`` while it replaces what the cell held; `F2` goes into the text instead.

    ``filled`` once it got what the cell held: after that it is the person's.
    """

    def __init__(self, column: EntryColumn, grid: EntryGrid, parent: QWidget) -> None:
        super().__init__(parent)
        self.column = column
        self.typed_over = False
        self.picking = False
        self.filled = False
        self._grid = grid
        self.setFrame(False)
        self.setProperty("cell", True)
        set_name(self, column.title)
        self.offers = column.kind.offers()
        if self.offers:
            self.textEdited.connect(self._offer)

    def open_offers(self) -> None:
        """Show the whole list; arrows choose in it from now on."""
        if not self.offers:
            return
        self.picking = True
        self._fill(self.offers)
        self._mark(self.text())

    def move_in_offers(self, by: int) -> None:
        """Mark another offer."""
        box = self._grid.offers
        if box.isVisible() and box.count():
            box.setCurrentRow(max(0, min(box.count() - 1, box.currentRow() + by)))

    def chosen(self) -> str:
        """Return what the cell gets: the offer marked by hand, else what is typed."""
        item = self._grid.offers.currentItem() if self.picking and self._grid.offers.isVisible() else None
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else self.text()

    def _offer(self, typed: str) -> None:
        self._fill(self.offers)
        self._mark(typed)

    def _fill(self, offers: Sequence[tuple[str, str]]) -> None:
        box = self._grid.offers
        box.clear()
        for text, shown in offers:
            item = QListWidgetItem(shown, box)
            item.setData(Qt.ItemDataRole.UserRole, text)
        box.show_at(self.geometry(), cast("QWidget", self.parentWidget()))

    def _mark(self, typed: str) -> None:
        place = self.column.kind.best_offer(typed)
        self._grid.offers.setCurrentRow(place)
        if place < 0:
            self._grid.offers.clearSelection()


class EntryDelegate(QStyledItemDelegate):
    """Draws the cells of an `EntryGrid` and leads the keys while one is typed in."""

    def __init__(self, grid: EntryGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    # --- drawing

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw text, what is wrong with it, selection and cursor."""
        look = theme()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        current = index == self._grid.currentIndex()
        problem = index.data(PROBLEM_ROLE)
        painter.save()
        back = "selection" if selected and not current else "surface"
        if isinstance(problem, Problem) and back == "surface":
            back = f"{problem.severity}_bg"
        painter.fillRect(option.rect, look.color(back))
        self._paint_text(painter, option.rect, index, problem, selected=back == "selection")
        paint_hairline(painter, option.rect, right=True)
        if current:
            paint_cursor(painter, option.rect, active=self._grid.hasFocus())
        painter.restore()

    def _paint_text(
        self, painter: QPainter, cell: QRect, index: Index, problem: Problem | None, *, selected: bool
    ) -> None:
        look, pad = theme(), theme().px(_PAD)
        room = cell.adjusted(pad, 0, -pad, -1)
        if isinstance(problem, Problem):
            side = look.px(_ICON)
            name = "alert-circle" if problem.severity == "danger" else "alert-triangle"
            spot = QRect(room.right() - side + 3, room.center().y() - side // 2, side, side)
            paint_icon(painter, spot, name, look.color(problem.severity))
            room.setRight(spot.left() - 2)
        column = index.data(COLUMN_ROLE)
        tabular = isinstance(column, EntryColumn) and column.kind.tabular
        painter.setFont(look.tabular_font("body") if tabular else look.font("body"))
        tone = str(index.data(TONE_ROLE) or "text")
        tone = "on_selection" if selected else problem.severity if isinstance(problem, Problem) else tone
        painter.setPen(look.color(tone))
        words = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)

    # --- typing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make the line of a cell."""
        del option
        editor = CellEditor(index.data(COLUMN_ROLE), self._grid, parent)
        theme().use_font(editor, "body")
        self._grid.editor = editor
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what the cell holds, once: Qt asks again whenever a mark changes, also over what is being typed."""
        if isinstance(editor, CellEditor) and not editor.filled:
            editor.filled = True
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show what is wrong with the cell, else its full text when it is cut."""
        own, text = index.data(Qt.ItemDataRole.ToolTipRole), str(index.data() or "")
        room = option.rect.width() - 2 * theme().px(_PAD)
        cut = text if QFontMetrics(theme().font("body")).horizontalAdvance(text) > room else ""
        return show_tip(event, view, str(own or cut))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write what was typed or chosen."""
        del model
        if isinstance(editor, CellEditor):
            self._grid.write_cell(index.row(), index.column(), editor.chosen())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Cover the cell."""
        del index
        editor.setGeometry(option.rect)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Take the list away with the line."""
        self._grid.offers.hide()
        if self._grid.editor is editor:
            self._grid.editor = None
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lead keys as a spreadsheet does; the rest as Qt does."""
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, CellEditor):
            return self._key(watched, cast("QKeyEvent", event))
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(watched, CellEditor):
            key = cast("QKeyEvent", event)
            if key.key() == Qt.Key.Key_Escape or (key.key() in _ENTER and not _with_alt(key)):
                event.accept()
                return False
        return super().eventFilter(watched, event)

    def _key(self, editor: CellEditor, event: QKeyEvent) -> bool:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape:
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
            return True
        if key in _ENTER and control:
            self._grid.fill_selection(editor.chosen())
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
            return True
        if (key == Qt.Key.Key_Down and _with_alt(event)) or (key == Qt.Key.Key_F4 and not control):
            editor.open_offers()
            return True
        if key == Qt.Key.Key_F2:
            editor.typed_over = False
            editor.open_offers()
            return True
        if key == Qt.Key.Key_Semicolon and control:
            today = editor.column.kind.today()
            if today is not None:
                editor.setText(today)
            return True
        if editor.picking and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            editor.move_in_offers(-1 if key == Qt.Key.Key_Up else 1)
            return True
        if (
            key in _ENTER
            or key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            or (editor.typed_over and key in _AWAY and not _in_text(event))
        ):
            self._leave(editor)
            self._grid.keyPressEvent(event)
            return True
        return False

    def _leave(self, editor: CellEditor) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)


def _with_alt(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)


def _in_text(event: QKeyEvent) -> bool:
    """Whether an arrow selects inside the text."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
