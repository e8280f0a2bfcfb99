"""Long work seen: what it is doing, how far it is, and the way to stop it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.messages import text as message
from gsi_desktop.services.core.progress import Step
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.labels import ElidedLabel, Label
from gsi_desktop.ui.kit.tasks import TaskHandle
from gsi_desktop.ui.kit.theme import theme

_APPEARS_AFTER_MS: Final = 300
_STEPS: Final = 1000


class ProgressPanel(QWidget):
    """Text, bar and "Cancelar"; hidden until the work has taken 300 ms.

    Give `show_step` as ``progress`` of the task.
    """

    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._handle: TaskHandle | None = None
        self.text = ElidedLabel("", "body", "text")
        self.figure = Label("", "s", "text3", tabular=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = Button(_("Cancelar"), None, self._cancel)
        self._wait = QTimer(self, singleShot=True, interval=_APPEARS_AFTER_MS)
        self._wait.timeout.connect(self.show)
        self._build()
        self.hide()

    def start(self, text: str, handle: TaskHandle | None = None) -> None:
        """Begin: ``text`` says what is being done; ``handle`` is what "Cancelar" stops."""
        self._handle = handle
        self.text.setText(text)
        self.figure.setText("")
        self.bar.setRange(0, 0)
        set_name(self.bar, text)
        self.cancel.setEnabled(True)
        self.cancel.setText(_("Cancelar"))
        self._wait.start()

    def show_step(self, step: Step) -> None:
        """Show how far the work is; a total not known leaves the bar moving."""
        text = message(step.code, done=thousands(step.done), total=thousands(step.total or 0))
        self.text.setText(text)
        set_name(self.bar, text)
        if step.total:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(_STEPS * step.done // step.total)
            self.figure.setText(_("{done} de {total}").format(done=thousands(step.done), total=thousands(step.total)))
        else:
            self.bar.setRange(0, 0)
            self.figure.setText(thousands(step.done) if step.done else "")

    def finish(self) -> None:
        """End: the panel goes."""
        self._wait.stop()
        self._handle = None
        self.hide()

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.setText(_("Cancelando…"))
        if self._handle is not None:
            self._handle.cancel()
        self.cancel_asked.emit()

    def _build(self) -> None:
        px = theme().px
        line = QHBoxLayout()
        line.addWidget(self.text, 1)
        line.addWidget(self.figure)
        column = QVBoxLayout()
        column.setSpacing(px(6))
        column.addLayout(line)
        column.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(16))
        row.addLayout(column, 1)
        row.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignVCenter)
