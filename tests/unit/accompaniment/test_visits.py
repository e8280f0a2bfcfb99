"""Visits: agreed, opened, kept while going on, closed, typed whole from paper; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import (
    AchievedHow,
    CommitmentState,
    FamilyStatus,
    MarkState,
    ReviewResult,
    Signature,
    Stage,
    VisitKind,
    VisitMedium,
    VisitOutcome,
    VisitState,
)
from gsi_desktop.models.families import FamilyCard
from gsi_desktop.services.accompaniment import overview, queries, team, visits
from gsi_desktop.services.accompaniment.data import (
    STEPS,
    CancelVisit,
    CloseVisit,
    PlanVisit,
    RecordVisit,
    ReviewCommitment,
    SaveVisit,
    StartVisit,
    VisitContent,
    VisitInfo,
    VisitMark,
    VisitRow,
)
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from gsi_desktop.services.families import queries as family_queries
from gsi_desktop.services.families.merges.data import MergeFamilies
from gsi_desktop.services.families.merges.households import merge_families
from tests.support import accompaniment as steps
from tests.support.contents import business
from tests.support.factories import Added, NewMember, add_family

TODAY = date(2026, 11, 21)
DAY = date(2026, 10, 20)


@pytest.fixture
def family(services: Services) -> Added:
    return add_family(services)


def _start(services: Services, family: Added, kind: VisitKind = VisitKind.SESSION_1) -> VisitInfo:
    made = services.run(visits.start_visit, StartVisit(family_id=family.family_id, kind=kind)).result
    return services.read(queries.visit, made)


def _plan(services: Services, family: Added, on: date, time: str = "", **fields: Any) -> UUID:
    data = PlanVisit(family_id=family.family_id, on=on, time=time, **fields)
    return services.run(visits.plan_visit, data).result


def _close(services: Services, one: VisitInfo, steps_done: int = STEPS, **fields: Any) -> VisitInfo:
    told = {"outcome": VisitOutcome.HELD, "signature": Signature.SIGNED, **fields}
    content = replace(one.content, **told)
    data = CloseVisit(visit_id=one.visit_id, version=one.version, content=content, steps_done=steps_done)
    services.run(visits.close_visit, data)
    return services.read(queries.visit, one.visit_id)


def _rows(services: Services, family: Added) -> tuple[VisitRow, ...]:
    return services.read(queries.family_visits, family.family_id)


def _card(services: Services, family: Added) -> FamilyCard:
    with services.database.reading() as session:
        found = session.get(FamilyCard, family.family_id)
        assert found is not None
        return found


# --- agree


def test_a_family_has_one_agreed_visit_the_last_one_agreed(services: Services, family: Added) -> None:
    first = _plan(services, family, date(2026, 11, 24), "9")
    second = _plan(services, family, date(2026, 11, 27), "2:30 pm", kind=VisitKind.SESSION_2)
    assert first == second
    (row,) = _rows(services, family)
    assert (row.planned_on, row.planned_time, row.kind) == (date(2026, 11, 27), "14:30", VisitKind.SESSION_2)
    assert _card(services, family).next_visit_on == date(2026, 11, 27)


def test_an_agreed_visit_is_read_before_it_is_held(services: Services, family: Added) -> None:
    steps.record(services, family)
    one = services.read(queries.visit, _plan(services, family, date(2026, 11, 24)))
    assert (one.state, one.planned_on, one.content.occurred_on) == (VisitState.PLANNED, date(2026, 11, 24), None)
    assert one.number == 2


def test_no_visit_is_agreed_for_yesterday(services: Services, family: Added) -> None:
    with pytest.raises(ExpectedError, match="planned_in_past"):
        _plan(services, family, date(2026, 11, 20))
    _plan(services, family, TODAY)


def test_a_family_that_left_gets_no_visit(services: Services) -> None:
    gone = add_family(services, status=FamilyStatus.EXITED)
    with pytest.raises(ExpectedError, match="family_exited"):
        _start(services, gone)


# --- go on


def test_the_agreed_visit_becomes_the_one_that_is_opened(services: Services, family: Added) -> None:
    ana = steps.cogestor(services, "Ana Gil")
    steps.assign(services, ana, family)
    agreed = _plan(services, family, date(2026, 11, 24))
    one = _start(services, family)
    assert (one.visit_id, one.state, one.planned_on) == (agreed, VisitState.OPEN, date(2026, 11, 24))
    assert (one.content.occurred_on, one.content.started_time) == (TODAY, "10:00")
    assert one.content.cogestor_id == ana
    assert one.opened_at == datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
    assert one.place_name == "El Cabuyal, Pitalito"


def test_a_second_visit_is_not_opened_and_the_first_one_says_since_when(services: Services, family: Added) -> None:
    _start(services, family)
    with pytest.raises(ExpectedError) as refused:
        _start(services, family)
    assert (refused.value.code, refused.value.params["day"]) == ("visit_already_open", "21/11/2026")


def test_what_is_written_is_kept_as_it_goes_on_whole_or_not(services: Services, family: Added) -> None:
    one = _start(services, family)
    content = VisitContent(
        kind=VisitKind.SESSION_1,
        occurred_on=TODAY,
        started_time="10:00",
        medium=VisitMedium.NEIGHBOUR,
        place="Donde Eduardo",
        present=(family.people[0], family.people[2]),
        notes="Leidy estudia ",
        coresponsibility="S-N--",
        next_time="8",
    )
    data = SaveVisit(visit_id=one.visit_id, version=one.version, content=content, steps_done=3, elapsed_seconds=95)
    version = services.run(visits.save_visit, data).result
    kept = services.read(queries.visit, one.visit_id)
    assert (kept.version, kept.steps_done, kept.elapsed_seconds) == (version, 3, 95)
    assert kept.content == replace(content, next_time="08:00")
    fewer = replace(content, present=(family.people[1],))
    services.run(visits.save_visit, replace(data, version=version, content=fewer))
    assert services.read(queries.visit, one.visit_id).content.present == (family.people[1],)
    with pytest.raises(ExpectedError, match="changed_meanwhile"):
        services.run(visits.save_visit, data)


def test_what_two_people_write_in_different_fields_of_a_visit_joins(services: Services, family: Added) -> None:
    one = _start(services, family)
    told = {"visit_id": one.visit_id, "version": one.version, "steps_done": 0, "base": one.content}
    theirs = replace(one.content, history="Llegaron de Acevedo", present=(family.people[1],), started_time="9:04")
    services.run(visits.save_visit, SaveVisit(content=theirs, **told))
    outcome = services.run(visits.save_visit, SaveVisit(content=replace(one.content, notes="Lo mío"), **told))
    assert {(joined.field, joined.actor) for joined in outcome.changes.joined} == {
        ("history", services.actor),
        ("started_time", services.actor),
        ("present", ""),
    }
    now = services.read(queries.visit, one.visit_id)
    kept = (now.content.notes, now.content.history, now.content.started_time, now.content.present)
    assert kept == ("Lo mío", "Llegaron de Acevedo", "09:04", (family.people[1],))
    assert outcome.result == now.version


def test_the_same_field_of_a_visit_is_asked_about_with_who_wrote_it(services: Services, family: Added) -> None:
    one = _start(services, family)
    told = {"visit_id": one.visit_id, "version": one.version, "steps_done": 8, "base": one.content}
    services.run(visits.save_visit, SaveVisit(content=replace(one.content, notes="Suyo", place="Salón"), **told))
    mine = replace(one.content, notes="Mío", evaluation="Bien")
    for command, data in ((visits.save_visit, SaveVisit), (visits.close_visit, CloseVisit)):
        with pytest.raises(ConflictError) as refused:
            services.run(command, data(content=mine, **told))  # type: ignore[arg-type]
        assert refused.value.fields == {"notes": ("", "Mío", "Suyo")}
        assert refused.value.written["notes"].actor == services.actor
        assert refused.value.joined == ("evaluation", "place")
    assert services.read(queries.visit, one.visit_id).content.notes == "Suyo"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"started_time": "25:00"}, "time_invalid", "started_time"),
        ({"place": "x" * 201}, "text_too_long", "place"),
        ({"coresponsibility": "SSSSSS"}, "choice_invalid", "coresponsibility"),
    ],
)
def test_what_there_is_no_room_for_is_told_at_its_field(
    services: Services, family: Added, fields: dict[str, Any], code: str, field: str
) -> None:
    one = _start(services, family)
    content = replace(one.content, **fields)
    data = SaveVisit(visit_id=one.visit_id, version=one.version, content=content, steps_done=0)
    with pytest.raises(ExpectedError) as refused:
        services.run(visits.save_visit, data)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_visit_is_held_when_its_steps_are_done_and_signed(services: Services, family: Added) -> None:
    one = _start(services, family)
    with pytest.raises(ExpectedError) as early:
        _close(services, one, steps_done=8)
    assert (early.value.code, early.value.params["step"]) == ("visit_steps_left", 8)
    with pytest.raises(ExpectedError, match="signature_missing"):
        _close(services, one, signature=None)
    with pytest.raises(ExpectedError, match="outcome_missing"):
        _close(services, one, outcome=None)
    closed = _close(services, one, next_on=date(2026, 12, 4), next_time="9:00")
    assert (closed.state, closed.content.ended_time) == (VisitState.DONE, "10:00")
    agreed, done = _rows(services, family)
    assert (agreed.state, agreed.planned_on, agreed.kind) == (
        VisitState.PLANNED,
        date(2026, 12, 4),
        VisitKind.SESSION_2,
    )
    assert done.visit_id == one.visit_id
    card = _card(services, family)
    assert (card.last_visit_on, card.next_visit_on) == (TODAY, date(2026, 12, 4))
    with pytest.raises(ExpectedError, match="visit_closed"):
        _close(services, closed)


@pytest.mark.parametrize("outcome", [one for one in VisitOutcome if one is not VisitOutcome.HELD])
def test_a_visit_that_was_not_held_closes_without_its_steps_and_is_no_visit(
    services: Services, family: Added, outcome: VisitOutcome
) -> None:
    one = _start(services, family)
    if outcome is VisitOutcome.UNFINISHED:
        with pytest.raises(ExpectedError, match="outcome_note_missing"):
            _close(services, one, 2, outcome=outcome, signature=None)
    _close(services, one, 2, outcome=outcome, signature=None, outcome_note="Se fue la luz")
    assert _card(services, family).last_visit_on is None
    assert _start(services, family).number == 1, "it counts no session"
    met = outcome in (VisitOutcome.REFUSED, VisitOutcome.UNFINISHED)
    stage = Stage.CONTACTED if met else Stage.TARGETED
    assert _card(services, family).stage is stage, "nobody met is nobody contacted"
    assert services.read(overview.phase, family.family_id, services.clock.today()).stage is stage


def test_the_agreement_signed_in_a_visit_links_the_family(services: Services, family: Added) -> None:
    one = _start(services, family)
    signed = replace(one.content, agreement_on=TODAY)
    data = SaveVisit(visit_id=one.visit_id, version=one.version, content=signed, steps_done=1)
    version = services.run(visits.save_visit, data).result
    assert _card(services, family).stage is Stage.LINKED
    taken_back = replace(data, version=version, content=replace(signed, agreement_on=None))
    version = services.run(visits.save_visit, taken_back).result
    assert _card(services, family).stage is Stage.TARGETED, "the tick was a mistake of this very visit"
    services.run(visits.save_visit, replace(data, version=version))
    assert services.read(queries.visit, one.visit_id).content.agreement_on == TODAY


def test_an_earlier_agreement_stays_when_a_visit_says_nothing_of_it(services: Services, family: Added) -> None:
    steps.record(services, family, agreement_on=DAY)
    one = _start(services, family)
    _close(services, one, agreement_on=None)
    assert services.read(overview.summary, family.family_id, TODAY).agreement_on == DAY


def test_a_cancelled_visit_says_why_and_gives_way(services: Services, family: Added) -> None:
    one = _start(services, family)
    with pytest.raises(ExpectedError, match="reason_missing"):
        services.run(visits.cancel_visit, CancelVisit(visit_id=one.visit_id, version=one.version, reason=" "))
    services.run(visits.cancel_visit, CancelVisit(visit_id=one.visit_id, version=one.version, reason="Era otra"))
    kept = services.read(queries.visit, one.visit_id)
    assert (kept.state, kept.content.outcome_note) == (VisitState.CANCELLED, "Era otra")
    assert _start(services, family).visit_id != one.visit_id


# --- type from paper


def test_a_visit_typed_from_paper_is_whole_in_one_go(services: Services, family: Added) -> None:
    steps.baseline(services, family)
    commitment = steps.commit(services, family, date(2026, 10, 30))
    key = steps.keys(services, family)[1]
    content = replace(steps.HELD, present=family.people[:2], next_on=date(2026, 12, 2), next_time="14")
    data = RecordVisit(
        family_id=family.family_id,
        content=content,
        reviews=(ReviewCommitment(commitment_id=commitment, result=ReviewResult.FULFILLED, on=TODAY),),
        marks=(VisitMark(achievement=key[0], person_id=key[1], state=MarkState.ACHIEVED, how="M"),),
    )
    made = services.run(visits.record_visit, data).result
    one = services.read(queries.visit, made)
    assert (one.state, one.typed_in, one.steps_done, one.number) == (VisitState.DONE, True, STEPS, 1)
    assert one.content == replace(content, started_time="09:04", next_time="14:00")
    assert one.elapsed_seconds is None
    (row,) = services.read(queries.family_commitments, family.family_id)
    assert (row.state, row.closed_on) == (CommitmentState.FULFILLED, DAY)
    cell = services.read(boards.board, family.family_id, TODAY).cells[key]
    assert (cell.state, cell.how) == (MarkState.ACHIEVED, AchievedHow.OWN_MEANS)
    agreed, done = _rows(services, family)
    assert (agreed.state, agreed.planned_on) == (VisitState.PLANNED, date(2026, 12, 2))
    assert (done.achieved, done.occurred_on) == (1, DAY)


def test_saying_otherwise_how_a_logro_was_reached_does_not_reach_it_again(services: Services, family: Added) -> None:
    steps.baseline(services, family)
    for day, how in ((date(2026, 9, 1), "M"), (DAY, "V")):
        mark = VisitMark(achievement=27, person_id=None, state=MarkState.ACHIEVED, how=how)
        content = replace(steps.HELD, occurred_on=day)
        services.run(visits.record_visit, RecordVisit(family_id=family.family_id, content=content, marks=(mark,)))
    assert [(row.occurred_on, row.achieved) for row in _rows(services, family)] == [(DAY, 0), (date(2026, 9, 1), 1)]


def test_a_paper_with_one_wrong_mark_writes_nothing_at_all(services: Services, family: Added) -> None:
    steps.baseline(services, family)
    before = business(services.database)
    mark = VisitMark(achievement=27, person_id=None, state=MarkState.ACHIEVED, how="")
    data = RecordVisit(family_id=family.family_id, content=steps.HELD, marks=(mark,))
    with pytest.raises(ExpectedError, match="how_missing"):
        services.run(visits.record_visit, data)
    assert business(services.database) == before


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"occurred_on": None}, "visit_date_missing", "occurred_on"),
        ({"occurred_on": date(2026, 11, 22)}, "visit_in_future", "occurred_on"),
        ({"occurred_on": date(2026, 3, 13)}, "visit_before_entry", "occurred_on"),
        ({"ended_time": "9:03"}, "visit_times_order", "ended_time"),
        ({"outcome": None}, "outcome_missing", "outcome"),
        ({"medium": None}, "medium_missing", "medium"),
        ({"signature": None}, "signature_missing", "signature"),
        ({"next_on": DAY}, "next_visit_before", "next_on"),
        ({"agreement_on": date(2027, 1, 1)}, "agreement_in_future", "agreement_on"),
    ],
)
def test_a_paper_that_cannot_be_true_is_told_at_its_field(
    services: Services, family: Added, fields: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(ExpectedError) as refused:
        steps.record(services, family, **fields)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert _rows(services, family) == ()


def test_the_same_paper_is_not_typed_twice(services: Services, family: Added) -> None:
    steps.record(services, family)
    with pytest.raises(ExpectedError, match="visit_repeated"):
        steps.record(services, family, started_time="09:04")
    steps.record(services, family, started_time="15:00", ended_time="16:00")


def test_a_paper_takes_the_place_of_the_agreed_visit_whose_day_had_come(services: Services, family: Added) -> None:
    agreed = _plan(services, family, TODAY)
    assert steps.record(services, family) == agreed
    assert [row.state for row in _rows(services, family)] == [VisitState.DONE]


def test_a_paper_leaves_an_agreed_visit_whose_day_is_still_to_come(services: Services, family: Added) -> None:
    agreed = _plan(services, family, date(2026, 11, 24))
    assert steps.record(services, family) != agreed
    assert [row.state for row in _rows(services, family)] == [VisitState.PLANNED, VisitState.DONE]


def test_an_old_paper_leaves_what_was_agreed_later(services: Services, family: Added) -> None:
    steps.record(services, family, next_on=date(2026, 12, 2))
    old = steps.record(
        services, family, occurred_on=date(2026, 6, 3), kind=VisitKind.SESSION_1, next_on=date(2026, 7, 1)
    )
    agreed, newest, oldest = _rows(services, family)
    assert (agreed.planned_on, newest.occurred_on, oldest.visit_id) == (date(2026, 12, 2), DAY, old)
    assert _card(services, family).last_visit_on == DAY


def test_attention_at_the_office_is_no_visit(services: Services, family: Added) -> None:
    agreed = _plan(services, family, TODAY)
    with pytest.raises(ExpectedError, match="window_notes_missing"):
        steps.record(services, family, VisitContent(kind=VisitKind.WINDOW, occurred_on=TODAY))
    window = VisitContent(kind=VisitKind.WINDOW, occurred_on=TODAY, notes="Preguntó por el subsidio")
    made = steps.record(services, family, window)
    one = services.read(queries.visit, made)
    assert (one.content.medium, one.content.outcome, one.steps_done) == (VisitMedium.OFFICE, VisitOutcome.HELD, 0)
    card = _card(services, family)
    assert (card.last_visit_on, card.next_visit_on, card.stage) == (None, TODAY, Stage.CONTACTED)
    assert {row.visit_id for row in _rows(services, family)} == {agreed, made}
    assert services.read(overview.summary, family.family_id, TODAY).visits == 0
    with pytest.raises(ExpectedError, match="choice_invalid"):
        _start(services, family, VisitKind.WINDOW)


def test_sessions_follow_each_other_and_follow_ups_are_counted(services: Services, family: Added) -> None:
    asked = []
    for month in (4, 5, 6, 7, 8, 9):
        kind = services.read(queries.next_kind, family.family_id)
        asked.append(kind)
        steps.record(services, family, kind=kind, occurred_on=date(2026, month, 10))
    assert [one.value for one in asked] == ["1", "2", "3", "4", "follow_up", "follow_up"]
    assert _start(services, family, VisitKind.FOLLOW_UP).number == 3


# --- lists


def test_what_was_done_is_counted_as_it_is_listed(services: Services) -> None:
    kept, gone, elsewhere = (
        add_family(services, NewMember(first_name=name, first_surname="Gil")) for name in ("Ana", "Bea", "Cata")
    )
    for family in (kept, gone, elsewhere):
        steps.record(services, family)
    steps.assign(services, steps.cogestor(services, "Ana Gil"), elsewhere)
    whose = services.read(team.cogestor_of, elsewhere.family_id)
    assert whose is not None
    services.run(merge_families, MergeFamilies(kept_id=kept.family_id, gone_id=gone.family_id))
    place = services.read(family_queries.dossier, kept.family_id).municipality_id
    counts = []
    for scope in (WorkScope(), WorkScope(municipality_id=place), WorkScope(cogestor_id=whose.cogestor_id)):
        page = services.read(queries.visit_list, VisitList.DONE, scope, TODAY)
        counts.append(services.read(queries.visit_count, VisitList.DONE, scope, TODAY))
        assert counts[-1] == len(page.rows)
    assert counts[0] == counts[1] > counts[2] == 1
    assert services.read(queries.visit_count, VisitList.DONE, WorkScope(municipality_id="41001"), TODAY) == 0


def test_each_list_holds_its_visits_in_order(services: Services) -> None:
    ana = steps.cogestor(services, "Ana Gil")
    names = ("Ana", "Bea", "Cata", "Dora", "Eva")
    families = [add_family(services, NewMember(first_name=name, first_surname="Gil")) for name in names]
    steps.assign(services, ana, families[0])
    _plan(services, families[0], TODAY, "14:00")
    _plan(services, families[1], TODAY, "8:30")
    _plan(services, families[2], date(2026, 11, 27))
    _plan(services, families[3], date(2026, 11, 28))
    _start(services, families[4])
    steps.record(services, families[4])

    def heads(chosen: VisitList, day: date = TODAY, scope: WorkScope | None = None) -> list[str]:
        page = services.read(queries.visit_list, chosen, scope or WorkScope(), day)
        assert services.read(queries.visit_count, chosen, scope or WorkScope(), day) == len(page.rows)
        return [row.head.rpartition(" ")[2] for row in page.rows]

    assert heads(VisitList.TODAY) == ["Bea", "Ana"]
    assert heads(VisitList.WEEK) == ["Bea", "Ana", "Cata"]
    assert heads(VisitList.PLANNED) == ["Bea", "Ana", "Cata", "Dora"]
    assert heads(VisitList.OVERDUE) == []
    assert heads(VisitList.OVERDUE, date(2026, 11, 28)) == ["Bea", "Ana", "Cata"]
    assert heads(VisitList.OPEN) == ["Eva"]
    assert heads(VisitList.DONE) == ["Eva"]
    assert heads(VisitList.PLANNED, scope=WorkScope(cogestor_id=ana)) == ["Ana"]
    assert heads(VisitList.PLANNED, scope=WorkScope(municipality_id="41001")) == []


@pytest.mark.parametrize("chosen", [VisitList.PLANNED, VisitList.DONE, VisitList.OPEN])
def test_lists_page_by_key_without_losing_or_repeating(services: Services, chosen: VisitList) -> None:
    families = [add_family(services, NewMember(first_name="Ana", first_surname=f"G{place}")) for place in range(5)]
    for place, family in enumerate(families):
        if chosen is VisitList.PLANNED:
            _plan(services, family, date(2026, 12, 1 + place % 2), "9:00")
        elif chosen is VisitList.DONE:
            steps.record(services, family, occurred_on=date(2026, 10, 1 + place % 2))
        else:
            _start(services, family)
    seen: list[VisitRow] = []
    cursor = None
    while True:
        page = services.read(queries.visit_list, chosen, WorkScope(), TODAY, cursor=cursor, size=2)
        seen += page.rows
        if page.next is None:
            break
        cursor = page.next
    assert len({row.visit_id for row in seen}) == len(seen) == 5
    whole = services.read(queries.visit_list, chosen, WorkScope(), TODAY)
    assert tuple(seen) == whole.rows


def test_a_visit_that_is_not_there_says_so(services: Services, family: Added) -> None:
    with pytest.raises(ExpectedError, match="visit_gone"):
        services.read(queries.visit, family.family_id)
    with pytest.raises(ExpectedError, match="visit_gone"):
        services.run(visits.cancel_visit, CancelVisit(visit_id=family.family_id, version=1, reason="x"))
