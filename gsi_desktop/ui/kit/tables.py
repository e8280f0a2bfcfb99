"""The table of the design: rows of fixed height, hairlines, one delegate, columns that stay as the person left them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import paint_focus
from gsi_desktop.ui.kit.cells import CellDelegate, HeaderView, preset
from gsi_desktop.ui.kit.columns import CHIP_ROLE, ROW_ROLE, Column, ColumnState
from gsi_desktop.ui.kit.models import PagedModel, PageOfRows, RowsModel
from gsi_desktop.ui.kit.tasks import runner
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

__all__ = ["CHIP_ROLE", "ROW_ROLE", "Column", "ColumnState", "PageOfRows", "PagedModel", "RowsModel", "TableView"]

_COMPACT_BELOW: Final = 720
_PREFETCH_ROWS: Final = 60
_COPIED_AT_ONCE: Final = 1000
_WITH_MODIFIER: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
Index = QModelIndex | QPersistentModelIndex


def tab_separated(columns: Sequence[Column], rows: Sequence[Any]) -> str:
    """Return headings and rows as a spreadsheet takes them from the clipboard."""
    lines = ["\t".join(column.title for column in columns)]
    lines += ["\t".join(column.copied(row) for column in columns) for row in rows]
    return "\n".join(lines) + "\n"


class TableView(QTableView):
    """A list of rows. Enter or a double click emits ``activated_row`` with the row, moving ``current_row``.

    ``sort_asked`` carries the key of a sortable column and whether ascending; the page fetches in that order.
    With ``state`` the order, widths and visibility of columns are kept under ``name``.
    """

    activated_row = Signal(object)
    current_row = Signal(object)
    sort_asked = Signal(str, bool)

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
        super().__init__(parent)
        self._name = name
        self._state = state
        self._arranging = False
        self._by_keyboard = True
        self._placeholder: QWidget | None = None
        self.setProperty("framed", framed)
        self.setAccessibleName(label)
        self._header = HeaderView(self)
        self.setHorizontalHeader(self._header)
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
        self._header.sectionClicked.connect(self._heading_clicked)
        self._header.customContextMenuRequested.connect(self._header_menu)
        self.verticalScrollBar().valueChanged.connect(self._prefetch)
        self.doubleClicked.connect(self._activate)
        theme().changed.connect(self._rescale)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show ``model``; its columns take the widths the person left."""
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._place_placeholder)
            model.rowsInserted.connect(self._place_placeholder)
            self._arrange()
            self._rescale()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the model, in its order."""
        model = self.model()
        return getattr(model, "columns", ()) if model is not None else ()

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
        """Put the selected rows with their headings on the clipboard as tab separated text."""
        order = [self.columns()[index] for index in self._visual_order() if not self.isColumnHidden(index)]
        rows = self.selected()
        put = QGuiApplication.clipboard().setText
        if len(rows) <= _COPIED_AT_ONCE:
            put(tab_separated(order, rows))
        else:
            runner().read(self, lambda: tab_separated(order, rows), put, key="copy")

    # --- columns

    def show_sort(self, key: str | None, ascending: bool = True) -> None:
        """Show by which column the rows are sorted."""
        self._header.sorted_key, self._header.ascending = key, ascending
        self._header.viewport().update()

    def show_filtered(self, keys: frozenset[str]) -> None:
        """Show which columns are filtered."""
        self._header.filtered = keys
        self._header.viewport().update()

    def columns_menu(self, parent: QWidget | None = None) -> QMenu:
        """Return a menu to choose columns and to put them back as they were."""
        menu = QMenu(parent or self)
        for number, column in enumerate(self.columns()):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.toggled.connect(lambda on, number=number: self._show_column(number, on))
        menu.addSeparator()
        menu.addAction(_("Restablecer columnas")).triggered.connect(lambda _checked: self.reset_columns())
        return menu

    def reset_columns(self) -> None:
        """Put order, widths and visibility back to the design's."""
        if self._state is not None:
            self._state.set(self._name, {})
        self._arrange()

    def column_state(self) -> dict[str, Any]:
        """Return order, widths (px at 100 %) and hidden columns by key, fit for settings."""
        columns = self.columns()
        scale = theme().scale
        return {
            "order": [columns[index].key for index in self._visual_order()],
            "widths": {
                c.key: round(self.columnWidth(i) / scale)
                for i, c in enumerate(columns)
                if not c.stretch and not self.isColumnHidden(i)
            },
            "hidden": [c.key for i, c in enumerate(columns) if self.isColumnHidden(i)],
        }

    def _arrange(self) -> None:
        kept = self._state.get(self._name) if self._state is not None else None
        state: Mapping[str, Any] = kept or {}
        widths, hidden = state.get("widths", {}), state.get("hidden")
        columns = self.columns()
        self._arranging = True
        for number, column in enumerate(columns):
            self.setColumnWidth(number, theme().px(int(widths.get(column.key, column.width))))
            self.setColumnHidden(number, not column.visible if hidden is None else column.key in hidden)
        keys = [column.key for column in columns]
        order = [key for key in state.get("order", keys) if key in keys]
        for place, key in enumerate([*order, *(key for key in keys if key not in order)]):
            self._header.moveSection(self._header.visualIndex(keys.index(key)), place)
        self._arranging = False
        self._fit_stretch()

    def _keep(self) -> None:
        if self._state is not None and not self._arranging:
            self._state.set(self._name, self.column_state())

    def _show_column(self, number: int, on: bool) -> None:
        self.setColumnHidden(number, not on)
        self._fit_stretch()
        self._keep()

    def _resized(self, number: int) -> None:
        if not self._arranging and not self.columns()[number].stretch:
            self._fit_stretch()
            self._keep()

    def _fit_stretch(self) -> None:
        """Give stretching columns what the others leave, never less than their own width."""
        stretching = [i for i, c in enumerate(self.columns()) if c.stretch and not self.isColumnHidden(i)]
        if not stretching or self._arranging:
            return
        taken = sum(self.columnWidth(i) for i in range(len(self.columns())) if i not in stretching)
        share = (self.viewport().width() - taken) // len(stretching)
        self._arranging = True
        for number in stretching:
            self.setColumnWidth(number, max(share, theme().px(self.columns()[number].width)))
        self._arranging = False

    def _visual_order(self) -> list[int]:
        return [self._header.logicalIndex(place) for place in range(self._header.count())]

    def _first_visible(self) -> int:
        return next((index for index in self._visual_order() if not self.isColumnHidden(index)), 0)

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
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _WITH_MODIFIER:
            self._activate(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row the cursor is on."""
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.row() != previous.row():
            self.current_row.emit(current.data(ROW_ROLE) if current.isValid() else None)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Repaint the ring with the selection."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def _activate(self, index: Index) -> None:
        if index.isValid():
            self.activated_row.emit(index.data(ROW_ROLE))

    def _heading_clicked(self, number: int) -> None:
        column = self.columns()[number]
        if column.sortable:
            ascending = not self._header.ascending if column.key == self._header.sorted_key else True
            self.show_sort(column.key, ascending)
            self.sort_asked.emit(column.key, ascending)

    def _header_menu(self, point: QPoint) -> None:
        self.columns_menu().popup(self._header.mapToGlobal(point))

    def _prefetch(self) -> None:
        model = self.model()
        if model is not None and model.canFetchMore(QModelIndex()):
            last = self.rowAt(self.viewport().height() - 1)
            if last < 0 or last > model.rowCount() - _PREFETCH_ROWS:
                model.fetchMore(QModelIndex())
