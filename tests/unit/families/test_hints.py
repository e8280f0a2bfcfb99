"""Whom the registry hints at while somebody is typed; both engines."""

from __future__ import annotations

from datetime import date

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.families import Person
from gsi_desktop.services.families import duplicates, sounds
from gsi_desktop.services.families.duplicates import HintQuery
from gsi_desktop.services.families.matching import Reason, Verdict
from tests.support.factories import HOUSEHOLD, NewMember, add_family

ROSALBA_BORN = date(1985, 7, 2)


def _names(services: Services, **asked: object) -> list[str]:
    return [hint.name for hint in services.read(duplicates.hints, HintQuery(**asked))]  # type: ignore[arg-type]


@pytest.mark.check("C31")
def test_a_document_finds_who_has_it_with_family_and_reasons(services: Services) -> None:
    made = add_family(services)
    (hint,) = services.read(duplicates.hints, HintQuery(document_type="CC", document="36.284.517"))
    assert (hint.person_id, hint.family_id, hint.folio) == (made.people[0], made.family_id, made.folio)
    assert (hint.name, hint.document_type, hint.document) == ("Rosalba Muñoz Ordóñez", "CC", "36284517")
    assert (hint.birth_date, hint.municipality) == (ROSALBA_BORN, "Pitalito")
    assert hint.reasons[0] == Reason("document", Verdict.EQUAL)


@pytest.mark.check("C31")
def test_name_and_birth_date_find_however_they_are_spelled(services: Services) -> None:
    add_family(services)
    spelled = {"first_name": "ROSALVA", "first_surname": "Munos", "municipality_id": "41551"}
    assert _names(services, **spelled, birth_date=ROSALBA_BORN) == ["Rosalba Muñoz Ordóñez"]
    assert _names(services, **spelled, birth_date=date(1985, 2, 7)) == ["Rosalba Muñoz Ordóñez"]
    assert _names(services, **spelled, birth_date=date(1999, 1, 30)) == []


def test_one_wrong_digit_is_found_when_the_name_agrees_and_told_as_similar(services: Services) -> None:
    add_family(services)
    for number in ("36284571", "36284518", "3628451", "362845177", "63284517"):
        (hint,) = services.read(
            duplicates.hints,
            HintQuery(document_type="CC", document=number, first_name="Rosalba", first_surname="Muñoz"),
        )
        assert Reason("document", Verdict.SIMILAR) in hint.reasons
    assert _names(services, document_type="CC", document="36284518", first_name="Pedro", first_surname="Gil") == []


def test_whoever_is_left_out_is_no_news_and_the_likeliest_comes_first(services: Services) -> None:
    made = add_family(services)
    twin = NewMember(first_name="Rosalba", first_surname="Muñoz", second_surname="Ordóñez", document="36284599")
    add_family(services, twin)
    asked = {"document_type": "CC", "document": "36284517", "first_name": "Rosalba", "first_surname": "Muñoz"}
    both = services.read(duplicates.hints, HintQuery(**asked, second_surname="Ordóñez"))  # type: ignore[arg-type]
    assert both[0].person_id == made.people[0]
    left = services.read(duplicates.hints, HintQuery(**asked, leave_out=(made.people[0],)))  # type: ignore[arg-type]
    assert made.people[0] not in {hint.person_id for hint in left}


def test_nothing_told_finds_nobody(services: Services) -> None:
    add_family(services)
    assert _names(services) == []
    assert _names(services, first_surname="Muñoz") == []
    assert _names(services, document="999") == []


def test_everybody_has_a_sound_and_it_is_filled_in_where_it_was_lost(services: Services) -> None:
    add_family(services)
    assert services.read(sounds.differences) == 0
    with services.database.transaction() as connection:
        if services.database.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER gsi_person_update")
            connection.exec_driver_sql("DROP TRIGGER gsi_person_version")
        else:
            connection.exec_driver_sql("ALTER TABLE person DISABLE TRIGGER USER")
        connection.execute(Person.__table__.update().values(sound=""))  # type: ignore[attr-defined]
    assert services.read(sounds.differences) == len(HOUSEHOLD)
    with services.database.transaction() as connection:
        assert sounds.fill(connection) == len(HOUSEHOLD)
    assert services.read(sounds.differences) == 0
