"""Columns that stay in view while a table scrolls sideways: a second view of the same rows over its left edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QTableView

from gsi_desktop.ui.kit.cells import HeaderView, preset

if TYPE_CHECKING:
    from gsi_desktop.ui.kit.tables import TableView


class PinnedPane(QTableView):
    """Shows the pinned columns of ``table`` while they would be scrolled away; what is done in it is done there."""

    def __init__(self, table: TableView) -> None:
        super().__init__(table)
        self._table = table
        self._head = HeaderView(self)
        self.setHorizontalHeader(self._head)
        preset(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionBehavior(table.selectionBehavior())
        self.setSelectionMode(table.selectionMode())
        self._head.setSectionsMovable(False)
        self._head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._head.customContextMenuRequested.connect(table.heading_menu_at)
        self._head.sectionClicked.connect(table.heading_clicked)
        self._head.filter_asked.connect(table.ask_filter)
        self.doubleClicked.connect(table.activate)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        table.horizontalScrollBar().rangeChanged.connect(lambda _low, _high: self.fit())
        table.horizontalScrollBar().valueChanged.connect(lambda _value: self.fit())
        self.hide()

    @property
    def picking(self) -> object:
        """What is picked in the table below."""
        return self._table.picking

    def fit(self) -> None:
        """Show the pinned columns over those that were scrolled below them; nothing while none was."""
        table = self._table
        numbers = table.pinned_columns()
        shown = bool(numbers) and table.horizontalScrollBar().value() > 0 and table.model() is not None
        if not shown:
            self.hide()
            return
        if self.model() is not table.model():
            self.setModel(table.model())
            self.setItemDelegate(table.itemDelegate())
        if self.selectionModel() is not table.selectionModel():
            self.setSelectionModel(table.selectionModel())
        self._copy_columns(numbers)
        frame, header = table.frameWidth(), table.horizontalHeader()
        width = sum(table.columnWidth(number) for number in numbers)
        self.setGeometry(frame, frame, width, header.height() + table.viewport().height())
        self._head.setFixedHeight(header.height())
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        self.verticalScrollBar().setValue(table.verticalScrollBar().value())
        self.show()
        self.raise_()

    def _copy_columns(self, numbers: list[int]) -> None:
        main = self._table.heading
        self._head.sorted_key, self._head.ascending = main.sorted_key, main.ascending
        self._head.filtered, self._head.filterable = main.filtered, main.filterable
        for number in range(self.model().columnCount()):
            self.setColumnHidden(number, number not in numbers)
            self.setColumnWidth(number, self._table.columnWidth(number))
        for place, number in enumerate(numbers):
            self._head.moveSection(self._head.visualIndex(number), place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Do below what is done here."""
        index = self.indexAt(event.position().toPoint())
        self._table.setFocus(Qt.FocusReason.MouseFocusReason)
        if not self._table.press_box(index, event):
            self._table.extend(event, super().mousePressEvent)

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Pick as the table below does."""
        return self._table.selectionCommand(index, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the table below."""
        bar = self._table.verticalScrollBar()
        bar.setValue(bar.value() - event.angleDelta().y())
        event.accept()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QTableView.ScrollHint = QTableView.ScrollHint.EnsureVisible,
    ) -> None:
        """Stay where the table below is."""
