"""What a mark still has to say before it is saved, and what was said last: pure, without widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from gsi_desktop.models.enums import AchievedHow, CommitmentSide, MarkState
from gsi_desktop.services.accompaniment.data import AddCommitment
from gsi_desktop.services.achievements import wording
from gsi_desktop.services.achievements.data import Board, CellKey, Mark
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.achievements.marking import Step
from gsi_desktop.ui.achievements.state import BoardState

_DUE_DAYS: Final = 30
_ADULT: Final = 18
_OTHER: Final = "other"
WITH_PROVIDER: Final = frozenset({AchievedHow.OFFER, AchievedHow.OUTSIDE_OFFER})
_NEVER_ASKED: Final = frozenset({MarkState.PENDING, MarkState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for a commitment: a member, the cogestor or an entity to be named."""

    side: CommitmentSide
    person_id: UUID | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Answers to what is asked; which of them count depends on the state."""

    choice: object = None
    text: str = ""
    evidence: str = ""
    note: str = ""
    responsible: Responsible | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: about which cells, for which state, with which options, and what stands there already."""

    state: MarkState
    keys: tuple[CellKey, ...]
    options: tuple[tuple[object, str], ...]
    responsibles: tuple[Responsible, ...]
    evidence_required: bool
    start: Said
    whole_row: bool = False
    by_f2: bool = False

    @property
    def title(self) -> str:
        """The question."""
        return {
            MarkState.ACHIEVED: _("Pasar a Alcanzado: ¿cómo se logró?"),
            MarkState.IN_PROGRESS: _("Pasar a En gestión: ¿qué se va a hacer?"),
            MarkState.OBJECTIVE: _("No gestionable: ¿por qué causa?"),
            MarkState.DISINTEREST: _("No gestionable: ¿por qué no quiere?"),
            MarkState.NOT_APPLICABLE: _("Forzar No aplica: ¿por qué?"),
        }[self.state]


def must_ask(state: MarkState, board: Board) -> bool:
    """Whether a mark has to say more: *alcanzado* only after the línea base, where it says how."""
    if state is MarkState.ACHIEVED:
        return board.baseline_closed
    return state not in _NEVER_ASKED


def reasons(state: MarkState) -> tuple[tuple[object, str], ...]:
    """Return the reasons offered for a state, the last one to be written."""
    other = (_OTHER, _("Otra causa"))
    return {
        MarkState.OBJECTIVE: ((_("Discapacidad"),) * 2, (_("Adulto mayor"),) * 2, other),
        MarkState.DISINTEREST: ((_("Desinterés"),) * 2, other),
        MarkState.NOT_APPLICABLE: (
            (_("No lo requiere"),) * 2,
            (_("La edad o el dato está por corregir"),) * 2,
            other,
        ),
    }.get(state, ())


def writes(choice: object) -> bool:
    """Whether a choice asks to write something: the provider, or another reason."""
    return choice in WITH_PROVIDER or choice == _OTHER


@dataclass
class Memory:
    """What was said last for each state, and what was being said of cells that were left."""

    last: dict[MarkState, Said] = field(default_factory=dict)
    drafts: dict[tuple[MarkState, CellKey], Said] = field(default_factory=dict)

    def ask(self, state: MarkState, keys: tuple[CellKey, ...], shown: BoardState, today: date, **how: bool) -> Ask:
        """Return what is asked to mark ``keys`` as ``state``."""
        one = shown.achievement(keys[0])
        responsibles = responsibles_of(shown, keys[0])
        start = self.drafts.get((state, keys[0])) or self._start(state, one.short, responsibles, today)
        if state is MarkState.ACHIEVED and not start.evidence:
            start = replace(start, evidence=one.evidence if one.evidence_required else "")
        required = one.evidence_required and state is MarkState.ACHIEVED
        options = how_options() if state is MarkState.ACHIEVED else reasons(state)
        return Ask(state, keys, options, responsibles, required, start, **how)

    def _start(self, state: MarkState, short: str, responsibles: Sequence[Responsible], today: date) -> Said:
        last = self.last.get(state)
        if state is MarkState.IN_PROGRESS:
            known = last.responsible if last is not None else None
            who = next((one for one in responsibles if known is not None and _same(one, known)), None)
            text = _("Gestionar: {logro}").format(logro=short[0].lower() + short[1:])
            return Said(text=text, responsible=who or responsibles[0], due_on=today + timedelta(days=_DUE_DAYS))
        if last is not None:
            return Said(choice=last.choice, text=last.text)
        first = {MarkState.ACHIEVED: AchievedHow.VERIFICATION}.get(state)
        return Said(choice=first if first is not None else reasons(state)[0][0])

    def keep(self, ask: Ask, said: Said) -> None:
        """Remember what was said."""
        self.last[ask.state] = said
        self.drafts.pop((ask.state, ask.keys[0]), None)

    def put_aside(self, ask: Ask, said: Said) -> None:
        """Remember what was being said when the question was left."""
        if said != ask.start:
            self.drafts[ask.state, ask.keys[0]] = said


