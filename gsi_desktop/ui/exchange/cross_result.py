"""What the registry says of a list: how many of each kind, and row by row beside the list's own cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.exchange.crosscheck import (
    Crossed,
    CrossRow,
    Found,
    Lack,
    found_name,
    hint_words,
    lack_name,
)
from gsi_desktop.ui.kit.cards import Card, CounterStrip
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.choiceboxes import ComboBox
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.toggles import ToggleChip

_TONES: Final = {Found.LIKE: "warning", Found.ABSENT: "danger", Found.NO_DOCUMENT: "text3"}
_CHIPS: Final = {
    Found.ACTIVE: "success",
    Found.EXITED: "muted",
    Found.ALONE: "neutral",
    Found.LIKE: "warning",
    Found.ABSENT: "danger",
    Found.NO_DOCUMENT: "faint",
}
_OWN_SHOWN: Final = 2


class CrossResult(QWidget):
    """``opened`` carries the row whose family is to be seen, ``column_chosen`` where the documents are."""

    opened = Signal(object)
    column_chosen = Signal(int)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._crossed: Crossed | None = None
        self._found: Found | None = None
        self.counts = CounterStrip()
        self.lacks: dict[Lack, ToggleChip] = {}
        self.documents = ComboBox()
        self.documents.setAccessibleName(_("Columna de los documentos"))
        self.total = Label("", "s", "text2", tabular=True)
        self.model = RowsModel([])
        self.table = TableView(self.model, framed=False, label=_("Lista cruzada"))
        self._lay_out()
        self.counts.selected.connect(self._choose)
        self.table.activated_row.connect(self.opened)
        self.documents.activated.connect(self.column_chosen)

    def show_list(self, crossed: Crossed) -> None:
        """Show a list with its answers."""
        self._crossed, self._found = crossed, None
        for found in Found:
            self.counts.counter(found).set_figure(formats.number(crossed.count(found)))
        self.counts.select(None)
        for lack, chip in self.lacks.items():
            count = crossed.lacking(lack)
            chip.setText(f"{lack_name(lack)} · {formats.number(count)}")
            chip.setChecked(False)
            chip.setVisible(count > 0)
            chip.updateGeometry()
        self.documents.blockSignals(True)
        self.documents.clear()
        self.documents.addItems(list(crossed.table.headings))
        self.documents.setCurrentIndex(crossed.table.columns["document"])
        self.documents.blockSignals(False)
        self.model = RowsModel(_columns(crossed), crossed.rows, self)
        self.table.setModel(self.model)
        self.table.selectionModel().clearSelection()
        self._show()

    def shown(self) -> list[CrossRow]:
        """Return the rows that are shown."""
        return list(self.model.rows())

    def _choose(self, key: object) -> None:
        self._found = Found(str(key)) if key is not None else None
        self._show()

    def _show(self) -> None:
        crossed = self._crossed
        if crossed is None:
            return
        wanted = [lack for lack, chip in self.lacks.items() if chip.isChecked()]
        rows = [
            row
            for row in crossed.rows
            if self._found in (None, row.found) and all(lack in row.lacks for lack in wanted)
        ]
        self.model.set_rows(rows)
        self.table.set_placeholder(None if rows else EmptyState("filter-off", _("Ninguna fila cumple lo elegido.")))
        if rows:
            self.table.go_to_row(0)
        said = _("<b>{shown}</b> de {total} filas")
        self.total.setText(said.format(shown=formats.number(len(rows)), total=formats.number(len(crossed.rows))))

    def _lay_out(self) -> None:
        px = theme().px
        for found in Found:
            self.counts.add(found, found_name(found), _TONES.get(found, "text"))
        row = QHBoxLayout()
        row.setContentsMargins(px(12), px(6), px(12), px(6))
        row.setSpacing(px(8))
        row.addWidget(Label(_("Les falta"), "s", "text2"))
        for lack in Lack:
            chip = ToggleChip(lack_name(lack))
            chip.toggled.connect(lambda _on: self._show())
            self.lacks[lack] = chip
            row.addWidget(chip)
        row.addStretch(1)
        label = Label(_("Documentos en"), "s", "text2")
        label.setBuddy(self.documents)
        row.addWidget(label)
        row.addWidget(self.documents)
        row.addWidget(self.total)
        card = Card(padded=False)
        card.body.addWidget(self.counts)
        card.add_line()
        card.body.addLayout(row)
        card.add_line()
        card.body.addWidget(self.table, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)


def _columns(crossed: Crossed) -> list[Column]:
    """Return the columns: the document, another of the list's own, then what the registry says."""
    table = crossed.table
    at = table.columns["document"]
    names = ("full_name", "first_name", "names", "first_surname", "surnames")
    others = [table.columns[name] for name in names if name in table.columns]
    others += [place for place in range(len(table.headings)) if place != at]
    own = list(dict.fromkeys(others))[: _OWN_SHOWN - 1]
    return [
        Column("typed", table.headings[at], 104, tabular=True, copy=lambda row: row.typed),
        *(_own(table.headings[place], place) for place in own),
        Column("found", _("En el registro"), 128, value=lambda row: found_name(row.found), chip=_chip),
        Column("name", _("Nombre en el registro"), 190, stretch=True, value=_name, tooltip=_tip),
        Column("folio", _("Folio"), 162, tabular=True, tone="text2", value=_folio),
        Column("stage", _("Etapa"), 104, tone="text2", value=lambda row: wording.stage(row.stage) if row.stage else ""),
        Column("lacks", _("Le falta"), 170, tone="text2", value=lambda row: ", ".join(map(lack_name, row.lacks))),
        Column("last_visit_on", _("Última visita"), 96, tabular=True, tone="text2"),
        Column("cogestor", _("Cogestor(a)"), 130, tone="text2"),
        Column("municipality", _("Municipio"), 100, tone="text2", visible=False),
        Column("repeated", _("Repetida"), 74, value=lambda row: _("Sí") if row.repeated else "", visible=False),
        Column("number", _("Fila"), 56, align="right", tabular=True, visible=False),
    ]


def _own(title: str, place: int) -> Column:
    return Column(f"own-{place}", title, 150, tone="text2", value=lambda row: row.cells[place])


def _chip(row: CrossRow) -> Chip:
    return Chip(found_name(row.found), _CHIPS[row.found])  # type: ignore[arg-type]  # the kinds of chips


def _name(row: CrossRow) -> str:
    return _("¿{name}?").format(name=row.hint.name) if row.hint is not None else row.name


def _folio(row: CrossRow) -> str:
    return row.hint.folio if row.hint is not None else row.folio


def _tip(row: CrossRow) -> str:
    return hint_words(row.hint) if row.hint is not None else ""
