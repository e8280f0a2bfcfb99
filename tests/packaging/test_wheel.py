"""What people install is the wheel, not the checkout: it must hold migrations and resources and work elsewhere."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.support.keys import TEST_PASSWORD

ROOT = Path(__file__).resolve().parents[2]
DEPENDENCIES = sysconfig.get_path("purelib")


def _run(*command: str, cwd: Path, **env: str) -> str:
    done = subprocess.run(command, cwd=cwd, env=os.environ | env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT), cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def _files(folder: str) -> set[str]:
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT / folder).as_posix() for path in found}


@pytest.mark.parametrize("folder", ["migrations", "resources"])
def test_the_wheel_holds_every_file_of(wheel: Path, folder: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    inside = f"gsi_desktop/_{folder}/"
    held = {name.removeprefix(inside) for name in names if name.startswith(inside)}
    assert _files(folder)
    assert _files(folder) - held == set()


def test_the_installed_wheel_makes_a_database_far_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    elsewhere, installed = tmp_path / "elsewhere", tmp_path / "installed"
    elsewhere.mkdir()
    _run(
        sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(installed), str(wheel), cwd=elsewhere
    )
    # -S leaves out the .pth file that would lead back to the checkout.
    python = (sys.executable, "-S")
    path = os.pathsep.join([str(installed), DEPENDENCIES])
    where = _run(*python, "-c", "import gsi_desktop; print(gsi_desktop.__file__)", cwd=elsewhere, PYTHONPATH=path)
    assert Path(where.strip()).is_relative_to(installed)

    database = elsewhere / "oficina.gsi"
    environment = {"PYTHONPATH": path, "GSI_PASSWORD": TEST_PASSWORD}
    for order in ("init", "check"):
        _run(*python, "-m", "gsi_desktop.cli", "--database", str(database), "db", order, cwd=elsewhere, **environment)
        assert database.stat().st_size > 0


def test_the_bundle_keeps_the_same_places_as_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel_places = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    spec = ast.parse((ROOT / "pyinstaller.spec").read_text(encoding="utf-8"))
    (shipped,) = (
        ast.literal_eval(node.value)
        for node in spec.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SHIPPED"
    )
    assert wheel_places.items() <= dict(shipped).items()
    assert all((ROOT / source).exists() for source, _ in shipped)
