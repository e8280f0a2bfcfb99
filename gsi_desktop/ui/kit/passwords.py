"""A password to type: hidden, shown on request, with a word when the capitals are on."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import announce
from gsi_desktop.ui.kit.fields import Check, TextField
from gsi_desktop.ui.kit.icons import icon, pixmap
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme

_LONGEST = 256


class PasswordField(TextField):
    """A secret; the eye or F2 shows it until the field is left. Its value is exactly what was typed, no draft has it.

    ``edited`` is called with each keystroke, for rules shown while typing.
    """

    def __init__(
        self,
        key: str,
        label: str,
        *,
        required: bool = True,
        hint: str = "",
        check: Check | None = None,
        edited: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__(key, label, required=required, hint=hint, check=check, max_length=_LONGEST, secret=True)
        self._eye = QAction(self.box)
        self._eye.triggered.connect(self.toggle)
        self.box.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self.box.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        QShortcut(QKeySequence("F2"), self.box, self.toggle, context=Qt.ShortcutContext.WidgetShortcut)
        self._add_capitals()
        theme().changed.connect(self._draw)
        self._draw()
        if edited is not None:
            self.box.textChanged.connect(edited)

    @property
    def shown(self) -> bool:
        """Whether what is typed can be read."""
        return self.box.echoMode() is QLineEdit.EchoMode.Normal

    def toggle(self) -> None:
        """Show or hide what is typed."""
        self._show(not self.shown)

    def clear(self) -> None:
        """Forget what was typed, and how it was typed: Ctrl+Z does not bring it back."""
        self.set_value("")

    def set_capitals(self, on: bool) -> None:
        """Say that the capitals are on, or nothing."""
        if on and not self._capitals.isVisibleTo(self):
            announce(self.box, self._words.text())
        self._capitals_icon.setVisible(on)
        self._capitals.setVisible(on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the capitals with each key, and hide what is shown on leaving."""
        if watched is self.box:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                self._notice(event)
            elif event.type() == QEvent.Type.FocusIn:
                self._ask_system()
            elif event.type() == QEvent.Type.FocusOut:
                self._show(False)
                self.set_capitals(False)
        return super().eventFilter(watched, event)

    def _notice(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_CapsLock:
            self.set_capitals(not self._capitals.isVisibleTo(self))
            return
        text = event.text()
        if len(text) == 1 and text.isalpha() and text.upper() != text.lower():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.set_capitals(text.isupper() != shift)

    def _ask_system(self) -> None:
        if sys.platform == "win32":
            import ctypes

            self.set_capitals(bool(ctypes.windll.user32.GetKeyState(0x14) & 1))

    def _show(self, shown: bool) -> None:
        self.box.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._draw()

    def _add_capitals(self) -> None:
        self._capitals_icon = QLabel()
        self._words = self._capitals = Label(_("Mayúsculas activadas"), "s", "warning")
        row = QHBoxLayout()
        row.setSpacing(theme().px(4))
        row.addWidget(self._capitals_icon)
        row.addWidget(self._capitals, 1)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)  # noqa: S101 - narrows the type
        column.insertLayout(2, row)
        self.set_capitals(False)

    def _draw(self) -> None:
        self._eye.setIcon(icon("eye-off" if self.shown else "eye", "text2", 16))
        words = _("Ocultar la contraseña (F2)") if self.shown else _("Mostrar la contraseña (F2)")
        self._eye.setText(words)
        self._eye.setToolTip(words)
        self._capitals_icon.setPixmap(pixmap("alert-triangle", "warning", theme().px(14), self.devicePixelRatioF()))
