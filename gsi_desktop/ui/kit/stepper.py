"""Where one is in work of several steps: done, present, to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme

_CIRCLE = 18
_GAP = 6
_LINE = 24
_SHORT_LINE = 8


class Stepper(QWidget):
    """Numbered circles with words, joined by lines; it shows, it does not navigate.

    Where the room is short only the present step says its words.
    """

    def __init__(self, steps: Sequence[str], current: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = list(steps)
        self._current = current
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        set_name(self, self._said())
        theme().changed.connect(self.updateGeometry)

    @property
    def current(self) -> int:
        """The number of the present step, from 0."""
        return self._current

    def set_current(self, number: int) -> None:
        """Go to step ``number``, from 0; ``len(steps)`` means all are done."""
        if number != self._current:
            self._current = number
            set_name(self, self._said())
            announce(self, self._said())
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Fit circles, words and lines."""
        return QSize(self._room(_LINE, range(len(self._steps))), theme().px(24))

    def minimumSizeHint(self) -> QSize:
        """Fit the circles and the words of the present step, which are never cut."""
        return QSize(self._room(_SHORT_LINE, [self._current]), theme().px(24))

    def _room(self, line: int, worded: Iterable[int]) -> int:
        px = theme().px
        words = (
            QFontMetrics(self._font(number)).horizontalAdvance(self._steps[number]) + px(_GAP)
            for number in worded
            if number < len(self._steps)
        )
        joints = (len(self._steps) - 1) * (px(line) + 2 * px(10))
        return sum(words) + px(_CIRCLE) * len(self._steps) + joints + 4

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the steps from left to right."""
        del event
        px = theme().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 1
        middle = self.height() // 2
        short = self.width() < self.sizeHint().width()
        line = px(_SHORT_LINE if short else _LINE)
        for number, text in enumerate(self._steps):
            circle = QRect(left, middle - px(_CIRCLE) // 2, px(_CIRCLE), px(_CIRCLE))
            self._paint_circle(painter, circle, number)
            left = circle.right() + 1
            if not short or number == self._current:
                left = self._paint_words(painter, left + px(_GAP), number, text)
            left += px(10)
            if number < len(self._steps) - 1:
                painter.setPen(QPen(theme().color("border"), 1))
                painter.drawLine(left, middle, left + line, middle)
                left += line + px(10)
        painter.end()

    def _paint_words(self, painter: QPainter, left: int, number: int, text: str) -> int:
        """Draw the words of a step and return where they end."""
        font = self._font(number)
        width = QFontMetrics(font).horizontalAdvance(text)
        painter.setFont(font)
        painter.setPen(theme().color("link" if number == self._current else "text2"))
        painter.drawText(QRect(left, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        return left + width

    def _paint_circle(self, painter: QPainter, circle: QRect, number: int) -> None:
        look = theme()
        done, here = number < self._current, number == self._current
        fill, edge, ink = ("success_bg", "success_line", "success") if done else ("surface", "border", "text2")
        if here:
            fill, edge, ink = "accent", "accent", "on_accent"
        painter.setPen(QPen(look.color(edge), 1))
        painter.setBrush(look.color(fill))
        painter.drawEllipse(QRectF(circle).adjusted(0.5, 0.5, -0.5, -0.5))
        if done:
            paint_icon(
                painter, circle.adjusted(look.px(3), look.px(3), -look.px(3), -look.px(3)), "check", look.color(ink)
            )
            return
        painter.setFont(_figure_font())
        painter.setPen(QColor(look.color(ink)))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(number + 1))

    def _font(self, number: int) -> QFont:
        font = theme().font("s")
        if number == self._current:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _said(self) -> str:
        if self._current >= len(self._steps):
            return _("Todos los pasos están hechos")
        said = _("Paso {number} de {total}: {step}")
        return said.format(number=self._current + 1, total=len(self._steps), step=self._steps[self._current])


def _figure_font() -> QFont:
    font = theme().tabular_font("xs")
    font.setWeight(QFont.Weight.DemiBold)
    return font
