"""Labelled inputs: label above, help or error below, value checked on leaving; what was typed is never taken away."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.clock import SystemClock
from gsi_desktop.services.core.dates import parse_date, show_date
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import announce, plain, set_name
from gsi_desktop.ui.kit.choiceboxes import ComboBox, Options, SearchBox
from gsi_desktop.ui.kit.formats import plain_document, shown_document
from gsi_desktop.ui.kit.labels import Label, repolish
from gsi_desktop.ui.kit.theme import theme

Check = Callable[[Any], None]
"""Given the value of a field; raises `ExpectedError` when it will not do."""


class Field(QWidget):
    """Base of the fields: label, input, and one line below that helps or says what to correct.

    ``key`` names the value in a form; ``check`` is asked only about values that are there. ``changed`` fires when the
    person changes something, ``error_changed`` when what is wrong is another or mended.
    """

    changed = Signal()
    error_changed = Signal()

    def __init__(
        self,
        key: str,
        label: str,
        box: QWidget,
        *,
        required: bool = False,
        hint: str = "",
        check: Check | None = None,
        width: int | None = None,
    ) -> None:
        super().__init__()
        self.key = key
        self.required = required
        self._name = plain(label)
        self._hint = hint
        self._check = check
        self._error = ""
        self._touched = False
        self._width = width
        self.box = box
        self.label = Label(label, "s", "text2")
        self.below = Label("", "s", "text3", wrap=True)
        self._build()
        self.set_mnemonic(label)

    # --- value, to be given by each kind

    def value(self) -> Any:
        """Return the value; raises `ExpectedError` when what was typed is none."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show ``value`` as it was stored; no error is shown and ``changed`` does not fire."""
        raise NotImplementedError

    def is_empty(self) -> bool:
        """Whether the person has given nothing."""
        raise NotImplementedError

    # --- what is typed, whether it is a value or not

    @property
    def touched(self) -> bool:
        """Whether the person changed it since a value was shown; a secret never counts."""
        return self._touched

    def typed(self) -> Any:
        """Return what the input shows as a plain value (text, tick), for a draft; None when the kind has none."""
        return None

    def retype(self, shown: Any) -> None:
        """Show again what `typed` returned, as if the person had just typed it; ``changed`` does not fire."""

    # --- errors

    @property
    def name(self) -> str:
        """The label without marks."""
        return self._name

    @property
    def error(self) -> str:
        """What is shown as wrong, "" when nothing is."""
        return self._error

    def check(self) -> bool:
        """Check the value, show what is wrong or nothing, and return whether it will do."""
        try:
            self._ensure()
        except ExpectedError as wrong:
            self.set_error(messages.text(wrong.code, **wrong.params))
            return False
        self.set_error("")
        return True

    def set_error(self, text: str) -> None:
        """Show ``text`` as what is wrong, here and to assistive technology; "" shows the help again."""
        if text and text != self._error:
            announce(self.box, f"{self._name}: {text}")
        other, self._error = text != self._error, text
        self.below.setText(text or self._hint)
        self.below.set_tone("danger" if text else "text3")
        self.below.setVisible(bool(text or self._hint))
        self._fit_below()
        self.box.setAccessibleDescription(text or self._hint)
        if self.box.property("invalid") != bool(text):
            self.box.setProperty("invalid", bool(text))
            repolish(self.box)
        if other:
            self.error_changed.emit()

    def set_mnemonic(self, label: str) -> None:
        """Use ``label``, which marks its access key with ``&``."""
        self.label.setText(f"{label} *" if self.required else label)
        set_name(self.box, f"{self._name}, {_('obligatorio')}" if self.required else self._name)

    def _ensure(self) -> None:
        if self.is_empty():
            if self.required:
                raise ExpectedError("field_missing")
            return
        value = self.value()
        if self._check is not None:
            self._check(value)

    # --- inside

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(3))
        column.addWidget(self.label)
        column.addWidget(self.box)
        column.addWidget(self.below)
        column.addStretch(1)
        self.label.setBuddy(self.box)
        self.setFocusProxy(self.box)
        self.box.installEventFilter(self)
        self.set_error("")
        theme().changed.connect(self._resize_box)
        self._resize_box()

    def _resize_box(self) -> None:
        if self._width is not None:
            self.box.setMaximumWidth(theme().px(self._width))

    def _edited(self) -> None:
        self._touched = True
        if self._error:
            self.set_error("")
        self.changed.emit()

    def _left(self) -> None:
        """Called when the focus leaves; nags only about what the person has touched."""
        if self._touched:
            self.check()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for every line of the text below, also where the page is short of it."""
        super().resizeEvent(event)
        self._fit_below()

    def _fit_below(self) -> None:
        self.below.setMinimumHeight(self.below.heightForWidth(self.width()) if self.below.text() else 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice when the person leaves the input."""
        if watched is self.box and event.type() == QEvent.Type.FocusOut and not _within_popup(event):
            self._left()
        return super().eventFilter(watched, event)


