"""What a person sees when the program itself failed: plain words, a code, and details worth sending."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import announce
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.dialogs import Question
from gsi_desktop.ui.shell.context import Notify
from gsi_desktop.ui.shell.crash import CrashReport


def copy_text(text: str) -> None:
    """Put ``text`` on the clipboard."""
    QGuiApplication.clipboard().setText(text)


class CrashDialog(Question):
    """One failure. Seguir trabajando is the safe way and the default; Esc does the same."""

    def __init__(self, report: CrashReport, leave: Callable[[], object], parent: QWidget | None = None) -> None:
        what = _("El programa no terminó lo que usted pidió. La falla es del programa, no de usted.")
        kept = _(
            "Lo que ya estaba guardado sigue igual, y lo que tiene escrito sigue en la pantalla y en los borradores."
        )
        to_do = _("Inténtelo de nuevo. Si se repite, copie los detalles y envíelos a quien le da soporte.")
        code = _("Código {code}").format(code=report.code)
        private = _("Los detalles no llevan nombres, documentos ni nada de lo escrito.")
        words = "\n\n".join((what, kept, to_do, f"{code}. {private}"))
        super().__init__(parent, "alert-circle", "danger", _("Una parte del programa falló"), words)
        self.report = report
        self.setWindowTitle(_("Falla del programa {code}").format(code=report.code))
        self._copy_button = Button(_("Copiar detalles"), "copy", self._copy)
        stay = Button(_("Seguir trabajando"), None, self.accept, kind="primary")
        stay.setDefault(True)
        self.buttons.insertWidget(0, self._copy_button)
        self.buttons.insertWidget(1, Button(_("Salir"), None, leave))
        self.buttons.addWidget(stay)
        stay.setFocus()

    def _copy(self) -> None:
        copy_text(self.report.details)
        self._copy_button.setText(_("Detalles copiados"))
        announce(self, _("Detalles copiados"))


class CrashDesk(QObject):
    """Decides how a failure is told: a dialog the first time, a notice when the same one comes back.

    There is never a second dialog on top of the first; a failure in every repaint must not bury the window.
    """

    def __init__(self, window: QWidget, notify: Notify, leave: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self._notify = notify
        self._leave = leave
        self._told: set[str] = set()
        self.dialog: CrashDialog | None = None

    def tell(self, report: CrashReport) -> None:
        """Tell the person about ``report``."""
        if self.dialog is not None:
            return
        if report.code in self._told:
            self._notify(
                "danger",
                _("El programa volvió a fallar en lo mismo."),
                _("Lo guardado sigue igual. Código {code}.").format(code=report.code),
                [(_("Copiar detalles"), lambda: copy_text(report.details))],
            )
            return
        self._told.add(report.code)
        self.dialog = CrashDialog(report, self._leave, self._window)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
