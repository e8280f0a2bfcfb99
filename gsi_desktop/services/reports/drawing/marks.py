"""The letters of a logro as boxes that stay apart in black and white: filled, empty, grey, hatched, dotted, dashed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.drawing.pen import Pen
from gsi_desktop.services.reports.drawing.styles import BODY, STATE, Style
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


LEGEND_HEIGHT: Final = 17.0


def draw_legend(pen: Pen, x: float, top: float, states: Iterable[MarkState]) -> None:
    """Explain ``states`` in one line."""
    shown = set(states)
    for state in ORDER:
        if state in shown:
            draw_state(pen, x, top + 3, state)
            pen.text(x + SIZE + 2.5, top + 3.6, state_name(state), BODY)
            x += SIZE + 2.5 + measure(state_name(state), BODY) + 9
