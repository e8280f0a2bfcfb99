"""Who lived in a family and no longer does: folded below the members, with why each went."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.event_wording import life_event
from gsi_desktop.services.families.events import FormerMember
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_SHOWN = 5


def former_columns() -> tuple[Column, ...]:
    """Return the columns of the list."""
    return (
        Column("name", _("Nombre"), 180, stretch=True),
        Column("since_on", _("Desde"), 92, tabular=True, value=lambda one: formats.date(one.since_on)),
        Column("until_on", _("Hasta"), 92, tabular=True, value=lambda one: formats.date(one.until_on)),
        Column("event", _("Qué pasó"), 240, stretch=True, value=lambda one: life_event(one.event)),
    )


class FormerList(QWidget):
    """The list, folded until it is asked for; hidden while nobody left."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = RowsModel(former_columns())
        self.table = TableView(self.rows, framed=False, label=_("Vivieron en la familia"))
        self.button = Button("", "chevron-right", self._turn, kind="flat")
        self._open = False
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().px(4), theme().px(2), theme().px(4), theme().px(4))
        column.setSpacing(0)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.table)
        self.table.hide()
        self.hide()

    def show_former(self, people: Sequence[FormerMember]) -> None:
        """Show ``people``."""
        self.rows.set_rows(people)
        self.setVisible(bool(people))
        self._draw()

    def _turn(self) -> None:
        self._open = not self._open
        self._draw()

    def _draw(self) -> None:
        count = self.rows.rowCount()
        self.button.setText(_("Vivieron en la familia ({count})").format(count=count))
        self.button.set_icon("chevron-down" if self._open else "chevron-right")
        self.table.setVisible(self._open)
        row = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(theme().px(size("table.header")) + min(count, _SHOWN) * row + 6)
