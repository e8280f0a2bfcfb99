"""Ficha de línea base: the logros by dimension, a letter for the family and each member, or boxes to fill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import (
    AchievementLine,
    BaselinePaper,
    Choice,
    DimensionGroup,
    IndicatorLine,
    MemberLine,
)
from gsi_desktop.services.reports.drawing import identity, marks, members
from gsi_desktop.services.reports.drawing.blocks import Block, Boxes, Field, Heading, Note, Prose, Signatures
from gsi_desktop.services.reports.drawing.cells import Cell, NotAsked, State, Text, Ticks
from gsi_desktop.services.reports.drawing.document import Sheets
from gsi_desktop.services.reports.drawing.styles import BODY, BODY_GREY, BODY_MEDIUM, HEAD, WIDTH
from gsi_desktop.services.reports.drawing.tables import Column, Group, Line, Row, Table
from gsi_desktop.services.reports.drawing.text import elide

_MOST_COLUMNS: Final = 14
"""Members side by side in one table; a larger family has another table for the rest."""
_WIDE, _NARROW = 27.0, 20.0
_FEW_MEMBERS: Final = 8
_NAME_ROOM: Final = 66.0


def draw(sheets: Sheets, paper: BaselinePaper) -> int:
    """Add the ficha to ``sheets`` and return how many pages it took."""
    return sheets.add(paper.head, identity.whole(paper.identity), identity.compact(paper.identity), _blocks(paper))


def _blocks(paper: BaselinePaper) -> Iterator[Block]:
    heading = Heading(_("Integrantes"), "12")
    yield members.table(paper.members, heading, with_conditions=paper.with_conditions)
    for start in _starts(paper):
        yield _logros(paper, start)
    number = count(14)
    if paper.home_questions:
        yield _home(paper, str(next(number)))
    if paper.member_questions:
        title = str(next(number))
        for start in _starts(paper):
            yield _asked(paper, start, title)
    if paper.ipm:
        yield _ipm(paper, str(next(number)))
    if paper.living_score:
        yield Note(paper.living_score)
    yield Prose(Heading(_("Observaciones"), str(next(number))), paper.observations, style=BODY, blank=3)
    yield Signatures(Heading(_("Firmas"), str(next(number))), paper.signatures)


def _starts(paper: BaselinePaper) -> range:
    """Return where the members of each table begin."""
    return range(0, max(len(paper.members), 1), _MOST_COLUMNS)


# --- logros


def _logros(paper: BaselinePaper, start: int) -> Table:
    shown = paper.members[start : start + _MOST_COLUMNS]
    narrow = _WIDE if len(shown) <= _FEW_MEMBERS else _NARROW
    columns = [
        Column(_("N.º"), 22),
        Column(_("Logro y pregunta que lo decide"), WIDTH - 22 - 30 - narrow * len(shown)),
        Column(_("Familia"), 30, turned=True),
        *(Column(_turned_name(member), narrow, turned=True) for member in shown),
    ]
    rows: list[Row] = []
    for group in paper.groups:
        rows += _group(group, start, len(shown))
    note = " · ".join(part for part in (paper.assessed_on, paper.total) if part)
    title = _("Logros") if len(paper.members) <= _MOST_COLUMNS else _members_title(start, shown)
    heading = Heading(title, "13", note)
    return Table(columns, rows, heading=heading, closing=marks.legend(MarkState))


def _members_title(start: int, shown: Sequence[MemberLine]) -> str:
    return _("Logros, integrantes {first} a {last}").format(first=start + 1, last=start + len(shown))


def _turned_name(member: MemberLine) -> str:
    return elide(f"{member.number} {member.given_name or member.name}".strip(), HEAD, _NAME_ROOM)


def _group(group: DimensionGroup, start: int, width: int) -> Iterator[Row]:
    yield Group(group.name, group.figures)
    for line in group.achievements:
        yield _line(line, start, width)


def _line(line: AchievementLine, start: int, width: int) -> Line:
    letters: list[Cell] = [
        Text("") if line.family_only else State(state, middle=True) for state in line.members[start : start + width]
    ]
    letters += [Text("") for _missing in range(width - len(letters))]
    what = Text(line.text, BODY_MEDIUM, after=line.question, after_style=BODY_GREY)
    return Line([Text(line.number, BODY), what, State(line.family, middle=True), *letters])


# --- conditions and IPM


def _home(paper: BaselinePaper, number: str) -> Boxes:
    rows = []
    for question in paper.home_questions:
        cell = Ticks(question.choices) if question.choices else None
        rows.append([Field(question.text, question.value, cell=cell, needed=0.0 if cell else 25.0)])
    return Boxes(rows, Heading(_("Condiciones del hogar"), number), whole=True)


def _asked(paper: BaselinePaper, start: int, number: str) -> Table:
    shown = paper.members[start : start + _MOST_COLUMNS]
    width = _WIDE if len(shown) <= _FEW_MEMBERS else _NARROW
    columns = [
        Column(_("Pregunta"), WIDTH - width * len(shown)),
        *(Column(_turned_name(member), width, turned=True) for member in shown),
    ]
    rows = []
    for question in paper.member_questions:
        answers = question.answers[start : start + len(shown)]
        cells = [NotAsked() if answer is None else Text(answer, align="center", pad=0.5) for answer in answers]
        what = Text(question.text, BODY_MEDIUM, after=question.help, after_style=BODY_GREY)
        rows.append(Line([what, *cells, *(NotAsked() for _missing in range(len(shown) - len(cells)))], least=18.0))
    heading = Heading(_("Condiciones de cada integrante"), number, _("lo gris no se le pregunta"))
    return Table(columns, rows, heading=heading)


def _ipm(paper: BaselinePaper, number: str) -> Table:
    columns = [
        Column(_("N.º"), 22),
        Column(_("Dimensión"), 132),
        Column(_("Privación"), 152),
        Column(_("Peso"), 34, align="right"),
        Column(_("La tiene"), 62),
        Column(_("Por qué"), 138),
    ]
    rows = [Line(_indicator(line)) for line in paper.ipm]
    return Table(columns, rows, heading=Heading(_("Pobreza multidimensional (IPM)"), number, paper.ipm_result))


def _indicator(line: IndicatorLine) -> list[Cell]:
    answer = (Choice(_("Sí"), line.deprived is True), Choice(_("No"), line.deprived is False))
    return [
        Text(line.number),
        Text(line.dimension),
        Text(line.name),
        Text(line.weight, align="right"),
        Ticks(answer, BODY),
        Text(line.why),
    ]
