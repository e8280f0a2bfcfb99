"""The list of prioritised logros: state at the línea base and today, who and until when; dragged into its order."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QStyle, QStyleOptionViewItem

from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.cells import CellDelegate
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.states import paint_state, state_name, state_size
from gsi_desktop.ui.kit.tables import ROW_ROLE, Column, RowsModel, TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.plans.content import PriorityRow

_ROW: Final = 27
_MOST_ROWS: Final = 8
_FEWEST_ROWS: Final = 2
_WITH_RESPONSIBLE_FROM: Final = 520
_MIME: Final = "application/x-gsi-priority"
_HANDLE, _LOGRO, _STATES, _RESPONSIBLE, _OPEN = 0, 1, 2, 3, 5
_MISSING: Final = {"priority_responsible_missing", "priority_no_commitment"}
_NO_DATE: Final = {"priority_date_missing", "priority_no_commitment"}

Index = QModelIndex | QPersistentModelIndex


def _codes(row: PriorityRow) -> set[str]:
    return {gap.code for gap in row.gaps}


def _responsible(row: PriorityRow) -> str:
    return row.responsible or (_("Falta") if _codes(row) & _MISSING else _("Cogestor(a)"))


def _due(row: PriorityRow) -> str:
    return show_date(row.due_on) if row.due_on is not None else _("Falta")


def _states(row: PriorityRow) -> str:
    now = state_name(row.current)
    return f"{state_name(row.initial)} → {now}" if row.initial is not None else now


def _columns() -> tuple[Column, ...]:
    return (
        Column("handle", "", 26, value=lambda _row: ""),
        Column("logro", _("Logro · integrante"), 150, stretch=True, value=lambda row: f"{row.number} {row.name}"),
        Column("states", _("Base → hoy"), 90, value=_states),
        Column(
            "responsible",
            _("Responsable"),
            140,
            value=_responsible,
            tone=lambda row: "warning" if _codes(row) & _MISSING and not row.responsible else "text2",
        ),
        Column(
            "due",
            _("Fecha"),
            98,
            tabular=True,
            value=_due,
            tone=lambda row: "warning" if row.due_on is None or "priority_date_past" in _codes(row) else "text",
        ),
        Column("open", "", 26, value=lambda _row: ""),
    )


class _Delegate(CellDelegate):
    """Draws handle, number, both states and the arrow."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell; the ground and plain cells as every table."""
        super().paint(painter, option, index)
        row = index.data(ROW_ROLE)
        if not isinstance(row, PriorityRow):
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if index.column() == _LOGRO:
            self._paint_name(painter, option.rect, row, selected)
        elif index.column() == _STATES:
            self._paint_states(painter, option.rect, row, selected)
        elif index.column() in (_HANDLE, _OPEN):
            side = theme().px(16)
            place = QRect(0, 0, side, side)
            place.moveCenter(option.rect.center())
            name = "grip-vertical" if index.column() == _HANDLE else "chevron-right"
            paint_icon(painter, place, name, theme().color("text2"))
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, selected: bool) -> None:
        painter.fillRect(rect.adjusted(0, 0, 0, -1), theme().color("selection" if selected else "surface"))

    def _paint_name(self, painter: QPainter, rect: QRect, row: PriorityRow, selected: bool) -> None:
        look = theme()
        self._ground(painter, rect, selected)
        room = rect.adjusted(look.px(4), 0, -look.px(size("table.cell_padding")), -1)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(look.tabular_font("body"))
        painter.setPen(look.color("on_selection" if selected else "text2"))
        number = str(row.number)
        painter.drawText(room, flags, number)
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(number) + look.px(5))
        font = look.font("body")
        font.setWeight(QFont.Weight.Medium if selected else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(look.color("on_selection" if selected else "text"))
        if row.gaps:
            side = look.px(14)
            mark = QRect(room.right() - side, rect.center().y() - side // 2, side, side)
            paint_icon(painter, mark, "alert-triangle", look.color("warning"))
            room.setRight(mark.left() - look.px(4))
        painter.drawText(
            room, flags, painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, room.width())
        )

    def _paint_states(self, painter: QPainter, rect: QRect, row: PriorityRow, selected: bool) -> None:
        look = theme()
        self._ground(painter, rect, selected)
        left = rect.left() + look.px(size("table.cell_padding"))
        for state, initial in ((row.initial, True), (row.current, False)):
            wide = state_size(initial=initial)
            if state is not None:
                top = rect.top() + (rect.height() - 1 - wide.height()) // 2
                paint_state(painter, QRect(QPoint(left, top), wide), state, initial=initial)
            left += wide.width() + look.px(4)


class PriorityTable(TableView):
    """The priorities in their order. ``moved`` carries the places a drag or Alt+↑/↓ moves one from and to."""

    moved = Signal(int, int)

    def __init__(self) -> None:
        self.priorities = RowsModel(_columns())
        super().__init__(self.priorities, framed=False, label=_("Logros priorizados"))
        self.setItemDelegate(_Delegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().setSectionsMovable(False)
        self.setAcceptDrops(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._most = _MOST_ROWS
        self._pressed: QPoint | None = None
        self._gap: int | None = None

    def show_rows(self, rows: tuple[PriorityRow, ...]) -> None:
        """Show the priorities; the cursor stays on its place."""
        if len(rows) == self.priorities.rowCount():
            for place, row in enumerate(rows):
                if row != self.priorities.row(place):
                    self.priorities.replace_row(place, row)
        else:
            self.priorities.set_rows(rows)
        self.fit()

    def fit(self, room: int | None = None) -> None:
        """Be as high as the rows, up to a few, and no higher than ``room``."""
        head, row = self.horizontalHeader().sizeHint().height(), self.verticalHeader().defaultSectionSize()
        if room is not None:
            self._most = min(_MOST_ROWS, max(_FEWEST_ROWS, (room - head) // row))
        shown = min(max(1, self.priorities.rowCount()), self._most)
        self.setFixedHeight(head + shown * row + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out who answers where the room is short."""
        self.setColumnHidden(_RESPONSIBLE, event.size().width() < theme().px(_WITH_RESPONSIBLE_FROM))
        super().resizeEvent(event)

    def _fit_rows(self) -> None:
        height = theme().px(_ROW)
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the priority with Alt+↑ and Alt+↓; the rest as every table."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._ask(self.currentIndex().row(), self.currentIndex().row() + step)
        else:
            super().keyPressEvent(event)

    def _ask(self, start: int, end: int) -> None:
        if start != end and start >= 0 and 0 <= end < self.priorities.rowCount():
            self.moved.emit(start, end)

    # --- dragging

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        super().mousePressEvent(event)
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to drag the row."""
        pressed, here = self._pressed, event.position().toPoint()
        if pressed is None or (here - pressed).manhattanLength() < QApplication.startDragDistance():
            return
        row = self.rowAt(pressed.y())
        self._pressed = None
        if row >= 0:
            data = QMimeData()
            data.setData(_MIME, str(row).encode())
            drag = QDrag(self)
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take rows of our own."""
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where the row would go."""
        self._consider(event)
        self._gap = self._gap_at(event.position().toPoint().y()) if event.isAccepted() else None
        self.viewport().update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show nothing any more."""
        self._gap = None
        self.viewport().update()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Move the row to where it was let go."""
        start, gap = int(bytes(event.mimeData().data(_MIME).data())), self._gap_at(event.position().toPoint().y())
        self._gap = None
        event.acceptProposedAction()
        self._ask(start, gap - 1 if gap > start else gap)
        self.viewport().update()

    def _consider(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        if event.source() is self and event.mimeData().hasFormat(_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def _gap_at(self, top: int) -> int:
        """Return between which rows ``top`` is: 0 is before the first."""
        row = self.rowAt(top)
        if row < 0:
            return self.priorities.rowCount() if top > 0 else 0
        middle = self.rowViewportPosition(row) + self.rowHeight(row) // 2
        return row + int(top > middle)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line where a dragged row would go."""
        super().paintEvent(event)
        if self._gap is None:
            return
        last = self.priorities.rowCount() - 1
        row = min(self._gap, last)
        top = self.rowViewportPosition(row) + (self.rowHeight(row) if self._gap > last else 0)
        painter = QPainter(self.viewport())
        painter.setPen(QPen(theme().color("focus"), 2))
        painter.drawLine(0, max(1, top), self.viewport().width(), max(1, top))
        painter.end()
