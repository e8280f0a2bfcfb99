"""Laws of the logros: to whom they apply, how states roll up, how progress adds, what the IPM decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, permutations
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.models.enums import (
    AchievementUnit,
    Condition,
    HouseholdCondition,
    Kinship,
    MarkState,
    Sex,
    Zone,
)
from gsi_desktop.services.achievements import catalogue, editing, ipm, rules
from gsi_desktop.services.achievements.conditions_data import AnswerKey, Deprivation
from gsi_desktop.services.achievements.data import Achievement, Catalogue, Cell, Household, Period, Subject
from gsi_desktop.services.families.data import age_on

BOOK = Catalogue(
    uuid4(), 1, "", date(2007, 1, 1), "", "", catalogue.shipped_dimensions(), catalogue.shipped_achievements()
)
MEMBER_LOGROS = [one for one in BOOK.achievements if one.of_members]
DAYS = st.dates(date(1930, 1, 1), date(2035, 12, 31))
BIRTHS = st.dates(date(1930, 1, 1), date(2026, 12, 31))
STATES = st.sampled_from([state for state in MarkState if state is not MarkState.NOT_APPLICABLE])


def person(birth: date | None, sex: Sex = Sex.FEMALE, **more: object) -> Subject:
    known = {"conditions": {}} | more
    return Subject(
        person_id=uuid4(),
        name="Ana Paz",
        given_name="Ana",
        kinship=Kinship.CHILD,
        is_head=False,
        sex=sex,
        birth_date=birth,
        **known,  # type: ignore[arg-type]
    )


def completed_months(birth: date, day: date) -> int:
    """Count completed months the slow way, from the calendar."""
    months = (day.year - birth.year) * 12 + day.month - birth.month
    return months if day.day >= birth.day else months - 1


def ages(least: int | None, most: int | None, **more: object) -> Achievement:
    return Achievement(
        number=1,
        dimension=1,
        short="a",
        text="b",
        unit=AchievementUnit.MEMBER,
        min_months=least,
        max_months=most,
        **more,  # type: ignore[arg-type]
    )


# --- ages


@given(BIRTHS, DAYS, st.integers(0, 100), st.integers(1, 60))
def test_an_age_range_holds_exactly_while_the_completed_years_are_in_it(
    birth: date, day: date, least: int, span: int
) -> None:
    verdict = rules.member_verdict(ages(least * 12, (least + span) * 12), person(birth), day)
    inside = day >= birth and least <= age_on(birth, day) < least + span
    assert verdict.applies is inside


@given(BIRTHS, st.integers(0, 60), st.integers(1, 60))
def test_a_range_in_months_holds_exactly_while_the_completed_months_are_in_it(
    birth: date, least: int, span: int
) -> None:
    logro, one = ages(least, least + span), person(birth)
    period = rules.member_verdict(logro, one, birth).period
    assert period is not None
    assert period.from_on is not None
    assert period.to_on is not None
    for edge in (period.from_on, period.to_on):
        for day in (edge - timedelta(days=1), edge, edge + timedelta(days=1)):
            inside = day >= birth and least <= completed_months(birth, day) < least + span
            assert rules.member_verdict(logro, one, day).applies is inside


@given(BIRTHS, st.sampled_from([6, 60, 72, 84, 120, 180, 216, 612]))
def test_a_birthday_turns_it_over_and_no_other_day(birth: date, months: int) -> None:
    before, after, one = ages(None, months), ages(months, None), person(birth)
    turn = rules.add_months(birth, months)
    assert rules.member_verdict(before, one, turn - timedelta(days=1)).applies
    assert not rules.member_verdict(before, one, turn).applies
    assert not rules.member_verdict(after, one, turn - timedelta(days=1)).applies
    assert rules.member_verdict(after, one, turn).applies


@given(BIRTHS, DAYS)
def test_somebody_born_has_exactly_one_identity_logro(birth: date, day: date) -> None:
    one = person(birth)
    applying = [number for number in (1, 2, 3) if rules.member_verdict(BOOK.by_number[number], one, day).applies]
    assert len(applying) == (1 if day >= birth else 0)


@given(BIRTHS, DAYS, st.sampled_from(MEMBER_LOGROS), st.sampled_from(list(Sex)))
def test_a_verdict_is_its_period(birth: date, day: date, logro: Achievement, sex: Sex) -> None:
    conditions = dict.fromkeys(Condition, Period(date(2020, 1, 1), date(2022, 6, 1)))
    verdict = rules.member_verdict(logro, person(birth, sex, conditions=conditions), day)
    assert verdict.applies is (verdict.period is not None and verdict.period.holds(day))
    assert verdict.why.startswith("Aplica" if verdict.applies else "No aplica")


@given(st.sampled_from(MEMBER_LOGROS), DAYS)
def test_of_unknown_age_no_logro_with_ages_applies(logro: Achievement, day: date) -> None:
    aged = logro.min_months is not None or logro.max_months is not None
    conditions = dict.fromkeys(Condition, Period())
    verdict = rules.member_verdict(logro, person(None, logro.sex or Sex.MALE, conditions=conditions), day)
    assert verdict.applies is not aged


@given(DAYS, st.integers(200, 320))
def test_a_pregnancy_counts_its_days_and_not_one_more(told: date, days: int) -> None:
    period = rules.pregnancy_period(told, days)
    one = person(date(1990, 1, 1), conditions={Condition.PREGNANT: period})
    logro = BOOK.by_number[17]
    counted = sum(rules.member_verdict(logro, one, told + timedelta(days=n)).applies for n in range(-2, days + 3))
    assert counted == days


@given(st.lists(BIRTHS, max_size=5), DAYS, st.sampled_from([c for c in HouseholdCondition if c != "legal_need"]))
def test_a_household_condition_is_somebody_of_that_age(
    births: list[date], day: date, condition: HouseholdCondition
) -> None:
    logro = Achievement(
        number=1, dimension=1, short="a", text="b", unit=AchievementUnit.FAMILY, household_condition=condition
    )
    spans = {
        HouseholdCondition.WORKING_AGE: (15, 60),
        HouseholdCondition.ADULT: (18, 200),
        HouseholdCondition.MINOR: (0, 17),
    }
    low, high = spans[condition]
    there = any(day >= birth and low <= age_on(birth, day) <= high for birth in births)
    home = Household(members=tuple(person(birth) for birth in births))
    assert rules.family_verdict(logro, home, day).applies is there


# --- ages as they are typed


@given(st.one_of(st.none(), st.integers(1, 1452)), st.booleans())
def test_an_age_reads_back_as_it_was(months: int | None, last: bool) -> None:
    assert editing.parse_age(editing.show_age(months, last=last), last=last) == months


@given(st.integers(0, 120), st.integers(0, 119))
def test_ages_typed_in_years_mean_completed_years(first: int, more: int) -> None:
    least, most = editing.parse_age(str(first), last=False), editing.parse_age(f"{first + more} años", last=True)
    assert (least, most) == (first * 12, (first + more + 1) * 12)


# --- states


@given(st.lists(STATES, max_size=8))
def test_the_family_is_no_better_than_its_worst_member(states: list[MarkState]) -> None:
    order = [
        MarkState.IN_PROGRESS,
        MarkState.PENDING,
        MarkState.UNKNOWN,
        MarkState.OBJECTIVE,
        MarkState.DISINTEREST,
        MarkState.ACHIEVED,
    ]
    rolled = rules.rolled_up(states)
    assert rolled is (min(states, key=order.index) if states else MarkState.NOT_APPLICABLE)
    assert (rolled is MarkState.ACHIEVED) is (bool(states) and set(states) == {MarkState.ACHIEVED})


@given(st.lists(STATES, min_size=1, max_size=4))
def test_the_order_of_the_members_decides_nothing(states: list[MarkState]) -> None:
    assert len({rules.rolled_up(order) for order in permutations(states)}) == 1


def cells_of(states: Sequence[MarkState], bases: Sequence[MarkState | None]) -> dict[tuple[int, UUID | None], Cell]:
    return {
        (number, None): Cell(state=state, stored=state, initial=base, why="")
        for number, (state, base) in enumerate(zip(states, bases, strict=True), start=1)
    }


@given(
    st.lists(st.sampled_from(list(MarkState)), min_size=45, max_size=45),
    st.lists(st.sampled_from([None, *MarkState]), min_size=45, max_size=45),
    st.lists(st.sampled_from(list(MarkState)), min_size=45, max_size=45),
)
def test_the_figures_of_the_dimensions_add_up_and_every_logro_is_counted_once(
    states: list[MarkState], bases: list[MarkState | None], frozen: list[MarkState]
) -> None:
    first = rules.progress(BOOK, cells_of(frozen, [None] * 45), None)
    found = rules.progress(BOOK, cells_of(states, bases), first)
    names = ("now", "in_progress", "pending", "objective", "disinterest", "unknown")
    for figures in (*found.dimensions, found.total):
        assert sum(getattr(figures, name) for name in names) == figures.applicable
        assert 0 <= figures.kept <= min(figures.base, figures.now)
        assert figures.base <= figures.base_applicable
    assert found.total.applicable + found.total.not_applicable == 45
    assert found.total.now == states.count(MarkState.ACHIEVED)
    assert found.total.base == first.total.now
    for name in ("now", "base", "kept", "applicable", "pending"):
        assert getattr(found.total, name) == sum(getattr(one, name) for one in found.dimensions)


@given(st.lists(st.sampled_from(list(MarkState)), min_size=45, max_size=45), st.booleans())
def test_a_share_is_taken_of_what_applies_and_never_above_one(states: list[MarkState], leaves: bool) -> None:
    total = rules.progress(BOOK, cells_of(states, [None] * 45), None).total
    of = rules.denominator(total, unmanageable_leaves=leaves)
    counted = [state for state in states if state is not MarkState.NOT_APPLICABLE]
    if leaves:
        counted = [state for state in counted if state not in (MarkState.OBJECTIVE, MarkState.DISINTEREST)]
    assert (total.now, of) == (counted.count(MarkState.ACHIEVED), len(counted))
    assert 0 <= total.now <= of


@given(BIRTHS, DAYS, st.sampled_from(["", "RC", "TI", "CC", "CE", "PT", "PA", "AS", "MS"]), st.booleans())
def test_a_document_reaches_only_the_identity_logro_of_its_age(
    birth: date, day: date, kind: str, numbered: bool
) -> None:
    one = person(birth, document_type=kind, document="123456" if numbered else "")
    states = {number: rules.document_state(number, one) for number in range(1, 46)}
    assert all(states[number] is None for number in range(4, 46))
    reached = [number for number in (1, 2, 3) if states[number] is MarkState.ACHIEVED]
    assert len(reached) in (0, 1, 3)
    assert (len(reached) == 3) is (numbered and kind in ("CE", "PT"))
    if not numbered and kind not in ("AS", "MS"):
        assert set(states.values()) == {None}


# --- IPM


def deprived(*numbers: int, unknown: Sequence[int] = ()) -> tuple[Deprivation, ...]:
    return tuple(
        Deprivation(one, None if one.number in unknown else one.number in numbers, "") for one in ipm.indicators()
    )


@pytest.mark.check("C40")
def test_a_third_by_hundredths_is_exactly_33_of_100() -> None:
    found = deprived(1, 2, 3, 11, 12)
    assert [one.indicator.weight for one in found if one.deprived] == [
        Fraction(1, 10),
        Fraction(1, 10),
        Fraction(1, 20),
        Fraction(1, 25),
        Fraction(1, 25),
    ]
    assert ipm.result(found, Fraction(33, 100)).score == Fraction(33, 100)
    assert ipm.result(found, Fraction(33, 100)).poor is True
    assert ipm.result(found, Fraction(1, 3)).poor is False


def test_floating_point_would_have_lost_somebody() -> None:
    """The same sum in binary fractions falls short of its cut-off in some order: that is why weights are exact."""
    weights = (0.1, 0.1, 0.05, 0.04, 0.04)
    sums = {sum(order) for order in permutations(weights)}
    assert any(total != 0.33 for total in sums)
    assert len({sum(map(Fraction, map(str, order))) for order in permutations(weights)}) == 1


def test_the_weights_sum_to_one_in_five_equal_dimensions() -> None:
    by_dimension: dict[str, Fraction] = {}
    for one in ipm.indicators():
        by_dimension[one.dimension] = by_dimension.get(one.dimension, Fraction(0)) + one.weight
    assert sum(by_dimension.values()) == 1
    assert set(by_dimension.values()) == {Fraction(1, 5)}


NUMBERS = st.sets(st.integers(1, 15))


@given(NUMBERS, NUMBERS, st.fractions(Fraction(1, 100), Fraction(1)))
def test_a_verdict_once_given_never_changes_whatever_is_answered(
    bad: set[int], unknown: set[int], cutoff: Fraction
) -> None:
    early = ipm.result(deprived(*bad, unknown=tuple(unknown)), cutoff)
    for answers in (set(), unknown):
        late = ipm.result(deprived(*((bad - unknown) | answers)), cutoff)
        assert late.poor is not None
        assert early.poor in (None, late.poor)
    both = {ipm.result(deprived(*((bad - unknown) | answers)), cutoff).poor for answers in (set(), unknown)}
    assert (early.poor is None) is (len(both) == 2)
    assert early.unknown == len(unknown)


@given(NUMBERS)
def test_the_score_is_the_exact_sum_of_what_is_lacking(bad: set[int]) -> None:
    found = ipm.result(deprived(*bad), Fraction(33, 100))
    assert found.score == sum((one.weight for one in ipm.indicators() if one.number in bad), Fraction(0))
    assert found.poor is (found.score >= Fraction(33, 100))


def answers_for(home: Household, day: date, draw: st.DataObject) -> dict[tuple[str, UUID | None], str]:
    """Answer every question of a household, somehow."""
    told: dict[tuple[str, UUID | None], str] = {}
    for question in ipm.questions():
        whom: list[Subject | None] = [None]
        if question.of_members:
            whom = [
                one
                for one in home.members
                if question.asked_of(None if one.birth_date is None else age_on(one.birth_date, day))
            ]
        for one in whom:
            values: list[str] = [code for code, _words in question.choices] or [ipm.YES, ipm.NO]
            if question.kind == "number":
                values = [str(number) for number in range(question.low or 0, (question.high or 20) + 1)]
            told[question.code, one.person_id if one else None] = draw.draw(st.sampled_from(values))
    return told


@given(
    st.lists(st.dates(date(1940, 1, 1), date(2026, 11, 1)), min_size=1, max_size=5),
    st.sampled_from(list(Zone)),
    st.data(),
)
def test_a_household_that_answered_everything_has_no_unknown(
    births: list[date], zone: Zone, draw: st.DataObject
) -> None:
    day = date(2026, 11, 21)
    home = Household(members=tuple(person(birth) for birth in births))
    told = answers_for(home, day, draw)
    found = ipm.measure(home, told, zone, day, Fraction(33, 100))
    assert [one.indicator.name for one in found.deprivations if one.deprived is None] == []
    assert found.poor is not None
    silent = ipm.measure(home, {}, zone, day, Fraction(33, 100))
    assert silent.poor in (None, False)


@given(
    st.lists(st.dates(date(1940, 1, 1), date(2026, 11, 1)), min_size=1, max_size=4),
    st.sampled_from(list(Zone)),
    st.data(),
)
def test_names_and_order_of_the_members_decide_nothing(births: list[date], zone: Zone, draw: st.DataObject) -> None:
    day = date(2026, 11, 21)
    home = Household(members=tuple(person(birth) for birth in births))
    told = answers_for(home, day, draw)
    namesakes = ipm.measure(home, told, zone, day, Fraction(33, 100))
    named = Household(
        members=tuple(replace(one, given_name=f"Ana {place}") for place, one in reversed(list(enumerate(home.members))))
    )
    apart = ipm.measure(named, told, zone, day, Fraction(33, 100))
    assert [one.deprived for one in namesakes.deprivations] == [one.deprived for one in apart.deprivations]


@given(st.lists(st.dates(date(1940, 1, 1), date(2026, 11, 1)), min_size=1, max_size=4), st.data())
def test_one_answer_more_never_takes_a_decided_indicator_back(births: list[date], draw: st.DataObject) -> None:
    day = date(2026, 11, 21)
    home = Household(members=tuple(person(birth) for birth in births))
    told = list(answers_for(home, day, draw).items())
    order = draw.draw(st.permutations(told))
    steps = [
        ipm.measure(home, dict(order[:count]), Zone.RURAL, day, Fraction(33, 100))
        for count in range(0, len(order) + 1, 4)
    ]
    for early, late in pairwise(steps):
        for before, after in zip(early.deprivations, late.deprivations, strict=True):
            assert before.deprived in (None, after.deprived), before.indicator.name


@pytest.mark.parametrize(
    ("zone", "people", "rooms", "crowded"),
    [
        (Zone.URBAN, 3, 1, True),
        (Zone.RURAL, 3, 1, False),
        (Zone.RURAL, 4, 1, True),
        (Zone.RURAL_CENTER, 3, 1, False),
        (Zone.URBAN, 5, 2, False),
        (Zone.URBAN, 6, 2, True),
        (None, 3, 1, None),
        (None, 4, 1, True),
        (Zone.URBAN, 1, 0, True),
    ],
)
def test_crowding_at_its_edges(zone: Zone | None, people: int, rooms: int, crowded: bool | None) -> None:
    home = Household(members=tuple(person(date(1990, 1, 1)) for _one in range(people)))
    found = ipm.measure(home, {("bedrooms", None): str(rooms)}, zone, date(2026, 11, 21), Fraction(33, 100))
    assert found.deprivations[14].deprived is crowded


@pytest.mark.parametrize(("zone", "lacking"), [(Zone.URBAN, True), (Zone.RURAL, False), (Zone.RURAL_CENTER, False)])
def test_outside_the_county_seat_a_septic_tank_and_adobe_are_no_deprivation(zone: Zone, lacking: bool) -> None:
    told: dict[AnswerKey, str] = {("toilet", None): "septico", ("walls", None): "tapia"}
    home = Household(members=(person(date(1990, 1, 1)),))
    found = ipm.measure(home, told, zone, date(2026, 11, 21), Fraction(33, 100))
    assert [found.deprivations[at].deprived for at in (11, 13)] == [lacking, lacking]


def test_two_of_the_same_name_are_two_people() -> None:
    illiterate, reader = person(date(1980, 1, 1)), person(date(1990, 1, 1))
    home = Household(members=(illiterate, reader))
    told = {("reads_writes", illiterate.person_id): ipm.NO, ("reads_writes", reader.person_id): ipm.YES}
    found = ipm.measure(home, told, Zone.RURAL, date(2026, 11, 21), Fraction(33, 100))
    assert found.deprivations[1].deprived is True


def test_somebody_of_unknown_age_proves_nothing() -> None:
    child_or_adult = person(None)
    home = Household(members=(child_or_adult,))
    day = date(2026, 11, 21)
    no = ipm.measure(home, {("reads_writes", child_or_adult.person_id): ipm.NO}, Zone.RURAL, day, Fraction(33, 100))
    assert no.deprivations[1].deprived is None
    assert no.deprivations[1].why == "Falta la fecha de nacimiento: Ana"
    yes = ipm.measure(home, {("reads_writes", child_or_adult.person_id): ipm.YES}, Zone.RURAL, day, Fraction(33, 100))
    assert yes.deprivations[1].deprived is False
