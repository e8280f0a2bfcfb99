"""One slot of the key: the file's random key, sealed under a password so that only the password opens it.

Argon2id makes guessing dear, AES-GCM makes a wrong guess and a changed slot the same refusal. The parameters travel in
the slot, so that later versions can ask for more without locking anybody out (trust.md §B5, M17).
"""

from __future__ import annotations

import base64
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MIB = 1024
_SALT, _NONCE = 16, 12
_MOST_KIB, _MOST_PASSES, _MOST_LANES = 4 * _MIB * _MIB, 64, 64


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: memory in KiB, passes over it and lanes at once."""

    memory_kib: int = 64 * _MIB
    passes: int = 3
    lanes: int = 4


COST = Cost()
"""What the program asks for; anything less is for tests, which say so in each call."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A sealed key with what it takes to open it again."""

    cost: Cost
    salt: bytes
    nonce: bytes
    sealed: bytes

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in the key file."""
        return {
            "kdf": "argon2id",
            "memory_kib": self.cost.memory_kib,
            "passes": self.cost.passes,
            "lanes": self.cost.lanes,
            "salt": base64.b64encode(self.salt).decode(),
            "nonce": base64.b64encode(self.nonce).decode(),
            "sealed": base64.b64encode(self.sealed).decode(),
        }

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Slot:
        """Return what `as_json` wrote; raises `ValueError`, `KeyError` or `TypeError` for anything else."""
        cost = Cost(int(raw["memory_kib"]), int(raw["passes"]), int(raw["lanes"]))
        most = cost.memory_kib <= _MOST_KIB and cost.passes <= _MOST_PASSES and cost.lanes <= _MOST_LANES
        if raw["kdf"] != "argon2id" or not most or min(cost.memory_kib, cost.passes, cost.lanes) < 1:
            raise ValueError(raw["kdf"])
        salt, nonce, sealed = (base64.b64decode(raw[name], validate=True) for name in ("salt", "nonce", "sealed"))
        return cls(cost, salt, nonce, sealed)


def _wrapping_key(password: str, cost: Cost, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    typed = unicodedata.normalize("NFC", password).encode()
    return hash_secret_raw(
        typed,
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )


def seal(key: bytes | bytearray, password: str, owner: str, cost: Cost) -> Slot:
    """Return ``key`` sealed under ``password``; ``owner`` binds it to one file and one person."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    sealed = AESGCM(_wrapping_key(password, cost, salt)).encrypt(nonce, bytes(key), owner.encode())
    return Slot(cost, salt, nonce, sealed)


def unseal(slot: Slot, password: str, owner: str) -> bytearray | None:
    """Return the key in ``slot``, None when the password is not the one or the slot was changed."""
    try:
        opened = AESGCM(_wrapping_key(password, slot.cost, slot.salt)).decrypt(slot.nonce, slot.sealed, owner.encode())
    except InvalidTag:
        return None
    return bytearray(opened)
