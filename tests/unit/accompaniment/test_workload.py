"""The board of Inicio: every figure is the list it opens, bands add up, the most urgent first; on both engines."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import FamilyStatus, ReviewResult, Stage, VisitKind
from gsi_desktop.services.accompaniment import commands, queries, team, visits, wording, workload
from gsi_desktop.services.accompaniment.data import PlanVisit, ReviewCommitment, StartVisit
from gsi_desktop.services.accompaniment.workload_data import Band, VisitList, WorkScope
from gsi_desktop.services.families import queries as families
from tests.support import accompaniment as steps
from tests.support.factories import Added, NewMember, add_family

TODAY = date(2026, 11, 21)
NEIVA = "41001"


def _family(services: Services, name: str, **fields: object) -> Added:
    return add_family(services, NewMember(first_name=name, first_surname="Gil"), **fields)


def _visited(services: Services, name: str, on: date, **fields: object) -> Added:
    made = _family(services, name, **fields)
    steps.record(services, made, occurred_on=on)
    return made


@pytest.fixture
def office(services: Services) -> dict[str, Added]:
    """An office with families on both sides of every edge."""
    made = {
        "never": _family(services, "Never"),
        "fresh": _visited(services, "Fresh", date(2026, 10, 22)),
        "month": _visited(services, "Month", date(2026, 10, 21)),
        "nearly": _visited(services, "Nearly", date(2026, 8, 22)),
        "late": _visited(services, "Late", date(2026, 8, 21)),
        "neiva": _visited(services, "Neiva", date(2026, 5, 1), municipality_id=NEIVA),
        "gone": _family(services, "Gone", status=FamilyStatus.EXITED),
    }
    ana = steps.cogestor(services, "Ana Gil")
    steps.assign(services, ana, made["never"], made["late"], made["fresh"])
    steps.assign(services, steps.cogestor(services, "Zoila Paz"), made["month"], made["neiva"])
    for day in (3, 12, 20):
        steps.commit(services, made["fresh"], date(2026, 11, day))
    closed = steps.commit(services, made["late"], date(2026, 11, 1))
    review = ReviewCommitment(commitment_id=closed, result=ReviewResult.FULFILLED, on=TODAY)
    services.run(commands.review_commitment, review)
    steps.commit(services, made["late"], TODAY)
    for name, day in (("month", 21), ("nearly", 27), ("fresh", 28)):
        plan = PlanVisit(family_id=made[name].family_id, on=date(2026, 11, day), time="14:00")
        services.run(visits.plan_visit, plan)
    services.run(visits.start_visit, StartVisit(family_id=made["never"].family_id, kind=VisitKind.SESSION_1))
    return made


def _cogestor(services: Services) -> UUID:
    return services.read(team.cogestores)[0].cogestor_id


def test_the_figures_are_those_of_the_office(services: Services, office: dict[str, Added]) -> None:
    told = services.read(workload.workload, WorkScope(), TODAY)
    assert dict(told.bands) == {
        Band.NEVER: 1,
        Band.UNDER_ONE_MONTH: 1,
        Band.ONE_TO_THREE: 2,
        Band.OVER_THREE: 2,
    }
    assert (told.families, told.open_visits, told.overdue_visits, told.week_visits) == (6, 1, 0, 2)
    assert (told.overdue_commitments, told.overdue_families) == (3, 1)
    assert dict(told.stages) == {
        Stage.TARGETED: 6,
        Stage.CONTACTED: 5,
        Stage.LINKED: 0,
        Stage.BASELINE: 0,
        Stage.PLAN: 0,
        Stage.FINAL: 0,
        Stage.EXITED: 1,
    }
    later = services.read(workload.workload, WorkScope(), date(2026, 11, 28))
    assert (later.overdue_visits, later.overdue_commitments, later.overdue_families) == (2, 4, 2)


@pytest.mark.parametrize("day", [date(2026, 11, 20), TODAY, date(2026, 11, 22), date(2027, 3, 1)])
@pytest.mark.parametrize("chosen", ["everything", "cogestor", "municipality"])
def test_every_figure_opens_a_list_that_holds_as_many(
    services: Services, office: dict[str, Added], chosen: str, day: date
) -> None:
    scope = {
        "everything": WorkScope(),
        "cogestor": WorkScope(cogestor_id=_cogestor(services)),
        "municipality": WorkScope(municipality_id=NEIVA),
    }[chosen]
    told = services.read(workload.workload, scope, day)
    assert sum(count for _band, count in told.bands) == told.families
    lists = [
        (workload.scope_filter(scope), told.families),
        (workload.overdue_filter(scope, day), told.overdue_families),
        *((workload.band_filter(band, scope, day), count) for band, count in told.bands),
        *((workload.stage_filter(stage, scope), count) for stage, count in told.stages),
    ]
    for asked, count in lists:
        assert services.read(families.family_count, asked) == count, asked
        assert len(services.read(families.family_page, asked).rows) == count, asked
    visits_of = {
        VisitList.OPEN: told.open_visits,
        VisitList.OVERDUE: told.overdue_visits,
        VisitList.WEEK: told.week_visits,
    }
    for listed, count in visits_of.items():
        assert len(services.read(queries.visit_list, listed, scope, day).rows) == count, listed
    assert len(services.read(queries.overdue_commitments, scope, day).rows) == told.overdue_commitments


def test_the_funnel_counts_who_came_at_least_that_far(services: Services) -> None:
    _family(services, "Targeted")
    _visited(services, "Contacted", date(2026, 10, 1))
    for name in ("Assessed", "Planned"):
        made = _family(services, name)
        steps.baseline(services, made)
        if name == "Planned":
            steps.approve(services, *steps.draft(services, made, steps.full_content(services, made)))
    told = services.read(workload.workload, WorkScope(), TODAY)
    assert [count for _stage, count in told.stages] == [4, 3, 2, 2, 1, 0, 0]
    for stage, count in told.stages:
        assert services.read(families.family_count, workload.stage_filter(stage, WorkScope())) == count, stage


def test_the_bands_of_the_board_are_those_of_the_rule(services: Services, office: dict[str, Added]) -> None:
    from gsi_desktop.services.accompaniment import rules

    for band in Band:
        page = services.read(families.family_page, workload.band_filter(band, WorkScope(), TODAY))
        for row in page.rows:
            last = services.read(queries.family_visits, row.family_id)
            days = [one.occurred_on for one in last if one.occurred_on and one.outcome is not None]
            assert rules.band(max(days, default=None), TODAY) is band


def test_the_most_urgent_families_come_first_each_once_with_its_reason(
    services: Services, office: dict[str, Added]
) -> None:
    planned = _family(services, "Planned")
    steps.baseline(services, planned)
    steps.record(services, planned, occurred_on=date(2026, 11, 10))
    found = services.read(workload.urgent_families, WorkScope(), TODAY, 10)
    assert [(one.head.removeprefix("Gil, "), wording.urgent_reason(one)) for one in found] == [
        ("Month", "Acordada hoy 14:00"),
        ("Never", "Nunca visitada"),
        ("Neiva", "6 meses sin visita"),
        ("Late", "3 meses sin visita"),
        ("Fresh", "Compromiso vencido"),
        ("Planned", "Plan por aprobar"),
    ]
    assert services.read(workload.urgent_families, WorkScope(), TODAY, 2) == found[:2]
    missed = services.read(workload.urgent_families, WorkScope(), date(2026, 11, 29), 3)
    assert [wording.urgent_reason(one) for one in missed] == [
        "Era para el 21/11/2026",
        "Era para el 27/11/2026",
        "Era para el 28/11/2026",
    ]
    hers = services.read(workload.urgent_families, WorkScope(cogestor_id=_cogestor(services)), TODAY, 10)
    assert [one.head.removeprefix("Gil, ") for one in hers] == ["Never", "Late", "Fresh"]


def test_a_new_office_has_nothing_to_do(services: Services) -> None:
    told = services.read(workload.workload, WorkScope(), TODAY)
    assert (told.families, sum(count for _band, count in told.bands)) == (0, 0)
    assert services.read(workload.urgent_families, WorkScope(), TODAY) == ()
