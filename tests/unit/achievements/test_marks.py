"""Marks always equal the facts, whatever was done in whatever order; on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.achievements import AchievementMark
from gsi_desktop.models.enums import AchievedHow, Answer, CommitmentSide, Kinship, MarkState, Sex
from gsi_desktop.services.accompaniment import commands as accompaniment
from gsi_desktop.services.accompaniment.data import AddCommitment
from gsi_desktop.services.achievements import catalogue, commands, marks, parameters
from gsi_desktop.services.achievements.conditions_data import SaveAnswers, SavePregnancy
from gsi_desktop.services.achievements.data import Mark, MarkCells, PublishCatalogue, ReopenBaseline, UndoMarks
from gsi_desktop.services.core.clock import FixedClock
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families import commands as families
from gsi_desktop.services.families.data import EditPerson
from tests.support.counts import count
from tests.support.factories import HOUSEHOLD, Added, NewMember, add_family
from tests.support.logros import TODAY, board, close, mark, mark_all, start

BABY = NewMember(
    first_name="Sara",
    first_surname="Cabrera",
    birth_date=date(2025, 11, 30),
    document_type="RC",
    document="1083900001",
    kinship=Kinship.CHILD,
)


def kept(services: Services) -> int:
    with services.database.reading() as session:
        return int(session.execute(select(func.count()).select_from(AchievementMark)).scalar_one())


def edit_person(services: Services, person_id: UUID, **mine: object) -> None:
    base = services.read(families.current_person, person_id)[2]
    data = EditPerson(
        person_id=person_id,
        base=base,
        mine=replace(base, **mine),  # type: ignore[arg-type]
    )
    services.run(families.edit_person, data)


# --- after anything


class Somebody:
    """Does whatever comes to mind with a family; what the program refuses is not done."""

    def __init__(self, services: Services, seed: int) -> None:
        self.services = services
        self.random = Random(seed)
        self.family: Added = add_family(services, *HOUSEHOLD, BABY)
        self.baseline = start(services, self.family.family_id, date(2026, 4, 1))
        self.events: list[tuple[UUID, ...]] = []
        self.day = date(2026, 4, 1)

    def act(self) -> str:
        """Do one thing and return its name."""
        acts: list[Callable[[], object]] = [
            self.mark,
            self.mark,
            self.mark,
            self.undo,
            self.undo,
            self.correct,
            self.answer,
            self.tell_pregnancy,
            self.finish,
            self.reopen,
            self.commit,
            self.publish,
            self.change_rules,
            self.wait,
        ]
        act = self.random.choice(acts)
        try:
            act()
        except ExpectedError as error:
            return f"{act.__name__}: {error.code}"
        return act.__name__

    def mark(self) -> None:
        shown = board(self.services, self.family.family_id, self.day)
        states = [
            MarkState.ACHIEVED,
            MarkState.PENDING,
            MarkState.OBJECTIVE,
            MarkState.NOT_APPLICABLE,
            MarkState.UNKNOWN,
        ]
        for key in [*self.random.sample(shown.markable(), 4), (self.random.choice([3, 5, 17, 24]), None)]:
            if key in shown.cells and not shown.cells[key].rolled_up:
                said = Mark(
                    achievement=key[0],
                    person_id=key[1],
                    state=self.random.choice(states),
                    seen=shown.cells[key].stored,
                    how=self.random.choice([AchievedHow.VERIFICATION, AchievedHow.OWN_MEANS]),
                    reason="Se explicó",
                )
                data = MarkCells(family_id=self.family.family_id, marks=(said,), on=self.day)
                self.events.append(self.services.run(commands.mark, data).result.events)

    def undo(self) -> None:
        if self.events:
            events = self.events.pop(self.random.choice([-1, self.random.randrange(len(self.events))]))
            self.services.run(commands.undo_marks, UndoMarks(family_id=self.family.family_id, events=events))

    def correct(self) -> None:
        changes: list[dict[str, object]] = [
            {"birth_date": date(self.random.randrange(1950, 2026), 2, 28)},
            {"sex": self.random.choice([Sex.FEMALE, Sex.MALE])},
            {"document_type": self.random.choice(["RC", "TI", "CC"])},
        ]
        edit_person(self.services, self.somebody(), **self.random.choice(changes))

    def answer(self) -> None:
        codes = [("schooling_years", self.somebody(), str(self.random.randrange(12))), ("legal_need", None, "yes")]
        data = SaveAnswers(family_id=self.family.family_id, on=self.day, answers=(self.random.choice(codes),))
        self.services.run(commands.save_answers, data)

    def tell_pregnancy(self) -> None:
        answer = self.random.choice([Answer.YES, Answer.NO, None])
        data = SavePregnancy(
            family_id=self.family.family_id, person_id=self.family.people[0], answer=answer, on=self.day
        )
        self.services.run(commands.save_pregnancy, data)

    def finish(self) -> None:
        close(self.services, self.baseline, self.day)

    def reopen(self) -> None:
        data = ReopenBaseline(assessment_id=self.baseline, reason="Se equivocaron")
        self.services.run(commands.reopen_baseline, data)

    def commit(self) -> None:
        self.services.run(
            accompaniment.add_commitment,
            AddCommitment(
                family_id=self.family.family_id,
                achievement=self.random.randrange(1, 46),
                person_id=self.random.choice([None, self.somebody()]),
                side=CommitmentSide.FAMILY,
                action="Ir a la registraduría",
                responsible="Rosalba",
                due_on=TODAY + timedelta(days=30),
                on=self.day,
            ),
        )

    def publish(self) -> None:
        book = self.services.read(catalogue.in_force, TODAY)
        number = self.random.choice([2, 3, 5, 17, 24])
        change = self.random.choice([{"retired": True}, {"retired": False}, {"text": "Otro"}, {"min_months": 24}])
        mine = tuple(replace(one, **change) if one.number == number else one for one in book.achievements)  # type: ignore[arg-type]
        data = PublishCatalogue(
            base_number=book.number, label="", reason="Se corrigió", valid_from_on=TODAY, achievements=mine
        )
        self.services.run(commands.publish_catalogue, data)

    def change_rules(self) -> None:
        rules = self.services.read(parameters.load)
        days = self.random.choice([220, 294, 300])
        edit = parameters.EditParameters(base=rules, mine=replace(rules, pregnancy_days=days))
        self.services.run(commands.save_parameters, edit)

    def wait(self) -> None:
        self.day = min(TODAY, self.day + timedelta(days=self.random.randrange(40)))

    def somebody(self) -> UUID:
        return self.random.choice(self.family.people)


@pytest.mark.parametrize("seed", range(count(6, 200)))
def test_marks_equal_the_facts_whatever_was_done(services: Services, seed: int) -> None:
    somebody = Somebody(services, seed)
    done = []
    for _step in range(count(25, 60)):
        done.append(somebody.act())
        assert services.read(marks.differences, TODAY) == 0, done
    assert kept(services)
    with services.database.reading() as session:
        everything = marks.derived(session, [somebody.family.family_id], TODAY)
        assert marks.stored(session, [somebody.family.family_id]) == everything


# --- how differences are found and mended


def test_a_mark_that_says_something_else_is_counted_and_mended(services: Services) -> None:
    family = add_family(services)
    start(services, family.family_id)
    mark(services, family.family_id, 24, MarkState.PENDING)
    with services.database.transaction() as connection:
        connection.execute(update(AchievementMark).where(AchievementMark.achievement == 24).values(state="A"))
        connection.execute(delete(AchievementMark).where(AchievementMark.achievement == 3))
    assert services.read(marks.differences, TODAY) == 4, "one says something else, three people lack theirs"
    with services.database.writing() as session:
        marks.refresh_families(session, [family.family_id], TODAY)
    assert services.read(marks.differences, TODAY) == 0
    assert board(services, family.family_id).cells[24, None].state is MarkState.PENDING


def test_only_what_somebody_said_is_kept(services: Services) -> None:
    family = add_family(services, HOUSEHOLD[0])
    assert kept(services) == 0
    start(services, family.family_id)
    assert kept(services) == 1, "the cédula alone"
    mark(services, family.family_id, 24, MarkState.PENDING)
    assert kept(services) == 2
    mark(services, family.family_id, 24, MarkState.UNKNOWN)
    assert kept(services) == 1
    mark_all(services, family.family_id, MarkState.PENDING)
    assert kept(services) == len(board(services, family.family_id).markable())


def test_an_event_taken_back_leaves_no_trace_in_the_marks(services: Services) -> None:
    family = add_family(services)
    close(services, start(services, family.family_id))
    before = board(services, family.family_id).cells
    done = mark(services, family.family_id, 24, MarkState.ACHIEVED, how=AchievedHow.OFFER)
    assert board(services, family.family_id).cells != before
    services.run(commands.undo_marks, UndoMarks(family_id=family.family_id, events=done.events))
    assert board(services, family.family_id).cells == before


def test_the_last_by_day_wins_not_the_last_typed(services: Services) -> None:
    family = add_family(services)
    close(services, start(services, family.family_id, date(2026, 4, 1)), date(2026, 4, 1))
    mark(services, family.family_id, 24, MarkState.ACHIEVED, on=date(2026, 11, 1), how=AchievedHow.OFFER)
    mark(services, family.family_id, 24, MarkState.PENDING, on=date(2026, 6, 1))
    assert board(services, family.family_id).cells[24, None].state is MarkState.ACHIEVED


def test_a_family_without_linea_base_has_no_marks(services: Services) -> None:
    add_family(services)
    assert kept(services) == 0
    assert services.read(marks.differences, TODAY) == 0


# --- birthdays


def test_a_birthday_changes_what_applies_and_no_mark_is_written(services: Services, clock: FixedClock) -> None:
    child = replace(BABY, birth_date=date(2019, 11, 22))
    family = add_family(services, HOUSEHOLD[0], child)
    start(services, family.family_id)
    cells = partial(board, services, family.family_id)
    with services.database.reading() as session:
        before = marks.stored(session, [family.family_id])
    assert (cells().cells[1, family.people[1]].state, cells().cells[2, family.people[1]].state) == (
        MarkState.ACHIEVED,
        MarkState.NOT_APPLICABLE,
    )
    clock.instant += timedelta(days=1)
    tomorrow = TODAY + timedelta(days=1)
    assert cells(tomorrow).cells[1, family.people[1]].state is MarkState.NOT_APPLICABLE
    assert cells(tomorrow).cells[2, family.people[1]].state is MarkState.PENDING
    assert services.read(marks.differences, tomorrow) == 0
    with services.database.reading() as session:
        assert marks.stored(session, [family.family_id]) == before
