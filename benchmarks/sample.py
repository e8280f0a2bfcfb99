"""The invented office the benches measure on, made once a run by the program's own console."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from gsi_desktop.bootstrap import Services, open_services

HUILA = 57_191
"""Families of Huila in the source (facts.md): the size every aim is meant for."""


@cache
def folder() -> Path:
    """Return the folder of this run; it goes with the run."""
    made = Path(tempfile.mkdtemp(prefix="gsi-bench-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def database(families: int) -> Path:
    """Return an upgraded SQLite file with ``families`` invented families; do not write to it, others measure on it."""
    location = folder() / f"oficina-{families}.gsi"
    for command in (["db", "init"], ["demo", "--families", str(families), "--seed", "1"]):
        subprocess.run([sys.executable, "-m", "gsi_desktop.cli", "--database", location, *command], check=True)
    return location


@contextmanager
def opened(families: int = HUILA) -> Iterator[Services]:
    """Yield the services over `database`."""
    services = open_services(str(database(families)))
    try:
        yield services
    finally:
        services.close()
