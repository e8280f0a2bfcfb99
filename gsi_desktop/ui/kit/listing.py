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
from gsi_desktop.ui.kit.picking import Picked, Ranges, joined
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


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows picked in a list that is about to be read anew: ``ids`` reads which they are, in a reading thread."""

    ids: Callable[[], tuple[Any, ...]]
    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Located:
    """Where rows stand now, with their ids in that order."""

    ids: tuple[Any, ...]
    ranges: Ranges

    @property
    def picked(self) -> Picked:
        """These rows as they are picked."""
        return Picked(False, self.ranges, len(self.ids))


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
        self._known: dict[Picked, tuple[Any, ...]] = {}
        self.asked = asked

    def show(self, asked: Asked[F], *, near: int) -> None:
        """Have the model show these rows in this order."""
        self.asked, reads = asked, self._reads
        self._known = {}
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
        asked, reads, known = self.asked, self._reads, self._known
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
            known[picked] = tuple(every)
            return known[picked]

        return found

    def kept(self, picked: Picked) -> Kept | None:
        """Return the rows picked, to be located once the list was read anew; None where every row or none is."""
        if picked.everything or not picked.count:
            return None
        seen, known = self._seen(picked), self._known.get(picked)
        if known is None and len(seen) < picked.count:
            return Kept(self.ids(picked), picked.ranges)
        every = known or tuple(seen[at] for at in range(picked.count))
        return Kept(lambda: every, picked.ranges)

    def locate(self, kept: Kept) -> Callable[[], Located]:
        """Return what finds where rows stand in the list as it is now, in a reading thread.

        Most often that is where they stood; only else the whole list is gone through.
        """
        total, asked, reads = self._model.rowCount(), self.asked, self._reads
        spans = self._spans(Picked(False, tuple(one for one in kept.ranges if one[1] < total), 0))

        def found() -> Located:
            wanted = kept.ids()
            there = [one for at, skip, count in spans for one in reads.ids(asked, at, skip + count)[skip:]]
            if tuple(there) == wanted:
                return Located(wanted, kept.ranges)
            ids = frozenset(wanted)
            every = enumerate(reads.ids(asked, None, total)) if total else ()
            now = [(at, one) for at, one in every if one in ids]
            return Located(tuple(one for _at, one in now), joined((at, at) for at, _one in now))

        return found

    def still_there(self, located: Located) -> Ranges:
        """Return where the rows stand, nowhere if a row that is here by now is another: the list went on meanwhile."""
        if any(located.ids[at] != one for at, one in self._seen(located.picked).items()):
            return ()
        self._known[located.picked] = located.ids
        return located.ranges

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
