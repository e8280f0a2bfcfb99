"""Keeps Python's cycle collector out of bulk work.

A roster of 220,000 people is millions of objects without a cycle among them; looking through them again and again is
a third of an import's time and finds nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Run the block without collections; afterwards the collector is as it was (the window keeps it off by itself)."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
