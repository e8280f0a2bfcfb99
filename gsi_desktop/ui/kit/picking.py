"""Which rows of a list are picked: ranges of them, or every one as a query, never as a selection of all rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Signal,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QTableView

from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_Flag: Final = QItemSelectionModel.SelectionFlag
PICK: Final = "pick"
Ranges = tuple[tuple[int, int], ...]
"""The first and last number of rows in a row, in order."""


def pick_column() -> Column:
    """Return the column of boxes; it stands first and is neither moved, hidden nor copied."""
    return Column(PICK, "", 36, pick=True, value=lambda _row: "")


@dataclass(frozen=True, slots=True)
class Picked:
    """What is picked: every row, or ranges of row numbers, both ends included."""

    everything: bool
    ranges: Ranges
    count: int


def joined(parts: Iterable[tuple[int, int]]) -> Ranges:
    """Return ranges that come in order as few, those that touch as one."""
    found: list[tuple[int, int]] = []
    for top, bottom in parts:
        if found and top <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(bottom, found[-1][1]))
        else:
            found.append((top, bottom))
    return tuple(found)


class Picking(QObject):
    """Keeps what is picked in a table. ``changed`` fires when it is something else."""

    changed = Signal()

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._everything = False
        self._anchor = 0
        self._reached: int | None = None

    @property
    def everything(self) -> bool:
        """Whether every row of the list is picked, seen or not."""
        return self._everything

    def now(self) -> Picked:
        """Return what is picked."""
        if self._everything:
            return Picked(True, (), self._table.model().rowCount())
        parts = sorted((part.top(), part.bottom()) for part in self._table.selectionModel().selection().toList())
        ranges = joined(parts)
        return Picked(False, ranges, sum(bottom - top + 1 for top, bottom in ranges))

    def pick(self, ranges: Ranges) -> None:
        """Pick rows beside those that are; the cursor stays."""
        model, chosen = self._table.model(), QItemSelection()
        for first, last in ranges:
            chosen.select(model.index(first, 0), model.index(last, 0))
        self._table.selectionModel().select(chosen, _Flag.Select | _Flag.Rows)

    def pick_everything(self) -> None:
        """Pick every row of the list, as what the list shows and not row by row."""
        if self._table.model().rowCount():
            self._everything = True
            self._table.viewport().update()
            self._table.horizontalHeader().viewport().update()
            self.changed.emit()

    def pick_nothing(self) -> None:
        """Pick no row; the cursor stays."""
        self._everything = False
        self._table.clearSelection()
        self._table.viewport().update()
        self._table.horizontalHeader().viewport().update()
        self.changed.emit()

    def toggle(self, index: QModelIndex | QPersistentModelIndex, *, through: bool = False) -> None:
        """Pick or drop the row of ``index``; ``through`` picks all from the last one touched to it."""
        chosen = self._table.selectionModel()
        if through:
            self.reach(index.row())
        else:
            chosen.select(index, _Flag.Toggle | _Flag.Rows)
        chosen.setCurrentIndex(index, _Flag.NoUpdate)
        self.start(index.row())

    def start(self, row: int) -> None:
        """Have the next `reach` begin at ``row``."""
        self._anchor, self._reached = max(0, row), None

    def reach(self, row: int) -> None:
        """Pick the rows from where one started to ``row``; those reached before and no longer are dropped."""
        chosen = self._table.selectionModel()
        if self._reached is not None:
            chosen.select(self._span(self._reached), _Flag.Deselect | _Flag.Rows)
        chosen.select(self._span(row), _Flag.Select | _Flag.Rows)
        self._reached = row

    def _span(self, row: int) -> QItemSelection:
        first, last = sorted((self._anchor, row))
        model = self._table.model()
        return QItemSelection(model.index(first, 0), model.index(last, 0))

    def selection_changed(self) -> None:
        """Hear that the selection of the table is another: it is no longer everything."""
        self._everything = False
        self.changed.emit()


def paint_box(painter: QPainter, cell: QRect, *, on: bool, some: bool = False) -> None:
    """Draw the box of a row that is picked or not; ``some`` is a heading over some picked rows."""
    look = theme()
    side = look.px(size("control.checkbox"))
    box = QRect(cell.center().x() - side // 2, cell.center().y() - side // 2, side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    filled = on or some
    painter.setPen(QPen(look.color("accent" if filled else "input_border"), 1))
    painter.setBrush(look.color("accent" if filled else "surface"))
    radius = look.px(size("radius.checkbox"))
    painter.drawRoundedRect(box, radius, radius)
    if filled:
        paint_icon(painter, box.adjusted(1, 1, -1, -1), "check" if on else "minus", look.color("on_accent"))
    painter.restore()


def is_picked(view: Any, *, selected: bool) -> bool:
    """Return whether a row that Qt says is ``selected`` or not counts as picked in ``view``."""
    picking = getattr(view, "picking", None)
    return selected or (picking is not None and picking.everything)


def has_boxes(columns: Sequence[Column]) -> bool:
    """Return whether rows are picked by boxes: the cursor is then on a row without picking it."""
    return any(column.pick for column in columns)
