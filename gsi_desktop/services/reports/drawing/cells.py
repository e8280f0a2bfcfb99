"""What stands in a cell of a table: text, a state letter, boxes to tick, a blank to write on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, Protocol

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.reports.data import Choice
from gsi_desktop.services.reports.drawing import marks
from gsi_desktop.services.reports.drawing.pen import Pen
from gsi_desktop.services.reports.drawing.styles import BODY, PAD_X, PAD_Y, Style
from gsi_desktop.services.reports.drawing.text import measure, wrap
from gsi_desktop.services.reports.fonts import SEMIBOLD, printable

Align = Literal["left", "center", "right"]
TICK_GAP: Final = 3.0
TICK_GAP_AFTER: Final = 1.6
CHOICE_GAP: Final = 8.0
NUMBER_GAP: Final = 2.2


class Cell(Protocol):
    """Measured for a width first, then drawn in it."""

    def height(self, width: float) -> float:
        """Return the height it needs in ``width``, padding included."""
        ...

    def draw(self, pen: Pen, x: float, top: float, width: float, height: float) -> None:
        """Draw it into the given place."""
        ...


class Text:
    """A text, wrapped; ``lead`` stands before it in bold, ``after`` under it in its own style."""

    __slots__ = ("after", "after_lines", "after_style", "align", "lead", "lines", "pad", "style", "text")

    def __init__(
        self, text: str, style: Style = BODY, *, lead: str = "", align: Align = "left", pad: float = PAD_X,
        after: str = "", after_style: Style = BODY,
    ) -> None:  # fmt: skip
        self.text, self.style, self.lead, self.align, self.pad = text, style, lead, align, pad
        self.after, self.after_style = after, after_style
        self.lines: list[str] = []
        self.after_lines: list[str] = []

    @property
    def _bold(self) -> Style:
        return Style(SEMIBOLD, self.style.size, self.style.leading, self.style.grey)

    def _indent(self) -> float:
        return measure(printable(self.lead) + " ", self._bold) if self.lead else 0.0

    def height(self, width: float) -> float:
        """Return the height of its lines."""
        room = width - 2 * self.pad
        self.lines = wrap(self.text, self.style, room, indent=self._indent())
        self.after_lines = wrap(self.after, self.after_style, room) if self.after else []
        return len(self.lines) * self.style.leading + len(self.after_lines) * self.after_style.leading + 2 * PAD_Y

    def draw(self, pen: Pen, x: float, top: float, width: float, height: float) -> None:
        """Write it from the top of the cell."""
        left, room, y = x + self.pad, width - 2 * self.pad, top + PAD_Y
        if self.lead:
            pen.text(left, y, printable(self.lead), self._bold)
        for at, line in enumerate(self.lines):
            indent = self._indent() if not at else 0.0
            pen.text(left + indent, y, line, self.style, align=self.align, room=room)
            y += self.style.leading
        pen.lines(left, y, self.after_lines, self.after_style)


class State:
    """The letter of a logro."""

    __slots__ = ("middle", "state")

    def __init__(self, state: MarkState | None, *, middle: bool = False) -> None:
        self.state, self.middle = state, middle

    def height(self, width: float) -> float:
        """Return the height of the box."""
        return marks.SIZE + 2 * PAD_Y - 1

    def draw(self, pen: Pen, x: float, top: float, width: float, height: float) -> None:
        """Draw it centred, at the first line or in the ``middle`` of the row."""
        y = top + (height - marks.SIZE) / 2 if self.middle else top + PAD_Y - 0.5
        marks.draw_state(pen, x + (width - marks.SIZE) / 2, y, self.state)


class Ticks:
    """Boxes to tick with their words, flowing into as many lines as they need; ``before`` puts the word first."""

    __slots__ = ("before", "choices", "pad", "placed", "style")

    def __init__(
        self, choices: Sequence[Choice], style: Style = BODY, *, pad: float = PAD_X, before: bool = False
    ) -> None:
        self.choices, self.style, self.pad, self.before = choices, style, pad, before
        self.placed: list[tuple[float, int]] = []

    @property
    def _bold(self) -> Style:
        return Style(SEMIBOLD, self.style.size, self.style.leading, self.style.grey)

    def _number(self, choice: Choice) -> float:
        """Return the room of the number that keys a choice in."""
        return measure(choice.number, self._bold) + NUMBER_GAP if choice.number else 0.0

    def _size(self, choice: Choice) -> float:
        gap = TICK_GAP_AFTER if self.before else TICK_GAP
        return marks.TICK + gap + self._number(choice) + measure(choice.label, self.style)

    def height(self, width: float) -> float:
        """Return the height of its lines."""
        x, line, room = 0.0, 0, width - 2 * self.pad
        self.placed = []
        for choice in self.choices:
            size = self._size(choice)
            if x and x + size > room:
                x, line = 0.0, line + 1
            self.placed.append((x, line))
            x += size + (4.0 if self.before else CHOICE_GAP)
        return (line + 1) * (self.style.leading + 1) + 2 * PAD_Y - 1

    def draw(self, pen: Pen, x: float, top: float, width: float, height: float) -> None:
        """Draw boxes and words."""
        for choice, (at, line) in zip(self.choices, self.placed, strict=True):
            left, y = x + self.pad + at, top + PAD_Y + line * (self.style.leading + 1)
            if self.before:
                pen.text(left, y, choice.label, self.style)
                left += measure(choice.label, self.style) + TICK_GAP_AFTER
            marks.draw_tick(pen, left, y, self.style.leading, ticked=choice.ticked)
            if not self.before:
                left += marks.TICK + TICK_GAP
                pen.text(left, y, choice.number, self._bold)
                pen.text(left + self._number(choice), y, choice.label, self.style)


class Tick:
    """One box to tick in a column of its own."""

    __slots__ = ("ticked",)

    def __init__(self, ticked: bool) -> None:
        self.ticked = ticked

    def height(self, width: float) -> float:
        """Return the height of a line."""
        return BODY.leading + 2 * PAD_Y

    def draw(self, pen: Pen, x: float, top: float, width: float, height: float) -> None:
        """Draw it centred at the first line."""
        marks.draw_tick(pen, x + (width - marks.TICK) / 2, top + PAD_Y, BODY.leading, ticked=self.ticked)


class NotAsked:
    """A cell that is not for this member: grey, nothing to write in."""

    __slots__ = ()

    def height(self, width: float) -> float:
        """Return nothing: others make the row."""
        return 0.0

    def draw(self, pen: Pen, x: float, top: float, width: float, height: float) -> None:
        """Fill it."""
        pen.box(x, top, width, height, paint=0.88, grey=None)


class Blank:
    """Room to write by hand, at least ``lines`` high."""

    __slots__ = ("needed",)

    def __init__(self, needed: float = 20.0) -> None:
        self.needed = needed

    def height(self, width: float) -> float:
        """Return the room it asks for."""
        return self.needed

    def draw(self, pen: Pen, x: float, top: float, width: float, height: float) -> None:
        """Leave it blank: the lines of the table are the lines to write on."""
