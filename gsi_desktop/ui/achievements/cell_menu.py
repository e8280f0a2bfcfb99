"""The menu of a cell: what can be said of it, and of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.achievements.data import CellKey
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.achievements.state import BoardState
from gsi_desktop.ui.kit.states import LOOKS, state_name

if TYPE_CHECKING:
    from gsi_desktop.ui.achievements.board_desk import BoardDesk


def cell_menu(desk: BoardDesk, shown: BoardState, key: CellKey) -> QMenu:
    """Return the menu of a cell of ``desk``; it goes when it closes."""
    menu = QMenu(desk)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if shown.can_mark(key):
        _fill(menu, desk, whole_row=False)
        force = menu.addAction(f"{_('Forzar No aplica…')}\tF2")
        force.triggered.connect(lambda _on: desk.ask_for(MarkState.NOT_APPLICABLE))
    if shown.achievement(key).of_members and shown.of_row(key[0]):
        _fill(menu.addMenu(_("Marcar toda la fila")), desk, whole_row=True)
    return menu


def _fill(menu: QMenu, desk: BoardDesk, *, whole_row: bool) -> None:
    shift = _("Mayús+") if whole_row else ""
    for state in LOOKS:
        if state is not MarkState.NOT_APPLICABLE:
            action = menu.addAction(f"{state_name(state, full=True)}\t{shift}{state.value}")
            action.triggered.connect(lambda _on, state=state: desk.mark(state, whole_row=whole_row))
