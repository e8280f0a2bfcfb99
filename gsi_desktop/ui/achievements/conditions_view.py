"""The grid of the conditions: S and N answer, digits count or choose, arrows skip what is not asked."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from gsi_desktop.models.enums import AnswerKind
from gsi_desktop.services.achievements.conditions_data import AnswerKey, Question
from gsi_desktop.services.achievements.ipm import NO, YES
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.achievements.answering import DECLINED, PREGNANCY
from gsi_desktop.ui.achievements.conditions_model import (
    HOUSEHOLD,
    KEY_ROLE,
    PEOPLE,
    QUESTION,
    ConditionsModel,
    Heading,
)
from gsi_desktop.ui.achievements.delegate import BoardHeader
from gsi_desktop.ui.kit.cells import paint_cursor, paint_hairline, preset_grid
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

Index = QModelIndex | QPersistentModelIndex
_HOUSEHOLD: Final = 132
_MEMBER: Final = 72
_QUESTION_LEAST: Final = 200
_WIDE_SHARE: Final = 0.5
_ARROWS: Final = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class _Delegate(QStyledItemDelegate):
    """Draws questions and answers; what is not asked stays quiet."""

    def __init__(self, view: ConditionsView, model: ConditionsModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell from the tokens."""
        look, rect = theme(), option.rect
        heading = isinstance(self._model.rows[index.row()], Heading)
        chosen = index.row() == self._view.currentIndex().row()
        key = index.data(KEY_ROLE)
        quiet = index.column() >= HOUSEHOLD and key is None
        ground = "sunken" if heading else "selection" if chosen else "zebra" if quiet else "surface"
        painter.save()
        painter.fillRect(rect, look.color(ground))
        paint_hairline(painter, rect, right=not heading)
        self._write(painter, rect, index, heading=heading, chosen=chosen)
        if key is not None and index == self._view.currentIndex():
            paint_cursor(painter, rect, active=self._view.hasFocus())
        painter.restore()

    def _write(self, painter: QPainter, rect: QRect, index: Index, *, heading: bool, chosen: bool) -> None:
        look = theme()
        asked = index.data(KEY_ROLE) is not None
        text = str(index.data() or ("?" if asked else ""))
        unknown = asked and not index.data()
        painter.setFont(look.font("card_title" if heading else "body" if index.column() == QUESTION else "body_strong"))
        painter.setPen(look.color("on_selection" if chosen else "text3" if unknown else "text"))
        room = rect.adjusted(look.px(6), 0, -look.px(6), -1)
        words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        aside = Qt.AlignmentFlag.AlignHCenter if index.column() >= PEOPLE else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | aside, words)


