"""How the board is drawn: both readings of a cell, headings of dimensions with their bar, columns with two lines."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.achievements.data import Cell, DimensionProgress
from gsi_desktop.ui.achievements.layout import FAMILY, LOGRO, NUMBER, GroupRow, LogroRow
from gsi_desktop.ui.achievements.model import CELL_ROLE, LINE_ROLE, PROGRESS_ROLE, BoardModel
from gsi_desktop.ui.kit.cells import paint_cursor, paint_hairline, show_tip
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.states import paint_state, state_size
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

Index = QModelIndex | QPersistentModelIndex
_LEFT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_BAR: Final = 120
_BAR_BACK: Final = 28
"""The bar of a heading begins so far before the column of the family."""
_GAP: Final = 3


class LogroCellDelegate(QStyledItemDelegate):
    """Draws a cell: línea base as a small outlined letter, today as a filled chip, what does not apply as a quiet N."""

    def __init__(self, view: QTableView, *, width: int | None = None) -> None:
        super().__init__(view)
        self._view = view
        self.room = width
        """Width a heading has, None for that of the view."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell from the tokens."""
        row = index.data(LINE_ROLE)
        painter.save()
        if isinstance(row, GroupRow):
            self._paint_heading(painter, option.rect, index, row)
        elif isinstance(row, LogroRow):
            self._paint_cell(painter, option.rect, index)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show why a cell says what it says, and the whole text of a logro."""
        return show_tip(event, view, str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))

    # --- cells

    def _paint_cell(self, painter: QPainter, rect: QRect, index: Index) -> None:
        look = theme()
        chosen = index.row() == self._view.currentIndex().row()
        cell = index.data(CELL_ROLE)
        column = index.column()
        quiet = column > FAMILY and (not isinstance(cell, Cell) or not cell.applies)
        painter.fillRect(rect, look.color("selection" if chosen else "zebra" if quiet else "surface"))
        paint_hairline(painter, rect, right=column >= LOGRO)
        if column < FAMILY:
            self._paint_words(painter, rect, index, chosen=chosen)
        elif isinstance(cell, Cell):
            self._paint_states(painter, rect, cell, family=column == FAMILY, chosen=chosen)
        if index == self._view.currentIndex() and column >= FAMILY:
            paint_cursor(painter, rect, active=self._view.hasFocus())

    def _paint_words(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool) -> None:
        look = theme()
        number = index.column() == NUMBER
        painter.setFont(look.tabular_font("body") if number else look.font("body_strong" if chosen else "body"))
        painter.setPen(look.color("on_selection" if chosen else "text2" if number else "text"))
        room = rect.adjusted(0 if number else look.px(6), 0, -look.px(8), -1)
        text = str(index.data() or "")
        words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _RIGHT if number else _LEFT, words)

    def _paint_states(self, painter: QPainter, rect: QRect, cell: Cell, *, family: bool, chosen: bool) -> None:
        look = theme()
        if not cell.applies and not cell.forced and not family:
            painter.setFont(look.font("xs"))
            painter.setPen(look.color("on_selection" if chosen else "text3"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, MarkState.NOT_APPLICABLE.value)
            return
        today, base = state_size(), state_size(initial=True)
        initial = cell.initial if self._initial() and (cell.applies or cell.forced) else None
        gap = look.px(_GAP)
        left = rect.left() + look.px(9)
        if not family or not cell.applies:
            wide = today.width() + (base.width() + gap if initial is not None else 0)
            left = rect.left() + max(0, (rect.width() - wide) // 2)
        top = rect.top() + (rect.height() - 1 - today.height()) // 2
        if initial is not None:
            paint_state(painter, QRect(left, top, base.width(), base.height()), initial, initial=True)
        if initial is not None or (family and cell.applies and self._initial()):
            left += base.width() + gap
        paint_state(painter, QRect(left, top, today.width(), today.height()), cell.state)
        if family and cell.rolled_up and cell.applicable:
            painter.setFont(look.tabular_font("xs"))
            painter.setPen(look.color("on_selection" if chosen else "text2"))
            room = rect.adjusted(left + today.width() + gap + 1 - rect.left(), 0, 0, -1)
            painter.drawText(room, _LEFT, f"{cell.reached}/{cell.applicable}")

    def _initial(self) -> bool:
        model = self._view.model()
        state = model.state if isinstance(model, BoardModel) else None
        return state is not None and state.initial_shown and isinstance(model, BoardModel) and model.options.both

    # --- headings

    def _paint_heading(self, painter: QPainter, rect: QRect, index: Index, row: GroupRow) -> None:
        look = theme()
        room = QRect(rect.left(), rect.top(), self.room or self._view.viewport().width(), rect.height())
        current = self._view.currentIndex()
        chosen = current.isValid() and current.row() == index.row()
        painter.fillRect(rect, look.color("selection" if chosen else "sunken"))
        paint_hairline(painter, rect)
        ink = look.color("on_selection" if chosen else "text")
        side, middle = look.px(16), rect.center().y()
        glyph = "chevron-right" if row.folded else "chevron-down"
        paint_icon(painter, QRect(rect.left() + look.px(4), middle - side // 2, side, side), glyph, ink)
        paint_icon(painter, QRect(rect.left() + look.px(24), middle - side // 2, side, side), row.dimension.icon, ink)
        painter.setFont(look.font("card_title"))
        painter.setPen(ink)
        name = rect.left() + look.px(46)
        figures = index.data(PROGRESS_ROLE)
        start = self._paint_progress(painter, room, figures, name, row.dimension.name, chosen=chosen)
        painter.setFont(look.font("card_title"))
        painter.setPen(ink)
        words = painter.fontMetrics().elidedText(
            row.dimension.name, Qt.TextElideMode.ElideRight, start - name - look.px(12)
        )
        painter.drawText(QRect(name, rect.top(), start - name, rect.height() - 1), _LEFT, words)
        if chosen:
            paint_cursor(painter, rect, active=self._view.hasFocus())

    def _paint_progress(
        self, painter: QPainter, room: QRect, figures: object, name: int, title: str, *, chosen: bool
    ) -> int:
        """Draw bar and figures; return where they begin."""
        model = self._view.model()
        if not isinstance(figures, DimensionProgress) or not isinstance(model, BoardModel):
            return room.right()
        look = theme()
        parts = model.progress_words(figures)
        font = look.tabular_font("s")
        named = QFontMetrics(look.font("card_title")).horizontalAdvance(title) + look.px(12)
        wide = self._parts_width(font, parts)
        while len(parts) > 1 and room.right() - wide - look.px(8) < name + named:
            parts = parts[:-1]
            wide = self._parts_width(font, parts)
        bar = look.px(_BAR) if figures.applicable else 0
        start = room.left() + self._family_left() - look.px(_BAR_BACK)
        start = min(start, room.right() - bar - wide - look.px(8))
        if start < name + named:
            bar, start = 0, room.right() - wide - look.px(8)
        if bar:
            self._paint_bar(painter, QRect(start, room.center().y() - look.px(4), bar, look.px(8)), figures)
        left = start + bar + (look.px(8) if bar else 0)
        painter.setFont(font)
        for number, part in enumerate(parts):
            painter.setPen(look.color("on_selection" if chosen else "text" if number == 0 else "text2"))
            painter.drawText(QRect(left, room.top(), room.right() - left, room.height() - 1), _LEFT, part)
            left += QFontMetrics(font).horizontalAdvance(part) + look.px(8)
        return start

    def _parts_width(self, font: QFont, parts: list[str]) -> int:
        gap = theme().px(8)
        return sum(QFontMetrics(font).horizontalAdvance(part) for part in parts) + gap * (len(parts) + 1)

    def _paint_bar(self, painter: QPainter, rect: QRect, figures: DimensionProgress) -> None:
        look = theme()
        painter.fillRect(rect, look.color("surface"))
        model = self._view.model()
        state = model.state if isinstance(model, BoardModel) else None
        before = figures.kept if state is not None and state.initial_shown else 0
        kept = round(rect.width() * before / figures.applicable)
        now = round(rect.width() * figures.now / figures.applicable)
        painter.fillRect(rect.adjusted(kept, 0, now - rect.width(), 0), look.color("chart_today"))
        painter.fillRect(rect.adjusted(0, 0, kept - rect.width(), 0), look.color("chart_base"))
        painter.setPen(look.color("border"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _family_left(self) -> int:
        return sum(self._view.columnWidth(column) for column in range(FAMILY))


class BoardHeader(QHeaderView):
    """Headings in two lines on a sunken band; `note` stands at the right of the logros."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._table = view
        self.note = ""
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def sizeHint(self) -> QSize:
        """Keep the height of the design."""
        return QSize(super().sizeHint().width(), theme().px(size("table.header_two_lines")))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's name
        """Draw one heading."""
        look = theme()
        painter.save()
        painter.fillRect(rect, look.color("sunken"))
        paint_hairline(painter, rect, right=logicalIndex >= LOGRO)
        text = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        if logicalIndex < FAMILY:
            self._paint_plain(painter, rect, text, first=logicalIndex == NUMBER)
        else:
            self._paint_two(painter, rect, text, current=logicalIndex == self._table.currentIndex().column())
        painter.restore()

    def _paint_plain(self, painter: QPainter, rect: QRect, text: str, *, first: bool) -> None:
        look = theme()
        font = look.font("s")
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(look.color("text2"))
        inside = rect.adjusted(look.px(6), 0, -look.px(6), 0)
        painter.drawText(inside, _LEFT, text)
        used = QFontMetrics(font).horizontalAdvance(text) + look.px(12)
        if not first and self.note:
            painter.setFont(look.tabular_font("xs"))
            room = inside.adjusted(used, 0, 0, 0)
            note = painter.fontMetrics().elidedText(self.note, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, _RIGHT, note)

    def _paint_two(self, painter: QPainter, rect: QRect, text: str, *, current: bool) -> None:
        look = theme()
        above, _line, below = text.partition("\n")
        font = look.font("s")
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(look.color("accent" if current and not look.high_contrast else "text"))
        inside = rect.adjusted(look.px(3), 0, -look.px(4), 0)
        half = rect.height() // 2
        center = Qt.AlignmentFlag.AlignHCenter
        top = QRect(inside.left(), rect.top() + look.px(3), inside.width(), half - look.px(3))
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(
            top, center | Qt.AlignmentFlag.AlignBottom, painter.fontMetrics().elidedText(above, elide, top.width())
        )
        painter.setFont(look.font("xs"))
        painter.setPen(look.color("text2"))
        low = QRect(inside.left(), rect.top() + half, inside.width(), half - look.px(3))
        painter.drawText(
            low, center | Qt.AlignmentFlag.AlignTop, painter.fontMetrics().elidedText(below, elide, low.width())
        )
