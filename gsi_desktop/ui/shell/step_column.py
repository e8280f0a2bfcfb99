"""The steps of a wizard, one below the other: done, present, to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme

_CIRCLE = 24
_PITCH = 48


class StepColumn(QWidget):
    """Shows where one is; it does not navigate."""

    def __init__(self, steps: Sequence[str], title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._steps = list(steps)
        self._current = 0
        self.set_current(0)
        theme().changed.connect(self.update)

    def set_current(self, number: int) -> None:
        """Go to step ``number``, from 0."""
        self._current = number
        said = _("Paso {number} de {total}: {step}")
        set_name(self, said.format(number=number + 1, total=len(self._steps), step=self._steps[number]))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw heading, circles, words and the line that joins them."""
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top = look.px(64), look.px(64)
        painter.setFont(look.font("m"))
        painter.setPen(look.color("text"))
        painter.drawText(left, top, self._title)
        top += look.px(28)
        side, pitch = look.px(_CIRCLE), look.px(_PITCH)
        for number, words in enumerate(self._steps):
            circle = QRect(left, top + number * pitch, side, side)
            if number < len(self._steps) - 1:
                painter.setPen(QPen(look.color("border"), 1))
                middle = circle.center().x()
                painter.drawLine(middle, circle.bottom() + look.px(5), middle, circle.top() + pitch - look.px(5))
            self._paint_circle(painter, circle, number)
            here = number == self._current
            painter.setFont(look.font("card_title" if here else "body"))
            painter.setPen(look.color("text" if here else "text2"))
            room = QRect(circle.right() + look.px(12), circle.top(), self.width() - circle.right() - look.px(20), side)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

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
            inset = look.px(5)
            paint_icon(painter, circle.adjusted(inset, inset, -inset, -inset), "check", look.color(ink))
            return
        painter.setFont(look.tabular_font("card_title"))
        painter.setPen(look.color(ink))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(number + 1))
