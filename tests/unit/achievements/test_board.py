"""The board of a family: what it shows, what it lets be marked, and what it costs to read; on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import (
    AchievedHow,
    AssessmentKind,
    CommitmentSide,
    Kinship,
    MarkState,
    ReviewResult,
    Sex,
)
from gsi_desktop.services.accompaniment import commands as accompaniment
from gsi_desktop.services.accompaniment.data import AddCommitment, ReviewCommitment
from gsi_desktop.services.achievements import commands, queries
from gsi_desktop.services.achievements.data import Mark, MarkCells, ReopenBaseline, UndoMarks
from gsi_desktop.services.core.clock import FixedClock
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families import commands as families
from gsi_desktop.services.families.data import EditPerson
from tests.support.contents import business
from tests.support.factories import HOUSEHOLD, NewMember, add_family
from tests.support.logros import TODAY, board, close, mark, mark_all, start

A, P, S = MarkState.ACHIEVED, MarkState.PENDING, MarkState.UNKNOWN
N, G, B = MarkState.NOT_APPLICABLE, MarkState.IN_PROGRESS, MarkState.OBJECTIVE
CHILD = NewMember(
    first_name="Leidy",
    first_surname="Cabrera",
    birth_date=date(2014, 12, 5),
    kinship=Kinship.CHILD,
    document_type="TI",
    document="1083865401",
)


@contextmanager
def statements(services: Services) -> Iterator[list[str]]:
    """Collect the statements sent to the database inside the block."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    engine = services.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def refused(services: Services, family_id: UUID, said: Mark, on: date = TODAY) -> ExpectedError:
    before = business(services.database)
    with pytest.raises(ExpectedError) as refusal:
        services.run(commands.mark, MarkCells(family_id=family_id, marks=(said,), on=on))
    assert business(services.database) == before
    return refusal.value


def commit(services: Services, family_id: UUID, number: int, person: UUID | None = None) -> UUID:
    data = AddCommitment(
        family_id=family_id,
        achievement=number,
        person_id=person,
        side=CommitmentSide.FAMILY,
        action="Ir a la registraduría",
        responsible="Rosalba",
        due_on=TODAY + timedelta(days=20),
        on=TODAY,
    )
    return services.run(accompaniment.add_commitment, data).result


def change(services: Services, person_id: UUID, **mine: object) -> None:
    base = services.read(families.current_person, person_id)[2]
    data = EditPerson(person_id=person_id, base=base, mine=replace(base, **mine))  # type: ignore[arg-type]
    services.run(families.edit_person, data)


# --- what it costs


def test_a_board_takes_as_many_statements_for_twelve_people_as_for_one(services: Services) -> None:
    alone = add_family(services, HOUSEHOLD[0])
    others = [
        replace(CHILD, first_name=f"Hijo {place}", document=f"10838654{place:02}", birth_date=date(2008 + place, 5, 1))
        for place in range(11)
    ]
    many = add_family(services, replace(HOUSEHOLD[0], document="36284518"), *others)
    counts = []
    for family in (alone, many):
        mark_everything(services, family.family_id)
        with statements(services) as sent:
            shown = board(services, family.family_id)
        assert len(shown.members) == len(family.people)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12


def mark_everything(services: Services, family_id: UUID) -> None:
    start(services, family_id)
    mark_all(services, family_id, P)


# --- identity


def test_identity_comes_from_the_document_of_the_age(services: Services) -> None:
    undocumented = NewMember(first_name="Yeison", first_surname="Cabrera", kinship=Kinship.CHILD, sex=Sex.MALE)
    wrong = replace(CHILD, first_name="Ana", document_type="RC", document="1083865402")
    family = add_family(services, HOUSEHOLD[0], CHILD, wrong, undocumented)
    mother, child, late, nobody = family.people
    start(services, family.family_id)
    cells = board(services, family.family_id).cells
    assert (cells[3, mother].state, cells[3, mother].how, cells[3, mother].derived) == (A, AchievedHow.DOCUMENT, True)
    assert (cells[2, child].state, cells[2, late].state) == (A, P)
    assert (cells[1, child].state, cells[3, child].state) == (N, N)
    assert (cells[3, nobody].state, cells[3, nobody].derived) == (S, False)
    family_cell = cells[3, None]
    assert (family_cell.state, family_cell.reached, family_cell.applicable) == (S, 1, 2)


