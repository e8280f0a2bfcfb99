"""An office of Huila's size for journeys: made once by the program's own console, kept in ``out``, copied for each.

It is made again when what decides its schema or contents changed. Making it takes minutes, copying it a second.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.support.keys import beside

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = 57_191
"""Families of Huila in the source (domain facts): the size every aim is meant for."""

_UPKEEP = "gsi_desktop/services/upkeep"
_DECIDES = ("migrations/versions/*.py", f"{_UPKEEP}/[di]*.py", f"{_UPKEEP}/repeatables.py", "resources/demo/*")
"""What schema, generated objects and invented families come from."""

_NAME = "oficina.gsi"


def make(database: Path, families: int, environment: Mapping[str, str]) -> str:
    """Make an office with ``families`` invented families at ``database``; return the recovery code of its file."""

    def gsi(*arguments: str) -> bytes:
        command = [sys.executable, "-m", "gsi_desktop.cli", "--database", str(database), "--json", *arguments]
        return subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout

    made = json.loads(gsi("db", "init"))
    if families:
        gsi("demo", "--families", str(families), "--seed", "1")
    return str(made["recovery_code"])


def copy(database: Path, environment: Mapping[str, str]) -> str:
    """Put the office of `FAMILIES` families at ``database``, its keys beside it; return its recovery code."""
    kept = _kept(environment)
    for source, target in zip(beside(str(kept / _NAME)), beside(str(database)), strict=True):
        shutil.copyfile(source, target)
    return (kept / "recovery.txt").read_text(encoding="utf-8")


def _kept(environment: Mapping[str, str]) -> Path:
    """Return the folder of the office as this version of the program makes it; others wait while one makes it."""
    import fcntl  # not on Windows, where there is no screen for journeys either

    home = ROOT / "out" / "huila"
    home.mkdir(parents=True, exist_ok=True)
    kept = home / _fingerprint()
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for old in home.glob("[!l]*"):
                shutil.rmtree(old)
            draft = home / "draft"
            draft.mkdir()
            code = make(draft / _NAME, FAMILIES, {**environment, "GSI_HOME": str(draft)})
            (draft / "recovery.txt").write_text(code, encoding="utf-8")
            draft.rename(kept)
    return kept


def _fingerprint() -> str:
    found = hashlib.sha256()
    for files in _DECIDES:
        for path in sorted(ROOT.glob(files)):
            found.update(path.read_bytes())
    return found.hexdigest()[:16]
