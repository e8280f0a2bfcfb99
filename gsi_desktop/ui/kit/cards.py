"""Cards on the page and the strip of figures that filters what is below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button, link, paint_focus
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_TITLE: Final = 24
"""Height of the line of the title, the same with a link in it and without."""


class Card(QFrame):
    """A framed part of a page: title, quiet words beside it, a link at the right, then ``body``.

    ``padded=False`` lets a table reach the frame.
    """

    def __init__(self, title: str = "", sub: str = "", *, padded: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._padded = padded
        self._tools: list[Button] = []
        self._title = Label(title, "card_title")
        self._sub = ElidedLabel(sub, "s", "text3")
        self.header = QHBoxLayout()
        self.body = QVBoxLayout()
        self._build(bool(title))
        theme().changed.connect(self._space)
        self._space()

    def set_title(self, title: str, sub: str = "") -> None:
        """Change the title and the words beside it."""
        self._title.setText(title)
        self._sub.setText(sub)

    def add_link(self, text: str, slot: Callable[[], object]) -> Button:
        """Add a link at the right of the title, e.g. "Ver todo"."""
        button = link(text, slot)
        self.add_tool(button)
        return button

    def add_tool(self, button: Button) -> None:
        """Add a small button at the right of the title."""
        self._tools.append(button)
        self.header.addWidget(button)
        self._space()

    def add_line(self) -> None:
        """Draw a hairline across the body."""
        self.body.addWidget(Line())

    def _build(self, titled: bool) -> None:
        outer = QVBoxLayout(self)
        outer.setSpacing(0)
        if titled:
            self.header.addWidget(self._title)
            self.header.addWidget(self._sub, 1)
            outer.addLayout(self.header)
        outer.addLayout(self.body, 1)

    def _space(self) -> None:
        px = theme().px
        pad = px(size("spacing.m"))
        outer = self.layout()
        if outer is not None:
            outer.setContentsMargins(1, 1, 1, 1)
        self.header.setContentsMargins(pad, px(6), px(size("spacing.s")), px(6))
        self.header.setSpacing(px(size("spacing.s")))
        self._title.setMinimumHeight(px(_TITLE))
        for button in self._tools:
            button.setFixedHeight(px(_TITLE))
        titled = self.header.count() > 0
        self.body.setContentsMargins(*((pad, px(2) if titled else pad, pad, pad) if self._padded else (0, 0, 0, 0)))
        self.body.setSpacing(px(6) if self._padded else 0)


class Counter(QToolButton):
    """A figure with its words; checked while it filters. ``tone`` colours the figure."""

    def __init__(self, label: str, tone: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._tone = tone
        self._figure = "–"
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_figure(self._figure)
        theme().changed.connect(self.updateGeometry)

    def set_figure(self, figure: str) -> None:
        """Show ``figure``, already written as people read it (``"1.135"``)."""
        self._figure = figure
        set_name(self, f"{self._label}: {figure}")
        self.update()

    def sizeHint(self) -> QSize:
        """Fit the longer of figure and words."""
        px = theme().px
        figure = QFontMetrics(theme().tabular_font("l")).horizontalAdvance(self._figure)
        words = QFontMetrics(theme().font("s")).horizontalAdvance(self._label)
        return QSize(max(figure, words) + 2 * px(size("spacing.m")), px(56))

    def minimumSizeHint(self) -> QSize:
        """Never cut the words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw figure over words; a bar below tells the one that filters."""
        del event
        look = theme()
        painter = QPainter(self)
        if self.isChecked():
            painter.fillRect(self.rect(), look.color("accent_soft"))
            painter.fillRect(0, self.height() - 2, self.width(), 2, look.color("accent"))
        elif self.underMouse():
            painter.fillRect(self.rect(), look.color("zebra"))
        pad = look.px(size("spacing.m"))
        left = self.rect().adjusted(pad, look.px(7), -2, 0)
        painter.setFont(look.tabular_font("l"))
        painter.setPen(look.color(self._tone))
        painter.drawText(left, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self._figure)
        painter.setFont(look.font("s"))
        painter.setPen(look.color("on_accent_soft" if self.isChecked() else "text2"))
        below = self.rect().adjusted(pad, 0, -2, -look.px(8))
        painter.drawText(below, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, self._label)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), radius=4)
        painter.end()


class CounterStrip(QWidget):
    """Counters side by side; at most one filters. ``selected`` carries its key, None when the filter is taken off."""

    selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counters: dict[object, Counter] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)

    def add(self, key: object, label: str, tone: str = "text") -> Counter:
        """Add a counter at the right end."""
        counter = Counter(label, tone)
        if self._counters:
            self._row.addWidget(Line(Qt.Orientation.Vertical))
        self._row.addWidget(counter, 1)
        self._counters[key] = counter
        counter.clicked.connect(lambda checked: self._choose(key if checked else None))
        return counter

    def counter(self, key: object) -> Counter:
        """Return the counter of ``key``."""
        return self._counters[key]

    def select(self, key: object | None) -> None:
        """Show ``key`` as the one that filters, without emitting."""
        for other, counter in self._counters.items():
            counter.setChecked(other == key)

    def _choose(self, key: object | None) -> None:
        self.select(key)
        self.selected.emit(key)
