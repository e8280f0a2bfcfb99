"""The rules of the programme: defaults, what may be typed, exact shares, and who follows when they change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Answer, MarkState
from gsi_desktop.services.achievements import commands, marks, parameters, queries
from gsi_desktop.services.achievements.conditions_data import SaveAnswers
from gsi_desktop.services.achievements.parameters import EditParameters, Parameters
from gsi_desktop.services.core.errors import ExpectedError
from tests.support.contents import business
from tests.support.factories import HOUSEHOLD, add_family
from tests.support.logros import TODAY, board, close, start


def save(services: Services, **fields: object) -> Parameters:
    former = services.read(parameters.load)
    mine = replace(former, **fields)  # type: ignore[arg-type]
    return services.run(commands.save_parameters, EditParameters(base=former, mine=mine)).result


def test_nobody_changed_anything_yet(services: Services) -> None:
    rules = services.read(parameters.load)
    assert rules == Parameters()
    assert parameters.share(rules.ipm_cutoff) == Fraction(33, 100)
    assert parameters.share(rules.final_share) == Fraction(70, 100)
    assert (rules.minimum_priorities, rules.pregnancy_days, rules.open_visit_days) == (5, 294, 7)
    assert not rules.unmanageable_leaves


def test_what_is_saved_is_what_counts(services: Services) -> None:
    wanted = Parameters(
        ipm_cutoff="1/3",
        final_share="80 %",
        unmanageable_leaves=True,
        minimum_priorities=3,
        pregnancy_days=280,
        open_visit_days=10,
    )
    kept = replace(wanted, final_share="80/100")
    assert services.run(commands.save_parameters, EditParameters(base=Parameters(), mine=wanted)).result == kept
    assert services.read(parameters.load) == kept
    services.run(commands.save_parameters, EditParameters(base=kept, mine=Parameters()))
    assert services.read(parameters.load) == Parameters()


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("33 %", Fraction(33, 100)),
        ("33%", Fraction(33, 100)),
        ("33", Fraction(33, 100)),
        ("33,3", Fraction(333, 1000)),
        ("33.3 %", Fraction(333, 1000)),
        ("1/3", Fraction(1, 3)),
        (" 1 / 3 ", Fraction(1, 3)),
        ("33/100", Fraction(33, 100)),
        ("100 %", Fraction(1)),
    ],
)
def test_a_share_is_exact_however_it_is_typed(typed: str, share: Fraction) -> None:
    assert parameters.share(typed) == share


@pytest.mark.parametrize("typed", ["", "0", "0 %", "101 %", "1/0", "4/3", "un tercio", "-5", "33 % %", "1e2"])
def test_what_is_no_share_is_refused(services: Services, typed: str) -> None:
    before = business(services.database)
    for field in parameters.SHARES:
        with pytest.raises(ExpectedError) as refusal:
            save(services, **{field: typed})
        assert (refusal.value.code, refusal.value.field) == ("share_invalid", field)
    assert business(services.database) == before


@pytest.mark.parametrize("field", sorted(parameters.LIMITS))
def test_numbers_stay_within_their_limits(services: Services, field: str) -> None:
    least, most = parameters.LIMITS[field]
    for wrong in (least - 1, most + 1):
        with pytest.raises(ExpectedError) as refusal:
            save(services, **{field: wrong})
        assert refusal.value.field == field
        assert refusal.value.params == {"least": least, "most": most}
    for right in (least, most):
        assert getattr(save(services, **{field: right}), field) == right


def test_a_pregnancy_counts_for_as_long_as_the_rule_says(services: Services) -> None:
    mother = replace(HOUSEHOLD[0], pregnant=Answer.YES, pregnant_as_of_on=date(2026, 3, 20))
    family = add_family(services, mother)
    close(services, start(services, family.family_id))
    cell = 17, family.people[0]
    assert board(services, family.family_id).cells[cell].applies
    save(services, pregnancy_days=240)
    assert not board(services, family.family_id).cells[cell].applies
    assert services.read(marks.differences, TODAY) == 0


def test_the_cut_off_decides_who_is_poor(services: Services) -> None:
    family = add_family(services)
    start(services, family.family_id)
    answers: list[tuple[str, object, str]] = [
        ("water", None, "rio"),
        ("toilet", None, "ninguno"),
        ("floor", None, "tierra"),
        ("walls", None, "desechos"),
        ("bedrooms", None, "1"),
    ]
    data = SaveAnswers(family_id=family.family_id, on=TODAY, answers=tuple(answers))  # type: ignore[arg-type]
    services.run(commands.save_answers, data)
    assert _score(services, family.family_id) == (Fraction(4, 25), None)
    save(services, ipm_cutoff="16 %")
    assert _score(services, family.family_id) == (Fraction(4, 25), True)
    save(services, ipm_cutoff="4/25")
    assert _score(services, family.family_id)[1] is True


def _score(services: Services, family_id: object) -> tuple[Fraction, bool | None]:
    found = services.read(queries.conditions, family_id, TODAY).now  # type: ignore[arg-type]
    assert found is not None
    return found.score, found.poor


def test_states_do_not_depend_on_the_rules(services: Services) -> None:
    family = add_family(services)
    close(services, start(services, family.family_id))
    before = board(services, family.family_id).cells
    save(services, open_visit_days=3, minimum_priorities=7)
    assert board(services, family.family_id).cells == before
    assert before[3, family.people[0]].state is MarkState.ACHIEVED
