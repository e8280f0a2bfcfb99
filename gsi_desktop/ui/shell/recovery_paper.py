"""The sheet of the recovery code to the printer or to a file, from where there is no database open yet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsi_desktop.services.core.clock import SystemClock
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.ui.kit import printing
from gsi_desktop.ui.kit.dialogs import ask_save_file
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.infobar import InfoBar, Severity
from gsi_desktop.ui.kit.tasks import TaskRunner

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class RecoveryPaper(QWidget):
    """Prints or keeps the sheet and says how it went. ``window`` is what the dialogs belong to."""

    def __init__(self, runner: TaskRunner, window: QWidget) -> None:
        super().__init__()
        self._runner = runner
        self._window = window
        self._code = ""
        self._office = self._who = ""
        self._bar: InfoBar | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def take(self, code: str, office: str, who: str) -> None:
        """Take the code, the name of the database it opens and who prints it."""
        self._code, self._office, self._who = code, office, who

    def print_out(self) -> None:
        """Ask for a printer and print the sheet."""
        if not printing.has_printers():
            self._say(
                "warning",
                _("Este equipo no tiene impresora."),
                _("Guarde el PDF para imprimirlo en otra parte, o copie el código a mano."),
            )
            return
        printer = printing.ask_printer(self._window, _("Código de recuperación"), 1)
        if printer is not None:
            self._draw(partial(self._print, printer))

    def _print(self, printer: QPrinter, pdf: bytes) -> None:
        self._runner.long(self, partial(printing.print_pdf, pdf, printer), self._printed, self._failed)

    def save(self) -> None:
        """Ask where to keep the sheet and write it."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        kinds = [(_("Documento PDF"), ["pdf"])]
        path = ask_save_file(self._window, _("Guardar PDF"), folder / _("Codigo de recuperacion.pdf"), kinds)
        if path is not None:
            self._draw(partial(self._write, path))

    def _write(self, path: Path, pdf: bytes) -> None:
        from gsi_desktop.ui.shell.print_page import write_pdf

        self._runner.write(self, partial(write_pdf, path, pdf), lambda _none: self._kept(path), self._failed)

    def _draw(self, then: Callable[[bytes], None]) -> None:
        code, office, who = self._code, self._office, self._who

        def work(_progress: Progress) -> bytes:
            from gsi_desktop.services.reports.recovery import recovery_sheet

            return recovery_sheet(code, office, who, SystemClock().now())

        self._runner.long(self, work, then, self._failed)

    def _printed(self, _sheets: int) -> None:
        self._say("success", _("Se envió a la impresora."), _("Escriba el código desde la hoja impresa."))

    def _kept(self, path: Path) -> None:
        self._say("success", _("Se guardó {name}.").format(name=path.name), _("Bórrelo después de imprimirlo."))

    def _failed(self, error: Exception) -> None:
        said = explain(error, self._runner)
        if said is not None:
            self._say("danger", _("El papel no salió."), said)

    def _say(self, severity: Severity, title: str, detail: str) -> None:
        if self._bar is None:
            self._bar = InfoBar(severity, title, detail)
            self._column.addWidget(self._bar)
        else:
            self._bar.set_message(severity, title, detail)
