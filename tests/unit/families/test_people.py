"""Persons written down by hand: one place, the rules of form and importer; on both engines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Answer, Kinship, NoDocument, NoticeStatus, Sex
from gsi_desktop.models.families import Person
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import people, queries, rules
from gsi_desktop.services.families.data import NewPerson, PersonFields
from tests.support.factories import PITALITO, add_family

TODAY = date(2026, 11, 21)
MARIA = NewPerson(
    fields=PersonFields(
        first_name=" María ",
        second_name="del  Mar",
        first_surname="Ñáñez",
        second_surname="Ortiz",
        sex=Sex.FEMALE,
        birth_date=date(1990, 5, 6),
        document_type="CC",
        document="1.075.234.567",
    ),
    kinship=Kinship.HEAD,
    ethnicity="declined",
    disability="none",
    pregnant=Answer.YES,
    victim=Answer.DECLINED,
)


@dataclass(frozen=True)
class Make:
    new: NewPerson


def make(work: UnitOfWork, data: Make) -> UUID:
    return people.new_person(work, PITALITO, data.new)


def _with(**fields: object) -> NewPerson:
    return replace(MARIA, fields=replace(MARIA.fields, **fields))


def test_a_person_is_stored_tidy_with_their_answers_and_found(services: Services) -> None:
    made = services.run(make, Make(MARIA)).result
    with services.database.reading() as session:
        person = session.execute(select(Person).where(Person.id == made)).scalar_one()
        assert (person.first_name, person.second_name) == ("María", "del Mar")
        assert (person.ethnicity, person.disability, person.victim) == ("declined", "none", Answer.DECLINED)
        assert (person.pregnant, person.pregnant_as_of_on) == (Answer.YES, TODAY)
        assert person.notice is NoticeStatus.PENDING
        assert person.no_document is None
    assert "1075234567" in services.read(queries_search_text, made)


def queries_search_text(session: object, person_id: UUID) -> str:
    return session.execute(select(Person.search_text).where(Person.id == person_id)).scalar_one()  # type: ignore[attr-defined]


def test_a_document_somebody_has_names_their_family(services: Services) -> None:
    family = add_family(services)
    head = services.read(queries.dossier, family.family_id).head
    assert head is not None
    with pytest.raises(ExpectedError) as refused:
        services.run(make, Make(_with(document_type=head.document_type, document=head.document)))
    assert refused.value.code == "document_of_family"
    assert refused.value.field == "document"
    assert refused.value.params["folio"] == family.folio
    assert refused.value.params["family_id"] == family.family_id


def test_no_number_needs_a_reason_which_is_kept(services: Services) -> None:
    without = _with(document="", document_type="")
    with pytest.raises(ExpectedError, match="no_document_missing"):
        services.run(make, Make(without))
    made = services.run(make, Make(replace(without, no_document=NoDocument.LOST))).result
    with services.database.reading() as session:
        assert session.execute(select(Person.no_document).where(Person.id == made)).scalar_one() is NoDocument.LOST


@pytest.mark.parametrize(
    ("new", "codes"),
    [
        (MARIA, set()),
        (_with(document="12"), {"document_unusual_shape"}),
        (_with(sex=Sex.MALE), {"pregnant_man"}),
        (_with(birth_date=date(2020, 1, 1)), {"document_age_mismatch", "pregnant_age"}),
        (_with(first_name=" ", birth_date=None), {"name_missing", "birth_date_invalid"}),
        (_with(birth_date=date(2030, 1, 1)), {"birth_date_future"}),
    ],
)
def test_what_the_rules_find(new: NewPerson, codes: set[str]) -> None:
    assert {found.code for found in rules.check_new_person(new, TODAY)} == codes
