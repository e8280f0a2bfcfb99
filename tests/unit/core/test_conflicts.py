"""Two people at the same data, each with services of their own, on both engines: joined or told, never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Answer, FamilyStatus
from gsi_desktop.models.families import Family, Person
from gsi_desktop.services.achievements import commands as achievements
from gsi_desktop.services.achievements import parameters, queries
from gsi_desktop.services.achievements.conditions_data import SaveAnswers, SavePregnancy, answer_name
from gsi_desktop.services.achievements.parameters import EditParameters, Parameters
from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import commands
from gsi_desktop.services.families.data import Accepted, ContactFields, EditContact, EditPerson
from gsi_desktop.services.reports import office
from gsi_desktop.services.reports.office import EditOffice, Office
from tests.support import accompaniment as steps
from tests.support.contents import business
from tests.support.factories import Added, NewMember, add_family
from tests.support.postgres import Postgres
from tests.support.together import together

HERS, HIS = "Luz Dary Ordóñez", "Yenny P. Muñoz"


@pytest.fixture
def hers(services: Services) -> Services:
    """Somebody else's services on the same database."""
    return Services(services.database, clock=services.clock, actor=HERS)


@pytest.fixture
def mine(services: Services) -> Services:
    """One's own services."""
    return Services(services.database, clock=services.clock, actor=HIS)


@pytest.fixture
def family(services: Services) -> Added:
    return add_family(services)


def contact(services: Services, family: Added) -> ContactFields:
    return services.read(commands.current_contact, family.family_id)[1]


def edit(family: Added, base: ContactFields, **fields: object) -> EditContact:
    changed = replace(base, **fields)  # type: ignore[arg-type]  # fields by name
    return EditContact(family_id=family.family_id, base=base, mine=changed, seen_status=FamilyStatus.ACTIVE)


@pytest.mark.check("A13")
def test_different_fields_are_both_kept_and_the_second_is_told(mine: Services, hers: Services, family: Added) -> None:
    base = contact(mine, family)
    assert hers.run(commands.edit_contact, edit(family, base, phone="3001112233")).changes.joined == ()
    saved = mine.run(commands.edit_contact, edit(family, base, address="Lote 9", settlement="Bruselas"))
    assert [(one.field, one.actor, one.at) for one in saved.changes.joined] == [("phone", HERS, mine.clock.now())]
    now = contact(mine, family)
    assert (now.phone, now.address, now.settlement) == ("3001112233", "Lote 9", "Bruselas")


@pytest.mark.check("A14")
def test_the_same_field_tells_both_values_author_and_time(mine: Services, hers: Services, family: Added) -> None:
    base = contact(mine, family)
    hers.run(commands.edit_contact, edit(family, base, settlement="Bruselas", phone="3001112233"))
    before = business(mine.database)
    with pytest.raises(ConflictError) as conflict:
        mine.run(commands.edit_contact, edit(family, base, settlement="Criollo", address="Lote 9"))
    error = conflict.value
    assert error.fields == {"settlement": ("El Cabuyal", "Criollo", "Bruselas")}
    assert (error.written["settlement"].actor, error.written["settlement"].at) == (HERS, mine.clock.now())
    assert set(error.joined) == {"phone", "address"}
    assert business(mine.database) == before


@pytest.mark.check("A14")
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_at_a_server_the_author_is_its_login_whatever_the_machine_calls_its_user(
    services: Services, mine: Services, family: Added, postgres_server: Postgres
) -> None:
    base = contact(mine, family)
    services.run(commands.edit_contact, edit(family, base, settlement="Bruselas"))
    with pytest.raises(ConflictError) as conflict:
        mine.run(commands.edit_contact, edit(family, base, settlement="Criollo"))
    assert conflict.value.written["settlement"].actor == postgres_server.role


def test_the_author_of_a_field_is_who_wrote_it_last_not_who_wrote_the_row(
    mine: Services, hers: Services, family: Added
) -> None:
    base = contact(mine, family)
    hers.run(commands.edit_contact, edit(family, base, address="Casa del parque"))
    third = Services(mine.database, clock=mine.clock, actor="Otra")
    third.run(commands.edit_contact, edit(family, contact(third, family), phone="3001112233"))
    with pytest.raises(ConflictError) as conflict:
        mine.run(commands.edit_contact, edit(family, base, address="Lote 9"))
    assert conflict.value.written["address"].actor == HERS


