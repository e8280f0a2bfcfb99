"""Who works in a local office, as the rest of the program sees them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gsi_desktop.services.core.errors import ExpectedError

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a slot of the key. ``must_change``: the password is one somebody else gave them."""

    login: str
    full_name: str
    administrator: bool
    disabled: bool = False
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class NewUser:
    """Somebody who is to have a slot."""

    login: str
    full_name: str
    administrator: bool = False


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A user who gave the right password, and the key it opened; `forget` wipes the key."""

    user: User
    key: bytearray = field(repr=False)

    def derive(self, purpose: str) -> bytes:
        """Return the key of another file of the same office, such as its drafts; neither key tells the other."""
        return HKDF(hashes.SHA256(), 32, salt=None, info=f"gsi {purpose}".encode()).derive(bytes(self.key))

    def forget(self) -> None:
        """Overwrite the key in memory."""
        self.key[:] = bytes(len(self.key))


def clean_login(login: str) -> str:
    """Return ``login`` as it is kept; raises `ExpectedError` ``login_invalid`` for one nobody could type the same."""
    clean = unicodedata.normalize("NFC", login).strip().casefold()
    if not _LOGIN.fullmatch(clean):
        raise ExpectedError("login_invalid", field="login")
    return clean


def login_from(name: str) -> str:
    """Return a login like ``name``, of the system or of a person, for a first proposal."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    joined = re.sub(r"[^a-z0-9._-]+", ".", plain).strip("._-")[:32]
    return joined if _LOGIN.fullmatch(joined) else "administrador"


def clean_name(full_name: str, login: str) -> str:
    """Return ``full_name`` without needless blanks; the login when it says nothing."""
    return " ".join(unicodedata.normalize("NFC", full_name).split()) or login
