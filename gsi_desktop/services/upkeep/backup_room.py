"""The room backups take: what the disk has, what one more needs, and which ones went because they did not fit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from gsi_desktop.services.core.files import atomic_write
from gsi_desktop.services.upkeep.backup_policy import Disk, is_recent

_REMOVED: Final = "sin-sitio.json"
_MARGIN: Final = 100 * 10**6


@dataclass(frozen=True, slots=True)
class Removed:
    """How many backups went for want of room in the last two days; ``older``: some were older than that by then."""

    count: int
    older: bool


def disk_of(folder: Path) -> Disk:
    """Return what the disk of ``folder`` has."""
    usage = shutil.disk_usage(folder)
    return Disk(usage.total, usage.free)


def needed(file: Path) -> int:
    """Return the bytes that must be free to back up ``file``: the copy and, until that is packed, its like."""
    log = file.with_name(f"{file.name}-wal")
    return 2 * sum(one.stat().st_size for one in (file, log) if one.exists()) + _MARGIN


def note_removed(folder: Path, made: Iterable[datetime], now: datetime) -> None:
    """Keep that the backups of ``folder`` made at those instants went at ``now``."""
    noted = _noted(folder, now) | dict.fromkeys(made, now)
    told = [[one.isoformat(), gone.isoformat()] for one, gone in noted.items()]
    atomic_write(folder / _REMOVED, json.dumps({"removed": told}).encode())


def removed(folder: Path, now: datetime) -> Removed:
    """Return what went from ``folder`` for want of room in the two days before ``now``."""
    noted = _noted(folder, now)
    return Removed(len(noted), any(not is_recent(made, gone) for made, gone in noted.items()))


def _noted(folder: Path, now: datetime) -> dict[datetime, datetime]:
    """Return when those that went for want of room in the last two days were made, and when they went."""
    try:
        told = json.loads((folder / _REMOVED).read_text(encoding="utf-8"))["removed"]
        noted = [(datetime.fromisoformat(made), datetime.fromisoformat(gone)) for made, gone in told]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {made: gone for made, gone in noted if is_recent(gone, now)}
