"""The batches with forms that wait to be keyed, to choose one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.paperwork import queries, wording
from gsi_desktop.services.paperwork.data import BatchRow
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.models import PagedModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.visits.pile_panel import progress

if TYPE_CHECKING:
    from gsi_desktop.services.core.paging import Page as Rows
    from gsi_desktop.ui.shell.context import UiContext


def _kinds(row: BatchRow) -> str:
    return ", ".join(wording.kind(kind) for kind in row.kinds)


def _made(row: BatchRow) -> str:
    return f"{formats.date(row.made_at.astimezone(BOGOTA).date())} · {row.made_by}"


class PileList(TableView):
    """``activated_row`` carries the batch chosen."""

    def __init__(self, context: UiContext) -> None:
        columns = [
            Column("code", _("Lote de papel"), 104, tabular=True, strong=True),
            Column("title", _("Para quiénes"), 200, stretch=True),
            Column("kinds", _("Papeles"), 220, value=_kinds),
            Column("made_at", _("Impreso"), 200, value=_made, tabular=True),
            Column("keyed", _("Avance"), 220, value=progress, tabular=True),
        ]
        self._paged = PagedModel(columns, tasks=context.runner)
        super().__init__(self._paged, label=_("Lotes por digitar"))
        self._context = context
        self._paged.first_page.connect(self._arrived)

    def reload(self) -> None:
        """Read the batches anew."""
        read = self._context.services.read

        def fetch(cursor: tuple[object, ...] | None) -> Rows[BatchRow]:
            return read(queries.batch_list, only_forms=True, cursor=cursor)

        self._paged.reset(fetch)

    def _arrived(self) -> None:
        if self._paged.rowCount():
            self.set_placeholder(None)
            return
        why = _("No hay formatos por digitar. Imprímalos en lote y aquí aparecen en el orden en que salieron.")
        go = (_("Imprimir en lote"), lambda: self._context.navigate("batch_print"))
        self.set_placeholder(EmptyState("printer", why, go))
