"""Opening and making databases: what runs in the background before a page can show. No Qt.

The heavy imports (SQLAlchemy, Alembic) happen here, in the worker, after the window was painted.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.locations import unsafe_place
from gsi_desktop.services.core.progress import Progress

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Made, Services
    from gsi_desktop.services.access.users import NewUser, Unlocked

FILE_NAME = "gsi.db"


@dataclass(frozen=True, slots=True)
class Opened:
    """An open database and the version of its data, ``v2``; the recovery code of a file that was made now."""

    services: Services
    data_version: str
    recovery_code: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NewDatabase:
    """What is to be made: where, with how many invented families (0: none), and who administers it.

    Without ``password`` both come from ``GSI_USER`` and ``GSI_PASSWORD``: so the sample office opens without questions.
    """

    location: str
    sample_families: int = 0
    user: NewUser | None = None
    password: str | None = field(default=None, repr=False)


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


def open_database(
    location: str,
    *,
    upgrade: bool = False,
    unlocked: Unlocked | None = None,
    password: str | None = None,
    read_only: bool = False,
) -> Opened:
    """Return the open database at ``location``; with ``upgrade`` an older schema is brought up to date first.

    A file is opened with ``unlocked``, a server with ``password``; without them, as the environment says. Raises
    `ExpectedError` or `MachineError` with a code that says what to do.
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

    user, known = signed_in_by_environment()
    password = password or known
    if upgrade:
        bootstrap.upgrade_database(location, user=user, password=password, unlocked=unlocked)
    services = bootstrap.open_services(
        location, user=user, password=password, unlocked=unlocked, hold=True, read_only=read_only
    )
    revision = revisions.state(services.database).newest
    return Opened(services, f"v{int(revision.partition('_')[0])}")


def signed_in_by_environment() -> tuple[str | None, str | None]:
    """Return the user and the password of the environment."""
    return os.environ.get("GSI_USER"), os.environ.get("GSI_PASSWORD")


def make_database(plan: NewDatabase, progress: Progress) -> Opened:
    """Make the database of ``plan`` and return it open; one of ours that is already there is opened as it is.

    When it fails or is cancelled, what this call had made is gone again.
    """
    progress.report("database_making")
    if is_server(plan.location):
        return _filled(plan, progress)
    file = Path(plan.location).expanduser().absolute()
    if file.is_file() and file.stat().st_size > 0:
        return _there(replace(plan, location=str(file)))
    _make_folder(file.parent)
    try:
        return _filled(replace(plan, location=str(file)), progress)
    except BaseException:
        for ending in ("", "-wal", "-shm", "-journal", ".llaves", ".llaves-copia"):
            with suppress(OSError):
                file.with_name(file.name + ending).unlink(missing_ok=True)
        raise


def _there(plan: NewDatabase) -> Opened:
    """Open the file that is there already, encrypted first when it is of an earlier version."""
    from gsi_desktop import bootstrap
    from gsi_desktop.services.access import vault

    if vault.state(plan.location) != "plain":
        return open_database(plan.location, upgrade=True)
    user, password = _first_user(plan)
    made = bootstrap.convert_database(plan.location, user=user, password=password)
    return replace(open_database(plan.location, unlocked=made.unlocked), recovery_code=made.recovery_code)


def _filled(plan: NewDatabase, progress: Progress) -> Opened:
    made = _made(plan)
    progress.check()
    opened = replace(open_database(plan.location, unlocked=made.unlocked), recovery_code=made.recovery_code)
    try:
        if plan.sample_families:
            load_samples(opened.services, plan.sample_families, progress)
    except BaseException:
        opened.services.close()
        raise
    return opened


def _made(plan: NewDatabase) -> Made:
    from gsi_desktop import bootstrap

    user, password = _first_user(plan)
    return bootstrap.create_database(plan.location, user=user, password=password)


def _first_user(plan: NewDatabase) -> tuple[NewUser | None, str | None]:
    """Return who administers what is made, and their password."""
    from gsi_desktop.services.access.users import NewUser

    login, password = signed_in_by_environment()
    named = NewUser(login, login) if login else None
    return plan.user or named, plan.password or password


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