def _within_popup(event: QEvent) -> bool:
    reason = getattr(event, "reason", None)
    away = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
    return callable(reason) and reason() in away


class TextField(Field):
    """One line of text, trimmed."""

    box: QLineEdit

    def __init__(
        self,
        key: str,
        label: str,
        *,
        required: bool = False,
        hint: str = "",
        check: Check | None = None,
        width: int | None = None,
        max_length: int = 200,
        secret: bool = False,
        placeholder: str = "",
    ) -> None:
        box = QLineEdit()
        box.setMaxLength(max_length)
        box.setPlaceholderText(placeholder)
        if secret:
            box.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(key, label, box, required=required, hint=hint, check=check, width=width)
        self._secret = secret
        box.textEdited.connect(self._edited)

    def value(self) -> Any:
        """Return the text without blanks at its ends; a secret exactly as typed."""
        return self.box.text() if self._secret else self.box.text().strip()

    def set_value(self, value: Any) -> None:
        """Show ``value``; None is nothing."""
        self.box.setText("" if value is None else str(value))
        self._touched = False
        self.set_error("")

    def is_empty(self) -> bool:
        """Whether there is nothing but blanks."""
        return not self.box.text().strip()

    @property
    def touched(self) -> bool:
        """Whether the person changed it since a value was shown; a secret never counts."""
        return self._touched and not self._secret

    def typed(self) -> Any:
        """Return the text as it stands; a secret is never part of a draft."""
        return None if self._secret else self.box.text()

    def retype(self, shown: Any) -> None:
        """Show the text again and say what is wrong with it."""
        if isinstance(shown, str) and shown != self.box.text():
            self.box.setText(shown)
            self._touched = True
            self.check()


class ParsedField(TextField):
    """A text that means a value: any way of writing it is taken and the usual one shown on leaving.

    Kinds say how a text is read (`read` raises `ExpectedError` for one that means nothing) and how a value is written.
    """

    def read(self, text: str) -> Any:
        """Return what ``text`` means, which is not empty."""
        raise NotImplementedError

    def written(self, value: Any) -> str:
        """Return a value as the field shows it."""
        raise NotImplementedError

    def value(self) -> Any:
        """Return the value, None when nothing is typed; raises `ExpectedError` for what is none."""
        text = self.box.text().strip()
        return self.read(text) if text else None

    def set_value(self, value: Any) -> None:
        """Show a value."""
        super().set_value("" if value is None else self.written(value))

    def _left(self) -> None:
        with suppress(ExpectedError):  # told by the check below; what was typed stays
            value = self.value()
            if value is not None:
                self.box.setText(self.written(value))
        super()._left()


class DocumentField(TextField):
    """A document number: thousands points on screen, none in the value; points, blanks and hyphens may be pasted."""

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
        super().__init__(key, label, required=required, hint=hint, check=check, width=width, max_length=40)

    def value(self) -> str:
        """Return the number as it is stored."""
        return plain_document(self.box.text())

    def set_value(self, value: Any) -> None:
        """Show a stored number with its points."""
        super().set_value(shown_document(str(value)) if value else "")

    def _left(self) -> None:
        if self.box.text().strip():
            self.box.setText(shown_document(self.value()))
        super()._left()


