"""Lists of a few lines inside a card: a badge or icon, a name, quiet words below; Enter or a click opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gsi_desktop.ui.kit.buttons import paint_focus
from gsi_desktop.ui.kit.cells import paint_hairline
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_LINE: Final = Qt.ItemDataRole.UserRole + 1
_HIGH: Final = 42
_BADGE: Final = 38
_Index = QModelIndex | QPersistentModelIndex
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``badge`` is a short word over a figure ("vie", "20"); ``aside`` keeps its room without drawing one."""

    key: object
    title: str
    detail: str
    icon: str = ""
    badge: tuple[str, str] | None = None
    aside: bool = False
    spoken: str = ""


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default, never changed
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken or f"{line.title}, {line.detail}"
        return line if role == _LINE else None


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, theme().px(_HIGH))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line, look, area = index.data(_LINE), theme(), option.rect
        if not isinstance(line, Line):
            return
        state: QStyle.StateFlag = option.state
        here = bool(state & QStyle.StateFlag.State_Selected) and bool(state & QStyle.StateFlag.State_Active)
        focused = isinstance(option.widget, LineList) and option.widget.hasFocus() and here
        painter.save()
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, look.color("zebra"))
        paint_hairline(painter, area)
        left = self._paint_mark(painter, area, line)
        words = QRect(left, area.top() + look.px(4), area.right() - look.px(10) - left, look.px(18))
        self._paint_text(painter, words, line.title, "body", "text")
        self._paint_text(painter, words.translated(0, look.px(17)), line.detail, "s", "text2")
        if focused:
            paint_focus(painter, QRectF(area), radius=2)
        painter.restore()

    def _paint_mark(self, painter: QPainter, area: QRect, line: Line) -> int:
        """Draw badge or icon and return where the words begin."""
        look = theme()
        left = area.left() + look.px(size("spacing.m"))
        if line.icon:
            side = look.px(16)
            paint_icon(painter, QRect(left, area.top() + look.px(5), side, side), line.icon, look.color("text2"))
            return left + side + look.px(10)
        if line.badge is None:
            return left + (look.px(_BADGE + 10) if line.aside else 0)
        box = QRectF(left + 0.5, area.top() + look.px(4) + 0.5, look.px(_BADGE) - 1, look.px(_HIGH - 9) - 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("hairline"), 1))
        painter.setBrush(look.color("sunken"))
        painter.drawRoundedRect(box, look.px(4), look.px(4))
        upper = QRect(left, area.top() + look.px(4), look.px(_BADGE), look.px(15))
        lower = upper.translated(0, look.px(15))
        lower.setHeight(look.px(17))
        for room, text, role, tone in (
            (upper, line.badge[0], "xs", "text2"),
            (lower, line.badge[1], "card_title", "text"),
        ):
            painter.setFont(look.tabular_font(role))
            painter.setPen(look.color(tone))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        return left + look.px(_BADGE + 10)

    @staticmethod
    def _paint_text(painter: QPainter, room: QRect, text: str, role: str, tone: str) -> None:
        look = theme()
        font = look.tabular_font(role)
        painter.setFont(font)
        painter.setPen(look.color(tone))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, shown)


class LineList(QListView):
    """The list. ``opened`` carries the key of the line that was clicked or entered."""

    opened = Signal(object)

    def __init__(self, label: str) -> None:
        super().__init__()
        self._lines = _Lines(self)
        self.setModel(self._lines)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(label)
        self.setProperty("framed", False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)
        theme().changed.connect(self.doItemsLayout)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines shown."""
        return self._lines.lines

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show ``lines``; the keyboard stays on the same one where it still is."""
        row = self.currentIndex().row()
        kept = self.lines[row].key if 0 <= row < len(self.lines) else None
        self._lines.show_lines(lines)
        found = next((number for number, line in enumerate(lines) if line.key == kept), 0)
        if lines:
            self.setCurrentIndex(self._lines.index(found))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Show two lines at least."""
        return QSize(theme().px(160), theme().px(2 * _HIGH))

    def _open(self, index: QModelIndex) -> None:
        line = index.data(_LINE)
        if isinstance(line, Line):
            self.opened.emit(line.key)
