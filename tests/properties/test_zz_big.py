"""Any sequence of life events and corrections: counts balance, households are whole, derived rows are as rebuilt.

A plain model remembers who lives where and replays its own list of events by day; it knows nothing of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count as counter
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Kinship
from gsi_desktop.models.families import Enrolment, FamilyEvent, Membership
from gsi_desktop.services.achievements import marks
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families import cards
from gsi_desktop.services.life import amend, commands, undo
from gsi_desktop.services.life.data import (
    Act,
    AmendEvent,
    AnnulEvent,
    Birth,
    Death,
    HeadChange,
    JoinHouseholds,
    Move,
    PersonEntry,
    PersonExit,
    ProgrammeExit,
    Reentry,
    Split,
)
from gsi_desktop.services.life.movement import movement
from gsi_desktop.services.territory import catalogues
from gsi_desktop.services.upkeep import checking
from tests.support import life
from tests.support.accompaniment import baseline
from tests.support.factories import HOUSEHOLD, Added, NewMember, add_family

FIRST, TODAY = date(2026, 6, 1), date(2026, 11, 21)
BEFORE = FIRST - timedelta(days=1)
DAYS = st.one_of(st.dates(FIRST, TODAY), st.sampled_from([TODAY, date(2026, 10, 15)]))
PICK = st.integers(0, 11)
Step = tuple[str, UUID, Any]
"""What happens to a household: ``leave`` or ``enter`` a person, ``out`` of or ``in`` to the programme somewhere."""


@dataclass
class Told:
    """An event of the model: its day as corrected, its place in the order of recording, and what happens."""

    event_id: UUID | None
    on: date
    place: int
    steps: tuple[Step, ...]


@dataclass
class World:
    """Where everybody is."""

    people: dict[UUID, set[UUID]] = field(default_factory=dict)
    inside: dict[UUID, str | None] = field(default_factory=dict)

    def take(self, steps: tuple[Step, ...]) -> None:
        for what, family, who in steps:
            if what == "enter":
                self.people.setdefault(family, set()).add(who)
            elif what == "leave":
                self.people[family].discard(who)
            else:
                self.inside[family] = who if what == "in" else None

    def persons(self, place: str) -> int:
        return sum(len(self.people.get(family, ())) for family, where in self.inside.items() if where == place)

    def families(self, place: str) -> int:
        return sum(where == place for where in self.inside.values())


class Households(RuleBasedStateMachine):
    """Two families of a municipality that nobody else of this run uses, and another to move to."""

    services: Services
    places: Iterator[str]

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Told] = []
        self.number = counter()

    @initialize()
    def families(self) -> None:
        self.here, self.there = next(self.places), next(self.places)
        single = (
            NewMember(first_name="Luz", first_surname="Gil"),
            NewMember(first_name="Beto", first_surname="Gil", kinship=Kinship.CHILD, birth_date=date(2001, 1, 1)),
        )
        for members in (tuple(replace(one, document="") for one in HOUSEHOLD), single):
            made = add_family(self.services, *members, municipality_id=self.here, entry_on=FIRST)
            self._remember(None, FIRST, ("in", made.family_id, self.here), *self._entering(made))
        assessed = Added(made.family_id, made.folio, made.people)
        baseline(self.services, assessed, on=FIRST)
        self.ids = {one for told in self.told for one in (step[1] for step in told.steps)}

    @staticmethod
    def _entering(made: Added) -> list[Step]:
        return [("enter", made.family_id, person) for person in made.people]

    # --- the model

    def _remember(self, event: UUID | None, on: date, *steps: Step) -> None:
        self.told.append(Told(event, on, next(self.number), steps))

    def world(self, until: date = TODAY) -> World:
        made = World()
        for one in sorted(self.told, key=lambda told: (told.on, told.place)):
            if one.on <= until:
                made.take(one.steps)
        return made

    def _family(self, pick: int) -> UUID:
        known = sorted(self.world().people)
        return known[pick % len(known)]

    def _member(self, family: UUID, pick: int) -> UUID | None:
        members = sorted(self.world().people[family])
        return members[pick % len(members)] if members else None

    def _do(self, act: Act, steps: Callable[[FamilyEvent], list[Step]]) -> None:
        """Record an act; what the rules refuse changes nothing, which the checks that follow see."""
        try:
            event = life.register(self.services, act)
        except ExpectedError:
            return
        with self.services.database.reading() as session:
            kept = session.get(FamilyEvent, event)
            assert kept is not None
            self._remember(event, act.on, *steps(kept))

    def _gone(self, family: UUID, person: UUID) -> list[Step]:
        now = self.world()
        rest = now.people[family] - {person}
        ends = not rest and now.inside.get(family) is not None
        return [("leave", family, person), *([("out", family, None)] if ends else [])]

    # --- what happens

    @rule(pick=PICK, on=DAYS)
    def birth(self, pick: int, on: date) -> None:
        family = self._family(pick)
        act = Birth(family_id=family, on=on, person=life.newborn())
        self._do(act, lambda kept: [("enter", family, kept.person_id)])

    @rule(pick=PICK, who=PICK, heir=PICK, on=DAYS, dies=st.booleans())
    def somebody_goes(self, pick: int, who: int, heir: int, on: date, dies: bool) -> None:
        family = self._family(pick)
        person = self._member(family, who)
        if person is not None:
            kind = Death if dies else PersonExit
            act = kind(family_id=family, on=on, person_id=person, head_id=self._heir(family, person, heir))
            self._do(act, lambda _kept: self._gone(family, person))

    def _heir(self, family: UUID, person: UUID, pick: int) -> UUID | None:
        rest = sorted(self.world().people[family] - {person})
        return rest[pick % len(rest)] if rest else None

    @rule(pick=PICK, source=PICK, who=PICK, heir=PICK, on=DAYS)
    def somebody_comes(self, pick: int, source: int, who: int, heir: int, on: date) -> None:
        family, other = self._family(pick), self._family(source)
        person = self._member(other, who)
        if person is None or family == other:
            act = PersonEntry(family_id=family, on=on, kinship=Kinship.SIBLING, person=life.newborn("Ana"))
            self._do(act, lambda kept: [("enter", family, kept.person_id)])
            return
        act = PersonEntry(
            family_id=family, on=on, kinship=Kinship.SIBLING, person_id=person,
            other_head_id=self._heir(other, person, heir),
        )  # fmt: skip
        self._do(act, lambda _kept: [*self._gone(other, person), ("enter", family, person)])

    @rule(pick=PICK, size=st.integers(1, 2), heir=PICK, on=DAYS)
    def split(self, pick: int, size: int, heir: int, on: date) -> None:
        family = self._family(pick)
        members = sorted(self.world().people[family])
        leavers, rest = members[:size], members[size:]
        if not leavers:
            return
        act = Split(
            family_id=family, on=on, person_ids=tuple(leavers), new_head_id=leavers[0],
            head_id=rest[heir % len(rest)] if rest else None,
        )  # fmt: skip

        def steps(kept: FamilyEvent) -> list[Step]:
            new = kept.other_family_id
            assert new is not None
            place = self.world().inside[family]
            gone = [("leave", family, one) for one in leavers]
            return [*gone, ("in", new, place), *(("enter", new, one) for one in leavers)]

        self._do(act, steps)

    @rule(pick=PICK, other=PICK, on=DAYS)
    def join(self, pick: int, other: int, on: date) -> None:
        family, gone = self._family(pick), self._family(other)
        members = sorted(self.world().people[gone])
        if family == gone:
            return
        act = JoinHouseholds(family_id=family, on=on, other_family_id=gone)
        moved = [("leave", gone, one) for one in members] + [("enter", family, one) for one in members]
        self._do(act, lambda _kept: [*moved, ("out", gone, None)])

    @rule(pick=PICK, who=PICK, on=DAYS)
    def another_head(self, pick: int, who: int, on: date) -> None:
        family = self._family(pick)
        person = self._member(family, who)
        if person is not None:
            self._do(HeadChange(family_id=family, on=on, head_id=person), lambda _kept: [])

    @rule(pick=PICK, on=DAYS, back=st.booleans())
    def move(self, pick: int, on: date, back: bool) -> None:
        family, to = self._family(pick), self.here if back else self.there
        self._do(Move(family_id=family, on=on, municipality_id=to), lambda _kept: [("in", family, to)])

    @rule(pick=PICK, on=DAYS)
    def leave_programme(self, pick: int, on: date) -> None:
        family = self._family(pick)
        act = ProgrammeExit(family_id=family, on=on, reason="voluntary")
        self._do(act, lambda _kept: [("out", family, None)])

    @rule(pick=PICK, on=DAYS)
    def come_back(self, pick: int, on: date) -> None:
        family = self._family(pick)
        with self.services.database.reading() as session:
            last = select(Enrolment.municipality_id).where(Enrolment.family_id == family)
            place = session.execute(last.order_by(Enrolment.entry_on.desc(), Enrolment.id.desc())).scalars().first()
        self._do(Reentry(family_id=family, on=on), lambda _kept: [("in", family, place)])

    # --- corrections

    @precondition(lambda self: any(one.event_id for one in self.told))
    @rule(pick=st.integers(0, 30))
    def annul(self, pick: int) -> None:
        one = self._event(pick)
        try:
            self.services.run(undo.annul_event, AnnulEvent(event_id=one.event_id, reason="Se registró por error"))
        except ExpectedError as error:
            assert error.code in {"event_has_later", "event_has_facts"}  # noqa: PT017 - any other is a defect
            return
        self.told.remove(one)

    @precondition(lambda self: any(one.event_id for one in self.told))
    @rule(pick=st.integers(0, 30), on=DAYS)
    def amend(self, pick: int, on: date) -> None:
        one = self._event(pick)
        try:
            self.services.run(amend.amend_event, AmendEvent(event_id=one.event_id, on=on, note=""))
        except ExpectedError:
            return
        one.on = on

    def _event(self, pick: int) -> Any:
        known = [one for one in self.told if one.event_id is not None]
        return known[pick % len(known)]

    # --- what always holds

    def teardown(self) -> None:
        """Check everything once the sequence is over; a step that breaks something is found by shrinking."""
        if not self.told:
            return
        self._check_counts()
        self._check_households()
        read = self.services.read
        assert read(cards.differences) == 0
        assert read(marks.differences, TODAY) == 0

    def _check_counts(self) -> None:
        days = sorted({BEFORE, date(2026, 8, 1), TODAY, *(one.on for one in self.told[-3:])})
        for place in (self.here, self.there):
            for start, end in pairwise(days):
                found = self.services.read(movement, place, start + timedelta(days=1), end)
                before, after = self.world(start), self.world(end)
                assert (found.families.opening, found.families.closing) == (
                    before.families(place), after.families(place),
                )  # fmt: skip
                assert (found.persons.opening, found.persons.closing) == (before.persons(place), after.persons(place))
                assert found.families.balances
                assert found.persons.balances

    def _check_households(self) -> None:
        now = self.world()
        with self.services.database.reading() as session:
            for family, members in now.people.items():
                seats = session.execute(
                    select(Membership.person_id, Membership.is_head, Membership.municipality_id).where(
                        Membership.family_id == family, Membership.valid_to_on.is_(None)
                    )
                ).all()
                assert {row.person_id for row in seats} == members
                assert sum(row.is_head for row in seats) == bool(members)
                opened = select(func.count()).where(Enrolment.family_id == family, Enrolment.exit_on.is_(None))
                assert session.execute(opened).scalar_one() == (now.inside.get(family) is not None)
            people = {person for one in self.told for what, _family, person in one.steps if what == "enter"}
            for person in people:
                stays = session.execute(
                    select(Membership.valid_from_on, Membership.valid_to_on)
                    .where(Membership.person_id == person)
                    .order_by(Membership.valid_from_on, Membership.valid_to_on.nulls_last())
                ).all()
                for one, other in pairwise(stays):
                    assert one.valid_to_on is not None
                    assert one.valid_to_on <= other.valid_from_on


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)
def test_counts_balance_after_any_sequence(services: Services) -> None:
    codes = [one.code for one in catalogues.municipalities()]

    class Bound(Households):
        pass

    Bound.services = services
    Bound.places = iter(codes * 40)
    run_state_machine_as_test(
        Bound,
        settings=settings(
            max_examples=120,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert checking.problems(services.database) == []
    assert commands.ACTIONS
