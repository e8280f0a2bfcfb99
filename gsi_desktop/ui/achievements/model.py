"""The board as a table: a heading for each dimension, a row for each logro, the family and its members as columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.achievements.data import Board, CellKey, DimensionProgress
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.achievements import words
from gsi_desktop.ui.achievements.layout import (
    FAMILY,
    LOGRO,
    MEMBERS,
    NUMBER,
    Grid,
    GroupRow,
    LogroRow,
    Options,
    Row,
    rows_of,
)
from gsi_desktop.ui.achievements.state import BoardState
from gsi_desktop.ui.kit.states import state_name

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_Role = Qt.ItemDataRole

LINE_ROLE: Final = _Role.UserRole + 1
"""The `Row` of an index."""
KEY_ROLE: Final = _Role.UserRole + 2
"""The `CellKey` of an index, None where there is no cell."""
CELL_ROLE: Final = _Role.UserRole + 3
"""The `Cell` of an index as it is shown."""
PROGRESS_ROLE: Final = _Role.UserRole + 4
"""The `DimensionProgress` of a heading."""


class BoardModel(QAbstractTableModel):
    """Shows a `BoardState` as the `Options` want it; `full` puts whole texts in place of the short ones."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.options = Options()
        self.full = False
        self.grid: Grid | None = None
        self._progress: dict[int, DimensionProgress] = {}

    # --- what it shows

    @property
    def state(self) -> BoardState | None:
        """The board shown, None before one is."""
        return self.grid.state if self.grid is not None else None

    def show_board(self, state: BoardState) -> None:
        """Show another board."""
        self._lay_out(state)

    def renew(self, board: Board) -> None:
        """Show what is stored now; rows stay where they are unless the household or the catalogue is another."""
        grid = self.grid
        if grid is None:
            self._lay_out(BoardState(board))
            return
        former = grid.state.board
        grid.state.renew(board)
        same = former.members == board.members and former.catalogue.version_id == board.catalogue.version_id
        if same and former.baseline == board.baseline:
            self._progress = {one.number: one for one in board.progress.dimensions}
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        else:
            self._lay_out(grid.state)

    def set_options(self, options: Options) -> None:
        """Show other rows."""
        if options != self.options:
            self.options = options
            if self.grid is not None:
                self._lay_out(self.grid.state)

    def set_full(self, full: bool) -> None:
        """Show whole texts, or short ones where room is scarce."""
        if full != self.full:
            self.full = full
            if self.rowCount():
                self.dataChanged.emit(self.index(0, LOGRO), self.index(self.rowCount() - 1, LOGRO))

    def cells_changed(self, keys: Iterable[CellKey]) -> None:
        """Say that the rows of ``keys`` show something else."""
        grid = self.grid
        if grid is None:
            return
        for at in {spot[0] for key in keys if (spot := grid.spot(key)) is not None}:
            self.dataChanged.emit(self.index(at, 0), self.index(at, self.columnCount() - 1))

    def _lay_out(self, state: BoardState) -> None:
        self.beginResetModel()
        self.grid = Grid(state, rows_of(state, self.options))
        self._progress = {one.number: one for one in state.board.progress.dimensions}
        self.endResetModel()

    # --- places

    def row(self, at: int) -> Row:
        """Return what row ``at`` is; raises `IndexError` for none."""
        return (self.grid.rows if self.grid is not None else ())[at]

    def headings(self) -> list[int]:
        """Return the rows that are headings."""
        return [at for at in range(self.rowCount()) if isinstance(self.row(at), GroupRow)]

    def progress_words(self, figures: DimensionProgress | None) -> list[str]:
        """Return "0 → 3 de 5" and what else stands beside it: "1 en gestión", "2 sin información", "1 no aplica"."""
        both = self.state is not None and self.state.initial_shown
        return [] if figures is None else _progress_words(figures, both=both)

    # --- Qt

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many rows there are, headings included."""
        return 0 if parent.isValid() or self.grid is None else len(self.grid.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return number, logro, family and the members."""
        return 0 if parent.isValid() or self.grid is None else self.grid.columns

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Return the heading of a column; that of a member in two lines."""
        grid = self.grid
        if orientation != Qt.Orientation.Horizontal or grid is None or not 0 <= section < grid.columns:
            return None
        if section >= MEMBERS:
            member = grid.state.board.members[section - MEMBERS]
            full = {_Role.ToolTipRole: words.member_facts(member), _Role.AccessibleTextRole: words.member_facts(member)}
            return full.get(
                _Role(role),
                f"{member.given_name}\n{words.kinship_and_age(member)}" if role == _Role.DisplayRole else None,
            )
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            below = _("base · hoy") if grid.state.initial_shown and self.options.both else _("hoy")
            return {NUMBER: _("N.º"), LOGRO: _("Logro"), FAMILY: f"{_('Familia')}\n{below}"}[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every cell be chosen."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return what a cell says, and what the delegate draws it from."""
        grid = self.grid
        if grid is None or not index.isValid() or index.row() >= len(grid.rows) or index.column() >= grid.columns:
            return None
        row = grid.rows[index.row()]
        if role == LINE_ROLE:
            return row
        if isinstance(row, GroupRow):
            return self._heading(row, index.column(), role)
        return self._cell(grid, row, index.column(), (index.row(), index.column()), role)

    def _heading(self, row: GroupRow, column: int, role: int) -> Any:
        figures = self._progress.get(row.dimension.number)
        if role == PROGRESS_ROLE:
            return figures
        if role == _Role.DisplayRole:
            return row.dimension.name if column == 0 else None
        if role == _Role.AccessibleTextRole:
            folded = _("contraída") if row.folded else _("desplegada")
            return ", ".join([row.dimension.name, folded, *self.progress_words(figures)])
        return None

    def _cell(self, grid: Grid, row: LogroRow, column: int, spot: tuple[int, int], role: int) -> Any:
        one = row.achievement
        if column < FAMILY:
            if role == _Role.DisplayRole:
                return str(one.number) if column == NUMBER else one.text if self.full else one.short
            return one.text if role in (_Role.ToolTipRole, _Role.AccessibleTextRole) else None
        key = grid.key(spot)
        if key is None:
            return None
        cell = grid.state.cell(key)
        if role == _Role.ToolTipRole:
            return f"{state_name(cell.state, full=True)}. {cell.why}"
        if role == _Role.AccessibleTextRole:
            shown = grid.state.initial_shown and self.options.both
            return words.spoken(grid.state.board, one, grid.state.member(key), cell, initial=shown)
        return {_Role.DisplayRole: cell.state.value, KEY_ROLE: key, CELL_ROLE: cell}.get(role)


def _progress_words(figures: DimensionProgress, *, both: bool) -> list[str]:
    if not figures.applicable:
        return [state_name(MarkState.NOT_APPLICABLE).lower()]
    text = _("{base} → {now} de {all}") if both else _("{now} de {all}")
    said = [text.format(base=figures.base, now=figures.now, all=figures.applicable)]
    if figures.in_progress:
        said.append(_("{count} en gestión").format(count=figures.in_progress))
    if figures.unknown:
        said.append(_("{count} sin información").format(count=figures.unknown))
    elif figures.not_applicable:
        said.append(_("{count} no aplica").format(count=figures.not_applicable))
    return said
