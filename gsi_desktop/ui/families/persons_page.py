"""Personas: the registry person by person, with their family, what they lack, and the way to the dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.families import persons
from gsi_desktop.services.families.persons_data import Missing, PersonFilter, PersonRow, PersonSort
from gsi_desktop.services.families.wording import missing_name, no_document, short_kinship
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.families import shared_columns
from gsi_desktop.ui.families.family_list import COLUMN_OF
from gsi_desktop.ui.families.filters import PersonChips, Places, read_places
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.filter_bar import BarWords
from gsi_desktop.ui.kit.listing import Asked, Written
from gsi_desktop.ui.kit.picking import pick_column
from gsi_desktop.ui.shell.list_page import ListKind, ListPage, ListWords
from gsi_desktop.ui.shell.which_list import families_or_people

if TYPE_CHECKING:
    from gsi_desktop.services.core.listing import Index
    from gsi_desktop.services.core.paging import Page
    from gsi_desktop.ui.shell.context import UiContext

TABLE: Final = "persons"
"""Name under which the settings keep the columns of the list."""

_SORTS: Final = {
    "name": PersonSort.NAME,
    "document": PersonSort.DOCUMENT,
    "age": PersonSort.BIRTH,
    "folio": PersonSort.FOLIO,
    "head_name": PersonSort.HEAD,
    "municipality": PersonSort.MUNICIPALITY,
    "settlement": PersonSort.SETTLEMENT,
    "stage": PersonSort.STAGE,
    "cogestor": PersonSort.COGESTOR,
}
_SPARE: Final = ("folio", "municipality", "stage", "cogestor", "born", "status")


def _missing(row: PersonRow) -> str:
    return " · ".join(missing_name(one) for one in row.missing)


def _missing_chip(row: PersonRow) -> Chip | None:
    return Chip(_missing(row), "warning") if row.missing else None


def _document(row: PersonRow) -> str:
    if row.document:
        return formats.document_number(row.document)
    return no_document(row.no_document) if row.no_document is not None else _("Sin documento")


def person_columns() -> tuple[Column, ...]:
    """Return the columns; no sensitive fact among them."""
    return (
        pick_column(),
        Column("name", _("Nombre"), 200, stretch=True, sortable=True, filter="text"),
        Column(
            "document",
            _("Documento"),
            118,
            tabular=True,
            sortable=True,
            filter="text",
            value=_document,
            tone=lambda row: "text2" if row.document else "text3",
            tooltip=lambda row: formats.document(row.document_type, row.document),
            copy=lambda row: row.document,
        ),
        Column(
            "age",
            _("Edad"),
            74,
            align="right",
            tabular=True,
            sortable=True,
            filter="numbers",
            tooltip=lambda row: _("Nació el {day}").format(day=row.born) if row.born else _("Sin fecha de nacimiento"),
        ),
        Column("born", _("Nacimiento"), 96, tabular=True, tone="text2"),
        Column("sex", _("Sexo"), 74, tone="text2", filter="values", value=lambda row: catalogues.label("sex", row.sex)),
        Column("kinship", _("Parentesco"), 104, tone="text2", filter="values", value=short_kinship),
        Column("missing", _("Falta"), 150, value=_missing, chip=_missing_chip, tooltip=_missing),
        shared_columns.folio(),
        Column("head_name", _("Jefe(a) de hogar"), 172, tone="text2", sortable=True, filter="text"),
        *shared_columns.places(),
        shared_columns.stage(),
        shared_columns.cogestor(),
        shared_columns.status(),
    )


def _counted(count: int) -> str:
    return ngettext("{total} persona", "{total} personas", count).format(total=formats.number(count))


def _none_of(total: int) -> str:
    if not total:
        return _("Ninguna persona cumple los filtros.")
    return ngettext(
        "La única persona no cumple los filtros.", "Ninguna de las {total} personas cumple los filtros.", total
    ).format(total=formats.number(total))


def person_list() -> ListKind:
    """Return what the list of people is."""
    return ListKind(
        table=TABLE,
        title=_("Personas"),
        purpose=_("Integrantes de hoy, persona por persona."),
        label=_("Lista de personas"),
        file="personas",
        columns=person_columns(),
        first="name",
        words=ListWords(_("Cargando personas…"), _none_of, lambda total: _("Elegir las {total}").format(total=total)),
        bar=BarWords(_("Nombre, documento o folio"), _("Filtrar por nombre, documento o folio"), _counted),
        spare=_SPARE,
        searched=("name", "document", "folio"),
        filtered_by=COLUMN_OF | {"missing": "missing"},
    )


class PersonReads:
    """Reads the list of people as of today."""

    def __init__(self, context: UiContext) -> None:
        self._services = context.services
        self._today = context.services.clock.today

    def page(self, asked: Asked[PersonFilter], cursor: Any, size: int) -> Page[PersonRow]:
        """Return ``size`` people after ``cursor``."""
        sort, down = _order(asked)
        return self._services.read(
            persons.person_page, asked.chosen, sort, self._today(), descending=down, cursor=cursor, size=size
        )

    def places(self, asked: Asked[PersonFilter]) -> Index:
        """Return where each page begins."""
        sort, down = _order(asked)
        return self._services.snapshot(persons.person_index, asked.chosen, sort, self._today(), descending=down)

    def ids(self, asked: Asked[PersonFilter], cursor: Any, size: int | None) -> Sequence[UUID]:
        """Return the ids of ``size`` people (None: all) after ``cursor``."""
        sort, down = _order(asked)
        return self._services.read(
            persons.person_ids, asked.chosen, sort, self._today(), descending=down, cursor=cursor, size=size
        )

    def key(self, row: PersonRow) -> UUID:
        """Return the id of a row."""
        return row.person_id

    def count(self, chosen: PersonFilter) -> int:
        """Return how many people ``chosen`` lets through."""
        return self._services.read(persons.person_total, chosen, self._today())

    def values(self, chosen: PersonFilter, column: str) -> Sequence[tuple[str, int]]:
        """Return the values of a column and how many people have each."""
        return self._services.read(persons.person_values, chosen, column, self._today())

    def write(self, written: Written[PersonFilter], path: Path, progress: Progress) -> int:
        """Write a list to a file."""
        from gsi_desktop.services.exchange.exports import PersonListing, export_person_list

        sort, down = _order(written.asked)
        listing = PersonListing(written.asked.chosen, sort, down, written.keys, written.only)
        return self._services.snapshot(export_person_list, listing, self._today(), path, progress)


def _order(asked: Asked[PersonFilter]) -> tuple[PersonSort, bool]:
    """Return the order of the rows and whether it goes down: the youngest were born last."""
    sort = _SORTS[asked.column]
    return sort, asked.ascending is (sort is PersonSort.BIRTH)


class PersonsPage(ListPage):
    """The list of people. Arguments: fields of `PersonFilter`, or ``view``."""

    def __init__(self, context: UiContext) -> None:
        self.chips = PersonChips(context.services.clock.today)
        super().__init__(context, person_list(), PersonReads(context), PersonFilter(), self.chips)
        self.filters.changed.connect(self._tell_filter)

    def add_actions(self) -> Sequence[QWidget]:
        """Add the switch and the export."""
        self.which = families_or_people(self, "persons", self._context)
        return (self.add_export(),)

    def open_row(self, row: PersonRow) -> None:
        """Open the dossier of the family of a person."""
        self._context.navigate("family", family_id=row.family_id)

    def nothing_yet(self) -> EmptyState:
        """Say that there is nobody and how to have some."""
        importing = (_("Importar padrón"), lambda: self._context.navigate("import"))
        return EmptyState("users", _("Aún no hay personas."), importing)

    def filter_of(self, told: Mapping[str, object]) -> PersonFilter:
        """Return the filter a link asks for: ``missing`` may come by its code."""
        missing = told.get("missing")
        return PersonFilter(**{**told, "missing": Missing(str(missing)) if missing is not None else None})  # type: ignore[arg-type]

    def read_choices(self) -> None:
        """Read the places there are people in."""
        work = partial(read_places, self._context.services, self.filters.chosen.families)
        self._context.runner.read(self, work, self._offer_places, key="places")

    def _offer_places(self, places: Places) -> None:
        self.chips.of_family.places = places
        self.filters.refresh()
        self.table.tell_municipalities(len(places.municipalities))

    def _tell_filter(self) -> None:
        self.which.told = self.filters.chosen.families.told()
