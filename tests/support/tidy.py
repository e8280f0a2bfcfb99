"""A run that stays small and leaves nothing behind.

Memory: what importing and collecting made is never looked at again by the collector; what a test made goes when it
ends. The program itself keeps the collector off while its threads live (`ui/kit/tasks.py`) and no test lasts until its
next sweep. Files: everything a test writes is thrown away unless it fails, and lies in memory where there is room.
"""

from __future__ import annotations

import gc
import os
from itertools import count

import pytest

from tests.support.rooms import fast_room

EVERY = 50
"""Tests from one full collection to the next."""

_ended = count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Choose the folder of `tmp_path`; workers are told theirs."""
    if not hasattr(config, "workerinput") and (room := fast_room()):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", room)


def pytest_collection_finish() -> None:
    """Leave what stays for the whole run out of every later collection."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logfinish() -> None:
    """Collect what the test left, now that pytest has let go of its fixtures."""
    gc.collect(2 if next(_ended) % EVERY == 0 else 1)
