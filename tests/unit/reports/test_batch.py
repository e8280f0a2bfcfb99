"""Many papers at once: every one of them, in one file or one each, by one process or two."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gsi_desktop.services.core.errors import CancelledError, ExpectedError
from gsi_desktop.services.core.progress import Progress, Step
from gsi_desktop.services.reports import batch, papers
from gsi_desktop.services.reports.data import FamilyPlanPaper
from tests.support import papers as samples


def plans(count: int) -> list[FamilyPlanPaper]:
    made = samples.plan()
    return [replace(made, head=replace(made.head, code=f"PF-41551-AB-{at:06}-1")) for at in range(count)]


@pytest.mark.parametrize("workers", [1, 2])
def test_every_plan_gets_its_file_whoever_draws_it(tmp_path: Path, workers: int) -> None:
    told: list[Step] = []
    made = plans(70)
    files = batch.render_many(made, tmp_path / "papeles", workers=workers, progress=Progress(told.append))
    assert [file.stem for file in files] == [plan.head.code for plan in made]
    assert files[69].read_bytes() == papers.family_plan(made[69])
    assert all(file.read_bytes().startswith(b"%PDF") for file in files)
    assert (told[0].done, told[-1].done, told[-1].total) == (0, 70, 70)


def test_a_batch_that_is_cancelled_stops(tmp_path: Path) -> None:
    def cancel(step: Step) -> None:
        if step.done:
            progress.cancel()

    progress = Progress(cancel)
    with pytest.raises(CancelledError):
        batch.render_many(plans(70), tmp_path, progress=progress, workers=1)
    assert len(list(tmp_path.iterdir())) < 70


def test_two_papers_of_one_name_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ExpectedError) as caught:
        batch.render_many([samples.plan(), samples.plan()], tmp_path / "papeles")
    assert caught.value.code == "papers_same_name"
    assert not (tmp_path / "papeles").exists()


def test_a_file_of_many_plans_counts_the_pages_of_each() -> None:
    one = len(samples.pages(papers.family_plan(samples.plan())))
    texts = samples.pages(papers.render(plans(3)))
    assert len(texts) == 3 * one
    assert [f"Página 1 de {one}" in text for text in texts].count(True) == 3
    assert "PF-41551-AB-000002-1" in texts[-1]


def test_nothing_of_reportlab_is_loaded_before_a_paper_is_drawn() -> None:
    code = (
        "import sys; import gsi_desktop.services.reports.data, gsi_desktop.services.reports.batch; "
        "assert not [name for name in sys.modules if name.startswith('reportlab')]"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
