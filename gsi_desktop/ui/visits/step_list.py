"""The steps of a visit at the left: done, present, locked, each with the line that tells how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import paint_focus
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_STEP_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROW: Final = 48
_CIRCLE: Final = 22
_FOLDED: Final = 100
"""Under this width only the numbers are drawn; their words are in the tooltips and above the step."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as the list shows it."""

    number: int
    name: str
    result: str
    done: bool
    present: bool
    locked: bool

    @property
    def spoken(self) -> str:
        """The step as assistive technology says it."""
        state = _("hecho") if self.done else _("por abrir") if self.locked else ""
        if self.present:
            state = _("paso presente")
        head = _("Paso {number}: {name}").format(number=self.number, name=self.name)
        return ", ".join(part for part in (head, self.result, state) if part)


class _Model(QAbstractListModel):
    """The rows of the list."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[StepRow] = []

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many steps there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a step, or the step itself."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        if role in roles:
            return row.spoken
        return row if role == _STEP_ROLE else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let nobody open a locked step."""
        row = self.rows[index.row()]
        return Qt.ItemFlag.NoItemFlags if row.locked else Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def show_rows(self, rows: list[StepRow]) -> None:
        """Show other rows, moving nothing when there are as many."""
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
        elif rows != self.rows:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))


class StepList(QListView):
    """``chosen`` carries the number of the step the person wants to see."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._steps = _Model()
        self.setModel(self._steps)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        set_name(self, _("Pasos de la visita"))
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))
        theme().changed.connect(self.doItemsLayout)

    def show_rows(self, rows: list[StepRow]) -> None:
        """Show the steps; the cursor stands on the present one."""
        self._steps.show_rows(rows)
        present = next((row.number for row in rows if row.present), 0)
        if self.currentIndex().row() != present and not self.hasFocus():
            self.setCurrentIndex(self._steps.index(present))
        self.viewport().update()

    def rows(self) -> list[StepRow]:
        """Return the steps as shown."""
        return list(self._steps.rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the step under the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.currentIndex().isValid():
                self.chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    """Draws a step: circle, name over result, lock."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Keep the design's height."""
        return QSize(option.rect.width(), theme().px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row from the tokens."""
        row = index.data(_STEP_ROLE)
        if not isinstance(row, StepRow):
            return
        look = theme()
        cell = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.present:
            painter.fillRect(cell, look.color("accent_soft"))
            painter.fillRect(cell.left(), cell.top(), look.px(3), cell.height(), look.color("accent"))
        side = look.px(_CIRCLE)
        circle = QRect(cell.left() + look.px(15), cell.center().y() - side // 2, side, side)
        _paint_circle(painter, circle, row)
        roomy = cell.width() > look.px(_FOLDED)
        if roomy:
            _paint_words(painter, cell, circle.right() + look.px(11), row)
        if row.locked and roomy:
            lock = look.px(14)
            place = QRect(cell.right() - lock - look.px(11), cell.center().y() - lock // 2, lock, lock)
            paint_icon(painter, place, "lock", look.color("text3"))
        view = self.parent()
        if isinstance(view, QListView) and view.hasFocus() and view.currentIndex() == index:
            paint_focus(painter, QRectF(cell), radius=4)
        painter.restore()


def _paint_circle(painter: QPainter, circle: QRect, row: StepRow) -> None:
    look = theme()
    fill, edge, ink = ("success_bg", "success_line", "success") if row.done else ("surface", "border", "text2")
    if row.present:
        fill, edge, ink = "accent", "accent", "on_accent"
    painter.setPen(QPen(look.color(edge), 1))
    painter.setBrush(look.color(fill))
    painter.drawEllipse(QRectF(circle).adjusted(0.5, 0.5, -0.5, -0.5))
    if row.done and not row.present:
        inset = look.px(5)
        paint_icon(painter, circle.adjusted(inset, inset, -inset, -inset), "check", look.color(ink))
        return
    font = look.tabular_font("s")
    font.setWeight(QFont.Weight.DemiBold if row.present else QFont.Weight.Medium)
    painter.setFont(font)
    painter.setPen(look.color(ink))
    painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(row.number))


def _paint_words(painter: QPainter, cell: QRect, left: int, row: StepRow) -> None:
    look = theme()
    room = QRect(left, cell.top(), cell.right() - left - look.px(30 if row.locked else 8), cell.height())
    name, result = look.font("body"), look.font("s")
    name.setWeight(QFont.Weight.DemiBold if row.present else QFont.Weight.Medium)
    painter.setFont(name)
    painter.setPen(look.color("on_accent_soft" if row.present else "text3" if row.locked else "text"))
    high = painter.fontMetrics().height()
    low = look.px(16) if row.result else 0
    top = cell.top() + (cell.height() - high - low) // 2
    words = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(QRect(room.left(), top, room.width(), high), Qt.AlignmentFlag.AlignVCenter, words)
    if row.result:
        painter.setFont(result)
        painter.setPen(look.color("text2" if row.present else "text3"))
        words = painter.fontMetrics().elidedText(row.result, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(QRect(room.left(), top + high, room.width(), low), Qt.AlignmentFlag.AlignVCenter, words)
