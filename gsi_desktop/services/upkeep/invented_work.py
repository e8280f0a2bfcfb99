"""Plausible invented accompaniment of an invented family: visits, línea base, follow-up and plan, as pure data.

A family stops at some stage; up to there everything it needs has happened, in order, between its entry and today.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, Final
from uuid import UUID

from gsi_desktop.models.enums import (
    AchievedHow,
    CommitmentSide,
    EducationTopic,
    MarkState,
    Stage,
    VisitKind,
    VisitMedium,
)
from gsi_desktop.services.achievements import rules
from gsi_desktop.services.achievements.data import Catalogue, Cell, CellKey, Household, Progress
from gsi_desktop.services.core.resources import resource_path

_STAGES: Final = (
    (Stage.TARGETED, 8),
    (Stage.CONTACTED, 7),
    (Stage.LINKED, 7),
    (Stage.BASELINE, 14),
    (Stage.PLAN, 56),
    (Stage.FINAL, 8),
)
_ORDER: Final = [stage for stage, _weight in _STAGES]
_REACHED_AT_BASE: Final = 0.42
_ADULT_DAYS: Final = 6575
_SESSIONS: Final = (VisitKind.SESSION_1, VisitKind.SESSION_2, VisitKind.SESSION_3, VisitKind.SESSION_4)


@dataclass(frozen=True, slots=True)
class InventedVisit:
    """A visit that was held."""

    kind: VisitKind
    on: date
    started: str
    minutes: int
    medium: VisitMedium
    topic: EducationTopic | None
    history: str
    notes: str


@dataclass(frozen=True, slots=True)
class InventedMark:
    """A reading of a logro; in the línea base ``visit`` is the second session."""

    key: CellKey
    state: MarkState
    how: AchievedHow | None
    reason: str
    visit: int


@dataclass(frozen=True, slots=True)
class InventedCommitment:
    """One side's part towards a priority; ``fulfilled_on`` when it was."""

    side: CommitmentSide
    action: str
    responsible_id: UUID | None
    responsible: str
    due_on: date
    fulfilled_on: date | None


@dataclass(frozen=True, slots=True)
class InventedPriority:
    """A prioritised logro with its commitments."""

    key: CellKey
    commitments: tuple[InventedCommitment, ...]


