"""Folios are on paper: a slip of the pen is noticed, a number is never given twice."""

from __future__ import annotations

import string
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.exchange import commands
from gsi_desktop.services.families import folios, queries
from gsi_desktop.services.families.data import FamilyFilter, FamilySort
from tests.support import rosters

FOLIOS = st.builds(
    folios.folio,
    st.sampled_from(["41551", "41001", "05001", "99773"]),
    st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=1, max_size=4),
    st.integers(1, 9_999_999),
)
DIGITS = frozenset(string.digits)


@given(FOLIOS)
def test_every_folio_is_valid_and_says_what_it_was_made_of(folio: str) -> None:
    assert folios.is_valid(folio)
    municipality, series, number, _digit = folio.split("-")
    assert folios.folio(municipality, series, int(number)) == folio
    assert len(number) >= 6


@given(FOLIOS)
def test_every_single_wrong_digit_is_noticed(folio: str) -> None:
    for place, right in enumerate(folio):
        if right in DIGITS:
            wrong = (folio[:place] + digit + folio[place + 1 :] for digit in DIGITS - {right})
            assert not any(map(folios.is_valid, wrong)), (folio, place)


@given(FOLIOS)
def test_every_swap_of_neighbouring_digits_is_noticed(folio: str) -> None:
    """Also across the hyphen before the check digit."""
    places = [place for place, sign in enumerate(folio) if sign in DIGITS]
    for left, right in pairwise(places):
        if folio[left] != folio[right] and (right == left + 1 or right == len(folio) - 1):
            swapped = list(folio)
            swapped[left], swapped[right] = swapped[right], swapped[left]
            assert not folios.is_valid("".join(swapped)), (folio, left)


@given(FOLIOS)
def test_a_lost_digit_or_hyphen_and_an_added_zero_are_noticed(folio: str) -> None:
    municipality, series, number, digit = folio.split("-")
    if len(number) == 6:
        lost = [folio[:place] + folio[place + 1 :] for place, sign in enumerate(folio) if sign not in series]
        assert not any(map(folios.is_valid, lost))
    assert not folios.is_valid(f"{municipality}-{series}-0{number}-{digit}")


RIGHT = folios.folio("41551", "AB", 123)


NO_FOLIOS = [
    "", "41551", RIGHT.lower(), f" {RIGHT}", f"{RIGHT}\n", RIGHT.replace("-", ""), RIGHT.replace("-000123", "-0000123"),
    RIGHT.replace("-000123", "-123"), RIGHT.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), RIGHT + RIGHT,
]  # fmt: skip


@pytest.mark.parametrize("text", NO_FOLIOS)
def test_what_is_no_folio(text: str) -> None:
    assert folios.is_valid(RIGHT)
    assert not folios.is_valid(text)


# --- given out


def _reserve(work: UnitOfWork, count: int) -> list[str]:
    return list(folios.reserve(work, "41551", count))


def _reserve_and_fail(work: UnitOfWork, count: int) -> list[str]:
    _reserve(work, count)
    raise ExpectedError("field_missing")


def test_numbers_follow_each_other_and_municipalities_count_apart(services: Services) -> None:
    first, second = services.run(_reserve, 3).result, services.run(_reserve, 2).result
    assert [int(one.split("-")[2]) for one in first + second] == [1, 2, 3, 4, 5]
    assert all(map(folios.is_valid, first + second))
    neiva = services.run(lambda work, code: list(folios.reserve(work, code, 1)), "41001").result
    assert neiva[0].startswith("41001-")
    assert int(neiva[0].split("-")[2]) == 1


def test_a_save_that_failed_gave_nothing_out(services: Services) -> None:
    with pytest.raises(ExpectedError):
        services.run(_reserve_and_fail, 3)
    assert [int(one.split("-")[2]) for one in services.run(_reserve, 1).result] == [1]


def _listed(services: Services) -> list[str]:
    page = services.read(queries.family_page, FamilyFilter(), FamilySort.FOLIO)
    return [row.folio for row in page.rows]


def test_a_number_is_never_given_again_after_an_undo(services: Services, tmp_path: Path) -> None:
    rows = [rosters.row(FICHA=f"{number}", NUM_DOC=f"362845{number}") for number in range(10, 14)]
    path = rosters.write_xlsx(tmp_path / "p.xlsx", rows)
    given_out: list[str] = []
    for _again in range(3):
        applied = rosters.apply(services, path)
        given_out += _listed(services)
        services.run(commands.undo_batch, commands.UndoBatch(applied.batch_id))
        assert _listed(services) == []
    assert [int(folio.split("-")[2]) for folio in given_out] == list(range(1, 13))