def test_what_a_person_said_stands_over_the_document_until_taken_back(services: Services) -> None:
    family = add_family(services, HOUSEHOLD[0])
    mother = family.people[0]
    close(services, start(services, family.family_id))
    done = mark(services, family.family_id, 3, P, mother)
    said = board(services, family.family_id).cells[3, mother]
    assert (said.state, said.derived, said.initial) == (P, False, A)
    services.run(commands.undo_marks, UndoMarks(family_id=family.family_id, events=done.events))
    assert board(services, family.family_id).cells[3, mother].state is A
    mark(services, family.family_id, 3, P, mother)
    mark(services, family.family_id, 3, S, mother)
    again = board(services, family.family_id).cells[3, mother]
    assert (again.state, again.derived) == (A, True)


def test_a_corrected_document_moves_today_and_leaves_the_linea_base(services: Services) -> None:
    family = add_family(services, HOUSEHOLD[0], CHILD)
    child = family.people[1]
    close(services, start(services, family.family_id))
    change(services, child, document_type="RC")
    cell = board(services, family.family_id).cells[2, child]
    assert (cell.state, cell.initial) == (P, A)


# --- línea base


def test_a_linea_base_asks_no_how_and_a_later_mark_does(services: Services) -> None:
    family = add_family(services)
    baseline = start(services, family.family_id)
    mark(services, family.family_id, 24, A)
    assert board(services, family.family_id).cells[24, None].how is AchievedHow.VERIFICATION
    close(services, baseline)
    said = Mark(achievement=25, person_id=None, state=A, seen=S)
    assert refused(services, family.family_id, said).code == "how_missing"
    outside = replace(said, how=AchievedHow.OUTSIDE_OFFER, provider="  ")
    assert refused(services, family.family_id, outside).code == "provider_missing"
    mark(services, family.family_id, 25, A, how=AchievedHow.OWN_MEANS)
    cell = board(services, family.family_id).cells[25, None]
    assert (cell.state, cell.initial, cell.how) == (A, None, AchievedHow.OWN_MEANS)


def test_closing_freezes_the_figures_and_reopening_thaws_them(services: Services) -> None:
    family = add_family(services)
    baseline = start(services, family.family_id)
    mark(services, family.family_id, 24, A)
    mark(services, family.family_id, 25, P)
    close(services, baseline)
    shown = board(services, family.family_id)
    assert shown.baseline_closed
    assert shown.baseline is not None
    assert shown.baseline.summary == shown.progress
    services.run(commands.reopen_baseline, ReopenBaseline(assessment_id=baseline, reason="Se equivocaron de casa"))
    opened = board(services, family.family_id)
    assert not opened.baseline_closed
    assert opened.baseline is not None
    assert opened.baseline.correction == "Se equivocaron de casa"
    mark(services, family.family_id, 25, A)
    close(services, baseline)
    again = board(services, family.family_id)
    assert again.baseline is not None
    assert again.baseline.summary is not None
    assert again.baseline.summary.total.now == shown.progress.total.now + 1
    assert again.cells[25, None].initial is A


def test_a_linea_base_with_a_follow_up_is_not_reopened(services: Services) -> None:
    family = add_family(services)
    baseline = start(services, family.family_id)
    close(services, baseline)
    mark(services, family.family_id, 25, P)
    with pytest.raises(ExpectedError) as refusal:
        services.run(commands.reopen_baseline, ReopenBaseline(assessment_id=baseline, reason="Otra razón"))
    assert refusal.value.code == "baseline_in_use"


def test_one_linea_base_and_one_final_at_a_time(services: Services) -> None:
    family = add_family(services)
    with pytest.raises(ExpectedError) as refusal:
        start(services, family.family_id, kind=AssessmentKind.FINAL)
    assert refusal.value.code == "baseline_missing"
    baseline = start(services, family.family_id)
    with pytest.raises(ExpectedError) as refusal:
        start(services, family.family_id)
    assert refusal.value.code == "baseline_exists"
    close(services, baseline)
    final = start(services, family.family_id, kind=AssessmentKind.FINAL)
    with pytest.raises(ExpectedError) as refusal:
        start(services, family.family_id, kind=AssessmentKind.FINAL)
    assert refusal.value.code == "final_open"
    close(services, final)
    assert start(services, family.family_id, kind=AssessmentKind.FINAL)


def test_nothing_is_marked_before_a_linea_base(services: Services) -> None:
    family = add_family(services)
    said = Mark(achievement=24, person_id=None, state=P, seen=S)
    assert refused(services, family.family_id, said).code == "baseline_missing"
    start(services, family.family_id, date(2026, 4, 1))
    assert refused(services, family.family_id, said, date(2026, 3, 1)).code == "date_before_entry"
    assert refused(services, family.family_id, said, date(2027, 1, 1)).code == "date_future"


