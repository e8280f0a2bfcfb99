"""The pieces a paper is made of, each knowing its rows before anything is drawn: headings, prose, boxes, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import SignatureBox
from gsi_desktop.services.reports.drawing.breaking import Extent
from gsi_desktop.services.reports.drawing.cells import Cell
from gsi_desktop.services.reports.drawing.pen import Pen
from gsi_desktop.services.reports.drawing.styles import (
    BODY,
    BOX_NUMBER,
    BOX_VALUE,
    CAPTION,
    FAMILY,
    FAMILY_BOLD,
    LETTER,
    MARGIN,
    NOTE,
    PAD_X,
    SECTION,
    WIDTH,
    Style,
)
from gsi_desktop.services.reports.drawing.text import cut, elide, measure, wrap

SECTION_GAP: Final = 9.0
HEADING_HEIGHT: Final = 16.5
LETTER_INDENT: Final = 30.0


class Block(Protocol):
    """Something that is shared out over pages."""

    def extent(self) -> Extent:
        """Return what breaking needs to know; measures everything."""
        ...

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        """Draw rows ``first`` to before ``last`` from ``top`` on, with what opens and closes them."""
        ...


@dataclass(frozen=True, slots=True)
class Heading:
    """The numbered title of a section with a note beside it."""

    title: str
    number: str = ""
    note: str = ""
    boxed: bool = False

    @property
    def _told(self) -> str:
        return f"{self.number}. {self.title}" if self.number and not self.boxed else self.title

    def _under(self) -> list[str]:
        """Return the note in lines under the title when it does not fit beside it."""
        beside = WIDTH - measure(self._told, SECTION) - 6
        return [] if measure(self.note, NOTE) <= beside else wrap(self.note, NOTE, WIDTH)

    def height(self, *, again: bool = False) -> float:
        """Return the room it takes; ``again`` on a page where the section goes on."""
        return HEADING_HEIGHT + (0.0 if again else len(self._under()) * NOTE.leading)

    def draw(self, pen: Pen, top: float, *, again: bool = False) -> float:
        """Write it and return where what it heads begins."""
        x = MARGIN + (draw_number(pen, MARGIN, top + 3.2, self.number) if self.boxed else 0.0)
        pen.text(x, top + 1.5, self._told, SECTION)
        under = [] if again else self._under()
        pen.lines(MARGIN, top + 14, under, NOTE)
        beside = _("(continuación)") if again else "" if under else self.note
        pen.text(x + measure(self._told, SECTION) + 6, top + 2, beside, NOTE)
        return top + self.height(again=again)


def draw_number(pen: Pen, x: float, top: float, number: str) -> float:
    """Draw the number of a box or section to key in, and return the room it took with its gap."""
    side = max(8.0, measure(number, BOX_NUMBER) + 3)
    pen.box(x, top, side, 8.0, line=0.6)
    pen.text(x, top, number, BOX_NUMBER, align="center", room=side)
    return side + 3.0


def opening(heading: Heading | None, row: int) -> float:
    """Return the room of ``heading`` before ``row``."""
    return heading.height(again=row > 0) if heading else 0.0


class Prose:
    """A text in a frame that may go on in the next page; without one, ``blank`` lines to write on."""

    def __init__(
        self, heading: Heading | None, text: str, *, style: Style = FAMILY, blank: int = 2, framed: bool = True
    ) -> None:
        self.heading, self.text, self.style, self.blank = heading, text.strip(), style, blank
        self.framed = framed
        self.lines: list[str] = []

    def extent(self) -> Extent:
        """Return its lines as rows."""
        room = WIDTH - (2 * PAD_X + 2 if self.framed else 0)
        self.lines = wrap(self.text, self.style, room) if self.text else []
        if not self.lines:
            return Extent(rows=[18.0] * self.blank, opening=lambda row: opening(self.heading, row), gap=SECTION_GAP)
        pad = 3.5 if self.framed else 0.0
        rows = [self.style.leading] * len(self.lines)
        return Extent(rows=rows, opening=lambda row: opening(self.heading, row) + pad, closing=pad, gap=SECTION_GAP)

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        """Write its lines, or rule the blanks."""
        if self.heading:
            top = self.heading.draw(pen, top, again=first > 0)
        if not self.lines:
            for row in range(first, last):
                y = top + (row - first + 1) * 18.0 - 2
                pen.line(MARGIN, y, MARGIN + WIDTH, y, grey=0.45)
            return
        if not self.framed:
            pen.lines(MARGIN, top, self.lines[first:last], self.style)
            return
        pen.box(MARGIN, top, WIDTH, (last - first) * self.style.leading + 7, grey=0.3)
        pen.lines(MARGIN + PAD_X + 1, top + 3.5, self.lines[first:last], self.style)


@dataclass(slots=True)
class Field:
    """A numbered box: caption over a value, or over ``cell``; ``share`` is its part of the row's width."""

    caption: str
    value: str = ""
    share: float = 1.0
    number: str = ""
    cell: Cell | None = None
    needed: float = 0.0
    most: int = 3
    style: Style = BOX_VALUE


