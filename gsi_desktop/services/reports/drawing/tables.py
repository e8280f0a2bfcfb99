"""Tables: grey head repeated on every page, rows never split, groups named again where they go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.drawing.blocks import SECTION_GAP, Heading, opening
from gsi_desktop.services.reports.drawing.breaking import Extent
from gsi_desktop.services.reports.drawing.cells import Align, Cell, Text
from gsi_desktop.services.reports.drawing.pen import Pen
from gsi_desktop.services.reports.drawing.styles import (
    BODY,
    BODY_BOLD,
    HEAD,
    HEAD_GREY,
    INNER,
    MARGIN,
    PAD_X,
    Style,
)
from gsi_desktop.services.reports.drawing.text import measure

Closing = tuple[float, Callable[[Pen, float], None]]


class Column:
    """A column: heading, width in points, alignment of its heading; ``turned`` writes the heading upwards."""

    __slots__ = ("align", "pad", "title", "turned", "width")

    def __init__(
        self, title: str, width: float, *, align: Align = "left", turned: bool = False, pad: float = PAD_X
    ) -> None:
        self.title, self.width, self.align, self.turned, self.pad = title, width, align, turned, pad


class Row(Protocol):
    """A row of a table. ``spanning`` rows have no columns, ``group`` rows stay with what they name."""

    spanning: bool
    group: bool

    def measure(self, widths: Sequence[float]) -> float:
        """Return its height."""
        ...

    def draw(self, pen: Pen, x: float, top: float, widths: Sequence[float], height: float) -> None:
        """Draw what is in it, without the lines of the table."""
        ...


class Line:
    """An ordinary row of cells; ``shade`` fills it."""

    __slots__ = ("cells", "least", "shade")
    spanning = group = False

    def __init__(self, cells: Sequence[Cell], *, shade: float | None = None, least: float = 0.0) -> None:
        self.cells, self.shade, self.least = cells, shade, least

    def measure(self, widths: Sequence[float]) -> float:
        """Return the height of its highest cell."""
        tallest = max(cell.height(width) for cell, width in zip(self.cells, widths, strict=True))
        return max(tallest, self.least)

    def draw(self, pen: Pen, x: float, top: float, widths: Sequence[float], height: float) -> None:
        """Draw the cells."""
        if self.shade is not None:
            pen.box(x, top, sum(widths), height, paint=self.shade, grey=None)
        for cell, width in zip(self.cells, widths, strict=True):
            cell.draw(pen, x, top, width, height)
            x += width


class Group:
    """A row across the table that names those under it."""

    __slots__ = ("note", "title")
    spanning = group = True
    HEIGHT: Final = 14.0
    _SHADE: Final = 0.96

    def __init__(self, title: str, note: str = "") -> None:
        self.title, self.note = title, note

    def measure(self, widths: Sequence[float]) -> float:
        """Return its height."""
        return self.HEIGHT

    def draw(self, pen: Pen, x: float, top: float, widths: Sequence[float], height: float) -> None:
        """Write it over the whole width."""
        self.write(pen, x, top, widths, self.note)

    def again(self, pen: Pen, x: float, top: float, widths: Sequence[float]) -> None:
        """Write it on the page where its rows go on."""
        self.write(pen, x, top, widths, _("(continuación)"))

    def write(self, pen: Pen, x: float, top: float, widths: Sequence[float], note: str) -> None:
        """Write the name with ``note`` beside it."""
        pen.box(x, top, sum(widths), self.HEIGHT, paint=self._SHADE, grey=None)
        y = top + (self.HEIGHT - BODY.leading) / 2
        pen.text(x + PAD_X, y, self.title, BODY_BOLD)
        pen.text(x + PAD_X + measure(self.title, BODY_BOLD) + 6, y, note, BODY)


class Table:
    """A table under its heading; ``closing`` is drawn under the last row and stays with it."""

    def __init__(
        self, columns: Sequence[Column], rows: Sequence[Row], *, heading: Heading | None = None,
        closing: Closing | None = None, head_style: Style = HEAD, x: float = MARGIN,
    ) -> None:  # fmt: skip
        self.columns, self.rows, self.heading, self.closing, self.x = columns, rows, heading, closing, x
        self.widths = [column.width for column in columns]
        self.head = [Text(column.title, head_style, align=column.align, pad=column.pad) for column in columns]
        self.head_height = 0.0
        self.heights: list[float] = []

    def extent(self) -> Extent:
        """Measure every cell once."""
        self.head_height = max(
            measure(column.title, HEAD) + 8 if column.turned else cell.height(column.width)
            for column, cell in zip(self.columns, self.head, strict=True)
        )
        self.heights = [row.measure(self.widths) for row in self.rows]
        return Extent(
            rows=self.heights,
            opening=self._opening,
            closing=self.closing[0] if self.closing else 0.0,
            gap=SECTION_GAP,
            glued=frozenset(at for at, row in enumerate(self.rows) if row.group),
        )

    def _group_of(self, first: int) -> Group | None:
        """Return the group that goes on in row ``first``, None when it begins there or there is none."""
        for row in reversed(self.rows[: first + 1]):
            if isinstance(row, Group):
                return None if row is self.rows[first] else row
        return None

    def _opening(self, first: int) -> float:
        group = Group.HEIGHT if self._group_of(first) else 0.0
        return opening(self.heading, first) + self.head_height + group

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        """Draw head and rows, then the lines."""
        if self.heading:
            top = self.heading.draw(pen, top, again=first > 0)
        start = top
        top = self._draw_head(pen, top)
        if group := self._group_of(first):
            group.again(pen, self.x, top, self.widths)
            top += Group.HEIGHT
            pen.line(self.x, top, self.x + sum(self.widths), top, grey=INNER)
        for at in range(first, last):
            row, height = self.rows[at], self.heights[at]
            row.draw(pen, self.x, top, self.widths, height)
            if not row.spanning:
                self._columns(pen, top, top + height, grey=INNER)
            if at > first:
                pen.line(self.x, top, self.x + sum(self.widths), top, grey=INNER)
            top += height
        pen.box(self.x, start, sum(self.widths), top - start)
        pen.line(self.x, start + self.head_height, self.x + sum(self.widths), start + self.head_height)
        if self.closing and last == len(self.rows):
            self.closing[1](pen, top)

    def _draw_head(self, pen: Pen, top: float) -> float:
        pen.box(self.x, top, sum(self.widths), self.head_height, paint=HEAD_GREY, grey=None)
        x = self.x
        for column, cell in zip(self.columns, self.head, strict=True):
            if column.turned:
                pen.turned(x + column.width / 2, top + self.head_height - 4, column.title, HEAD)
            else:
                y = top + (self.head_height - cell.height(column.width)) / 2
                cell.draw(pen, x, y, column.width, self.head_height)
            x += column.width
        self._columns(pen, top, top + self.head_height, grey=INNER)
        return top + self.head_height

    def _columns(self, pen: Pen, top: float, bottom: float, *, grey: float) -> None:
        x = self.x
        for width in self.widths[:-1]:
            x += width
            pen.line(x, top, x, bottom, grey=grey)
