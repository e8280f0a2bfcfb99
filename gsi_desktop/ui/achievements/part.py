"""The tab Logros of the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


class AchievementsPart(QWidget):
    """The logros of the family."""

    count_changed = Signal(str)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context

    def show_family(self, family_id: UUID) -> None:
        """Show a family."""

    def part_shown(self) -> None:
        """Take the keyboard."""
