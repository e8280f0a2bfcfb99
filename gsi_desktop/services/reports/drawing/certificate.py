"""Constancia de vinculación: a letter of one page, signed by the office."""

from __future__ import annotations

from collections.abc import Iterator

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import CertificatePaper
from gsi_desktop.services.reports.drawing import members
from gsi_desktop.services.reports.drawing.blocks import LETTER_INDENT, Block, Letter, LetterSignature, Note
from gsi_desktop.services.reports.drawing.document import Sheets
from gsi_desktop.services.reports.drawing.styles import BODY, FAMILY, FAMILY_BOLD, LETTER, LETTER_BOLD

_MANY = 8
"""Members from which the table is set smaller, so that the letter stays on its page."""


def draw(sheets: Sheets, paper: CertificatePaper) -> int:
    """Add the letter to ``sheets`` and return how many pages it took."""
    return sheets.add(paper.head, [], [], _blocks(paper))


def _blocks(paper: CertificatePaper) -> Iterator[Block]:
    many = len(paper.members) >= _MANY
    text, bold, rows = (FAMILY, FAMILY_BOLD, BODY) if many else (LETTER, LETTER_BOLD, FAMILY)
    indent = 0.0 if many else LETTER_INDENT
    yield Letter(paper.addressee, style=bold, gap=0, before=10 if many else 22, centred=True)
    yield Letter(_("Hace constar"), style=bold, centred=True)
    yield Letter(paper.opening, style=text, indent=indent)
    yield members.table(paper.members, None, with_birth=False, style=rows, indent=indent)
    for paragraph in (*paper.paragraphs, paper.place_and_date):
        yield Letter(paragraph, style=text, indent=indent)
    yield LetterSignature(paper.signature, indent=indent)
    if paper.note:
        yield Note(paper.note)
