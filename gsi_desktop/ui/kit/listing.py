"""What a long list shows, read in the background: its pages, what is picked in it, and the view that can be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, Protocol, TypeVar

import msgspec

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.listing import PAGE
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.ui.kit.models import PageOfRows
from gsi_desktop.ui.kit.picking import Picked
from gsi_desktop.ui.kit.windowed import Places, Source, WindowModel

F = TypeVar("F")
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Asked(Generic[F]):
    """Which rows, in the order of which column."""

    chosen: F
    column: str
    ascending: bool = True


@dataclass(frozen=True, slots=True)
class Written(Generic[F]):
    """A list that leaves: ``keys`` are its columns (None: all), ``only`` the ids of the rows picked (None: all)."""

    asked: Asked[F]
    keys: tuple[str, ...] | None = None
    only: frozenset[Any] | None = None


class ListReads(Protocol[F]):
    """How one list is read; everything but `key` runs in a reading thread, `write` in the long lane."""

    def page(self, asked: Asked[F], cursor: Any, size: int) -> PageOfRows:
        """Return ``size`` rows after ``cursor``."""
        ...

    def places(self, asked: Asked[F]) -> Places:
        """Return where each page of `PAGE` rows begins."""
        ...

    def ids(self, asked: Asked[F], cursor: Any, size: int | None) -> Sequence[Any]:
        """Return the ids of ``size`` rows (None: all) after ``cursor``."""
        ...

    def key(self, row: Any) -> Any:
        """Return the id of a row."""
        ...

    def count(self, chosen: F) -> int:
        """Return how many rows ``chosen`` lets through."""
        ...

    def values(self, chosen: F, column: str) -> Sequence[tuple[str, int]]:
        """Return the values of a column among the rows the other filters let through, with how many each."""
        ...

    def write(self, written: Written[F], path: Path, progress: Progress) -> int:
        """Write a list to a file and return how many rows."""
        ...


class _View(msgspec.Struct, forbid_unknown_fields=False):
    """A view as it is kept."""

    filter: Any
    sort: str
    ascending: bool
    columns: dict[str, Any]


def encoded(asked: Asked[Any], columns: dict[str, Any]) -> str:
    """Return a view of a list, to be kept."""
    return msgspec.json.encode(_View(asked.chosen, asked.column, asked.ascending, columns)).decode()


def decoded(content: str, empty: F) -> tuple[Asked[F], dict[str, Any]]:
    """Return what `encoded` kept; the whole list for what another version of the program wrote otherwise."""
    try:
        view = msgspec.json.decode(content, type=_View)
        chosen = msgspec.convert(view.filter, type(empty), strict=False)
    except msgspec.MsgspecError:
        return Asked(empty, ""), {}
    return Asked(chosen, view.sort, view.ascending), view.columns


class ListShown(Generic[F]):
    """The list in force: which rows, in which order."""

    def __init__(self, reads: ListReads[F], model: WindowModel, asked: Asked[F]) -> None:
        self._reads = reads
        self._model = model
        self.asked = asked

    def show(self, asked: Asked[F], *, near: int) -> None:
        """Have the model show these rows in this order."""
        self.asked, reads = asked, self._reads
        page = Source(lambda cursor: reads.page(asked, cursor, PAGE), lambda: reads.places(asked), PAGE)
        self._model.reset(page, near=near)

    def reader(self, picked: Picked) -> Callable[[], Sequence[Any]]:
        """Return what reads the rows picked, in a reading thread."""
        spans, asked, reads = self._spans(picked), self.asked, self._reads

        def rows() -> list[Any]:
            found: list[Any] = []
            for cursor, skip, count in spans:
                left, at = skip + count, cursor
                begun = len(found)
                while left > 0:
                    size = min(left, _AT_ONCE)
                    page = reads.page(asked, at, size)
                    found += page.rows
                    left, at = left - size, page.next
                    if at is None:
                        break
                del found[begun : begun + skip]
            return found

        return rows

    def ids(self, picked: Picked) -> Callable[[], tuple[Any, ...]]:
        """Return what reads the ids of the rows picked, in any thread.

        It raises ``list_moved`` when they are no longer the rows the person saw: nothing is done to others by mistake.
        """
        asked, reads = self.asked, self._reads
        spans, seen = self._spans(picked), self._seen(picked)

        def found() -> tuple[Any, ...]:
            if picked.everything:
                ids = tuple(reads.ids(asked, None, None))
                if len(ids) != picked.count:
                    raise ExpectedError("list_moved")
                return ids
            every: list[Any] = []
            for cursor, skip, count in spans:
                every += reads.ids(asked, cursor, skip + count)[skip:]
            if len(every) != picked.count or any(every[at] != one for at, one in seen.items()):
                raise ExpectedError("list_moved")
            return tuple(every)

        return found

    def _spans(self, picked: Picked) -> list[tuple[Any, int, int]]:
        """Return, for each range, the cursor before its page, how many rows to leave out, how many to take."""
        ranges = ((0, picked.count - 1),) if picked.everything else picked.ranges
        return [(*self._model.cursor_before(first), last - first + 1) for first, last in ranges]

    def _seen(self, picked: Picked) -> dict[int, Any]:
        """Return the ids of picked rows that are here, by their place among the picked ones."""
        held = self._model.held()
        seen: dict[int, Any] = {}
        before = 0
        for first, last in picked.ranges:
            seen |= {before + at - first: self._reads.key(row) for at, row in held.items() if first <= at <= last}
            before += last - first + 1
        return seen
