"""Where keys lead in an entry grid, and what a copied block holds: pure decisions on its contents."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from gsi_desktop.ui.kit.entry_kinds import EntryColumn, Tidy
from gsi_desktop.ui.kit.entry_model import EntryModel, Place


def edge(model: EntryModel, here: Place, way: tuple[int, int]) -> Place:
    """Return where Ctrl and an arrow lead from ``here``: to the end of what is filled, or to the next that is."""

    def inside(place: Place) -> bool:
        return 0 <= place[0] < model.rowCount() and 0 <= place[1] < len(model.columns)

    def step(place: Place) -> Place:
        return place[0] + way[0], place[1] + way[1]

    def filled(place: Place) -> bool:
        return bool(model.text(place[0], model.columns[place[1]].key))

    ahead = step(here)
    if not inside(ahead):
        return here
    along = filled(here) and filled(ahead)
    while inside(ahead):
        if along != filled(ahead):
            return here if along else ahead
        here, ahead = ahead, step(ahead)
    return here


def last_in_row(model: EntryModel, row: int) -> int:
    """Return the last column that holds something in ``row``, the last of all when none does."""
    filled = [place for place, column in enumerate(model.columns) if model.text(row, column.key)]
    return filled[-1] if filled else len(model.columns) - 1


def last_used(model: EntryModel) -> Place:
    """Return the corner up to which something is filled."""
    rows = model.rows()
    if not rows:
        return 0, 0
    return len(rows) - 1, max(place for row in rows for place, text in enumerate(row.cells) if text)


def block_readers(columns: Sequence[EntryColumn], block: Sequence[Sequence[str]]) -> dict[int, Tidy]:
    """Return how each of ``columns`` reads its part of a pasted block, by its place in it."""
    return {
        across: column.kind.block([line[across] for line in block if across < len(line)])
        for across, column in enumerate(columns)
    }


def pasted_block(text: str) -> list[list[str]]:
    """Return the cells of a copied block; the line end a spreadsheet adds after the last row is no row.

    >>> pasted_block("a\\tb\\r\\nc\\td\\r\\n")
    [['a', 'b'], ['c', 'd']]
    """
    if not text:
        return []
    lines = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline=""), delimiter="\t"))
    if lines and not lines[-1]:
        lines.pop()
    return [line or [""] for line in lines]
