"""Waiting after wrong passwords: five tries, then 30 seconds, doubled by each further one up to 15 minutes.

Counted beside the file and, too, where this person's settings are, so that neither a restart nor taking the one away
forgets. It slows down whoever sits at this machine; a stolen file is defended by the cost of its slots alone.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

from gsi_desktop.services.core.clock import Clock
from gsi_desktop.services.core.files import atomic_write
from gsi_desktop.services.core.settings import places

FREE_TRIES = 5
_FIRST_WAIT_S = 30
_LONGEST_WAIT_S = 15 * 60


@dataclass(frozen=True, slots=True)
class _Count:
    failures: int
    last: datetime


class Throttle:
    """The tries of one person at one file."""

    def __init__(self, file: Path, login: str, clock: Clock) -> None:
        self._files = (file.with_name(f"{file.name}.intentos"), places().config / "attempts.json")
        self._name = hashlib.sha256(f"{file.resolve()}\0{login}".encode()).hexdigest()[:32]
        self._clock = clock

    @property
    def failures(self) -> int:
        """How often the password was wrong since it last was right."""
        count = self._count()
        return count.failures if count else 0

    def wait(self) -> int:
        """Return how many seconds have to pass before the next try."""
        count = self._count()
        if count is None or count.failures < FREE_TRIES:
            return 0
        doubled = min(count.failures - FREE_TRIES, 10)
        whole = timedelta(seconds=min(_FIRST_WAIT_S * 2**doubled, _LONGEST_WAIT_S))
        now = self._clock.now()
        if now < count.last:  # the clock was set back: wait from now, not until that day comes again
            self._write(_Count(count.failures, now))
            return ceil(whole.total_seconds())
        return max(0, ceil((count.last + whole - now).total_seconds()))

    def count_try(self) -> None:
        """Count a try as wrong, before it is known: whoever stops the program in between gains nothing."""
        self._write(_Count(self.failures + 1, self._clock.now()))

    def forgive(self) -> None:
        """Forget the tries: the password was right."""
        if self._count() is not None:
            self._write(None)

    def _count(self) -> _Count | None:
        found = [count for path in self._files if (count := _parse(_read(path).get(self._name))) is not None]
        return max(found, key=lambda count: (count.failures, count.last), default=None)

    def _write(self, count: _Count | None) -> None:
        for path in self._files:
            known = {name: told for name, told in _read(path).items() if name != self._name}
            if count is not None:
                known[self._name] = {"failures": count.failures, "last": count.last.isoformat()}
            with suppress(OSError):  # a folder to read only: the other place counts
                if known:
                    atomic_write(path, json.dumps(known).encode())
                else:
                    path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return raw if isinstance(raw, dict) else {}


def _parse(raw: Any) -> _Count | None:
    try:
        last = datetime.fromisoformat(raw["last"])
        return _Count(max(0, int(raw["failures"])), last) if last.tzinfo else None
    except (ValueError, KeyError, TypeError):
        return None
