"""Small counts by default, the full ones in `dev.py soak`."""

from __future__ import annotations

import os

SOAKING = bool(os.environ.get("GSI_SOAK"))


def count(small: int, full: int) -> int:
    """Return how often a test repeats: ``full`` (the figure of the design) when soaking, else ``small``."""
    return full if SOAKING else small
