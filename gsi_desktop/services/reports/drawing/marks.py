"""The letters of a logro as boxes that stay apart in black and white: filled, empty, grey, hatched, dotted, dashed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.drawing.pen import Pen
from gsi_desktop.services.reports.drawing.styles import BODY, MARGIN, STATE, WIDTH, Style
from gsi_desktop.services.reports.drawing.text import measure

SIZE: Final = 11.0
"""Side of a state box with the room of its line."""
TICK: Final = 7.0
"""Side of a box to tick."""
_SIDE: Final = 10.0
_WHITE: Final = Style(STATE.font, STATE.size, STATE.leading, 1.0)
_GREY: Final = Style(BODY.font, STATE.size, STATE.leading, 0.35)
ORDER: Final = (
    MarkState.ACHIEVED,
    MarkState.PENDING,
    MarkState.IN_PROGRESS,
    MarkState.OBJECTIVE,
    MarkState.DISINTEREST,
    MarkState.NOT_APPLICABLE,
    MarkState.UNKNOWN,
)


def state_name(state: MarkState) -> str:
    """Return what a letter means, as the legend says it."""
    return {
        MarkState.ACHIEVED: _("Alcanzado"),
        MarkState.PENDING: _("Por alcanzar"),
        MarkState.IN_PROGRESS: _("En gestión"),
        MarkState.OBJECTIVE: _("No gestionable, causa objetiva"),
        MarkState.DISINTEREST: _("No gestionable, desinterés"),
        MarkState.NOT_APPLICABLE: _("No aplica"),
        MarkState.UNKNOWN: _("Sin información"),
    }[state]


def draw_state(pen: Pen, x: float, top: float, state: MarkState | None) -> None:
    """Draw the box of ``state`` at ``x``, ``top``; None is the empty box to write a letter in."""
    known = MarkState.UNKNOWN if state is None else state
    pen.stamp(f"state-{known.value}", x, top, lambda stamp: _draw(stamp, known), size=SIZE)


def _draw(pen: Pen, state: MarkState) -> None:
    at, side = 0.5, _SIDE
    if state is MarkState.UNKNOWN:
        pen.box(at, at, side, side, grey=0.0, line=0.5)
        return
    if state is MarkState.NOT_APPLICABLE:
        pen.dashed(1.3, 1.1)
        pen.box(at, at, side, side, grey=0.35, line=0.5, radius=1.4)
        pen.dashed()
        _letter(pen, state, _GREY)
        return
    filled = {MarkState.ACHIEVED: 0.0, MarkState.IN_PROGRESS: 0.8}.get(state, 1.0)
    pen.box(at, at, side, side, paint=filled, grey=0.0, line=0.7, radius=1.4)
    if state is MarkState.OBJECTIVE:
        _hatch(pen, at, side)
    elif state is MarkState.DISINTEREST:
        _dots(pen, at, side)
    _letter(pen, state, _WHITE if state is MarkState.ACHIEVED else STATE)


def _letter(pen: Pen, state: MarkState, style: Style) -> None:
    pen.text(0.5, 0.5 + (_SIDE - style.leading) / 2, state.value, style, align="center", room=_SIDE)


def _hatch(pen: Pen, at: float, side: float) -> None:
    step = 2.0
    for number in range(1, int(2 * side / step)):
        run = number * step
        x1, y1 = (at, at + run) if run <= side else (at + run - side, at + side)
        x2, y2 = (at + run, at) if run <= side else (at + side, at + run - side)
        pen.line(x1, y1, x2, y2, grey=0.45, width=0.4)
    _clear(pen, at, side)


def _dots(pen: Pen, at: float, side: float) -> None:
    for row in range(4):
        for column in range(4):
            pen.box(at + 1.2 + column * 2.3, at + 1.2 + row * 2.3, 0.7, 0.7, paint=0.3, grey=None)
    _clear(pen, at, side)


def _clear(pen: Pen, at: float, side: float) -> None:
    """Make room for the letter in the middle of a pattern."""
    pen.box(at + 2.1, at + 1.6, side - 4.2, side - 3.2, paint=1.0, grey=None)


def draw_tick(pen: Pen, x: float, top: float, leading: float, *, ticked: bool) -> None:
    """Draw a box to tick, centred in a line of ``leading``."""
    pen.stamp(f"tick-{int(ticked)}", x, top + (leading - TICK) / 2, lambda stamp: _tick(stamp, ticked), size=TICK + 1)


def _tick(pen: Pen, ticked: bool) -> None:
    pen.box(0.5, 0.5, TICK - 1, TICK - 1, paint=1.0, grey=0.0, line=0.6)
    if ticked:
        pen.line(1.6, 1.6, TICK - 1.6, TICK - 1.6, width=1.1)
        pen.line(1.6, TICK - 1.6, TICK - 1.6, 1.6, width=1.1)


_LEGEND_LINE: Final = 13.0
_LEGEND_GAP: Final = 9.0


def legend(states: Iterable[MarkState], *, under: str = "") -> tuple[float, Callable[[Pen, float], None]]:
    """Return the height and the drawing of what ``states`` mean, in as many lines as it takes; ``under`` follows."""
    lines, shown = _legend_lines(set(states)), under

    def draw(pen: Pen, top: float) -> None:
        for at, line in enumerate(lines):
            x, y = MARGIN, top + 3 + at * _LEGEND_LINE
            for state in line:
                draw_state(pen, x, y, state)
                pen.text(x + SIZE + 2.5, y + 0.6, state_name(state), BODY)
                x += _legend_width(state)
        pen.text(MARGIN, top + 3 + len(lines) * _LEGEND_LINE, shown, BODY)

    return 4.0 + _LEGEND_LINE * len(lines) + (BODY.leading if under else 0.0), draw


def _legend_width(state: MarkState) -> float:
    return SIZE + 2.5 + measure(state_name(state), BODY) + _LEGEND_GAP


def _legend_lines(states: set[MarkState]) -> list[list[MarkState]]:
    lines: list[list[MarkState]] = [[]]
    used = 0.0
    for state in ORDER:
        if state in states:
            if used + _legend_width(state) - _LEGEND_GAP > WIDTH:
                lines.append([])
                used = 0.0
            lines[-1].append(state)
            used += _legend_width(state)
    return lines
