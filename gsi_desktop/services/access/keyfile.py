"""The key file beside the database: one slot per user and one for the recovery code, in two copies.

Losing or damaging one copy costs nothing: the newest whole one is taken and the other made again. It is sealed with a
key that only the data key gives, so that rights changed by hand are noticed by whoever signs in.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gsi_desktop.services.access.slots import Slot
from gsi_desktop.services.access.users import User
from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.files import atomic_write

_FORMAT, _SCHEMA = "gsi-llaves", 1
_BROKEN = (ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Entry:
    """A user with their slot; without one they cannot enter."""

    id: str
    user: User
    slot: Slot | None

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in the file."""
        user = self.user
        return {
            "id": self.id,
            "login": user.login,
            "full_name": user.full_name,
            "administrator": user.administrator,
            "must_change": user.must_change,
            "slot": self.slot and self.slot.as_json(),
        }

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Entry:
        """Return what `as_json` wrote."""
        slot = None if raw["slot"] is None else Slot.from_json(raw["slot"])
        rights = (raw["administrator"] is True, slot is None, raw["must_change"] is True)
        return cls(str(raw["id"]), User(str(raw["login"]), str(raw["full_name"]), *rights), slot)


@dataclass(frozen=True, slots=True)
class Keys:
    """Everything in a key file. ``salt`` names the database file it belongs to; ``serial`` grows with each change."""

    id: str
    serial: int
    salt: str
    entries: tuple[Entry, ...]
    recovery: Slot
    seal: str = ""

    def entry(self, login: str) -> Entry:
        """Return the entry of ``login``; raises `ExpectedError` ``user_unknown``."""
        for entry in self.entries:
            if entry.user.login == login:
                return entry
        raise ExpectedError("user_unknown", field="login", login=login)

    def with_entry(self, changed: Entry) -> Keys:
        """Return these keys with ``changed`` in its place, or last when it is new."""
        if all(entry.id != changed.id for entry in self.entries):
            return replace(self, entries=(*self.entries, changed))
        return replace(self, entries=tuple(changed if entry.id == changed.id else entry for entry in self.entries))

    def sealed(self, sealing_key: bytes) -> Keys:
        """Return these keys, one serial newer, sealed."""
        newer = replace(self, serial=self.serial + 1)
        return replace(newer, seal=newer.seal_by(sealing_key))

    def seal_by(self, sealing_key: bytes) -> str:
        """Return the seal these keys should carry."""
        return hmac.new(sealing_key, _canonical(self._told()), hashlib.sha256).hexdigest()

    def _told(self) -> dict[str, Any]:
        return {
            "format": _FORMAT,
            "schema": _SCHEMA,
            "id": self.id,
            "serial": self.serial,
            "salt": self.salt,
            "users": [entry.as_json() for entry in self.entries],
            "recovery": self.recovery.as_json(),
        }

    def as_bytes(self) -> bytes:
        """Return the content of the file."""
        told = self._told() | {"seal": self.seal}
        told["check"] = hashlib.sha256(_canonical(told)).hexdigest()
        return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> Keys:
        """Return what `as_bytes` wrote; raises one of `_BROKEN` for anything else."""
        raw = json.loads(data)
        check = raw.pop("check")
        if hashlib.sha256(_canonical(raw)).hexdigest() != check or (raw["format"], raw["schema"]) != (_FORMAT, _SCHEMA):
            raise ValueError(_FORMAT)
        entries = tuple(Entry.from_json(one) for one in raw["users"])
        recovery = Slot.from_json(raw["recovery"])
        return cls(str(raw["id"]), int(raw["serial"]), str(raw["salt"]), entries, recovery, str(raw["seal"]))


def _canonical(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def copies(file: Path) -> tuple[Path, Path]:
    """Return where the two copies of the keys of the database ``file`` are."""
    return file.with_name(f"{file.name}.llaves"), file.with_name(f"{file.name}.llaves-copia")


def exist(file: Path) -> bool:
    """Return whether there is any copy, whole or not."""
    return any(path.exists() for path in copies(file))


def put_aside(file: Path) -> None:
    """Rename the keys beside ``file`` that open a database which is not here; others are left to be overwritten."""
    found = [(path, _read(path)) for path in copies(file)]
    if any(keys is not None and keys.salt for _path, keys in found):
        ending = secrets.token_hex(4)
        for path, _keys in found:
            with suppress(FileNotFoundError):
                path.rename(path.with_name(f"{path.name}.anterior-{ending}"))


def load(file: Path) -> Keys:
    """Return the newest whole copy; the other one is made again when it is missing, old or damaged.

    Raises `ExpectedError` ``keys_missing`` when there is none, ``keys_damaged`` when none is whole.
    """
    found = [_read(path) for path in copies(file)]
    whole = sorted((keys for keys in found if keys is not None), key=lambda keys: -keys.serial)
    if not whole:
        names = {"file": file.name, "keys": copies(file)[0].name}
        raise ExpectedError("keys_damaged" if exist(file) else "keys_missing", **names)
    if found[0] != found[1]:
        with suppress(OSError):
            _write(file, whole[0])
    return whole[0]


def save(file: Path, keys: Keys) -> None:
    """Write both copies; raises `MachineError` ``keys_not_written`` when that fails, and then nothing changed."""
    try:
        _write(file, keys)
    except OSError as error:
        raise MachineError("keys_not_written", file=copies(file)[0].name) from error


def _read(path: Path) -> Keys | None:
    try:
        return Keys.from_bytes(path.read_bytes())
    except (OSError, *_BROKEN):
        return None


def _write(file: Path, keys: Keys) -> None:
    data = keys.as_bytes()
    first, second = copies(file)
    atomic_write(first, data)
    with suppress(OSError):  # the next one who loads them makes the second copy
        atomic_write(second, data)
