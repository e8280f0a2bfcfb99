"""The main job without a display: a roster comes in, a family is found, papers and pictures are left in a folder.

``python3 dev.py run`` calls it where no window can be shown. The window is the real one, painted off screen.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROSTER = Path(__file__).resolve().parents[1] / "tests" / "samples" / "padron_sisben_pitalito.xlsx"
SIZE = (1366, 768)
_PATIENCE_MS = 60_000


def _screen(out: Path) -> Path:
    """Return the description of an office PC's screen for Qt's offscreen platform, whose own is smaller."""
    out.mkdir(parents=True, exist_ok=True)
    described = out / "screen.json"
    width, height = SIZE
    one = {"name": "office", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
    described.write_text(json.dumps({"screens": [one]}), encoding="utf-8")
    return described


def _gsi(database: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "gsi_desktop.cli", "--database", str(database), *arguments]
    print(f"  gsi {' '.join(arguments)}", flush=True)
    subprocess.run(command, check=True)


def _console(database: Path, papers: Path) -> None:
    """Do the work of the office on the console: sample data, a roster with its result, a family found."""
    _gsi(database, "db", "init")
    _gsi(database, "demo", "--families", "400", "--seed", "1")
    result = papers / "resultado_padron_pitalito.xlsx"
    _gsi(database, "import", "roster", str(ROSTER), "--as-of", "2026-11-21", "--result", str(result))
    _gsi(database, "families", "search", "muñ", "ros", "--limit", "5")
    _gsi(database, "db", "check")


class _Photographer:
    """Drives the real window and keeps a picture of each page."""

    def __init__(self, database: Path, folder: Path, theme: str) -> None:
        from gsi_desktop.__main__ import start
        from gsi_desktop.ui.shell.program import Options

        self.folder, self.theme = folder, theme
        self.app, self.program = start(Options(database=str(database), theme=theme))
        self.program.window.resize(*SIZE)
        self.wait(lambda: self.program.context is not None)

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the window work until ``until`` holds, and the background is idle."""
        from PySide6.QtCore import QDeadlineTimer, QEventLoop

        loop, deadline = QEventLoop(), QDeadlineTimer(_PATIENCE_MS)
        while not until() or not self.program.runner.wait_idle(10):
            if deadline.hasExpired():
                raise TimeoutError(f"the window did not get ready: {self.program.host.area}")
            loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        for _turn in range(20):
            loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def go(self, area: str, **arguments: object) -> None:
        """Open the page of ``area`` and photograph it."""
        assert self.program.context is not None
        self.program.context.navigate(area, **arguments)
        self.keep(area)

    def keep(self, name: str) -> None:
        """Photograph the window."""
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


def _pictures(database: Path, folder: Path, theme: str) -> None:
    from gsi_desktop.services.families import queries

    camera = _Photographer(database, folder, theme)
    context = camera.program.context
    assert context is not None
    found = context.services.read(queries.search_families, "muñoz", 1)
    camera.go("families")
    camera.go("family", family_id=found[0].family_id)
    camera.rehearse()
    for area in ("batches", "catalogues", "settings"):
        camera.go(area)
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
    os.environ |= {"GSI_HOME": str(home), "QT_QPA_PLATFORM": f"offscreen:configfile={_screen(out)}"}
    if arguments.pictures:
        _pictures(database, pictures, arguments.pictures)
        return
    for folder in (home, papers, pictures):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    _console(database, papers)
    for theme in ("light", "dark"):
        command = [sys.executable, "-m", "benchmarks.headless_job", "--out", str(out), "--pictures", theme]
        subprocess.run(command, check=True)
    print(f"  papeles: {papers}\n  pantallas: {pictures}", flush=True)


if __name__ == "__main__":
    main()
