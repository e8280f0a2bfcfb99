"""Many papers at once: every one of them drawn, by one process or two, in parts that are joined into one file."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pypdf
import pytest

from gsi_desktop.services.core.errors import CancelledError, MachineError
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.reports import batch, papers
from gsi_desktop.services.reports.batch import Sheaf
from gsi_desktop.services.reports.data import FamilyPlanPaper
from gsi_desktop.services.reports.joining import Bookmark, Joiner
from tests.support import papers as samples


def plans(count: int) -> tuple[FamilyPlanPaper, ...]:
    made = samples.plan()
    return tuple(replace(made, head=replace(made.head, code=f"PF-41551-AB-{at:06}-1")) for at in range(count))


def sheaves(count: int, each: int = 3) -> Iterator[Sheaf]:
    made = plans(count)
    return (Sheaf(at, made[at : at + each]) for at in range(0, count, each))


def joined(*parts: bytes) -> bytes:
    stream = io.BytesIO()
    joiner = Joiner(stream)
    added = [joiner.add(part) for part in parts]
    marks = [Bookmark(f"Parte {at} ñ", part.pages[0]) for at, part in enumerate(added)]
    joiner.close(added, marks, title="Lote ñ", author="Pitalito")
    return stream.getvalue()


@pytest.mark.parametrize("workers", [1, 2])
def test_every_plan_is_drawn_whoever_draws_it(workers: int) -> None:
    drawn = {one.key: one for one in batch.draw_sheaves(sheaves(8), workers=workers)}
    assert sorted(drawn) == [0, 3, 6]
    one = len(samples.pages(papers.family_plan(plans(1)[0])))
    assert [drawn[key].pages for key in sorted(drawn)] == [(one,) * 3, (one,) * 3, (one,) * 2]
    assert all(samples.pages(drawn[key].pdf) for key in drawn)


def test_only_a_few_sheaves_are_asked_for_ahead() -> None:
    asked: list[int] = []

    def counted() -> Iterator[Sheaf]:
        for sheaf in sheaves(40, 1):
            asked.append(sheaf.key)
            yield sheaf

    drawn = batch.draw_sheaves(counted(), workers=2)
    next(drawn)
    drawn.close()  # type: ignore[attr-defined]  # a generator
    assert len(asked) <= 8


def test_a_batch_that_is_cancelled_stops() -> None:
    progress = Progress()
    drawn = batch.draw_sheaves(sheaves(70), progress=progress, workers=1)
    next(drawn)
    progress.cancel()
    with pytest.raises(CancelledError):
        next(drawn)


def test_a_part_of_many_plans_counts_the_pages_of_each() -> None:
    one = len(samples.pages(papers.family_plan(samples.plan())))
    pdf, pages = papers.render(plans(3))
    texts = samples.pages(pdf)
    assert len(texts) == 3 * one == sum(pages)
    assert [f"Página 1 de {one}" in text for text in texts].count(True) == 3
    assert "PF-41551-AB-000002-1" in texts[-1]


def test_parts_are_joined_page_by_page_with_fonts_pictures_and_bookmarks() -> None:
    logo = samples.certificate()
    logo = replace(logo, head=replace(logo.head, printing=replace(logo.head.printing, logo=samples.LOGO)))
    parts = [papers.draw(samples.visit()), papers.draw(logo), papers.render(plans(2))[0]]
    whole = joined(*parts)
    reader = pypdf.PdfReader(io.BytesIO(whole), strict=True)
    assert [page.extract_text() for page in reader.pages] == [text for part in parts for text in samples.pages(part)]
    assert [str(one["/Title"]) for one in reader.outline if not isinstance(one, list)] == [
        "Parte 0 ñ",
        "Parte 1 ñ",
        "Parte 2 ñ",
    ]
    assert reader.trailer["/Root"]["/Lang"] == "es-CO"
    assert len(reader.pages[2].images) == 1
    for page in reader.pages:
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


def test_joined_pages_look_as_they_did(qapp: object) -> None:
    parts = [papers.draw(samples.visit()), papers.draw(samples.baseline())]
    before = [picture for part in parts for picture in samples.pictures(part, dpi=40)]
    after = samples.pictures(joined(*parts), dpi=40)
    assert before == after


def test_the_same_parts_give_the_same_file() -> None:
    part = papers.draw(samples.visit())
    assert joined(part, part) == joined(part, part)


@pytest.mark.parametrize("part", [b"", b"%PDF-1.4\nnothing", b"xref\n0 1\n0000000000 65535 f \n"])
def test_what_is_no_part_of_ours_is_refused(part: bytes) -> None:
    with pytest.raises(MachineError):
        joined(part)


def test_nothing_of_reportlab_is_loaded_before_a_paper_is_drawn() -> None:
    code = (
        "import sys; import gsi_desktop.services.reports.data, gsi_desktop.services.reports.batch; "
        "assert not [name for name in sys.modules if name.startswith('reportlab')]"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
