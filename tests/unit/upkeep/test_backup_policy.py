from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.upkeep.backup_policy import EVERY, Limits, kept

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
INSTANTS = st.lists(st.integers(0, 400 * 24 * 60).map(lambda ago: NOW - timedelta(minutes=ago)), max_size=60)


def day(made: datetime) -> object:
    return made.astimezone(BOGOTA).date()


@pytest.mark.check("A25")
def test_a_year_of_work_thins_to_days_weeks_and_months() -> None:
    """Backups every half hour of every working day, thinned after each as the program does."""
    here: set[datetime] = set()
    begin = NOW - timedelta(days=400)
    for number in range(401):
        for half_hour in range(18):
            at = begin + timedelta(days=number) + half_hour * EVERY - timedelta(hours=9)
            here = set(kept({*here, at}, at))
    recent = [one for one in here if one > max(here) - timedelta(hours=48)]
    older = sorted(here - set(recent), reverse=True)
    assert len(recent) == 18 * 2
    assert len(older) == 12 + 10 + 9
    days = [day(one) for one in older[:12]]
    assert len(set(days)) == 12
    assert len({one.astimezone(BOGOTA).isocalendar()[:2] for one in older[12:22]}) == 10
    assert len({(one.year, one.month) for one in (o.astimezone(BOGOTA) for o in older[22:])}) == 9
    assert max(here) - min(here) > timedelta(days=300)


@given(INSTANTS)
def test_nothing_of_the_last_two_days_and_never_the_newest_goes(made: list[datetime]) -> None:
    staying = kept(made, NOW)
    assert staying <= set(made)
    assert {one for one in made if one > NOW - timedelta(hours=48)} <= staying
    assert not made or max(made) in staying


@given(INSTANTS)
def test_thinning_twice_is_thinning_once(made: list[datetime]) -> None:
    once = kept(made, NOW)
    assert kept(once, NOW) == once


@given(INSTANTS)
def test_no_more_stay_than_the_limits_say(made: list[datetime]) -> None:
    staying = kept(made, NOW, Limits(2, 2, 2))
    old = [one for one in staying if one <= NOW - timedelta(hours=48)]
    assert len(old) <= 6 + (not any(one > NOW - timedelta(hours=48) for one in made))
