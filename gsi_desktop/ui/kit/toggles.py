"""Choices in one click: a chip that is on or off, and a control of which one part is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import paint_focus
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size


class ToggleChip(QToolButton):
    """A word that is in force or not ("Solo pendientes"); checked it is filled."""

    def __init__(self, text: str, icon: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_name(self, text)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Fit icon and words."""
        px = theme().px
        icon = px(16) + px(6) if self._icon else 0
        words = QFontMetrics(_medium()).horizontalAdvance(self.text())
        return QSize(2 * px(11) + icon + words + 2, px(size("control.filter_chip")) - px(2))

    def minimumSizeHint(self) -> QSize:
        """Never cut the words."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter switches as a blank does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        text = look.color("on_accent_soft" if on else "text")
        painter.setPen(QPen(look.color("accent" if on and not look.high_contrast else "border"), 1))
        hover = "zebra" if self.underMouse() else "surface"
        painter.setBrush(look.color("accent_soft" if on else hover))
        radius = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        left = look.px(11)
        if self._icon:
            side = look.px(16)
            paint_icon(painter, QRect(left, (self.height() - side) // 2, side, side), self._icon, text)
            left += side + look.px(6)
        painter.setPen(text)
        painter.setFont(_medium())
        room = self.rect().adjusted(left, 0, -look.px(6), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if on and look.high_contrast:
            painter.drawLine(left, self.height() - 4, self.width() - left, self.height() - 4)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), radius=size("radius.filter_chip"))
        painter.end()


class _Segment(QToolButton):
    """One part of a `SegmentedControl`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_name(self, text)

    def sizeHint(self) -> QSize:
        """Fit the words."""
        px = theme().px
        return QSize(QFontMetrics(_medium()).horizontalAdvance(self.text()) + 2 * px(11), px(size("control.segmented")))

    def minimumSizeHint(self) -> QSize:
        """Never cut the words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the part; the chosen one is raised."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5)
        if self.isChecked():
            painter.setPen(QPen(look.color("accent" if not look.high_contrast else "text"), 1))
            painter.setBrush(look.color("surface"))
            painter.drawRoundedRect(inside, look.px(4), look.px(4))
        painter.setPen(look.color("accent" if self.isChecked() and not look.high_contrast else "text2"))
        painter.setFont(_medium())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), radius=4)
        painter.end()


class SegmentedControl(QWidget):
    """Parts side by side of which one is chosen; arrows move the choice. ``chosen`` carries its key."""

    chosen = Signal(object)

    def __init__(self, options: Sequence[tuple[Any, str]], label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments: dict[Any, _Segment] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for key, text in options:
            segment = self._segments[key] = _Segment(text)
            self._group.addButton(segment)
            row.addWidget(segment)
            segment.clicked.connect(lambda _on, key=key: self.chosen.emit(key))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_name(self, label)
        theme().changed.connect(self.updateGeometry)

    @property
    def value(self) -> Any:
        """The key of the part chosen, None before any is."""
        return next((key for key, segment in self._segments.items() if segment.isChecked()), None)

    def choose(self, key: object) -> None:
        """Show ``key`` as chosen, without emitting."""
        self._segments[key].setChecked(True)

    def segment(self, key: object) -> QToolButton:
        """Return the button of ``key``."""
        return self._segments[key]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the trough."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("border"), 1))
        painter.setBrush(look.color("sunken"))
        radius = look.px(size("radius.control"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()


def _medium() -> QFont:
    font = theme().font("s")
    font.setWeight(QFont.Weight.Medium)
    return font
