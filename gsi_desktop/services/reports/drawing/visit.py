"""The visit form in the order it is typed in (steps 0 to 8 of facts.md §0.1), blank or with what is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gsi_desktop.models.enums import MarkState, ReviewResult
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import Choice, MovementLine, QuestionLine, ReviewLine, VisitPaper
from gsi_desktop.services.reports.drawing import identity, marks
from gsi_desktop.services.reports.drawing.blocks import Block, Boxes, Field, Heading, Prose, Signatures
from gsi_desktop.services.reports.drawing.cells import Blank, Cell, State, Text, Tick, Ticks
from gsi_desktop.services.reports.drawing.document import Sheets
from gsi_desktop.services.reports.drawing.styles import BODY, WIDTH
from gsi_desktop.services.reports.drawing.tables import Column, Line, Table

_WRITE: Final = 20.0
"""Height of a row that is filled in by hand."""
_MANY: Final = (5, 10)
"""Commitments beyond which there is a line less to write prose on, so that the form stays on two sheets."""


def draw(sheets: Sheets, paper: VisitPaper) -> int:
    """Add the form to ``sheets`` and return how many pages it took."""
    return sheets.add(paper.head, identity.whole(paper.identity), identity.compact(paper.identity), _blocks(paper))


class _Numbers:
    """Numbers the boxes and sections of the form in the order they are typed in."""

    def __init__(self) -> None:
        self.last = identity.LAST_NUMBER

    def __call__(self) -> str:
        self.last += 1
        return str(self.last)


def _blocks(paper: VisitPaper) -> Iterator[Block]:
    number = _Numbers()
    less = sum(len(paper.commitments) > many for many in _MANY)
    yield _step_place(paper, number)
    yield _steps_greeting_and_data(number)
    yield _step_commitments(paper, number)
    yield _step_movements(paper, number)
    yield _prose(_("Paso 5. Oportunidades que se acercaron"), paper.opportunities, number, max(1, 2 - less))
    yield _step_topic(paper, number)
    yield _prose(_("Paso 7. Historia del hogar"), paper.history, number, 3 - less)
    yield _prose(_("Notas de la visita"), paper.notes, number, max(1, 2 - less))
    yield _step_coresponsibility(paper, number)
    yield _step_next(paper, number)
    yield Signatures(_heading(_("Firmas"), number), paper.signatures)


def _field(caption: str, value: str, share: float, number: _Numbers, needed: float = 24.0) -> Field:
    return Field(caption, value, share, number(), needed=needed)


def _ticks(caption: str, choices: Sequence[Choice], share: float, number: _Numbers) -> Field:
    return Field(caption, "", share, number(), cell=Ticks(choices))


def _heading(title: str, number: _Numbers, note: str = "") -> Heading:
    return Heading(title, number(), note, boxed=True)


def _prose(title: str, text: str, number: _Numbers, blank: int) -> Prose:
    return Prose(_heading(title, number), text, style=BODY, blank=blank)


# --- steps


def _step_place(paper: VisitPaper, number: _Numbers) -> Boxes:
    rows = [
        [
            _field(_("Fecha (día/mes/año)"), paper.date, 120, number),
            _field(_("Hora de inicio"), paper.started, 80, number),
            _field(_("Hora final"), paper.ended, 80, number),
            _field(_("Lugar"), paper.place, 260, number),
        ],
        [_ticks(_("Tipo de sesión"), paper.kinds, 1, number)],
        [_ticks(_("Medio"), paper.media, 1, number)],
        [_ticks(_("Resultado"), paper.outcomes, 1, number)],
        [_ticks(_("Quiénes están presentes"), paper.present, 1, number)],
    ]
    return Boxes(rows, Heading(_("Paso 0. Lugar, medio y presentes")))


def _steps_greeting_and_data(number: _Numbers) -> Boxes:
    done = (Choice(_("Se saludó")), Choice(_("Se explicó la visita")))
    changes = (
        Choice(_("Sin cambios")),
        Choice(_("Teléfono")),
        Choice(_("Dirección")),
        Choice(_("Llegó alguien")),
        Choice(_("Salió alguien")),
        Choice(_("Documento")),
    )
    rows = [
        [
            _ticks(_("Paso 1: encuadre"), done, 150, number),
            _ticks(_("Paso 2: qué cambió"), changes, 235, number),
            _field(_("Dato nuevo"), "", 155, number, 30),
        ],
    ]
    return Boxes(rows, Heading(_("Pasos 1 y 2. Saludo, encuadre y actualización de datos")))


def _step_commitments(paper: VisitPaper, number: _Numbers) -> Table:
    letters = {ReviewResult.FULFILLED: _("C"), ReviewResult.UNDER_WAY: _("E"), ReviewResult.NOT_FULFILLED: _("N")}
    columns = [
        Column(_("N.º"), 22),
        Column(_("Compromiso"), 196),
        Column(_("Responsable"), 90),
        Column(_("Fecha"), 52),
        *(Column(letter, 19, align="center", pad=1) for letter in letters.values()),
        Column(_("Motivo si no cumplió"), 69),
        Column(_("Nueva fecha"), 54),
    ]
    rows = [Line(_review(line, tuple(letters)), least=_WRITE) for line in paper.commitments]
    told = _("C cumplió · E en curso · N no cumplió")
    return Table(columns, rows, heading=_heading(_("Paso 3. Compromisos acordados"), number, told))


def _review(line: ReviewLine, results: Sequence[ReviewResult]) -> list[Cell]:
    texts = (line.number, line.action, line.responsible, line.due)
    found = (Tick(result is line.result) for result in results)
    return [*(Text(text) for text in texts), *found, Text(line.reason), Text(line.new_due)]


def _step_movements(paper: VisitPaper, number: _Numbers) -> Table:
    columns = [
        Column(_("Logro"), 148),
        Column(_("Integrante y su n.º"), 92),
        Column(_("Antes"), 32, align="center", pad=1),
        Column(_("Ahora"), 32, align="center", pad=1),
        Column(_("Cómo"), 34, align="center", pad=1),
        Column(_("Quién lo prestó u observación"), 202),
    ]
    rows = [Line(_movement(line), least=0.0 if line.text else _WRITE) for line in paper.movements]
    states = (MarkState.ACHIEVED, MarkState.PENDING, MarkState.OBJECTIVE, MarkState.DISINTEREST)
    closing = marks.legend(states, under=_("Cómo: {0}").format("   ".join(paper.ways)))
    heading = _heading(_("Paso 4. Movimiento de logros"), number)
    return Table(columns, rows, heading=heading, closing=closing)


def _movement(line: MovementLine) -> list[Cell]:
    number = f"{line.achievement}." if line.achievement else ""
    return [
        Text(line.text, lead=number),
        Text(line.member),
        State(line.before, middle=True) if line.text else Blank(_WRITE),
        State(line.state, middle=True),
        Text(line.how, align="center"),
        Text(line.note),
    ]


def _step_topic(paper: VisitPaper, number: _Numbers) -> Boxes:
    rows = [
        [_ticks(_("Tema"), paper.topics, 1, number)],
        [_field(_("Qué se trabajó"), paper.topic_note, 1, number)],
    ]
    return Boxes(rows, Heading(_("Paso 6. Sesión educativa")))


def _step_coresponsibility(paper: VisitPaper, number: _Numbers) -> Table:
    columns = [Column(_("La familia…"), WIDTH - 80), Column(_("Respuesta"), 80)]
    rows = [Line(_question(line)) for line in paper.coresponsibility]
    return Table(columns, rows, heading=_heading(_("Paso 8. Corresponsabilidad y cierre"), number))


def _question(line: QuestionLine) -> list[Cell]:
    return [Text(line.text), Ticks((Choice(_("Sí"), line.answer is True), Choice(_("No"), line.answer is False)))]


def _step_next(paper: VisitPaper, number: _Numbers) -> Boxes:
    rows = [
        [_field(_("Evaluación de la visita"), paper.evaluation, 1, number)],
        [
            _field(_("Próxima visita (día/mes/año)"), paper.next_date, 130, number),
            _field(_("Hora"), paper.next_time, 70, number),
            _ticks(_("Tipo de sesión"), paper.next_kinds, 340, number),
        ],
    ]
    return Boxes(rows, gap=6.0)