@pytest.mark.check("A14")
def test_two_who_save_the_same_field_at_once_never_overwrite(mine: Services, hers: Services, family: Added) -> None:
    base = contact(mine, family)
    raised = together(
        lambda: mine.run(commands.edit_contact, edit(family, base, address="Lote 9")),
        lambda: hers.run(commands.edit_contact, edit(family, base, address="Casa del parque")),
    )
    assert [error.code for error in raised] == ["conflict"]
    assert contact(mine, family).address in ("Lote 9", "Casa del parque")


@pytest.mark.check("A14")
def test_a_document_changed_by_two_tells_who_wrote_the_new_one(mine: Services, hers: Services, family: Added) -> None:
    base = mine.read(commands.current_person, family.people[0])[2]
    hers.run(
        commands.edit_person,
        EditPerson(person_id=family.people[0], base=base, mine=replace(base, document="111222333")),
    )
    with pytest.raises(ConflictError) as conflict:
        mine.run(
            commands.edit_person,
            EditPerson(person_id=family.people[0], base=base, mine=replace(base, document="999888777")),
        )
    assert conflict.value.fields == {"document": ("36284517", "999888777", "111222333")}
    assert conflict.value.written["document"].actor == HERS


def change_status(work: UnitOfWork, data: tuple[Added, FamilyStatus, Added | None]) -> None:
    family, status, into = data
    row = work.session.get_one(Family, family.family_id)
    commands.guarded_update(work, row, {"status": status, "merged_into": into.family_id if into else None})


@pytest.mark.check("A15")
def test_a_family_that_left_or_was_joined_is_told_and_not_made_again(
    mine: Services, hers: Services, family: Added
) -> None:
    base = contact(mine, family)
    other = add_family(mine, NewMember(first_name="Ana", first_surname="Gil"))
    hers.run(change_status, (family, FamilyStatus.EXITED, None))
    before = business(mine.database)
    with pytest.raises(ExpectedError, match="family_left") as left:
        mine.run(commands.edit_contact, edit(family, base, address="Lote 9"))
    assert left.value.params == {"who": HERS, "when": "21/11/2026 10:00"}
    hers.run(change_status, (family, FamilyStatus.MERGED, other))
    with pytest.raises(ExpectedError, match="family_merged") as merged:
        mine.run(commands.edit_contact, replace(edit(family, base, address="Lote 9"), seen_status=None))
    assert merged.value.params["folio"] == other.folio
    after = business(mine.database)
    assert {name: rows for name, rows in after.items() if name != "family"} == {
        name: rows for name, rows in before.items() if name != "family"
    }


def merge_person(work: UnitOfWork, people: tuple[object, object]) -> None:
    row = work.session.query(Person).filter(Person.id == people[0]).one()
    commands.guarded_update(work, row, {"merged_into": people[1]})


@pytest.mark.check("A15")
def test_a_person_joined_to_another_is_told(mine: Services, hers: Services, family: Added) -> None:
    head, spouse, _child = family.people
    base = mine.read(commands.current_person, spouse)[2]
    hers.run(merge_person, (spouse, head))
    with pytest.raises(ExpectedError, match="person_merged") as merged:
        mine.run(commands.edit_person, EditPerson(person_id=spouse, base=base, mine=replace(base, first_name="Luis")))
    assert merged.value.params["who"] == HERS


@pytest.mark.check("C26")
def test_a_warning_passed_keeps_its_reason(mine: Services, family: Added) -> None:
    from sqlalchemy import select

    from gsi_desktop.models.families import AcceptedWarning

    base = mine.read(commands.current_person, family.people[0])[2]
    passed = (Accepted("document", "document_age_mismatch", "Lo dice la partida"),)
    changed = replace(base, birth_date=date(2015, 7, 2))
    data = EditPerson(person_id=family.people[0], base=base, mine=changed, accepted_warnings=passed)
    mine.run(commands.edit_person, data)
    with mine.database.reading() as session:
        kept = session.execute(select(AcceptedWarning)).scalars().one()
    assert (kept.field, kept.code, kept.reason) == ("document", "document_age_mismatch", "Lo dice la partida")


# --- what the whole office shares