@dataclass(slots=True)
class InventedWork:
    """What was done with a family."""

    stage: Stage
    visits: list[InventedVisit] = field(default_factory=list)
    agreement_on: date | None = None
    baseline_on: date | None = None
    marks: list[InventedMark] = field(default_factory=list)
    plan_on: date | None = None
    goal: str = ""
    priorities: list[InventedPriority] = field(default_factory=list)
    final: bool = False
    next_on: date | None = None
    open_visit: bool = False
    window_on: date | None = None
    window_note: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A family to invent for: its household, what its documents say, the catalogue, and the days there are.

    ``visits_only`` stops before the línea base.
    """

    random: Random
    household: Household
    derived: Mapping[CellKey, MarkState]
    book: Catalogue
    entry: date
    today: date
    visits_only: bool = False


@cache
def material() -> dict[str, Any]:
    """Return the words invented visits and plans are made of."""
    return tomllib.loads(resource_path("demo", "accompaniment.toml").read_text(encoding="utf-8"))


def _stage(random: Random) -> Stage:
    return random.choices([one for one, _ in _STAGES], [weight for _, weight in _STAGES])[0]


_VISITS: Final = {Stage.CONTACTED: 1, Stage.LINKED: 1, Stage.BASELINE: 2, Stage.PLAN: 4, Stage.FINAL: 4}


def _days(random: Random, stage: Stage, entry: date, today: date) -> list[date]:
    """Return the days of the visits: the sessions the stage needs, then follow-ups, none after today."""
    sessions = _VISITS.get(stage, 0)
    if not sessions:
        return []
    gap = random.choices((random.randint(0, 27), random.randint(32, 85), random.randint(95, 170)), (50, 33, 17))[0]
    last = today - timedelta(days=gap)
    follow_ups = random.randint(1, 4) if sessions == 4 else 0
    room = max(1, (last - entry).days)
    step = min(40, room // (sessions + follow_ups))
    count = sessions + follow_ups
    return [last - timedelta(days=step * (count - 1 - number)) for number in range(count)]


def _visit(random: Random, kind: VisitKind, on: date) -> InventedVisit:
    words = material()
    medium = random.choices(
        (VisitMedium.HOME, VisitMedium.PHONE, VisitMedium.COMMUNITY, VisitMedium.RELATIVE), (86, 6, 5, 3)
    )[0]
    minutes = random.randint(35, 95)
    return InventedVisit(
        kind=kind,
        on=on,
        started=f"{random.randint(7, 16):02}:{random.choice((0, 5, 10, 15, 20, 30, 40, 45)):02}",
        minutes=minutes,
        medium=medium,
        topic=random.choice(list(EducationTopic)) if kind is VisitKind.FOLLOW_UP else None,
        history=random.choice(words["histories"]) if kind is VisitKind.SESSION_1 else "",
        notes=random.choice(words["notes"]),
    )


def applying(book: Catalogue, household: Household, day: date) -> list[CellKey]:
    """Return the cells that apply to ``household`` on ``day``, in the order of the board."""
    keys: list[CellKey] = []
    for one in book.achievements:
        if not one.of_members:
            if rules.family_verdict(one, household, day).applies:
                keys.append((one.number, None))
            continue
        keys += [
            (one.number, member.person_id)
            for member in household.members
            if rules.member_verdict(one, member, day).applies
        ]
    return keys


def figures(book: Catalogue, household: Household, states: Mapping[CellKey, MarkState], day: date) -> Progress:
    """Return the figures by dimension that ``states`` give on ``day``; what they do not name is sin información."""
    cells: dict[CellKey, Cell] = {}
    applies = set(applying(book, household, day))
    members = [one.person_id for one in household.members]
    for one in book.achievements:
        for person in members if one.of_members else [None]:
            key = (one.number, person)
            state = states.get(key, MarkState.UNKNOWN) if key in applies else MarkState.NOT_APPLICABLE
            cells[key] = Cell(state=state, stored=state, initial=state, why="")
        if one.of_members:
            said = [cells[one.number, person].state for person in members if (one.number, person) in applies]
            state = rules.rolled_up(said)
            cells[one.number, None] = Cell(state=state, stored=state, initial=state, why="", rolled_up=True)
    return rules.progress(book, cells, None)


def _baseline(random: Random, keys: Sequence[CellKey], derived: Mapping[CellKey, MarkState]) -> list[InventedMark]:
    marks = []
    reach = random.uniform(_REACHED_AT_BASE - 0.2, _REACHED_AT_BASE + 0.2)
    for key in keys:
        if key in derived:
            marks.append(InventedMark(key, derived[key], AchievedHow.DOCUMENT, "", 1))
            continue
        draw = random.random()
        if draw < reach:
            marks.append(InventedMark(key, MarkState.ACHIEVED, AchievedHow.VERIFICATION, "", 1))
        elif draw < 0.95:
            marks.append(InventedMark(key, MarkState.PENDING, None, "", 1))
        elif draw < 0.97:
            marks.append(InventedMark(key, MarkState.OBJECTIVE, None, "Discapacidad", 1))
        elif draw < 0.98:
            marks.append(InventedMark(key, MarkState.DISINTEREST, None, "Desinterés", 1))
    return marks


def _follow(random: Random, work: InventedWork, pending: list[CellKey], share: float) -> None:
    """Reach some pending logros in the visits after the plan."""
    visits = range(4, len(work.visits))
    if not visits:
        return
    for key in pending:
        if random.random() < share:
            how = random.choices(
                (AchievedHow.OUTSIDE_OFFER, AchievedHow.OWN_MEANS, AchievedHow.VERIFICATION), (45, 40, 15)
            )[0]
            work.marks.append(InventedMark(key, MarkState.ACHIEVED, how, "", random.choice(visits)))


def _priorities(scene: Scene, work: InventedWork, pending: list[CellKey]) -> list[InventedPriority]:
    reached = {
        mark.key: work.visits[mark.visit].on
        for mark in work.marks
        if mark.visit >= 4 and mark.state is MarkState.ACHIEVED
    }
    chosen = pending[: min(len(pending), scene.random.randint(5, 8))]
    return [InventedPriority(key, tuple(_commitments(scene, key, work, reached.get(key)))) for key in chosen]


def _commitments(scene: Scene, key: CellKey, work: InventedWork, reached: date | None) -> list[InventedCommitment]:
    random, today = scene.random, scene.today
    action, entity, part = material()["actions"][str(key[0])]
    members = scene.household.members
    adults = [one for one in members if one.birth_date is not None and (today - one.birth_date).days > _ADULT_DAYS]
    who = random.choice(adults or list(members))
    due = (work.plan_on or today) + timedelta(days=random.randint(25, 200))
    if reached is None and due <= today and random.random() < 0.8:
        due = today + timedelta(days=random.randint(3, 90))
    made = [InventedCommitment(CommitmentSide.FAMILY, action, who.person_id, "", due, reached)]
    if random.random() < 0.6:
        later = due + timedelta(days=random.randint(0, 20))
        made.append(InventedCommitment(CommitmentSide.ENTITY, part, None, entity, later, reached))
    return made


def invent_work(scene: Scene) -> InventedWork:
    """Return the accompaniment of a family, the same for the same ``scene.random``."""
    random, entry, today = scene.random, scene.entry, scene.today
    stage = _stage(random)
    work = InventedWork(min(stage, Stage.LINKED, key=_ORDER.index) if scene.visits_only else stage)
    days = _days(random, work.stage, entry, today)
    kinds = [_SESSIONS[number] if number < 4 else VisitKind.FOLLOW_UP for number in range(len(days))]
    work.visits = [_visit(random, kind, on) for kind, on in zip(kinds, days, strict=True)]
    reached = _ORDER.index(work.stage)
    if reached >= _ORDER.index(Stage.LINKED):
        work.agreement_on = days[0]
    if reached >= _ORDER.index(Stage.BASELINE):
        work.baseline_on = days[1]
        work.marks = _baseline(random, applying(scene.book, scene.household, days[1]), scene.derived)
    if reached >= _ORDER.index(Stage.PLAN):
        _planned(scene, work)
    work.final = work.stage is Stage.FINAL
    if work.visits and random.random() < 0.7:
        work.next_on = max(work.visits[-1].on + timedelta(days=3), today + timedelta(days=random.randint(-18, 30)))
    work.open_visit = bool(work.visits) and random.random() < 0.015
    if random.random() < 0.08:
        work.window_on = today - timedelta(days=random.randint(0, min(60, (today - entry).days)))
        work.window_note = random.choice(material()["window_notes"])
    return work


def _planned(scene: Scene, work: InventedWork) -> None:
    random = scene.random
    work.plan_on = work.visits[3].on
    work.goal = random.choice(material()["goals"])
    by_document = {mark.key for mark in work.marks if mark.how is AchievedHow.DOCUMENT}
    pending = [mark.key for mark in work.marks if mark.state is MarkState.PENDING]
    random.shuffle(pending)
    share = 0.75 if work.stage is Stage.FINAL else random.uniform(0.05, 0.4)
    _follow(random, work, [key for key in pending if key not in by_document], share)
    work.priorities = _priorities(scene, work, pending)
