"""A lock on a file that the system takes back by itself when its owner dies, however it dies."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

_FAR = 1 << 30
"""Windows keeps others from the locked bytes; this one is far behind what there is to read."""


class FileLock:
    """A lock of this process on the file at ``path``, which is made when it is missing and removed at the end.

    ``was_left``: whoever had it before did not live to remove what they wrote in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.was_left = False
        self._handle: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object has the lock."""
        return self._handle is not None

    def take(self) -> bool:
        """Return whether the lock is ours now; False while somebody else has it. Raises `OSError` where none can be."""
        while True:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
            if not _locked(handle):
                os.close(handle)
                return False
            if _is_still(self.path, handle):
                self._handle = handle
                self.was_left = os.fstat(handle).st_size > 0
                return True
            os.close(handle)  # its last owner removed the file between our opening and our locking it

    def write(self, text: str) -> None:
        """Put ``text`` in the file, for whoever is turned away; the lock must be held."""
        if self._handle is None:
            raise RuntimeError(self.path)
        os.ftruncate(self._handle, 0)
        os.lseek(self._handle, 0, os.SEEK_SET)
        os.write(self._handle, text.encode())

    def release(self) -> None:
        """Give the lock back, if it is held, and take the file away."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(handle)
            with suppress(OSError):
                self.path.unlink()
            return
        with suppress(OSError):
            self.path.unlink()
        os.close(handle)


def _is_still(path: Path, handle: int) -> bool:
    try:
        return sys.platform == "win32" or os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
