"""What is typed into an entry grid: cells of text, everything undoable, what is wrong marked and never taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, Literal, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.columns import COLUMN_ROLE, TONE_ROLE
from gsi_desktop.ui.kit.entry_kinds import EntryColumn, Tidy

Index = QModelIndex | QPersistentModelIndex
Severity = Literal["danger", "warning"]
PROBLEM_ROLE: Final = Qt.ItemDataRole.UserRole + 21
"""Item data: the `Problem` of the cell, None when there is none."""
_ROOT: Final = QModelIndex()
_Role = Qt.ItemDataRole
_STEPS: Final = 100
"""So many steps can be undone."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong (danger) or doubtful (warning) about a cell."""

    severity: Severity
    text: str


class Row(NamedTuple):
    """A row of texts; ``mark`` stays with it when other rows come and go."""

    mark: int
    cells: tuple[str, ...]

    def is_blank(self) -> bool:
        """Whether nothing is typed in it."""
        return not any(self.cells)


Rows = tuple[Row, ...]
Place = tuple[int, int]


class _Step(NamedTuple):
    rows: Rows
    place: Place


class EntryModel(QAbstractTableModel):
    """Rows of texts under typed columns. There is always a blank row to go on in, up to ``most`` rows.

    ``edited`` fires after every change by the person, undoing included. Rows are known from outside by their mark.
    """

    edited = Signal()
    problems_changed = Signal()

    def __init__(
        self, columns: Sequence[EntryColumn], *, least: int = 6, most: int = 60, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns: Final = tuple(columns)
        self._least = least
        self._most = most
        self._marks = count(1)
        self._rows: Rows = ()
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._findings: dict[tuple[int, str], Problem] = {}
        self._ghosts: dict[tuple[int, str], str] = {}
        self._tidied: dict[tuple[int, str], str | ExpectedError] = {}
        self._blocked: dict[tuple[int, int], tuple[str, ExpectedError]] = {}
        self._shown = least

    # --- contents

    def place_of(self, key: str) -> int:
        """Return the number of the column ``key``; raises `KeyError`."""
        for place, column in enumerate(self.columns):
            if column.key == key:
                return place
        raise KeyError(key)

    def rows(self) -> Rows:
        """Return the rows that hold something, and the blank ones between them."""
        return self._rows

    def row_of(self, mark: int) -> int | None:
        """Return where the row of ``mark`` is, None when it went."""
        return next((number for number, row in enumerate(self._rows) if row.mark == mark), None)

    def text(self, row: int, key: str) -> str:
        """Return what a cell shows, without what stands in for it."""
        return self._text(row, self.place_of(key))

    def value(self, row: int, key: str) -> Any:
        """Return the value of a cell, of what stands in for it when it is empty, None for neither.

        Raises `ExpectedError` when what is typed will not do.
        """
        place = self.place_of(key)
        text = self._text(row, place)
        if not text and not (text := self.ghost(row, key)):
            return None
        tidied = self._state(row, place, text)
        if isinstance(tidied, ExpectedError):
            raise tidied
        return self.columns[place].kind.value(tidied)

    def load(self, rows: Iterable[Sequence[str]]) -> None:
        """Show other rows; nothing to undo."""
        self.beginResetModel()
        width = len(self.columns)
        self._rows = _trimmed(
            Row(next(self._marks), (*cells, *("",) * width)[:width]) for cells in (tuple(row) for row in rows)
        )
        self._undo, self._redo = [], []
        self._findings, self._ghosts = {}, {}
        self._shown = self._wanted()
        self.endResetModel()

    def ghost(self, row: int, key: str) -> str:
        """Return what stands in for an empty cell (computed, shown quietly), "" for nothing."""
        mark = self._rows[row].mark if row < len(self._rows) else 0
        return self._ghosts.get((mark, key), "")

    def set_ghosts(self, ghosts: Mapping[tuple[int, str], str]) -> None:
        """Show what is computed for empty cells, by mark and key."""
        if dict(ghosts) != self._ghosts:
            self._ghosts = dict(ghosts)
            self._all_changed()

    # --- changing

    def write(self, cells: Mapping[Place, str], at: Place, tidy: Mapping[int, Tidy] | None = None) -> None:
        """Write texts into cells as one step; what cannot be understood stays as it was typed and is marked.

        ``tidy`` says for a column how its cells are understood together. ``at`` is where the cursor was.
        """
        rows = [list(row.cells) for row in self._rows]
        marks = [row.mark for row in self._rows]
        width = len(self.columns)
        for (number, place), typed in sorted(cells.items()):
            while number >= len(rows):
                rows.append([""] * width)
                marks.append(next(self._marks))
            rows[number][place] = self._understood(marks[number], place, typed, (tidy or {}).get(place))
        self._become(_trimmed(Row(mark, tuple(texts)) for mark, texts in zip(marks, rows, strict=True)), at)

    def remove_rows(self, numbers: Iterable[int], at: Place) -> None:
        """Take rows away as one step; those below move up."""
        gone = set(numbers)
        self._become(_trimmed(row for number, row in enumerate(self._rows) if number not in gone), at)

    def insert_row(self, number: int, at: Place) -> None:
        """Open a blank row at ``number`` as one step; those from there on move down."""
        if number >= len(self._rows) or len(self._rows) >= self._most:
            return
        blank = Row(next(self._marks), ("",) * len(self.columns))
        self._become((*self._rows[:number], blank, *self._rows[number:]), at)

    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._undo)

    def undo(self, at: Place) -> Place | None:
        """Take the last step back and return where the cursor was then, None when there is none."""
        return self._swap(self._undo, self._redo, at)

    def redo(self, at: Place) -> Place | None:
        """Do again what was taken back."""
        return self._swap(self._redo, self._undo, at)

    @property
    def most(self) -> int:
        """How many rows there can be."""
        return self._most

    # --- what is wrong

    def problem(self, row: int, place: int) -> Problem | None:
        """Return what is wrong with a cell: what is typed in it, else what was found about it."""
        if row >= len(self._rows):
            return None
        text = self._rows[row].cells[place]
        tidied = self._state(row, place, text) if text else text
        if isinstance(tidied, ExpectedError):
            return Problem("danger", messages.text(tidied.code, **tidied.params))
        return self._findings.get((self._rows[row].mark, self.columns[place].key))

    def set_findings(self, findings: Mapping[tuple[int, str], Problem]) -> None:
        """Show what rules found, by mark and key; what a cell says of itself stays."""
        if dict(findings) != self._findings:
            self._findings = dict(findings)
            self._all_changed()
            self.problems_changed.emit()

    def problems(self) -> list[tuple[int, int, Problem]]:
        """Return row, column and problem of every cell that has one, in reading order."""
        return [
            (row, place, found)
            for row in range(len(self._rows))
            for place in range(len(self.columns))
            if (found := self.problem(row, place)) is not None
        ]

    # --- Qt

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the rows that hold something and the blank ones to go on in."""
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be typed in."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return what a cell shows, what is wrong with it, and how it is spoken."""
        if not index.isValid():
            return None
        row, column = index.row(), self.columns[index.column()]
        if role in (PROBLEM_ROLE, _Role.ToolTipRole, _Role.AccessibleTextRole):
            return self._judged(row, index.column(), role)
        text = self._text(row, index.column())
        shown = text or self.ghost(row, column.key)
        tone = "text" if text else "text3"
        answers = {_Role.EditRole: text, _Role.DisplayRole: shown, TONE_ROLE: tone, COLUMN_ROLE: column}
        return answers.get(role)

    def _judged(self, row: int, place: int, role: int) -> Any:
        problem = self.problem(row, place)
        if role == PROBLEM_ROLE:
            return problem
        if role == _Role.ToolTipRole:
            return problem.text if problem is not None else None
        column = self.columns[place]
        text = self._text(row, place) or self.ghost(row, column.key) or _("vacía")
        spoken = _("{column}, fila {row}: {text}").format(column=column.title, row=row + 1, text=text)
        return f"{spoken}. {problem.text}" if problem is not None else spoken

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Return headings, their help, and the numbers of the rows."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == _Role.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _Role.DisplayRole:
            return column.heading
        if role == _Role.ToolTipRole:
            return column.tip or None
        return column if role == COLUMN_ROLE else None

    # --- inside

    def _text(self, row: int, place: int) -> str:
        return self._rows[row].cells[place] if row < len(self._rows) else ""

    def _tidied_or_error(self, place: int, text: str) -> str | ExpectedError:
        known = self._tidied.get((place, text))
        if known is None:
            try:
                known = self.columns[place].kind.tidy(text)
            except ExpectedError as wrong:
                known = wrong
            self._tidied[place, text] = known
        return known

    def _state(self, row: int, place: int, text: str) -> str | ExpectedError:
        """Return the tidy text of a cell or why there is none, as its pasted column said where it was pasted."""
        blocked = self._blocked.get((self._rows[row].mark, place)) if row < len(self._rows) else None
        if blocked is not None and blocked[0] == text:
            return blocked[1]
        return self._tidied_or_error(place, text)

    def _understood(self, mark: int, place: int, typed: str, tidy: Tidy | None) -> str:
        """Return what the cell keeps: tidy, or as typed when that is not possible."""
        clean = " ".join(typed.split())
        self._blocked.pop((mark, place), None)
        if not clean:
            return ""
        if tidy is None:
            tidied = self._tidied_or_error(place, clean)
            return clean if isinstance(tidied, ExpectedError) else tidied
        try:
            return tidy(clean)
        except ExpectedError as wrong:
            self._blocked[mark, place] = (clean, wrong)
            return clean

    def _become(self, rows: Rows, at: Place) -> None:
        if rows == self._rows:
            return
        self._undo = [*self._undo[-_STEPS + 1 :], _Step(self._rows, at)]
        self._redo = []
        self._show(rows)

    def _swap(self, source: list[_Step], target: list[_Step], at: Place) -> Place | None:
        if not source:
            return None
        step = source.pop()
        target.append(_Step(self._rows, at))
        self._show(step.rows)
        return step.place

    def _show(self, rows: Rows) -> None:
        self._rows = rows
        wanted = self._wanted()
        if wanted > self._shown:
            self.beginInsertRows(QModelIndex(), self._shown, wanted - 1)
            self._shown = wanted
            self.endInsertRows()
        elif wanted < self._shown:
            self.beginRemoveRows(QModelIndex(), wanted, self._shown - 1)
            self._shown = wanted
            self.endRemoveRows()
        self._all_changed()
        self.edited.emit()

    def _wanted(self) -> int:
        return min(self._most, max(self._least, len(self._rows) + 1))

    def _all_changed(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(self._shown - 1, len(self.columns) - 1))


def _trimmed(rows: Iterable[Row]) -> Rows:
    """Return the rows without the blank ones at the end."""
    kept = list(rows)
    while kept and kept[-1].is_blank():
        kept.pop()
    return tuple(kept)
