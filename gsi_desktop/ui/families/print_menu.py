"""The button Imprimir of the dossier: the papers of the family, each one click further in the print preview."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.shell import papers


class PrintMenu(Button):
    """``asked`` carries the paper and whether it is the form to fill in by hand."""

    asked = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__(_("I&mprimir"), "printer")
        menu = QMenu(self)
        for (paper, blank), title in papers.titles().items():
            action = menu.addAction(title)
            action.triggered.connect(partial(self.asked.emit, paper, blank))
        self.setMenu(menu)
