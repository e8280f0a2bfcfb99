"""Actividad reciente: visits, logros, plans and commitments of a family by day, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gsi_desktop.services.accompaniment.data import Activity
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.pieces import Picture, ScrollColumn
from gsi_desktop.ui.kit.theme import theme

ICONS: Final = {
    "visit": "map-pin",
    "plan": "file-check",
    "baseline": "flag",
    "mark": "check",
    "commitment": "clipboard-check",
}
"""The picture of each kind of activity."""


class ActivityCard(Card):
    """The card; it scrolls by itself, the keyboard too."""

    def __init__(self) -> None:
        super().__init__(_("Actividad reciente"), padded=False)
        self.column = ScrollColumn()
        self.column.setAccessibleName(_("Actividad reciente"))
        self.body.addWidget(self.column)
        self._shown: tuple[Activity, ...] = ()
        theme().changed.connect(self._draw)
        self._draw()

    def show_activity(self, lines: Sequence[Activity]) -> None:
        """Show ``lines``."""
        self._shown = tuple(lines)
        self._draw()

    def _draw(self) -> None:
        px, top = theme().px, Qt.AlignmentFlag.AlignTop
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(px(12), px(2), px(12), px(8))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(2, 1)
        for row, line in enumerate(self._shown):
            grid.addWidget(Label(formats.date(line.on), "s", "text3", tabular=True), row, 0, top)
            grid.addWidget(Picture(ICONS.get(line.kind, "circle"), "text2", 15), row, 1, top)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Label(line.title, "body_strong", wrap=True))
            if line.detail:
                words.addWidget(Label(line.detail, "s", "text2", wrap=True))
            grid.addLayout(words, row, 2)
        if not self._shown:
            grid.addWidget(Label(_("Sin actividad registrada"), "body", "text3"), 0, 0, 1, 3)
        column.addLayout(grid)
        column.addStretch(1)
        self.column.clear()
        self.column.add(part)
        self.column.finish()
        self.setMinimumHeight(px(150))
