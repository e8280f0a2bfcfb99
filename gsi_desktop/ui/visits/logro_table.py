"""The pending logros of a family as a list that is marked by letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.achievements.data import Achievement, Board, BoardMember, Cell, CellKey
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.states import LOOKS, state_name
from gsi_desktop.ui.kit.tables import RowsModel, TableView

MARKS: Final = {
    Qt.Key.Key_A: MarkState.ACHIEVED,
    Qt.Key.Key_P: MarkState.PENDING,
    Qt.Key.Key_B: MarkState.OBJECTIVE,
    Qt.Key.Key_D: MarkState.DISINTEREST,
}


@dataclass(frozen=True, slots=True)
class LogroRow:
    """A cell of the board as a row: what it is, whose, and where it stands."""

    achievement: Achievement
    dimension: str
    member: BoardMember | None
    cell: Cell

    @property
    def key(self) -> CellKey:
        """The cell on the board."""
        return self.achievement.number, self.member.person_id if self.member is not None else None

    @property
    def name(self) -> str:
        """The logro with its number."""
        return f"{self.achievement.number}  {self.achievement.short}"

    @property
    def about(self) -> str:
        """Whose it is."""
        if self.member is None:
            return _("Familia")
        return self.member.given_name if self.member.age is None else f"{self.member.given_name}, {self.member.age}"


def pending(board: Board) -> list[LogroRow]:
    """Return what applies and is not reached, in the order of the board."""
    return [row for row in rows(board) if row.cell.state is not MarkState.ACHIEVED]


def rows(board: Board) -> list[LogroRow]:
    """Return every cell a person may mark, in the order of the board."""
    members = {one.person_id: one for one in board.members}
    dimensions = {one.number: one.short for one in board.catalogue.dimensions}
    found = []
    for key in board.markable():
        achievement = board.catalogue.by_number[key[0]]
        member = members.get(key[1]) if key[1] is not None else None
        found.append(LogroRow(achievement, dimensions.get(achievement.dimension, ""), member, board.cells[key]))
    return found


def state_chip(state: MarkState) -> Chip:
    """Return a state with its letter."""
    look = LOOKS[state]
    return Chip(f"{state.value}  {state_name(state)}", look.kind, look.icon)


def _initial(row: LogroRow) -> str:
    return row.cell.initial.value if row.cell.initial is not None else ""


def columns() -> list[Column]:
    """Return the columns of the list."""
    return [
        Column("name", _("Logro"), 220, stretch=True, tooltip=lambda row: row.achievement.text),
        Column("about", _("De quién"), 118),
        Column("initial", _("Línea base"), 88, align="center", value=_initial, tone="text2"),
        Column("state", _("Hoy"), 140, chip=lambda row: state_chip(row.cell.state)),
    ]


class LogroTable(TableView):
    """``marked`` carries the state of the letter pressed, ``way`` the number 1 to 4, ``undo_asked`` Ctrl+Z."""

    marked = Signal(object)
    way = Signal(int)
    repeated = Signal()
    dropped = Signal()
    undo_asked = Signal()

    def __init__(self, model: RowsModel) -> None:
        super().__init__(model, framed=False, label=_("Logros por revisar"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters mark, 1 to 4 say how, Enter repeats how, Esc leaves it, Ctrl+Z undoes."""
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and key == Qt.Key.Key_Z:
            self.undo_asked.emit()
        elif control or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
        elif key in MARKS:
            self.marked.emit(MARKS[key])
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_4:
            self.way.emit(int(key) - int(Qt.Key.Key_1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.repeated.emit()
        elif key == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)
