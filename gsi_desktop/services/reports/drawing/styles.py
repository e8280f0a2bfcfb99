"""Sizes and styles of papers, in points: content 8 or more, what the family keeps 9, captions 6.5."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gsi_desktop.services.reports.fonts import MEDIUM, REGULAR, SEMIBOLD


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set; ``grey`` is 0 for black."""

    font: str
    size: float
    leading: float
    grey: float = 0.0


PAGE: Final = (612.0, 792.0)
MARGIN: Final = 36.0
WIDTH: Final = PAGE[0] - 2 * MARGIN
FOOT_LINE: Final = 44.0
BOTTOM: Final = 50.0

LINE: Final = 0.5
INNER: Final = 0.55
"""Grey of the lines inside tables."""
HEAD_GREY: Final = 0.914
"""#E9E9E9."""
PAD_X: Final = 4.0
PAD_Y: Final = 2.9

CAPTION: Final = Style(REGULAR, 6.5, 8, 0.2)
BOX_NUMBER: Final = Style(SEMIBOLD, 6.5, 8)
BOX_VALUE: Final = Style(REGULAR, 8.5, 10.5)
BODY: Final = Style(REGULAR, 8, 9.8)
BODY_MEDIUM: Final = Style(MEDIUM, 8, 9.8)
BODY_BOLD: Final = Style(SEMIBOLD, 8, 9.8)
BODY_GREY: Final = Style(REGULAR, 8, 9.8, 0.3)
FAMILY: Final = Style(REGULAR, 9, 11)
FAMILY_BOLD: Final = Style(SEMIBOLD, 9, 11)
HEAD: Final = Style(SEMIBOLD, 8, 9.8)
SECTION: Final = Style(SEMIBOLD, 9.5, 12)
NOTE: Final = Style(REGULAR, 8, 12, 0.25)
TITLE: Final = Style(SEMIBOLD, 15.5, 19)
TITLE_SMALL: Final = Style(SEMIBOLD, 11, 14)
SUBTITLE: Final = Style(REGULAR, 9, 11)
FOLIO: Final = Style(SEMIBOLD, 10, 12)
LETTER: Final = Style(REGULAR, 11, 16.5)
LETTER_BOLD: Final = Style(SEMIBOLD, 11, 16.5)
ENTITY: Final = Style(SEMIBOLD, 10, 12)
OFFICE: Final = Style(REGULAR, 8, 10)
FOOT: Final = Style(REGULAR, 8, 10, 0.15)
FOOT_BOLD: Final = Style(SEMIBOLD, 8, 10)
CODE_SIGNS: Final = Style(SEMIBOLD, 22, 30)
STATE: Final = Style(SEMIBOLD, 7.5, 9)
DRAFT: Final = Style(MEDIUM, 96, 100, 0.9)
