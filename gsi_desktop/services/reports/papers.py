"""Papers as PDF: one function for each, and one for many in one part. Importing this module imports ReportLab."""

from __future__ import annotations

from collections.abc import Sequence

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import (
    BaselinePaper,
    CertificatePaper,
    ConsentPaper,
    FamilyPlanPaper,
    IndexPaper,
    Paper,
    SeparatorPaper,
    Sheet,
    VisitPaper,
)
from gsi_desktop.services.reports.drawing import baseline as _baseline
from gsi_desktop.services.reports.drawing import certificate as _certificate
from gsi_desktop.services.reports.drawing import consent as _consent
from gsi_desktop.services.reports.drawing import family_plan as _family_plan
from gsi_desktop.services.reports.drawing import index as _index
from gsi_desktop.services.reports.drawing import visit as _visit
from gsi_desktop.services.reports.drawing.document import Sheets


def _draw(sheets: Sheets, paper: Sheet) -> int:
    match paper:
        case FamilyPlanPaper():
            return _family_plan.draw(sheets, paper)
        case BaselinePaper():
            return _baseline.draw(sheets, paper)
        case VisitPaper():
            return _visit.draw(sheets, paper)
        case CertificatePaper():
            return _certificate.draw(sheets, paper)
        case ConsentPaper():
            return _consent.draw(sheets, paper)
        case IndexPaper():
            return _index.draw_index(sheets, paper)
        case SeparatorPaper():
            return _index.draw_separator(sheets, paper)


def draw(paper: Paper) -> bytes:
    """Return ``paper``, whichever it is, as a PDF file; the same paper gives the same bytes."""
    sheets = Sheets(paper.head.foot, paper.head.entity)
    _draw(sheets, paper)
    return sheets.close()


def family_plan(paper: FamilyPlanPaper) -> bytes:
    """Return a plan familiar as a PDF file."""
    return draw(paper)


def baseline(paper: BaselinePaper) -> bytes:
    """Return a ficha de línea base as a PDF file."""
    return draw(paper)


def visit(paper: VisitPaper) -> bytes:
    """Return a visit form as a PDF file."""
    return draw(paper)


def certificate(paper: CertificatePaper) -> bytes:
    """Return a constancia de vinculación as a PDF file."""
    return draw(paper)


def render(papers: Sequence[Sheet], *, duplex: bool = False) -> tuple[bytes, tuple[int, ...]]:
    """Return ``papers`` in one PDF file, each counting its own pages, and how many each took.

    With ``duplex`` each begins on a sheet of its own when both sides are printed: a blank page follows an odd count.
    """
    sheets = Sheets(_("Papeles"), papers[0].head.entity if papers else "")
    pages = []
    for paper in papers:
        count = _draw(sheets, paper)
        if duplex and count % 2:
            sheets.turn()
            count += 1
        pages.append(count)
    return sheets.close(), tuple(pages)
