"""Constancia de vinculación: a letter of one page, signed by the office."""

from __future__ import annotations

from collections.abc import Iterator

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import CertificatePaper
from gsi_desktop.services.reports.drawing import members
from gsi_desktop.services.reports.drawing.blocks import LETTER_INDENT, Block, Letter, LetterSignature, Note
from gsi_desktop.services.reports.drawing.document import Sheets
from gsi_desktop.services.reports.drawing.family_plan import verification_note
from gsi_desktop.services.reports.drawing.styles import BODY, FAMILY, LETTER_BOLD

_MANY = 8
"""Members from which the table is set smaller, so that the letter stays on its page."""


def draw(sheets: Sheets, paper: CertificatePaper) -> None:
    """Add the letter to ``sheets``."""
    sheets.add(paper.head, [], [], _blocks(paper))


def _blocks(paper: CertificatePaper) -> Iterator[Block]:
    yield Letter(paper.addressee, style=LETTER_BOLD, gap=0, before=22, centred=True)
    yield Letter(_("Hace constar"), style=LETTER_BOLD, centred=True)
    yield Letter(paper.opening)
    style = BODY if len(paper.members) >= _MANY else FAMILY
    yield members.table(paper.members, None, with_birth=False, style=style, indent=LETTER_INDENT)
    for paragraph in paper.paragraphs:
        yield Letter(paragraph)
    yield Letter(paper.place_and_date)
    yield LetterSignature(paper.signature)
    if paper.note:
        yield Note(paper.note)
    if paper.head.printing.verification:
        yield Note(verification_note())
