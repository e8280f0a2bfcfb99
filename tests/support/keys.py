"""The key of the encrypted files of the tests, and who is in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gsi_desktop.services.core.database import Database

TEST_KEY = bytes(range(32))
"""The key of every encrypted file of the tests."""

TEST_USER = "prueba"
TEST_PASSWORD = "lluvia sobre el magdalena"
"""Who is in those files, with rights to everything, and what they type."""


def make_keys(location: str) -> str:
    """Write the key file of a test database, cheap to open; return its recovery code."""
    from gsi_desktop.services.access import vault
    from gsi_desktop.services.access.slots import Cost
    from gsi_desktop.services.access.users import NewUser

    first = NewUser(TEST_USER, "Persona de Prueba")
    return vault.create(location, first, TEST_PASSWORD, cost=Cost(64, 1, 1), key=TEST_KEY).recovery_code


def open_file(location: str) -> Database:
    """Return the encrypted file of a test, open."""
    from gsi_desktop.services.core.database import Database

    return Database.open(location, key=TEST_KEY)


def beside(location: str) -> tuple[Path, ...]:
    """Return what makes a test database whole: the file and its keys."""
    from gsi_desktop.services.access import keyfile

    return (Path(location), *keyfile.copies(Path(location)))
