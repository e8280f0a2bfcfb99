"""What the dossier tells of the accompaniment: phase with its reasons, summary, recent activity; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import (
    AchievedHow,
    AssessmentKind,
    MarkState,
    Phase,
    PlanState,
    ReviewResult,
    Stage,
    VisitKind,
    VisitOutcome,
)
from gsi_desktop.services.accompaniment import commands, overview, queries, visits, wording
from gsi_desktop.services.accompaniment.data import PlanVisit, RecordVisit, ReviewCommitment, VisitMark
from gsi_desktop.services.achievements import parameters
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.achievements.commands import save_parameters
from gsi_desktop.services.achievements.parameters import EditParameters
from gsi_desktop.services.core.errors import ExpectedError
from tests.support import accompaniment as steps
from tests.support.factories import Added, add_family

TODAY = date(2026, 11, 21)


@pytest.fixture
def family(services: Services) -> Added:
    return add_family(services)


def share(services: Services, text: str) -> None:
    """Change which part of the logros the final verification asks for."""
    base = services.read(parameters.load)
    services.run(save_parameters, EditParameters(base=base, mine=replace(base, final_share=text)))


def _planned(services: Services, family: Added) -> None:
    """Bring a family to its approved plan, a commitment overdue and a visit agreed."""
    steps.record(
        services, family, kind=VisitKind.SESSION_1, occurred_on=date(2026, 4, 1), agreement_on=date(2026, 4, 1)
    )
    steps.baseline(services, family)
    steps.approve(services, *steps.draft(services, family, steps.full_content(services, family)))
    steps.commit(services, family, date(2026, 11, 12))
    services.run(visits.plan_visit, PlanVisit(family_id=family.family_id, on=date(2026, 11, 24), time="9:00"))


def test_a_new_family_is_told_what_its_route_begins_with(services: Services, family: Added) -> None:
    told = services.read(overview.phase, family.family_id, TODAY)
    assert (told.phase, told.stage) == (Phase.LINKING, Stage.TARGETED)
    assert [wording.fact_text(fact) for fact in told.reasons] == ["Está en el padrón, sin contacto todavía"]
    assert [wording.fact_text(fact) for fact in told.missing] == [
        "Firmar el acuerdo de corresponsabilidad",
        "Completar la línea base",
    ]


def test_a_family_with_its_plan_is_told_why_and_what_is_missing(services: Services, family: Added) -> None:
    _planned(services, family)
    told = services.read(overview.phase, family.family_id, TODAY)
    assert (told.phase, told.stage) == (Phase.ACCOMPANIMENT, Stage.PLAN)
    assert [wording.fact_text(fact) for fact in told.reasons] == [
        "Acuerdo de corresponsabilidad firmado el 01/04/2026",
        "Línea base completa el 02/04/2026",
        "Plan familiar v1 aprobado el 18/04/2026, 5 prioridades",
    ]
    share, final = (wording.fact_text(fact) for fact in told.missing)
    assert share.startswith("70 % de logros: hoy ")
    assert final == "Verificación final en visita"


def test_the_share_an_office_set_decides_and_the_final_verification_is_frozen(
    services: Services, family: Added
) -> None:
    _planned(services, family)
    share(services, "1/100")
    steps.assess(services, family, AssessmentKind.FINAL, date(2026, 11, 2))
    told = services.read(overview.phase, family.family_id, TODAY)
    assert (told.phase, told.stage, told.missing) == (Phase.EXIT, Stage.FINAL, ())
    share(services, "100/100")
    again = services.read(overview.phase, family.family_id, TODAY)
    assert (again.phase, again.stage) == (Phase.ACCOMPANIMENT, Stage.FINAL)
    assert [fact.code for fact in again.missing] == ["phase_needs_share", "phase_needs_final"]


def test_what_a_final_verification_froze_stays_whatever_is_said_later(services: Services, family: Added) -> None:
    _planned(services, family)
    key = steps.keys(services, family)[1]
    steps.mark(services, family, key, MarkState.ACHIEVED, date(2026, 10, 1), how=AchievedHow.OWN_MEANS)
    total = services.read(boards.board, family.family_id, TODAY).progress.total
    share(services, f"{total.now}/{total.applicable}")
    steps.assess(services, family, AssessmentKind.FINAL, date(2026, 11, 2))
    assert services.read(overview.phase, family.family_id, TODAY).phase is Phase.EXIT
    steps.mark(services, family, key, MarkState.PENDING, date(2026, 11, 5))
    assert services.read(boards.board, family.family_id, TODAY).progress.total.now == total.now - 1
    assert services.read(overview.phase, family.family_id, TODAY).phase is Phase.EXIT


def test_the_summary_gathers_what_the_header_shows(services: Services, family: Added) -> None:
    ana = steps.cogestor(services, "Ana Gil")
    steps.assign(services, ana, family)
    _planned(services, family)
    told = services.read(overview.summary, family.family_id, TODAY)
    assert (told.cogestor_id, told.cogestor, told.visits, told.open_commitments) == (ana, "Ana Gil", 1, 6)
    assert (told.agreement_on, told.last_visit_on) == (date(2026, 4, 1), date(2026, 4, 1))
    assert [(row.action, row.due_on) for row in told.overdue] == [("Afiliar a salud", date(2026, 11, 12))]
    assert told.next_visit is not None
    assert (told.next_visit.planned_on, told.next_visit.planned_time) == (date(2026, 11, 24), "09:00")
    assert told.open_visit is None
    assert told.plan is not None
    assert (told.plan.number, told.plan.state, told.draft) == (1, PlanState.APPROVED, None)
    steps.draft(services, family)
    draft = services.read(overview.summary, family.family_id, TODAY).draft
    assert draft is not None
    assert draft.number == 2


def test_a_family_that_is_not_there_says_so(services: Services) -> None:
    made = steps.cogestor(services)
    with pytest.raises(ExpectedError, match="family_gone"):
        services.read(overview.summary, made, TODAY)


def test_activity_tells_what_happened_newest_first(services: Services, family: Added) -> None:
    _planned(services, family)
    own = steps.keys(services, family)
    marks = tuple(
        VisitMark(achievement=number, person_id=person, state=MarkState.ACHIEVED, how="M") for number, person in own[:2]
    )
    content = steps.HELD
    services.run(visits.record_visit, RecordVisit(family_id=family.family_id, content=content, marks=marks))
    steps.mark(services, family, own[2], MarkState.ACHIEVED, date(2026, 11, 3), how=AchievedHow.OWN_MEANS)
    steps.record(services, family, occurred_on=date(2026, 11, 4), outcome=VisitOutcome.NOBODY_HOME)
    overdue = next(
        row for row in services.read(queries.family_commitments, family.family_id) if row.achievement is None
    )
    review = ReviewCommitment(commitment_id=overdue.commitment_id, result=ReviewResult.FULFILLED, on=date(2026, 11, 20))
    services.run(commands.review_commitment, review)
    told = services.read(overview.activity, family.family_id)
    assert [(one.on.isoformat(), one.kind, one.title, one.detail) for one in told if one.kind != "baseline"] == [
        ("2026-11-20", "commitment", "Compromiso cumplido", "Afiliar a salud"),
        ("2026-11-04", "visit", "Visita de seguimiento 2", "No había nadie"),
        ("2026-11-03", "mark", "1 logro alcanzado", "34"),
        ("2026-10-20", "visit", "Visita de seguimiento 1", "2 logros alcanzados: 8 y 27"),
        ("2026-04-18", "plan", "Plan familiar v1 aprobado", "5 logros priorizados"),
        ("2026-04-01", "visit", "Sesión 1", ""),
    ]
    (baseline,) = (one for one in told if one.kind == "baseline")
    assert (baseline.on, baseline.title) == (steps.BASELINE_DAY, "Línea base completa")
    assert baseline.detail.endswith("alcanzados")
    assert services.read(overview.activity, family.family_id, 2) == told[:2]
