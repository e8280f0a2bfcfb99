"""The line below the sheet of members: what is wrong with the cell one is in or has just left, else which keys help."""

from __future__ import annotations

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.families.enrol_members import Members
from gsi_desktop.ui.kit.entry_grid import EntryGrid
from gsi_desktop.ui.kit.labels import ElidedLabel


class CellLine(ElidedLabel):
    """Says it of the place in ``grid``; `follow` with each step, `say` when problems came or went."""

    def __init__(self, members: Members, grid: EntryGrid) -> None:
        super().__init__("", "s", "text3")
        self._members = members
        self._grid = grid
        self._left: tuple[int, int] | None = None
        self._here: tuple[int, int] = (0, 0)

    def forget(self) -> None:
        """Begin with no cell left."""
        self._left = None

    def follow(self, row: int, column: int) -> None:
        """Go on to another cell; the one before is the one just left."""
        self._left, self._here = self._here, (row, column)
        self.say()

    def say(self) -> None:
        """Say what there is to say now."""
        for cell in (self._grid.place, self._left):
            problem = self._members.model.problem(*cell) if cell is not None else None
            if cell is not None and problem is not None:
                self.setText(f"{self._members.cell_name(*cell)}: {problem.text}")
                self.set_tone(problem.severity)
                return
        column = self._members.model.columns[self._grid.place[1]]
        keys = _("Tab sigue · Intro baja · F2 abre la lista · Ctrl+D copia lo de arriba · Ctrl+; hoy · Ctrl+Z deshace")
        self.setText(f"{column.title}: {column.tip} {keys}" if column.tip else keys)
        self.set_tone("text3")