# --- what a mark may not do


def test_somebody_else_marked_meanwhile(services: Services) -> None:
    family = add_family(services)
    start(services, family.family_id)
    mark(services, family.family_id, 24, P)
    error = refused(services, family.family_id, Mark(achievement=24, person_id=None, state=A, seen=S))
    assert error.code == "mark_changed"
    assert error.params == {"number": 24, "theirs": "P", "mine": "A"}


@pytest.mark.parametrize(
    ("number", "member", "said", "code"),
    [
        (15, None, (P, ""), "mark_rolled_up"),
        (24, None, (G, ""), "mark_derived"),
        (24, 0, (P, ""), "mark_unknown"),
        (99, None, (P, ""), "mark_unknown"),
        (4, 0, (P, ""), "mark_not_applicable"),
        (24, None, (B, "  "), "reason_missing"),
        (24, None, (N, ""), "reason_missing"),
    ],
)
def test_what_cannot_be_marked(
    services: Services, number: int, member: int | None, said: tuple[MarkState, str], code: str
) -> None:
    family = add_family(services)
    start(services, family.family_id)
    person = None if member is None else family.people[member]
    wrong = Mark(achievement=number, person_id=person, state=said[0], seen=S, reason=said[1])
    assert refused(services, family.family_id, wrong).code == code


def test_one_bad_mark_of_several_writes_none(services: Services) -> None:
    family = add_family(services)
    start(services, family.family_id)
    good, bad = (Mark(achievement=number, person_id=None, state=P, seen=S) for number in (24, 15))
    before = business(services.database)
    with pytest.raises(ExpectedError):
        services.run(commands.mark, MarkCells(family_id=family.family_id, marks=(good, bad), on=TODAY))
    assert business(services.database) == before


def test_a_stranger_has_no_cell(services: Services) -> None:
    family = add_family(services)
    start(services, family.family_id)
    said = Mark(achievement=15, person_id=uuid4(), state=P, seen=S)
    assert refused(services, family.family_id, said).code == "mark_unknown"


def test_no_aplica_is_forced_with_a_reason_and_taken_back(services: Services) -> None:
    family = add_family(services)
    start(services, family.family_id)
    before = board(services, family.family_id)
    mark(services, family.family_id, 24, N, reason="Vive en una institución")
    shown = board(services, family.family_id)
    assert (shown.cells[24, None].state, shown.cells[24, None].forced) == (N, True)
    assert shown.progress.total.applicable == before.progress.total.applicable - 1
    mark(services, family.family_id, 24, P)
    assert board(services, family.family_id).cells[24, None].state is P
    line = services.read(queries.history, family.family_id, 24, None)[1]
    assert (line.to_state, line.reason) == (N, "Vive en una institución")


def test_a_mark_that_says_more_of_what_is_reached_is_kept(services: Services) -> None:
    family = add_family(services)
    close(services, start(services, family.family_id))
    said = Mark(achievement=27, person_id=None, state=A, seen=S, how=AchievedHow.OUTSIDE_OFFER, provider="Acueducto")
    more = replace(said, seen=A, provider="Acueducto 300 111 2233", evidence="Acta")
    for one in (said, more, more, replace(said, seen=A, provider="", how=AchievedHow.OWN_MEANS)):
        services.run(commands.mark, MarkCells(family_id=family.family_id, marks=(one,), on=TODAY))
    again = MarkCells(
        family_id=family.family_id, marks=(replace(said, seen=A, provider="", how=AchievedHow.OWN_MEANS),), on=TODAY
    )
    assert services.run(commands.mark, again).result.events == (), "it says nothing new"
    lines = services.read(queries.history, family.family_id, 27, None)
    assert [(line.how, line.provider, line.evidence) for line in reversed(lines)] == [
        (AchievedHow.OUTSIDE_OFFER, "Acueducto", ""),
        (AchievedHow.OUTSIDE_OFFER, "Acueducto 300 111 2233", "Acta"),
        (AchievedHow.OWN_MEANS, "", ""),
    ]


# --- taking back


