from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.models.enums import DatePrecision
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.dates import parse_date, parse_partial, show_date, show_partial
from gsi_desktop.services.core.errors import ExpectedError

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("21/11/2026", date(2026, 11, 21)),
        (" 1/2/2026 ", date(2026, 2, 1)),
        ("21-11-2026", date(2026, 11, 21)),
        ("21.11.2026", date(2026, 11, 21)),
        ("21 11 2026", date(2026, 11, 21)),
        ("21112026", date(2026, 11, 21)),
        ("211126", date(2026, 11, 21)),
        ("21/11/26", date(2026, 11, 21)),
        ("21/11/27", date(1927, 11, 21)),
        ("01/01/00", date(2000, 1, 1)),
        ("21/11", date(2026, 11, 21)),
        ("2026-11-21", date(2026, 11, 21)),
        ("29/02/2024", date(2024, 2, 29)),
        ("hoy", TODAY),
        ("HOY", TODAY),
        ("ayer", date(2026, 11, 19)),
    ],
)
def test_what_people_type_is_understood(typed: str, expected: date) -> None:
    assert parse_date(typed, TODAY) == expected


@pytest.mark.check("C29")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("15/01/27", date(2027, 1, 15)),
        ("15/01", date(2027, 1, 15)),
        ("20/11", TODAY),
        ("21/11", date(2026, 11, 21)),
        ("150127", date(2027, 1, 15)),
        ("15/01/2025", date(2025, 1, 15)),
        ("hoy", TODAY),
    ],
)
def test_a_date_to_come_is_never_put_into_the_past_century(typed: str, expected: date) -> None:
    assert parse_date(typed, TODAY, coming=True) == expected


@pytest.mark.parametrize(
    "typed",
    ["31/02/2026", "31/02", "29/02/2025", "0/1/2026", "1/13/2026", "21/11/026", "pasado", "2111", "1", "21//11"],
)
def test_what_is_no_date_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(ExpectedError) as refused:
        parse_date(typed, TODAY)
    assert refused.value.code == "date_invalid"
    assert f"«{typed}»" in messages.text(refused.value.code, **refused.value.params)


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_is_missing_not_wrong(typed: str) -> None:
    with pytest.raises(ExpectedError) as refused:
        parse_date(typed, TODAY)
    assert refused.value.code == "date_missing"


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_what_is_shown_is_read_back(day: date) -> None:
    assert parse_date(show_date(day), TODAY) == day


@given(st.integers(0, 99), st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 12, 31)))
def test_a_short_year_is_never_after_this_one(short: int, today: date) -> None:
    year = parse_date(f"01/01/{short:02}", today).year
    assert today.year - 100 < year <= today.year
    assert year % 100 == short


@pytest.mark.parametrize(
    ("typed", "day", "precision", "shown"),
    [
        ("1985", date(1985, 1, 1), DatePrecision.YEAR, "1985"),
        ("05/1985", date(1985, 5, 1), DatePrecision.MONTH, "05/1985"),
        ("5-1985", date(1985, 5, 1), DatePrecision.MONTH, "05/1985"),
        ("2/7/85", date(1985, 7, 2), DatePrecision.DAY, "02/07/1985"),
        ("hoy", TODAY, DatePrecision.DAY, "20/11/2026"),
    ],
)
def test_a_date_may_be_known_by_its_month_or_year(typed: str, day: date, precision: DatePrecision, shown: str) -> None:
    assert parse_partial(typed, TODAY) == (day, precision)
    assert show_partial(day, precision) == shown
    assert parse_partial(shown, TODAY) == (day, precision)


@pytest.mark.parametrize("typed", ["13/1985", "0/1985", "198", "1799", "05/85/1"])
def test_half_a_date_that_is_none_is_told(typed: str) -> None:
    with pytest.raises(ExpectedError, match="date_invalid"):
        parse_partial(typed, TODAY)
