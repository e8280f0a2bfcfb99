"""Times, months and sessions as people mean them; wording of every code."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import pytest

from gsi_desktop.models import enums
from gsi_desktop.models.enums import VisitKind
from gsi_desktop.services.accompaniment import phase, rules, wording
from gsi_desktop.services.accompaniment.data import STEPS
from gsi_desktop.services.accompaniment.workload_data import Band
from gsi_desktop.services.core.errors import ExpectedError


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("9:04", "09:04"),
        ("904", "09:04"),
        ("0904", "09:04"),
        ("14", "14:00"),
        ("14.30", "14:30"),
        ("14 h", None),
        ("9h15", "09:15"),
        ("2:30 pm", "14:30"),
        ("12 p. m.", "12:00"),
        ("12:05 AM", "00:05"),
        ("24:00", None),
        ("9:60", None),
        ("13 pm", None),
        ("nueve", None),
    ],
)
def test_times_are_typed_in_many_ways(typed: str, stored: str | None) -> None:
    if stored is None:
        with pytest.raises(ExpectedError, match="time_invalid"):
            rules.wall_time(typed)
    else:
        assert rules.wall_time(typed) == stored


@pytest.mark.parametrize(
    ("visited", "day", "band"),
    [
        (None, date(2026, 11, 21), Band.NEVER),
        (date(2026, 10, 21), date(2026, 11, 20), Band.UNDER_ONE_MONTH),
        (date(2026, 10, 21), date(2026, 11, 21), Band.ONE_TO_THREE),
        (date(2026, 8, 22), date(2026, 11, 21), Band.ONE_TO_THREE),
        (date(2026, 8, 21), date(2026, 11, 21), Band.OVER_THREE),
        (date(2026, 1, 31), date(2026, 2, 28), Band.UNDER_ONE_MONTH),
        (date(2026, 1, 31), date(2026, 3, 1), Band.ONE_TO_THREE),
        (date(2026, 2, 28), date(2026, 3, 31), Band.ONE_TO_THREE),
    ],
)
def test_bands_are_calendar_months(visited: date | None, day: date, band: Band) -> None:
    assert rules.band(visited, day) is band


def test_sessions_come_in_order_and_2a_is_a_choice() -> None:
    def after(*held: str) -> str:
        return rules.next_kind([VisitKind(one) for one in held]).value

    assert after() == "1"
    assert after("1") == "2"
    assert after("1", "2") == "3"
    assert after("1", "2", "2A") == "3"
    assert after("1", "3", "2") == "4"
    assert after("1", "2", "3", "4") == "follow_up"
    assert after("follow_up") == "follow_up"
    assert after("window") == "1"


NAMED = {
    enums.VisitKind: (wording.visit_kind, wording.visit_purpose),
    enums.VisitState: (wording.visit_state,),
    enums.VisitMedium: (wording.medium,),
    enums.VisitOutcome: (wording.outcome,),
    enums.EducationTopic: (wording.topic,),
    enums.Signature: (wording.signature,),
    enums.CommitmentSide: (wording.side,),
    enums.CommitmentState: (wording.commitment_state,),
    enums.ReviewResult: (wording.review_result,),
    enums.PlanState: (wording.plan_state,),
    enums.Stage: (wording.stage, wording.stages),
    enums.Phase: (wording.phase,),
    Band: (wording.band,),
}


@pytest.mark.parametrize("codes", NAMED, ids=lambda codes: codes.__name__)
def test_every_code_reads_in_spanish_and_no_two_alike(codes: type[StrEnum]) -> None:
    for words in NAMED[codes]:
        said = [words(code) for code in codes]  # type: ignore[operator]
        assert all(said)
        assert len(set(said)) == len(said)


def test_follow_ups_are_told_by_number() -> None:
    assert wording.visit_title(VisitKind.FOLLOW_UP, 4) == "Visita de seguimiento 4"
    assert wording.visit_title(VisitKind.SESSION_2A, 1) == "Sesión 2A"
    assert [wording.step(number) for number in range(STEPS)][3] == "Compromisos acordados"
    assert len(wording.coresponsibility()) == 5


def test_facts_read_as_a_list_shows_them() -> None:
    fact = phase.PhaseFact("phase_needs_share", (("goal", "70"), ("percent", "50,0"), ("left", "9")))
    assert wording.fact_text(fact) == "70 % de logros: hoy 50,0 % (faltan 9)"
    assert wording.fact_text(phase.PhaseFact("phase_needs_final")) == "Verificación final en visita"
