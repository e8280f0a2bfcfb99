"""What changed of a logro: before and now, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.theme import theme


class Compare(QWidget):
    """A heading, then each thing that changed with its two texts; hidden while nothing did."""

    def __init__(self) -> None:
        super().__init__()
        self._title = Label("", "card_title")
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(theme().px(12))
        self._grid.setVerticalSpacing(theme().px(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme().px(4), 0, 0)
        column.setSpacing(theme().px(8))
        column.addWidget(Line())
        column.addWidget(self._title)
        column.addLayout(self._grid)
        self._shown: tuple[object, ...] = ()
        self.hide()

    def show_lines(self, title: str, before: str, lines: Sequence[tuple[str, str, str]]) -> None:
        """Show ``lines`` of name, former and present text; ``before`` heads the former ones."""
        shown = (title, before, tuple(lines))
        if shown == self._shown:
            return
        self._shown = shown
        self._title.setText(title)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if lines:
            self._grid.addWidget(Label(before, "s", "text3"), 0, 0)
            self._grid.addWidget(Label(_("Ahora"), "s", "text3"), 0, 1)
        for place, (name, former, now) in enumerate(lines):
            self._grid.addWidget(Label(name, "s", "text2"), 2 * place + 1, 0, 1, 2)
            for side, text, tone in ((0, former, "text2"), (1, now, "text")):
                self._grid.addWidget(_box(text, tone, f"{name}, {(before, _('Ahora'))[side]}"), 2 * place + 2, side)
        self.setVisible(bool(lines))


def _box(text: str, tone: str, name: str) -> QFrame:
    frame = QFrame()
    frame.setProperty("card", True)
    label = Label(text, "body", tone, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    set_name(label, f"{name}: {text}")
    inside = QVBoxLayout(frame)
    px = theme().px
    inside.setContentsMargins(px(8), px(6), px(8), px(6))
    inside.addWidget(label)
    return frame