@pytest.mark.check("A13")
@pytest.mark.check("A14")
def test_the_rules_of_the_programme_join_and_conflict(mine: Services, hers: Services) -> None:
    base = mine.read(parameters.load)
    hers.run(achievements.save_parameters, EditParameters(base=base, mine=replace(base, minimum_priorities=3)))
    saved = mine.run(achievements.save_parameters, EditParameters(base=base, mine=replace(base, ipm_cutoff="40 %")))
    assert [(one.field, one.actor) for one in saved.changes.joined] == [("minimum_priorities", HERS)]
    now = mine.read(parameters.load)
    assert (now.minimum_priorities, now.ipm_cutoff) == (3, "40/100")
    with pytest.raises(ConflictError) as conflict:
        mine.run(achievements.save_parameters, EditParameters(base=base, mine=replace(base, minimum_priorities=7)))
    assert conflict.value.fields == {"minimum_priorities": (5, 7, 3)}
    assert conflict.value.written["minimum_priorities"].actor == HERS
    assert mine.read(parameters.load) == now


def test_two_who_change_the_rules_at_once_never_lose_one(mine: Services, hers: Services) -> None:
    base = Parameters()
    raised = together(
        lambda: mine.run(
            achievements.save_parameters, EditParameters(base=base, mine=replace(base, open_visit_days=9))
        ),
        lambda: hers.run(
            achievements.save_parameters, EditParameters(base=base, mine=replace(base, minimum_priorities=3))
        ),
    )
    assert raised == []
    now = mine.read(parameters.load)
    assert (now.open_visit_days, now.minimum_priorities) == (9, 3)


@pytest.mark.check("A14")
def test_the_letterhead_is_not_overwritten(mine: Services, hers: Services) -> None:
    base = mine.read(office.load)
    hers.run(office.save_office, EditOffice(base=base, mine=replace(base, entity="Alcaldía de Pitalito")))
    joined = mine.run(office.save_office, EditOffice(base=base, mine=replace(base, nit="891180077-0")))
    assert [one.field for one in joined.changes.joined] == ["entity"]
    with pytest.raises(ConflictError) as conflict:
        mine.run(office.save_office, EditOffice(base=base, mine=replace(base, entity="Municipio")))
    assert conflict.value.written["entity"].actor == HERS
    assert mine.read(office.load) == Office(entity="Alcaldía de Pitalito", nit="891.180.077-0")


# --- conditions


@pytest.mark.check("A14")
def test_an_answer_given_by_two_is_a_conflict_and_nothing_is_written(
    mine: Services, hers: Services, family: Added
) -> None:
    steps.baseline(mine, family)
    today = mine.clock.today()
    need, years = ("legal_need", None), ("schooling_years", family.people[0])
    told = SaveAnswers(family_id=family.family_id, on=today, answers=((*need, "yes"),), base=("",))
    hers.run(achievements.save_answers, told)
    both = replace(told, answers=((*need, "no"), (*years, "5")), base=("", ""))
    with pytest.raises(ConflictError) as conflict:
        mine.run(achievements.save_answers, both)
    assert conflict.value.fields == {answer_name(*need): ("", "no", "yes")}
    assert conflict.value.written["legal_need"].actor == HERS
    assert mine.read(queries.conditions, family.family_id, today).answers == {need: "yes"}
    mine.run(achievements.save_answers, replace(both, base=("yes", "")))
    assert mine.read(queries.conditions, family.family_id, today).answers == {need: "no", years: "5"}


@pytest.mark.check("A14")
def test_a_pregnancy_told_by_two_is_a_conflict(mine: Services, hers: Services, family: Added) -> None:
    today = mine.clock.today()
    head = family.people[0]

    def told(answer: Answer, base: tuple[Answer | None] | None = (None,)) -> SavePregnancy:
        return SavePregnancy(family_id=family.family_id, person_id=head, answer=answer, on=today, base=base)

    hers.run(achievements.save_pregnancy, told(Answer.YES))
    with pytest.raises(ConflictError) as conflict:
        mine.run(achievements.save_pregnancy, told(Answer.NO))
    assert conflict.value.written[answer_name("pregnancy", head)].actor == HERS
    mine.run(achievements.save_pregnancy, told(Answer.NO, (Answer.YES,)))
    mine.run(achievements.save_pregnancy, told(Answer.YES, None))  # a paper saw nothing
