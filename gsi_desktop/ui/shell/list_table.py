"""The table of a long list: spare columns where there is room for them, what was looked for underlined."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from gsi_desktop.ui.kit.cells import CellDelegate
from gsi_desktop.ui.kit.columns import COLUMN_ROLE, Column, ColumnState
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.shell.palette_entries import match_spans

Index = QModelIndex | QPersistentModelIndex

_COMFORTABLE: Final = 220
"""Width of the name before a spare column may show; beside families of several municipalities less will do."""


class MatchDelegate(CellDelegate):
    """Underlines in a cell what the filter's text found there."""

    def __init__(self, searched: Collection[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._searched = searched
        self.typed = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell, then the underlines."""
        super().paint(painter, option, index)
        column = index.data(COLUMN_ROLE)
        if self.typed and isinstance(column, Column) and column.key in self._searched:
            self._underline(painter, option.rect, str(index.data() or ""), column)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the parts of ``text`` that are underlined."""
        return match_spans(text, self.typed)

    def _underline(self, painter: QPainter, cell: QRect, text: str, column: Column) -> None:
        look = theme()
        metrics = QFontMetrics(look.tabular_font("body") if column.tabular else look.font("body"))
        pad = look.px(size("table.cell_padding"))
        room = cell.adjusted(pad, 0, -pad, 0)
        below = room.center().y() + metrics.ascent() // 2 + look.px(3)
        for start, end in self.spans(text):
            left = room.left() + metrics.horizontalAdvance(text[:start])
            wide = min(metrics.horizontalAdvance(text[start:end]), room.right() - left)
            if wide > 0:
                painter.fillRect(left, below, wide, look.px(2), look.color("accent"))


class ListTable(TableView):
    """A long list. What the person chose about a spare column is kept; else room decides, the first one first.

    ``searched`` are the columns in which the text of the filter is looked for.
    """

    def __init__(
        self,
        model: QAbstractItemModel,
        *,
        state: ColumnState,
        name: str,
        label: str,
        spare: Sequence[str] = (),
        searched: Collection[str] = (),
    ) -> None:
        self._several = False
        self._spare = tuple(spare)
        super().__init__(model, name=name, state=state, label=label)
        self.matches = MatchDelegate(searched, self)
        self.setItemDelegate(self.matches)

    def mark(self, typed: str) -> None:
        """Underline what ``typed`` finds."""
        self.matches.typed = typed
        self.viewport().update()

    def tell_municipalities(self, count: int) -> None:
        """Say of how many municipalities there are families: with several, the column matters more than long names."""
        if (count > 1) != self._several:
            self._several = count > 1
            self._fit_spare()

    def column_state(self) -> dict[str, Any]:
        """Return what is kept; a spare column counts as hidden or shown only when the person chose so."""
        state = super().column_state()
        chosen = self._chosen()
        state["hidden"] = [key for key in state["hidden"] if key not in self._spare]
        return {**state, "spare": chosen} if chosen else state

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the spare columns that fit."""
        self._fit_spare()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        super()._arrange()
        self._fit_spare()

    def _chosen(self) -> dict[str, bool]:
        kept = self._state.get(self._name) if self._state is not None else None
        return dict((kept or {}).get("spare", {}))

    def _show_column(self, number: int, on: bool) -> None:
        key = self.columns()[number].key
        if key in self._spare and self._state is not None:
            self._state.set(self._name, {**self.column_state(), "spare": {**self._chosen(), key: on}})
        super()._show_column(number, on)

    def _fit_spare(self) -> None:
        columns = self.columns()
        room = self.viewport().width() - sum(
            self._comfortable(number)
            for number, column in enumerate(columns)
            if column.key not in self._spare and not self.isColumnHidden(number)
        )
        chosen = self._chosen()
        self._arranging = True
        for number, column in enumerate(columns):
            if column.key in self._spare:
                wide = theme().px(column.width)
                fits = room + self._slack(column.key) >= wide
                shown = chosen.get(column.key, fits)
                self.setColumnHidden(number, not shown)
                room -= wide if shown or not fits else 0
        self._arranging = False
        self._fit_stretch()

    def _comfortable(self, number: int) -> int:
        """Return what a column takes of the room for others: what stretches first can do with less."""
        columns = self.columns()
        if not columns[number].stretch:
            return self.columnWidth(number)
        first = not any(column.stretch for column in columns[:number])
        return theme().px(_COMFORTABLE if first else columns[number].width)

    def _slack(self, key: str) -> int:
        """Return how much of the name's width this column may take."""
        if key != "municipality" or not self._several:
            return 0
        return theme().px(_COMFORTABLE - next(column.width for column in self.columns() if column.stretch))