class ConditionsView(QTableView):
    """``key_changed`` carries what is asked under the cursor or None; ``answered`` a key and its answer."""

    key_changed = Signal(object)
    answered = Signal(object, str)
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, model: ConditionsModel) -> None:
        super().__init__()
        self._answers = model
        self._kept: AnswerKey | None = None
        self._just_taken = False
        self.setHorizontalHeader(BoardHeader(self))
        self.setItemDelegate(_Delegate(self, model))
        self.setAccessibleName(_("Condiciones del hogar y de sus integrantes"))
        preset_grid(self)
        self.setModel(model)
        model.modelReset.connect(self._arrange)
        theme().changed.connect(self._arrange)

    # --- where the cursor is

    def current_key(self) -> AnswerKey | None:
        """Return what is asked under the cursor."""
        key: AnswerKey | None = self.currentIndex().data(KEY_ROLE) if self.currentIndex().isValid() else None
        return key

    def go_to_key(self, key: AnswerKey) -> bool:
        """Put the cursor on a question; False while it is not asked."""
        for at, column in self._spots():
            if self._answers.key(at, column) == key:
                self._go(at, column)
                return True
        return False

    def go_to_first(self) -> None:
        """Put the cursor on the first question without an answer, else on the first one."""
        spots = self._spots()
        open_spots = [spot for spot in spots if not self._words(spot)]
        if spots:
            self._go(*(open_spots or spots)[0])

    def answer(self, value: str) -> None:
        """Answer what is asked under the cursor and go on."""
        key = self.current_key()
        if key is not None:
            self._answers.typed = None
            self.answered.emit(key, value)
            self._go_on()

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer or move; letters never search."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._just_taken:
            self._just_taken = False  # the number was full and taken by itself; this Enter was meant for it
            return
        self._just_taken = False
        if not (self._command(event) or self._give(event) or self._move(event)):
            event.ignore()

    def keyboardSearch(self, search: str) -> None:
        """Never search: letters answer."""
        del search

    def _command(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) or (
            event.key() == Qt.Key.Key_Y and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.redo_asked.emit()
        else:
            return False
        return True

    def _give(self, event: QKeyEvent) -> bool:
        key = self.current_key()
        if key is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        question = self._answers.question(key[0])
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._answers.typed = None
            self.answered.emit(key, "")
            return True
        if question.kind is AnswerKind.YES_NO:
            return self._give_word(question, event.key())
        digit = event.key() - Qt.Key.Key_0
        if not 0 <= digit <= 9:
            return False
        if question.kind is AnswerKind.NUMBER:
            self._type(key, question, str(digit))
        elif 1 <= digit <= len(question.choices):
            self.answer(question.choices[digit - 1][0])
        return True

    def _give_word(self, question: Question, key: int) -> bool:
        values = {Qt.Key.Key_S: YES, Qt.Key.Key_N: NO}
        if question.code == PREGNANCY:
            values[Qt.Key.Key_R] = DECLINED
        value = values.get(Qt.Key(key))
        if value is not None:
            self.answer(value)
        return value is not None

    def _type(self, key: AnswerKey, question: Question, digit: str) -> None:
        """Take a digit of a number; when no further one can follow, the number is the answer."""
        known = self._answers.typed[1] if self._answers.typed is not None and self._answers.typed[0] == key else ""
        typed, high = known + digit, question.high if question.high is not None else 99
        if int(typed) > high:
            typed = digit
        if int(typed) * 10 > high or len(typed) >= len(str(high)):
            self.answer(str(int(typed)))
            self._just_taken = True
        else:
            self._answers.typed = (key, typed)
            self._answers.refresh()

    def _take_typed(self) -> None:
        typed, self._answers.typed = self._answers.typed, None
        if typed is not None:
            self.answered.emit(*typed)

    def _move(self, event: QKeyEvent) -> bool:
        at, column = self.currentIndex().row(), self.currentIndex().column()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._answers.typed is not None:
                self._take_typed()
                self._go_on()
            else:
                self._step(at, column, 1, 0)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            row = [spot for spot in self._spots() if spot[0] == at]
            if row:
                self._go(*(min(row) if event.key() == Qt.Key.Key_Home else max(row)))
        elif (step := _ARROWS.get(Qt.Key(event.key()))) is not None:
            self._step(at, column, *step)
        else:
            return False
        return True

    def _step(self, at: int, column: int, down: int, along: int) -> None:
        self._take_typed()
        spots = [spot for spot in self._spots() if (spot[0] == at if along else True)]
        if along:
            found = [spot for spot in spots if (spot[1] - column) * along > 0]
        else:
            found = [spot for spot in spots if (spot[0] - at) * down > 0]
            same = [spot for spot in found if spot[1] == column]
            found = same or found
        if found:
            self._go(*min(found, key=lambda spot: (abs(spot[0] - at), abs(spot[1] - column))))

    def _go_on(self) -> None:
        """Go to the next question without an answer, column by column; without one, to the next one."""
        here = (self.currentIndex().column(), self.currentIndex().row())
        after = [spot for spot in self._spots() if (spot[1], spot[0]) > here]
        open_spots = [spot for spot in after if not self._words(spot)]
        if after:
            self._go(*(open_spots or after)[0])

    def _spots(self) -> list[tuple[int, int]]:
        model = self._answers
        columns = range(HOUSEHOLD, model.columnCount())
        spots = [(at, column) for column in columns for at in range(model.rowCount())]
        return [spot for spot in spots if model.key(*spot) is not None]

    def _words(self, spot: tuple[int, int]) -> str:
        key = self._answers.key(*spot)
        return self._answers.words(key) if key is not None else ""

    def _go(self, at: int, column: int) -> None:
        index = self._answers.index(at, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    # --- Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is asked under the pointer."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.data(KEY_ROLE) is not None:
            self._take_typed()
            self._go(index.row(), index.column())

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell what is asked, repaint the rows left and entered."""
        super().currentChanged(current, previous)
        self.viewport().update()
        self._kept = current.data(KEY_ROLE) if current.isValid() else None
        self.key_changed.emit(self._kept)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the digits typed, show the cursor as resting."""
        self._take_typed()
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the questions what the others leave."""
        super().resizeEvent(event)
        self._fit()

    def _arrange(self) -> None:
        look, kept = theme(), self._kept
        self.verticalHeader().setDefaultSectionSize(look.px(size("table.row_board")))
        self.clearSpans()
        for at in self._answers.headings():
            self.setRowHeight(at, look.px(size("table.group_row")))
            self.setSpan(at, 0, 1, self._answers.columnCount())
        self._fit()
        if kept is None or not self.go_to_key(kept):
            self.go_to_first()

    def _fit(self) -> None:
        look, count = theme(), self._answers.columnCount()
        if not count:
            return
        member, household = look.px(_MEMBER), look.px(_HOUSEHOLD)
        rest = self.viewport().width() - household - member * (count - PEOPLE)
        least = min(look.px(_QUESTION_LEAST), round(self.viewport().width() * _WIDE_SHARE))
        for column in range(count):
            self.setColumnWidth(column, {QUESTION: max(rest, least), HOUSEHOLD: household}.get(column, member))
