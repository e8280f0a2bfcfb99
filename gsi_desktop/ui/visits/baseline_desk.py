"""The board of logros and conditions of a family beside its paper: the tab of the dossier, in its own frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_PART = "achievements"


class BaselineDesk(QWidget):
    """Shows the part *Logros* of a family; it is loaded when the first ficha is opened."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._part: Any = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_paper(self, family_id: UUID) -> None:
        """Show a family's board."""
        part = self._loaded()
        part.show_family(family_id)
        part.part_shown()

    def begin(self) -> None:
        """Give the keyboard to the board."""
        if self._part is not None:
            self._part.setFocus(Qt.FocusReason.OtherFocusReason)
            self._part.part_shown()

    def _loaded(self) -> Any:
        if self._part is None:
            from gsi_desktop.ui.shell.parts import dossier_parts

            spec = next(one for one in dossier_parts() if one.key == _PART)
            self._part = spec.load()(self._context)
            tools = QHBoxLayout()
            for name in ("head_tools", "tab_tools"):
                widget = getattr(self._part, name, None)
                if widget is not None:
                    tools.addWidget(widget)
            self._column.addLayout(tools)
            self._column.addWidget(self._part, 1)
        return self._part
