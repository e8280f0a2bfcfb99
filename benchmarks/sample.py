"""The invented office the benches measure on, made once a run by the program's own console."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from gsi_desktop.bootstrap import Services, create_database, open_services
from gsi_desktop.services.access import keyfile
from gsi_desktop.services.access.users import NewUser

HUILA = 57_191
"""Families of Huila in the source (facts.md): the size every aim is meant for."""

USER, PASSWORD = "muestra", "familias inventadas de muestra"
"""Who works in every invented office; `dev.py` says the same."""

SIGNED_IN = {"GSI_USER": USER, "GSI_PASSWORD": PASSWORD}
"""The environment that signs in there."""


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
        order = [sys.executable, "-m", "gsi_desktop.cli", "--database", location, *command]
        subprocess.run(order, check=True, env=os.environ | SIGNED_IN, stdout=subprocess.DEVNULL)
    return location


def copied(families: int, name: str) -> Path:
    """Return a copy of `database` to write to, its keys beside it."""
    source, copy = database(families), folder() / name
    for from_path, to_path in zip((source, *keyfile.copies(source)), (copy, *keyfile.copies(copy)), strict=True):
        shutil.copy(from_path, to_path)
    return copy


def made(path: Path) -> Path:
    """Make an empty office at ``path``."""
    create_database(str(path), user=NewUser(USER, USER), password=PASSWORD)
    return path


def at(path: Path) -> Services:
    """Return the services of the office at ``path``."""
    return open_services(str(path), user=USER, password=PASSWORD)


@contextmanager
def opened(families: int = HUILA) -> Iterator[Services]:
    """Yield the services over `database`."""
    services = at(database(families))
    try:
        yield services
    finally:
        services.close()
