"""Plans familiares as PDF, on one core and on two, against a bare canvas that writes the same lines."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.harness import Pair, bench
from benchmarks.sample import opened
from gsi_desktop.services.reports.data import FamilyPlanPaper, PriorityLine
from tests.support import papers as invented

_PLANS = 500
_BARE = 40
_SHEAF = 40


def _plans(count: int) -> list[FamilyPlanPaper]:
    """Return plans of six members and ten priorities with commitments of both sides, each of another family."""
    priorities = [replace(one, number=str(at)) for at, one in enumerate((*invented.PRIORITIES,) * 2, start=1)][:10]
    both: list[PriorityLine] = [
        replace(one, commitments=(*one.commitments, *one.commitments)[:2]) for one in priorities
    ]
    made = invented.plan(priorities=tuple(both), observations="Prefieren la visita los sábados por la mañana.")
    return [
        replace(made, head=replace(made.head, folio=f"41551-AB-{at:06}", code=f"PF-41551-AB-{at:06}-1"))
        for at in range(count)
    ]


def _lines(plan: FamilyPlanPaper) -> list[list[tuple[float, float, str, float, str]]]:
    """Return, page by page, every line our drawing writes: font, size, place and text, already wrapped."""
    from gsi_desktop.services.reports.drawing.document import Sheets
    from gsi_desktop.services.reports.drawing.family_plan import draw

    pages: list[list[tuple[float, float, str, float, str]]] = [[]]
    sheets = Sheets("", "")
    plain_text, plain_turn = sheets.canvas.drawString, sheets.canvas.showPage
    font: list[tuple[str, float]] = [("", 0.0)]
    plain_font = sheets.canvas.setFont

    def set_font(name: str, size: float, leading: float | None = None) -> None:
        font[0] = (name, size)
        plain_font(name, size, leading)

    def draw_text(x: float, y: float, text: str) -> None:
        pages[-1].append((x, y, *font[0], text))
        plain_text(x, y, text)

    def turn() -> None:
        pages.append([])
        plain_turn()

    sheets.canvas.setFont, sheets.canvas.drawString, sheets.canvas.showPage = set_font, draw_text, turn
    draw(sheets, plan)
    return [page for page in pages if page]


def _bare(pages: list[list[tuple[float, float, str, float, str]]]) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792), pageCompression=1)
    for page in pages:
        for x, y, name, size, text in page:
            canvas.setFont(name, size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@bench("40 plans familiares as PDF, one core", against="canvas writing the same lines", rounds=7)
def one_core() -> Iterator[Pair]:
    from gsi_desktop.services.reports import papers

    plans = _plans(_BARE)
    pages = _lines(plans[0])

    def ours() -> None:
        for plan in plans:
            papers.family_plan(plan)

    def floor() -> None:
        for _plan in plans:
            _bare(pages)

    yield Pair(ours, floor)


def _written(workers: int) -> Iterator[Pair]:
    from gsi_desktop.services.reports import batch
    from gsi_desktop.services.reports.joining import Bookmark, Joiner

    plans = tuple(_plans(_PLANS))

    def ours() -> None:
        sheaves = (batch.Sheaf(at, plans[at : at + _SHEAF]) for at in range(0, _PLANS, _SHEAF))
        with tempfile.TemporaryFile() as stream:
            joiner = Joiner(stream)
            parts = [joiner.add(one.pdf) for one in batch.draw_sheaves(sheaves, workers=workers)]
            joiner.close(parts, [Bookmark("Lote", parts[0].pages[0])], title="Lote", author="")

    yield Pair(ours)


@bench("500 plans familiares in one file, one core", rounds=3)
def file_one_core() -> Iterator[Pair]:
    yield from _written(1)


@bench("500 plans familiares in one file, two cores", rounds=3, p95_ms=20_000)
def file_two_cores() -> Iterator[Pair]:
    yield from _written(2)


@bench("500 visit forms read, drawn, joined with index and kept", rounds=3, p95_ms=40_000)
def batch_of_forms() -> Iterator[Pair]:
    from gsi_desktop.models.enums import PaperKind
    from gsi_desktop.services.families.data import FamilyFilter
    from gsi_desktop.services.paperwork import printing
    from gsi_desktop.services.paperwork.data import Selection, WantedBatch

    wanted = WantedBatch(kinds=(PaperKind.VISIT,), selection=Selection(chosen=FamilyFilter()), separators=True)
    with opened(_PLANS) as services, tempfile.TemporaryDirectory(prefix="gsi-bench-") as folder:

        def ours() -> None:
            printing.print_batch(services, wanted, Path(folder) / "lote.pdf")

        yield Pair(ours)
