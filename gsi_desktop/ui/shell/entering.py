"""Going in: what is known of a database before anybody signed in, and what runs in the background to open it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlsplit, urlunsplit

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.ui.shell.opening import Opened, is_server, open_database

if TYPE_CHECKING:
    from gsi_desktop.services.access.users import User

State = Literal["missing", "plain", "locked", "keys_missing", "foreign", "server"]


@dataclass(frozen=True, slots=True)
class Found:
    """What is known before anybody signed in: the state of the file, its users, when it was last written."""

    location: str
    state: State
    users: tuple[User, ...] = ()
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Who wants to go in, and how."""

    location: str
    login: str
    password: str = field(repr=False)
    upgrade: bool = False
    read_only: bool = False


def find(location: str) -> Found:
    """Return what is known of the database at ``location``; raises what reading its keys raises."""
    if is_server(location):
        return Found(location, "server")
    from gsi_desktop.services.access import vault

    state = vault.state(location)
    if state != "locked":
        return Found(location, state)
    file = Path(location).expanduser().absolute()
    written = max(
        (one.stat().st_mtime for one in (file, file.with_name(file.name + "-wal")) if one.exists()), default=0
    )
    return Found(location, state, vault.users(location), datetime.fromtimestamp(written, UTC))


def is_there(file: Path) -> bool:
    """Return whether ``file`` is an office one signs in to; in the window's thread, so only its name is looked at."""
    return file.is_file() and file.stat().st_size > 0 and any(file.parent.glob(f"{file.name}.llaves*"))


def enter(entry: Entry) -> Opened:
    """Return the open database.

    Raises `ExpectedError` ``password_must_change`` when somebody else gave the password, and what unlocking and
    opening raise.
    """
    if is_server(entry.location):
        return open_database(
            _as_user(entry.location, entry.login),
            upgrade=entry.upgrade,
            password=entry.password,
            read_only=entry.read_only,
        )
    from gsi_desktop.services.access import vault

    unlocked = vault.unlock(entry.location, entry.login, entry.password)
    if unlocked.user.must_change:
        unlocked.forget()
        raise ExpectedError("password_must_change")
    return open_database(entry.location, upgrade=entry.upgrade, unlocked=unlocked, read_only=entry.read_only)


def change_and_enter(entry: Entry, new: str) -> Opened:
    """Change the password somebody else gave and return the open database."""
    from gsi_desktop.services.access import vault

    unlocked = vault.change_password(entry.location, entry.login, entry.password, new)
    return open_database(entry.location, upgrade=entry.upgrade, unlocked=unlocked, read_only=entry.read_only)


def recover_and_enter(location: str, code: str, login: str, new: str) -> Opened:
    """Give ``login`` a new password with the recovery code and return the open database."""
    from gsi_desktop.services.access import vault

    return open_database(location, unlocked=vault.recover(location, code, login, new))


def verify(entry: Entry) -> None:
    """Raise what `enter` raises when the password is not right; opens nothing that stays open."""
    if is_server(entry.location):
        enter(entry).services.close()
        return
    from gsi_desktop.services.access import vault

    vault.unlock(entry.location, entry.login, entry.password).forget()


def wait_left(location: str, login: str) -> int:
    """Return the seconds ``login`` still has to wait after wrong passwords; 0 when they may try."""
    if is_server(location) or not login:
        return 0
    from gsi_desktop.services.access import vault

    return vault.wait_left(location, login)


def _as_user(location: str, login: str) -> str:
    """Return the URL ``location`` with ``login`` as its user."""
    parts = urlsplit(location)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(login, safe='')}@{host}" if login else host))


def user_of(location: str) -> str:
    """Return the user a URL names, "" for none."""
    return urlsplit(location).username or "" if is_server(location) else ""
