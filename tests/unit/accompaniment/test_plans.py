"""The plan familiar: over a línea base, one draft, versions, approval that freezes; on both engines."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import (
    AchievedHow,
    CommitmentSide,
    CommitmentState,
    MarkState,
    PlanState,
    ReviewResult,
)
from gsi_desktop.services.accompaniment import commands, plan_parts, plans, queries, rules, visits
from gsi_desktop.services.accompaniment.data import (
    DiscardDraft,
    PlanCommitment,
    PlanContent,
    PlanInfo,
    PriorityItem,
    RecordVisit,
    ReviewCommitment,
    SavePlan,
    StartPlan,
)
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.core.clock import FixedClock
from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from gsi_desktop.services.core.ids import new_id
from tests.support import accompaniment as steps
from tests.support.factories import Added, add_family

TODAY = date(2026, 11, 21)


@pytest.fixture
def family(services: Services) -> Added:
    made = add_family(services)
    steps.baseline(services, made)
    return made


def _plan(services: Services, family: Added, number: int | None = None) -> PlanInfo:
    found = services.read(queries.plan, family.family_id, number)
    assert found is not None
    return found


def _approved(services: Services, family: Added) -> PlanInfo:
    """Approve a plan with a priority for each pending logro."""
    steps.approve(services, *steps.draft(services, family, steps.full_content(services, family)))
    return _plan(services, family)


def _states(services: Services, family: Added) -> dict[UUID, CommitmentState]:
    rows = services.read(queries.family_commitments, family.family_id)
    return {row.commitment_id: row.state for row in rows}


def test_a_plan_needs_a_closed_baseline(services: Services) -> None:
    family = add_family(services)
    with pytest.raises(ExpectedError, match="plan_needs_baseline"):
        steps.draft(services, family)
    assert services.read(queries.plan, family.family_id) is None
    assert services.read(queries.plan_versions, family.family_id) == ()


def test_there_is_one_draft_at_a_time(services: Services, family: Added) -> None:
    steps.draft(services, family)
    with pytest.raises(ExpectedError, match="plan_draft_exists"):
        services.run(plans.start_plan, StartPlan(family_id=family.family_id))


def test_a_draft_comes_back_as_it_was_written(services: Services, family: Added) -> None:
    content = replace(steps.full_content(services, family), observations="En casa de la suegra", few_reason="-")
    plan_id, version = steps.draft(services, family, content)
    assert _plan(services, family).content == content
    first, second, *rest = content.priorities
    extra = PlanCommitment(commitment_id=new_id(), side=CommitmentSide.ENTITY, action="Dar el cupo", responsible="SENA")
    changed = replace(first, note="Llevar la cédula", commitments=(*first.commitments, extra))
    mine = replace(content, goal="Otro", priorities=(rest[0], changed, *rest[1:]))
    services.run(plans.save_plan, SavePlan(plan_id=plan_id, version=version, content=mine))
    assert _plan(services, family).content == mine
    assert second not in _plan(services, family).content.priorities
    assert services.read(queries.family_commitments, family.family_id) == (), "a draft's do not count yet"


def test_a_save_over_somebody_elses_is_refused(services: Services, family: Added) -> None:
    plan_id, version = steps.draft(services, family, PlanContent(goal="Mío"))
    with pytest.raises(ExpectedError, match="changed_meanwhile"):
        services.run(plans.save_plan, SavePlan(plan_id=plan_id, version=version - 1, content=PlanContent(goal="Suyo")))
    assert _plan(services, family).content.goal == "Mío"


def test_what_two_people_write_in_different_parts_of_a_draft_joins(services: Services, family: Added) -> None:
    base = steps.full_content(services, family)
    plan_id, version = steps.draft(services, family, base)
    told = {"plan_id": plan_id, "version": version, "base": base}
    first, second, third, *rest = base.priorities
    added = PriorityItem(priority_id=new_id(), achievement=30, person_id=None)
    extra = PlanCommitment(commitment_id=new_id(), side=CommitmentSide.ENTITY, action="Dar el cupo", responsible="SENA")
    noted = replace(first, note="Llevar la cédula")
    theirs = replace(base, goal="Suyo", priorities=(noted, replace(second, commitments=(extra,)), third, *rest, added))
    services.run(plans.save_plan, SavePlan(content=theirs, **told))
    mine = replace(base, observations="Mío", priorities=(third, first, *rest))
    outcome = services.run(plans.save_plan, SavePlan(content=mine, **told))
    now = _plan(services, family)
    assert (now.content.goal, now.content.observations) == ("Suyo", "Mío")
    assert [one.priority_id for one in now.content.priorities] == [
        one.priority_id for one in (third, first, *rest, second, added)
    ], "my order, then what only they have; a priority somebody promised something for is not lost"
    kept = {one.priority_id: one for one in now.content.priorities}
    assert kept[first.priority_id] == noted
    assert kept[second.priority_id].commitments == (extra,)
    assert {"goal", f"priority {added.priority_id}"} <= {one.field for one in outcome.changes.joined}
    assert outcome.result == now.version


def test_the_same_part_of_a_draft_is_asked_about_and_chosen(services: Services, family: Added) -> None:
    base = steps.full_content(services, family)
    plan_id, version = steps.draft(services, family, base)
    told = {"plan_id": plan_id, "version": version}
    first, *rest = base.priorities
    services.run(
        plans.save_plan, SavePlan(content=replace(base, goal="Suyo", priorities=tuple(rest)), base=base, **told)
    )
    mine = replace(base, goal="Mío", priorities=(replace(first, note="Mía"), *rest))
    with pytest.raises(ConflictError) as refused:
        services.run(plans.save_plan, SavePlan(content=mine, base=base, **told))
    part = f"priority {first.priority_id}"
    fields = refused.value.fields
    assert fields.keys() == {"goal", part}
    assert fields["goal"] == (base.goal, "Mío", "Suyo")
    assert fields[part][2] is None
    assert refused.value.written["goal"].actor == services.actor
    newer, chosen = plan_parts.settled(fields, {"goal": False, part: True}, base, mine)
    services.run(plans.save_plan, SavePlan(content=chosen, base=newer, **told))
    now = _plan(services, family).content
    assert now.goal == "Suyo"
    assert next(one for one in now.priorities if one.priority_id == first.priority_id) == replace(first, note="Mía")


def test_a_priority_one_took_out_and_the_other_changed_comes_back_with_its_commitments(
    services: Services, family: Added
) -> None:
    base = steps.full_content(services, family)
    plan_id, version = steps.draft(services, family, base)
    told = {"plan_id": plan_id, "version": version}
    first, *rest = base.priorities
    theirs = replace(first, note="Suya")
    assert first.commitments
    services.run(plans.save_plan, SavePlan(content=replace(base, priorities=(theirs, *rest)), base=base, **told))
    mine = replace(base, priorities=tuple(rest))
    with pytest.raises(ConflictError) as refused:
        services.run(plans.save_plan, SavePlan(content=mine, base=base, **told))
    part = f"priority {first.priority_id}"
    assert refused.value.fields.keys() == {part}
    newer, chosen = plan_parts.settled(refused.value.fields, {part: False}, base, mine)
    services.run(plans.save_plan, SavePlan(content=chosen, base=newer, **told))
    assert theirs in _plan(services, family).content.priorities


def test_approval_freezes_and_its_commitments_count(services: Services, family: Added) -> None:
    plan = _approved(services, family)
    assert (plan.state, plan.approved_on, plan.number) == (PlanState.APPROVED, steps.PLAN_DAY, 1)
    assert plan.frozen_hash == hashlib.sha256(b'{"plan":1}').hexdigest()
    rows = services.read(queries.family_commitments, family.family_id, only_open=True)
    assert len(rows) == 5
    assert {(row.agreed_on, row.plan_number) for row in rows} == {(steps.PLAN_DAY, 1)}
    board = services.read(boards.board, family.family_id, TODAY)
    assert board.cells[27, None].state is MarkState.IN_PROGRESS
    with pytest.raises(ExpectedError, match="plan_not_draft"):
        services.run(
            plans.save_plan, SavePlan(plan_id=plan.plan_id, version=plan.version, content=PlanContent(goal="Otro"))
        )
    with pytest.raises(ExpectedError, match="plan_not_draft"):
        services.run(plans.discard_draft, DiscardDraft(plan_id=plan.plan_id, version=plan.version))


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2026, 11, 22), "approval_in_future"), (date(2026, 4, 1), "approval_before_baseline")],
)
def test_a_plan_is_approved_between_its_baseline_and_today(
    services: Services, family: Added, on: date, code: str
) -> None:
    plan_id, version = steps.draft(services, family, steps.full_content(services, family))
    with pytest.raises(ExpectedError, match=code):
        steps.approve(services, plan_id, version, on)


def test_an_incomplete_plan_is_not_approved_and_says_what_it_lacks(services: Services, family: Added) -> None:
    content = steps.full_content(services, family)
    few = replace(content, priorities=content.priorities[:4])
    plan_id, version = steps.draft(services, family, few)
    with pytest.raises(ExpectedError) as refused:
        steps.approve(services, plan_id, version)
    assert refused.value.code == "plan_few_priorities"
    assert refused.value.params == {"count": "4", "minimum": "5"}
    reasoned = replace(few, few_reason="La familia ya tiene lo demás")
    version = services.run(plans.save_plan, SavePlan(plan_id=plan_id, version=version, content=reasoned)).result
    steps.approve(services, plan_id, version)
    assert _plan(services, family).state is PlanState.APPROVED


def test_gaps_name_each_logro_and_what_it_lacks(services: Services, family: Added) -> None:
    keys = steps.keys(services, family)
    whole = steps.priority(keys[0])
    content = PlanContent(
        priorities=(
            whole,
            steps.priority(keys[0]),
            replace(steps.priority(keys[1]), commitments=()),
            steps.priority(keys[2], side=CommitmentSide.ENTITY),
            steps.priority(keys[3], due_on=date(2026, 4, 17), action=" ", responsible=""),
            steps.priority(keys[4], due_on=None),
        )
    )
    board = services.read(boards.board, family.family_id, TODAY)
    gaps = rules.plan_gaps(content, 5, steps.PLAN_DAY, board)
    by_priority = [(content.priorities.index(one), gap.code) for gap in gaps for one in content.priorities
                   if one.priority_id == gap.priority_id]  # fmt: skip
    assert by_priority == [
        (0, "priority_repeated"),
        (1, "priority_repeated"),
        (2, "priority_no_commitment"),
        (3, "priority_no_commitment"),
        (4, "priority_action_missing"),
        (4, "priority_responsible_missing"),
        (4, "priority_date_past"),
        (5, "priority_date_missing"),
    ]
    assert dict(gaps[0].values)["logro"].startswith("8 ")
    assert dict(gaps[0].values)["logro"].endswith("· Rosalba")
    assert [gap.code for gap in rules.plan_gaps(PlanContent(), 5, steps.PLAN_DAY)] == ["plan_empty"]


def test_the_cogestors_own_side_is_a_commitment_and_names_itself(services: Services, family: Added) -> None:
    one = steps.priority(steps.keys(services, family)[0], side=CommitmentSide.COGESTOR, responsible="")
    assert rules.plan_gaps(PlanContent(priorities=(one,)), 1, steps.PLAN_DAY) == ()


def test_a_new_version_begins_with_what_is_still_open(services: Services, family: Added) -> None:
    _approved(services, family)
    keys = steps.keys(services, family)
    how = {"how": AchievedHow.OWN_MEANS}
    steps.mark(services, family, keys[1], MarkState.ACHIEVED, date(2026, 8, 13), **how)
    first = services.read(queries.family_commitments, family.family_id, only_open=True)
    done = next(row for row in first if row.achievement == keys[0][0])
    services.run(
        commands.review_commitment,
        ReviewCommitment(commitment_id=done.commitment_id, result=ReviewResult.FULFILLED, on=date(2026, 8, 13)),
    )
    steps.draft(services, family)
    second = _plan(services, family)
    assert (second.number, second.state, second.replaces_on) == (2, PlanState.DRAFT, steps.PLAN_DAY)
    assert [one.achievement for one in second.content.priorities] == [keys[0][0], *(key[0] for key in keys[2:])]
    assert [len(one.commitments) for one in second.content.priorities] == [0, 1, 1, 1]
    assert len(services.read(queries.family_commitments, family.family_id, only_open=True)) == 4, "v1 is in force"


def test_a_carried_commitment_stays_the_same_and_one_left_out_is_cancelled(services: Services, family: Added) -> None:
    _approved(services, family)
    before = {row.achievement: row for row in services.read(queries.family_commitments, family.family_id)}
    plan_id, version = steps.draft(services, family)
    content = _plan(services, family).content
    left_out, moved, *rest = content.priorities
    later = replace(moved.commitments[0], due_on=date(2027, 3, 1))
    few = "La familia decide seguir con estos"
    mine = replace(content, few_reason=few, priorities=(replace(moved, commitments=(later,)), *rest))
    version = services.run(plans.save_plan, SavePlan(plan_id=plan_id, version=version, content=mine)).result
    steps.approve(services, plan_id, version, date(2026, 11, 20), frozen='{"plan":2}')
    after = {row.achievement: row for row in services.read(queries.family_commitments, family.family_id)}
    assert {number: row.commitment_id for number, row in after.items()} == {
        number: row.commitment_id for number, row in before.items()
    }
    cancelled = after[left_out.achievement]
    assert (cancelled.state, cancelled.closed_on, cancelled.plan_number) == (
        CommitmentState.CANCELLED,
        date(2026, 11, 20),
        1,
    )
    kept = after[moved.achievement]
    assert (kept.state, kept.due_on, kept.agreed_on, kept.plan_number) == (
        CommitmentState.OPEN,
        date(2027, 3, 1),
        steps.PLAN_DAY,
        2,
    )
    versions = services.read(queries.plan_versions, family.family_id)
    assert [(one.number, one.state, one.priorities) for one in versions] == [
        (2, PlanState.APPROVED, 4),
        (1, PlanState.SUPERSEDED, 5),
    ]
    assert _plan(services, family, 1).frozen == '{"plan":1}'


def test_what_is_fulfilled_meanwhile_leaves_the_draft_that_carried_it(services: Services, family: Added) -> None:
    _approved(services, family)
    steps.draft(services, family)
    draft = _plan(services, family)
    row = services.read(queries.family_commitments, family.family_id, only_open=True)[0]
    services.run(
        commands.review_commitment,
        ReviewCommitment(commitment_id=row.commitment_id, result=ReviewResult.FULFILLED, on=TODAY),
    )
    now = _plan(services, family)
    emptied = [one.achievement for one in now.content.priorities if not one.commitments]
    assert emptied == [row.achievement]
    with pytest.raises(ExpectedError, match="changed_meanwhile"):
        services.run(plans.save_plan, SavePlan(plan_id=draft.plan_id, version=draft.version, content=draft.content))
    assert _states(services, family)[row.commitment_id] is CommitmentState.FULFILLED


def test_a_date_put_off_in_a_visit_reaches_the_draft_that_carries_it_unless_it_has_its_own(
    services: Services, family: Added
) -> None:
    _approved(services, family)
    plan_id, version = steps.draft(services, family)
    content = _plan(services, family).content
    own = replace(content.priorities[1].commitments[0], due_on=date(2027, 2, 2))
    mine = replace(
        content,
        priorities=(content.priorities[0], replace(content.priorities[1], commitments=(own,)), *content.priorities[2:]),
    )
    services.run(plans.save_plan, SavePlan(plan_id=plan_id, version=version, content=mine))
    rows = {row.achievement: row for row in services.read(queries.family_commitments, family.family_id, only_open=True)}
    for item in content.priorities[:2]:
        put_off = ReviewCommitment(
            commitment_id=rows[item.achievement].commitment_id,
            result=ReviewResult.UNDER_WAY,
            on=TODAY,
            new_due_on=date(2027, 6, 1),
        )
        services.run(commands.review_commitment, put_off)
    draft = _plan(services, family)
    assert [one.commitments[0].due_on for one in draft.content.priorities[:2]] == [date(2027, 6, 1), date(2027, 2, 2)]
    assert draft.version == version + 2, "the editor of the draft loads it anew"
    steps.approve(services, plan_id, draft.version, TODAY)
    now = {row.achievement: row.due_on for row in services.read(queries.family_commitments, family.family_id)}
    assert [now[item.achievement] for item in content.priorities[:2]] == [date(2027, 6, 1), date(2027, 2, 2)]


def test_a_paper_that_reviews_two_carried_commitments_is_typed_whole(services: Services, family: Added) -> None:
    _approved(services, family)
    steps.draft(services, family)
    rows = services.read(queries.family_commitments, family.family_id, only_open=True)[:2]
    found = tuple(
        ReviewCommitment(commitment_id=row.commitment_id, result=ReviewResult.FULFILLED, on=TODAY) for row in rows
    )
    services.run(visits.record_visit, RecordVisit(family_id=family.family_id, content=steps.HELD, reviews=found))
    states = _states(services, family)
    assert {states[row.commitment_id] for row in rows} == {CommitmentState.FULFILLED}


def test_a_version_is_not_approved_before_the_one_it_replaces(services: Services, family: Added) -> None:
    _approved(services, family)
    plan_id, version = steps.draft(services, family)
    with pytest.raises(ExpectedError, match="approval_before_former"):
        steps.approve(services, plan_id, version, steps.PLAN_DAY - timedelta(days=1))
    steps.approve(services, plan_id, version, steps.PLAN_DAY)


def test_a_discarded_draft_leaves_the_approved_plan_in_force(services: Services, family: Added) -> None:
    approved = _approved(services, family)
    before = _states(services, family)
    plan_id, version = steps.draft(services, family)
    services.run(plans.discard_draft, DiscardDraft(plan_id=plan_id, version=version))
    assert _plan(services, family) == approved
    assert _states(services, family) == before


def test_suggestions_begin_with_identification_and_leave_out_what_is_chosen(services: Services, family: Added) -> None:
    board = services.read(boards.board, family.family_id, TODAY)
    found = rules.suggested_priorities(board)
    assert {one.achievement for one in found} >= set(steps.PENDING)
    chosen = PlanContent(priorities=(steps.priority((found[0].achievement, found[0].person_id)),))
    assert rules.suggested_priorities(board, chosen) == found[1:]
    ranks = [(board.catalogue.by_number[one.achievement].dimension != 1,) for one in found]
    assert ranks == sorted(ranks)


def test_a_reached_logro_is_no_priority(services: Services, family: Added) -> None:
    content = steps.full_content(services, family)
    plan_id, version = steps.draft(services, family, content)
    key = steps.keys(services, family)[1]
    steps.mark(services, family, key, MarkState.ACHIEVED, date(2026, 8, 13), how=AchievedHow.OWN_MEANS)
    with pytest.raises(ExpectedError, match="priority_reached"):
        steps.approve(services, plan_id, version)


def test_a_logro_that_no_longer_applies_leaves_the_next_version_and_is_no_priority(
    services: Services, family: Added, clock: FixedClock
) -> None:
    """Leidy turns 18: logro 11 no longer concerns her."""
    leidy = family.people[2]
    item = steps.priority((11, leidy), due_on=date(2034, 1, 15))
    content = replace(steps.full_content(services, family), priorities=(item,), few_reason="Solo queda este logro.")
    plan_id, version = steps.draft(services, family, content)
    steps.approve(services, plan_id, version)
    clock.instant = datetime(2033, 1, 10, 15, tzinfo=UTC)
    again = services.run(plans.start_plan, StartPlan(family_id=family.family_id)).result
    info = services.read(queries.plan, family.family_id)
    assert info is not None
    assert (info.plan_id, info.content.priorities) == (again, ())
    board = services.read(boards.board, family.family_id, clock.today())
    gaps = rules.plan_gaps(content, 1, clock.today(), board)
    assert "priority_not_applicable" in [gap.code for gap in gaps]
