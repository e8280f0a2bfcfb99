"""The bars of a form's code: Code 128, for the readers that type what they see."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from reportlab.graphics.barcode.code128 import Code128Auto

from gsi_desktop.services.reports.drawing.pen import Pen

MODULE: Final = 0.96
"""Width of the narrowest bar in points: a third of a millimetre, which the cheapest readers see on office paper."""
QUIET: Final = 10
"""White modules a reader needs on either side."""


@lru_cache(maxsize=64)
def _runs(text: str) -> tuple[tuple[bool, int], ...]:
    """Return bars (True) and gaps of ``text`` with their widths in modules."""
    code = Code128Auto(text, quiet=False)
    code.validate()
    code.encode()
    code.decompose()
    return tuple((sign.isupper(), ord(sign.lower()) - ord("a") + 1) for sign in code.decomposed)


def width(text: str, module: float = MODULE) -> float:
    """Return the width of the bars of ``text`` without the white around them."""
    return sum(wide for _dark, wide in _runs(text)) * module


def draw(pen: Pen, right: float, top: float, text: str, *, height: float, module: float = MODULE) -> float:
    """Draw the bars of ``text`` up to ``right`` and return where they begin."""
    left = right - width(text, module)
    for start, wide in _dark(text):
        pen.box(left + start * module, top, wide * module, height, paint=0.0, grey=None)
    return left


def _dark(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for dark, wide in _runs(text):
        if dark:
            yield at, wide
        at += wide
