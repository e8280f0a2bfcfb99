"""A table whose rows are picked by boxes: the cursor goes by itself, and what is picked stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QInputEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from gsi_desktop.ui.kit.arranging import ArrangedView
from gsi_desktop.ui.kit.columns import ColumnState
from gsi_desktop.ui.kit.picking import Picking, has_boxes

Index = QModelIndex | QPersistentModelIndex


class BoxedView(ArrangedView):
    """Picks by box, Espacio, Ctrl and Mayús. Without a column of boxes rows are selected as Qt does."""

    def __init__(self, name: str, state: ColumnState | None, parent: QWidget | None = None) -> None:
        super().__init__(name, state, parent)
        self.picking = Picking(self)
        self._extending = False

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """Where rows have boxes the cursor goes by itself: only box, Espacio, Ctrl and Mayús pick and drop."""
        dragging = event is not None and event.type() == QEvent.Type.MouseMove
        held = event.modifiers() if isinstance(event, QInputEvent) else Qt.KeyboardModifier.NoModifier
        if has_boxes(self.columns()) and not dragging and not held & Qt.KeyboardModifier.ControlModifier:
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def extend(self, event: QKeyEvent | QMouseEvent, go: Callable[[Any], None]) -> None:
        """Have Qt move the cursor; with Mayús, pick the rows it passed where rows have boxes."""
        before = self.currentIndex().row()
        self._extending = has_boxes(self.columns()) and bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        go(event)
        row = self.currentIndex().row()
        if self._extending and row >= 0 and row != before:
            self.picking.reach(row)
        self._extending = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick a row by its box, leaving the others as they are."""
        if not self.press_box(self.indexAt(event.position().toPoint()), event):
            self.extend(event, super().mousePressEvent)

    def press_box(self, index: QModelIndex, event: QMouseEvent) -> bool:
        """Pick or drop the row whose box was pressed; whether it was one."""
        boxed = index.isValid() and self.columns()[index.column()].pick
        if boxed and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.picking.toggle(index, through=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return True
        return False

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Have Mayús begin at the row one went to."""
        super().currentChanged(current, previous)
        if not self._extending:
            self.picking.start(current.row())
