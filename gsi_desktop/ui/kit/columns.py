"""What a table shows and what it remembers: columns, cell roles, and where order and widths are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, Protocol

from PySide6.QtCore import Qt

from gsi_desktop.ui.kit.chips import CHIP_ROLE, Chip
from gsi_desktop.ui.kit.formats import show

ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""Item data: the row's own data class."""
TONE_ROLE: Final = Qt.ItemDataRole.UserRole + 3
"""Item data: the colour role of the cell's text."""
COLUMN_ROLE: Final = Qt.ItemDataRole.UserRole + 4
"""Item and header data: the `Column`."""

__all__ = ["CHIP_ROLE", "COLUMN_ROLE", "ROW_ROLE", "TONE_ROLE", "Column", "ColumnState", "FilterKind"]

FilterKind = Literal["text", "values", "days", "numbers"]
_ALIGN: Final = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``key`` names the attribute of the row unless ``value`` computes it, and the column in settings.

    ``chip`` draws a chip where it returns one; ``copy`` is what Ctrl+C takes where the shown text does not do
    (a document without points); ``tone`` is a colour role or a function of the row. ``filter`` is how its heading
    filters; ``pick`` is the column of boxes that say which rows are picked. ``stretch`` is its part of the room that
    is left, none when it keeps its width.
    """

    key: str
    title: str
    width: int = 120
    align: Literal["left", "right", "center"] = "left"
    stretch: int = 0
    tabular: bool = False
    value: Callable[[Any], object] | None = None
    chip: Callable[[Any], Chip | None] | None = None
    tone: str | Callable[[Any], str] = "text"
    strong: bool = False
    tooltip: Callable[[Any], str] | None = None
    copy: Callable[[Any], str] | None = None
    sortable: bool = False
    visible: bool = True
    filter: FilterKind | None = None
    pick: bool = False

    def raw(self, row: object) -> object:
        """Return what the cell holds where it is a day or a number, else its text as the clipboard gets it."""
        held = getattr(row, self.key, None)
        if isinstance(held, date) or (isinstance(held, int) and not isinstance(held, bool)):
            return held
        return "" if held is None and self.copy is None and self.value is None else self.copied(row)

    def text(self, row: object) -> str:
        """Return what the cell says; a chip's words when it shows one."""
        chip = self.chip(row) if self.chip is not None else None
        if chip is not None:
            return chip.text
        return show(self.value(row) if self.value is not None else getattr(row, self.key, None))

    def copied(self, row: object) -> str:
        """Return what the clipboard gets, on one line."""
        text = self.copy(row) if self.copy is not None else self.text(row)
        return " ".join(text.split())

    def tone_of(self, row: object) -> str:
        """Return the colour role of the cell's text."""
        return self.tone if isinstance(self.tone, str) else self.tone(row)

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """Horizontal alignment with vertical centring."""
        return _ALIGN[self.align] | Qt.AlignmentFlag.AlignVCenter


class ColumnState(Protocol):
    """Where a person's column order, widths and visibility are kept, by table name."""

    def get(self, table: str) -> Mapping[str, Any] | None:
        """Return what was kept for ``table``, None when nothing was."""
        ...

    def set(self, table: str, state: dict[str, Any]) -> None:
        """Keep ``state`` for ``table``; an empty one forgets it."""
        ...
