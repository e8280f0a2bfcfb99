"""The cards of Inicio side by side: in three columns, in two or below each other, as the width allows."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from gsi_desktop.ui.home.board import BoardCard
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_THREE, _TWO, _WIDE = 1000, 620, 1320
"""Widths at 100 % from which the cards stand in three columns, in two, and the outer columns are wider."""

_FREE: Final = 16_777_215
"""No maximum, as Qt says it."""

_ORDERS: Final = {
    3: ("urgent", "funnel", "week", "overdue", "open", "resume"),
    2: ("urgent", "funnel", "overdue", "open", "week", "resume"),
    1: ("urgent", "overdue", "open", "week", "resume", "funnel"),
}


class CardBoard(QScrollArea):
    """The cards by name; what does not fit in the height scrolls."""

    def __init__(self, cards: Mapping[str, BoardCard]) -> None:
        super().__init__()
        self._cards = cards
        self._layout = 0
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        for card in cards.values():
            card.renewed.connect(self._order_tabs)
        theme().changed.connect(self.scale)
        self.scale()

    def scale(self) -> None:
        """Arrange anew for another text size."""
        self._grid.setSpacing(theme().px(size("frame.gap")))
        self._layout = 0
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the width there is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.width() / theme().scale
        columns = 3 if width >= _THREE else 2 if width >= _TWO else 1
        layout = columns * 10 + int(width >= _WIDE)
        if layout == self._layout:
            return
        self._layout = layout
        for number, name in enumerate(_ORDERS[columns]):
            self._grid.addWidget(self._cards[name], number // columns, number % columns)
        self._share(columns, wide=width >= _WIDE)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Have Tab go through the cards as they stand; what was made later would else come last."""
        stops = [stop for name in _ORDERS[self._layout // 10] for stop in self._cards[name].stops()]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _share(self, columns: int, *, wide: bool) -> None:
        """Give the columns and rows their shares: the tables what is left beside the narrow cards."""
        px = theme().px
        middle, right = (340, 330) if wide else (276, 268)
        narrow = {3: (0, middle, right), 2: (0, middle, 0), 1: (0, 0, 0)}[columns]
        for number in range(3):
            self._grid.setColumnMinimumWidth(number, px(narrow[number]))
            self._grid.setColumnStretch(number, 1 if number == 0 else 0)
        for row in range(6):
            self._grid.setRowStretch(row, 1 if row < 6 // columns else 0)
        for name, most in (("funnel", middle), ("open", middle), ("week", right), ("resume", right)):
            self._cards[name].setMaximumWidth(px(most) if columns == 3 else _FREE)