class Boxes:
    """Rows of numbered boxes that touch; a value that does not fit goes on in more lines. ``whole`` stays together."""

    def __init__(
        self, rows: Sequence[Sequence[Field]], heading: Heading | None = None, gap: float = 0.0, *, whole: bool = False
    ) -> None:
        self.rows, self.heading, self.whole = rows, heading, whole
        self.gap = SECTION_GAP if heading else gap
        self.heights: list[float] = []

    def extent(self) -> Extent:
        """Return the rows of boxes."""
        self.heights = [max(self._height(field, width) for field, width in _shared(row)) for row in self.rows]
        return Extent(rows=self.heights, opening=lambda row: opening(self.heading, row), gap=self.gap, whole=self.whole)

    @staticmethod
    def _height(field: Field, width: float) -> float:
        if field.cell is not None:
            return max(field.needed, 9.5 + field.cell.height(width))
        lines = cut(wrap(field.value, field.style, width - 2 * PAD_X), field.most, field.style, width - 2 * PAD_X)
        return max(field.needed, 11.0 + len(lines) * field.style.leading)

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        """Draw the boxes."""
        if self.heading:
            top = self.heading.draw(pen, top, again=first > 0)
        start = top
        for row, height in zip(self.rows[first:last], self.heights[first:last], strict=True):
            x = MARGIN
            for field, width in _shared(row):
                if x > MARGIN:
                    pen.line(x, top, x, top + height)
                self._draw_field(pen, field, x, top, width=width, height=height)
                x += width
            if top > start:
                pen.line(MARGIN, top, MARGIN + WIDTH, top)
            top += height
        pen.box(MARGIN, start, WIDTH, top - start)

    def _draw_field(self, pen: Pen, field: Field, x: float, top: float, *, width: float, height: float) -> None:
        left = x + PAD_X
        if field.number:
            left += draw_number(pen, left, top + 2, field.number)
        pen.text(left, top + 2, elide(field.caption, CAPTION, x + width - left - 1), CAPTION)
        if field.cell is not None:
            field.cell.draw(pen, x, top + 8.5, width, height - 8.5)
            return
        room = width - 2 * PAD_X
        lines = cut(wrap(field.value, field.style, room), field.most, field.style, room)
        pen.lines(x + PAD_X, top + 10, lines, field.style)


def _shared(row: Sequence[Field]) -> list[tuple[Field, float]]:
    """Return the fields with their widths, which fill the row."""
    whole = sum(field.share for field in row)
    return [(field, WIDTH * field.share / whole) for field in row]


