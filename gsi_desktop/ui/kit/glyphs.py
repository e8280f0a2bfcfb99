"""Icons in a colour as files, because a stylesheet takes images by path only."""

from __future__ import annotations

import hashlib

from gsi_desktop.services.core.files import atomic_write
from gsi_desktop.services.core.resources import resource_path
from gsi_desktop.services.core.settings import places


def glyph_file(name: str, color: str) -> str:
    """Return the path, with forward slashes, of icon ``name`` drawn in ``color`` (``"#RRGGBB"``).

    The file is kept in the program's cache and named by its content, so that every window and every later start share
    it. Where the cache cannot be written the shipped icon, which is black, serves.
    """
    shipped = resource_path("icons", f"{name}.svg")
    drawing = shipped.read_bytes().replace(b"currentColor", color.encode())
    file = places().cache / "icons" / f"{name}-{hashlib.sha256(drawing).hexdigest()[:12]}.svg"
    if not file.exists():
        try:
            atomic_write(file, drawing)
        except OSError:
            return shipped.as_posix()
    return file.as_posix()
