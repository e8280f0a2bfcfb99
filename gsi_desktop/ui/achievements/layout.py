"""What stands where on the board and where the keys lead: pure, without widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.achievements.data import Achievement, CellKey, Dimension
from gsi_desktop.ui.achievements.state import BoardState

NUMBER: Final = 0
LOGRO: Final = 1
FAMILY: Final = 2
MEMBERS: Final = 3
"""First column of the members; before it number, logro and family."""

Spot = tuple[int, int]
"""Row and column."""

_TO_DO: Final = frozenset({MarkState.PENDING, MarkState.IN_PROGRESS, MarkState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Options:
    """What the person wants to see."""

    both: bool = True
    pending_only: bool = False
    applicable_only: bool = False
    folded: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The heading of a dimension."""

    dimension: Dimension
    folded: bool


@dataclass(frozen=True, slots=True)
class LogroRow:
    """A logro."""

    achievement: Achievement


Row = GroupRow | LogroRow


def rows_of(state: BoardState, options: Options) -> tuple[Row, ...]:
    """Return the rows to show; a dimension of which nothing is left is left out."""
    catalogue = state.board.catalogue
    rows: list[Row] = []
    for dimension in catalogue.dimensions:
        inside = [one for one in catalogue.of_dimension(dimension.number) if _wanted(state, one, options)]
        if inside:
            folded = dimension.number in options.folded
            rows.append(GroupRow(dimension, folded))
            rows += [] if folded else [LogroRow(one) for one in inside]
    return tuple(rows)


def _wanted(state: BoardState, achievement: Achievement, options: Options) -> bool:
    shown = state.cell((achievement.number, None)).state
    if achievement.retired and shown is MarkState.NOT_APPLICABLE:
        return False
    if options.pending_only and shown not in _TO_DO:
        return False
    return not (options.applicable_only and shown is MarkState.NOT_APPLICABLE and not _forced(state, achievement))


def _forced(state: BoardState, achievement: Achievement) -> bool:
    """Whether somebody said of one of its cells that it does not apply, which may be taken back."""
    keys = [(achievement.number, None), *((achievement.number, one.person_id) for one in state.board.members)]
    return any(state.cell(key).forced for key in keys if key in state.board.cells)


