"""The frame of the panels beside the priorities: a head, what it is about, and the ways on below a line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.ui.kit.labels import Line
from gsi_desktop.ui.kit.pieces import ScrollColumn
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size


class Panel(QFrame):
    """A card with ``head``, a middle and ``foot``, to be filled by whoever makes it.

    ``head_room`` is the room above and below the head and ``foot_room`` that around the foot, in px at 100 %.
    """

    def __init__(self, *, head_room: tuple[int, int] = (0, 0), foot_room: int = 7) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.head, self.foot = QHBoxLayout(), QHBoxLayout()
        self._head_room, self._foot_room = head_room, foot_room
        self._body: QVBoxLayout | None = None
        self._body_room, self._body_gap = (0, 0), 0
        self._middle = QVBoxLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addLayout(self.head)
        outer.addLayout(self._middle, 1)
        outer.addWidget(Line())
        outer.addLayout(self.foot)
        theme().changed.connect(self.space)
        self.space()

    def set_middle(self, widget: QWidget) -> None:
        """Put a widget that fills the middle."""
        self._middle.addWidget(widget, 1)

    def set_scrolling(self, body: QVBoxLayout, *, room: tuple[int, int], gap: int) -> ScrollColumn:
        """Have ``body`` scroll in the middle, with ``room`` above and below it and ``gap`` between its parts."""
        inside, area = QWidget(), ScrollColumn()
        inside.setLayout(body)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.add(inside)
        self._body, self._body_room, self._body_gap = body, room, gap
        self.set_middle(area)
        self.space()
        return area

    def space(self) -> None:
        """Keep the distances of the theme."""
        px = theme().px
        pad = px(size("spacing.m"))
        above, below = self._head_room
        self.head.setContentsMargins(pad, px(above), pad, px(below))
        self.head.setSpacing(px(8))
        if self._body is not None:
            above, below = self._body_room
            self._body.setContentsMargins(pad, px(above), pad, px(below))
            self._body.setSpacing(px(self._body_gap))
        self.foot.setContentsMargins(pad, px(self._foot_room), pad, px(self._foot_room))
        self.foot.setSpacing(px(8))
