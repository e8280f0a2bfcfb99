"""A list as a workbook or CSV: where to, written in the long lane with progress and cancel, and how it went."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.dialogs import ask_save_file
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.tables import TableView

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_PAGE: Final = 1000
Write = Callable[[Path, Progress], int]
"""Writes the list to a file and returns how many rows; runs in the long lane."""


def offer_export(context: UiContext, page: Page, table: TableView | Callable[[], TableView], name: str) -> ExportDesk:
    """Offer in the menu of ``page`` to write what ``table`` shows, every row of it; ``name`` begins the file's name.

    A page of several lists says which one it shows when it is asked.
    """
    panel = ProgressPanel()
    page.body.insertWidget(0, panel)
    desk = ExportDesk(context, panel, page)

    def start() -> None:
        shown = table if isinstance(table, TableView) else table()
        model: Any = shown.model()
        columns, read = shown.shown_columns(), model.reader()
        desk.start(name, lambda path, progress: write_table(page.title, columns, read(), path, progress))

    page.add_overflow(_("Exportar lista"), "file-export", start)
    return desk


def write_table(
    title: str, columns: Sequence[Column], rows: Sequence[Any], path: Path, progress: Progress | None = None
) -> int:
    """Write rows as their table shows them: documents as texts, days as days, numbers as numbers; return how many."""
    from gsi_desktop.services.exchange.workbooks import write_rows

    cells = [[column.raw(row) for column in columns] for row in rows]
    text = [at for at in range(len(columns)) if all(isinstance(row[at], str) for row in cells)]
    return write_rows(
        path,
        sheet=title,
        header=[column.title for column in columns],
        rows=cells,  # type: ignore[arg-type]  # days, numbers and texts
        progress=progress,
        text_columns=text,
        expected=len(cells),
    )


def write_pages(
    path: Path,
    title: str,
    columns: Sequence[Column],
    read: Callable[[Any, int], Any],
    *,
    expected: int,
    progress: Progress,
) -> int:
    """Write every page of a list as its columns show it; ``read`` takes a cursor and a size. Return how many rows."""
    from gsi_desktop.services.exchange.workbooks import write_rows

    def rows() -> Iterator[list[Any]]:
        cursor = None
        while True:
            page = read(cursor, _PAGE)
            yield from ([column.raw(row) for column in columns] for row in page.rows)
            cursor = page.next
            if cursor is None:
                return

    return write_rows(
        path,
        sheet=title,
        header=[column.title for column in columns],
        rows=rows(),
        progress=progress,
        text_columns=[at for at, column in enumerate(columns) if column.filter not in ("days", "numbers")],
        expected=expected,
    )


class ExportDesk(QObject):
    """Asks where to, writes in the long lane and tells how it went. ``busy_changed`` says that it began or ended."""

    busy_changed = Signal()

    def __init__(self, context: UiContext, panel: ProgressPanel, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._panel = panel
        self._parent = parent
        self.busy = False

    def start(self, name: str, write: Write) -> None:
        """Export a list; ``name`` is what its file is called before the day."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        proposed = folder / f"{name}-{self._context.services.clock.today():%Y-%m-%d}.xlsx"
        kinds = [(_("Libro de Excel"), ["xlsx"]), (_("Texto separado por punto y coma (CSV)"), ["csv"])]
        path = ask_save_file(self._parent, _("Exportar lista"), proposed, kinds)
        if path is None:
            return
        self._set_busy(True)
        handle = self._context.runner.long(
            self,
            lambda progress: write(path, progress),
            lambda count: self._done(path, count),
            self._failed,
            progress=self._panel.show_step,
            cancelled=self._cancelled,
        )
        self._panel.start(_("Exportando la lista…"), handle)

    def _done(self, path: Path, count: int) -> None:
        self._finish()
        said = ngettext("Se exportó una fila.", "Se exportaron {count} filas.", count)
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