class Signatures:
    """Boxes to sign in, three in a row: a line, under it who signs; a name left empty is written by hand."""

    HEIGHT: Final = 60.0
    _GAP: Final = 8.0
    _IN_ROW: Final = 3

    def __init__(self, heading: Heading | None, boxes: Sequence[SignatureBox], style: Style = BODY) -> None:
        self.heading, self.style = heading, style
        self.rows = [boxes[at : at + self._IN_ROW] for at in range(0, len(boxes), self._IN_ROW)]

    def extent(self) -> Extent:
        """Return one row for every three signatures; they stay together."""
        rows = [self.HEIGHT + self._GAP] * (len(self.rows) - 1) + [self.HEIGHT] * bool(self.rows)
        return Extent(rows=rows, opening=lambda row: opening(self.heading, row), gap=SECTION_GAP, whole=True)

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        """Draw the boxes."""
        if self.heading:
            top = self.heading.draw(pen, top, again=first > 0)
        for row in self.rows[first:last]:
            width = (WIDTH - self._GAP * (self._IN_ROW - 1)) / self._IN_ROW
            for at, box in enumerate(row):
                self._draw_one(pen, MARGIN + at * (width + self._GAP), top, width, box)
            top += self.HEIGHT + self._GAP

    def _draw_one(self, pen: Pen, x: float, top: float, width: float, box: SignatureBox) -> None:
        pen.box(x, top, width, self.HEIGHT, line=0.7)
        y, room = top + self.HEIGHT - 2 * self.style.leading - 5, width - 2 * PAD_X - 2
        pen.line(x + PAD_X + 1, y, x + width - PAD_X - 1, y)
        pen.text(x + PAD_X + 1, y + 2, elide(box.name, self.style, room), self.style)
        pen.text(x + PAD_X + 1, y + 2 + self.style.leading, elide(box.role, self.style, room), self.style)
        if box.how:
            pen.text(x + PAD_X + 1, top + 4, elide(box.how, self.style, room), self.style)


class Note:
    """A few small lines that stay together."""

    def __init__(self, text: str, *, style: Style = BODY, gap: float = 6.0) -> None:
        self.text, self.style, self.gap = text, style, gap
        self.lines: list[str] = []

    def extent(self) -> Extent:
        """Return it as one row."""
        self.lines = wrap(self.text, self.style, WIDTH)
        return Extent(rows=[len(self.lines) * self.style.leading], opening=lambda _row: 0.0, gap=self.gap)

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        """Write it."""
        pen.lines(MARGIN, top, self.lines, self.style)


class Letter:
    """A paragraph of a letter."""

    def __init__(
        self,
        text: str,
        *,
        style: Style = LETTER,
        gap: float = 13.0,
        before: float = 0.0,
        centred: bool = False,
        indent: float = LETTER_INDENT,
    ) -> None:
        self.text, self.style, self.gap, self.before, self.centred = text, style, gap, before, centred
        self.indent = indent
        self.lines: list[str] = []

    def extent(self) -> Extent:
        """Return its lines as rows."""
        self.lines = wrap(self.text, self.style, WIDTH - 2 * self.indent)
        rows = [self.style.leading] * len(self.lines)
        return Extent(rows=rows, opening=lambda row: 0.0 if row else self.before, gap=self.gap, whole=True)

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        """Write its lines."""
        align, room = ("center" if self.centred else "left"), WIDTH - 2 * self.indent
        y = top + (0.0 if first else self.before)
        pen.lines(MARGIN + self.indent, y, self.lines[first:last], self.style, align=align, room=room)


class LetterSignature:
    """Room for a signature and a stamp, a line, and who signs."""

    HEIGHT: Final = 104.0
    _WIDTH: Final = 250.0

    def __init__(self, box: SignatureBox, *, indent: float = LETTER_INDENT) -> None:
        self.box, self.indent = box, indent

    def extent(self) -> Extent:
        """Return it as one row."""
        return Extent(rows=[self.HEIGHT], opening=lambda _row: 0.0, gap=10.0)

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        """Draw the line and write who signs."""
        x, y = MARGIN + self.indent, top + 62
        pen.line(x, y, x + self._WIDTH, y, width=0.8)
        pen.text(x, y + 5, elide(self.box.name or _("Nombre y cargo:"), FAMILY_BOLD, self._WIDTH), FAMILY_BOLD)
        pen.text(x, y + 17, elide(self.box.role, FAMILY, self._WIDTH), FAMILY)
        pen.text(x, y + 28, elide(self.box.how, FAMILY, self._WIDTH), FAMILY)
