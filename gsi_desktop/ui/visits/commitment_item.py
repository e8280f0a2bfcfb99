"""One commitment under review: what was agreed, how it went by one letter, and why and until when if it did not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import ReviewResult
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import CommitmentRow
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.answers import AnswerStrip, Reply
from gsi_desktop.ui.kit.fields import DateField
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.textfields import SuggestField, TextAreaField
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.visits import words

_NARROW = 520


def replies() -> list[Reply]:
    """Return how a commitment can have gone, with its letters."""
    return [
        Reply(ReviewResult.FULFILLED, wording.review_result(ReviewResult.FULFILLED), "C", "success", "check"),
        Reply(ReviewResult.UNDER_WAY, wording.review_result(ReviewResult.UNDER_WAY), "E", "warning", "progress"),
        Reply(ReviewResult.NOT_FULFILLED, wording.review_result(ReviewResult.NOT_FULFILLED), "N", "danger", "x"),
    ]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of a commitment."""

    result: ReviewResult
    reason: str
    note: str
    new_due_on: date | None


class CommitmentItem(QFrame):
    """A commitment of the list. ``changed`` when something was said; ``next_asked`` carries 1 or -1 for ↓ and ↑."""

    changed = Signal()
    next_asked = Signal(int)

    def __init__(self, row: CommitmentRow, today: Callable[[], date]) -> None:
        super().__init__()
        self.row = row
        self._today = today
        self._here = False
        self.recorded: Finding | None = None
        self.strip = AnswerStrip(row.action, replies())
        self.reason = SuggestField("reason", _("Motivo (obligatorio)"), words.reasons(), max_length=200)
        self.new_due_on = DateField("new_due_on", _("Nueva fecha"), today=today, coming=True, width=150)
        self.note = TextAreaField("note", _("¿Qué se hará distinto?"), lines=2, max_length=400)
        self.title = Label(row.action, "body_strong", wrap=True)
        self.facts = Label("", "s", "text2", wrap=True)
        self.more = QWidget()
        self._lay_out()
        self.strip.answered.connect(self._answered)
        for field in (self.reason, self.new_due_on, self.note):
            field.changed.connect(self.changed)
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._follow)
        theme().changed.connect(self._space)
        self._space()
        self._show_more()

    @property
    def result(self) -> ReviewResult | None:
        """How it went, None while nobody said."""
        found: ReviewResult | None = self.strip.value
        return found

    @property
    def reviewed(self) -> bool:
        """Whether it was said how it went and nothing of it lacks."""
        if self.result is None:
            return False
        wants_reason = self.result is ReviewResult.NOT_FULFILLED
        return not (wants_reason and self.reason.is_empty()) and not self.new_due_on.error and not self.note.error

    def finding(self) -> Finding | None:
        """Return what was found, None while nothing was said; raises `ExpectedError` for what will not do."""
        if self.result is None:
            return None
        if self.result is ReviewResult.FULFILLED:
            return Finding(self.result, "", "", None)
        reason = str(self.reason.value()) if self.result is ReviewResult.NOT_FULFILLED else ""
        if self.result is ReviewResult.NOT_FULFILLED and not reason:
            raise ExpectedError("reason_missing", field="reason")
        return Finding(self.result, reason, self.note.value(), self.new_due_on.value())

    def pending(self) -> Finding | None:
        """Return what was found and is not written yet; raises as `finding`."""
        found = self.finding()
        return None if found == self.recorded else found

    def typed(self) -> dict[str, Any]:
        """Return the answer and what was written to it, for a draft."""
        texts = {field.key: field.typed() for field in (self.reason, self.new_due_on, self.note)}
        return {"result": self.strip.words, **texts}

    def retype(self, shown: dict[str, Any]) -> None:
        """Show again what `typed` returned."""
        self.strip.set_words(str(shown.get("result", "")))
        for field in (self.reason, self.new_due_on, self.note):
            field.retype(shown.get(field.key))
        self._show_more()

    def settle(self, found: Finding) -> None:
        """Note that ``found`` was written; what it closed can no longer be changed."""
        self.recorded = found
        closed = found.result is ReviewResult.FULFILLED or (
            found.result is ReviewResult.NOT_FULFILLED and found.new_due_on is None
        )
        self.strip.setEnabled(not closed)
        self.more.setEnabled(not closed)

    def show_error(self, error: ExpectedError) -> None:
        """Show at its field why what was found was refused, and go there."""
        said = messages.text(error.code, **error.params)
        fields = {"reason": self.reason, "new_due_on": self.new_due_on, "note": self.note}
        field = fields.get(error.field or "", self.reason)
        self._show_more()
        field.set_error(said)
        field.box.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- inside

    def _answered(self) -> None:
        self._show_more()
        if self.result is ReviewResult.NOT_FULFILLED and self.reason.is_empty():
            self.reason.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _show_more(self) -> None:
        result = self.result
        told = result is ReviewResult.NOT_FULFILLED
        self.reason.setVisible(told)
        self.note.set_mnemonic(_("¿Qué se hará distinto?") if told else _("¿Qué sigue?"))
        self.more.setVisible(told or (result is ReviewResult.UNDER_WAY and (self._here or self._has_more())))

    def _has_more(self) -> bool:
        return not (self.note.is_empty() and self.new_due_on.is_empty())

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        here = now is not None and (now is self or self.isAncestorOf(now))
        if here != self._here and (here or now is not None):
            self._here = here
            self._show_more()
            self.update()

    def _lay_out(self) -> None:
        until, late = words.due(self.row, self._today())
        self.facts.setText(f"{words.commitment_facts(self.row)} · {until}")
        if late:
            color = theme().color("danger").name()
            self.facts.setText(f'{words.commitment_facts(self.row)} · <span style="color:{color}">{until}</span>')
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self.title)
        texts.addWidget(self.facts)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.addLayout(texts, 1)
        self._top.addWidget(self.strip, 0, Qt.AlignmentFlag.AlignVCenter)
        self._fields = QHBoxLayout()
        self._fields.addWidget(self.reason, 1)
        self._fields.addWidget(self.new_due_on)
        self._inside = QVBoxLayout(self.more)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.addLayout(self._fields)
        self._inside.addWidget(self.note)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._top)
        self._column.addWidget(self.more)

    def _space(self) -> None:
        px = theme().px
        pad = px(size("spacing.m"))
        self._column.setContentsMargins(pad, px(9), pad, px(9))
        self._column.setSpacing(px(8))
        self._inside.setSpacing(px(8))
        self._fields.setSpacing(px(10))
        self._top.setSpacing(px(12))
        self.new_due_on.setFixedWidth(px(150))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the answers below the words where there is no room beside them."""
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        narrow = self.width() < theme().px(_NARROW)
        self._top.setDirection(way.TopToBottom if narrow else way.LeftToRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↓ and ↑ go to the next and the former commitment."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps and self.strip.hasFocus():
            self.next_asked.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the hairline below, and the edge of the one under the keyboard."""
        del event
        look = theme()
        painter = QPainter(self)
        if self._here:
            painter.fillRect(self.rect(), look.color("zebra"))
            painter.fillRect(0, 0, look.px(size("stroke.nav_marker")), self.height(), look.color("accent"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("hairline"))
        painter.end()
