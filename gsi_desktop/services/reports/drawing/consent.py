"""Constancia de autorización: what each person answered, then the text they were read, word for word."""

from __future__ import annotations

from collections.abc import Iterator

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import ConsentLine, ConsentPaper
from gsi_desktop.services.reports.drawing import identity
from gsi_desktop.services.reports.drawing.blocks import Block, Heading, Note, Signatures
from gsi_desktop.services.reports.drawing.cells import Text
from gsi_desktop.services.reports.drawing.document import Sheets
from gsi_desktop.services.reports.drawing.styles import BODY, BODY_BOLD, BODY_GREY, FAMILY, FAMILY_BOLD
from gsi_desktop.services.reports.drawing.tables import Column, Line, Table


def draw(sheets: Sheets, paper: ConsentPaper) -> int:
    """Add the proof to ``sheets`` and return how many pages it took."""
    boxes = identity.compact(paper.identity)
    return sheets.add(paper.head, [boxes], boxes, _blocks(paper))


def _blocks(paper: ConsentPaper) -> Iterator[Block]:
    yield Note(paper.opening, style=FAMILY)
    yield _answers(paper)
    for place, part in enumerate(paper.texts):
        yield Note(part.title, style=FAMILY_BOLD, gap=10.0 if not place else 14.0)
        yield Note(part.label, style=BODY_GREY, gap=2.0)
        for paragraph in part.paragraphs:
            yield Note(paragraph, style=FAMILY, gap=5.0)
        yield Note(_("Finalidades"), style=BODY_BOLD, gap=7.0)
        yield Note("\n".join(part.purposes), style=FAMILY, gap=2.0)
        told = _("Huella del texto (SHA-256): {hash}").format(hash=part.sha256)
        yield Note(told, style=BODY_GREY, gap=6.0)
    yield Signatures(Heading(_("Firmas")), paper.signatures)


def _answers(paper: ConsentPaper) -> Table:
    columns = [
        Column(_("N.º"), 22),
        Column(_("Persona"), 128),
        Column(_("Respuesta"), 72),
        Column(_("Finalidades"), 54),
        Column(_("Sensibles"), 46),
        Column(_("Quién representa y opinión"), 116),
        Column(_("Cómo, cuándo y quién la tomó"), 102),
    ]
    return Table(columns, [_row(line) for line in paper.lines], heading=Heading(_("Respuestas")))


def _row(line: ConsentLine) -> Line:
    version = _("Texto v{number}").format(number=line.version)
    texts = (
        line.number,
        f"{line.name}\n{line.about}" if line.about else line.name,
        f"{line.answer}\n{version}",
        line.purposes,
        line.sensitive,
        line.represented,
        line.taken,
    )
    return Line([Text(text, BODY) for text in texts])
