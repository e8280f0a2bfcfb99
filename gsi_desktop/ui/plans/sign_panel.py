"""The panel that approves a plan: how it was signed and when, and what approval does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout

from gsi_desktop.models.enums import Signature
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.fields import DateField
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.plans.panel import Panel

_WAYS = (Signature.SIGNED, Signature.FINGERPRINT, Signature.ON_REQUEST)


def _explained(way: Signature) -> str:
    return {
        Signature.SIGNED: _("quien firma sabe y puede hacerlo"),
        Signature.FINGERPRINT: _("con la huella de quien no puede firmar"),
        Signature.ON_REQUEST: _("otra persona firma por quien no sabe o no puede, con testigo"),
    }.get(way, "")


class SignPanel(Panel):
    """``approved`` carries how it was signed and the day; ``closed`` fires on Esc and "Cancelar"."""

    approved = Signal(object, object)
    closed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        set_name(self, _("Aprobar con firma"))
        self._today = today
        self.title = Label("", "card_title")
        self.detail = Label("", "body", "text2", wrap=True)
        self.group = QButtonGroup(self)
        self.ways = {way: QRadioButton(wording.signature(way)) for way in _WAYS}
        self.day = DateField("on", _("Fecha de la firma"), required=True, check=self._check, today=today)
        self.approve_button = Button("", "circle-check", self._approve, kind="primary")
        self.cancel_button = Button(_("Cancelar"), None, self.closed.emit)
        self._lay_out()

    def open_for(self, number: int, replaced: int | None) -> None:
        """Ask about version ``number``, which replaces version ``replaced``."""
        self.title.setText(_("Aprobar la versión {number} con firma").format(number=number))
        said = _(
            "Léala con la familia. Al aprobarla queda fija y desde ese día cuentan sus compromisos: "
            "imprímala y fírmenla."
        )
        if replaced is not None:
            former = _("Reemplaza la versión {number}; lo que se dejó por fuera de ella se anula.")
            said = f"{said} {former.format(number=replaced)}"
        self.detail.setText(said)
        self.approve_button.setText(_("Aprobar la versión {number}").format(number=number))
        self.ways[Signature.SIGNED].setChecked(True)
        self.day.set_value(self._today())
        self.set_busy(False)
        self.ways[Signature.SIGNED].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, text: str) -> None:
        """Say what is wrong with the day."""
        self.set_busy(False)
        self.day.set_error(text)
        self.day.box.setFocus()

    def set_busy(self, busy: bool) -> None:
        """Take or give back the buttons while it is approved."""
        self.approve_button.setEnabled(not busy)
        self.cancel_button.setEnabled(not busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc; Ctrl+Enter approves."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._approve()
        else:
            super().keyPressEvent(event)

    def _check(self, day: date) -> None:
        if day > self._today():
            raise ExpectedError("approval_in_future")

    def _approve(self) -> None:
        if not self.day.check():
            self.day.box.setFocus()
            return
        way = next(way for way, button in self.ways.items() if button.isChecked())
        self.set_busy(True)
        self.approved.emit(way, self.day.value())

    def _lay_out(self) -> None:
        body = QVBoxLayout()
        body.addWidget(self.title)
        body.addWidget(self.detail)
        body.addSpacing(theme().px(8))
        body.addWidget(Label(_("Cómo firma la familia"), "s", "text2"))
        for way, button in self.ways.items():
            self.group.addButton(button)
            set_name(button, f"{button.text()}: {_explained(way)}")
            line = QHBoxLayout()
            line.setSpacing(theme().px(8))
            line.addWidget(button)
            line.addWidget(Label(_explained(way), "s", "text3", wrap=True), 1)
            body.addLayout(line)
        body.addSpacing(theme().px(8))
        body.addWidget(self.day)
        body.addStretch(1)
        self.set_scrolling(body, room=(10, 10), gap=2)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel_button)
        self.foot.addWidget(self.approve_button)


def day_message(error: ExpectedError) -> str | None:
    """Return what ``error`` says about the day, None when it is about something else."""
    return messages.text(error.code, **error.params) if error.field == "on" else None
