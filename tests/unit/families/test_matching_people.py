"""One person written twice comes over the line, twins and namesakes stay under it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.models.enums import DatePrecision, Sex
from gsi_desktop.services.families.matching import (
    CANDIDATE,
    Profile,
    Verdict,
    birth_slips,
    compare,
    near_births,
    one_slip,
    slips,
    word,
)

HOME = UUID(int=1)


def person(names: str = "Rosalba", surnames: str = "Muñoz Ordóñez", **fields: Any) -> Profile:
    first, _, second = names.partition(" ")
    surname, _, other = surnames.partition(" ")
    told: dict[str, Any] = {
        "sex": Sex.FEMALE, "birth_date": date(1985, 7, 2), "documents": (("CC", "36284517"),),
        "municipality_id": "41551",
    }  # fmt: skip
    return Profile(given=(word(first), word(second)), surnames=(word(surname), word(other)), **(told | fields))


def documents(number: str, kind: str = "CC") -> dict[str, Any]:
    return {"documents": ((kind, number),) if number else ()}


ONE_PERSON = {
    "one digit of the document": person(**documents("36284571")),
    "a digit missing, name as it sounds": person("Rosalva", "Muños Ordoñes", **documents("3628457")),
    "no document, other municipality": person(**documents(""), municipality_id="41001"),
    "no document, day and month swapped": person(**documents(""), birth_date=date(1985, 2, 7)),
    "only the year known": person(**documents(""), birth_date=date(1985, 1, 1), birth_precision=DatePrecision.YEAR),
    "without second surname": person(surnames="Muñoz", **documents("")),
    "the number under another type": person(**documents("36284517", "TI"), birth_date=date(2010, 1, 1)),
    "another document, same house": person(**documents("51999888"), family_id=HOME),
}
TWO_PEOPLE = {
    "a namesake born another day": person(**documents(""), birth_date=date(1991, 12, 30)),
    "her twin": person("Rosaura", **documents("36284518"), family_id=HOME),
    "her twin, first name shared": person("Rosalba Inés", **documents("36284518"), family_id=HOME),
    "her sister": person("Carmen", **documents("26284517"), birth_date=date(1987, 7, 2), family_id=HOME),
    "another document, same name and day": person(**documents("51999888"), municipality_id="41001"),
    "somebody whose document is one digit away": person("Luis", "Pérez Gil", **documents("36284516")),
}


@pytest.mark.parametrize("other", ONE_PERSON.values(), ids=ONE_PERSON)
def test_one_person_written_twice_comes_over_the_line(other: Profile) -> None:
    assert compare(person(family_id=HOME), other).score >= CANDIDATE


def test_four_words_that_sound_alike_and_a_birth_date_a_slip_away_are_enough() -> None:
    born = {"birth_date": date(1990, 3, 12), "sex": Sex.MALE}
    one = person("Yeison Andrés", "Velásquez Tovar", **born)
    other = person("Jeison Andres", "Belásquez Tobar", **born | {"birth_date": date(1990, 12, 3)}, documents=())
    assert compare(one, replace(other, municipality_id="41001")).score >= CANDIDATE


@pytest.mark.parametrize("other", TWO_PEOPLE.values(), ids=TWO_PEOPLE)
def test_two_people_stay_under_it(other: Profile) -> None:
    me = person("Rosalba María", family_id=HOME) if "Inés" in repr(other) or other.given[1].text else None
    assert compare(me or person(family_id=HOME), other).score < CANDIDATE


def test_the_reasons_tell_field_by_field() -> None:
    told = compare(person(), person("Rosalva", **documents("36284571"), birth_date=None))
    assert {reason.field: reason.verdict for reason in told.reasons} == {
        "document": Verdict.SIMILAR,
        "given_names": Verdict.SIMILAR,
        "surnames": Verdict.EQUAL,
        "birth_date": Verdict.MISSING,
        "sex": Verdict.EQUAL,
        "household": Verdict.MISSING,
        "place": Verdict.EQUAL,
    }


NUMBERS = st.text("0123456789", min_size=5, max_size=11)


@given(NUMBERS, NUMBERS)
def test_a_slip_goes_both_ways_and_is_what_is_looked_for(one: str, other: str) -> None:
    assert one_slip(one, other) == one_slip(other, one)
    assert one_slip(one, other) == (other in set(slips(one)) and len(other) >= 5 and one != other)


@given(NUMBERS)
def test_every_number_looked_for_is_a_slip_away(number: str) -> None:
    assert all(one_slip(number, other) for other in slips(number) if len(other) >= 5)


DAYS = st.dates(date(1920, 1, 1), date(2026, 12, 31))


@given(DAYS, DAYS)
def test_births_a_slip_away_go_both_ways(one: date, other: date) -> None:
    assert near_births(one, other) == near_births(other, one)


@given(DAYS)
def test_every_day_looked_for_is_near_or_the_first_of_the_year(born: date) -> None:
    assert all(near_births(born, other) or (other.month, other.day) == (1, 1) for other in birth_slips(born))


PEOPLE = st.builds(
    person,
    st.sampled_from(["Ana", "Ana María", "María Ana", "Luz", "Yeison", "Jeison"]),
    st.sampled_from(["Muñoz", "Munos Peña", "Peña Muñoz", "Gil"]),
    birth_date=st.none() | DAYS,
    documents=st.sampled_from([(), (("CC", "36284517"),), (("TI", "36284517"),), (("CC", "36284571"),)]),
)


@given(PEOPLE, PEOPLE)
def test_comparing_goes_both_ways_and_oneself_is_oneself(one: Profile, other: Profile) -> None:
    assert compare(one, other) == compare(other, one)
    assert compare(one, one).score >= CANDIDATE - 10
