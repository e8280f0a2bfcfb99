"""A short list that is held whole, in the order of the heading clicked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QObject

from gsi_desktop.services.core.search import sort_key
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView


class LocalOrder(QObject):
    """Sorts the rows of ``table``, whose model holds them all; without a heading clicked they stay as they were given.

    Numbers and days sort as what they are, everything else as Spanish sorts its words; blanks come last both ways.
    """

    def __init__(self, table: TableView, model: RowsModel) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._column: Column | None = None
        self._ascending = True
        table.sort_asked.connect(self._sort_by)

    def arranged(self, rows: Sequence[Any]) -> list[Any]:
        """Return ``rows`` in the order in force."""
        column = self._column
        if column is None:
            return list(rows)
        told = [(_held(column, row), row) for row in rows]
        filled = [pair for pair in told if pair[0] not in (None, "")]
        filled.sort(key=lambda pair: pair[0], reverse=not self._ascending)
        return [row for _value, row in filled] + [row for value, row in told if value in (None, "")]

    def _sort_by(self, key: str, ascending: bool) -> None:
        self._column = next(column for column in self._table.columns() if column.key == key)
        self._ascending = ascending
        current = self._table.current()
        self._model.set_rows(self.arranged(self._model.rows()))
        found = self._model.find(lambda row: row is current)
        if found is not None:
            self._table.go_to_row(found)


def _held(column: Column, row: Any) -> Any:
    """Return what a cell sorts by: a number, a moment, or the key of its text; None where it is empty."""
    value = column.value(row) if column.value is not None and column.chip is None else getattr(row, column.key, None)
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, int | float):
        return value
    return sort_key(column.text(row)) or None
