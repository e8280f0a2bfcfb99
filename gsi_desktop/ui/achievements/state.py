"""The board as it is shown: what is stored, and on top of it what was marked and is not stored yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gsi_desktop.models.enums import AchievedHow, MarkState
from gsi_desktop.services.achievements.data import Achievement, Board, BoardMember, Cell, CellKey
from gsi_desktop.services.achievements.rules import rolled_up


class BoardState:
    """A `Board` with marks over it; `cell` answers as if they were stored."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.initial_shown = board.baseline_closed
        self._over: dict[CellKey, tuple[MarkState, AchievedHow | None]] = {}
        self._members = {member.person_id: member for member in board.members}
        self._rolled: dict[int, Cell] = {}

    # --- reading

    def cell(self, key: CellKey) -> Cell:
        """Return the cell as it will be once everything is stored."""
        stored = self.board.cells[key]
        if stored.rolled_up:
            return self._roll(key, stored)
        over = self._over.get(key)
        return stored if over is None else _marked(stored, *over)

    def achievement(self, key: CellKey) -> Achievement:
        """Return the logro of a cell."""
        return self.board.catalogue.by_number[key[0]]

    def member(self, key: CellKey) -> BoardMember | None:
        """Return whose cell it is, None for the family's."""
        return self._members[key[1]] if key[1] is not None else None

    def can_mark(self, key: CellKey) -> bool:
        """Whether a person marks it: it applies, or was said not to, and it is not rolled up."""
        cell = self.cell(key)
        return not cell.rolled_up and (cell.applies or cell.forced)

    def of_row(self, number: int) -> tuple[CellKey, ...]:
        """Return the cells of a logro that a mark of the whole row marks."""
        keys: Iterable[CellKey] = [(number, None), *((number, member.person_id) for member in self.board.members)]
        return tuple(key for key in keys if key in self.board.cells and self._in_row(key))

    def answered(self) -> int:
        """Return how many cells a person marks say something."""
        return sum(self.cell(key).state is not MarkState.UNKNOWN for key in self.markable())

    def markable(self) -> tuple[CellKey, ...]:
        """Return the cells that count: those that apply and are not rolled up."""
        return tuple(key for key in self.board.cells if not (cell := self.cell(key)).rolled_up and cell.applies)

    # --- over what is stored

    def put(self, key: CellKey, state: MarkState, how: AchievedHow | None = None) -> None:
        """Show ``state`` in a cell until `drop`."""
        self._over[key] = (state, how)
        self._rolled.pop(key[0], None)

    def drop(self, keys: Iterable[CellKey]) -> None:
        """Show again what is stored in ``keys``."""
        for key in keys:
            self._over.pop(key, None)
            self._rolled.pop(key[0], None)

    def renew(self, board: Board) -> None:
        """Take what is stored now; what was put over it stays."""
        self.board = board
        self.initial_shown = board.baseline_closed
        self._members = {member.person_id: member for member in board.members}
        self._over = {key: over for key, over in self._over.items() if key in board.cells}
        self._rolled.clear()

    # --- inside

    def _in_row(self, key: CellKey) -> bool:
        return not self.board.cells[key].rolled_up and self.cell(key).applies

    def _roll(self, key: CellKey, stored: Cell) -> Cell:
        if not any(number == key[0] for number, _person in self._over):
            return stored
        known = self._rolled.get(key[0])
        if known is None:
            states = [self.cell(one).state for one in self.of_row(key[0])]
            reached = states.count(MarkState.ACHIEVED)
            known = replace(stored, state=rolled_up(states), reached=reached, applicable=len(states))
            self._rolled[key[0]] = known
        return known


def _marked(cell: Cell, state: MarkState, how: AchievedHow | None) -> Cell:
    """Return ``cell`` as it is once marked ``state``; *por alcanzar* with an open action is *en gestión*."""
    if state is MarkState.IN_PROGRESS:
        return replace(cell, state=state, derived=False, forced=False)
    shown = MarkState.IN_PROGRESS if state is MarkState.PENDING and cell.actions else state
    forced = state is MarkState.NOT_APPLICABLE
    return replace(cell, state=shown, stored=state, how=how, derived=False, forced=forced)
