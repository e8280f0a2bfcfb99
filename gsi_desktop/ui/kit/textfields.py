"""More labelled inputs: a text of several lines, a text with suggestions, a time of the day, an amount of money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QPlainTextEdit

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.money import parse_pesos, show_pesos
from gsi_desktop.ui.kit.fields import Check, Field, ParsedField, TextField
from gsi_desktop.ui.kit.theme import theme


class TextBox(QPlainTextEdit):
    """A text of several lines from which Tab leads on; Ctrl+Enter is left to the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+Enter to whoever is around."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)


class TextAreaField(Field):
    """A text of several lines, trimmed; ``lines`` tall, taller where ``grows``. What is too long is told, not cut."""

    box: TextBox

    def __init__(
        self,
        key: str,
        label: str,
        *,
        lines: int = 3,
        grows: bool = False,
        required: bool = False,
        hint: str = "",
        check: Check | None = None,
        max_length: int | None = None,
        placeholder: str = "",
    ) -> None:
        self._lines = lines
        self._grows = grows
        self._max_length = max_length
        super().__init__(key, label, TextBox(), required=required, hint=hint, check=check)
        self.box.setPlaceholderText(placeholder)
        self.box.textChanged.connect(self._typed)
        self._silent = False

    def value(self) -> str:
        """Return the text without blanks at its ends; raises `ExpectedError` ``text_too_long``."""
        text = self.box.toPlainText().strip()
        if self._max_length is not None and len(text) > self._max_length:
            raise ExpectedError("text_too_long", limit=self._max_length)
        return text

    def text(self) -> str:
        """Return what is typed, whether it will do or not."""
        return self.box.toPlainText()

    def set_value(self, value: Any) -> None:
        """Show ``value``; None is nothing."""
        self._silent = True
        self.box.setPlainText("" if value is None else str(value))
        self._silent = False
        self._touched = False
        self.set_error("")

    def is_empty(self) -> bool:
        """Whether there is nothing but blanks."""
        return not self.box.toPlainText().strip()

    def typed(self) -> Any:
        """Return the text as it stands."""
        return self.box.toPlainText()

    def retype(self, shown: Any) -> None:
        """Show the text again and say what is wrong with it."""
        if isinstance(shown, str) and shown != self.box.toPlainText():
            self.set_value(shown)
            self._touched = True
            self.check()

    def _typed(self) -> None:
        if not self._silent:
            self._edited()

    def _build(self) -> None:
        super()._build()
        column = self.layout()
        if self._grows and column is not None:
            column.takeAt(column.count() - 1)

    def _resize_box(self) -> None:
        super()._resize_box()
        height = theme().px(self._lines * 18 + 18)
        self.box.setMinimumHeight(height)
        if not self._grows:
            self.box.setMaximumHeight(height)


class SuggestField(TextField):
    """One line of free text with usual answers to choose from; ↓ or F2 opens them."""

    def __init__(
        self,
        key: str,
        label: str,
        suggestions: Sequence[str],
        *,
        required: bool = False,
        hint: str = "",
        max_length: int = 200,
        width: int | None = None,
    ) -> None:
        super().__init__(key, label, required=required, hint=hint, max_length=max_length, width=width)
        completer = QCompleter(list(suggestions), self.box)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("popup", True)
        completer.activated.connect(lambda _text: self._edited())
        self.box.setCompleter(completer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the list with ↓ or F2."""
        pressed = watched is self.box and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F2):
            self.open_list()
            return True
        return super().eventFilter(watched, event)

    def open_list(self) -> None:
        """Show the usual answers, those that hold what is typed."""
        completer = self.box.completer()
        completer.setCompletionPrefix(self.box.text())
        if not completer.completionCount():
            completer.setCompletionPrefix("")
        completer.complete()


class TimeField(TextField):
    """A time of the day as people type it ("904", "2:30 pm"); shown as "9:04" on leaving.

    ``parse`` turns what was typed into the stored "HH:MM", or raises `ExpectedError`.
    """

    def __init__(
        self,
        key: str,
        label: str,
        parse: Callable[[str], str],
        *,
        required: bool = False,
        hint: str = "",
        width: int | None = 90,
    ) -> None:
        self._parse = parse
        super().__init__(key, label, required=required, hint=hint, width=width, max_length=12, placeholder=_("h:mm"))

    def value(self) -> str:
        """Return "HH:MM", "" for nothing; raises what ``parse`` raises."""
        return self._parse(self.box.text())

    def set_value(self, value: Any) -> None:
        """Show a stored time."""
        super().set_value(shown_time(value or ""))

    def _left(self) -> None:
        with suppress(ExpectedError):  # told by the check below; what was typed stays
            self.box.setText(shown_time(self.value()))
        super()._left()


class PesosField(ParsedField):
    """An amount in pesos, at the right; accepts what people type and shows ``$ 1.234.567`` on leaving."""

    def __init__(
        self,
        key: str,
        label: str,
        *,
        required: bool = False,
        hint: str = "",
        check: Check | None = None,
        width: int | None = 180,
    ) -> None:
        super().__init__(key, label, required=required, hint=hint, check=check, width=width, max_length=30)
        self.box.setAlignment(Qt.AlignmentFlag.AlignRight)

    def read(self, text: str) -> int:
        """Return centavos."""
        return parse_pesos(text)

    def written(self, value: int) -> str:
        """Return pesos as people read them."""
        return show_pesos(value)


def shown_time(stored: str) -> str:
    """Return a stored time as people read it.

    >>> shown_time("09:04"), shown_time("14:30"), shown_time("")
    ('9:04', '14:30', '')
    """
    return stored.removeprefix("0") if len(stored) == 5 else stored
