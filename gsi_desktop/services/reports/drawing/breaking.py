"""Sharing blocks out over pages: a row is never split, a title never stands alone, one row never goes alone.

Only numbers, nothing is drawn; that every row is placed once and fits is a property of this module's tests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_FEW = 2
"""Rows that stay together at either side of a break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What breaking knows of a block, in points.

    ``opening(row)`` is drawn before ``row`` where the block begins or goes on with it (title, head, group); ``closing``
    after the last row. Rows in ``glued`` stay with the next one. ``whole`` moves to the next page rather than break.
    """

    rows: Sequence[float]
    opening: Callable[[int], float]
    closing: float = 0.0
    gap: float = 0.0
    glued: frozenset[int] = frozenset()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """Rows ``first`` to before ``last`` of a block, with their place under the top of the page's content."""

    block: int
    first: int
    last: int
    page: int
    top: float


@dataclass(slots=True)
class _Cursor:
    first_room: float
    later_room: float
    page: int = 0
    y: float = 0.0

    @property
    def room(self) -> float:
        return self.later_room if self.page else self.first_room

    def turn(self) -> None:
        self.page, self.y = self.page + 1, 0.0


def paginate(extents: Sequence[Extent], first_room: float, later_room: float) -> list[Fragment]:
    """Return the fragments of all blocks in order; only a row higher than a page may stand out of it."""
    cursor, placed = _Cursor(first_room, later_room), list[Fragment]()
    for number, extent in enumerate(extents):
        start = 0
        while start < len(extent.rows):
            gap = extent.gap if cursor.y else 0.0
            end = _end(extent, start, cursor.room - cursor.y - gap, at_top=not cursor.y, page=cursor.later_room)
            if end == start:
                cursor.turn()
                continue
            placed.append(Fragment(number, start, end, cursor.page, cursor.y + gap))
            cursor.y += gap + _height(extent, start, end)
            start = end
            if start < len(extent.rows):
                cursor.turn()
    return placed


def _height(extent: Extent, start: int, end: int) -> float:
    closing = extent.closing if end == len(extent.rows) else 0.0
    return extent.opening(start) + sum(extent.rows[start:end]) + closing


def _end(extent: Extent, start: int, room: float, *, at_top: bool, page: float) -> int:
    """Return where a fragment that begins with ``start`` ends; ``start`` itself when it belongs on the next page."""
    count, end, used = len(extent.rows), start, extent.opening(start)
    while end < count and used + extent.rows[end] + (extent.closing if end == count - 1 else 0.0) <= room:
        used += extent.rows[end]
        end += 1
    if end == count:
        return end
    if extent.whole and not at_top and _height(extent, start, count) <= page:
        return start
    tidy = _tidied(extent, start, end)
    return tidy if tidy > start or not at_top else max(end, start + 1)


def _tidied(extent: Extent, start: int, end: int) -> int:
    """Return the last end not after ``end`` that leaves no row alone on either side; ``start`` when there is none."""
    end = min(end, len(extent.rows) - _FEW)
    while end > start and end - 1 in extent.glued:
        end -= 1
    return end if end - start >= _FEW else start
