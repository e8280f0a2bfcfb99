"""How cells and headings are drawn: from the tokens, by one delegate, so that a theme change is one update."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPen
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
from gsi_desktop.ui.kit.picking import has_boxes, is_picked, paint_box
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_READABLE_ON_SELECTION: Final = frozenset({"text2", "danger", "success", "warning", "info"})
Index = QModelIndex | QPersistentModelIndex


class CellDelegate(ChipDelegate):
    """Draws a cell: selection, tone, tabular figures, chip, hairline; shows the full text of a cut one as tooltip."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell from the tokens."""
        look = theme()
        selected = is_picked(option.widget, selected=bool(option.state & QStyle.StateFlag.State_Selected))
        painter.save()
        marked = selected or _under_cursor(option.widget, index)
        painter.fillRect(option.rect, look.color("selection" if marked else "surface"))
        column, chip = index.data(COLUMN_ROLE), index.data(CHIP_ROLE)
        if isinstance(column, Column) and column.pick:
            paint_box(painter, option.rect, on=selected)
        elif isinstance(chip, Chip):
            self.paint_chip_in(painter, option.rect, chip)
        else:
            self._paint_text(painter, option.rect, index, marked)
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
        if selected and (look.high_contrast or tone not in _READABLE_ON_SELECTION):
            tone = "on_selection"
        painter.setPen(look.color(tone))
        painter.setFont(_cell_font(index))
        room = _text_rect(cell)
        words = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, room.width())
        column = index.data(COLUMN_ROLE)
        alignment = column.alignment if isinstance(column, Column) else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, alignment | Qt.TextFlag.TextSingleLine, words)


def _under_cursor(view: Any, index: Index) -> bool:
    """Return whether a row of a table with boxes is that of the cursor: seen, but not picked."""
    if not has_boxes(getattr(index.model(), "columns", ())):
        return False
    return bool(view.selectionModel().currentIndex().row() == index.row())


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
    """Headings on a sunken band; the sorted one is strong with an arrow, filtered ones carry a funnel.

    ``filter_asked`` fires with the column whose funnel was clicked; it shows where the mouse is and where one filters.
    """

    filter_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._over = -1
        self.filterable = False
        self.setMouseTracking(True)
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
        if isinstance(column, Column) and column.pick:
            picked = self._table.picking.now() if self._table is not None else None
            whole = picked is not None and picked.count > 0 and picked.count == self.model().rowCount()
            paint_box(painter, rect, on=whole, some=picked is not None and picked.count > 0 and not whole)
        elif isinstance(column, Column):
            self._paint_heading(painter, rect, column)
            if self._offers(column) and logicalIndex == self._over and column.key not in self.filtered:
                place = self.funnel(rect)
                painter.fillRect(place.adjusted(-look.px(3), 0, look.px(3), 0), look.color("sunken"))
                paint_icon(painter, place, "filter", look.color("text3"))
        painter.restore()

    @property
    def _table(self) -> Any:
        """The table this heads, where its rows can be picked."""
        parent = self.parent()
        return parent if getattr(parent, "picking", None) is not None else None

    def _offers(self, column: object) -> bool:
        return self.filterable and isinstance(column, Column) and column.filter is not None

    def funnel(self, rect: QRect) -> QRect:
        """Return where in a heading its funnel is, for the mouse."""
        side = theme().px(14)
        return QRect(rect.right() - side - theme().px(3), rect.center().y() - side // 2, side, side)

    def _at_funnel(self, point: QPoint) -> int:
        """Return the column whose funnel is at ``point``, -1 at none."""
        number = self.logicalIndexAt(point)
        column = self.model().headerData(number, self.orientation(), COLUMN_ROLE) if number >= 0 else None
        if not self._offers(column):
            return -1
        rect = QRect(self.sectionViewportPosition(number), 0, self.sectionSize(number), self.height())
        room = rect.adjusted(rect.width() - theme().px(24), 0, -theme().px(4), 0)
        return number if room.contains(point) else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the filter where the funnel is; the rest as Qt does."""
        number = self._at_funnel(event.position().toPoint())
        if number >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.filter_asked.emit(number)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the funnel of the heading under the mouse."""
        super().mouseMoveEvent(event)
        over = self.logicalIndexAt(event.position().toPoint())
        if over != self._over:
            self._over = over
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show no funnel once the mouse is elsewhere."""
        super().leaveEvent(event)
        self._over = -1
        self.viewport().update()

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