class DateField(ParsedField):
    """A day: accepts what people type and shows dd/mm/aaaa on leaving; Ctrl+; puts today.

    A ``coming`` one is a deadline or a next visit: what is left out of its year means the future.
    """

    def __init__(
        self,
        key: str,
        label: str,
        *,
        required: bool = False,
        hint: str = "",
        check: Check | None = None,
        today: Callable[[], date] | None = None,
        coming: bool = False,
        width: int | None = 130,
    ) -> None:
        self._coming = coming
        super().__init__(
            key,
            label,
            required=required,
            hint=hint,
            check=check,
            width=width,
            max_length=24,
            placeholder=_("dd/mm/aaaa"),
        )
        self._today = today or SystemClock().today
        QShortcut(QKeySequence("Ctrl+;"), self.box, self._put_today, context=Qt.ShortcutContext.WidgetShortcut)

    def read(self, text: str) -> date:
        """Return the day."""
        return parse_date(text, self._today(), coming=self._coming)

    def written(self, value: date) -> str:
        """Return dd/mm/aaaa."""
        return show_date(value)

    def _put_today(self) -> None:
        self.box.setText(show_date(self._today()))
        self._edited()


class ChoiceField(Field):
    """One of a list of ``(value, text)``; ``searchable`` for lists too long to read, such as municipalities.

    ``meant`` as in `ComboBox`, for one that is not searchable.
    """

    box: ComboBox | SearchBox

    def __init__(
        self,
        key: str,
        label: str,
        options: Options = (),
        *,
        searchable: bool = False,
        required: bool = False,
        hint: str = "",
        check: Check | None = None,
        width: int | None = None,
        meant: Callable[[str], int] | None = None,
    ) -> None:
        box = SearchBox() if searchable else ComboBox(meant)
        super().__init__(key, label, box, required=required, hint=hint, check=check, width=width)
        self.set_options(options)
        box.picked.connect(self._edited)

    def set_options(self, options: Options) -> None:
        """Offer other options; the chosen value stays when it is among them."""
        self.box.set_options(options)

    def value(self) -> Any:
        """Return the value chosen, None when nothing is; raises `ExpectedError` when the text is no option."""
        return self.box.chosen()

    def set_value(self, value: Any) -> None:
        """Choose ``value``; None or an unknown one chooses nothing."""
        self.box.choose(value)
        self._touched = False
        self.set_error("")

    def is_empty(self) -> bool:
        """Whether nothing is chosen."""
        return self.box.is_empty()

    def typed(self) -> Any:
        """Return the words of the option chosen, or what was typed to look for one."""
        return self.box.words()

    def retype(self, shown: Any) -> None:
        """Choose the option of these words again and say what is wrong with them."""
        if isinstance(shown, str) and shown != self.box.words():
            self.box.set_words(shown)
            self._touched = True
            self.check()

    def _left(self) -> None:
        self.box.tidy()
        super()._left()


class CheckField(Field):
    """Something that is or is not; the words stand beside the box."""

    box: QCheckBox

    def __init__(self, key: str, label: str, *, hint: str = "") -> None:
        super().__init__(key, label, QCheckBox(), hint=hint)
        self.label.hide()
        self.box.toggled.connect(self._edited)

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        """Tick or untick."""
        self.box.blockSignals(True)
        self.box.setChecked(bool(value))
        self.box.blockSignals(False)
        self._touched = False

    def is_empty(self) -> bool:
        """A box always says something."""
        return False

    def typed(self) -> Any:
        """Return whether it is ticked."""
        return self.box.isChecked()

    def retype(self, shown: Any) -> None:
        """Tick or untick again."""
        self.set_value(shown)

    def set_mnemonic(self, label: str) -> None:
        """Show the words beside the box."""
        self.box.setText(label)
        set_name(self.box, self.name)
