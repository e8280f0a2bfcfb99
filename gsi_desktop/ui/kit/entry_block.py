"""A table of cells that are written as blocks: filled, copied, pasted from a spreadsheet, every step undone."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.entry_model import EntryModel, Place
from gsi_desktop.ui.kit.entry_moves import block_readers, pasted_block

_Flag = QItemSelectionModel.SelectionFlag


class BlockTable(QTableView):
    """What an `EntryGrid` does with its cells, whichever key or menu asks for it.

    ``told`` carries a sentence about what could not be done whole (a block too large).
    """

    told = Signal(str)

    def __init__(self, model: EntryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = model
        self.anchor: Place = (0, 0)
        """Where the selection began that Shift extends."""
        self.setModel(model)

    # --- where the cursor is

    @property
    def place(self) -> Place:
        """Row and column of the cursor."""
        index = self.currentIndex()
        return (max(index.row(), 0), max(index.column(), 0))

    def go_to(self, row: int, column: int, *, extend: bool = False) -> None:
        """Put the cursor on a cell and show it; with ``extend`` the selection reaches up to it."""
        row = max(0, min(row, self.entries.rowCount() - 1))
        column = max(0, min(column, len(self.entries.columns) - 1))
        index = self.entries.index(row, column)
        if extend:
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
            anchor = self.entries.index(*self.anchor)
            self.selectionModel().select(QItemSelection(anchor, index), _Flag.ClearAndSelect)
        else:
            self.anchor = (row, column)
            self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)
        self.scrollTo(index)

    def block(self) -> tuple[int, int, int, int]:
        """Return the first row and column and the last row and column that are selected."""
        parts = self.selectionModel().selection().toList()
        if not parts:
            row, column = self.place
            return row, column, row, column
        return (
            min(part.top() for part in parts),
            min(part.left() for part in parts),
            max(part.bottom() for part in parts),
            max(part.right() for part in parts),
        )

    # --- writing

    def write_cell(self, row: int, column: int, typed: str) -> None:
        """Write what was typed into a cell."""
        self.entries.write({(row, column): typed}, self.place)

    def fill_selection(self, typed: str) -> None:
        """Write the same into every selected cell."""
        top, left, bottom, right = self.block()
        cells = {(row, column): typed for row in range(top, bottom + 1) for column in range(left, right + 1)}
        self.entries.write(cells, self.place)

    def fill_down(self) -> None:
        """Copy the first selected row into those below it, or the cell above into the one under the cursor."""
        top, left, bottom, right = self.block()
        source = top if bottom > top else top - 1
        if source < 0:
            return
        columns = range(left, right + 1)
        rows = range(source + 1, bottom + 1)
        self.entries.write(
            {(row, column): self.shown(source, column) for row in rows for column in columns}, self.place
        )

    def clear_selection(self) -> None:
        """Empty the selected cells."""
        self.fill_selection("")

    def copy(self) -> None:
        """Put the selected cells on the clipboard as a spreadsheet takes them: documents without points."""
        top, left, bottom, right = self.block()
        lines = [
            "\t".join(self._copied(row, column) for column in range(left, right + 1)) for row in range(top, bottom + 1)
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def cut(self) -> None:
        """Copy and empty."""
        self.copy()
        self.clear_selection()

    def paste(self) -> None:
        """Write the block of the clipboard from the first selected cell on; one value fills the whole selection."""
        block = pasted_block(QGuiApplication.clipboard().text())
        if not block:
            return
        if len(block) == 1 and len(block[0]) == 1:
            self.fill_selection(block[0][0])
            return
        top, left, _bottom, _right = self.block()
        rows = block[: self.entries.most - top]
        width = min(max(len(line) for line in rows), len(self.entries.columns) - left)
        cells = {
            (top + down, left + across): text
            for down, line in enumerate(rows)
            for across, text in enumerate(line[:width])
        }
        readers = block_readers(self.entries.columns[left : left + width], rows)
        self.entries.write(cells, self.place, {left + across: read for across, read in readers.items()})
        last = (top + len(rows) - 1, left + width - 1)
        self.go_to(top, left)
        self.selectionModel().select(
            QItemSelection(self.entries.index(top, left), self.entries.index(*last)), _Flag.ClearAndSelect
        )
        if len(rows) < len(block) or any(len(line) > width for line in rows):
            self.told.emit(_("Lo copiado era más grande que la tabla: lo que no cabía no se pegó."))

    def remove_rows(self) -> None:
        """Take the selected rows away."""
        top, _left, bottom, _right = self.block()
        self.entries.remove_rows(range(top, bottom + 1), self.place)
        self.go_to(top, self.place[1])

    def insert_row(self) -> None:
        """Open a row above the cursor."""
        self.entries.insert_row(self.place[0], self.place)

    def undo(self) -> None:
        """Take the last step back."""
        self._return_to(self.entries.undo(self.place))

    def redo(self) -> None:
        """Do it again."""
        self._return_to(self.entries.redo(self.place))

    def _return_to(self, place: Place | None) -> None:
        if place is not None:
            self.go_to(*place)

    def shown(self, row: int, column: int) -> str:
        """Return what a cell holds, without what stands in for it."""
        return str(self.entries.index(row, column).data(Qt.ItemDataRole.EditRole) or "")

    def _copied(self, row: int, column: int) -> str:
        text = self.shown(row, column)
        problem = self.entries.problem(row, column)
        if not text or (problem is not None and problem.severity == "danger"):
            return text
        return self.entries.columns[column].kind.copied(text)

    def select_rows(self) -> None:
        """Extend the selection to whole rows."""
        top, _left, bottom, _right = self.block()
        last = self.entries.index(bottom, len(self.entries.columns) - 1)
        self.selectionModel().select(QItemSelection(self.entries.index(top, 0), last), _Flag.ClearAndSelect)

    def select_columns(self) -> None:
        """Extend the selection to whole columns."""
        _top, left, _bottom, right = self.block()
        last = self.entries.index(self.entries.rowCount() - 1, right)
        self.selectionModel().select(QItemSelection(self.entries.index(0, left), last), _Flag.ClearAndSelect)
