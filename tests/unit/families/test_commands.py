"""Edits of a family and its people: joined, refused or asked about, never lost; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Sex, Zone
from gsi_desktop.models.families import Family, PersonDocument
from gsi_desktop.models.operations import Operation
from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import cards, commands, finding, queries
from gsi_desktop.services.families.data import ContactFields, EditContact, EditPerson, Member, PersonFields
from tests.support.contents import business
from tests.support.factories import Added, NewMember, add_family
from tests.support.together import together


@pytest.fixture
def family(services: Services) -> Added:
    return add_family(services)


def _contact(services: Services, family: Added) -> ContactFields:
    return services.read(commands.current_contact, family.family_id)[1]


def _member(services: Services, family: Added, place: int = 0) -> Member:
    return services.read(queries.dossier, family.family_id).members[place]


def _fields(member: Member) -> PersonFields:
    return PersonFields(
        first_name=member.first_name,
        second_name=member.second_name,
        first_surname=member.first_surname,
        second_surname=member.second_surname,
        sex=member.sex,
        birth_date=member.birth_date,
        document_type=member.document_type,
        document=member.document,
    )


def _edit_contact(services: Services, family: Added, base: ContactFields, **mine: Any) -> int:
    data = EditContact(family_id=family.family_id, base=base, mine=replace(base, **mine))
    return services.run(commands.edit_contact, data).result


def _edit_person(services: Services, person: UUID, base: PersonFields, **mine: Any) -> int:
    data = EditPerson(person_id=person, base=base, mine=replace(base, **mine))
    return services.run(commands.edit_person, data).result


# --- contact


def test_contact_data_are_saved_and_shown(services: Services, family: Added) -> None:
    base = _contact(services, family)
    version = services.read(queries.dossier, family.family_id).version
    told = _edit_contact(
        services, family, base, settlement=" Bruselas ", zone=Zone.RURAL_CENTER, address="Cra  4 # 5-12", phone=""
    )
    dossier = services.read(queries.dossier, family.family_id)
    assert told == dossier.version == version + 1
    assert (dossier.settlement, dossier.zone, dossier.address, dossier.phone) == (
        "Bruselas", Zone.RURAL_CENTER, "Cra 4 # 5-12", "",
    )  # fmt: skip
    assert services.read(cards.differences) == 0


def test_a_settlement_is_made_once_however_it_is_written(services: Services, family: Added) -> None:
    _edit_contact(services, family, _contact(services, family), settlement="Alto  Ñápoles")
    other = add_family(services, NewMember(first_name="Ana", first_surname="Gil"), settlement="")
    _edit_contact(services, other, _contact(services, other), settlement="ALTO ÑAPOLES")
    assert [name for _id, name in services.read(queries.settlements, "41551")] == ["Alto Ñápoles", "El Cabuyal"]
    _edit_contact(services, other, _contact(services, other), settlement="")
    assert services.read(queries.dossier, other.family_id).settlement == ""


def test_fields_of_two_people_join(services: Services, family: Added) -> None:
    base = _contact(services, family)
    _edit_contact(services, family, base, address="Theirs")
    _edit_contact(services, family, base, phone="3001112233")
    now = _contact(services, family)
    assert (now.address, now.phone) == ("Theirs", "3001112233")


def test_the_same_field_is_a_conflict_and_nothing_is_written(services: Services, family: Added) -> None:
    base = _contact(services, family)
    _edit_contact(services, family, base, address="Theirs")
    before = business(services.database)
    with pytest.raises(ConflictError) as conflict:
        _edit_contact(services, family, base, address="Mine", phone="3001112233")
    assert conflict.value.fields == {"address": (base.address, "Mine", "Theirs")}
    assert business(services.database) == before


def test_saving_what_is_there_already_writes_nothing(services: Services, family: Added) -> None:
    base = _contact(services, family)
    version = services.read(queries.dossier, family.family_id).version
    _edit_contact(services, family, base, address="Theirs")
    assert _edit_contact(services, family, base, address="Theirs") == version + 1
    assert _edit_contact(services, family, base) == version + 1


def test_a_family_that_went_is_told(services: Services, family: Added) -> None:
    gone = Added(new_id(), "", (new_id(),))
    with pytest.raises(ExpectedError, match="family_gone"):
        _edit_contact(services, gone, _contact(services, family), address="x")
    with pytest.raises(ExpectedError, match="person_gone"):
        _edit_person(services, gone.people[0], _fields(_member(services, family)), first_name="x")


def _write_over_a_stale_read(work: UnitOfWork, family_id: UUID) -> None:
    family, _fields = commands.current_contact(work.session, family_id)
    newer = update(Family).where(Family.id == family_id).values(phone="3009998877", version=Family.version + 1)
    work.session.execute(newer.execution_options(synchronize_session=False))
    commands.guarded_update(work, family, {"address": "Mine"})


def test_a_write_over_a_row_read_before_somebody_elses_is_refused(services: Services, family: Added) -> None:
    before = business(services.database)
    with pytest.raises(ExpectedError, match="changed_meanwhile"):
        services.run(_write_over_a_stale_read, family.family_id)
    assert business(services.database) == before


# --- people


def test_a_corrected_name_is_listed_and_found(services: Services, family: Added) -> None:
    member = _member(services, family)
    told = _edit_person(services, member.person_id, _fields(member), first_name="Rosa  Alba", second_surname="Ñuste")
    now = _member(services, family)
    assert (now.full_name, now.version, told) == ("Rosa Alba Muñoz Ñuste", member.version + 1, member.version + 1)
    assert [hit.name for hit in services.read(finding.search, "nuste alba").hits] == ["Rosa Alba Muñoz Ñuste"]
    assert services.read(finding.search, "rosalba").hits == ()
    assert services.read(cards.differences) == 0


def test_people_edits_join_or_conflict_as_those_of_families(services: Services, family: Added) -> None:
    member = _member(services, family)
    base = _fields(member)
    _edit_person(services, member.person_id, base, sex=Sex.INTERSEX, second_name="Theirs")
    _edit_person(services, member.person_id, base, birth_date=date(1984, 7, 2))
    before = business(services.database)
    with pytest.raises(ConflictError) as conflict:
        _edit_person(services, member.person_id, base, second_name="Mine", birth_date=date(1983, 7, 2), document="77")
    assert conflict.value.fields == {
        "second_name": ("", "Mine", "Theirs"),
        "birth_date": (date(1985, 7, 2), date(1983, 7, 2), date(1984, 7, 2)),
    }
    assert business(services.database) == before
    now = _member(services, family)
    assert (now.sex, now.second_name, now.birth_date) == (Sex.INTERSEX, "Theirs", date(1984, 7, 2))


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"first_name": " "}, "name_missing", "first_name"),
    ({"first_surname": "…"}, "name_missing", "first_surname"),
    ({"birth_date": None}, "birth_date_invalid", "birth_date"),
    ({"birth_date": date(1889, 12, 31)}, "birth_date_invalid", "birth_date"),
    ({"birth_date": date(2026, 11, 22)}, "birth_date_future", "birth_date"),
    ({"document_type": ""}, "document_type_missing", "document_type"),
]


def test_what_the_rules_call_an_error_is_refused_at_its_field(services: Services, family: Added) -> None:
    member = _member(services, family)
    before = business(services.database)
    for mine, code, field in REFUSED:
        with pytest.raises(ExpectedError, match=f"^{code}$") as refusal:
            _edit_person(services, member.person_id, _fields(member), **mine)
        assert refusal.value.field == field
    assert business(services.database) == before
    _edit_person(services, member.person_id, _fields(member), birth_date=date(2026, 11, 21))


# --- documents


def _documents(services: Services, person: UUID) -> list[tuple[str, str, date | None]]:
    with services.database.reading() as session:
        rows = session.execute(
            select(PersonDocument.type, PersonDocument.number, PersonDocument.retired_on)
            .where(PersonDocument.person_id == person)
            .order_by(PersonDocument.id)
        )
        return [(row.type, row.number, row.retired_on) for row in rows]


def test_a_changed_document_keeps_the_former_and_search_follows(services: Services, family: Added) -> None:
    child = _member(services, family, 2)
    _edit_person(services, child.person_id, _fields(child), document_type="CC", document=" 1.083.865.402 ")
    today = services.clock.today()
    assert _documents(services, child.person_id) == [("TI", "1083865401", today), ("CC", "1083865402", None)]
    now = _member(services, family, 2)
    assert (now.document_type, now.document) == ("CC", "1083865402")
    assert [hit.document for hit in services.read(finding.search, "865402").hits] == ["1083865402"]
    assert services.read(finding.search, "1083865401").hits == ()


def test_a_document_may_be_taken_off_and_given_back(services: Services, family: Added) -> None:
    head = _member(services, family)
    _edit_person(services, head.person_id, _fields(head), document="SIN DOCUMENTO")
    now = _member(services, family)
    assert (now.document_type, now.document) == ("", "")
    assert services.read(finding.search, "36284517").hits == ()
    _edit_person(services, head.person_id, _fields(now), document_type="CC", document="36284517")
    assert _member(services, family).document == "36284517"
    assert [number for _type, number, retired in _documents(services, head.person_id) if not retired] == ["36284517"]
    assert services.read(cards.differences) == 0


def test_somebody_elses_document_is_refused(services: Services, family: Added) -> None:
    other = add_family(services, NewMember(first_name="Ana", first_surname="Gil", document="51000111"))
    ana = _member(services, other)
    before = business(services.database)
    for document in ("36284517", "36.284.517"):
        with pytest.raises(ExpectedError, match=r"^document_taken$"):
            _edit_person(services, ana.person_id, _fields(ana), first_name="Anita", document=document)
    assert business(services.database) == before
    _edit_person(services, ana.person_id, _fields(ana), document_type="CE", document="36284517")


# --- retries


@pytest.mark.check("A19")
def test_a_retried_save_is_answered_not_repeated(services: Services, family: Added) -> None:
    base = _contact(services, family)
    data = EditContact(family_id=family.family_id, base=base, mine=replace(base, address="Mine"))
    operation = new_id()
    first = services.run(commands.edit_contact, data, operation_id=operation)
    _edit_contact(services, family, _contact(services, family), address="Later")
    again = services.run(commands.edit_contact, data, operation_id=operation)
    assert (first.repeated, again.repeated, again.result) == (False, True, first.result)
    assert _contact(services, family).address == "Later"
    with services.database.reading() as session:
        assert len(session.execute(select(Operation.id).where(Operation.id == operation)).all()) == 1


def test_an_operation_id_with_other_data_is_refused(services: Services, family: Added) -> None:
    base = _contact(services, family)
    data = EditContact(family_id=family.family_id, base=base, mine=replace(base, address="Mine"))
    operation = new_id()
    services.run(commands.edit_contact, data, operation_id=operation)
    before = business(services.database)
    for other in (replace(data, mine=replace(base, address="Other")), replace(data, family_id=new_id())):
        with pytest.raises(ExpectedError, match="operation_reused"):
            services.run(commands.edit_contact, other, operation_id=operation)
    assert business(services.database) == before


# --- at the same time


ROUNDS = 6


def test_two_people_writing_other_fields_of_one_family_both_keep_their_work(services: Services, family: Added) -> None:
    for number in range(ROUNDS):
        save = partial(_edit_contact, services, family, _contact(services, family))
        mine, theirs = f"Finca {number}", f"30011122{number:02}"
        raised = together(partial(save, address=mine), partial(save, phone=theirs))
        now = _contact(services, family)
        assert (raised, now.address, now.phone) == ([], mine, theirs)
    assert services.read(cards.differences) == 0


def test_of_two_people_writing_one_field_one_is_asked(services: Services, family: Added) -> None:
    for number in range(ROUNDS):
        base = _contact(services, family)
        save = partial(_edit_contact, services, family, base)
        values = {f"Finca {number}", f"Casa {number}"}
        (conflict,) = together(*(partial(save, address=value) for value in values))
        assert isinstance(conflict, ConflictError)
        before, refused, kept = conflict.fields["address"]
        assert before == base.address
        assert {refused, kept} == values
        assert _contact(services, family).address == kept


def test_two_people_giving_one_document_or_one_new_settlement(services: Services, family: Added) -> None:
    other = add_family(services, NewMember(first_name="Ana", first_surname="Gil", document="51000111"))
    heads = [_member(services, one) for one in (family, other)]
    saves = [partial(_edit_person, services, head.person_id, _fields(head), document="70000001") for head in heads]
    assert [error.code for error in together(*saves)] == ["document_taken"]
    bases = [(one, _contact(services, one)) for one in (family, other)]
    assert together(*(partial(_edit_contact, services, *one, settlement="Nueva") for one in bases)) == []
    assert [name for _id, name in services.read(queries.settlements, "41551")].count("Nueva") == 1


@pytest.mark.check("A19")
def test_a_retry_while_the_first_is_still_saving_is_answered(services: Services, family: Added) -> None:
    base = _contact(services, family)
    data = EditContact(family_id=family.family_id, base=base, mine=replace(base, address="Mine"))
    operation = new_id()
    told: list[tuple[bool, int]] = []

    def save() -> None:
        outcome = services.run(commands.edit_contact, data, operation_id=operation)
        told.append((outcome.repeated, outcome.result))

    assert together(save, save, save) == []
    version = services.read(queries.dossier, family.family_id).version
    assert sorted(told) == [(False, version), (True, version), (True, version)]
