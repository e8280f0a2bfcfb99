"""A grid in a card with a side that keeps its width beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size


class Beside(QSplitter):
    """``grid`` over ``below`` in a card, ``side`` at the right."""

    def __init__(self, grid: QWidget, below: QWidget, side: QWidget) -> None:
        super().__init__()
        self._side = side
        card = QFrame()
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(grid, 1)
        column.addWidget(below)
        self.setChildrenCollapsible(False)
        self.addWidget(card)
        self.addWidget(side)
        self.setStretchFactor(0, 1)

    def share(self, whole: int, side: int) -> None:
        """Give the side ``side`` of ``whole`` px, the grid the rest."""
        self._side.setFixedWidth(side)
        self.setHandleWidth(theme().px(size("frame.gap")))
        self.setSizes([max(1, whole - side - self.handleWidth()), side])
