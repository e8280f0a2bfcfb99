"""What the list of families shows, read in the background: its pages, and the families picked in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.listing import PAGE
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange.exports import FamilyListing
from gsi_desktop.services.families import list_reads, queries
from gsi_desktop.services.families.data import FamilyFilter, FamilyRow, FamilySort
from gsi_desktop.ui.kit.picking import Picked
from gsi_desktop.ui.kit.windowed import Source, WindowModel

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

_AT_ONCE: Final = 1000


class _View(msgspec.Struct, forbid_unknown_fields=False):
    """A view as it is kept."""

    filter: FamilyFilter
    sort: str
    ascending: bool
    columns: dict[str, Any]


def encoded(chosen: FamilyFilter, sort: str, ascending: bool, columns: dict[str, Any]) -> str:
    """Return a view of Familias, to be kept."""
    return msgspec.json.encode(_View(chosen, sort, ascending, columns)).decode()


def decoded(content: str) -> tuple[FamilyFilter, str, bool, dict[str, Any]]:
    """Return what `encoded` kept; the whole list for what another version of the program wrote otherwise."""
    try:
        view = msgspec.json.decode(content, type=_View)
    except msgspec.MsgspecError:
        return FamilyFilter(), "", True, {}
    return view.filter, view.sort, view.ascending, view.columns


class ListShown:
    """The list in force: which families, in which order."""

    def __init__(self, services: Services, model: WindowModel) -> None:
        self._services = services
        self._model = model
        self._chosen = FamilyFilter()
        self._sort = FamilySort.HEAD
        self._descending = False

    def show(self, chosen: FamilyFilter, sort: FamilySort, *, descending: bool, near: int) -> None:
        """Have the model show these families in this order."""
        self._chosen, self._sort, self._descending = chosen, sort, descending
        read = self._services.read
        self._model.reset(
            Source(
                lambda cursor: read(queries.family_page, chosen, sort, descending=descending, cursor=cursor, size=PAGE),
                lambda: self._services.snapshot(list_reads.family_index, chosen, sort, descending=descending),
                PAGE,
            ),
            near=near,
        )

    def listing(self, *, only: frozenset[UUID] | None = None) -> FamilyListing:
        """Return the list in force, to be exported."""
        return FamilyListing(self._chosen, self._sort, self._descending, only=only)

    def write(self, listing: FamilyListing, path: Path, progress: Progress) -> int:
        """Write a list to a file; runs in the long lane."""
        from gsi_desktop.services.exchange.exports import export_families

        return self._services.snapshot(export_families, listing, path, progress)

    def reader(self, picked: Picked) -> Callable[[], Sequence[FamilyRow]]:
        """Return what reads the rows picked, in a reading thread."""
        spans = self._spans(picked)
        chosen, sort, descending, read = self._chosen, self._sort, self._descending, self._services.read

        def rows() -> list[FamilyRow]:
            found: list[FamilyRow] = []
            for cursor, skip, count in spans:
                left, at = skip + count, cursor
                begun = len(found)
                while left > 0:
                    size = min(left, _AT_ONCE)
                    page = read(queries.family_page, chosen, sort, descending=descending, cursor=at, size=size)
                    found += page.rows
                    left, at = left - size, page.next
                    if at is None:
                        break
                del found[begun : begun + skip]
            return found

        return rows

    def ids(self, picked: Picked) -> Callable[[], tuple[UUID, ...]]:
        """Return what reads the ids of the families picked, in any thread.

        It raises ``list_moved`` when they are no longer the rows the person saw: nothing is done to others by mistake.
        """
        chosen, sort, descending, read = self._chosen, self._sort, self._descending, self._services.read
        spans, seen = self._spans(picked), self._seen(picked)

        def found() -> tuple[UUID, ...]:
            if picked.everything:
                ids = read(list_reads.family_ids, chosen)
                if len(ids) != picked.count:
                    raise ExpectedError("list_moved")
                return ids
            every: list[UUID] = []
            for cursor, skip, count in spans:
                size = skip + count
                ids = read(list_reads.family_ids, chosen, sort, descending=descending, cursor=cursor, size=size)
                every += ids[skip:]
            if len(every) != picked.count or any(every[at] != one for at, one in seen.items()):
                raise ExpectedError("list_moved")
            return tuple(every)

        return found

    def _spans(self, picked: Picked) -> list[tuple[Any, int, int]]:
        """Return, for each range, the cursor before its page, how many rows to leave out, how many to take."""
        ranges = ((0, picked.count - 1),) if picked.everything else picked.ranges
        return [(*self._model.cursor_before(first), last - first + 1) for first, last in ranges]

    def _seen(self, picked: Picked) -> dict[int, UUID]:
        """Return the ids of picked rows that are here, by their place among the picked ones."""
        held = self._model.held()
        seen: dict[int, UUID] = {}
        before = 0
        for first, last in picked.ranges:
            seen |= {before + at - first: row.family_id for at, row in held.items() if first <= at <= last}
            before += last - first + 1
        return seen
