"""A question with two or three answers side by side, given with one letter; each has its colour, icon and word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import plain, set_name
from gsi_desktop.ui.kit.buttons import paint_focus
from gsi_desktop.ui.kit.chips import ChipKind, chip_colors
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_ICON: Final = 12
_GAP: Final = 5
_PADDING: Final = 8


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: its value, its word, the letter that gives it, and how it looks once given."""

    value: Any
    text: str
    letter: str
    kind: ChipKind = "accent"
    icon: str | None = None


class AnswerStrip(QWidget):
    """Answers of which at most one is given. Letters give one, ←/→ move, Supr takes it back.

    ``answered`` carries the value the person gave, None when taken back.
    """

    answered = Signal(object)

    def __init__(self, label: str, answers: Sequence[Reply], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = plain(label)
        self._answers = tuple(answers)
        self._given: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        letters = ", ".join(f"{one.letter}: {one.text}" for one in answers)
        self.setToolTip(letters)
        self.setAccessibleDescription(letters)
        self._name()
        theme().changed.connect(self.updateGeometry)

    @property
    def value(self) -> Any:
        """The value given, None while there is none."""
        return None if self._given is None else self._answers[self._given].value

    def set_value(self, value: object) -> None:
        """Show ``value`` as given, None as not given yet; ``answered`` does not fire."""
        self._given = next((place for place, one in enumerate(self._answers) if one.value == value), None)
        self._name()
        self.update()

    @property
    def words(self) -> str:
        """The word of the answer given, "" while there is none."""
        return "" if self._given is None else self._answers[self._given].text

    def set_words(self, words: str) -> None:
        """Show the answer of ``words`` as given, "" as not given yet; ``answered`` does not fire."""
        self.set_value(next((one.value for one in self._answers if one.text == words), None))

    def give(self, value: object) -> None:
        """Give ``value`` as the person would."""
        self.set_value(value)
        self.answered.emit(self.value)

    # --- Qt

    def sizeHint(self) -> QSize:
        """Fit every word, each in the weight and with the icon it has once given."""
        px = theme().px
        return QSize(sum(self._widths()) + 1, px(size("control.segmented")) + 2)

    def minimumSizeHint(self) -> QSize:
        """Never cut the words."""
        return self.sizeHint()

    def part(self, value: object) -> QRect:
        """Return where the answer ``value`` is."""
        left = 0
        for one, width in zip(self._answers, self._widths(), strict=True):
            if one.value == value:
                return QRect(left, 0, width + 1, self.height())
            left += width
        return QRect()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Give the answer under the pointer."""
        for one in self._answers:
            if self.isEnabled() and self.part(one.value).contains(event.position().toPoint()):
                self.give(one.value)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give by letter, move with the arrows, take back with Supr."""
        letter = event.text().upper()
        found = next((one for one in self._answers if letter and one.letter.upper() == letter), None)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if found is not None:
            self.give(found.value)
        elif event.key() in steps:
            step = steps[Qt.Key(event.key())]
            first = 0 if step > 0 else len(self._answers) - 1
            place = first if self._given is None else (self._given + step) % len(self._answers)
            self.give(self._answers[place].value)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.give(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, the answers, the one given filled, and the ring."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(frame, look.px(size("radius.chip")), look.px(size("radius.chip")))
        painter.setClipPath(path)
        painter.fillPath(path, look.color("surface" if self.isEnabled() else "sunken"))
        left = 0
        for place, width in enumerate(self._widths()):
            self._paint_answer(painter, QRect(left, 0, width, self.height()), place)
            left += width
        painter.setClipping(False)
        painter.setPen(QPen(look.color("input_border" if self.isEnabled() else "border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), radius=size("radius.chip"))
        painter.end()

    # --- inside

    def _paint_answer(self, painter: QPainter, cell: QRect, place: int) -> None:
        look = theme()
        one = self._answers[place]
        given = place == self._given
        ink = look.color("text" if self.isEnabled() else "text3")
        if given:
            ink, fill, _edge = chip_colors(one.kind)
            painter.fillRect(cell, fill)
        if place:
            painter.setPen(QPen(look.color("border"), 1))
            painter.drawLine(cell.topLeft(), QPoint(cell.left(), cell.bottom()))
        font = _font(strong=given)
        words = QFontMetrics(font).horizontalAdvance(one.text)
        side = look.px(_ICON) if given and one.icon else 0
        gap = look.px(_GAP) if side else 0
        left = cell.left() + (cell.width() - words - side - gap) // 2
        if given and one.icon:
            paint_icon(painter, QRect(left, cell.center().y() - side // 2 + 1, side, side), one.icon, ink)
        painter.setPen(ink)
        painter.setFont(font)
        painter.drawText(
            QRect(left + side + gap, cell.top(), words + 2, cell.height()), Qt.AlignmentFlag.AlignVCenter, one.text
        )

    def _widths(self) -> list[int]:
        px = theme().px
        metrics = QFontMetrics(_font(strong=True))
        icons = [px(_ICON) + px(_GAP) if one.icon else 0 for one in self._answers]
        texts = [metrics.horizontalAdvance(one.text) for one in self._answers]
        return [text + icon + 2 * px(_PADDING) for text, icon in zip(texts, icons, strict=True)]

    def _name(self) -> None:
        given = _("sin respuesta") if self._given is None else self._answers[self._given].text
        set_name(self, f"{self._label}: {given}")


def _font(*, strong: bool) -> QFont:
    font = theme().font("s")
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Medium)
    return font
