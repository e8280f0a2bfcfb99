"""What holds a batch together: its index, page by page, and the sheet that parts one pile from the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import IndexLine, IndexPaper, PaperHead, SeparatorPaper
from gsi_desktop.services.reports.drawing.cells import Align
from gsi_desktop.services.reports.drawing.document import Sheets
from gsi_desktop.services.reports.drawing.frame import Frame
from gsi_desktop.services.reports.drawing.pen import Pen
from gsi_desktop.services.reports.drawing.styles import (
    BODY,
    BODY_BOLD,
    BOTTOM,
    HEAD,
    HEAD_GREY,
    INNER,
    LETTER,
    MARGIN,
    PAD_X,
    PAGE,
    WIDTH,
    Style,
)
from gsi_desktop.services.reports.drawing.text import elide
from gsi_desktop.services.reports.fonts import SEMIBOLD

_ROW: Final = 13.4
_HEAD: Final = 16.0
_PILE: Final = Style(SEMIBOLD, 30, 38)
_PILE_TOP: Final = 250.0
_WIDTHS: Final = (36.0, 178.0, 112.0, 124.0, 58.0, 32.0)


def paged(lines: Sequence[IndexLine], head: PaperHead) -> list[tuple[IndexLine, ...]]:
    """Return ``lines`` page by page; the name of a pile never ends one."""
    frame = Frame(head, [], [])
    room = (_rows_from(frame.first_top), _rows_from(frame.later_top))
    made: list[tuple[IndexLine, ...]] = []
    at = 0
    while at < len(lines):
        end = min(at + room[min(len(made), 1)], len(lines))
        while end < len(lines) and end - 1 > at and not lines[end - 1].number:
            end -= 1
        made.append(tuple(lines[at:end]))
        at = end
    return made


def _rows_from(top: float) -> int:
    return int((PAGE[1] - BOTTOM - top - _HEAD) / _ROW)


def draw_index(sheets: Sheets, paper: IndexPaper) -> int:
    """Add some pages of an index to ``sheets`` and return how many."""
    frame = Frame(paper.head, [], [])
    for place, lines in enumerate(paper.lines, start=paper.first):
        frame.draw(sheets.pen, place, paper.pages)
        _draw_lines(sheets.pen, frame.first_top if place == 1 else frame.later_top, lines)
        sheets.turn()
    return len(paper.lines)


def _draw_lines(pen: Pen, top: float, lines: Sequence[IndexLine]) -> None:
    titles = (_("N.º"), _("Familia"), _("Folio"), _("Vereda o barrio"), _("Papel"), _("Pág."))
    pen.box(MARGIN, top, WIDTH, _HEAD, paint=HEAD_GREY, grey=None)
    _draw_row(pen, top + 3, titles, HEAD)
    y = top + _HEAD
    for line in lines:
        if line.number:
            cells = (line.number, line.family, line.folio, line.place, line.paper, line.page)
            _draw_row(pen, y + 2, cells, BODY)
        else:
            pen.text(MARGIN + PAD_X, y + 2, elide(line.family, BODY_BOLD, WIDTH - 2 * PAD_X), BODY_BOLD)
        y += _ROW
        pen.line(MARGIN, y, MARGIN + WIDTH, y, grey=INNER, width=0.35)
    pen.box(MARGIN, top, WIDTH, y - top)


def _draw_row(pen: Pen, top: float, cells: Sequence[str], style: Style) -> None:
    x = MARGIN
    for place, (cell, wide) in enumerate(zip(cells, _WIDTHS, strict=True)):
        room = wide - 2 * PAD_X
        align: Align = "right" if place in (0, len(_WIDTHS) - 1) else "left"
        pen.text(x + PAD_X, top, elide(cell, style, room), style, align=align, room=room)
        x += wide


def draw_separator(sheets: Sheets, paper: SeparatorPaper) -> int:
    """Add the sheet that opens a pile and return how many pages it took."""
    frame = Frame(paper.head, [], [])
    frame.draw(sheets.pen, 1, 1)
    pen, top = sheets.pen, _PILE_TOP
    for line in paper.name.split("\n"):
        pen.text(MARGIN, top, elide(line, _PILE, WIDTH), _PILE, align="center", room=WIDTH)
        top += _PILE.leading
    pen.line(MARGIN + WIDTH / 4, top + 12, MARGIN + WIDTH * 3 / 4, top + 12, width=1.4)
    for line in paper.lines:
        top += LETTER.leading
        pen.text(MARGIN, top + 14, line, LETTER, align="center", room=WIDTH)
    sheets.turn()
    return 1
