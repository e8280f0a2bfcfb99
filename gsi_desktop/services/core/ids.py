"""UUIDv7 keys: made by the client, ordered by time, telling nothing (RFC 9562 §5.7)."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """Return a UUIDv7 that sorts after every earlier one made by this process.

    The 48-bit millisecond is followed by 12 bits that count within the millisecond and 62 random bits.
    """
    global _last  # noqa: PLW0603 - the order of ids is a property of the process
    with _lock:
        tick = max((time.time_ns() // 1_000_000) << 12, _last + 1)
        _last = tick
    random = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    value = ((tick >> 12) << 80) | (0x7 << 76) | ((tick & 0xFFF) << 64) | (0b10 << 62) | random
    return UUID(int=value)
