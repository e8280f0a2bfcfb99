"""What a person sees when the program itself failed: plain words, a code, and details worth sending."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.icons import pixmap
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.context import Notify
from gsi_desktop.ui.shell.crash import CrashReport


def copy_text(text: str) -> None:
    """Put ``text`` on the clipboard."""
    QGuiApplication.clipboard().setText(text)


class CrashDialog(QDialog):
    """One failure. Seguir trabajando is the safe way and the default; Esc does the same."""

    def __init__(self, report: CrashReport, leave: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = report
        self.setWindowTitle(_("Falla del programa {code}").format(code=report.code))
        self._copied = Label(_("Los detalles quedaron copiados."), "s", "success")
        self._copied.hide()
        px = theme().px
        words = QVBoxLayout()
        words.setSpacing(px(8))
        words.addWidget(Label(_("Una parte del programa falló"), "m"))
        for text in (
            _("El programa no terminó lo que usted pidió. La falla es del programa, no de usted."),
            _("Lo que ya estaba guardado sigue igual, y lo que tiene escrito sigue en la pantalla."),
            _("Inténtelo de nuevo. Si se repite, copie los detalles y envíelos a quien le da soporte."),
        ):
            label = Label(text, "body", "text2", wrap=True)
            label.setMinimumWidth(px(440))
            words.addWidget(label)
        code = Label(_("Código {code}").format(code=report.code), "body_strong", tabular=True)
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.addWidget(code)
        words.addWidget(Label(_("Los detalles no llevan nombres, documentos ni nada de lo escrito."), "s", "text3"))
        words.addWidget(self._copied)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(20), px(18), px(20), px(16))
        outer.setSpacing(px(16))
        top = QHBoxLayout()
        top.setSpacing(px(14))
        top.addWidget(self._picture(), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        outer.addLayout(top)
        outer.addLayout(self._buttons(leave))

    def _picture(self) -> QLabel:
        label = QLabel()
        label.setPixmap(pixmap("alert-circle", "danger", theme().px(24), self.devicePixelRatioF()))
        return label

    def _buttons(self, leave: Callable[[], object]) -> QHBoxLayout:
        stay = Button(_("Seguir trabajando"), None, self.accept, kind="primary")
        stay.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(Button(_("Copiar detalles"), "copy", self._copy))
        row.addWidget(Button(_("Cerrar el programa"), None, leave))
        row.addStretch()
        row.addWidget(stay)
        stay.setFocus()
        return row

    def _copy(self) -> None:
        copy_text(self.report.details)
        self._copied.show()


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
