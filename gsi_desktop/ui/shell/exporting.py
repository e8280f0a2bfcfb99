"""A list as a workbook or CSV: where to, written in the long lane with progress and cancel, and how it went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.ui.kit.dialogs import ask_save_file
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.progress import ProgressPanel

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

Write = Callable[[Path, Progress], int]
"""Writes the list to a file and returns how many rows; runs in the long lane."""


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
