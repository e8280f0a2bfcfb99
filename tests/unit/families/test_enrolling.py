"""A household enrolled by hand: whole or not at all, what is doubtful only with a reason; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.consent import Consent
from gsi_desktop.models.duplicates import DuplicateCandidate
from gsi_desktop.models.enums import (
    Answer,
    CandidateState,
    DatePrecision,
    Kinship,
    LegalBasis,
    ProtectionReason,
    Sex,
    TargetingSource,
    Zone,
)
from gsi_desktop.models.families import AcceptedWarning, Family
from gsi_desktop.models.territory import Settlement
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families import commands, enrolling, queries
from gsi_desktop.services.families.data import Accepted, ContactFields, EditContact, EditPerson
from gsi_desktop.services.families.enrol_data import EnrolFamily, Enrolled, NewTargeting, NotSame, UndoEnrolment
from gsi_desktop.services.upkeep import checking
from tests.support.contents import business
from tests.support.enrolment import household, person
from tests.support.factories import add_family

TODAY = date(2026, 11, 21)


def _enrol(services: Services, data: EnrolFamily) -> Enrolled:
    return services.run(enrolling.enrol_family, data).result


def _refusal(services: Services, data: EnrolFamily) -> ExpectedError:
    before = business(services.database)
    with pytest.raises(ExpectedError) as refused:
        _enrol(services, data)
    assert business(services.database) == before
    return refused.value


def test_a_household_of_six_is_one_operation_and_shows_in_its_dossier(services: Services) -> None:
    data = household(6)
    made = _enrol(services, data)
    dossier = services.read(queries.dossier, made.family_id)
    assert dossier.folio == made.folio
    assert (dossier.settlement, dossier.zone, dossier.phone) == ("El Cabuyal", Zone.RURAL, "3215795346")
    assert len(dossier.members) == len(made.people) == 6
    assert dossier.head is not None
    assert dossier.head.document == "1075234500"
    (episode,) = dossier.enrolments
    assert episode.entry_on == TODAY
    assert [one.is_main for one in episode.targeting] == [True, False]
    assert checking.problems(services.database) == []


def test_the_same_operation_asked_twice_enrols_once(services: Services) -> None:
    operation, data = new_id(), household(2)
    first = services.run(enrolling.enrol_family, data, operation_id=operation)
    again = services.run(enrolling.enrol_family, data, operation_id=operation)
    assert again.repeated
    assert again.result == first.result


def test_people_of_a_victims_list_are_victims_unless_they_said_otherwise(services: Services) -> None:
    people = (person(0), person(1, kinship=Kinship.SPOUSE, victim=Answer.DECLINED))
    listed = (NewTargeting(source=TargetingSource.RUV, household_key="CJ000123456"),)
    made = _enrol(services, household(2, members=people, targeting=listed))
    told = {one.person_id: one.victim for one in services.read(queries.dossier, made.family_id).members}
    assert [told[one] for one in made.people] == [Answer.YES, Answer.DECLINED]


def _members(**first: Any) -> EnrolFamily:
    return household(3, members=(person(0, **first), person(1), person(2)))


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (replace(household(1), members=()), "members_missing", "members"),
        (_members(kinship=Kinship.SPOUSE), "head_missing", "members.0.kinship"),
        (_members(document="1075234501"), "document_repeated", "members.1.document"),
        (_members(first_name=""), "name_missing", "members.0.first_name"),
        (_members(birth_date=None), "birth_date_invalid", "members.0.birth_date"),
        (_members(document="", document_type=""), "no_document_missing", "members.0.document"),
        (_members(document="12"), "document_unusual_shape", "members.0.document"),
        (replace(household(2), entry_on=date(2026, 11, 22)), "entry_in_future", "entry_on"),
        (replace(household(2), targeting=()), "targeting_missing", "source"),
        (replace(household(2), municipality_id="00000"), "municipality_missing", "municipality"),
        (
            replace(household(2), targeting=(NewTargeting(source=TargetingSource.SISBEN_IV, level="E1"),)),
            "level_unusual",
            "level",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place_and_nothing_is_kept(
    services: Services, data: EnrolFamily, code: str, field: str
) -> None:
    wrong = _refusal(services, data)
    assert (wrong.code, wrong.field) == (code, field)


def test_two_heads_are_refused(services: Services) -> None:
    two = household(2, members=(person(0), person(1, kinship=Kinship.HEAD)))
    wrong = _refusal(services, two)
    assert (wrong.code, wrong.field, wrong.params) == ("head_repeated", "members.1.kinship", {"row": "1"})


@pytest.mark.check("C26")
def test_a_warning_passes_with_a_reason_which_is_kept(services: Services) -> None:
    doubtful = _members(document="12")
    assert _refusal(services, doubtful).code == "document_unusual_shape"
    blank = _members(document="12", accepted=(Accepted("document", "document_unusual_shape", " "),))
    assert _refusal(services, blank).code == "document_unusual_shape"
    passed = _members(document="12", accepted=(Accepted("document", "document_unusual_shape", "Lo vi en la cédula"),))
    made = _enrol(services, passed)
    with services.database.reading() as session:
        (kept,) = session.execute(select(AcceptedWarning)).scalars()
        assert (kept.person_id, kept.code, kept.reason) == (
            made.people[0], "document_unusual_shape", "Lo vi en la cédula",
        )  # fmt: skip


def test_somebody_elses_document_names_their_family(services: Services) -> None:
    family = add_family(services)
    wrong = _refusal(services, _members(document="36284517"))
    assert (wrong.code, wrong.field) == ("document_of_family", "members.0.document")
    assert (wrong.params["folio"], wrong.params["family_id"]) == (family.folio, family.family_id)


def test_a_household_number_that_is_known_passes_only_with_a_reason(services: Services) -> None:
    first = _enrol(services, household(2))
    again = household(2, members=(person(12), person(13)))
    wrong = _refusal(services, again)
    assert (wrong.code, wrong.params["folio"]) == ("household_known", first.folio)
    reason = Accepted("household_key", "household_known", "Son dos hogares con la misma ficha")
    assert _enrol(services, replace(again, accepted=(reason,))).folio != first.folio


def test_an_enrolment_is_taken_back_whole(services: Services) -> None:
    _enrol(services, household(2))
    before = business(services.database)
    operation = new_id()
    other = household(
        2,
        members=(person(12), person(13)),
        targeting=(NewTargeting(source=TargetingSource.OTHER),),
        contact=ContactFields(settlement="Vereda Nueva", zone=None, address="", phone="", other_phone=""),
    )
    made = services.run(enrolling.enrol_family, other, operation_id=operation).result
    undo = UndoEnrolment(made.family_id, operation)
    assert services.run(enrolling.undo_enrolment, undo).result == made.folio
    after = business(services.database)
    assert {name: rows for name, rows in after.items() if name != "folio_counter"} == {
        name: rows for name, rows in before.items() if name != "folio_counter"
    }
    with services.database.reading() as session:
        assert session.get(Family, made.family_id) is None
        assert "Vereda Nueva" not in set(session.execute(select(Settlement.name)).scalars())
    assert checking.problems(services.database) == []
    with pytest.raises(ExpectedError, match="family_gone"):
        services.run(enrolling.undo_enrolment, undo)


def test_an_enrolment_somebody_worked_on_stays(services: Services) -> None:
    operation = new_id()
    made = services.run(enrolling.enrol_family, household(2), operation_id=operation).result
    base = services.read(commands.current_contact, made.family_id)[1]
    edit = EditContact(family_id=made.family_id, base=base, mine=replace(base, phone="3001112233"))
    services.run(commands.edit_contact, edit)
    with pytest.raises(ExpectedError, match="enrolment_touched"):
        services.run(enrolling.undo_enrolment, UndoEnrolment(made.family_id, operation))
    assert services.read(queries.dossier, made.family_id).phone == "3001112233"


def test_sex_and_ages_are_doubted_against_the_kinship(services: Services) -> None:
    child = person(1, kinship=Kinship.CHILD, birth_date=date(1986, 1, 1), document_type="CC", sex=Sex.MALE)
    wrong = _refusal(services, household(2, members=(person(0), child)))
    assert (wrong.code, wrong.field) == ("kinship_age", "members.1.kinship")


# --- consent


def _consents(data: EnrolFamily, row: int, **said: Any) -> EnrolFamily:
    fields = replace(data.consents[row].fields, **said)
    changed = tuple(replace(one, fields=fields) if place == row else one for place, one in enumerate(data.consents))
    return replace(data, consents=changed)


def test_what_each_person_authorised_is_recorded_with_them(services: Services) -> None:
    data = household(3)
    made = _enrol(services, data)
    with services.database.reading() as session:
        kept = {one.person_id: one for one in session.execute(select(Consent)).scalars()}
    assert kept.keys() == set(made.people)
    assert kept[made.people[2]].representative_id == made.people[0]
    assert kept[made.people[0]].representative_id is None


@pytest.mark.check("B50")
@pytest.mark.parametrize(
    ("said", "code"),
    [
        (None, "consent_missing"),
        ({"refused": True}, "consent_refused"),
        ({"channel": None}, "consent_channel_missing"),
        ({"basis": LegalBasis.LEGAL_FUNCTION}, "consent_norm_missing"),
    ],
)
def test_nobody_is_registered_without_authorisation_or_a_stated_basis(
    services: Services, said: dict[str, Any] | None, code: str
) -> None:
    data = household(2)
    data = replace(data, consents=data.consents[:1]) if said is None else _consents(data, 1, **said)
    wrong = _refusal(services, data)
    assert wrong.code == code
    assert (wrong.field or "").startswith("members.1.consent")


@pytest.mark.check("B51")
def test_a_minor_needs_a_representative_or_a_reason_of_protection(services: Services) -> None:
    data = household(3)
    assert _refusal(services, _consents(data, 2, representative_id=None)).code == "consent_representative_missing"
    protected = _consents(data, 2, representative_id=None, relation="", protection_reason=next(iter(ProtectionReason)))
    _enrol(services, protected)


def test_sensitive_answers_need_their_own_authorisation(services: Services) -> None:
    data = household(2, members=(person(0, ethnicity="indigenous", victim=Answer.YES), person(1)))
    withheld = _consents(data, 0, sensitive=False)
    wrong = _refusal(services, withheld)
    assert (wrong.code, wrong.field) == ("sensitive_not_authorised", "members.0.ethnicity")
    _enrol(services, data)


def test_somebody_said_not_to_be_the_same_is_not_asked_about_again(services: Services) -> None:
    known = _enrol(services, household(1)).people[0]
    twin = person(12, birth_date=person(0).fields.birth_date, document="1075234599")
    listed = (NewTargeting(source=TargetingSource.OTHER),)
    data = household(1, members=(twin,), targeting=listed)
    assert twin.known_as is not None
    made = _enrol(services, replace(data, not_same=(NotSame(twin.known_as, known),)))
    with services.database.reading() as session:
        (pair,) = session.execute(select(DuplicateCandidate)).scalars()
    assert {pair.one_id, pair.other_id} == {known, made.people[0]}
    assert pair.state is CandidateState.DISMISSED
    assert checking.problems(services.database) == []


def test_a_birth_known_by_its_year_is_shown_so_until_somebody_corrects_it(services: Services) -> None:
    known = person(0, birth_date=date(1985, 1, 1), birth_precision=DatePrecision.YEAR)
    made = _enrol(services, household(1, members=(known,)))
    member = services.read(queries.dossier, made.family_id).members[0]
    assert member.born == "1985"
    base = services.read(commands.current_person, made.people[0])[2]
    edit = EditPerson(person_id=made.people[0], base=base, mine=replace(base, birth_date=date(1985, 7, 2)))
    services.run(commands.edit_person, edit)
    assert services.read(queries.dossier, made.family_id).members[0].born == "02/07/1985"
