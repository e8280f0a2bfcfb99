"""The filters of the headings of a list: which are in force, the popup that asks for one, the funnels that tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal

from gsi_desktop.services.core.listing import BLANK, ColumnFilter
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.heading_filter import Asked, FilterPopup, filter_words
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.tasks import TaskRunner

ReadValues = Callable[[str], Callable[[], Sequence[tuple[str, int]]]]
"""Gives, for a column, what reads its values and their counts in a reading thread."""
NameOf = Callable[[str, str], str]
"""Gives the words of a value of a column."""

_KINDS_READ: Final = frozenset({"values"})


class ColumnFilters(QObject):
    """Filters by the headings of ``table``. ``changed`` fires when others are in force."""

    changed = Signal()

    def __init__(
        self,
        table: TableView,
        tasks: TaskRunner,
        read_values: ReadValues,
        name_of: NameOf,
        today: Callable[[], date],
    ) -> None:
        super().__init__(table)
        self._table = table
        self._tasks = tasks
        self._read_values = read_values
        self._name_of = name_of
        self._today = today
        self._active: dict[str, ColumnFilter] = {}
        self.popup: FilterPopup | None = None
        table.set_filterable()
        table.filter_asked.connect(self.open)

    @property
    def active(self) -> tuple[ColumnFilter, ...]:
        """The filters in force, in the order they were put."""
        return tuple(self._active.values())

    def put(self, filters: Sequence[ColumnFilter]) -> None:
        """Put these filters in force and no other."""
        wanted = {one.column: one for one in filters if not one.is_empty}
        if wanted != self._active:
            self._active = wanted
            self.changed.emit()

    def drop(self, key: str) -> None:
        """Take the filter of a column off."""
        self.put([one for one in self.active if one.column != key])

    def columns(self) -> list[Column]:
        """Return the columns that filter."""
        return [column for column in self._table.columns() if column.filter is not None]

    def title(self, key: str) -> str:
        """Return the heading of a column."""
        return next((column.title for column in self._table.columns() if column.key == key), key)

    def words(self, key: str) -> str:
        """Return the filter of a column in few words."""
        kind = next((column.filter for column in self._table.columns() if column.key == key), None)
        return filter_words(self._active[key], kind or "", self._name_of)

    def open(self, key: str, at: QPoint) -> None:
        """Ask for the filter of a column, below ``at`` on screen."""
        column = next(one for one in self._table.columns() if one.key == key)
        popup = FilterPopup(Asked(column, self._active.get(key), self._today()), self._table)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.chosen.connect(lambda told: self._take(key, told))
        self.popup = popup
        if column.filter in _KINDS_READ:
            self._tasks.read(popup, self._read_values(key), lambda found: self._offer(popup, key, found), key="values")
        popup.popup(at)

    def _offer(self, popup: FilterPopup, key: str, found: Sequence[tuple[str, int]]) -> None:
        popup.offer([(code, "" if code == BLANK else self._name_of(key, code), count) for code, count in found])

    def _take(self, key: str, told: ColumnFilter | None) -> None:
        others = [one for one in self.active if one.column != key]
        self.put(others if told is None else [*others, told])
