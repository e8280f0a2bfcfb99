"""The square code of a paper: 18 mm with its quiet zone of four modules."""

from __future__ import annotations

from typing import Final

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from gsi_desktop.services.reports.drawing.pen import Pen

SIDE: Final = 51.0
"""18 mm in points."""
_QUIET: Final = 4


def content(code: str, verification: str) -> str:
    """Return what the square holds: only signs of the code's compact alphabet."""
    return f"GSI:{code}:{verification}".upper()


def draw(pen: Pen, x: float, top: float, text: str) -> None:
    """Draw ``text`` as a square of `SIDE`, each run of dark modules as one box."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    module = SIDE / (count + 2 * _QUIET)
    for row in range(count):
        column = 0
        while column < count:
            start = column
            while column < count and code.isDark(row, column):
                column += 1
            if column > start:
                left = x + (_QUIET + start) * module
                pen.box(left, top + (_QUIET + row) * module, (column - start) * module, module, paint=0.0, grey=None)
            column += 1
