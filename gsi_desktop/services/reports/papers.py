"""Papers as PDF: one function for each, and one for a file of many. Importing this module imports ReportLab."""

from __future__ import annotations

from collections.abc import Sequence

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.reports.data import (
    BaselinePaper,
    CertificatePaper,
    ConsentPaper,
    FamilyPlanPaper,
    Paper,
    VisitPaper,
)
from gsi_desktop.services.reports.drawing import baseline as _baseline
from gsi_desktop.services.reports.drawing import certificate as _certificate
from gsi_desktop.services.reports.drawing import consent as _consent
from gsi_desktop.services.reports.drawing import family_plan as _family_plan
from gsi_desktop.services.reports.drawing import visit as _visit
from gsi_desktop.services.reports.drawing.document import Sheets

_STEP = 10


def _draw(sheets: Sheets, paper: Paper) -> None:
    match paper:
        case FamilyPlanPaper():
            _family_plan.draw(sheets, paper)
        case BaselinePaper():
            _baseline.draw(sheets, paper)
        case VisitPaper():
            _visit.draw(sheets, paper)
        case CertificatePaper():
            _certificate.draw(sheets, paper)
        case ConsentPaper():
            _consent.draw(sheets, paper)


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


def render(papers: Sequence[Paper], progress: Progress | None = None) -> bytes:
    """Return all ``papers`` in one PDF file, each counting its own pages; `CancelledError` when it was cancelled."""
    told = progress or Progress()
    sheets = Sheets(_("Papeles"), papers[0].head.entity if papers else "")
    for done, paper in enumerate(papers):
        if not done % _STEP:
            told.report("drawing_papers", done, len(papers))
        _draw(sheets, paper)
    told.report("drawing_papers", len(papers), len(papers))
    return sheets.close()
