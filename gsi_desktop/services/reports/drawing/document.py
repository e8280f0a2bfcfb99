"""A paper as pages: blocks shared out, then frame and pieces drawn, so that every page knows how many there are."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from gsi_desktop.services.reports import fonts
from gsi_desktop.services.reports.data import PaperHead
from gsi_desktop.services.reports.drawing.blocks import Block, Field
from gsi_desktop.services.reports.drawing.breaking import paginate
from gsi_desktop.services.reports.drawing.frame import Frame
from gsi_desktop.services.reports.drawing.pen import Pen
from gsi_desktop.services.reports.drawing.styles import BOTTOM, PAGE


class Sheets:
    """A PDF file being drawn; the same papers give the same bytes."""

    def __init__(self, title: str, author: str) -> None:
        fonts.register()
        self._stream = io.BytesIO()
        self.canvas: Any = Canvas(
            self._stream, pagesize=PAGE, pageCompression=1, invariant=1, lang="es-CO", initialFontName=fonts.REGULAR
        )
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setCreator("GSI")
        self.pen = Pen(self.canvas)
        self.pages = 0

    def add(
        self, head: PaperHead, first: Sequence[Sequence[Field]], later: Sequence[Field], blocks: Iterable[Block]
    ) -> int:
        """Draw a paper and return how many pages it took."""
        frame, pieces = Frame(head, first, later), list(blocks)
        bottom = PAGE[1] - BOTTOM
        fragments = paginate([piece.extent() for piece in pieces], bottom - frame.first_top, bottom - frame.later_top)
        pages = 1 + max((fragment.page for fragment in fragments), default=0)
        self._bookmark(head)
        for page in range(pages):
            frame.draw(self.pen, page + 1, pages)
            top = frame.later_top if page else frame.first_top
            for fragment in fragments:
                if fragment.page == page:
                    pieces[fragment.block].draw(self.pen, top + fragment.top, fragment.first, fragment.last)
            self.turn()
        return pages

    def turn(self) -> None:
        """End the page that was drawn."""
        self.pen.new_page()
        self.pages += 1

    def _bookmark(self, head: PaperHead) -> None:
        key = f"p{self.pages}"
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(head.foot, key)

    def close(self) -> bytes:
        """Return the file."""
        self.canvas.save()
        return self._stream.getvalue()
