"""The list of families as a workbook: the filter in force, every page of it, in the background and cancellable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter, FamilyRow, FamilySort
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.kit.dialogs import ask_save_file
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.progress import ProgressPanel

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.ui.shell.context import UiContext

_PAGE: Final = 1000
_TYPED: Final = {4, 12, 14, 15}
"""Columns that are no text: members, days of entry, last and next visit."""


def header() -> tuple[str, ...]:
    """Return the headings of the workbook."""
    return (
        _("Folio"),
        _("Jefe(a) de hogar"),
        _("Tipo de documento"),
        _("Documento"),
        _("Integrantes"),
        _("Código del municipio"),
        _("Municipio"),
        _("Vereda o barrio"),
        _("Zona"),
        _("Focalización"),
        _("Nivel o grupo"),
        _("Estado"),
        _("Ingreso"),
        _("Etapa"),
        _("Última visita"),
        _("Próxima visita"),
        _("Cogestor(a)"),
    )


def _cells(row: FamilyRow) -> tuple[Any, ...]:
    return (
        row.folio,
        row.head_name,
        row.head_document_type,
        row.head_document,
        row.members,
        row.municipality_id,
        row.municipality,
        row.settlement,
        catalogues.label("zone", row.zone) if row.zone is not None else "",
        formats.source(row.source) if row.source is not None else "",
        row.level,
        formats.family_status(row.status),
        row.entry_on,
        wording.stage(row.stage),
        row.last_visit_on,
        row.next_visit_on,
        row.cogestor,
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """The list a page shows: which families, in which order."""

    chosen: FamilyFilter
    sort: FamilySort
    descending: bool


def write_list(services: Services, listing: Listing, path: Path, progress: Progress) -> int:
    """Write the families of ``listing`` to the workbook ``path`` and return how many.

    Raises what `workbooks.write_rows` raises, and `ExpectedError` ``list_changed`` when the rows read are not as many
    as were counted; then there is no new file.
    """
    return services.read(_write, listing, path, progress)


def _write(session: Any, listing: Listing, path: Path, progress: Progress) -> int:
    from gsi_desktop.services.exchange.workbooks import write_rows

    expected = queries.family_count(session, listing.chosen)

    def rows() -> Iterator[tuple[Any, ...]]:
        written, cursor = 0, None
        while True:
            page = queries.family_page(
                session, listing.chosen, listing.sort, descending=listing.descending, cursor=cursor, size=_PAGE
            )
            progress.check()
            yield from map(_cells, page.rows)
            written, cursor = written + len(page.rows), page.next
            if cursor is None:
                break
        if written != expected:
            raise ExpectedError("list_changed")

    text = [number for number in range(len(header())) if number not in _TYPED]
    return write_rows(path, sheet=_("Familias"), header=header(), rows=rows(), progress=progress, text_columns=text)


class ExportDesk(QObject):
    """Asks where to, writes in the long lane and tells how it went. ``busy_changed`` says that it began or ended."""

    busy_changed = Signal()

    def __init__(self, context: UiContext, panel: ProgressPanel, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._panel = panel
        self._parent = parent
        self.busy = False

    def start(self, listing: Listing) -> None:
        """Export the list the page shows."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        name = f"familias-{self._context.services.clock.today():%Y-%m-%d}.xlsx"
        path = ask_save_file(self._parent, _("Exportar lista"), folder / name, [(_("Libro de Excel"), ["xlsx"])])
        if path is None:
            return
        self._set_busy(True)
        handle = self._context.runner.long(
            self,
            partial(write_list, self._context.services, listing, path),
            partial(self._done, path),
            self._failed,
            progress=self._panel.show_step,
            cancelled=self._cancelled,
        )
        self._panel.start(_("Exportando la lista…"), handle)

    def _done(self, path: Path, count: int) -> None:
        self._finish()
        said = ngettext("Se exportó una familia.", "Se exportaron {count} familias.", count)
        self._context.notify(
            "success",
            said.format(count=formats.number(count)),
            path.name,
            [(_("Abrir archivo"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))],
        )

    def _failed(self, error: Exception) -> None:
        self._finish()
        said = explain(error, self._context.runner)
        if said is not None:
            self._context.notify("danger", _("La lista no se exportó."), said)

    def _cancelled(self) -> None:
        self._finish()
        self._context.notify("info", _("Se canceló la exportación."), _("No se escribió ningún archivo."))

    def _finish(self) -> None:
        self._panel.finish()
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit()
