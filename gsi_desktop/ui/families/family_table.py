"""The columns of the list of families, and a table that shows the less needed ones where there is room for them."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from gsi_desktop.models.enums import FamilyStatus
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import FamilyRow, FamilySort
from gsi_desktop.ui.kit.cells import CellDelegate
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.columns import COLUMN_ROLE, Column, ColumnState
from gsi_desktop.ui.kit.picking import pick_column
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.shell.palette_entries import match_spans

Index = QModelIndex | QPersistentModelIndex

SORTS: Final = {
    "head_name": FamilySort.HEAD,
    "folio": FamilySort.FOLIO,
    "settlement": FamilySort.SETTLEMENT,
    "head_document": FamilySort.DOCUMENT,
    "members": FamilySort.MEMBERS,
    "municipality": FamilySort.MUNICIPALITY,
    "last_visit_on": FamilySort.LAST_VISIT,
    "next_visit_on": FamilySort.NEXT_VISIT,
    "entry_on": FamilySort.ENTRY,
}
"""Which order a click on a heading asks for."""

_SPARE: Final = ("municipality", "last_visit_on", "stage", "next_visit_on", "cogestor", "status", "entry_on")
"""Columns shown only where they fit, unless the person chose; the first comes first."""

_SEARCHED: Final = ("folio", "head_name", "head_document")
"""Columns in which the text of the filter is looked for."""

_COMFORTABLE: Final = 220
"""Width of the name before a spare column may show; beside families of several municipalities less will do."""


def _status_chip(row: FamilyRow) -> Chip | None:
    return None if row.status is FamilyStatus.ACTIVE else Chip(formats.family_status(row.status), "muted")


def family_columns() -> tuple[Column, ...]:
    """Return the columns; no sensitive fact among them."""
    return (
        pick_column(),
        Column("folio", _("Folio"), 162, tabular=True, tone="text2", sortable=True, filter="text"),
        Column(
            "head_name",
            _("Jefe(a) de hogar"),
            186,
            stretch=True,
            sortable=True,
            filter="text",
            value=lambda row: row.head_name or _("Sin jefe(a) de hogar"),
            tone=lambda row: "text" if row.head_name else "text3",
        ),
        Column(
            "head_document",
            _("Documento"),
            110,
            tabular=True,
            tone="text2",
            sortable=True,
            filter="text",
            value=lambda row: formats.document_number(row.head_document),
            tooltip=lambda row: formats.document(row.head_document_type, row.head_document),
            copy=lambda row: row.head_document,
        ),
        Column("members", _("Int."), 42, align="right", tabular=True, sortable=True, filter="numbers"),
        Column("municipality", _("Municipio"), 92, tone="text2", sortable=True, filter="values"),
        Column("settlement", _("Vereda o barrio"), 106, tone="text2", sortable=True, filter="values"),
        Column(
            "source",
            _("Focalización"),
            108,
            tone="text2",
            filter="values",
            value=lambda row: formats.targeting(row.source, row.level),
        ),
        Column("stage", _("Etapa"), 108, tone="text2", filter="values", value=lambda row: wording.stage(row.stage)),
        Column(
            "last_visit_on",
            _("Última visita"),
            100,
            tabular=True,
            tone="text2",
            sortable=True,
            filter="days",
            value=lambda row: formats.date(row.last_visit_on) or _("Nunca"),
        ),
        Column("next_visit_on", _("Próxima visita"), 100, tabular=True, tone="text2", sortable=True, filter="days"),
        Column("cogestor", _("Cogestor(a)"), 140, tone="text2", filter="values"),
        Column(
            "status",
            _("Estado"),
            86,
            tone="text2",
            filter="values",
            value=lambda row: formats.family_status(row.status),
            chip=_status_chip,
        ),
        Column("entry_on", _("Ingreso"), 96, tabular=True, tone="text2", sortable=True, filter="days"),
    )


class MatchDelegate(CellDelegate):
    """Underlines in a cell what the filter's text found there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.typed = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell, then the underlines."""
        super().paint(painter, option, index)
        column = index.data(COLUMN_ROLE)
        if self.typed and isinstance(column, Column) and column.key in _SEARCHED:
            self._underline(painter, option.rect, str(index.data() or ""), column)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the parts of ``text`` that are underlined."""
        return match_spans(text, self.typed)

    def _underline(self, painter: QPainter, cell: QRect, text: str, column: Column) -> None:
        look = theme()
        metrics = QFontMetrics(look.tabular_font("body") if column.tabular else look.font("body"))
        pad = look.px(size("table.cell_padding"))
        room = cell.adjusted(pad, 0, -pad, 0)
        below = room.center().y() + metrics.ascent() // 2 + look.px(3)
        for start, end in self.spans(text):
            left = room.left() + metrics.horizontalAdvance(text[:start])
            wide = min(metrics.horizontalAdvance(text[start:end]), room.right() - left)
            if wide > 0:
                painter.fillRect(left, below, wide, look.px(2), look.color("accent"))


class FamilyTable(TableView):
    """The list of families. What the person chose about a spare column is kept; else room decides."""

    def __init__(self, model: QAbstractItemModel, *, state: ColumnState, name: str, label: str) -> None:
        self._several = False
        super().__init__(model, name=name, state=state, label=label)
        self.matches = MatchDelegate(self)
        self.setItemDelegate(self.matches)

    def mark(self, typed: str) -> None:
        """Underline what ``typed`` finds in names, documents and folios."""
        self.matches.typed = typed
        self.viewport().update()

    def tell_municipalities(self, count: int) -> None:
        """Say of how many municipalities there are families: with several, the column matters more than long names."""
        if (count > 1) != self._several:
            self._several = count > 1
            self._fit_spare()

    def column_state(self) -> dict[str, Any]:
        """Return what is kept; a spare column counts as hidden or shown only when the person chose so."""
        state = super().column_state()
        chosen = self._chosen()
        state["hidden"] = [key for key in state["hidden"] if key not in _SPARE]
        return {**state, "spare": chosen} if chosen else state

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the spare columns that fit."""
        self._fit_spare()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        super()._arrange()
        self._fit_spare()

    def _chosen(self) -> dict[str, bool]:
        kept = self._state.get(self._name) if self._state is not None else None
        return dict((kept or {}).get("spare", {}))

    def _show_column(self, number: int, on: bool) -> None:
        key = self.columns()[number].key
        if key in _SPARE and self._state is not None:
            self._state.set(self._name, {**self.column_state(), "spare": {**self._chosen(), key: on}})
        super()._show_column(number, on)

    def _fit_spare(self) -> None:
        columns = self.columns()
        room = self.viewport().width() - sum(
            theme().px(_COMFORTABLE) if column.stretch else self.columnWidth(number)
            for number, column in enumerate(columns)
            if column.key not in _SPARE and not self.isColumnHidden(number)
        )
        chosen = self._chosen()
        self._arranging = True
        for number, column in enumerate(columns):
            if column.key in _SPARE:
                wide = theme().px(column.width)
                fits = room + self._slack(column.key) >= wide
                shown = chosen.get(column.key, fits)
                self.setColumnHidden(number, not shown)
                room -= wide if shown or not fits else 0
        self._arranging = False
        self._fit_stretch()

    def _slack(self, key: str) -> int:
        """Return how much of the name's width this column may take."""
        if key != "municipality" or not self._several:
            return 0
        return theme().px(_COMFORTABLE - next(column.width for column in self.columns() if column.stretch))
