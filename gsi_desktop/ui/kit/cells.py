"""How cells and headings are drawn: from the tokens, by one delegate, so that a theme change is one update."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from gsi_desktop.ui.kit.chips import Chip, ChipDelegate
from gsi_desktop.ui.kit.columns import CHIP_ROLE, COLUMN_ROLE, TONE_ROLE, Column
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_READABLE_ON_SELECTION: Final = frozenset({"text2", "danger", "success", "warning", "info"})
Index = QModelIndex | QPersistentModelIndex


class CellDelegate(ChipDelegate):
    """Draws a cell: selection, tone, tabular figures, chip, hairline; shows the full text of a cut one as tooltip."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell from the tokens."""
        look = theme()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, look.color("selection" if selected else "surface"))
        chip = index.data(CHIP_ROLE)
        if isinstance(chip, Chip):
            self.paint_chip_in(painter, option.rect, chip)
        else:
            self._paint_text(painter, option.rect, index, selected)
        paint_hairline(painter, option.rect)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show the cell's own tooltip, else its full text when it is cut."""
        own = index.data(Qt.ItemDataRole.ToolTipRole)
        return show_tip(event, view, str(own) if own else self.cut_text(option.rect, index))

    def cut_text(self, cell: QRect, index: Index) -> str:
        """Return the cell's text when it does not fit into ``cell``, else ""."""
        text = str(index.data() or "")
        needed = QFontMetrics(_cell_font(index)).horizontalAdvance(text)
        return text if needed > _text_rect(cell).width() else ""

    def _paint_text(self, painter: QPainter, cell: QRect, index: Index, selected: bool) -> None:
        look = theme()
        tone = index.data(TONE_ROLE) or "text"
        if selected and tone not in _READABLE_ON_SELECTION:
            tone = "on_selection"
        painter.setPen(look.color(tone))
        painter.setFont(_cell_font(index))
        room = _text_rect(cell)
        words = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, room.width())
        column = index.data(COLUMN_ROLE)
        alignment = column.alignment if isinstance(column, Column) else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, alignment | Qt.TextFlag.TextSingleLine, words)


def preset(view: QTableView) -> None:
    """Give a table the ways of the design: no grid, rows of fixed height, scrolled by pixels, nothing edited in it."""
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)
    view.setTabKeyNavigation(False)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().hide()
    view.verticalHeader().setMinimumSectionSize(12)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)


def preset_grid(view: QTableView) -> None:
    """Give a table of cells that are chosen one by one the ways of the design."""
    preset(view)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)


def paint_hairline(painter: QPainter, cell: QRect, *, right: bool = False) -> None:
    """Draw the line below a cell, and the one at its right."""
    painter.setPen(theme().color("hairline"))
    painter.drawLine(cell.bottomLeft(), cell.bottomRight())
    if right:
        painter.drawLine(cell.topRight(), cell.bottomRight())


def paint_cursor(painter: QPainter, cell: QRect, *, active: bool) -> None:
    """Draw the frame of the cell under the cursor, quieter while the keyboard is elsewhere."""
    look = theme()
    role = "focus" if active or look.high_contrast else "input_border"
    painter.setPen(QPen(look.color(role), 2, j=Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(cell).adjusted(1, 1, -2, -2))


def show_tip(event: QHelpEvent, view: QAbstractItemView, text: str) -> bool:
    """Show ``text`` over a cell, hide what was shown when there is none; what a ``helpEvent`` returns."""
    if event.type() == QEvent.Type.ToolTip and text:
        QToolTip.showText(event.globalPos(), text, view)
        return True
    QToolTip.hideText()
    return False


def _text_rect(cell: QRect) -> QRect:
    pad = theme().px(size("table.cell_padding"))
    return cell.adjusted(pad, 0, -pad, -1)


def _cell_font(index: Index) -> QFont:
    column = index.data(COLUMN_ROLE)
    if not isinstance(column, Column):
        return theme().font("body")
    role = "body_strong" if column.strong else "body"
    return theme().tabular_font(role) if column.tabular else theme().font(role)


class HeaderView(QHeaderView):
    """Headings on a sunken band; the sorted one is strong with an arrow, filtered ones carry a funnel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.sorted_key: str | None = None
        self.ascending = True
        self.filtered: frozenset[str] = frozenset()
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)

    def sizeHint(self) -> QSize:
        """Keep the design's height."""
        return QSize(super().sizeHint().width(), theme().px(size("table.header")))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's name
        """Draw one heading."""
        look = theme()
        column = self.model().headerData(logicalIndex, self.orientation(), COLUMN_ROLE)
        painter.save()
        painter.fillRect(rect, look.color("sunken"))
        paint_hairline(painter, rect)
        if isinstance(column, Column):
            self._paint_heading(painter, rect, column)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, column: Column) -> None:
        look = theme()
        is_sorted = column.key == self.sorted_key
        glyphs = [
            name
            for name, on in (
                ("arrow-up" if self.ascending else "arrow-down", is_sorted),
                ("filter", column.key in self.filtered),
            )
            if on
        ]
        font = look.font("s")
        font.setWeight(QFont.Weight.DemiBold if is_sorted else QFont.Weight.Medium)
        color = look.color("text" if is_sorted else "text2")
        painter.setFont(font)
        painter.setPen(color)
        side, gap = look.px(14), look.px(4)
        room = _text_rect(rect).adjusted(0, 0, -len(glyphs) * (side + gap), 0)
        words = painter.fontMetrics().elidedText(column.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, column.alignment, words)
        used = painter.fontMetrics().horizontalAdvance(words)
        left = (room.right() + 1 if column.align == "right" else room.left() + used) + gap
        for name in glyphs:
            paint_icon(painter, QRect(left, rect.center().y() - side // 2, side, side), name, color)
            left += side + gap
