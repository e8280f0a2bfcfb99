"""How stored values read."""

from __future__ import annotations

from datetime import date

import pytest

from gsi_desktop.models.enums import Answer, FamilyStatus, TargetingSource
from gsi_desktop.services.core import formats


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (999, "999"), (1000, "1.000"), (57191, "57.191"), (-1200, "-1.200")]
)
def test_a_number_has_points_in_its_thousands(value: int, shown: str) -> None:
    assert formats.number(value) == shown


def test_a_date_is_day_month_and_a_year_of_four_digits() -> None:
    assert formats.date(date(926, 3, 5)) == "05/03/0926"
    assert formats.date(None) == ""


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("123", "123"),
        ("1234", "1.234"),
        ("36284517", "36.284.517"),
        ("0036284517", "0.036.284.517"),
        ("AB1234", "AB1234"),
        ("٣٤٥٦", "٣٤٥٦"),
        ("", ""),
    ],
)
def test_a_document_keeps_every_digit(plain: str, shown: str) -> None:
    assert formats.document_number(plain) == shown
    assert formats.document_number(plain).replace(".", "") == plain


def test_a_document_without_number_says_nothing_even_with_a_type() -> None:
    assert formats.document("CC", "") == ""
    assert formats.document("", "36284517") == "36.284.517"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3215795346", "321 579 5346"),
        ("321-579-5346", "321 579 5346"),
        ("8360101", "8360101"),
        ("", ""),
        ("dice la vecina", "dice la vecina"),
    ],
)
def test_a_phone_of_ten_digits_is_grouped(text: str, shown: str) -> None:
    assert formats.phone(text) == shown


def test_every_code_of_the_closed_lists_has_words() -> None:
    assert all(formats.source(code) for code in TargetingSource)
    assert all(formats.family_status(code) for code in FamilyStatus)
    assert {formats.answer(code) for code in (*Answer, None)} == {
        "Sí",
        "No",
        "Prefiere no responder",
        "Sin información",
    }


def test_one_year_is_singular() -> None:
    assert [formats.years(age) for age in (0, 1, 41)] == ["0 años", "1 año", "41 años"]
