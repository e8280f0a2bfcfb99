"""Fields that only the paper of a visit has: who was there, a question with two answers, a commitment reviewed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.accompaniment.data import CommitmentRow
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.answers import AnswerStrip, Reply
from gsi_desktop.ui.kit.fields import Field
from gsi_desktop.ui.kit.flow import FlowLayout
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.visits.commitment_item import CommitmentItem


class _Boxes(QWidget):
    """Boxes whose words begin with a number: its digit ticks it from any of them."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick or clear the box of a digit."""
        sign = event.text()
        named = [box for box in self.findChildren(QCheckBox) if sign.isdigit() and box.text().startswith(f"{sign} ")]
        if named:
            named[0].toggle()
            named[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)


class ChecksField(Field):
    """Boxes to tick, as many as one likes; ← and → go from one to the next, the digit of a numbered one ticks it."""

    def __init__(self, key: str, label: str, options: Sequence[tuple[UUID, str]]) -> None:
        box = _Boxes()
        flow = FlowLayout(theme().px(16), box)
        self.boxes: dict[UUID, QCheckBox] = {}
        for value, text in options:
            one = self.boxes[value] = QCheckBox(text)
            flow.addWidget(one)
        super().__init__(key, label, box)
        for one in self.boxes.values():
            one.toggled.connect(lambda _on: self._edited())
        first = next(iter(self.boxes.values()), None)
        if first is not None:
            box.setFocusProxy(first)
            self.label.setBuddy(first)

    def value(self) -> tuple[UUID, ...]:
        """Return what is ticked, in order."""
        return tuple(value for value, box in self.boxes.items() if box.isChecked())

    def set_value(self, value: Any) -> None:
        """Tick ``value`` and nothing else."""
        for key, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(key in (value or ()))
            box.blockSignals(False)

    def is_empty(self) -> bool:
        """Whether nothing is ticked."""
        return not self.value()

    def typed(self) -> Any:
        """Return what is ticked."""
        return [str(value) for value in self.value()]

    def retype(self, shown: Any) -> None:
        """Tick it again."""
        self.set_value([value for value in self.boxes if str(value) in (shown or ())])


class QuestionField(Field):
    """A question at the left and its answers at the right."""

    box: AnswerStrip

    def __init__(self, key: str, label: str, replies: Sequence[Reply]) -> None:
        super().__init__(key, label, AnswerStrip(label, replies))
        self.box.answered.connect(lambda _value: self._edited())

    def value(self) -> Any:
        """Return the answer given, None for none."""
        return self.box.value

    def set_value(self, value: Any) -> None:
        """Show ``value`` as given."""
        self.box.set_value(value)
        self._touched = False

    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return self.box.value is None

    def typed(self) -> Any:
        """Return the word of the answer."""
        return self.box.words

    def retype(self, shown: Any) -> None:
        """Show the answer again."""
        self.box.set_words(str(shown or ""))

    def set_mnemonic(self, label: str) -> None:
        """Show the question; the strip says it with its answer."""
        self.label.setText(label)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.box)
        self.label.setWordWrap(True)
        theme().use_font(self.label, "body")
        self.label.set_tone("text")
        self.below.setParent(self)
        self.below.hide()
        self.setFocusProxy(self.box)
        self.label.setBuddy(self.box)
        self.box.installEventFilter(self)


class ReviewField(Field):
    """A commitment with how it went; its value is a `Finding`, None while nothing was said."""

    box: CommitmentItem

    def __init__(self, row: CommitmentRow, today: Callable[[], date]) -> None:
        super().__init__(f"review:{row.commitment_id}", row.action, CommitmentItem(row, today))
        self.box.changed.connect(self._edited)

    @property
    def row(self) -> CommitmentRow:
        """The commitment."""
        return self.box.row

    def value(self) -> Any:
        """Return what was found; raises `ExpectedError` for what lacks."""
        return self.box.finding()

    def set_value(self, value: Any) -> None:
        """Show nothing as said."""
        self.box.strip.set_value(None)
        for field in (self.box.reason, self.box.new_due_on, self.box.note):
            field.set_value(None)

    def is_empty(self) -> bool:
        """Whether nothing was said of it."""
        return self.box.result is None

    def typed(self) -> Any:
        """Return the answer and what was written to it."""
        return self.box.typed()

    def retype(self, shown: Any) -> None:
        """Show both again."""
        if isinstance(shown, dict):
            self.box.retype(shown)

    def check(self) -> bool:
        """Show what lacks where it lacks."""
        self._error = ""
        try:
            self.box.finding()
        except ExpectedError as wrong:
            self.box.show_error(wrong)
            self._error = messages.text(wrong.code, **wrong.params)
            return False
        return True

    def set_error(self, text: str) -> None:
        """Keep what is wrong; the commitment shows it at its own field."""
        self._error = text

    def set_mnemonic(self, label: str) -> None:
        """The words are the commitment's own."""
        set_name(self.box, self.name)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)
        for label in (self.label, self.below):
            label.setParent(self)
            label.hide()
        self.box.setFocusProxy(self.box.strip)
        self.setFocusProxy(self.box.strip)