class Grid:
    """Rows and columns of a board, and the ways through them."""

    def __init__(self, state: BoardState, rows: tuple[Row, ...]) -> None:
        self.state = state
        self.rows = rows
        self.people: tuple[UUID | None, ...] = (None, *(member.person_id for member in state.board.members))
        self._row_of = {row.achievement.number: at for at, row in enumerate(rows) if isinstance(row, LogroRow)}

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return FAMILY + len(self.people)

    def key(self, spot: Spot) -> CellKey | None:
        """Return the cell at ``spot``, None where there is none: headings, numbers, a family logro beside members."""
        at, column = spot
        if not (0 <= at < len(self.rows) and FAMILY <= column < self.columns):
            return None
        row = self.rows[at]
        if not isinstance(row, LogroRow):
            return None
        key = (row.achievement.number, self.people[column - FAMILY])
        return key if key in self.state.board.cells else None

    def spot(self, key: CellKey) -> Spot | None:
        """Return where a cell stands, None while it is not shown."""
        at = self._row_of.get(key[0])
        return None if at is None or key[1] not in self.people else (at, FAMILY + self.people.index(key[1]))

    def dimension_at(self, at: int) -> int:
        """Return the dimension of row ``at``."""
        row = self.rows[at]
        return row.dimension.number if isinstance(row, GroupRow) else row.achievement.dimension

    # --- where the cursor stops

    def stops(self, spot: Spot) -> bool:
        """Whether the arrows stop at ``spot``: a cell that applies, or the heading of a folded dimension."""
        at, column = spot
        if not 0 <= at < len(self.rows):
            return False
        row = self.rows[at]
        if isinstance(row, GroupRow):
            return row.folded and column == FAMILY
        key = self.key(spot)
        if key is None:
            return False
        cell = self.state.cell(key)
        return cell.applies or cell.forced

    def _heading(self, spot: Spot) -> bool:
        return isinstance(self.rows[spot[0]], GroupRow)

    def down(self, spot: Spot, step: int = 1) -> Spot:
        """Return the next stop below (above with -1) in the column; folded headings stop every column."""
        at, column = spot
        at += step
        while 0 <= at < len(self.rows):
            if self._heading((at, column)) and self.stops((at, FAMILY)):
                return (at, FAMILY)
            if self.stops((at, column)):
                return (at, column)
            at += step
        return spot

    def along(self, spot: Spot, step: int) -> Spot:
        """Return the next stop at the right (left with -1) in the row."""
        at, column = spot
        column += step
        while FAMILY <= column < self.columns:
            if self.stops((at, column)):
                return (at, column)
            column += step
        return spot

    def edge(self, spot: Spot, step: int) -> Spot:
        """Return the last stop of the row at the right (left with -1)."""
        columns: Iterable[int] = range(self.columns - 1, FAMILY - 1, -1) if step > 0 else range(FAMILY, self.columns)
        return next(((spot[0], column) for column in columns if self.stops((spot[0], column))), spot)

    def dimension(self, spot: Spot, step: int) -> Spot:
        """Return the first stop of the next dimension (the one before with -1), in the same column if it has one."""
        here = self.dimension_at(spot[0])
        numbers = list(dict.fromkeys(self.dimension_at(at) for at in range(len(self.rows))))
        place = numbers.index(here) + step
        while 0 <= place < len(numbers):
            inside = [at for at in range(len(self.rows)) if self.dimension_at(at) == numbers[place]]
            for column in dict.fromkeys((spot[1], FAMILY, *range(MEMBERS, self.columns))):
                found = next((at for at in inside if self.stops((at, column))), None)
                if found is not None:
                    return (found, column)
            place += step
        return spot

    def page(self, spot: Spot, rows: int) -> Spot:
        """Return the stop about ``rows`` rows below (above when negative)."""
        wanted, step = spot[0] + rows, 1 if rows > 0 else -1
        found = spot
        while (following := self.down(found, step)) != found and (following[0] - wanted) * step <= 0:
            found = following
        return found

    def first(self) -> Spot | None:
        """Return where to begin: in an open línea base the first cell that says nothing, else the first stop."""
        open_cells = () if self.state.board.baseline_closed else self._order()
        return next((spot for spot in open_cells if self._unknown(spot)), self._any())

    def last(self) -> Spot | None:
        """Return the last stop of the column of the family."""
        below = [(at, FAMILY) for at in range(len(self.rows)) if self.stops((at, FAMILY))]
        return below[-1] if below else None

    # --- marking

    def after_mark(self, spot: Spot, *, by_rows: bool = False) -> Spot:
        """Return where the cursor goes after a mark at ``spot``.

        Down the column, then to the head of the next one, to the next cell that says nothing; where no such cell is
        left, to the next cell. ``by_rows`` goes down the family's column over rows that miss something.
        """
        if by_rows:
            below = [(at, FAMILY) for at in range(spot[0] + 1, len(self.rows)) if self.stops((at, FAMILY))]
            found = next((one for one in below if self._row_unknown(one)), None)
            if found is not None or not any(self._unknown(one) for one in self._order()):
                return found or next(iter(below), spot)
        return self._next(spot, self._unknown) or self._next(spot, lambda _spot: True) or spot

    def _next(self, spot: Spot, wanted: Callable[[Spot], bool]) -> Spot | None:
        after = (one for one in self._order() if (one[1], one[0]) > (spot[1], spot[0]))
        return next((one for one in after if wanted(one)), None)

    def _order(self) -> list[Spot]:
        """Return the cells a person marks, column by column."""
        spots = [(at, column) for column in range(FAMILY, self.columns) for at in range(len(self.rows))]
        return [spot for spot in spots if (key := self.key(spot)) is not None and self.state.can_mark(key)]

    def _any(self) -> Spot | None:
        spots = ((at, column) for column in range(FAMILY, self.columns) for at in range(len(self.rows)))
        return next((spot for spot in spots if self.stops(spot)), None)

    def _unknown(self, spot: Spot) -> bool:
        key = self.key(spot)
        return key is not None and self.state.cell(key).state is MarkState.UNKNOWN

    def _row_unknown(self, spot: Spot) -> bool:
        key = self.key(spot)
        return key is not None and any(
            self.state.cell(one).state is MarkState.UNKNOWN for one in self.state.of_row(key[0])
        )
