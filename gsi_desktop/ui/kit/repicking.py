"""Rows picked in a list stay picked when it is read anew, wherever they stand then."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from gsi_desktop.ui.kit.listing import Kept, ListShown, Located
from gsi_desktop.ui.kit.selection_bar import SelectionBar
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.tasks import TaskHandle, TaskRunner


class Repicking(QObject):
    """Holds what is picked in ``table`` from `hold` until `put_back`, which ``bar`` waits for."""

    def __init__(self, table: TableView, shown: ListShown[Any], bar: SelectionBar, tasks: TaskRunner) -> None:
        super().__init__(table)
        self._table = table
        self._shown = shown
        self._bar = bar
        self._tasks = tasks
        self._kept: Kept | None = None
        self._looking: TaskHandle | None = None

    def hold(self) -> None:
        """Remember what is picked: the list is about to be read anew."""
        self._stop()
        self._kept = self._kept or self._shown.kept(self._table.picking.now())

    def let_go(self) -> None:
        """Forget it: the list is about to be another one."""
        self._stop()
        self._kept = None

    def put_back(self) -> None:
        """Pick the rows again once every row has its place; those that left the list are dropped."""
        if self._kept is None:
            self._bar.refresh()
            return
        self._looking = self._tasks.read(self, self._shown.locate(self._kept), self._found, self._lost, key="repick")

    def _found(self, located: Located) -> None:
        self._kept = None
        self._table.picking.pick(self._shown.still_there(located))
        self._bar.refresh()

    def _lost(self, _error: Exception) -> None:
        """Pick nothing rather than other rows; the list itself says what cannot be read."""
        self._kept = None
        self._bar.refresh()

    def _stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
