"""The bundle does the main job on a machine that has nothing of ours: no Python path, no home, no checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90

pytestmark = pytest.mark.bundle

ENDING = ".exe" if sys.platform == "win32" else ""


@pytest.fixture
def bundle() -> Path:
    return Path(os.environ["GSI_BUNDLE"])


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """What a fresh account has: a home of its own, and no way to our checkout."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH", "TEMP", "TMP") if name in os.environ}
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "GSI_HOME": str(tmp_path / "gsi")}
    return {**kept, **home, "GSI_USER": "admin", "GSI_PASSWORD": "una clave de ensayo larga"}


def gsi(bundle: Path, surroundings: dict[str, str], folder: Path, *arguments: str) -> dict[str, object]:
    command = [str(bundle / f"gsi{ENDING}"), "--database", str(folder / "oficina.gsi"), "--json", *arguments]
    done = subprocess.run(
        command, check=False, env=surroundings, cwd=folder, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_the_console_makes_an_office_imports_and_prints(
    bundle: Path, surroundings: dict[str, str], tmp_path: Path
) -> None:
    roster = ROOT / "tests" / "samples" / "padron_sisben_pitalito.xlsx"
    gsi(bundle, surroundings, tmp_path, "db", "init")
    gsi(bundle, surroundings, tmp_path, "import", "roster", str(roster))
    gsi(bundle, surroundings, tmp_path, "demo", "--families", "12")
    assert gsi(bundle, surroundings, tmp_path, "db", "check")["ok"] is True
    found = gsi(bundle, surroundings, tmp_path, "families", "search", "a")
    family = found["families"][0]["folio"]  # type: ignore[index]
    gsi(bundle, surroundings, tmp_path, "report", "certificate", "--family", family, "--output", "constancia.pdf")
    assert "Constancia" in PdfReader(tmp_path / "constancia.pdf").pages[0].extract_text()


def test_the_window_starts_and_shows_the_families(bundle: Path, surroundings: dict[str, str], tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    command = [str(bundle / f"gsi-desktop{ENDING}"), "--sample", "--page", "families"]
    environment = {**surroundings, "QT_QPA_PLATFORM": "offscreen", "GSI_STARTUP_MARKS": str(marks)}
    window = subprocess.Popen(command, env=environment, cwd=tmp_path)
    try:
        deadline = time.monotonic() + PATIENCE
        while "usable" not in (marks.read_text() if marks.exists() else ""):
            assert window.poll() is None, "the window went away"
            assert time.monotonic() < deadline, "the list of families never showed"
            time.sleep(0.2)
    finally:
        window.kill()
        window.wait()


def test_nothing_that_may_not_be_handed_out_is_inside(bundle: Path) -> None:
    names = [file.name.lower() for file in bundle.rglob("*")]
    for refused in ("virtualkeyboard", "qt6qml", "qt6charts", "qt6graphs"):
        assert [name for name in names if refused in name] == []
    assert {"LICENSE", "Inter-LICENSE.txt", "Tabler-LICENSE.txt"} <= {file.name for file in bundle.rglob("*LICENSE*")}


def test_a_portable_copy_keeps_its_data_beside_itself(
    bundle: Path, surroundings: dict[str, str], tmp_path: Path
) -> None:
    mark = bundle / "portable.txt"
    mark.write_text("", "utf-8")
    try:
        environment = {name: value for name, value in surroundings.items() if name != "GSI_HOME"}
        command = [str(bundle / f"gsi{ENDING}"), "--version"]
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=PATIENCE)
        window = [str(bundle / f"gsi-desktop{ENDING}"), "--sample"]
        marks = tmp_path / "marks"
        more = {"QT_QPA_PLATFORM": "offscreen", "GSI_STARTUP_MARKS": str(marks)}
        running = subprocess.Popen(window, env={**environment, **more}, cwd=tmp_path)
        try:
            deadline = time.monotonic() + PATIENCE
            while not list((bundle / "datos").rglob("gsi.db")):
                assert running.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.2)
        finally:
            running.kill()
            running.wait()
    finally:
        mark.unlink()
