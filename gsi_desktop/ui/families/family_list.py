"""The list of families: its columns, its words and how it is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.families import list_reads, queries
from gsi_desktop.services.families.data import FamilyFilter, FamilyRow, FamilySort
from gsi_desktop.ui.families import shared_columns
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.filter_bar import BarWords
from gsi_desktop.ui.kit.listing import Asked, Written
from gsi_desktop.ui.kit.picking import pick_column
from gsi_desktop.ui.shell.list_page import ListKind, ListWords

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.services.core.listing import Index
    from gsi_desktop.services.core.paging import Page

TABLE: Final = "families"
"""Name under which the settings keep the columns of the list."""

_SORTS: Final = {
    "head_name": FamilySort.HEAD,
    "folio": FamilySort.FOLIO,
    "settlement": FamilySort.SETTLEMENT,
    "head_document": FamilySort.DOCUMENT,
    "members": FamilySort.MEMBERS,
    "municipality": FamilySort.MUNICIPALITY,
    "last_visit_on": FamilySort.LAST_VISIT,
    "next_visit_on": FamilySort.NEXT_VISIT,
    "entry_on": FamilySort.ENTRY,
    "stage": FamilySort.STAGE,
    "source": FamilySort.SOURCE,
    "cogestor": FamilySort.COGESTOR,
}
"""Which order a click on a heading asks for."""

_SPARE: Final = ("municipality", "last_visit_on", "stage", "next_visit_on", "cogestor", "status", "entry_on")
"""Columns shown only where they fit, unless the person chose; the first comes first."""

_SEARCHED: Final = ("folio", "head_name", "head_document")
"""Columns in which the text of the filter is looked for."""


def family_columns() -> tuple[Column, ...]:
    """Return the columns; no sensitive fact among them."""
    return (
        pick_column(),
        shared_columns.folio(),
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
        *shared_columns.places(),
        Column(
            "source",
            _("Focalización"),
            108,
            tone="text2",
            sortable=True,
            filter="values",
            value=lambda row: formats.targeting(row.source, row.level),
        ),
        shared_columns.stage(),
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
        shared_columns.cogestor(),
        shared_columns.status(),
        Column("entry_on", _("Ingreso"), 96, tabular=True, tone="text2", sortable=True, filter="days"),
    )


def _counted(count: int) -> str:
    return ngettext("{total} familia", "{total} familias", count).format(total=formats.number(count))


def _none_of(total: int) -> str:
    if not total:
        return _("Ninguna familia cumple los filtros.")
    return ngettext(
        "La única familia no cumple los filtros.", "Ninguna de las {total} familias cumple los filtros.", total
    ).format(total=formats.number(total))


def family_list() -> ListKind:
    """Return what the list of families is."""
    return ListKind(
        table=TABLE,
        title=_("Familias"),
        purpose=_("Registro de familias: busque, filtre y abra la ficha."),
        label=_("Lista de familias"),
        file="familias",
        columns=family_columns(),
        first="head_name",
        words=ListWords(_("Cargando familias…"), _none_of, lambda total: _("Elegir las {total}").format(total=total)),
        bar=BarWords(_("Nombre, documento o folio"), _("Filtrar por nombre, documento o folio"), _counted),
        spare=_SPARE,
        searched=_SEARCHED,
        filtered_by=COLUMN_OF,
    )


COLUMN_OF: Final = {
    "municipality_id": "municipality",
    "settlement_id": "settlement",
    "source": "source",
    "status": "status",
    "cogestor_id": "cogestor",
    "stage": "stage",
    "reached": "stage",
    "visited": "last_visit_on",
}
"""The heading that tells of a chip in force."""


class FamilyReads:
    """Reads the list of families."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def page(self, asked: Asked[FamilyFilter], cursor: Any, size: int) -> Page[FamilyRow]:
        """Return ``size`` families after ``cursor``."""
        return self._services.read(
            queries.family_page, asked.chosen, _sort(asked), descending=not asked.ascending, cursor=cursor, size=size
        )

    def places(self, asked: Asked[FamilyFilter]) -> Index:
        """Return where each page begins."""
        return self._services.snapshot(
            list_reads.family_index, asked.chosen, _sort(asked), descending=not asked.ascending
        )

    def ids(self, asked: Asked[FamilyFilter], cursor: Any, size: int | None) -> Sequence[UUID]:
        """Return the ids of ``size`` families (None: all) after ``cursor``."""
        down = not asked.ascending
        return self._services.read(
            list_reads.family_ids, asked.chosen, _sort(asked), descending=down, cursor=cursor, size=size
        )

    def key(self, row: FamilyRow) -> UUID:
        """Return the id of a row."""
        return row.family_id

    def count(self, chosen: FamilyFilter) -> int:
        """Return how many families ``chosen`` lets through."""
        return self._services.read(list_reads.family_total, chosen)

    def values(self, chosen: FamilyFilter, column: str) -> Sequence[tuple[str, int]]:
        """Return the values of a column and how many families have each."""
        return self._services.read(list_reads.column_values, chosen, column)

    def write(self, written: Written[FamilyFilter], path: Path, progress: Progress) -> int:
        """Write a list to a file."""
        from gsi_desktop.services.exchange.exports import FamilyListing, export_families

        asked = written.asked
        listing = FamilyListing(asked.chosen, _sort(asked), not asked.ascending, written.keys, written.only)
        return self._services.snapshot(export_families, listing, path, progress)


def _sort(asked: Asked[FamilyFilter]) -> FamilySort:
    return _SORTS[asked.column]
