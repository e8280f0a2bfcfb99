"""The table of the design: rows of fixed height, hairlines, one delegate, columns that stay as the person left them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from gsi_desktop.ui.kit.boxed import BoxedView
from gsi_desktop.ui.kit.buttons import paint_focus
from gsi_desktop.ui.kit.cells import CellDelegate, HeaderView, preset
from gsi_desktop.ui.kit.clipboard import as_texts, put_on_clipboard
from gsi_desktop.ui.kit.columns import CHIP_ROLE, ROW_ROLE, Column, ColumnState
from gsi_desktop.ui.kit.columns_menu import columns_menu, heading_menu
from gsi_desktop.ui.kit.models import PagedModel, PageOfRows, RowsModel
from gsi_desktop.ui.kit.picking import Picked
from gsi_desktop.ui.kit.pinned import PinnedPane
from gsi_desktop.ui.kit.tasks import runner
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

__all__ = ["CHIP_ROLE", "ROW_ROLE", "Column", "ColumnState", "PageOfRows", "PagedModel", "RowsModel", "TableView"]

_COMPACT_BELOW: Final = 720
_PREFETCH_ROWS: Final = 60
_COPIED_AT_ONCE: Final = 1000
_WITH_MODIFIER: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
Index = QModelIndex | QPersistentModelIndex


class TableView(BoxedView):
    """A list of rows. Enter or a double click emits ``activated_row`` with the row, moving ``current_row``.

    ``sort_asked`` carries the key of a sortable column and whether ascending; the page fetches in that order.
    ``filter_asked`` carries the key of the column whose filter is to open and where. With ``state`` the order, widths
    and visibility of columns are kept under ``name``. ``read_rows`` is how rows that are picked but not here are read,
    in a reading thread; without it, only what is here can be copied.
    """

    activated_row = Signal(object)
    current_row = Signal(object)
    sort_asked = Signal(str, bool)
    filter_asked = Signal(str, QPoint)

    def __init__(
        self,
        model: QAbstractItemModel | None = None,
        *,
        name: str = "",
        state: ColumnState | None = None,
        framed: bool = True,
        label: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, state, parent)
        self._by_keyboard = True
        self._placeholder: QWidget | None = None
        self._to_end = False
        self.read_rows: Callable[[Picked], Callable[[], Sequence[Any]]] | None = None
        self.setProperty("framed", framed)
        self.setAccessibleName(label)
        self.pane: PinnedPane | None = None
        self.setItemDelegate(CellDelegate(self))
        self._preset()
        self._connect()
        if model is not None:
            self.setModel(model)

    # --- set up

    def _preset(self) -> None:
        preset(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _connect(self) -> None:
        self._header.sectionMoved.connect(self._keep)
        self._header.sectionResized.connect(self._resized)
        self._header.sectionClicked.connect(self.heading_clicked)
        self._header.customContextMenuRequested.connect(self.heading_menu_at)
        self._header.filter_asked.connect(self.ask_filter)
        self.verticalScrollBar().valueChanged.connect(self._prefetch)
        self.doubleClicked.connect(self.activate)
        theme().changed.connect(self._rescale)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show ``model``; its columns take the widths the person left."""
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._place_placeholder)
            model.rowsInserted.connect(self._place_placeholder)
            if not isinstance(model, RowsModel):  # whose rows are all there: one shown anew is not one that came
                model.dataChanged.connect(self._current_came)
            if isinstance(model, PagedModel):
                model.loading_changed.connect(self._chase_end)
            self._arrange()
            self._rescale()

    # --- rows

    def current(self) -> Any | None:
        """Return the row the cursor is on, None when there is none."""
        index = self.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    def selected(self) -> list[Any]:
        """Return the selected rows, top to bottom."""
        chosen = self.selectionModel().selection().toList()
        numbers = {number for part in chosen for number in range(part.top(), part.bottom() + 1)}
        return [self.model().index(number, 0).data(ROW_ROLE) for number in sorted(numbers)]

    def go_to_row(self, number: int) -> None:
        """Put the cursor on row ``number`` and show it."""
        self.setCurrentIndex(self.model().index(number, self._first_visible()))

    def copy_selection(self) -> None:
        """Put the picked rows with their headings on the clipboard, as a spreadsheet takes them."""
        order = self.shown_columns()
        picked = self.picking.now() if self.picking.now().count else self._row_of_cursor()
        put = partial(put_on_clipboard, rows=picked.count)
        if picked.count <= _COPIED_AT_ONCE and not picked.everything:
            rows = self._picked_rows(picked)
            if None not in rows:
                put(as_texts(order, rows))
                return
        read = self.read_rows(picked) if self.read_rows is not None else self._held(picked)
        runner().read(self, lambda: as_texts(order, read()), put, key="copy")

    def _held(self, picked: Picked) -> Callable[[], Sequence[Any]]:
        """Return what gives the rows picked: all of the list, or those of them that are here."""
        model: Any = self.model()
        if picked.everything:
            reader: Callable[[], Sequence[Any]] = model.reader()
            return reader
        rows = self._picked_rows(picked)
        return lambda: [row for row in rows if row is not None]

    def _picked_rows(self, picked: Picked) -> list[Any]:
        numbers = (number for first, last in picked.ranges for number in range(first, last + 1))
        return [self.model().index(number, 0).data(ROW_ROLE) for number in numbers]

    def _row_of_cursor(self) -> Picked:
        """Return the row of the cursor as if it were picked: what is copied while nothing is."""
        row = self.currentIndex().row()
        return Picked(False, ((row, row),), 1) if row >= 0 else Picked(False, (), 0)

    # --- columns

    def show_sort(self, key: str | None, ascending: bool = True) -> None:
        """Show by which column the rows are sorted."""
        self._header.sorted_key, self._header.ascending = key, ascending
        self._header.viewport().update()

    def show_filtered(self, keys: frozenset[str]) -> None:
        """Show which columns are filtered."""
        self._header.filtered = keys
        self._header.viewport().update()

    def set_filterable(self, on: bool = True) -> None:
        """Let headings offer their filter; the page hears `filter_asked`."""
        self._header.filterable = on

    def columns_menu(self, parent: QWidget | None = None) -> QMenu:
        """Return a menu to choose, order and widen columns and to put them back as they were."""
        return columns_menu(self, parent or self)

    def columns_arranged(self) -> None:
        """Have the pinned columns stay in view."""
        if self.pinned_columns() and self.pane is None:
            self.pane = PinnedPane(self)
        if self.pane is not None:
            self.pane.fit()

    @property
    def heading(self) -> HeaderView:
        """The headings."""
        return self._header

    def place_of(self, key: str) -> QPoint:
        """Return where on screen a column's filter opens."""
        number = next((at for at, column in enumerate(self.columns()) if column.key == key), 0)
        left = 0 if self.isColumnHidden(number) else self._header.sectionViewportPosition(number)
        return self._header.viewport().mapToGlobal(QPoint(max(0, left), self._header.height()))

    # --- looks

    def set_placeholder(self, widget: QWidget | None) -> None:
        """Show ``widget`` in the middle of the list while it has no rows: why it is empty, what to do."""
        if self._placeholder is not None and self._placeholder is not widget:
            self._placeholder.hide()
            self._placeholder.deleteLater()
        self._placeholder = widget
        if widget is not None:
            widget.setParent(self.viewport())
        self._place_placeholder()

    def _place_placeholder(self) -> None:
        if self._placeholder is not None:
            model = self.model()
            self._placeholder.setVisible(model is None or model.rowCount() == 0)
            self._placeholder.setGeometry(self.viewport().rect())

    def _rescale(self) -> None:
        self._fit_rows()
        if self.model() is not None:
            self._arrange()
        self.viewport().update()

    def _fit_rows(self) -> None:
        compact = self.window().height() < theme().px(_COMPACT_BELOW)
        height = theme().px(size("table.row_compact" if compact else "table.row"))
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)

    # --- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Refit rows and stretching columns."""
        super().resizeEvent(event)
        self._fit_rows()
        self._fit_stretch()
        self._place_placeholder()
        self.columns_arranged()

    def showEvent(self, event: QShowEvent) -> None:
        """Choose the row height once the window is known."""
        super().showEvent(event)
        self._fit_rows()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the focus ring around the current row, inside it."""
        super().paintEvent(event)
        index = self.currentIndex()
        if self.hasFocus() and index.isValid():
            row = self.visualRect(index)
            width = min(self._header.length() - self._header.offset(), self.viewport().width())
            painter = QPainter(self.viewport())
            paint_focus(painter, QRectF(0, row.top(), width, row.height() - 1), radius=2)
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies; the rest as Qt does."""
        plain = not event.modifiers() & _WITH_MODIFIER
        many = self.selectionMode() == QAbstractItemView.SelectionMode.ExtendedSelection
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.activate(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.matches(QKeySequence.StandardKey.SelectAll) and many:
            self.picking.pick_everything()
        elif event.key() == Qt.Key.Key_Space and plain and many and self.currentIndex().isValid():
            self.picking.toggle(
                self.currentIndex(), through=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            )
        else:
            self.extend(event, super().keyPressEvent)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Go with Inicio and Fin to the first and the last row, however long the list is; the rest as Qt does."""
        to = {QAbstractItemView.CursorAction.MoveHome: 0, QAbstractItemView.CursorAction.MoveEnd: -1}.get(action)
        self._to_end = to == -1 and self.model().canFetchMore(QModelIndex())
        if self._to_end:
            self.model().fetchMore(QModelIndex())
        if to is None or not self.model().rowCount():
            return super().moveCursor(action, modifiers)
        return self.model().index(to % self.model().rowCount(), self._first_visible())

    def _chase_end(self, loading: bool) -> None:
        """Go on to the last row of a list that arrives page by page, until it is here or another key is pressed."""
        if not self._to_end or loading:
            return
        model = self.model()
        if model.canFetchMore(QModelIndex()):
            model.fetchMore(QModelIndex())
        else:
            self._to_end = False
            self.go_to_row(model.rowCount() - 1)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row the cursor is on."""
        super().currentChanged(current, previous)
        self.viewport().update()
        if self.pane is not None:
            self.pane.viewport().update()
        if current.row() != previous.row():
            self.current_row.emit(current.data(ROW_ROLE) if current.isValid() else None)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Repaint the ring with the selection."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()
        self._header.viewport().update()
        self.picking.selection_changed()

    def activate(self, index: Index) -> None:
        """Open the row of ``index``."""
        if index.isValid():
            self.activated_row.emit(index.data(ROW_ROLE))

    def _current_came(self, first: QModelIndex, last: QModelIndex) -> None:
        """Tell the row of the cursor once a page has brought it."""
        index = self.currentIndex()
        if index.isValid() and first.row() <= index.row() <= last.row():
            self.current_row.emit(index.data(ROW_ROLE))

    def heading_clicked(self, number: int) -> None:
        """Sort by a column, or pick everything by the box over the boxes."""
        column = self.columns()[number]
        if column.pick:
            picked = self.picking.now()
            whole = picked.count == self.model().rowCount()
            (self.picking.pick_nothing if whole else self.picking.pick_everything)()
        elif column.sortable:
            ascending = not self._header.ascending if column.key == self._header.sorted_key else True
            self.sort_by(column.key, ascending)

    def sort_by(self, key: str, ascending: bool) -> None:
        """Ask for the rows in the order of a column."""
        self.show_sort(key, ascending)
        self.sort_asked.emit(key, ascending)

    def ask_filter(self, number: int) -> None:
        """Ask for the filter of a column."""
        key = self.columns()[number].key
        self.filter_asked.emit(key, self.place_of(key))

    def heading_menu_at(self, point: QPoint) -> None:
        """Open the menu of the heading at ``point``."""
        sender = self.sender()
        header = sender if isinstance(sender, HeaderView) else self._header
        number = header.logicalIndexAt(point)
        menu = heading_menu(self, self.columns()[number]) if number >= 0 else self.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(header.mapToGlobal(point))

    def _prefetch(self) -> None:
        model = self.model()
        if model is not None and model.canFetchMore(QModelIndex()):
            last = self.rowAt(self.viewport().height() - 1)
            if last < 0 or last > model.rowCount() - _PREFETCH_ROWS:
                model.fetchMore(QModelIndex())
