"""Where the code of a paper is typed or read: a bar reader is a keyboard that ends with Enter."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.icons import icon
from gsi_desktop.ui.kit.labels import ElidedLabel, Label
from gsi_desktop.ui.kit.theme import theme

_WIDTH: Final = 250


class _Box(QLineEdit):
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter, which the page does not hear."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class CodeField(QWidget):
    """``entered`` carries what was typed, "" when Enter says to go on with the paper that is shown."""

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.box = _Box()
        self.label = Label(_("Código del &papel"), "s", "text2")
        self.label.setBuddy(self.box)
        self.said = ElidedLabel("", "body", "text")
        set_name(self.box, _("Código del papel"))
        self.box.addAction(icon("barcode", "text2", 16), QLineEdit.ActionPosition.LeadingPosition)
        self.box.entered.connect(self._enter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label)
        row.addWidget(self.box)
        row.addWidget(self.said, 1)
        theme().changed.connect(self._space)
        self._space()
        self.expect("")

    def begin(self) -> None:
        """Take the keyboard, what was typed selected."""
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def expect(self, code: str) -> None:
        """Be empty for the paper whose turn it is; without one, for any."""
        self.box.clear()
        self.box.setPlaceholderText(code or _("Lea o escriba el código"))

    def show_code(self, code: str) -> None:
        """Show the code of the paper that is open."""
        self.box.setText(code)

    def say(self, text: str, tone: str = "text") -> None:
        """Tell of the paper, or why the code will not do."""
        self.said.setText(text)
        self.said.set_tone(tone)
        if tone == "danger":
            announce(self.box, text)

    def _enter(self) -> None:
        self.entered.emit(self.box.text().strip())

    def _space(self) -> None:
        row = self.layout()
        if row is not None:
            row.setSpacing(theme().px(10))
        self.box.setFixedWidth(theme().px(_WIDTH))