def test_undo_takes_the_last_mark_of_each_cell_back_and_refuses_older_ones(services: Services) -> None:
    family = add_family(services)
    start(services, family.family_id)
    first = mark(services, family.family_id, 24, P)
    second = mark(services, family.family_id, 24, A)
    with pytest.raises(ExpectedError) as refusal:
        services.run(commands.undo_marks, UndoMarks(family_id=family.family_id, events=first.events))
    assert refusal.value.code == "undo_stale"
    services.run(commands.undo_marks, UndoMarks(family_id=family.family_id, events=second.events))
    assert board(services, family.family_id).cells[24, None].state is P
    services.run(commands.undo_marks, UndoMarks(family_id=family.family_id, events=first.events))
    assert board(services, family.family_id).cells[24, None].state is S
    lines = services.read(queries.history, family.family_id, 24, None)
    assert [(line.to_state, line.reverted) for line in lines] == [(A, True), (P, True)]
    with pytest.raises(ExpectedError) as refusal:
        services.run(commands.undo_marks, UndoMarks(family_id=family.family_id, events=first.events))
    assert refusal.value.code == "undo_stale"


def test_a_whole_row_is_taken_back_at_once(services: Services) -> None:
    family = add_family(services)
    start(services, family.family_id)
    before = board(services, family.family_id).cells
    done = mark_all(services, family.family_id, P)
    assert len(done.events) > 30
    services.run(commands.undo_marks, UndoMarks(family_id=family.family_id, events=done.events))
    assert board(services, family.family_id).cells == before


def test_a_closed_linea_base_is_not_taken_back(services: Services) -> None:
    family = add_family(services)
    baseline = start(services, family.family_id)
    done = mark(services, family.family_id, 24, P)
    close(services, baseline)
    with pytest.raises(ExpectedError) as refusal:
        services.run(commands.undo_marks, UndoMarks(family_id=family.family_id, events=done.events))
    assert refusal.value.code == "undo_closed"


def test_marks_of_another_family_are_not_taken_back(services: Services) -> None:
    family, other = add_family(services), add_family(services, replace(HOUSEHOLD[0], document="36284519"))
    start(services, family.family_id)
    start(services, other.family_id)
    done = mark(services, family.family_id, 24, P)
    with pytest.raises(ExpectedError) as refusal:
        services.run(commands.undo_marks, UndoMarks(family_id=other.family_id, events=done.events))
    assert refusal.value.code == "undo_stale"


# --- en gestión


def test_an_open_commitment_puts_its_logro_en_gestion_until_it_closes(services: Services) -> None:
    family = add_family(services)
    close(services, start(services, family.family_id))
    mark(services, family.family_id, 24, P)
    made = commit(services, family.family_id, 24)
    cell = board(services, family.family_id).cells[24, None]
    assert (cell.state, cell.stored, cell.actions[0].action) == (G, P, "Ir a la registraduría")
    review = ReviewCommitment(commitment_id=made, result=ReviewResult.FULFILLED, on=TODAY)
    services.run(accompaniment.review_commitment, review)
    assert board(services, family.family_id).cells[24, None].state is P


def test_a_commitment_of_the_whole_family_counts_for_every_member(services: Services) -> None:
    family = add_family(services)
    close(services, start(services, family.family_id))
    mark(services, family.family_id, 15, A, family.people[0], how=AchievedHow.OWN_MEANS)
    commit(services, family.family_id, 15)
    cells = board(services, family.family_id).cells
    assert [cells[15, person].state for person in family.people] == [A, G, G]
    assert (cells[15, None].state, len(cells[15, None].actions)) == (G, 1)


# --- línea base beside today


def test_the_family_reached_nothing_at_the_linea_base_that_a_member_left_open(services: Services) -> None:
    family = add_family(services, *HOUSEHOLD[:2])
    mother, father = family.people
    baseline = start(services, family.family_id)
    mark(services, family.family_id, 15, A, mother)
    close(services, baseline)
    mark(services, family.family_id, 15, A, father, how=AchievedHow.OFFER)
    shown = board(services, family.family_id)
    cell = shown.cells[15, None]
    assert (cell.state, cell.initial) == (A, S)
    health = next(one for one in shown.progress.dimensions if one.number == 4)
    assert (health.base, health.now, health.kept) == (0, 1, 0)


def test_a_child_that_grew_into_a_logro_does_not_spoil_the_linea_base(services: Services, clock: FixedClock) -> None:
    growing = replace(CHILD, birth_date=date(2021, 11, 23), document_type="RC", document="1083865409")
    family = add_family(services, HOUSEHOLD[0], CHILD, growing)
    baseline = start(services, family.family_id)
    mark(services, family.family_id, 13, A, family.people[1])
    close(services, baseline)
    clock.instant += timedelta(days=5)
    later = TODAY + timedelta(days=5)
    cell = board(services, family.family_id, later).cells[13, None]
    assert (cell.applicable, cell.state, cell.initial) == (2, S, A)
