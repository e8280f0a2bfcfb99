"""Table models over frozen data classes: a short list in memory, or a long one that arrives page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from gsi_desktop.ui.kit.columns import CHIP_ROLE, COLUMN_ROLE, ROW_ROLE, TONE_ROLE, Column
from gsi_desktop.ui.kit.tasks import TaskRunner, runner

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_Role = Qt.ItemDataRole


class PageOfRows(Protocol):
    """What a fetch returns: rows, and the cursor that gets the next ones (None at the end)."""

    @property
    def rows(self) -> Sequence[Any]:
        """The rows of this page."""
        ...

    @property
    def next(self) -> object | None:
        """The opaque cursor of the next page, None at the end."""
        ...


Fetch = Callable[[Any], PageOfRows]


class ColumnsModel(QAbstractTableModel):
    """Cells computed by columns from rows held in memory."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: Final = tuple(columns)
        self._rows: list[Any] = []

    def row(self, number: int) -> Any:
        """Return the data class of row ``number``."""
        return self._rows[number]

    def rows(self) -> Sequence[Any]:
        """Return the rows held so far."""
        return tuple(self._rows)

    def find(self, wanted: Callable[[Any], bool]) -> int | None:
        """Return the number of the first held row that ``wanted`` accepts."""
        return next((number for number, row in enumerate(self._rows) if wanted(row)), None)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many rows are held."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return the text of a cell, or what its roles hold; nothing outside the rows held."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        return self._cell(self._rows[index.row()], self.columns[index.column()], role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Return the heading of a column, or the column itself."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role in (_Role.DisplayRole, _Role.ToolTipRole):
            return column.title
        if role == _Role.TextAlignmentRole:
            return column.alignment
        return column if role == COLUMN_ROLE else None

    def _cell(self, row: Any, column: Column, role: int) -> Any:
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return column.text(row)
        if role == CHIP_ROLE:
            return column.chip(row) if column.chip is not None else None
        if role == TONE_ROLE:
            return column.tone_of(row)
        if role == _Role.TextAlignmentRole:
            return column.alignment
        if role == _Role.ToolTipRole:
            return column.tooltip(row) if column.tooltip is not None else None
        return {ROW_ROLE: row, COLUMN_ROLE: column}.get(role)


class RowsModel(ColumnsModel):
    """A short list, given whole."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Any] = (), parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._rows = list(rows)

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def reader(self) -> Callable[[], Sequence[Any]]:
        """Return what gives every row, in any thread."""
        rows = tuple(self._rows)
        return lambda: rows

    def replace_row(self, number: int, row: Any) -> None:
        """Show another data class in row ``number``."""
        self._rows[number] = row
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))


class PagedModel(ColumnsModel):
    """A long list that arrives page by page, in the background, as the person scrolls.

    ``fetch(cursor)`` runs in a reading thread and is given None for the first page. The rows shown stay until the
    first page of a `reset` has come. ``total`` is told by the page that counts, after the rows.
    """

    loading_changed = Signal(bool)
    first_page = Signal()
    failed = Signal(object)
    total_changed = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column],
        fetch: Fetch | None = None,
        parent: QObject | None = None,
        *,
        tasks: TaskRunner | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._tasks = tasks or runner()
        self._fetch = fetch
        self._cursor: object | None = None
        self._loading = False
        self._first = True
        self._stopped = False
        self._total: int | None = None
        if fetch is not None:
            self._load()

    @property
    def loading(self) -> bool:
        """Whether a page is on its way."""
        return self._loading

    @property
    def complete(self) -> bool:
        """Whether every row is held."""
        return not self._first and self._cursor is None and not self._stopped

    @property
    def total(self) -> int | None:
        """How many rows there are in all, None until counted."""
        return self._total

    def set_total(self, total: int | None) -> None:
        """Tell how many rows there are in all."""
        if total != self._total:
            self._total = total
            self.total_changed.emit(total)

    def reset(self, fetch: Fetch) -> None:
        """Show the list of ``fetch`` instead; a fetch under way is dropped."""
        self._fetch = fetch
        self._cursor = None
        self._first = True
        self.set_total(None)
        self._load()

    def reload(self) -> None:
        """Fetch the same list from its start."""
        if self._fetch is not None:
            self.reset(self._fetch)

    def retry(self) -> None:
        """Fetch again the page that failed."""
        if self._stopped:
            self._load()

    def reader(self) -> Callable[[], Sequence[Any]]:
        """Return what reads every row of the list, those not yet here too, in a reading thread."""
        fetch = self._fetch

        def rows() -> list[Any]:
            found: list[Any] = []
            cursor: object | None = None
            while fetch is not None:
                page = fetch(cursor)
                found += page.rows
                cursor = page.next
                if cursor is None:
                    break
            return found

        return rows

    def canFetchMore(self, parent: Index = _ROOT) -> bool:
        """Return whether more rows can be asked for now."""
        if parent.isValid() or self._loading or self._stopped:
            return False
        return not self._first and self._cursor is not None

    def fetchMore(self, parent: Index = _ROOT) -> None:
        """Ask for the next page; the rows come later."""
        if self.canFetchMore(parent):
            self._load()

    def _load(self) -> None:
        fetch, cursor = self._fetch, self._cursor
        if fetch is None:
            return
        self._stopped = False
        self._set_loading(True)
        self._tasks.read(self, lambda: fetch(cursor), self._arrived, self._broke, key="page")

    def _arrived(self, page: PageOfRows) -> None:
        rows = list(page.rows)
        self._cursor = page.next
        if self._first:
            self._first = False
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            self._set_loading(False)
            self.first_page.emit()
            return
        if rows:
            start = len(self._rows)
            self.beginInsertRows(QModelIndex(), start, start + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        self._set_loading(False)

    def _broke(self, error: Exception) -> None:
        self._stopped = True
        self._set_loading(False)
        self.failed.emit(error)

    def _set_loading(self, loading: bool) -> None:
        if loading != self._loading:
            self._loading = loading
            self.loading_changed.emit(loading)
