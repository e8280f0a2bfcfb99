"""One text for the same data, for ever: what is frozen, hashed and checked from a code on paper."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, Final

import msgspec

_READABLE: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "ABCDEFGHJKMNPQRSTVWXYZ0123456789")
"""The 32 signs of a code: no I, L, O, U, which people take for another sign."""


def canonical(data: Any) -> str:
    """Return frozen data classes as JSON that is the same for equal data: sorted keys, no spaces."""
    return msgspec.json.encode(data, order="sorted").decode()


def digest(text: str) -> str:
    """Return the SHA-256 of ``text`` in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def verification(hexadecimal: str) -> str:
    """Return the short code of a digest that people compare and type, like ``7K3M-Q9TD``.

    >>> verification("0f" * 32)
    'B6HT-8D2S'
    """
    code = base64.b32encode(bytes.fromhex(hexadecimal)[:5]).decode().translate(_READABLE)
    return f"{code[:4]}-{code[4:]}"
