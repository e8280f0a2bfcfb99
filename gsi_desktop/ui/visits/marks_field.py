"""Movement of logros as the paper has it: line by line, logro, whose, letter, how and with whom."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gsi_desktop.models.enums import AchievedHow, MarkState
from gsi_desktop.services.accompaniment.data import VisitMark
from gsi_desktop.services.achievements import rules, wording
from gsi_desktop.services.achievements.data import Board, Mark
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.answers import AnswerStrip, Reply
from gsi_desktop.ui.kit.choiceboxes import ComboBox, numbered
from gsi_desktop.ui.kit.fields import Field
from gsi_desktop.ui.kit.labels import ElidedLabel
from gsi_desktop.ui.kit.states import LOOKS, state_name
from gsi_desktop.ui.kit.theme import theme

_STATES = (MarkState.ACHIEVED, MarkState.PENDING, MarkState.OBJECTIVE, MarkState.DISINTEREST)


class MarkLine(QWidget):
    """One line. ``changed`` when something was typed in it."""

    changed = Signal()

    def __init__(self, board: Board, number: int) -> None:
        super().__init__()
        self._board = board
        self.number = QLineEdit()
        self.number.setValidator(QIntValidator(0, 999, self))
        self.name = ElidedLabel("", "s", "text2")
        self.member = ComboBox()
        states = [Reply(one, one.value, one.value, LOOKS[one].kind) for one in _STATES]
        self.state = AnswerStrip(_("Línea {line}: estado de hoy").format(line=number), states)
        ways = [Reply(how, str(place), str(place)) for place, how in enumerate(wording.WAYS, 1)]
        self.how = AnswerStrip(_("Línea {line}: cómo se alcanzó").format(line=number), ways)
        self.how.setToolTip("\n".join(f"{place} {wording.how(how)}" for place, how in enumerate(wording.WAYS, 1)))
        self.state.setToolTip("\n".join(f"{one.value} {state_name(one)}" for one in _STATES))
        self.detail = QLineEdit()
        self.detail.setMaxLength(200)
        set_name(self.number, _("Línea {line}: número del logro").format(line=number))
        set_name(self.member, _("Línea {line}: integrante").format(line=number))
        set_name(self.detail, _("Línea {line}: quién lo prestó, motivo u observación").format(line=number))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget, stretch in (
            (self.number, 0),
            (self.name, 3),
            (self.member, 2),
            (self.state, 0),
            (self.how, 0),
            (self.detail, 4),
        ):
            row.addWidget(widget, stretch)
        self.number.textEdited.connect(lambda _text: self._numbered())
        self.member.picked.connect(self.changed)
        self.state.answered.connect(lambda _value: self._fit())
        self.how.answered.connect(lambda _value: self.changed.emit())
        self.detail.textEdited.connect(lambda _text: self.changed.emit())
        theme().changed.connect(self._space)
        self._space()
        self._fit()

    @property
    def empty(self) -> bool:
        """Whether nothing was typed in it."""
        return not self.number.text().strip()

    def mark(self) -> VisitMark:
        """Return the line as a mark; raises `ExpectedError` for what lacks."""
        number = int(self.number.text())
        achievement = self._board.catalogue.by_number.get(number)
        if achievement is None:
            raise ExpectedError("mark_unknown", field="number", number=number)
        if self.member.count() and self.member.isEnabled() and self.member.chosen() is None:
            raise ExpectedError("field_missing", field="member")
        state: MarkState | None = self.state.value
        if state is None:
            raise ExpectedError("field_missing", field="state")
        person = self.member.chosen() or None
        return self._checked(number, person, state)

    def _checked(self, number: int, person: UUID | None, state: MarkState) -> VisitMark:
        from gsi_desktop.services.achievements.commands import check_mark

        how: AchievedHow | None = self.how.value if state is MarkState.ACHIEVED else None
        detail = self.detail.text().strip()
        reason = detail if state in rules.UNMANAGEABLE else ""
        cell = self._board.cells.get((number, person))
        seen = cell.stored if cell is not None else MarkState.UNKNOWN
        check_mark(self._board, Mark(achievement=number, person_id=person, state=state, seen=seen, reason=reason))
        if state is MarkState.ACHIEVED and how is None and self._board.baseline_closed:
            raise ExpectedError("how_missing", field="how")
        outside = how is AchievedHow.OUTSIDE_OFFER
        if outside and not detail:
            raise ExpectedError("provider_missing", field="provider")
        return VisitMark(
            achievement=number,
            person_id=person,
            state=state,
            how=how.value if how is not None else "",
            reason=reason,
            provider=detail if outside else "",
            note="" if outside or reason else detail,
        )

    def typed(self) -> list[str]:
        """Return what the line shows, for a draft."""
        return [self.number.text(), self.member.words(), self.state.words, self.how.words, self.detail.text()]

    def retype(self, shown: list[str]) -> None:
        """Show again what `typed` returned."""
        number, member, state, how, detail = shown
        self.number.setText(number)
        self._numbered()
        self.member.set_words(member)
        self.state.set_words(state)
        self._fit()
        self.how.set_words(how)
        self.detail.setText(detail)

    def place_of(self, error: ExpectedError) -> QWidget:
        """Return the input an error is about."""
        inputs = {"member": self.member, "state": self.state, "how": self.how}
        return inputs.get(error.field or "", self.detail if error.field in ("provider", "reason") else self.number)

    # --- inside

    def _numbered(self) -> None:
        """Show which logro it is and offer whose it can be."""
        text = self.number.text().strip()
        achievement = self._board.catalogue.by_number.get(int(text)) if text else None
        unknown = _("No hay logro {number}").format(number=text) if text else ""
        self.name.setText(achievement.short if achievement is not None else unknown)
        self.name.set_tone("text2" if achievement is not None or not text else "danger")
        if achievement is None:
            self.member.set_options([])
        elif achievement.of_members:
            people = numbered([(one.person_id, one.name) for one in self._board.members])
            applying = [pair for pair in people if self._applies(achievement.number, pair[0])]
            self.member.set_options(applying or people)
            if len(applying) == 1:
                self.member.choose(applying[0][0])
        else:
            self.member.set_options([("", _("Familia"))])
            self.member.choose("")
        self.member.setEnabled(achievement is not None and achievement.of_members)
        self.changed.emit()

    def _applies(self, number: int, person: UUID) -> bool:
        cell = self._board.cells.get((number, person))
        return cell is not None and cell.applies

    def _fit(self) -> None:
        self.how.setEnabled(self.state.value is MarkState.ACHIEVED)
        reasoned = self.state.value in rules.UNMANAGEABLE
        self.detail.setPlaceholderText(_("Motivo") if reasoned else _("Quién lo prestó u observación"))
        self.changed.emit()

    def _space(self) -> None:
        row = self.layout()
        if row is not None:
            row.setSpacing(theme().px(8))
        self.number.setFixedWidth(theme().px(52))
        self.name.setMinimumWidth(theme().px(60))
        self.member.setMinimumWidth(theme().px(90))
        self.detail.setMinimumWidth(theme().px(80))


class MarksField(Field):
    """Lines; a new one appears when the last is used. Its value is a tuple of `VisitMark`."""

    def __init__(self, key: str, label: str, board: Board) -> None:
        self._board = board
        self.lines: list[MarkLine] = []
        box = QWidget()
        self._lines = QVBoxLayout(box)
        self._lines.setContentsMargins(0, 0, 0, 0)
        super().__init__(key, label, box)
        self._lines.setSpacing(theme().px(6))
        self._more()

    def value(self) -> tuple[VisitMark, ...]:
        """Return the marks; raises the first error, its line ready to take the keyboard."""
        found = []
        for line in self.lines:
            if line.empty:
                continue
            try:
                found.append(line.mark())
            except ExpectedError as wrong:
                self.box.setFocusProxy(line.place_of(wrong))
                raise
        return tuple(found)

    def set_value(self, value: Any) -> None:
        """Begin with an empty line."""
        for line in self.lines:
            self._lines.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = []
        self._more()

    def typed(self) -> Any:
        """Return what the lines show that were used."""
        return [line.typed() for line in self.lines if not line.empty]

    def retype(self, shown: Any) -> None:
        """Show the lines again."""
        if isinstance(shown, list) and shown != self.typed():
            self.set_value(None)
            for told in shown:
                self.lines[-1].retype(told)

    def is_empty(self) -> bool:
        """Whether no line was used."""
        return all(line.empty for line in self.lines)

    def _more(self) -> None:
        line = MarkLine(self._board, len(self.lines) + 1)
        former = self.lines[-1] if self.lines else None
        self.lines.append(line)
        self._lines.addWidget(line)
        if former is not None:  # Tab goes from line to line, not to what was made last
            for before, after in pairwise((former.detail, line.number, line.member, line.state, line.how, line.detail)):
                QWidget.setTabOrder(before, after)
        line.changed.connect(lambda: self._used(line))
        if len(self.lines) == 1:
            self.box.setFocusProxy(line.number)

    def _used(self, line: MarkLine) -> None:
        if line is self.lines[-1] and not line.empty:
            self._more()
        self._edited()
