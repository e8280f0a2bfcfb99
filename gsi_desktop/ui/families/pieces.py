"""Small widgets both pages of the area use."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme

_MOST_FIGURES: Final = 6
_FIGURE_STEP: Final = 18


class PeopleIcons(QWidget):
    """One small figure for each member, as many as fit, and how many there are."""

    def __init__(self) -> None:
        super().__init__()
        self._icons: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_people(self, icons: list[str], said: str) -> None:
        """Show ``icons``; ``said`` tells the same in words."""
        self._icons = icons
        self.setToolTip(said)
        set_name(self, said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Fit the figures, at most six, and the number."""
        px = theme().px
        return QSize(min(len(self._icons), _MOST_FIGURES) * px(_FIGURE_STEP) + px(26), px(18))

    def minimumSizeHint(self) -> QSize:
        """Fit the number."""
        return QSize(theme().px(26), theme().px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the figures that fit, then the number."""
        del event
        px = theme().px
        step, side = px(_FIGURE_STEP), px(15)
        shown = self._icons[: max(0, min(_MOST_FIGURES, (self.width() - px(26)) // step))]
        painter = QPainter(self)
        top = (self.height() - side) // 2
        for place, name in enumerate(shown):
            paint_icon(painter, QRect(place * step, top, side, side), name, theme().color("text2"))
        painter.setPen(theme().color("text"))
        painter.setFont(theme().tabular_font("body_strong"))
        left = len(shown) * step + px(2)
        painter.drawText(
            QRect(left, 0, self.width() - left, self.height()), Qt.AlignmentFlag.AlignVCenter, str(len(self._icons))
        )
        painter.end()
