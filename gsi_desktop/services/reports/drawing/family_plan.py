"""Plan familiar: the family's own copy, two or three sheets, in 9 points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import Choice, CommitmentLine, FamilyPlanPaper, PriorityLine
from gsi_desktop.services.reports.drawing import identity, marks, members
from gsi_desktop.services.reports.drawing.blocks import Block, Heading, Note, Prose, Signatures
from gsi_desktop.services.reports.drawing.cells import Blank, Cell, State, Text, Ticks
from gsi_desktop.services.reports.drawing.document import Sheets
from gsi_desktop.services.reports.drawing.pen import Pen
from gsi_desktop.services.reports.drawing.styles import BODY, FAMILY, FAMILY_BOLD, HEAD, INNER, WIDTH, Style
from gsi_desktop.services.reports.drawing.tables import Column, Line, Row, Table

_DIMENSION: Final = Style(HEAD.font, 7.9, 9.4)
_TICKS: Final = Style(BODY.font, BODY.size, FAMILY.leading)
_TOGETHER: Final = 4
"""Commitments of one priority that stay in one row; more go on in further rows that name it again."""


def draw(sheets: Sheets, paper: FamilyPlanPaper) -> int:
    """Add the plan to ``sheets`` and return how many pages it took."""
    return sheets.add(paper.head, identity.whole(paper.identity), identity.compact(paper.identity), _blocks(paper))


def _blocks(paper: FamilyPlanPaper) -> Iterator[Block]:
    heading = Heading(_("Integrantes"), "12")
    yield members.table(paper.members, heading, with_conditions=paper.with_conditions, style=FAMILY)
    yield _dimensions(paper)
    yield _priorities(paper)
    if paper.few_reason:
        yield Note(_("Por qué son menos de las previstas: {0}").format(paper.few_reason), style=FAMILY)
    yield Prose(Heading(_("Objetivo de la familia"), "15", _("en palabras de la familia")), paper.goal)
    yield Prose(Heading(_("Observaciones"), "16"), paper.observations)
    yield Signatures(Heading(_("Firmas"), "17"), paper.signatures, FAMILY)


def _dimensions(paper: FamilyPlanPaper) -> Table:
    label = 51.0
    each = (WIDTH - label) / max(len(paper.dimensions), 1)
    columns = [Column("", label), *(Column(one.name, each, align="center", pad=0.5) for one in paper.dimensions)]
    initial = [Text(one.initial, FAMILY, align="center") for one in paper.dimensions]
    current = [Text(one.current, FAMILY_BOLD, align="center") for one in paper.dimensions]
    rows = [
        Line([Text(_("Línea base"), FAMILY, pad=2), *initial]),
        Line([Text(_("Hoy"), FAMILY_BOLD, pad=2), *current]),
    ]
    heading = Heading(_("Situación por dimensión"), "13", paper.dimensions_note)
    return Table(columns, rows, heading=heading, head_style=_DIMENSION)


# --- priorities


def _priorities(paper: FamilyPlanPaper) -> Table:
    columns = [
        Column(_("N.º"), 22),
        Column(_("Logro e integrante"), 122),
        Column(_("Base"), 27, align="center", pad=1),
        Column(_("Hoy"), 26, align="center", pad=1),
        Column(_("Acción acordada"), 155),
        Column(_("Responsable"), 80),
        Column(_("Fecha"), 60),
        Column(_("Cumplió"), 48),
    ]
    rows: list[Row] = [row for priority in paper.priorities for row in _rows(priority)]
    shown = {state for one in paper.priorities for state in (one.initial, one.current) if state is not None}
    usual = {MarkState.ACHIEVED, MarkState.PENDING, MarkState.IN_PROGRESS, MarkState.NOT_APPLICABLE}
    heading = Heading(_("Logros que la familia decide trabajar"), "14", paper.priorities_note)
    return Table(columns, rows, heading=heading, closing=marks.legend(shown | usual))


def _rows(priority: PriorityLine) -> Iterator[_PriorityRow]:
    parts = priority.commitments or (CommitmentLine(),)
    for at in range(0, len(parts), _TOGETHER):
        yield _PriorityRow(priority, parts[at : at + _TOGETHER], again=at > 0)


class _PriorityRow:
    """A priority with the commitments of both sides one under the other, ruled apart from the action on."""

    spanning = group = False
    _OWN: Final = 4
    """Columns of the priority itself; those of each commitment follow."""

    def __init__(self, priority: PriorityLine, parts: Sequence[CommitmentLine], *, again: bool) -> None:
        about = f"{priority.text} · {priority.member}" if priority.member else priority.text
        number = f"{priority.achievement}." if priority.achievement else ""
        note = _("(continuación)") if again else priority.note
        self.own: list[Cell] = [
            Text(priority.number, FAMILY),
            Text(about, FAMILY, lead=number, after=note, after_style=BODY),
            State(priority.initial),
            State(priority.current),
        ]
        self.parts = [_part(part) for part in parts]
        self.heights: list[float] = []

    def measure(self, widths: Sequence[float]) -> float:
        """Return the height of the higher side; the last commitment takes what is left over."""
        own = max(cell.height(width) for cell, width in zip(self.own, widths[: self._OWN], strict=True))
        self.heights = [
            max(cell.height(width) for cell, width in zip(part, widths[self._OWN :], strict=True))
            for part in self.parts
        ]
        self.heights[-1] += max(0.0, own - sum(self.heights))
        return sum(self.heights)

    def draw(self, pen: Pen, x: float, top: float, widths: Sequence[float], height: float) -> None:
        """Draw the priority, then each commitment."""
        for cell, width in zip(self.own, widths[: self._OWN], strict=True):
            cell.draw(pen, x, top, width, height)
            x += width
        right = x + sum(widths[self._OWN :])
        for at, (part, tall) in enumerate(zip(self.parts, self.heights, strict=True)):
            if at:
                pen.line(x, top, right, top, grey=INNER, width=0.35)
            left = x
            for cell, width in zip(part, widths[self._OWN :], strict=True):
                cell.draw(pen, left, top, width, tall)
                left += width
            top += tall


def _part(part: CommitmentLine) -> list[Cell]:
    ticks = Ticks(
        (Choice(_("Sí"), part.fulfilled is True), Choice(_("No"), part.fulfilled is False)), _TICKS, pad=3, before=True
    )
    if not (part.action or part.responsible):
        return [Blank(30.0), Blank(), Blank(), ticks]
    action = Text(part.action, FAMILY, lead=f"{part.side}:" if part.side else "")
    return [action, Text(part.responsible, FAMILY), Text(part.due, FAMILY), ticks]
