"""What can be done with the rows picked, below the list while there are any."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import link, secondary
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme

_FEWEST = 1


class SelectionBar(QFrame):
    """Says how many rows of ``table`` are picked, offers all of them and the actions added to it.

    ``counted`` says so many rows in words; ``everything`` the offer of all of them, empty makes none.
    """

    def __init__(self, table: TableView, counted: Callable[[int], str], everything: Callable[[int], str]) -> None:
        super().__init__()
        self._table = table
        self._counted = counted
        self._everything = everything
        self.setProperty("framed", True)
        self.count = Label("", "body", "text", tabular=True)
        self.all_link = link("", table.picking.pick_everything)
        self.none_link = link(_("Quitar selección"), self._drop)
        self.row = QHBoxLayout(self)
        for widget in (self.count, self.all_link, self.none_link):
            self.row.addWidget(widget)
        self.row.addStretch(1)
        table.picking.changed.connect(self.refresh)
        theme().changed.connect(self._scale)
        self._scale()
        self.refresh()

    def add_action(self, text: str, icon: str, slot: Callable[[], object]) -> QPushButton:
        """Add what can be done with the rows picked."""
        button = secondary(text, icon, slot)
        self.row.addWidget(button)
        return button

    def refresh(self) -> None:
        """Tell what is picked now."""
        picked = self._table.picking.now()
        total = self._table.model().rowCount()
        if picked.count < _FEWEST and self.isAncestorOf(self.focusWidget() or self):
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setVisible(picked.count >= _FEWEST)
        said = _("<b>{count}</b> de {rows}")
        self.count.setText(said.format(count=formats.number(picked.count), rows=self._counted(total)))
        offered = self._everything(total)
        self.all_link.setText(offered)
        self.all_link.setVisible(bool(offered) and picked.count < total)

    def _drop(self) -> None:
        self._table.picking.pick_nothing()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _scale(self) -> None:
        px = theme().px
        self.row.setContentsMargins(px(12), px(6), px(8), px(6))
        self.row.setSpacing(px(8))
