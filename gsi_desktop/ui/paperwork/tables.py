"""The tables of Imprimir en lote: papers that were not made and why, and the batches that were printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gsi_desktop.services.core import formats, messages
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.paperwork import queries, wording
from gsi_desktop.services.paperwork.data import BatchRow, Problem
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.models import PagedModel, RowsModel
from gsi_desktop.ui.kit.tables import TableView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gsi_desktop.services.core.paging import Page as Rows
    from gsi_desktop.ui.shell.context import UiContext


def _why(row: Problem) -> str:
    try:
        return messages.text(row.code)
    except KeyError:  # a sentence that tells a name or a day, which is not kept
        return _("El papel no se pudo hacer.")


class ProblemsTable(TableView):
    """Families whose paper was not made, with the reason."""

    def __init__(self) -> None:
        columns = [
            Column("folio", _("Folio"), 170, tabular=True),
            Column("head", _("Familia"), 220, strong=True),
            Column("kind", _("Papel"), 150, value=lambda row: wording.kind(row.kind)),
            Column("code", _("Por qué"), 260, stretch=True, value=_why),
        ]
        self._rows = RowsModel(columns)
        super().__init__(self._rows, label=_("Papeles que no se hicieron"))
        self.show_problems(())

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what was not made."""
        self._rows.set_rows(problems)
        none = EmptyState("circle-check", _("Todos los papeles se pudieron hacer."))
        self.set_placeholder(None if problems else none)


def _forms(row: BatchRow) -> str:
    if not row.forms:
        return "–"
    return _("{keyed} de {all}").format(keyed=formats.number(row.keyed), all=formats.number(row.forms))


class BatchesTable(TableView):
    """The batches that were printed, newest first."""

    def __init__(self, context: UiContext) -> None:
        columns = [
            Column("code", _("Lote de papel"), 104, tabular=True, strong=True),
            Column("title", _("Para quiénes"), 140, stretch=True, tooltip=lambda row: row.title),
            Column("kinds", _("Papeles"), 140, value=lambda row: ", ".join(map(wording.kind_in_short, row.kinds))),
            Column("papers", _("Cuántos"), 72, align="right", tabular=True, value=lambda r: formats.number(r.papers)),
            Column("forms", _("Digitados"), 84, align="right", tabular=True, value=_forms),
            Column("made_at", _("Impreso"), 134, tabular=True, value=_made),
            Column("made_by", _("Por"), 96),
        ]
        self._paged = PagedModel(columns, tasks=context.runner)
        super().__init__(self._paged, label=_("Lotes impresos"))
        self._context = context
        self._paged.first_page.connect(self._arrived)

    def reload(self) -> None:
        """Read the batches anew."""
        read = self._context.services.read

        def fetch(cursor: tuple[object, ...] | None) -> Rows[BatchRow]:
            return read(queries.batch_list, cursor=cursor)

        self._paged.reset(fetch)

    def _arrived(self) -> None:
        none = EmptyState("printer", _("Aún no se ha impreso ningún lote. Elija a la izquierda qué y para quiénes."))
        self.set_placeholder(None if self._paged.rowCount() else none)
        self.go_to_row(0)


def _made(row: BatchRow) -> str:
    here = row.made_at.astimezone(BOGOTA)
    return f"{formats.date(here.date())} {here:%H:%M}"
