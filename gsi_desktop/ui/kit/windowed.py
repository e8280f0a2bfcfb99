"""A list as long as it likes: rows of the pages one looks at, places for all the others."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.models import ColumnsModel, PageOfRows
from gsi_desktop.ui.kit.tasks import TaskRunner, runner

_ROOT: Final = QModelIndex()
_PAGES_KEPT: Final = 48
_AT_ONCE: Final = 4
"""Pages asked for together; while a scroll bar flies, the newest ones matter."""


class Places(Protocol):
    """How many rows there are, and the cursor of every page but the first."""

    @property
    def total(self) -> int:
        """How many rows there are."""
        ...

    @property
    def cursors(self) -> Sequence[Any]:
        """What begins each page from the second on."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """A list to show: how a page is read, how its places are; both run in a reading thread. ``size`` rows a page."""

    page: Callable[[Any], PageOfRows]
    places: Callable[[], Places]
    size: int = 100


@dataclass(frozen=True, slots=True)
class _Begun:
    source: Source
    pages: dict[int, list[Any]]
    places: Places | None


class WindowModel(ColumnsModel):
    """Shows a `Source`: its first page at once, then places for every row; a page is read when it comes into view.

    ``first_page`` fires when a `reset` shows its first rows, ``placed`` when every row has its place, ``arrived`` with
    the first and last row of a page that came later. A row not yet there is None.
    """

    first_page = Signal()
    placed = Signal()
    arrived = Signal(int, int)
    failed = Signal(object)

    def __init__(
        self, columns: Sequence[Column], parent: QObject | None = None, *, tasks: TaskRunner | None = None
    ) -> None:
        super().__init__(columns, parent)
        self._tasks = tasks or runner()
        self._source: Source | None = None
        self._pages: OrderedDict[int, list[Any]] = OrderedDict()
        self._places: Places | None = None
        self._count = 0
        self._wanted: list[int] = []
        self._asked: set[int] = set()
        self._stopped = False
        self._near = 0
        self._ask = QTimer(self, singleShot=True, interval=0)
        self._ask.timeout.connect(self._ask_wanted)

    # --- what is shown

    @property
    def total(self) -> int | None:
        """How many rows there are in all, None until every row has its place."""
        return self._places.total if self._places is not None else None

    @property
    def source(self) -> Source | None:
        """The list shown."""
        return self._source

    def reset(self, source: Source, *, near: int = 0) -> None:
        """Show another list; the rows shown stay until it has come. ``near`` is a row to be there at once."""
        self._near = near
        self._stopped = False
        self._tasks.read(self, lambda: _begin(source, near), self._begin, self._broke, key="list")
        self._wanted.clear()

    def retry(self) -> None:
        """Read again what failed."""
        if self._stopped and self._source is not None:
            self.reset(self._source, near=self._near)

    def find(self, wanted: Callable[[Any], bool]) -> int | None:
        """Return the number of the first held row that ``wanted`` accepts."""
        for page in sorted(self._pages):
            for at, row in enumerate(self._pages[page]):
                if wanted(row):
                    return page * self._size + at
        return None

    def row(self, number: int) -> Any | None:
        """Return the data class of row ``number``; None, and its page is asked for, while it is not here."""
        page, at = divmod(number, self._size)
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return None
        self._pages.move_to_end(page)
        return rows[at] if at < len(rows) else None

    def rows(self) -> Sequence[Any]:
        """Return the rows held, in order."""
        return tuple(row for page in sorted(self._pages) for row in self._pages[page])

    def held(self) -> dict[int, Any]:
        """Return the rows held by their number."""
        return {page * self._size + at: row for page, rows in self._pages.items() for at, row in enumerate(rows)}

    def cursor_before(self, number: int) -> tuple[Any, int]:
        """Return the cursor of the page row ``number`` is in, and how many rows of it come before."""
        page, at = divmod(number, self._size)
        return (self._places.cursors[page - 1] if page and self._places is not None else None), at

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Return how many rows have their place."""
        return 0 if parent.isValid() else self._count

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a cell, or what its roles hold; nothing while its row is on its way."""
        if not index.isValid() or index.row() >= self._count:
            return None
        row = self.row(index.row())
        return self._cell(row, self.columns[index.column()], role) if row is not None else None

    # --- inside

    @property
    def _size(self) -> int:
        return self._source.size if self._source is not None else 100

    def _begin(self, begun: _Begun) -> None:
        source, self._source = begun.source, begun.source
        self.beginResetModel()
        self._pages = OrderedDict(begun.pages)
        self._places = begun.places
        self._asked.clear()
        self._wanted.clear()
        self._count = begun.places.total if begun.places is not None else len(begun.pages[0])
        self.endResetModel()
        self.first_page.emit()
        if begun.places is None:
            self._tasks.read(self, source.places, lambda places: self._place(source, places), self._broke, key="places")
        else:
            self.placed.emit()

    def _place(self, source: Source, places: Places) -> None:
        if source is not self._source:
            return
        self._places = places
        if places.total > self._count:
            self.beginInsertRows(QModelIndex(), self._count, places.total - 1)
            self._count = places.total
            self.endInsertRows()
        elif places.total < self._count:
            self.beginRemoveRows(QModelIndex(), places.total, self._count - 1)
            self._count = places.total
            self.endRemoveRows()
        self.placed.emit()

    def _want(self, page: int) -> None:
        if page not in self._asked and not self._stopped:
            if page in self._wanted:
                self._wanted.remove(page)
            self._wanted.append(page)
            self._ask.start()

    def _ask_wanted(self) -> None:
        source, newest = self._source, self._wanted[-_AT_ONCE:]
        self._wanted.clear()
        if source is None or self._places is None:
            return
        for page in newest:
            if page > len(self._places.cursors):
                continue
            cursor = self._places.cursors[page - 1] if page else None
            self._asked.add(page)
            self._tasks.read(
                self,
                lambda cursor=cursor: source.page(cursor),  # type: ignore[misc]
                lambda found, page=page: self._came(source, page, found),  # type: ignore[misc]
                self._broke,
            )

    def _came(self, source: Source, page: int, found: PageOfRows) -> None:
        if source is not self._source:
            return
        self._asked.discard(page)
        self._pages[page] = list(found.rows)
        while len(self._pages) > _PAGES_KEPT:
            oldest = next(iter(self._pages))
            self._pages.pop(oldest)
        first = page * self._size
        last = min(first + self._size, self._count) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
            self.arrived.emit(first, last)

    def _broke(self, error: Exception) -> None:
        self._stopped = True
        self._asked.clear()
        self.failed.emit(error)


def _begin(source: Source, near: int) -> _Begun:
    """Read what a list shows first: its first page; with ``near``, its places and the page of that row too."""
    first = source.page(None)
    pages = {0: list(first.rows)}
    if first.next is None:
        return _Begun(source, pages, _Whole(len(first.rows)))
    if near < source.size:
        return _Begun(source, pages, None)
    places = source.places()
    page = min(near // source.size, len(places.cursors))
    if page:
        pages[page] = list(source.page(places.cursors[page - 1]).rows)
    return _Begun(source, pages, places)


@dataclass(frozen=True, slots=True)
class _Whole:
    """The places of a list of one page."""

    total: int
    cursors: Sequence[Any] = ()
