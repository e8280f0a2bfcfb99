"""The typefaces of papers: the shipped Inter, embedded as subsets, so that a paper looks the same everywhere."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from gsi_desktop.services.core.resources import resource_path

REGULAR: Final = "Inter"
MEDIUM: Final = "Inter-Medium"
SEMIBOLD: Final = "Inter-SemiBold"
_FILES: Final = {REGULAR: "Inter-Regular.ttf", MEDIUM: "Inter-Medium.ttf", SEMIBOLD: "Inter-SemiBold.ttf"}
_PER_EM: Final = 1000


@cache
def register() -> None:
    """Make the typefaces known to ReportLab; once in a process."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(resource_path("fonts", file))))


@cache
def _widths(font: str) -> tuple[dict[int, float], float]:
    register()
    face = pdfmetrics.getFont(font).face
    return face.charWidths, face.defaultWidth


@lru_cache(maxsize=1 << 15)
def _units(font: str, text: str) -> float:
    widths, default = _widths(font)
    return sum(widths.get(ord(character), default) for character in text)


def width(text: str, font: str, size: float) -> float:
    """Return the width of ``text`` in points."""
    return _units(font, text) * size / _PER_EM


def printable(text: str) -> str:
    """Return ``text`` with its accents composed, as our typeface has them, and without control characters."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text).replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in composed if sign == "\n" or unicodedata.category(sign)[0] != "C")