def how_options() -> tuple[tuple[object, str], ...]:
    """Return how a logro is reached, by the number of its key."""
    return tuple((way, wording.how(way)) for way in wording.WAYS)


def _same(one: Responsible, other: Responsible) -> bool:
    return (one.side, one.person_id) == (other.side, other.person_id)


def responsibles_of(shown: BoardState, key: CellKey) -> tuple[Responsible, ...]:
    """Return who may answer for a commitment: the member when adult, the other adults, the cogestor, an entity."""
    adults = [one for one in shown.board.members if one.age is None or one.age >= _ADULT] or list(shown.board.members)
    adults.sort(key=lambda one: (one.person_id != key[1], not one.is_head))
    family = [Responsible(CommitmentSide.FAMILY, one.person_id, one.name) for one in adults]
    others = (
        Responsible(CommitmentSide.COGESTOR, name=_("Cogestor(a)")),
        Responsible(CommitmentSide.ENTITY, name=_("Una entidad")),
    )
    return (*family, *others)


def missing(ask: Ask, said: Said) -> str:
    """Return which answer is still missing: choice, text, responsible or due_on; "" when none is."""
    if ask.state is MarkState.IN_PROGRESS:
        if not said.text.strip():
            return "text"
        if said.responsible is None or (said.responsible.side is CommitmentSide.ENTITY and not said.note.strip()):
            return "responsible"
        return "" if said.due_on is not None else "due_on"
    if said.choice is None:
        return "choice"
    if writes(said.choice) and not said.text.strip():
        return "text"
    return "evidence" if ask.evidence_required and not said.evidence.strip() else ""


def step_of(ask: Ask, said: Said, shown: BoardState, today: date) -> Step:
    """Return what is saved once everything is said."""
    if ask.state is MarkState.IN_PROGRESS:
        return _commitments(ask, said, shown, today)
    how = said.choice if isinstance(said.choice, AchievedHow) else None
    written = said.text.strip() if writes(said.choice) else ""
    reason = "" if how is not None else written or str(said.choice)
    return Step(
        tuple(
            Mark(
                achievement=number,
                person_id=person,
                state=ask.state,
                seen=shown.cell((number, person)).stored,
                how=how,
                reason=reason,
                provider=written if how is not None else "",
                evidence=said.evidence.strip(),
                note=said.note.strip(),
            )
            for number, person in ask.keys
        )
    )


def _commitments(ask: Ask, said: Said, shown: BoardState, today: date) -> Step:
    who = said.responsible or ask.responsibles[0]
    named = {CommitmentSide.FAMILY: "", CommitmentSide.COGESTOR: "", CommitmentSide.ENTITY: said.note.strip()}
    board = shown.board
    agreed = tuple(
        AddCommitment(
            family_id=board.family_id,
            achievement=number,
            person_id=person,
            side=who.side,
            action=said.text.strip(),
            responsible_id=who.person_id,
            responsible=named[who.side],
            due_on=said.due_on or today,
            on=today,
        )
        for number, person in ask.keys
    )
    back = tuple(
        plain_mark(key, MarkState.PENDING, shown)
        for key in ask.keys
        if shown.cell(key).stored not in (MarkState.PENDING, MarkState.UNKNOWN)
    )
    return Step(back, agreed)


def plain_mark(key: CellKey, state: MarkState, shown: BoardState) -> Mark:
    """Return a mark that says no more than its state; *alcanzado* in the línea base is what the cogestor verified."""
    how = AchievedHow.VERIFICATION if state is MarkState.ACHIEVED else None
    return Mark(achievement=key[0], person_id=key[1], state=state, seen=shown.cell(key).stored, how=how)
