"""Writes the invented accompaniment of sample families in bulk, within the operation that brings them in.

The rows are those the commands would write one by one; `gsi db check` and the tests hold them to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final, cast
from uuid import UUID

import msgspec
from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import DeclarativeBase

from gsi_desktop.models import accompaniment, achievements
from gsi_desktop.models.enums import (
    AchievedHow,
    AssessmentKind,
    CommitmentState,
    MarkState,
    PlanState,
    Signature,
    VisitKind,
    VisitMedium,
    VisitOutcome,
    VisitState,
)
from gsi_desktop.models.families import Enrolment
from gsi_desktop.services.achievements import catalogue, households, marks, parameters, rules
from gsi_desktop.services.achievements.data import Catalogue, CellKey, Household
from gsi_desktop.services.achievements.households import Episode
from gsi_desktop.services.core.bulk import bulk_insert, tell_planner
from gsi_desktop.services.core.canonical import digest
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.search import sort_key
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import cards
from gsi_desktop.services.reports import queries as papers
from gsi_desktop.services.upkeep.invented_work import InventedMark, InventedWork, Scene, figures, invent_work, material

_CHUNK: Final = 400
_CASELOAD: Final = 140
"""Families of a cogestor (facts.md §4.2)."""
_ANSWERED: Final = 400
"""Families whose conditions are answered: enough to try the IPM, little in a sample of a whole department."""
_ASSESSED: Final = 2_000
"""Families with línea base and plan: an office's; a department's would take a quarter of an hour to invent."""


@dataclass
class _Rows:
    """Rows waiting to be written, by table, in the order tables depend on each other."""

    work: UnitOfWork
    waiting: dict[type[DeclarativeBase], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, model: type[DeclarativeBase], **values: Any) -> UUID:
        row_id = new_id()
        self.waiting.setdefault(model, []).append({"id": row_id, **values})
        return row_id

    def write(self) -> None:
        order = (
            accompaniment.Cogestor,
            accompaniment.CogestorAssignment,
            accompaniment.Visit,
            accompaniment.VisitPresence,
            achievements.Assessment,
            achievements.AssessmentAnswer,
            achievements.AchievementEvent,
            accompaniment.FamilyPlan,
            accompaniment.PlanPriority,
            accompaniment.Commitment,
        )
        for model in order:
            rows = self.waiting.get(model, [])
            if rows:
                names = list(rows[0])
                bulk_insert(self.work.connection, model, names, ([row[name] for name in names] for row in rows))
        self.waiting.clear()


def _at(day: date, wall: str) -> datetime:
    hour, minute = wall.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=UTC) + timedelta(hours=5)


def _later(wall: str, minutes: int) -> str:
    hour, minute = wall.split(":")
    total = int(hour) * 60 + int(minute) + minutes
    return f"{total // 60:02}:{total % 60:02}"


class _Family:
    """Writes the accompaniment of one family."""

    def __init__(self, rows: _Rows, episode: Episode, household: Household, done: InventedWork, cogestor: UUID) -> None:
        self.rows = rows
        self.episode = episode
        self.household = household
        self.done = done
        self.cogestor = cogestor
        self.visits: list[UUID] = []
        self.fulfilled: list[dict[str, Any]] = []
        self.base = {"municipality_id": episode.municipality_id}
        self.mine = {**self.base, "enrolment_id": episode.enrolment_id}

    def write(self, book: Catalogue, *, answered: bool, random: Random, today: date) -> UUID | None:
        """Write everything and return the plan that waits for its canonical data."""
        self.rows.add(
            accompaniment.CogestorAssignment,
            **self.base,
            family_id=self.episode.family_id,
            cogestor_id=self.cogestor,
            valid_from_on=self.episode.entry_on,
            version=1,
        )
        self.visits = self._visits(today)
        if self.done.baseline_on is not None:
            baseline = self._baseline(book, self.visits)
            if answered:
                self._answers(baseline, random)
        return self._plan() if self.done.plan_on is not None else None

    # --- visits

    def _visits(self, today: date) -> list[UUID]:
        visits = [self._visit(number) for number in range(len(self.done.visits))]
        blank = dict.fromkeys(("occurred_on", "opened_at", "closed_at", "outcome", "topic", "signature"))
        if self.done.window_on is not None:
            said = {"notes": self.done.window_note, "medium": VisitMedium.OFFICE, "steps_done": 0}
            day = {"occurred_on": self.done.window_on, "outcome": VisitOutcome.HELD}
            self._add_visit(VisitKind.WINDOW, VisitState.DONE, **blank | said | day)
        if self.done.open_visit:
            opened = _at(today - timedelta(days=2), "09:10")
            told = {"occurred_on": opened.date(), "opened_at": opened, "started_time": "09:10", "steps_done": 4}
            self._add_visit(VisitKind.FOLLOW_UP, VisitState.OPEN, **blank | told | {"medium": VisitMedium.HOME})
        elif self.done.next_on is not None:
            told = {"planned_on": self.done.next_on, "medium": VisitMedium.HOME, "steps_done": 0}
            self._add_visit(self._next_kind(), VisitState.PLANNED, **blank | told)
        return visits

    def _next_kind(self) -> VisitKind:
        held = len(self.done.visits)
        sessions = (VisitKind.SESSION_1, VisitKind.SESSION_2, VisitKind.SESSION_3, VisitKind.SESSION_4)
        return sessions[held] if held < len(sessions) else VisitKind.FOLLOW_UP

    def _visit(self, number: int) -> UUID:
        held = self.done.visits[number]
        ended = _later(held.started, held.minutes)
        head = next(one.person_id for one in self.household.members if one.is_head)
        visit = self._add_visit(
            held.kind,
            VisitState.DONE,
            occurred_on=held.on,
            medium=held.medium,
            opened_at=_at(held.on, held.started),
            closed_at=_at(held.on, held.started) + timedelta(minutes=held.minutes),
            started_time=held.started,
            ended_time=ended,
            elapsed_seconds=held.minutes * 60,
            steps_done=9,
            outcome=VisitOutcome.HELD,
            topic=held.topic,
            history=held.history,
            notes=held.notes,
            coresponsibility="SSSSN",
            signature=Signature.SIGNED,
            signer_id=head,
        )
        self.rows.add(accompaniment.VisitPresence, **self.base, visit_id=visit, person_id=head)
        return visit

    def _add_visit(self, kind: VisitKind, state: VisitState, **values: Any) -> UUID:
        silent = dict.fromkeys(("planned_on", "elapsed_seconds", "signer_id"))
        empty = dict.fromkeys(("started_time", "ended_time", "history", "notes", "coresponsibility"), "")
        fields = {**self.mine, "cogestor_id": self.cogestor, "kind": kind, "state": state, "version": 1}
        names = {**fields, **silent, **empty, **values}
        return self.rows.add(accompaniment.Visit, **dict(sorted(names.items())))

    # --- logros

    def _baseline(self, book: Catalogue, visits: Sequence[UUID]) -> UUID:
        made = self._assessment(book, AssessmentKind.BASELINE, 1, visits)
        for mark in self.done.marks:
            if mark.visit == 1:
                self._event(made, mark, MarkState.UNKNOWN)
        return made

    def write_follow_up(self, book: Catalogue) -> None:
        """Write what came after the plan, once its paper is frozen."""
        states = {mark.key: mark.state for mark in self.done.marks if mark.visit == 1}
        made: dict[int, UUID] = {}
        for mark in sorted(self.done.marks, key=lambda one: one.visit):
            if mark.visit == 1:
                continue
            if mark.visit not in made:
                made[mark.visit] = self._assessment(book, AssessmentKind.FOLLOW_UP, mark.visit, self.visits)
            self._event(made[mark.visit], mark, states[mark.key])
            states[mark.key] = mark.state
        if self.done.final:
            self._assessment(book, AssessmentKind.FINAL, len(self.visits) - 1, self.visits)

    def _event(self, assessment: UUID, mark: InventedMark, former: MarkState) -> None:
        self.rows.add(
            achievements.AchievementEvent,
            **self.mine,
            assessment_id=assessment,
            achievement=mark.key[0],
            person_id=mark.key[1],
            from_state=former,
            to_state=mark.state,
            how=mark.how,
            reason=mark.reason,
            provider=material()["providers"] if mark.how is AchievedHow.OUTSIDE_OFFER else "",
            occurred_on=self.done.visits[mark.visit].on,
            operation_id=self.rows.work.operation_id,
        )

    def _assessment(self, book: Catalogue, kind: AssessmentKind, number: int, visits: Sequence[UUID]) -> UUID:
        on = self.done.visits[number].on
        closed = kind is not AssessmentKind.FOLLOW_UP
        states = {mark.key: mark.state for mark in self.done.marks if mark.visit <= number}
        summary = msgspec.json.encode(figures(book, self.household, states, on)).decode() if closed else None
        return self.rows.add(
            achievements.Assessment,
            **self.mine,
            catalogue_version_id=book.version_id,
            kind=kind,
            visit_id=visits[number],
            assessed_on=on,
            closed_on=on if closed else None,
            summary=summary,
            version=1,
        )

    def _answers(self, assessment: UUID, random: Random) -> None:
        for question, person, value in _answers(self.household, self.done.baseline_on or date.min, random):
            self.rows.add(
                achievements.AssessmentAnswer,
                **self.base,
                assessment_id=assessment,
                question=question,
                person_id=person,
                value=value,
                version=1,
            )

    # --- plan

    def _plan(self) -> UUID:
        plan = self.rows.add(
            accompaniment.FamilyPlan,
            **self.mine,
            number=1,
            state=PlanState.DRAFT,
            goal=self.done.goal,
            few_reason="" if len(self.done.priorities) >= 5 else "La familia tiene pocos logros por alcanzar.",
            version=1,
        )
        for position, one in enumerate(self.done.priorities, 1):
            number, person = one.key
            priority = self.rows.add(
                accompaniment.PlanPriority,
                **self.base,
                plan_id=plan,
                position=position,
                achievement=number,
                person_id=person,
                version=1,
            )
            for part in one.commitments:
                commitment = self.rows.add(
                    accompaniment.Commitment,
                    **self.mine,
                    plan_id=plan,
                    priority_id=priority,
                    achievement=number,
                    person_id=person,
                    side=part.side,
                    action=part.action,
                    responsible_id=part.responsible_id,
                    responsible=part.responsible,
                    due_on=part.due_on,
                    state=CommitmentState.OPEN,
                    agreed_on=self.done.plan_on,
                    closed_on=None,
                    version=1,
                )
                if part.fulfilled_on is not None:
                    self.fulfilled.append({"commitment": commitment, "day": part.fulfilled_on})
        return plan


def _answers(household: Household, day: date, random: Random) -> Iterator[tuple[str, UUID | None, str]]:
    """Yield plausible answers to the conditions of a household on ``day``."""

    def yes(share: float) -> str:
        return "yes" if random.random() < share else "no"

    for one in household.members:
        if one.birth_date is None:
            continue
        age = (day - one.birth_date).days // 365
        if age >= 5:
            yield "schooling_years", one.person_id, str(max(0, min(age - random.choice((5, 6, 6, 6, 8)), 11)))
        if age >= 15:
            yield "reads_writes", one.person_id, yes(0.9)
        if 5 <= age <= 17:
            yield "attends_school", one.person_id, yes(0.9)
        if age <= 5:
            yield "early_care", one.person_id, yes(0.7)
        if age >= 12:
            works = yes(0.6 if age >= 18 else 0.08)
            yield "works", one.person_id, works
            if works == "no":
                yield "jobless_12_months", one.person_id, yes(0.1)
            elif age >= 18:
                yield "pension", one.person_id, yes(0.2)
        yield "insured", one.person_id, yes(0.93)
        yield "care_denied", one.person_id, yes(0.06)
    for code, choices in (
        ("water", ("acueducto", "acueducto", "rio", "pozo")),
        ("toilet", ("alcantarillado", "septico", "letrina", "ninguno")),
        ("floor", ("acabado", "acabado", "tierra")),
        ("walls", ("bloque", "bloque", "tapia", "tabla")),
        ("bedrooms", ("1", "2", "2", "3")),
    ):
        yield code, None, random.choice(choices)
    yield "legal_need", None, yes(0.08)


# --- the whole sample


class _Team:
    """Hands families out to invented cogestores of their municipality, a new one when the last has enough."""

    def __init__(self, rows: _Rows) -> None:
        self._rows = rows
        self._made = 0
        self._busy: dict[str, tuple[UUID, int]] = {}

    def cogestor(self, municipality: str) -> UUID:
        """Return who accompanies the next family of ``municipality``."""
        one, families = self._busy.get(municipality, (None, 0))
        if one is None or families >= _CASELOAD:
            one, families = self._hire(municipality), 0
        self._busy[municipality] = (one, families + 1)
        return one

    def _hire(self, municipality: str) -> UUID:
        given, surnames = material()["cogestores"]["given"], material()["cogestores"]["surnames"]
        turn = self._made
        first, second = surnames[turn * 7 % len(surnames)], surnames[(turn * 11 + 5) % len(surnames)]
        name = f"{given[turn % len(given)]} {first} {second}"
        self._made += 1
        return self._rows.add(
            accompaniment.Cogestor,
            municipality_id=municipality,
            name=name,
            name_key=sort_key(name),
            document="",
            phone="",
            active=True,
            version=1,
        )


def accompany(work: UnitOfWork, family_ids: Sequence[UUID], seed: int) -> None:
    """Invent and write the accompaniment of sample families; the same seed gives the same.

    Of a large sample, the first `_ASSESSED` families have everything, the others their cogestor and first visits.
    """
    rows = _Rows(work)
    team = _Team(rows)
    for start in range(0, len(family_ids), _CHUNK):
        work.progress.report("inventing_work", start, len(family_ids))
        families = households.episodes(work.session, family_ids[start : start + _CHUNK])
        _Chunk(rows, families, seed, start).write(team)


class _Chunk:
    """Some sample families: invents and writes what was done with each."""

    def __init__(self, rows: _Rows, families: dict[UUID, Episode], seed: int, start: int) -> None:
        work = rows.work
        self.work = work
        self.families = families
        self.seed = seed
        self.start = start
        self.today = work.clock.today()
        self.book = catalogue.in_force(work.session, self.today)
        self.people = households.households(work.session, families, parameters.load(work.session))
        self.rows = rows
        self.plans: list[tuple[UUID, UUID, date]] = []

    def write(self, team: _Team) -> None:
        """Write everything, then what is derived and what the plans freeze."""
        agreed: list[dict[str, Any]] = []
        writers: list[_Family] = []
        for number, (family, episode) in enumerate(self.families.items(), self.start):
            random = Random(f"{self.seed}-{number}")  # noqa: S311 - invented data, not secrets
            done = invent_work(self._scene(random, episode, number))
            writer = _Family(self.rows, episode, self.people[family], done, team.cogestor(episode.municipality_id))
            writers.append(writer)
            plan = writer.write(self.book, answered=number < _ANSWERED, random=random, today=self.today)
            if plan is not None and done.plan_on is not None:
                self.plans.append((family, plan, done.plan_on))
            if done.agreement_on is not None:
                agreed.append({"enrolment": episode.enrolment_id, "day": done.agreement_on})
        self.rows.write()
        self._update(Enrolment, {"agreement_on": bindparam("day")}, "enrolment", agreed)
        self._approve()
        for writer in writers:
            writer.write_follow_up(self.book)
        self.rows.write()
        fulfilled = [one for writer in writers for one in writer.fulfilled]
        kept = {"state": CommitmentState.FULFILLED, "closed_on": bindparam("day")}
        self._update(accompaniment.Commitment, kept, "commitment", fulfilled)

    def _update(
        self, model: type[DeclarativeBase], values: dict[str, Any], key: str, rows: list[dict[str, Any]]
    ) -> None:
        """Write ``values`` over the rows whose id each of ``rows`` has under ``key``."""
        if rows:
            table = cast("Table", model.__table__)
            statement = update(table).where(table.c.id == bindparam(key)).values(**values)
            self.work.connection.execute(statement, rows)

    def _scene(self, random: Random, episode: Episode, number: int) -> Scene:
        household = self.people[episode.family_id]
        derived: dict[CellKey, MarkState] = {
            (logro, one.person_id): state
            for logro in rules.IDENTITY
            for one in household.members
            if (state := rules.document_state(logro, one)) is not None
        }
        visits_only = number >= _ASSESSED
        return Scene(random, household, derived, self.book, episode.entry_on, self.today, visits_only=visits_only)

    def _approve(self) -> None:
        """Approve the plans: each is frozen as its paper shows it."""
        if not self.plans:
            return
        families = [family for family, _plan, _day in self.plans]
        tell_planner(self.work.connection, cards.READ)
        cards.refresh_families(self.work.session, set(families))
        marks.refresh_families(self.work.session, families, self.today)
        for family, plan, day in self.plans:
            frozen = papers.canonical_plan(self.work.session, family, plan, day)
            self.work.session.execute(
                update(accompaniment.FamilyPlan)
                .where(accompaniment.FamilyPlan.id == plan)
                .values(
                    state=PlanState.APPROVED,
                    approved_on=day,
                    signature=Signature.SIGNED,
                    frozen=frozen,
                    frozen_hash=digest(frozen),
                )
            )
