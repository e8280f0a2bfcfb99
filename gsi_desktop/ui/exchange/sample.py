"""The first rows of the file under the meanings chosen, so that a wrong column is seen before anything is rehearsed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.exchange.data import RosterLayout
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme

if TYPE_CHECKING:
    from gsi_desktop.services.exchange.reading import FilePreview

_WIDE = frozenset({"address", "full_name", "settlement", "surnames", "names"})


class SampleView(QWidget):
    """A table of the file's first rows with the program's words as headings."""

    def __init__(self, titles: dict[str, str]) -> None:
        super().__init__()
        self._titles = titles
        self.why = Label("", "body", "text2", wrap=True)
        self.table = TableView(framed=False, label=_("Primeras filas del archivo"))
        px = theme().px
        self.why.setContentsMargins(px(12), px(2), px(12), px(10))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.why)
        column.addWidget(self.table, 1)

    def show_sample(self, preview: FilePreview, layout: RosterLayout) -> None:
        """Show the rows below the headings, recognised columns in the order people expect."""
        head = next((sheet.head for sheet in preview.sheets if sheet.name == layout.sheet), ())
        rows = [(number, cells) for number, cells in enumerate(head, 1) if number > layout.header_row and any(cells)]
        mapping = layout.mapping()
        columns = [Column("row", _("Fila"), 48, "right", tabular=True, tone="text2", value=lambda row: str(row[0]))]
        columns += [
            Column(field, title, 160 if field in _WIDE else 124, value=partial(_cell, mapping[field]))
            for field, title in self._titles.items()
            if field in mapping
        ]
        old = self.table.model()
        self.table.setModel(RowsModel(columns, rows, self.table))
        if old is not None:
            old.deleteLater()


def _cell(index: int, row: tuple[int, Sequence[str]]) -> str:
    cells = row[1]
    return cells[index] if index < len(cells) else ""
