"""Compromisos: what was promised and is open, by due day, with the family it is of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gsi_desktop.models.enums import CommitmentSide
from gsi_desktop.services.accompaniment import commitment_list, wording
from gsi_desktop.services.accompaniment.commitment_list import CommitmentFilter, Due
from gsi_desktop.services.accompaniment.data import CommitmentRow
from gsi_desktop.services.accompaniment.team import cogestores
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.families import queries as families
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.choice_menu import Choices
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.filter_bar import BarWords
from gsi_desktop.ui.kit.listing import Asked, Written
from gsi_desktop.ui.kit.picking import pick_column
from gsi_desktop.ui.shell.exporting import write_pages
from gsi_desktop.ui.shell.list_page import ListKind, ListPage, ListWords
from gsi_desktop.ui.shell.which_list import visits_or_commitments

if TYPE_CHECKING:
    from gsi_desktop.services.core.listing import Index
    from gsi_desktop.services.core.paging import Page
    from gsi_desktop.ui.shell.context import UiContext

TABLE: Final = "commitments"
"""Name under which the settings keep the columns of the list."""


def due_name(one: Due) -> str:
    """Return when commitments are due, in words."""
    return {
        Due.OVERDUE: _("Vencidos"),
        Due.SOON: _("Vencen en 7 días"),
        Due.LATER: _("Vencen después"),
    }[one]


def commitment_columns(today: Callable[[], date]) -> tuple[Column, ...]:
    """Return the columns; what tells a sensitive fact is not told."""

    def when(row: CommitmentRow) -> Chip | None:
        if row.due_on is None or row.due_on >= today() + timedelta(days=7):
            return None
        late = (today() - row.due_on).days
        if late > 0:
            return Chip(ngettext("Hace {n} día", "Hace {n} días", late).format(n=formats.number(late)), "danger")
        return Chip(_("Hoy") if late == 0 else ngettext("En {n} día", "En {n} días", -late).format(n=-late), "warning")

    return (
        pick_column(),
        Column("due_on", _("Vence"), 96, tabular=True, sortable=True, filter="days"),
        Column("when", _("Plazo"), 112, value=lambda _row: "", chip=when),
        Column("action", _("Compromiso"), 260, stretch=2, value=wording.promise),
        Column(
            "logro",
            _("Logro"),
            170,
            stretch=2,
            tone="text2",
            value=lambda row: "" if row.reserved else row.logro,
        ),
        Column("side", _("De quién"), 96, tone="text2", filter="values", value=lambda row: wording.side(row.side)),
        Column("responsible", _("Responsable"), 140, tone="text2", value=wording.answers),
        Column("head", _("Familia"), 180, stretch=1, filter="text"),
        Column("folio", _("Folio"), 162, tabular=True, tone="text2", filter="text"),
        Column("agreed_on", _("Acordado"), 96, tabular=True, tone="text2", filter="days"),
    )


def commitment_kind(today: Callable[[], date]) -> ListKind:
    """Return what the list of commitments is."""

    def counted(count: int) -> str:
        words = ngettext("{total} compromiso abierto", "{total} compromisos abiertos", count)
        return words.format(total=formats.number(count))

    def none_of(total: int) -> str:
        if not total:
            return _("Ningún compromiso cumple los filtros.")
        return ngettext(
            "El único compromiso abierto no cumple los filtros.",
            "Ninguno de los {total} compromisos abiertos cumple los filtros.",
            total,
        ).format(total=formats.number(total))

    return ListKind(
        table=TABLE,
        title=_("Compromisos"),
        purpose=_("Lo que se acordó y sigue pendiente, por fecha de vencimiento."),
        label=_("Lista de compromisos abiertos"),
        file="compromisos",
        columns=commitment_columns(today),
        first="due_on",
        words=ListWords(
            _("Cargando compromisos…"),
            none_of,
            lambda total: _("Elegir los {total}").format(total=total),
            _("Todos"),
        ),
        bar=BarWords(_("Familia, documento o folio"), _("Filtrar por la familia: nombre, documento o folio"), counted),
        spare=("folio", "responsible", "logro", "side", "agreed_on"),
        searched=("head", "folio"),
        filtered_by={"due": "due_on"},
    )


class CommitmentChips:
    """The chips of Compromisos."""

    def __init__(self) -> None:
        self.municipalities: tuple[tuple[str, str], ...] = ()
        self.cogestores: tuple[tuple[UUID, str], ...] = ()

    def titles(self) -> dict[str, str]:
        """Return the chips in the order they are offered."""
        return {"due": _("Plazo"), "municipality_id": _("Municipio"), "cogestor_id": _("Cogestor(a)")}

    def choices(self, chip: str) -> Choices:
        """Return the values of a chip with their words."""
        return {
            "due": tuple((one, due_name(one)) for one in Due),
            "municipality_id": self.municipalities,
            "cogestor_id": self.cogestores,
        }[chip]

    def value(self, chosen: CommitmentFilter, chip: str) -> Any:
        """Return what a chip filters by, None while it does not."""
        return getattr(chosen, chip)

    def put(self, chosen: CommitmentFilter, chip: str, value: Any) -> CommitmentFilter:
        """Return the filter with another value of a chip."""
        return replace(chosen, **{chip: value})

    def name(self, _chip: str, _value: Any) -> str:
        """Return the words of a value that is none of the choices."""
        return _("Otra")

    def why_none(self, _chip: str) -> str:
        """Return why a chip has no choices."""
        return _("sin familias")

    def value_name(self, column: str, code: str) -> str:
        """Return a value of a column in words."""
        return wording.side(CommitmentSide(code)) if column == "side" else code


class CommitmentReads:
    """Reads the list of commitments as of today."""

    def __init__(self, context: UiContext) -> None:
        self._services = context.services
        self._today = context.services.clock.today

    def page(self, asked: Asked[CommitmentFilter], cursor: Any, size: int) -> Page[CommitmentRow]:
        """Return ``size`` commitments after ``cursor``."""
        down = not asked.ascending
        return self._services.read(
            commitment_list.commitment_page, asked.chosen, self._today(), descending=down, cursor=cursor, size=size
        )

    def places(self, asked: Asked[CommitmentFilter]) -> Index:
        """Return where each page begins."""
        down = not asked.ascending
        return self._services.snapshot(commitment_list.commitment_index, asked.chosen, self._today(), descending=down)

    def ids(self, asked: Asked[CommitmentFilter], cursor: Any, size: int | None) -> Sequence[UUID]:
        """Return the ids of ``size`` commitments (None: all) after ``cursor``."""
        down = not asked.ascending
        return self._services.read(
            commitment_list.commitment_ids, asked.chosen, self._today(), descending=down, cursor=cursor, size=size
        )

    def key(self, row: CommitmentRow) -> UUID:
        """Return the id of a row."""
        return row.commitment_id

    def count(self, chosen: CommitmentFilter) -> int:
        """Return how many commitments ``chosen`` lets through."""
        return self._services.read(commitment_list.commitment_count, chosen, self._today())

    def values(self, chosen: CommitmentFilter, column: str) -> Sequence[tuple[str, int]]:
        """Return the values of a column and how many commitments have each."""
        return self._services.read(commitment_list.commitment_values, chosen, column, self._today())

    def write(self, written: Written[CommitmentFilter], path: Path, progress: Progress) -> int:
        """Write a list to a file, of one moment."""
        return self._services.snapshot(self._write, written, path, progress)

    def _write(self, session: Any, written: Written[CommitmentFilter], path: Path, progress: Progress) -> int:
        asked, today, only = written.asked, self._today(), written.only
        known = {column.key: column for column in commitment_columns(self._today) if not column.pick}
        keys = written.keys if written.keys is not None else tuple(known)

        def read(cursor: Any, size: int) -> Any:
            down = not asked.ascending
            page = commitment_list.commitment_page(
                session, asked.chosen, today, descending=down, cursor=cursor, size=size
            )
            if only is None:
                return page
            return replace(page, rows=tuple(row for row in page.rows if row.commitment_id in only))

        expected = len(only) if only is not None else commitment_list.commitment_count(session, asked.chosen, today)
        columns = [known[key] for key in keys]
        return write_pages(path, _("Compromisos"), columns, read, expected=expected, progress=progress)


class CommitmentsPage(ListPage):
    """The list of open commitments. Arguments: fields of `CommitmentFilter` (``due`` by its code too), or ``view``."""

    def __init__(self, context: UiContext) -> None:
        self.chips = CommitmentChips()
        today = context.services.clock.today
        super().__init__(context, commitment_kind(today), CommitmentReads(context), CommitmentFilter(), self.chips)

    def add_actions(self) -> Sequence[QWidget]:
        """Add the switch and the export."""
        self.which = visits_or_commitments(self, "commitments", self._context)
        return (self.add_export(),)

    def open_row(self, row: CommitmentRow) -> None:
        """Open the dossier of a family where its commitments are."""
        self._context.navigate("family", family_id=row.family_id, tab="plan")

    def nothing_yet(self) -> EmptyState:
        """Say that nothing is open and where commitments come from."""
        to_families = (_("Ver las familias"), lambda: self._context.navigate("families"))
        return EmptyState("circle-check", _("No hay compromisos abiertos. Se acuerdan en el plan o en la visita."),
                          to_families)  # fmt: skip

    def filter_of(self, told: Mapping[str, object]) -> CommitmentFilter:
        """Return the filter a link asks for."""
        due = told.get("due")
        return CommitmentFilter(**{**told, "due": Due(str(due)) if due is not None else None})  # type: ignore[arg-type]

    def read_choices(self) -> None:
        """Read the municipalities and cogestores there are families of."""
        read = self._context.services.read

        def work() -> tuple[tuple[tuple[str, str], ...], tuple[tuple[UUID, str], ...]]:
            places = read(families.places_in_use)
            return places, wording.cogestor_choices(read(cogestores))

        self._context.runner.read(self, work, self._offer, key="places")

    def _offer(self, found: tuple[tuple[tuple[str, str], ...], tuple[tuple[UUID, str], ...]]) -> None:
        self.chips.municipalities, self.chips.cogestores = found
        self.filters.refresh()
