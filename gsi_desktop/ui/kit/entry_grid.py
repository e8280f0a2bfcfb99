"""A grid to type into as in a spreadsheet: the keys people have in their fingers, blocks from Excel, everything undone.

Source of the keys: experience.md C1, C18 and C19; docs/decisions/0016 says where they differ from a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QMenu, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import announce
from gsi_desktop.ui.kit.cells import Index, preset
from gsi_desktop.ui.kit.entry_block import BlockTable
from gsi_desktop.ui.kit.entry_editor import CellEditor, EntryDelegate, OfferList
from gsi_desktop.ui.kit.entry_heads import Headings, RowNumbers
from gsi_desktop.ui.kit.entry_kinds import EntryColumn
from gsi_desktop.ui.kit.entry_model import EntryModel
from gsi_desktop.ui.kit.entry_moves import edge, last_in_row, last_used
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS: Final = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_ROW_HEAD: Final = 30
_COMPACT_BELOW: Final = 720


class EntryGrid(BlockTable):
    """The view of an `EntryModel`. ``cell_changed`` carries row and column of the cursor."""

    cell_changed = Signal(int, int)

    def __init__(self, model: EntryModel, label: str, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._tab_start: int | None = None
        self._offers: OfferList | None = None
        self.editor: CellEditor | None = None
        """The line of the cell that is being typed in."""
        self.setItemDelegate(EntryDelegate(self))
        self.setHorizontalHeader(Headings(self))
        self._preset()
        self.setAccessibleName(label)
        theme().changed.connect(self._rescale)
        self._rescale()
        self.setCurrentIndex(model.index(0, 0))

    @property
    def offers(self) -> OfferList:
        """The list a cell shows while it is typed in."""
        window = self.window()
        if self._offers is None or self._offers.parentWidget() is not window:
            if self._offers is not None:
                self._offers.deleteLater()
            self._offers = OfferList(window)
            self._offers.itemClicked.connect(lambda item: self._pick(str(item.data(Qt.ItemDataRole.UserRole))))
        return self._offers

    # --- typing

    def commit_open(self) -> None:
        """Write what is being typed, as if the cell had been left."""
        editor = self.editor
        if editor is not None:
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _pick(self, text: str) -> None:
        """Take what was clicked in the list."""
        editor = self.editor
        if editor is not None:
            editor.picking = False
            editor.setText(text)
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key does in a spreadsheet; keys with Alt and unknown ones are left to the page."""
        key, modifiers = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._tab(back=key == Qt.Key.Key_Backtab or bool(modifiers & _SHIFT), control=bool(modifiers & _CONTROL))
        elif key in _ENTER and not modifiers & (_CONTROL | _ALT):
            self._enter(back=bool(modifiers & _SHIFT))
        elif key in _STEPS and not modifiers & _ALT:
            self._arrow(key, extend=bool(modifiers & _SHIFT), jump=bool(modifiers & _CONTROL))
        elif (key == Qt.Key.Key_Down and modifiers & _ALT) or key == Qt.Key.Key_F2:
            self.start_typing(offers=True)
        elif not self._command(event) and not self._jump(key, modifiers):
            if event.text() and event.text().isprintable() and not modifiers & (_CONTROL | _ALT):
                self._type_over(event)
            else:
                QWidget.keyPressEvent(self, event)

    def start_typing(self, *, offers: bool = False) -> None:
        """Go into the text of the cell under the cursor, its list open where it has one."""
        self.edit(self.currentIndex())
        editor = self.editor
        if editor is not None:
            editor.end(False)
            if offers:
                editor.open_offers()

    def _type_over(self, event: QKeyEvent) -> None:
        self.edit(self.currentIndex())
        editor = self.editor
        if editor is not None:
            editor.clear()
            editor.typed_over = True
            QGuiApplication.sendEvent(editor, event)

    def _command(self, event: QKeyEvent) -> bool:
        """Do the command of a key with Ctrl or Delete; False when it is none."""
        standard = QKeySequence.StandardKey
        matched: tuple[tuple[QKeySequence.StandardKey, Callable[[], None]], ...] = (
            (standard.Copy, self.copy),
            (standard.Cut, self.cut),
            (standard.Paste, self.paste),
            (standard.Undo, self.undo),
            (standard.SelectAll, self.selectAll),
        )
        for keys, command in matched:
            if event.matches(keys):
                command()
                return True
        control = bool(event.modifiers() & _CONTROL)
        plain = {Qt.Key.Key_Delete: self.clear_selection, Qt.Key.Key_Backspace: self.clear_selection}
        with_control = {
            Qt.Key.Key_Y: self.redo,
            Qt.Key.Key_D: self.fill_down,
            Qt.Key.Key_Semicolon: self._put_today,
            Qt.Key.Key_Space: self.select_columns,
            Qt.Key.Key_Delete: self.remove_rows,
        }
        chosen = (with_control if control else plain).get(Qt.Key(event.key()))
        if chosen is None and not control and event.modifiers() & _SHIFT and event.key() == Qt.Key.Key_Space:
            chosen = self.select_rows
        if chosen is None or event.modifiers() & _ALT:
            return False
        chosen()
        return True

    def _jump(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Move with Home, End and the page keys; False for other keys."""
        row, column = self.place
        control, extend = bool(modifiers & _CONTROL), bool(modifiers & _SHIFT)
        page = max(1, self.viewport().height() // max(1, self.rowHeight(0)) - 1)
        last_row, last_column = last_used(self.entries)
        targets = {
            Qt.Key.Key_Home: (0 if control else row, 0),
            Qt.Key.Key_End: (last_row, last_column) if control else (row, last_in_row(self.entries, row)),
            Qt.Key.Key_PageUp: (row - page, column),
            Qt.Key.Key_PageDown: (row + page, column),
        }
        target = targets.get(Qt.Key(key))
        if target is None:
            return False
        self._tab_start = None
        self.go_to(*target, extend=extend)
        return True

    def _arrow(self, key: int, *, extend: bool, jump: bool) -> None:
        self._tab_start = None
        down, across = _STEPS[Qt.Key(key)]
        row, column = self.place
        if jump:
            row, column = edge(self.entries, (row, column), (down, across))
        else:
            row, column = row + down, column + across
        self.go_to(row, column, extend=extend)

    def _enter(self, *, back: bool) -> None:
        """Go down; after a run of Tab to the column where it began."""
        row, column = self.place
        if self._tab_start is not None and not back:
            column, self._tab_start = self._tab_start, None
        self.go_to(row - 1 if back else row + 1, column)

    def _tab(self, *, back: bool, control: bool) -> None:
        """Go right, at the end of a row to the next; out of the grid before its first cell and after a blank row."""
        row, column = self.place
        last = len(self.entries.columns) - 1
        blank = row >= len(self.entries.rows())
        if control or (back and (row, column) == (0, 0)) or (not back and column == last and blank):
            self._tab_start = None
            self.focusNextPrevChild(not back)
            return
        if self._tab_start is None and not back:
            self._tab_start = column
        if back:
            target = (row, column - 1) if column else (row - 1, last)
        else:
            target = (row, column + 1) if column < last else (row + 1, self._tab_start or 0)
        self.go_to(*target)

    def _put_today(self) -> None:
        row, column = self.place
        today = self.entries.columns[column].kind.today()
        if today is not None:
            self.write_cell(row, column, today)

    # --- Qt

    def event(self, event: QEvent) -> bool:
        """Take Tab before Qt leaves the grid with it."""
        if event.type() == QEvent.Type.KeyPress:
            pressed = cast("QKeyEvent", event)
            if pressed.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.keyPressEvent(pressed)
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor as the keyboard's."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the cursor quietly."""
        super().focusOutEvent(event)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell where the cursor is and speak what is wrong there."""
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.isValid():
            problem = self.entries.problem(current.row(), current.column())
            if problem is not None:
                announce(self, problem.text)
            self.cell_changed.emit(current.row(), current.column())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew; the cell that has the keyboard stays in sight."""
        super().resizeEvent(event)
        self._rescale()
        if self.hasFocus() or self.editor is not None:
            self.scrollTo(self.currentIndex())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start another selection from here; Shift reaches up to here."""
        index = self.indexAt(event.position().toPoint())
        self._tab_start = None
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            if event.modifiers() & _SHIFT:
                self.go_to(index.row(), index.column(), extend=True)
                return
            self.anchor = (index.row(), index.column())
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what the keys do."""
        menu = QMenu(self)
        for text, keys, slot in (
            (_("Cortar"), "Ctrl+X", self.cut),
            (_("Copiar"), "Ctrl+C", self.copy),
            (_("Pegar"), "Ctrl+V", self.paste),
            (_("Rellenar hacia abajo"), "Ctrl+D", self.fill_down),
            (_("Insertar una fila"), "", self.insert_row),
            (_("Quitar las filas"), "Ctrl+Del", self.remove_rows),
            (_("Deshacer"), "Ctrl+Z", self.undo),
            (_("Rehacer"), "Ctrl+Y", self.redo),
        ):
            action = menu.addAction(text)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked, slot=slot: slot())
        menu.popup(event.globalPos())

    def _preset(self) -> None:
        preset(self)
        self.setProperty("framed", False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setVerticalHeader(RowNumbers(self))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionsMovable(False)

    def _rescale(self) -> None:
        look = theme()
        columns: Sequence[EntryColumn] = self.entries.columns
        taken = sum(look.px(column.width) for column in columns)
        sharing = sum(column.stretch for column in columns)
        spare = max(0, self.viewport().width() - taken) // max(1, sharing)
        for number, column in enumerate(columns):
            self.setColumnWidth(number, look.px(column.width) + (spare if column.stretch else 0))
        compact = self.window().height() < look.px(_COMPACT_BELOW)
        height = look.px(size("table.row_compact" if compact else "table.row"))
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalHeader().setFixedWidth(look.px(_ROW_HEAD))
        self.viewport().update()
