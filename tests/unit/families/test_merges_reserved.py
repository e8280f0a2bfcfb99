"""Merges, annulments and what is kept of a person by law: answers, revocations and protected places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.consent import Consent, ProtectedFact
from gsi_desktop.models.enums import Kinship, ProtectedKind
from gsi_desktop.models.families import Family
from gsi_desktop.services.core.errors import GsiError
from gsi_desktop.services.families import consent, consent_queries, protected
from gsi_desktop.services.families.consent_data import ConsentState, RecordProtected, RevokeConsent
from gsi_desktop.services.families.merges import undo
from gsi_desktop.services.families.merges.data import MergeFamilies, MergePersons, Since, UndoMerge, Undone
from gsi_desktop.services.families.merges.households import merge_families
from gsi_desktop.services.families.merges.people import merge_persons
from tests.support import consents, life
from tests.support.factories import HOUSEHOLD, ROSALBA, Added, add_family
from tests.support.merging import Work, differences, registered, rows
from tests.support.together import together

TODAY = date(2026, 11, 21)
TWICE = replace(ROSALBA, first_name="Rosalva", document="36284571", kinship=Kinship.OTHER_RELATIVE)
HIDDEN = (True, "", None)


def _place(services: Services, family_id: UUID) -> tuple[bool, str, UUID | None]:
    with services.database.reading() as session:
        family = session.get_one(Family, family_id)
        return family.location_protected, family.address, family.settlement_id


def _protect(services: Services, person_id: UUID) -> None:
    told = RecordProtected(person_id=person_id, kind=ProtectedKind.LOCATION, text="Casa de una vecina")
    services.run(protected.record_protected, told)


def _reserved(services: Services, person_id: UUID) -> str:
    with services.database.reading() as session:
        kept = select(ProtectedFact.reserved_text).where(ProtectedFact.person_id == person_id)
        return "\n".join(session.execute(kept).scalars())


def _unite(services: Services, kept: Added, gone: Added, *take: str) -> UUID:
    data = MergeFamilies(kept_id=kept.family_id, gone_id=gone.family_id, take=take)
    return services.run(merge_families, data).result.merge_id


def _undo(services: Services, merge_id: UUID) -> Undone:
    return services.run(undo.undo_merge, UndoMerge(merge_id)).result


# --- answers about data


def test_a_revocation_goes_back_with_the_answer_it_revokes(services: Services) -> None:
    made = add_family(services, ROSALBA, TWICE, HOUSEHOLD[2])
    kept, gone = made.people[:2]
    consents.record(services, (gone, consents.GRANTED))
    with services.database.reading() as session:
        granted = session.execute(select(Consent.id)).scalar_one()
    merge_id = services.run(merge_persons, MergePersons(kept_id=kept, gone_id=gone)).result.merge_id
    revoking = RevokeConsent(consent_id=granted, occurred_on=TODAY, taken_by="Yenny Muñoz", reason="No quiere")
    services.run(consent.revoke_consent, revoking)
    undone = _undo(services, merge_id)
    assert Since("followed", "consent", "person_id") in undone.since
    told = services.read(consent_queries.family_consents, made.family_id, TODAY)
    states = {one.person_id: one.state for one in told}
    assert states[gone] is ConsentState.REVOKED
    assert states[kept] is ConsentState.NOTICE


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_nothing_is_recorded_of_somebody_who_is_being_merged(services: Services) -> None:
    made = add_family(services, ROSALBA, TWICE, HOUSEHOLD[2])
    kept, gone = made.people[:2]
    together(
        lambda: services.run(merge_persons, MergePersons(kept_id=kept, gone_id=gone)),
        lambda: consents.record(services, (gone, consents.GRANTED)),
        lambda: _protect(services, gone),
    )
    with services.database.reading() as session:
        for model in (Consent, ProtectedFact):
            assert set(session.execute(select(model.person_id)).scalars()) <= {kept}


# --- protected places


def test_an_address_taken_into_a_protected_family_is_reserved(services: Services) -> None:
    kept, gone = registered(services, Work(), 1), registered(services, Work(), 2)
    _protect(services, kept.people[0])
    _unite(services, kept, gone, "address", "settlement")
    assert _place(services, kept.family_id) == HIDDEN
    assert "Finca 2" in _reserved(services, kept.people[0])


def test_a_family_merged_into_a_protected_one_shows_its_place_no_more(services: Services) -> None:
    kept, gone = registered(services, Work(), 1), registered(services, Work(), 2)
    _protect(services, kept.people[0])
    before = rows(services.database)
    merge_id = _unite(services, kept, gone)
    assert _place(services, gone.family_id) == (False, "", None)
    _undo(services, merge_id)
    assert differences(before, rows(services.database)) == []


@pytest.mark.parametrize("families", [True, False])
def test_a_place_hidden_by_a_merge_is_shown_again_when_it_is_undone(services: Services, families: bool) -> None:
    kept, gone = registered(services, Work(), 1), registered(services, Work(members=3), 2)
    _protect(services, gone.people[1])
    before = rows(services.database)
    if families:
        merge_id = _unite(services, kept, gone)
    else:
        data = MergePersons(kept_id=kept.people[1], gone_id=gone.people[1])
        merge_id = services.run(merge_persons, data).result.merge_id
    assert _place(services, kept.family_id) == HIDDEN
    _undo(services, merge_id)
    assert differences(before, rows(services.database)) == []


def test_an_annulled_move_does_not_show_a_place_that_was_protected_since(services: Services) -> None:
    family = add_family(services, address="Finca El Roble")
    event = life.move(services, family.family_id)
    _protect(services, family.people[0])
    life.annul(services, event)
    assert _place(services, family.family_id) == HIDDEN
    assert "Finca El Roble" in _reserved(services, family.people[0])


# --- locks


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_merge_and_a_life_event_wait_for_each_other(services: Services) -> None:
    kept, gone = registered(services, Work(), 1), registered(services, Work(), 2)
    raised: list[GsiError] = together(
        lambda: _unite(services, kept, gone), lambda: life.birth(services, kept.family_id, kinship=Kinship.CHILD)
    )
    assert "database_busy" not in {one.code for one in raised}


def test_what_changed_since_a_merge_does_not_tell_a_place_protected_since(services: Services) -> None:
    kept, gone = registered(services, Work(), 1), registered(services, Work(), 2)
    merge_id = _unite(services, kept, gone, "address")
    _protect(services, kept.people[0])
    assert not [one for one in services.read(undo.changed_since, merge_id) if one.column == "address"]
    assert "Finca 1" not in repr(_undo(services, merge_id))
    assert _place(services, kept.family_id) == HIDDEN


def test_what_changed_since_a_merge_does_not_tell_a_place_a_later_merge_hid(services: Services) -> None:
    kept, gone, hidden = (registered(services, Work(), number) for number in (1, 2, 3))
    merge_id = _unite(services, kept, gone, "address")
    _protect(services, hidden.people[0])
    _unite(services, hidden, kept)
    assert _place(services, kept.family_id) == (False, "", None)
    assert not [one for one in services.read(undo.changed_since, merge_id) if one.column == "address"]
