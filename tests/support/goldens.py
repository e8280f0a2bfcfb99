"""Kept results that a person looked at once: texts as they are, pictures with a tolerance for another renderer.

``GSI_WRITE_GOLDENS=1`` writes them anew; look at every one that changed before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtGui import QImage

FOLDER = Path(__file__).resolve().parents[1] / "goldens"
_FAR = 96
_SHARE = 0.0002


def _writing() -> bool:
    return bool(os.environ.get("GSI_WRITE_GOLDENS"))


def check_text(name: str, text: str) -> None:
    """Compare ``text`` with the golden of that name."""
    path = FOLDER / f"{name}.txt"
    if _writing():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def check_picture(name: str, picture: QImage) -> None:
    """Compare ``picture`` with the golden of that name; few pixels may be far from it."""
    path = FOLDER / f"{name}.png"
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    if _writing():
        path.parent.mkdir(parents=True, exist_ok=True)
        assert grey.save(str(path))
    kept = QImage(str(path)).convertToFormat(QImage.Format.Format_Grayscale8)
    assert not kept.isNull(), f"no golden {path.name}"
    assert grey.size() == kept.size()
    ours, theirs = _points(grey), _points(kept)
    far = sum(abs(one - other) > _FAR for one, other in zip(ours, theirs, strict=True))
    assert far <= _SHARE * len(ours), f"{name}: {far} of {len(ours)} points differ"


def _points(grey: QImage) -> bytes:
    """Return the points without what fills each line of memory up."""
    memory, line = bytes(grey.constBits()), grey.bytesPerLine()
    return b"".join(memory[row * line : row * line + grey.width()] for row in range(grey.height()))
