"""The conditions as a table: questions of the household, then of its members, each asked only of whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gsi_desktop.models.enums import AnswerKind
from gsi_desktop.services.achievements.conditions_data import AnswerKey, Question
from gsi_desktop.services.achievements.data import BoardMember
from gsi_desktop.services.achievements.ipm import NO, YES
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.achievements import words
from gsi_desktop.ui.achievements.answering import DECLINED, PREGNANCY, Answering, asked, pregnancy_question

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_Role = Qt.ItemDataRole
QUESTION: Final = 0
HOUSEHOLD: Final = 1
PEOPLE: Final = 2

KEY_ROLE: Final = _Role.UserRole + 1
"""The `AnswerKey` of a cell that is asked, None elsewhere."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What groups questions."""

    title: str


class ConditionsModel(QAbstractTableModel):
    """Shows an `Answering`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.answering: Answering | None = None
        self.rows: tuple[Heading | Question, ...] = ()
        self.typed: tuple[AnswerKey, str] | None = None
        """Digits typed into a cell and not yet taken."""

    def show_answers(self, answering: Answering) -> None:
        """Show another family."""
        self.beginResetModel()
        self.answering = answering
        questions = answering.conditions.questions
        of_household = [one for one in questions if not one.of_members]
        of_members = [*(one for one in questions if one.of_members), pregnancy_question()]
        self.rows = (Heading(_("Hogar")), *of_household, Heading(_("Integrantes")), *of_members)
        self.endResetModel()

    def refresh(self) -> None:
        """Show other answers; members that came or left change the columns."""
        if self.answering is not None and self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def headings(self) -> list[int]:
        """Return the rows that are headings."""
        return [at for at, row in enumerate(self.rows) if isinstance(row, Heading)]

    def members(self) -> tuple[BoardMember, ...]:
        """Return whose columns follow that of the household."""
        return self.answering.conditions.members if self.answering is not None else ()

    def key(self, at: int, column: int) -> AnswerKey | None:
        """Return what is asked at a place, None where nothing is."""
        row = self.rows[at] if 0 <= at < len(self.rows) else None
        if not isinstance(row, Question) or not HOUSEHOLD <= column < self.columnCount():
            return None
        member = self.members()[column - PEOPLE] if column >= PEOPLE else None
        return (row.code, member.person_id if member is not None else None) if asked(row, member) else None

    def question(self, code: str) -> Question:
        """Return a question by its code."""
        return next(row for row in self.rows if isinstance(row, Question) and row.code == code)

    def words(self, key: AnswerKey) -> str:
        """Return an answer as people read it."""
        if self.answering is None:
            return ""
        if self.typed is not None and self.typed[0] == key:
            return self.typed[1]
        return self.worded(key[0], self.answering.value(key))

    def worded(self, code: str, value: str) -> str:
        """Return a value of a question as people read it."""
        question = self.question(code)
        if question.kind is AnswerKind.CHOICE:
            return dict(question.choices).get(value, value)
        return {YES: _("Sí"), NO: _("No"), DECLINED: _("No responde")}.get(value, value)

    # --- Qt

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many rows there are, headings included."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the question, the household and the members."""
        return 0 if parent.isValid() or self.answering is None else PEOPLE + len(self.members())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Return the heading of a column; that of a member in two lines."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if section >= PEOPLE:
            member = self.members()[section - PEOPLE]
            if role == _Role.DisplayRole:
                return f"{member.given_name}\n{words.kinship_and_age(member)}"
            return words.member_facts(member) if role in (_Role.ToolTipRole, _Role.AccessibleTextRole) else None
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return [_("Pregunta"), _("Hogar")][section]
        return None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return question, answer and what assistive technology says of them."""
        if not index.isValid() or index.row() >= len(self.rows) or index.column() >= self.columnCount():
            return None
        row = self.rows[index.row()]
        if isinstance(row, Heading):
            shown = role in (_Role.DisplayRole, _Role.AccessibleTextRole)
            return row.title if shown and index.column() == 0 else None
        if index.column() == QUESTION:
            if role == _Role.DisplayRole:
                return row.text
            return f"{row.text} {row.help}".strip() if role in (_Role.ToolTipRole, _Role.AccessibleTextRole) else None
        return self._answer(row, index, role)

    def _answer(self, row: Question, index: Index, role: int) -> Any:
        key = self.key(index.row(), index.column())
        if key is None:
            return _("No se pregunta") if role == _Role.AccessibleTextRole else None
        if role in (_Role.DisplayRole, _Role.ToolTipRole):
            return self.words(key) or None
        return self._spoken(row, index.column(), key) if role == _Role.AccessibleTextRole else {KEY_ROLE: key}.get(role)

    def _spoken(self, row: Question, column: int, key: AnswerKey) -> str:
        who = self.members()[column - PEOPLE].given_name if column >= PEOPLE else _("Hogar")
        said = self.words(key) or _("sin respuesta")
        on = self.answering.told_on(key) if self.answering is not None and row.code == PREGNANCY else None
        return ", ".join([row.short, who, said, *([formats.date(on)] if on is not None else [])])
