"""NIT: the check digits of facts.md §6.2, and mistyped digits found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.nit import check_digit, parse_nit

NUMBERS = st.integers(1, 999_999_999_999_999).map(str)


@pytest.mark.parametrize(
    ("number", "digit"),
    [("800191045", 1), ("41261533", 2), ("899999061", 9), ("860034313", 7), ("890900286", 0)],
)
def test_published_numbers_have_their_digit(number: str, digit: int) -> None:
    assert check_digit(number) == digit


@pytest.mark.parametrize("wrong", ["", "12a", "1234567890123456", "-1", "٣", "800.191.045"])
def test_only_one_to_fifteen_digits_have_a_check_digit(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a NIT"):
        check_digit(wrong)


@pytest.mark.parametrize(
    "text", ["800.191.045-1", "800191045", " 800191045 - 1 ", "800,191,045-1", "0800191045-1", "800191045–1"]
)
def test_every_way_of_writing_it_is_the_same_nit(text: str) -> None:
    assert str(parse_nit(text)) == "800.191.045-1"


def test_without_a_hyphen_all_digits_are_the_number() -> None:
    assert parse_nit("1075234567").number == "1075234567"


@pytest.mark.parametrize("text", ["", "   ", "NIT", "800191045-", "800191045-12", "0", "000-0", "1234567890123456"])
def test_what_is_no_nit_is_refused_in_spanish(text: str) -> None:
    with pytest.raises(ExpectedError) as refused:
        parse_nit(text)
    assert refused.value.code == "nit_invalid"
    assert "no es un NIT" in messages.text(refused.value.code, **refused.value.params)


def test_a_wrong_digit_is_refused_saying_the_right_one() -> None:
    with pytest.raises(ExpectedError) as refused:
        parse_nit("800191045-7")
    assert messages.text(refused.value.code, **refused.value.params) == (
        "El dígito de verificación del NIT 800.191.045 es 1, no 7. Revise el número."
    )
    assert refused.value.field == "nit"


@given(NUMBERS)
def test_a_written_nit_reads_back(number: str) -> None:
    assert parse_nit(str(parse_nit(number))).number == number


@given(NUMBERS, st.data())
def test_a_mistyped_digit_is_found_unless_both_write_one(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    digits = {check_digit(number), check_digit(number[:place] + other + number[place + 1 :])}
    # The rule writes 1 for the remainders 1 and 10 alike: the only pair it cannot tell apart.
    assert len(digits) == 2 or digits == {1}
