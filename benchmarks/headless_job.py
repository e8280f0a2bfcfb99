"""The main job without a display: a roster comes in, a family is found, its papers are made, pictures are left.

``python3 dev.py run`` calls it where no window can be shown. The window is the real one, painted off screen.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from benchmarks import sample

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

ROSTER = Path(__file__).resolve().parents[1] / "tests" / "samples" / "padron_sisben_pitalito.xlsx"
SIZE = (1366, 768)
_PATIENCE_MS = 60_000
_CALM_MS = 400
_PAPERS = {
    "plan-familiar": "family-plan",
    "ficha-linea-base": "baseline",
    "formato-visita": "visit",
    "constancia": "certificate",
}
_PAPER_DPI = 110


@dataclass(frozen=True, slots=True)
class Cast:
    """Which sample families the job shows: two with an approved plan, the second's to be changed; a visit left open."""

    family: UUID
    folio: str
    drafting: UUID
    visit: UUID


def _screen(out: Path) -> Path:
    """Return the description of an office PC's screen for Qt's offscreen platform, whose own is smaller."""
    out.mkdir(parents=True, exist_ok=True)
    described = out / "screen.json"
    width, height = SIZE
    one = {"name": "office", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
    described.write_text(json.dumps({"screens": [one]}), encoding="utf-8")
    return described


# --- the console


def _gsi(database: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "gsi_desktop.cli", "--database", str(database), *arguments]
    print(f"  gsi {' '.join(arguments)}", flush=True)
    subprocess.run(command, check=True)


def _console(database: Path, papers: Path) -> None:
    """Do the work of the office on the console: sample data, a roster with its result, a family found, its papers."""
    _gsi(database, "db", "init")
    _gsi(database, "demo", "--families", "400", "--seed", "1")
    result = papers / "resultado_padron_pitalito.xlsx"
    _gsi(database, "import", "roster", str(ROSTER), "--as-of", "2026-11-21", "--result", str(result))
    _gsi(database, "families", "search", "muñ", "ros", "--limit", "5")
    folio = _cast_of(database).folio
    for name, order in _PAPERS.items():
        _gsi(database, "report", order, "--family", folio, "--output", str(papers / f"{name}.pdf"))
    _gsi(database, "db", "check")


def _cast_of(database: Path) -> Cast:
    services = sample.at(database)
    try:
        return _cast(services)
    finally:
        services.close()


def _cast(services: Services) -> Cast:
    from gsi_desktop.models.enums import Stage
    from gsi_desktop.services.accompaniment import queries as work
    from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
    from gsi_desktop.services.families import queries as families
    from gsi_desktop.services.families.data import FamilyFilter

    planned = services.read(families.family_page, FamilyFilter(stage=Stage.PLAN)).rows
    shown, drafting = [one for one in planned if 4 <= one.members <= 6 and one.next_visit_on][:2]
    left_open = services.read(work.visit_list, VisitList.OPEN, WorkScope(), services.clock.today()).rows
    return Cast(shown.family_id, shown.folio, drafting.family_id, left_open[0].visit_id)


def _sheets(papers: Path) -> None:
    """Leave a picture of every page beside its paper."""
    from gsi_desktop.ui.kit.paper import draw_sheets

    for paper in sorted(papers.glob("*.pdf")):
        for number, sheet in enumerate(draw_sheets(paper.read_bytes(), _PAPER_DPI), 1):
            sheet.save(str(paper.with_name(f"{paper.stem}-{number}.png")))


# --- the window


class _Photographer:
    """Drives the real window and keeps a picture of each page."""

    def __init__(self, database: Path, folder: Path, theme: str) -> None:
        from gsi_desktop.__main__ import start
        from gsi_desktop.ui.shell.options import Options

        self.folder, self.theme = folder, theme
        self.app, self.program = start(Options(database=str(database), theme=theme))
        self.program.window.resize(*SIZE)
        self.wait(lambda: self.program.context is not None)

    @property
    def services(self) -> Services:
        """The services of the window."""
        assert self.program.context is not None
        return self.program.context.services

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the window work until ``until`` holds and the background has been idle for a while."""
        from PySide6.QtCore import QDeadlineTimer, QEventLoop

        loop, deadline, calm = QEventLoop(), QDeadlineTimer(_PATIENCE_MS), QDeadlineTimer(_CALM_MS)
        while not calm.hasExpired():
            if deadline.hasExpired():
                raise TimeoutError(f"the window did not get ready: {self.program.host.area}")
            loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
            if not until() or not self.program.runner.wait_idle(10):
                calm.setRemainingTime(_CALM_MS)

    def go(self, area: str, name: str = "", **arguments: object) -> None:
        """Open the page of ``area`` and photograph it as ``name``, its own when empty."""
        assert self.program.context is not None
        self.program.context.navigate(area, **arguments)
        self.keep(name or area)

    def keep(self, name: str) -> None:
        """Photograph the window once what it reads and draws has come."""
        self.wait(lambda: True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.program.window.grab().save(str(self.folder / f"{name}-{self.theme}.png"))

    def rehearse(self) -> None:
        """Take the roster through the wizard up to its dry run."""
        from gsi_desktop.ui.exchange.import_page import ImportPage

        self.go("import")
        page = self.program.host.page()
        assert isinstance(page, ImportPage)
        page.open_file(ROSTER)
        self.wait(page.file.go_on.isEnabled)
        page.file.go_on.click()
        self.wait(page.trial.go.isEnabled)
        self.keep("import-columns")
        page.rehearse()
        self.keep("import-dry-run")

    def close(self) -> None:
        """Close the window."""
        self.program.window.close()
        self.wait(lambda: True)


def _tour(cast: Cast, *, start: bool) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield the pages to photograph: area, name of the picture and arguments; ``start`` makes the new version."""
    family: dict[str, object] = {"family_id": cast.family}
    yield "home", "", {}
    yield "families", "", {}
    yield "family", "family-summary", {**family, "tab": "summary"}
    yield "family", "family-members", {**family, "tab": "members"}
    yield "family", "family-achievements", {**family, "tab": "achievements"}
    yield "family", "family-conditions", {**family, "tab": "achievements", "view": "conditions"}
    yield "family", "family-plan", {**family, "tab": "plan"}
    yield "family", "family-visits", {**family, "tab": "visits"}
    yield "plan", "plan-editor", {"family_id": cast.drafting, "start": start}
    yield "print", "print-preview", {**family, "paper": "family_plan"}
    yield "visits", "", {"list": "overdue"}
    yield "visit", "", {"visit_id": cast.visit}
    yield "visit_entry", "visit-entry", dict(family)
    for area in ("batches", "catalogues", "achievement_catalogue", "programme_rules", "team", "settings"):
        yield area, area.replace("_", "-"), {}


def _pictures(database: Path, folder: Path, theme: str) -> None:
    from gsi_desktop.models.enums import PlanState
    from gsi_desktop.services.accompaniment import queries

    camera = _Photographer(database, folder, theme)
    cast = _cast(camera.services)
    plan = camera.services.read(queries.plan, cast.drafting)
    approved = plan is not None and plan.state is PlanState.APPROVED
    for area, name, arguments in _tour(cast, start=approved):
        camera.go(area, name, **arguments)
    camera.rehearse()
    camera.close()


def main() -> None:
    """Do the job and say where everything is."""
    parser = argparse.ArgumentParser(prog="headless_job")
    parser.add_argument("--out", type=Path, default=Path("out"))
    parser.add_argument("--pictures", metavar="THEME", help="only the pictures of one theme, of a job already done")
    arguments = parser.parse_args()
    out = arguments.out.absolute()
    home, papers, pictures = out / "home", out / "papeles", out / "pantallas"
    database = home / "ejemplo.gsi"
    os.environ |= sample.SIGNED_IN | {"GSI_HOME": str(home), "QT_QPA_PLATFORM": f"offscreen:configfile={_screen(out)}"}
    if arguments.pictures:
        _pictures(database, pictures, arguments.pictures)
        return
    for folder in (home, papers, pictures):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    _console(database, papers)
    _sheets(papers)
    for theme in ("light", "dark"):
        command = [sys.executable, "-m", "benchmarks.headless_job", "--out", str(out), "--pictures", theme]
        subprocess.run(command, check=True)
    print(f"  papeles: {papers}\n  pantallas: {pictures}", flush=True)


if __name__ == "__main__":
    main()
