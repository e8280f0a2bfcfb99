"""What holds for every family, whatever happened to it: the phase follows from the facts, and lists say the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import AssessmentKind, FamilyStatus, Phase, Stage, VisitKind
from gsi_desktop.models.families import FamilyCard
from gsi_desktop.services.accompaniment import overview, queries, wording
from gsi_desktop.services.accompaniment.phase import PhaseFacts, phase, stage
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.achievements.commands import close_assessment
from gsi_desktop.services.achievements.data import CloseAssessment
from gsi_desktop.services.families import cards
from tests.support import accompaniment as steps
from tests.support.accompaniment import VisitContent
from tests.support.counts import count
from tests.support.factories import Added, NewMember, add_family

DAY = date(2026, 11, 21)
DAYS = st.none() | st.dates(date(2026, 3, 14), DAY)
FACTS = st.builds(
    PhaseFacts,
    active=st.booleans(),
    contacted_on=DAYS,
    agreement_on=DAYS,
    baseline_on=DAYS,
    plan_on=DAYS,
    plan_number=st.integers(1, 4),
    priorities=st.integers(1, 12),
    final_on=DAYS,
    exit_on=DAYS,
    achieved=st.integers(0, 45),
    applicable=st.integers(0, 45),
    final_share=st.sampled_from([Fraction(7, 10), Fraction(1, 3), Fraction(1), Fraction(9, 10)]),
).map(lambda facts: replace(facts, achieved=min(facts.achieved, facts.applicable)))


@settings(max_examples=count(200, 5000))
@given(facts=FACTS)
def test_a_phase_opens_with_its_gates_and_says_what_is_missing(facts: PhaseFacts) -> None:
    told = phase(facts)
    linked = facts.agreement_on is not None and facts.baseline_on is not None
    assert (told.phase is Phase.LINKING) == (facts.active and not linked)
    assert (told.missing == ()) == (told.phase is Phase.EXIT)
    assert told.reasons
    needed = {fact.code for fact in told.missing}
    if told.phase is Phase.ACCOMPANIMENT:
        assert ("phase_needs_plan" in needed) == (facts.plan_on is None)
        short = bool(needed & {"phase_needs_share", "phase_needs_share_one"})
        reached = facts.applicable > 0 and facts.achieved >= facts.final_share * facts.applicable
        assert short == (not reached)
    for fact in (*told.reasons, *told.missing):
        assert "{" not in wording.fact_text(fact)


@settings(max_examples=count(200, 5000))
@given(facts=FACTS)
def test_one_fact_more_never_takes_a_family_back(facts: PhaseFacts) -> None:
    order = list(Stage)
    phases = list(Phase)
    for name in ("contacted_on", "agreement_on", "baseline_on", "plan_on", "final_on"):
        more = replace(facts, **{name: DAY})
        assert order.index(stage(more)) >= order.index(stage(facts))
        assert phases.index(phase(more).phase) >= phases.index(phase(facts).phase)


@settings(max_examples=count(200, 5000))
@given(applicable=st.integers(1, 45), share=st.fractions(Fraction(1, 100), 1, max_denominator=100))
def test_what_is_missing_is_exactly_what_reaches_the_share(applicable: int, share: Fraction) -> None:
    for achieved in range(applicable + 1):
        facts = PhaseFacts(
            active=True,
            agreement_on=DAY,
            baseline_on=DAY,
            final_on=DAY,
            achieved=achieved,
            applicable=applicable,
            final_share=share,
        )
        missing = [fact for fact in phase(facts).missing if fact.code.startswith("phase_needs_share")]
        left = int(dict(missing[0].values)["left"]) if missing else 0
        assert replace(facts, achieved=achieved + left).share_met
        assert left == 0 or not replace(facts, achieved=achieved + left - 1).share_met


@dataclass(frozen=True)
class Route:
    """What happened to a family; each step only where the program lets it."""

    contact: VisitKind | None
    agreement: bool
    baseline: bool | None
    plan: bool | None
    final: bool | None
    exited: bool


ROUTES = st.builds(
    Route,
    contact=st.none() | st.sampled_from([VisitKind.SESSION_1, VisitKind.FOLLOW_UP, VisitKind.WINDOW]),
    agreement=st.booleans(),
    baseline=st.sampled_from([None, False, True, True, True]),
    plan=st.sampled_from([None, False, True]),
    final=st.sampled_from([None, False, True]),
    exited=st.booleans(),
)


def _walk(services: Services, family: Added, route: Route) -> None:
    """Do the steps of ``route``; None is not begun, False begun, True finished."""
    if route.contact is VisitKind.WINDOW:
        steps.record(services, family, VisitContent(kind=route.contact, occurred_on=date(2026, 4, 1), notes="Vino"))
    elif route.contact is not None:
        steps.record(services, family, kind=route.contact, occurred_on=date(2026, 4, 1))
    if route.agreement:
        window = VisitContent(kind=VisitKind.WINDOW, occurred_on=date(2026, 4, 2), notes="Firmó")
        steps.record(services, family, window, agreement_on=date(2026, 4, 2))
    if route.baseline is not None:
        steps.assess(services, family, AssessmentKind.BASELINE, steps.BASELINE_DAY, close=route.baseline)
    if route.baseline and route.plan is not None:
        made = steps.draft(services, family, steps.full_content(services, family))
        if route.plan:
            steps.approve(services, *made)
    if route.baseline and route.final is not None:
        final = steps.assess(services, family, AssessmentKind.FINAL, date(2026, 11, 1), close=False)
        if route.final:
            services.run(close_assessment, CloseAssessment(assessment_id=final, on=date(2026, 11, 2)))


def _exit(work: Any, family_id: Any) -> None:
    from sqlalchemy import update

    from gsi_desktop.models.families import Family

    work.session.execute(update(Family).where(Family.id == family_id).values(status=FamilyStatus.EXITED))
    work.changes.families.add(family_id)


@settings(max_examples=count(20, 300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(route=ROUTES)
@example(route=Route(None, False, True, True, None, False))
@example(route=Route(None, False, True, True, True, False))
@example(route=Route(VisitKind.WINDOW, False, False, None, None, False))
@example(route=Route(VisitKind.SESSION_1, True, True, True, True, True))
def test_lists_and_dossier_give_a_family_the_same_stage(services: Services, route: Route) -> None:
    family = add_family(services, NewMember(first_name="Rosalba", first_surname="Muñoz"))
    _walk(services, family, route)
    if route.exited:
        services.run(_exit, family.family_id)
    told = services.read(overview.phase, family.family_id, DAY)
    with services.database.reading() as session:
        card = session.get(FamilyCard, family.family_id)
        assert card is not None
        assert card.stage is told.stage
        board = boards.board(session, family.family_id, DAY)
        facts = overview.phase_facts(session, board, queries.plan_versions(session, family.family_id))
        assert phase(facts) == told
        assert (facts.agreement_on is not None) == route.agreement
        assert (facts.baseline_on is not None) == bool(route.baseline)
        assert (facts.plan_on is not None) == bool(route.baseline and route.plan)
        assert facts.active != route.exited
        assert cards.differences(session) == 0
