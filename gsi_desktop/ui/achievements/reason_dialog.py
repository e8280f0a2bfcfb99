"""Asks for a reason in a line before something that leaves a trace."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.dialogs import Question
from gsi_desktop.ui.kit.fields import TextField

_LEAST = 5


def _enough(text: str) -> None:
    if len(text) < _LEAST:
        raise ExpectedError("reason_missing")


def ask_reason(parent: QWidget | None, question: str, detail: str, verb: str) -> str | None:
    """Return the reason the person writes, None when they leave it."""
    box = Question(parent, "help", "info", question, detail)
    field = TextField("reason", _("Motivo"), required=True, check=_enough, max_length=200)
    column = box.layout()
    if isinstance(column, QVBoxLayout):
        column.insertWidget(1, field)

    def accept() -> None:
        if field.check():
            box.accept()

    act = Button(verb, None, accept, kind="primary")
    act.setAutoDefault(True)
    act.setDefault(True)
    for button in (act, Button(_("Cancelar"), None, box.reject)):
        box.buttons.addWidget(button)
    field.box.setFocus()
    return str(field.value()) if box.exec() == QDialog.DialogCode.Accepted else None
