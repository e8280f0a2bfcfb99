"""Numbered options one below the other, of which one is chosen: by its number, the arrows or the mouse."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import paint_focus
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size


class Option(QRadioButton):
    """One option in its frame: circle, number, words."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(f"{number} {text}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_name(self, f"{number} {text}")
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Be as high as in the design."""
        return QSize(super().sizeHint().width(), theme().px(30))

    def minimumSizeHint(self) -> QSize:
        """Let long words be cut before the panel grows."""
        return QSize(theme().px(80), theme().px(30))

    def hitButton(self, pos: object) -> bool:
        """Be clicked anywhere."""
        del pos
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, filled once chosen."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setPen(QPen(look.color("accent" if on and not look.high_contrast else "border"), 1))
        painter.setBrush(look.color("accent_soft" if on else "surface"))
        radius = look.px(size("radius.control"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        side = look.px(size("control.radio"))
        circle = QRectF(look.px(9), (self.height() - side) / 2, side, side)
        painter.setPen(QPen(look.color("accent" if on and not look.high_contrast else "input_border"), 1))
        painter.setBrush(look.color("surface"))
        painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5))
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent" if not look.high_contrast else "text"))
            inset = side * 0.27
            painter.drawEllipse(circle.adjusted(inset, inset, -inset, -inset))
        painter.setPen(look.color("on_accent_soft" if on else "text"))
        painter.setFont(look.font("body"))
        room = QRect(look.px(30), 0, self.width() - look.px(36), self.height())
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()))
        painter.end()


class Options(QWidget):
    """Shows options; ``chosen`` fires when the person takes another."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._values: list[object] = []
        self.buttons: list[Option] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_options(self, options: Sequence[tuple[object, str]], chosen: object) -> None:
        """Offer ``options``, each with the number of its place."""
        while (item := self._column.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        self._column.setSpacing(theme().px(4))
        self._values = [value for value, _text in options]
        self.buttons = [Option(place, text) for place, (_value, text) in enumerate(options, 1)]
        for value, button in zip(self._values, self.buttons, strict=True):
            button.setChecked(value == chosen)
            self._column.addWidget(button)
            button.toggled.connect(self._toggled)
        self.setVisible(bool(self.buttons))

    @property
    def value(self) -> object:
        """The value chosen, None when none is."""
        return next((one for one, button in zip(self._values, self.buttons, strict=True) if button.isChecked()), None)

    def choose(self, number: int) -> bool:
        """Choose the option of ``number``; False when there is none."""
        if not 1 <= number <= len(self.buttons):
            return False
        self.buttons[number - 1].setChecked(True)
        return True

    def _toggled(self, on: bool) -> None:
        if on:
            self.chosen.emit()
