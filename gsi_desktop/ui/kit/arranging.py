"""Columns that stay as the person left them: shown or hidden, in their order, as wide as they made them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QTableView, QWidget

from gsi_desktop.ui.kit.cells import HeaderView
from gsi_desktop.ui.kit.columns import Column, ColumnState
from gsi_desktop.ui.kit.theme import theme


class ArrangedView(QTableView):
    """A table of `Column`; with ``state`` what is done to them is kept under ``name``."""

    def __init__(self, name: str, state: ColumnState | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._state = state
        self._arranging = False
        self._pinned: list[str] = []
        self._header = HeaderView(self)
        self.setHorizontalHeader(self._header)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the model, in its order."""
        model = self.model()
        return getattr(model, "columns", ()) if model is not None else ()

    def shown_columns(self) -> list[Column]:
        """Return the columns shown, in the order they are seen; not that of the boxes."""
        shown = [self.columns()[index] for index in self._visual_order() if not self.isColumnHidden(index)]
        return [column for column in shown if not column.pick]

    def ordered_columns(self) -> list[Column]:
        """Return every column in the order they are seen, hidden ones too; not that of the boxes."""
        return [column for column in (self.columns()[at] for at in self._visual_order()) if not column.pick]

    def column_shown(self, key: str) -> bool:
        """Return whether the column ``key`` is shown."""
        return any(column.key == key and not self.isColumnHidden(at) for at, column in enumerate(self.columns()))

    def show_column(self, key: str, on: bool) -> None:
        """Show or hide the column ``key``, as the person wishes from now on."""
        number = next(at for at, column in enumerate(self.columns()) if column.key == key)
        self._show_column(number, on)

    def move_column(self, key: str, step: int) -> None:
        """Move a column one place to the left (-1) or to the right (1) among those shown."""
        order = [at for at in self._visual_order() if not self.isColumnHidden(at) and not self.columns()[at].pick]
        number = next(at for at, column in enumerate(self.columns()) if column.key == key)
        place = order.index(number) + step if number in order else -1
        if 0 <= place < len(order):
            self._header.moveSection(self._header.visualIndex(number), self._header.visualIndex(order[place]))

    def pin_column(self, key: str, on: bool) -> None:
        """Keep a column in view at the left while the others scroll, or let it go with them again."""
        self._pinned = [one for one in self._pinned if one != key] + ([key] if on else [])
        if on:
            number = next(at for at, column in enumerate(self.columns()) if column.key == key)
            boxes = sum(column.pick for column in self.columns())
            self._header.moveSection(self._header.visualIndex(number), boxes + self._pinned.index(key))
        self._keep()
        self.columns_arranged()

    def is_pinned(self, key: str) -> bool:
        """Return whether a column stays in view."""
        return key in self._pinned

    def pinned_columns(self) -> list[int]:
        """Return the columns that stay in view, in their order, that of the boxes first; empty when none is pinned."""
        columns = self.columns()
        if not any(column.key in self._pinned for column in columns):
            return []
        return [
            at
            for at in self._visual_order()
            if not self.isColumnHidden(at) and (columns[at].pick or columns[at].key in self._pinned)
        ]

    def columns_arranged(self) -> None:
        """Called after columns were moved, resized, hidden or pinned."""

    def use_columns(self, state: dict[str, Any]) -> None:
        """Put columns as ``state`` says, as a saved view keeps them."""
        if self._state is not None:
            self._state.set(self._name, state)
        self._arrange()

    def reset_columns(self) -> None:
        """Put order, widths and visibility back to the design's."""
        if self._state is not None:
            self._state.set(self._name, {})
        self._arrange()

    def column_state(self) -> dict[str, Any]:
        """Return order, widths (px at 100 %) and hidden columns by key, fit for settings."""
        columns = self.columns()
        scale = theme().scale
        return {
            "order": [columns[index].key for index in self._visual_order()],
            "widths": {
                c.key: round(self.columnWidth(i) / scale)
                for i, c in enumerate(columns)
                if not c.stretch and not self.isColumnHidden(i)
            },
            **({"pinned": list(self._pinned)} if self._pinned else {}),
            "hidden": [c.key for i, c in enumerate(columns) if self.isColumnHidden(i)],
        }

    def _arrange(self) -> None:
        kept = self._state.get(self._name) if self._state is not None else None
        state: Mapping[str, Any] = kept or {}
        widths, hidden = state.get("widths", {}), state.get("hidden")
        columns = self.columns()
        self._arranging = True
        for number, column in enumerate(columns):
            self.setColumnWidth(number, theme().px(int(widths.get(column.key, column.width))))
            self.setColumnHidden(number, not column.visible if hidden is None else column.key in hidden)
        keys = [column.key for column in columns]
        fixed = [column.key for column in columns if column.pick]
        order = fixed + [key for key in state.get("order", keys) if key in keys and key not in fixed]
        for place, key in enumerate([*order, *(key for key in keys if key not in order)]):
            self._header.moveSection(self._header.visualIndex(keys.index(key)), place)
        self._arranging = False
        self._pinned = [key for key in state.get("pinned", []) if key in keys]
        self._fit_stretch()
        self.columns_arranged()

    def _keep(self) -> None:
        if self._state is not None and not self._arranging:
            self._state.set(self._name, self.column_state())
            self.columns_arranged()

    def _show_column(self, number: int, on: bool) -> None:
        self.setColumnHidden(number, not on)
        self._fit_stretch()
        self._keep()

    def _resized(self, number: int) -> None:
        if not self._arranging and not self.columns()[number].stretch:
            self._fit_stretch()
            self._keep()

    def _fit_stretch(self) -> None:
        """Give stretching columns their own width and their parts of what all leave."""
        shown = {i: c for i, c in enumerate(self.columns()) if not self.isColumnHidden(i)}
        own = {i: theme().px(c.width) for i, c in shown.items() if c.stretch}
        if not own or self._arranging:
            return
        left = max(0, self.viewport().width() - sum(own.get(i, self.columnWidth(i)) for i in shown))
        parts = sum(shown[number].stretch for number in own)
        self._arranging = True
        for number, width in own.items():
            share = left * shown[number].stretch // parts
            self.setColumnWidth(number, width + share)
            left, parts = left - share, parts - shown[number].stretch
        self._arranging = False

    def _visual_order(self) -> list[int]:
        return [self._header.logicalIndex(place) for place in range(self._header.count())]

    def _first_visible(self) -> int:
        return next((index for index in self._visual_order() if not self.isColumnHidden(index)), 0)
