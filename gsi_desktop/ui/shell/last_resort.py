"""When not even the window can be made: a plain box of Qt with the code, never a silent exit.

Uses nothing of the kit, because the kit may be what failed (a damaged installation).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMessageBox

from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.crash import CrashReporter


def tell(error: BaseException, reporter: CrashReporter) -> None:
    """Say that the program could not start, with the code and the details to copy."""
    app = QApplication.instance() or QApplication([])
    report = reporter.report(error, tell=False)
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Critical)
    box.setWindowTitle("GSI Escritorio")
    box.setText(_("GSI Escritorio no pudo empezar."))
    words = _("Sus datos no se tocaron. Instale el programa de nuevo; si se repite, envíe los detalles a soporte.")
    code = _("Código {code}.").format(code=report.code)
    box.setInformativeText(f"{words} {code}")
    box.setDetailedText(report.details)
    box.addButton(_("Cerrar"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()
    del app
