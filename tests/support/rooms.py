"""Where the tests put what they throw away: in memory where there is room, else in the temporary folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108  Linux's own folder in memory
ENOUGH = 4 * 1024**3
"""Bytes free from which a whole run fits beside everything else."""


def fast_room() -> str | None:
    """Return the folder in memory, or None for the usual temporary folder.

    A database for a test is some hundred small files: on a disk making them takes ten times as long. A folder named in
    ``TMPDIR`` is a choice of the person's and wins.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return None
    return str(MEMORY) if shutil.disk_usage(MEMORY).free >= ENOUGH else None
