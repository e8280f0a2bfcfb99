"""Keeps Python's cycle collector out of bulk work.

A roster of 220,000 people is millions of objects without a cycle among them; looking through them again and again is
a third of an import's time and finds nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_pauses: Final[list[None]] = []
"""One entry for each block under way; appending and popping are atomic."""


@contextmanager
def paused() -> Iterator[None]:
    """Run the block without collections; afterwards the collector is as it was (the window keeps it off by itself)."""
    running = gc.isenabled()
    gc.disable()
    _pauses.append(None)
    try:
        yield
    finally:
        _pauses.pop()
        if running:
            gc.enable()


def is_paused() -> bool:
    """Return whether such a block is running in any thread; whoever collects by hand then leaves it."""
    return bool(_pauses)
