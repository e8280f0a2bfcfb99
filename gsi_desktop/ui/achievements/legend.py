"""The foot of the board: what each letter means; a click marks the cell under the cursor."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.flow import FlowLayout
from gsi_desktop.ui.kit.states import LOOKS, paint_state, state_name, state_size
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes

_PAD: Final = 6
_LOW: Final = 580


class _Key(QToolButton):
    """A letter with its meaning, or F2 with its own; the keyboard has the keys themselves."""

    def __init__(self, words: str, state: MarkState | None = None) -> None:
        super().__init__()
        self._state = state
        self.setText(words)
        self.worded = True
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        key = state.value if state is not None else "F2"
        set_name(self, f"{key} {words}")
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Fit chip and words."""
        px = theme().px
        words = QFontMetrics(theme().font("s")).horizontalAdvance(self.text()) + px(_PAD)
        return QSize(self._chip() + (words if self.worded else 0) + 2 * px(4), px(26))

    def minimumSizeHint(self) -> QSize:
        """Never cut the words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw chip and words."""
        del event
        look = theme()
        painter = QPainter(self)
        if self.underMouse() and self.isEnabled():
            painter.fillRect(self.rect(), look.color("sunken"))
        high = state_size().height()
        chip = QRect(look.px(4), (self.height() - high) // 2, self._chip(), high)
        if self._state is not None:
            paint_state(painter, chip, self._state)
        else:
            painter.setPen(QPen(look.color("border"), 1))
            painter.setBrush(look.color("surface"))
            painter.drawRoundedRect(chip.adjusted(0, 0, -1, -1), look.px(4), look.px(4))
            painter.setPen(look.color("text2"))
            painter.setFont(look.font("xs"))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, "F2")
        if self.worded:
            painter.setPen(look.color("text2"))
            painter.setFont(look.font("s"))
            room = self.rect().adjusted(chip.right() + 1 + look.px(_PAD), 0, 0, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()

    def _chip(self) -> int:
        return state_size().width() if self._state is not None else theme().px(26)


class Legend(QWidget):
    """The letters of the board. ``mark_asked`` carries the state clicked, ``reason_asked`` is F2."""

    mark_asked = Signal(object)
    reason_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[MarkState, QToolButton] = {}
        self._row = FlowLayout(theme().px(4), self)
        for state in LOOKS:
            key = self.keys[state] = _Key(state_name(state), state)
            key.setToolTip(state_name(state, full=True))
            self._row.addWidget(key)
            if state is MarkState.NOT_APPLICABLE:
                key.setToolTip(_("No aplica: se calcula. F2 lo fuerza con un motivo."))
                key.clicked.connect(self.reason_asked)
            else:
                key.clicked.connect(lambda _on, state=state: self.mark_asked.emit(state))
        self.reason = _Key(_("Motivo"))
        self.reason.setToolTip(_("Motivo de la marca, o forzar No aplica (F2)"))
        self.reason.clicked.connect(self.reason_asked)
        self._row.addWidget(self.reason)
        self._all = [key for key in (*self.keys.values(), self.reason) if isinstance(key, _Key)]
        writes(*self._all)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().changed.connect(self._space)
        self._space()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words to tooltips where large text leaves little height and they would take a second line."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        keys = self._all
        for key in keys:
            key.worded = True
        wide = sum(key.sizeHint().width() + self._row.spacing() for key in keys)
        worded = wide <= self.width() or self.window().height() >= theme().px(_LOW)
        for key in keys:
            key.worded = worded
            key.updateGeometry()
        self._row.invalidate()

    def _space(self) -> None:
        px = theme().px
        self._row.setContentsMargins(px(6), px(3), px(6), px(3))
        self._row.setSpacing(px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the hairline above and the quiet ground."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.color("zebra"))
        painter.setPen(look.color("hairline"))
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()
