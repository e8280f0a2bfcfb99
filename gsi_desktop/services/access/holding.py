"""One window per local file: the first holds it, the second is told by whom, where and since when.

What is written in the lock only tells; what locks is the system, which lets go when the owner dies. So a lock that was
left behind by a crash or a power cut never keeps anybody out (trust.md A34, A35). The console does not hold the file:
SQLite orders its writes after those of the window.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from gsi_desktop.services.core.clock import Clock
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.locks import FileLock

_BOGOTA = ZoneInfo("America/Bogota")


def lock_path(file: Path) -> Path:
    """Return where the lock of ``file`` is."""
    return file.with_name(f"{file.name}.abierta")


class Hold:
    """The right of this window to the file, until `release`.

    ``after_crash``: whoever held it before never let go, so the file was not closed.
    """

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock
        self.after_crash = lock.was_left

    @classmethod
    def take(cls, file: Path, who: str, clock: Clock) -> Hold:
        """Hold ``file`` for ``who``; raises `ExpectedError` ``database_held`` with who has it, where and since when."""
        lock = FileLock(lock_path(file))
        if not lock.take():
            raise ExpectedError("database_held", **_told(lock.path))
        told = {"machine": platform.node(), "user": who, "since": clock.now().isoformat(), "process": os.getpid()}
        lock.write(json.dumps(told, ensure_ascii=False))
        return cls(lock)

    def release(self) -> None:
        """Let others hold the file."""
        self._lock.release()


def _told(path: Path) -> dict[str, str]:
    """Return what the lock at ``path`` tells of its owner, in words."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(raw["since"]).astimezone(_BOGOTA)
        machine, user = str(raw["machine"]), str(raw["user"])
    except (OSError, ValueError, KeyError, TypeError):  # being written this very moment
        return {"machine": platform.node(), "user": getpass.getuser(), "since": ""}
    return {"machine": machine, "user": user, "since": since.strftime("%d/%m/%Y %H:%M")}
