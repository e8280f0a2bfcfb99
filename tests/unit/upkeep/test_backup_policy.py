from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.upkeep.backup_policy import EVERY, Disk, Limits, Reason, budget, is_recent, kept, surplus

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
INSTANTS = st.lists(st.integers(0, 400 * 24 * 60).map(lambda ago: NOW - timedelta(minutes=ago)), max_size=60)


GB = 10**9
HUILA = 806_000_000
"""What one backup of a department's office weighs."""


@dataclass(frozen=True)
class Copy:
    made_at: datetime
    reason: Reason = Reason.AUTOMATIC
    size: int = HUILA


COPIES = st.lists(
    st.builds(
        Copy,
        st.integers(0, 6 * 24 * 60).map(lambda ago: NOW - timedelta(minutes=ago)),
        st.sampled_from([Reason.AUTOMATIC, Reason.AUTOMATIC, Reason.BEFORE_IMPORT]),
        st.integers(1, 9),
    ),
    max_size=40,
    unique_by=lambda one: one.made_at,
)


def weight(copies: list[Copy]) -> int:
    return sum(one.size for one in copies)


def thinned(copies: list[Copy], now: datetime, most: int) -> list[Copy]:
    instants = kept((one.made_at for one in copies), now)
    staying = [one for one in copies if one.made_at in instants]
    going = surplus(staying, now, most)
    return [one for one in staying if one not in going]


def spared(copies: list[Copy], now: datetime) -> set[datetime]:
    """What never goes, told another way than the policy does."""
    recent = [one for one in copies if is_recent(one.made_at, now)]
    last_of_day = {max(one.made_at for one in recent if day(one.made_at) == which) for which in map(_day_of, recent)}
    before = {one.made_at for one in recent if one.reason is not Reason.AUTOMATIC}
    return {one.made_at for one in sorted(copies, key=lambda one: one.made_at)[-3:]} | last_of_day | before


def _day_of(copy: Copy) -> object:
    return day(copy.made_at)


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


def test_a_fifth_of_the_disk_and_never_its_last_tenth() -> None:
    assert budget(Disk(500 * GB, 300 * GB), 0) == 100 * GB
    assert budget(Disk(500 * GB, 30 * GB), 5 * GB) == 25 * GB, "10 GB stay free, what is held already counts"
    assert budget(Disk(50 * GB, 8 * GB), 2 * GB) == 5 * GB, "a tenth of a small disk stays free"
    assert budget(Disk(500 * GB, 3 * GB), 5 * GB) == 0
    assert budget(Disk(50 * GB, 8 * GB), 2 * GB, passing=7 * GB) == 3 * GB


@given(COPIES, st.integers(0, 300))
def test_what_does_not_fit_goes_and_no_more_than_that(copies: list[Copy], most: int) -> None:
    going = surplus(copies, NOW, most)
    left = [one for one in copies if one not in going]
    assert spared(copies, NOW) <= {one.made_at for one in left}
    assert weight(left) <= most or {one.made_at for one in left} == spared(copies, NOW)
    if going:
        assert weight([*left, going[-1]]) > most, "the last one to go had to"
    if any(not is_recent(one.made_at, NOW) for one in going):
        assert {one.made_at for one in left if is_recent(one.made_at, NOW)} <= spared(copies, NOW)


def test_two_days_of_a_department_keep_the_newest_the_last_of_the_day_and_what_came_before_an_import() -> None:
    begin = NOW.replace(hour=13) - timedelta(days=1)  # eight in the morning of yesterday
    whole = [Copy(begin + timedelta(days=number) + turn * EVERY) for number in range(2) for turn in range(18)]
    whole[4] = Copy(whole[4].made_at, Reason.BEFORE_IMPORT)
    now = whole[-1].made_at
    left = thinned(whole, now, 10 * GB)
    assert weight(whole) > 28 * GB
    assert len(left) == 10 * GB // HUILA
    assert left == [whole[4], whole[17], *whole[-10:]]
    assert thinned(whole, now, 0) == [whole[4], whole[17], *whole[-3:]]
    assert thinned(whole, now, 100 * GB) == whole


@pytest.mark.check("A25")
@pytest.mark.parametrize(
    ("total", "others", "staying"), [(2000, 400, 67), (256, 120, 63), (128, 60, 31), (128, 100, 22)]
)
def test_a_year_of_a_department_never_fills_the_disk(total: int, others: int, staying: int) -> None:
    """After each backup of a year its weight fits; on a large disk everything the policy says stays."""
    here: list[Copy] = []
    begin = NOW - timedelta(days=400)
    for number in range(401):
        for half_hour in range(18):
            at = begin + timedelta(days=number) + half_hour * EVERY - timedelta(hours=9)
            here = [*here, Copy(at)]
            disk = Disk(total * GB, (total - others) * GB - weight(here))
            here = thinned(here, at, budget(disk, weight(here)))
            free = (total - others) * GB - weight(here)
            assert weight(here) <= total * GB // 5
            assert free >= min(total * GB // 10, 10 * GB)
            assert here[-1].made_at == at
    assert len(here) == staying
