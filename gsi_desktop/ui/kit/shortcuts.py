"""How a key combination reads to people: as the keys are printed on a Colombian keyboard."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence


def shown_keys(keys: str | QKeySequence) -> str:
    """Return ``keys`` for tooltips and menus: Qt's Spanish, save that "Control" is printed "Ctrl" on the key."""
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("Control+", "Ctrl+")
