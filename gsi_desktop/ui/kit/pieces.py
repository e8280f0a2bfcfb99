"""Small parts of cards and pages: an icon beside words, what scrolls, blocks in place of a page, names and values."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gsi_desktop.services.core import formats
from gsi_desktop.ui.kit.fields import Field
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size


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


class _Following(QScrollArea):
    """Shows what takes the keyboard inside, a field with its label and message; Qt does so for what Tab reaches alone.

    What is in sight stays there when a message below it or a notice above the area takes room.
    """

    def __init__(self) -> None:
        super().__init__()
        self._in_sight = False
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._scrolled)
        bar.rangeChanged.connect(self._make_room)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        inside = self.widget()
        self._in_sight = now is not None and inside is not None and inside.isAncestorOf(now)
        if now is not None and self._in_sight:
            self._reveal(now)

    def _reveal(self, now: QWidget) -> None:
        field: QWidget | None = now
        while field is not None and not isinstance(field, Field):
            field = field.parentWidget()
        for shown in (field, now):
            if shown is not None and shown.height() < self.viewport().height():
                self.ensureWidgetVisible(shown, 0, theme().px(size("spacing.m")))
        self.horizontalScrollBar().setValue(0)

    def _scrolled(self) -> None:
        """Remember whether a person scrolled away from what has the keyboard."""
        now = QApplication.focusWidget()
        self._in_sight = now is not None and self.isAncestorOf(now) and not now.visibleRegion().isEmpty()

    def _make_room(self) -> None:
        now = QApplication.focusWidget()
        if self._in_sight and now is not None and self.isAncestorOf(now):
            self._reveal(now)


def scrolling(inside: QWidget | None = None) -> QScrollArea:
    """Return an area whose content scrolls when it is too high; the keyboard goes to what is inside."""
    area = _Following()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    if inside is not None:
        area.setWidget(inside)
        inside.setAutoFillBackground(False)
    return area


class Places(QStackedWidget):
    """What a page shows, and in its place a block that says why there is nothing to show."""

    def __init__(self, *contents: QWidget) -> None:
        super().__init__()
        self._block: QWidget | None = None
        for content in contents:
            self.addWidget(content)

    def show_block(self, block: QWidget) -> None:
        """Show ``block`` in place of the content; the block before it goes."""
        if self._block is not None:
            self.removeWidget(self._block)
            self._block.deleteLater()
        self._block = block
        self.addWidget(block)
        self.setCurrentWidget(block)


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
