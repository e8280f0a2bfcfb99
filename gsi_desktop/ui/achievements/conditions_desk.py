"""Condiciones e IPM at work: the grid, what is asked under the cursor, and the cards of what it measures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import AnswerKind
from gsi_desktop.services.achievements import commands
from gsi_desktop.services.achievements.conditions_data import AnswerKey, Question, RecordLivingScore
from gsi_desktop.services.achievements.ipm import NO, YES
from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.achievements import words
from gsi_desktop.ui.achievements.answering import DECLINED, PREGNANCY, Answering
from gsi_desktop.ui.achievements.beside import Beside
from gsi_desktop.ui.achievements.conditions_model import ConditionsModel
from gsi_desktop.ui.achievements.conditions_view import ConditionsView
from gsi_desktop.ui.achievements.measures import IpmCard, LivingScoreCard
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.conflict import ConflictDialog, difference
from gsi_desktop.ui.kit.fields import DateField
from gsi_desktop.ui.kit.flow import FlowLayout
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.pieces import scrolling
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_SIDE: Final = 372
_SIDE_SHARE: Final = 0.36
_STRIP_SHARE: Final = 0.36


class QuestionStrip(QWidget):
    """The question under the cursor with its help and its answers as buttons. ``answered`` carries the value."""

    answered = Signal(str)
    dated = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.text = Label("", "body_strong", wrap=True)
        self.help = Label("", "s", "text2", wrap=True)
        self._buttons = QWidget()
        self._flow = FlowLayout(theme().px(6), self._buttons)
        self.day = DateField("told_on", _("Se supo el"), width=130)
        writes(self._buttons, self.day)
        self._column = QVBoxLayout(self)
        self._column.addWidget(Line())
        for part in (self.text, self.help, self._buttons, self.day):
            self._column.addWidget(part)
        self.day.box.editingFinished.connect(self._dated)
        self._shown_day: object = None
        theme().changed.connect(self._space)
        self._space()

    def show_question(
        self, question: Question | None, who: str, answering: Answering | None, key: AnswerKey | None
    ) -> None:
        """Show what is asked of ``who``."""
        self.text.setText(f"{question.text} · {who}" if question is not None else "")
        self.help.setText(_hint(question) if question is not None else "")
        while (item := self._flow.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        for value, text in _offers(question):
            button = Button(text, None, self._giver(value), size="small")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._flow.addWidget(button)
            button.show()  # until shown it takes no room, and the height is asked for at once
        pregnant = key is not None and key[0] == PREGNANCY and answering is not None and answering.value(key) == YES
        self.day.setVisible(pregnant)
        self._shown_day = answering.told_on(key) if pregnant and answering is not None and key is not None else None
        if pregnant and not self.day.box.hasFocus():
            self.day.set_value(self._shown_day)
        self._flow.invalidate()
        self._buttons.updateGeometry()

    def _giver(self, value: str) -> Callable[[], None]:
        return lambda: self.answered.emit(value)

    def _dated(self) -> None:
        try:
            day = self.day.value()
        except ExpectedError:
            return  # said below the field
        if day is not None and day != self._shown_day:
            self.dated.emit(day)

    def _space(self) -> None:
        px = theme().px
        self._column.setContentsMargins(px(12), 0, px(12), px(8))
        self._column.setSpacing(px(4))
        self._flow.setSpacing(px(6))


def _offers(question: Question | None) -> list[tuple[str, str]]:
    if question is None or question.kind is AnswerKind.NUMBER:
        return []
    if question.kind is AnswerKind.CHOICE:
        return [(code, f"{number} {text}") for number, (code, text) in enumerate(question.choices, 1)]
    offers = [(YES, _("S  Sí")), (NO, _("N  No"))]
    return [*offers, (DECLINED, _("R  Prefiere no responder"))] if question.code == PREGNANCY else offers


def _hint(question: Question) -> str:
    ways = {
        AnswerKind.YES_NO: _("S responde sí, N responde no."),
        AnswerKind.NUMBER: _("Escriba el número, de {low} a {high}.").format(low=question.low or 0, high=question.high),
        AnswerKind.CHOICE: _("Elija con el número de la opción."),
    }
    return " ".join(part for part in (question.help, ways[question.kind], _("Supr quita la respuesta.")) if part)


class ConditionsDesk(QWidget):
    """Shows the conditions of an `Answering`. ``refused`` carries why an ICV was not recorded."""

    refused = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.answering: Answering | None = None
        self.model = ConditionsModel(self)
        self.view = ConditionsView(self.model)
        self.strip = QuestionStrip()
        self.ipm = IpmCard()
        self.living = LivingScoreCard(context.services.clock.today)
        self.conflict = ConflictDialog(self)
        self._strip_area = scrolling(self.strip)
        self._side = scrolling()
        self._splitter = Beside(self.view, self._strip_area, self._side)
        self._lay_out()
        self.view.key_changed.connect(lambda _key: self._ask())
        self.view.answered.connect(self._say)
        self.view.undo_asked.connect(self.undo)
        self.view.redo_asked.connect(self.redo)
        self.strip.answered.connect(self._answer)
        self.strip.dated.connect(self._date)
        self.living.recorded.connect(self._record)
        self.conflict.chosen.connect(self._settle)
        self.conflict.left.connect(self._leave_for_later)

    def show_answering(self, answering: Answering) -> None:
        """Show another family."""
        if self.answering is not None:
            self.answering.changed.disconnect(self._changed)
            self.answering.clashed.disconnect(self._compare)
        self.answering = answering
        answering.changed.connect(self._changed)
        answering.clashed.connect(self._compare)
        self.model.show_answers(answering)
        self._changed()

    def take_keyboard(self) -> None:
        """Give the keyboard to the grid."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def undo(self) -> None:
        """Take back the last answer and show it."""
        self._follow(self.answering.undo() if self.answering is not None else None)

    def redo(self) -> None:
        """Give again the answer taken back last."""
        self._follow(self.answering.redo() if self.answering is not None else None)

    def _follow(self, key: AnswerKey | None) -> None:
        if key is not None:
            self.view.go_to_key(key)

    def _say(self, key: AnswerKey, value: str) -> None:
        if self.answering is not None:
            self.answering.say(key, value)

    def _answer(self, value: str) -> None:
        self.view.answer(value)
        self.take_keyboard()

    def _date(self, day: object) -> None:
        key = self.view.current_key()
        if self.answering is not None and key is not None and key[0] == PREGNANCY:
            self.answering.say(key, YES, day)  # type: ignore[arg-type]  # the field gives a day

    def _record(self, data: RecordLivingScore) -> None:
        services = self._context.services

        def done(_made: object) -> None:
            self.living.clear()
            if self.answering is not None:
                self.answering.refresh()

        def failed(error: Exception) -> None:
            if not (isinstance(error, ExpectedError) and self.living.show_error(error)):
                self.refused.emit(error)

        self._context.runner.write(self, lambda: services.run(commands.record_living_score, data), done, failed)

    # --- answered by two

    def _compare(self, error: ConflictError) -> None:
        """Ask which answer stays; those nobody else gave are saved with the choice."""
        answering = self.answering
        if answering is None:
            return
        people = {one.person_id: words.name_and_age(one) for one in self.model.members()}
        found = {}
        for name in error.fields:
            code, person = answering.key_named(name)
            who = people.get(person, _("Hogar")) if person is not None else _("Hogar")
            title = f"{self.model.question(code).short} · {who}"
            found[name] = difference(error, name, title, partial(self._worded, code))
        self.conflict.ask(_("Condiciones e IPM"), found, len(answering.unsaved) - len(found))

    def _worded(self, code: str, value: object) -> str:
        return self.model.worded(code, str(value)) if value else _("sin respuesta")

    def _settle(self, chosen: dict[str, bool]) -> None:
        if self.answering is not None:
            self.answering.settle(chosen)
        self.take_keyboard()

    def _leave_for_later(self) -> None:
        if self.answering is not None and self.answering.unsaved:
            self.answering.failed.emit(ExpectedError("conflict"))

    # --- inside

    def _changed(self) -> None:
        if self.answering is None:
            return
        if len(self.model.members()) + 2 != self.view.horizontalHeader().count():
            self.model.show_answers(self.answering)
        self.model.refresh()
        self.ipm.show_conditions(self.answering.conditions)
        self.living.show_conditions(self.answering.conditions)
        self._ask()

    def _ask(self) -> None:
        key = self.view.current_key()
        if key is None or self.answering is None:
            self.strip.show_question(None, "", None, None)
        else:
            member = next((one for one in self.model.members() if one.person_id == key[1]), None)
            who = words.name_and_age(member) if member is not None else _("Hogar")
            self.strip.show_question(self.model.question(key[0]), who, self.answering, key)
        self._fit_strip()

    def _fit_strip(self) -> None:
        """Give the question the height its words need, never so much that the grid gets too low."""
        layout = self.strip.layout()
        if layout is not None:
            layout.activate()
            wanted = layout.totalHeightForWidth(max(self._strip_area.viewport().width(), theme().px(200)))
            self._strip_area.setFixedHeight(min(wanted, round(self.height() * _STRIP_SHARE)))

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("inside")
        inside.setStyleSheet("QWidget#inside { background: transparent; }")
        self._cards = QVBoxLayout(inside)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.addWidget(self.ipm, 1)
        self._cards.addWidget(self.living)
        self._side.setWidget(inside)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        px = theme().px
        side = min(px(_SIDE), max(px(200), round(self.width() * _SIDE_SHARE)))
        self._splitter.share(self.width(), side)
        self._cards.setSpacing(px(size("frame.gap")))
        self.ipm.setMinimumHeight(px(300))
        self._fit_strip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the cards their share."""
        super().resizeEvent(event)
        self._fit()
