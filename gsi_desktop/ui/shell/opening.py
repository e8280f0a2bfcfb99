"""Opening and making databases: what runs in the background before a page can show. No Qt.

The heavy imports (SQLAlchemy, Alembic) happen here, in the worker, after the window was painted.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.locations import unsafe_place
from gsi_desktop.services.core.progress import Progress

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

FILE_NAME = "gsi.db"


@dataclass(frozen=True, slots=True)
class Opened:
    """An open database and the version of its data, ``v2``."""

    services: Services
    data_version: str


@dataclass(frozen=True, slots=True)
class NewDatabase:
    """What is to be made: where, and with how many invented families (0: none)."""

    location: str
    sample_families: int = 0


def is_server(location: str) -> bool:
    """Return whether ``location`` is the URL of a shared database, not a file."""
    return "://" in location


def shorten(path: Path) -> str:
    """Return ``path`` for people, their own folder as ``~``."""
    home = Path.home()
    return str(Path("~") / path.relative_to(home)) if path.is_relative_to(home) else str(path)


def check_place(folder: Path, way_out: Path) -> None:
    """Raise `ExpectedError` when a database must not or cannot be made in ``folder``; it may be missing yet.

    ``way_out`` is the folder the message suggests instead.
    """
    danger = unsafe_place(folder / FILE_NAME)
    if danger is not None:
        raise ExpectedError(danger, folder=shorten(folder), way_out=shorten(way_out))
    existing = next((parent for parent in (folder, *folder.parents) if parent.exists()), folder)
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise ExpectedError("place_not_writable", folder=shorten(folder))


def open_database(location: str, *, upgrade: bool = False) -> Opened:
    """Return the open database at ``location``; with ``upgrade`` an older schema is brought up to date first.

    Raises `ExpectedError` or `MachineError` with a code that says what to do.
    """
    if not is_server(location):
        file = Path(location).expanduser().absolute()
        danger = unsafe_place(file)
        if danger is not None:
            raise ExpectedError(danger, folder=shorten(file.parent), way_out=shorten(Path.home()))
        if not file.is_file():
            raise MachineError("database_gone", file=shorten(file))
    from gsi_desktop import bootstrap
    from gsi_desktop.services.upkeep import revisions

    password = os.environ.get("GSI_PASSWORD")
    if upgrade:
        bootstrap.create_database(location, password=password)
    services = bootstrap.open_services(location, password=password)
    revision = revisions.state(services.database).newest
    return Opened(services, f"v{int(revision.partition('_')[0])}")


def make_database(plan: NewDatabase, progress: Progress) -> Opened:
    """Make the database of ``plan`` and return it open; one of ours that is already there is opened as it is.

    When it fails or is cancelled, what this call had made is gone again.
    """
    progress.report("database_making")
    if is_server(plan.location):
        return _filled(plan, progress)
    file = Path(plan.location).expanduser().absolute()
    if file.is_file() and file.stat().st_size > 0:
        return open_database(str(file), upgrade=True)
    _make_folder(file.parent)
    try:
        return _filled(NewDatabase(str(file), plan.sample_families), progress)
    except BaseException:
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                file.with_name(file.name + ending).unlink(missing_ok=True)
        raise


def _filled(plan: NewDatabase, progress: Progress) -> Opened:
    from gsi_desktop import bootstrap

    bootstrap.create_database(plan.location, password=os.environ.get("GSI_PASSWORD"))
    progress.check()
    opened = open_database(plan.location)
    try:
        if plan.sample_families:
            load_samples(opened.services, plan.sample_families, progress)
    except BaseException:
        opened.services.close()
        raise
    return opened


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExpectedError("place_not_writable", folder=shorten(folder)) from error


def load_samples(services: Services, families: int, progress: Progress) -> None:
    """Put ``families`` invented families into the database."""
    from gsi_desktop.services.upkeep import demo

    demo.load(services, families=families, seed=1, progress=progress)


def remove_samples(services: Services, progress: Progress) -> int:
    """Take every invented family out of the database; return how many they were."""
    from gsi_desktop.services.upkeep import demo

    return demo.remove(services, progress)
