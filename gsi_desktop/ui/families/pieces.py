"""Small widgets both pages of the area use."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_MOST_FIGURES: Final = 6
_FIGURE_STEP: Final = 18


class Picture(QWidget):
    """An icon beside words, in a colour role; it says nothing that the words do not."""

    def __init__(self, name: str, role: str, side: int) -> None:
        super().__init__()
        self._name, self._role, self._side = name, role, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Be as large as the icon, and a little lower so that it stands in the middle of a line of text."""
        side = theme().px(self._side)
        return QSize(side, side + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        del event
        painter = QPainter(self)
        paint_icon(painter, self.rect(), self._name, theme().color(self._role))
        painter.end()


class ScrollColumn(QScrollArea):
    """Widgets one below the other that scroll when they are too many. The keyboard scrolls it too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._parts: list[QWidget] = []
        self._inside = QWidget()
        self._inside.setObjectName("inside")
        self._inside.setStyleSheet("QWidget#inside { background: transparent; }")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(self._inside)

    def count(self) -> int:
        """Return how many widgets there are."""
        return len(self._parts)

    def add(self, part: QWidget) -> None:
        """Add a widget at the end."""
        self._parts.append(part)
        self._column.addWidget(part)

    def finish(self) -> None:
        """Leave free what is left below."""
        self._column.addStretch(1)
        self.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        """Drop every widget."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._parts.clear()


class Facts(QGridLayout):
    """Names at the left and what they are at the right, one below the other."""

    def __init__(self, *, role: str = "body") -> None:
        super().__init__()
        self._role = role
        self._row = 0
        self.setHorizontalSpacing(theme().px(size("spacing.m")))
        self.setVerticalSpacing(theme().px(4))
        self.setColumnStretch(1, 1)

    def put(self, name: str, value: str, *, tabular: bool = False) -> Label:
        """Add a fact; an empty value says that there is no information."""
        named = Label(name, self._role, "text3")
        said = Label(
            value or formats.answer(None), self._role, "text" if value else "text3", wrap=True, tabular=tabular
        )
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        top = Qt.AlignmentFlag.AlignTop
        self.addWidget(named, self._row, 0, top)
        self.addWidget(said, self._row, 1, top)
        self._row += 1
        return said


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
