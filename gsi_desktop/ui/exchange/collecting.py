"""Keeps Python's full garbage collections out of long work.

A roster of 200,000 people is millions of objects; a full pass over them holds every thread, the window's too, for
seconds (measured: 57,000 households, pauses of up to 4 s). They hold no cycles, so nothing is lost by not looking.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_NEVER: Final = 1_000_000_000


@contextmanager
def without_full_passes() -> Iterator[None]:
    """Run the block with young objects collected as ever, and have later passes leave alone what it made."""
    first, second, third = gc.get_threshold()
    gc.set_threshold(first, second, _NEVER)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(first, second, third if third != _NEVER else 10)


def look_again() -> None:
    """Have later passes look at everything: what was large is gone."""
    gc.unfreeze()
