"""Birthdays that change logros are told before they come, whatever the engine."""

from __future__ import annotations

from datetime import date

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Kinship, Sex
from gsi_desktop.services.achievements.birthdays import coming_ages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from tests.support.factories import ROSALBA, NewMember, add_family

TODAY = date(2026, 11, 21)


def child(name: str, born: date | None, document: str) -> NewMember:
    return NewMember(
        first_name=name,
        first_surname="Cabrera",
        sex=Sex.MALE,
        birth_date=born,
        kinship=Kinship.CHILD,
        document_type="RC",
        document=document,
    )


def test_an_age_tells_what_begins_and_what_ceases_the_soonest_first(services: Services) -> None:
    made = add_family(
        services,
        ROSALBA,
        child("Juan", date(2020, 1, 15), "1083"),
        child("Luis", date(2008, 12, 1), "1084"),
        child("Ana", None, "1085"),
    )
    found = services.read(coming_ages, made.family_id, TODAY)
    eighteen = next(one for one in found if one.months == 18 * 12)
    seven = next(one for one in found if one.months == 7 * 12)
    assert (eighteen.person_id, eighteen.on) == (made.people[2], date(2026, 12, 1))
    assert 3 in eighteen.begins  # cédula
    assert 2 in eighteen.ceases  # tarjeta de identidad
    assert (seven.name, seven.on) == ("Juan Cabrera", date(2027, 1, 15))
    assert 2 in seven.begins
    assert 1 in seven.ceases
    assert [one.on for one in found] == sorted(one.on for one in found)
    assert made.people[3] not in {one.person_id for one in found}


def test_it_is_told_from_the_day_after_today_until_the_horizon(services: Services) -> None:
    made = add_family(services, ROSALBA, child("Juan", date(2019, 11, 22), "1083"))
    (tomorrow,) = [one for one in services.read(coming_ages, made.family_id, TODAY) if one.months == 84]
    assert tomorrow.on == date(2026, 11, 22)
    assert not [one for one in services.read(coming_ages, made.family_id, tomorrow.on) if one.months == 84]
    assert not services.read(coming_ages, made.family_id, TODAY, 0)


def test_a_family_that_is_gone_says_so(services: Services) -> None:
    with pytest.raises(ExpectedError) as told:
        services.read(coming_ages, new_id(), TODAY)
    assert told.value.code == "family_gone"
