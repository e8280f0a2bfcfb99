"""The only hand on ReportLab's canvas: y counts down from the top of the sheet, and there is nothing but greys."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.lib.utils import ImageReader

from gsi_desktop.services.reports import fonts
from gsi_desktop.services.reports.drawing.styles import LINE, PAGE, Style
from gsi_desktop.services.reports.drawing.text import measure

ASCENT = 0.727
"""Height of Inter's capitals in em."""


class Pen:
    """Draws texts, lines and boxes in points from the upper left corner."""

    def __init__(self, canvas: Any) -> None:
        fonts.register()
        self.canvas = canvas
        self._fill: float | None = None
        self._stroke: float | None = None
        self._width: float | None = None
        self._font: tuple[str, float] | None = None
        self._stamps: set[str] = set()

    def new_page(self) -> None:
        """End the sheet; the next one starts with fresh settings."""
        self.canvas.showPage()
        self._fill = self._stroke = self._width = self._font = None

    def fill(self, grey: float) -> None:
        """Fill and write in ``grey`` from now on."""
        if self._fill != grey:
            self.canvas.setFillGray(grey)
            self._fill = grey

    def stroke(self, grey: float, width: float) -> None:
        """Draw lines in ``grey`` and ``width`` from now on."""
        if self._stroke != grey:
            self.canvas.setStrokeGray(grey)
            self._stroke = grey
        if self._width != width:
            self.canvas.setLineWidth(width)
            self._width = width

    def text(self, x: float, top: float, text: str, style: Style, *, align: str = "left", room: float = 0.0) -> None:
        """Write one line whose box of height ``style.leading`` begins at ``top``; ``align`` is inside ``room``."""
        if not text:
            return
        if align != "left":
            free = room - measure(text, style)
            x += free if align == "right" else free / 2
        self.fill(style.grey)
        if self._font != (style.font, style.size):
            self.canvas.setFont(style.font, style.size, style.leading)
            self._font = (style.font, style.size)
        baseline = top + (style.leading + style.size * ASCENT) / 2
        self.canvas.drawString(x, PAGE[1] - baseline, text)

    def lines(self, x: float, top: float, lines: Sequence[str], style: Style, **placed: Any) -> None:
        """Write ``lines`` one under the other."""
        for at, line in enumerate(lines):
            self.text(x, top + at * style.leading, line, style, **placed)

    def turned(self, x: float, bottom: float, text: str, style: Style) -> None:
        """Write upwards, from ``bottom``, around the vertical ``x``."""
        self.fill(style.grey)
        self.canvas.saveState()
        self.canvas.translate(x, PAGE[1] - bottom)
        self.canvas.rotate(90)
        self.canvas.setFont(style.font, style.size)
        self.canvas.drawString(0, -style.size * ASCENT / 2, text)
        self.canvas.restoreState()
        self._font = None

    def line(self, x1: float, y1: float, x2: float, y2: float, *, grey: float = 0.0, width: float = LINE) -> None:
        """Draw a line."""
        self.stroke(grey, width)
        self.canvas.line(x1, PAGE[1] - y1, x2, PAGE[1] - y2)

    def box(
        self, x: float, top: float, width: float, height: float, *,
        paint: float | None = None, grey: float | None = 0.0, line: float = LINE, radius: float = 0.0,
    ) -> None:  # fmt: skip
        """Draw a box filled with ``paint`` (None leaves it open) and outlined in ``grey`` (None leaves it plain)."""
        if paint is not None:
            self.fill(paint)
        if grey is not None:
            self.stroke(grey, line)
        place = (x, PAGE[1] - top - height, width, height)
        filled, outlined = int(paint is not None), int(grey is not None)
        if radius:
            self.canvas.roundRect(*place, radius, stroke=outlined, fill=filled)
        else:
            self.canvas.rect(*place, stroke=outlined, fill=filled)

    def dashed(self, *pattern: float) -> None:
        """Draw lines in dashes from now on; without a pattern, through."""
        self.canvas.setDash(list(pattern))

    def stamp(self, name: str, x: float, top: float, draw: Callable[[Pen], None], *, size: float) -> None:
        """Put at ``x``, ``top`` what ``draw`` draws in the upper left ``size`` points; drawn once for the file."""
        if name not in self._stamps:
            self._stamps.add(name)
            self.canvas.beginForm(name, 0, PAGE[1] - size, size, PAGE[1])
            draw(Pen(self.canvas))
            self.canvas.endForm()
        self.canvas.saveState()
        self.canvas.translate(x, -top)
        self.canvas.doForm(name)
        self.canvas.restoreState()

    def picture(self, x: float, top: float, image: bytes, *, side: float) -> None:
        """Fit a picture (PNG) into the square of ``side`` points at ``x``, ``top``; its bytes are kept once a file."""
        reader = ImageReader(io.BytesIO(image))
        self.canvas.drawImage(
            reader, x, PAGE[1] - top - side, side, side, mask="auto", preserveAspectRatio=True, anchor="nw"
        )
