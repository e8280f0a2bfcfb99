"""Authorisation of data treatment: what is asked, what is recorded, what a first visit waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.consent import Consent
from gsi_desktop.models.enums import (
    LegalBasis,
    MinorOpinion,
    NoticeStatus,
    ProtectionReason,
    VisitKind,
)
from gsi_desktop.models.families import Membership
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import consent, consent_queries, consent_texts, queries
from gsi_desktop.services.families.consent_data import (
    ConsentFields,
    ConsentState,
    PublishConsentText,
    Purpose,
    RevokeConsent,
    Subject,
)
from tests.support import accompaniment as steps
from tests.support.consents import GRANTED, record, represented, untold_family
from tests.support.factories import add_family

TODAY = date(2026, 11, 21)
ADULT, CHILD = date(1985, 7, 2), date(2014, 12, 5)


def codes(fields: ConsentFields, born: date | None = ADULT, **more: Any) -> list[str]:
    return [found.code for found in consent.check_consent(fields, born, TODAY, **more)]


@pytest.mark.check("B50")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"channel": None}, "consent_channel_missing"),
        ({"purposes": ()}, "consent_purposes_missing"),
        ({"taken_by": "  "}, "consent_taken_by_missing"),
        ({"occurred_on": None}, "consent_date_missing"),
        ({"occurred_on": date(2026, 11, 22)}, "consent_in_future"),
        ({"basis": LegalBasis.LEGAL_FUNCTION, "notice_delivered": True}, "consent_norm_missing"),
        ({"basis": LegalBasis.LEGAL_FUNCTION, "norm": "Ley 1532 de 2012"}, "consent_notice_missing"),
        ({"basis": LegalBasis.EMERGENCY}, "consent_emergency_missing"),
    ],
)
def test_nothing_is_recorded_without_consent_or_legal_basis(
    services: Services, change: dict[str, Any], code: str
) -> None:
    fields = replace(GRANTED, **change)
    assert codes(fields) == [code]
    family = add_family(services)
    with pytest.raises(ExpectedError) as refused:
        record(services, (family.people[0], fields))
    assert refused.value.code == code
    assert services.read(lambda session: session.execute(select(func.count()).select_from(Consent)).scalar()) == 0


def test_an_answer_dated_before_the_birth_of_a_child_needs_a_representative_all_the_same() -> None:
    newborn = date(2026, 11, 20)
    assert codes(replace(GRANTED, occurred_on=date(2026, 11, 19)), newborn) == [
        "consent_representative_missing",
        "consent_opinion_missing",
    ]


@pytest.mark.check("B50")
def test_who_does_not_authorise_is_not_registered_without_another_basis() -> None:
    refused = replace(GRANTED, refused=True, purposes=())
    assert codes(refused) == []  # of somebody registered it is recorded
    assert codes(refused, registering=True) == ["consent_refused"]
    function = replace(GRANTED, basis=LegalBasis.LEGAL_FUNCTION, norm="Ley 1448 de 2011", notice_delivered=True)
    assert codes(function, registering=True) == []


@pytest.mark.check("B51")
def test_a_minor_needs_a_representative_or_a_reason_of_protection() -> None:
    assert codes(GRANTED, CHILD) == ["consent_representative_missing", "consent_opinion_missing"]
    named = replace(GRANTED, representative="Rosalba Muñoz", minor_opinion=MinorOpinion.AGREES)
    assert codes(named, CHILD) == ["consent_relation_missing"]
    assert codes(replace(named, relation="Madre"), CHILD) == []
    for reason in ProtectionReason:
        alone = replace(GRANTED, protection_reason=reason, minor_opinion=MinorOpinion.DISAGREES)
        assert codes(alone, CHILD) == []


@pytest.mark.check("B51")
@pytest.mark.parametrize(("born", "minor"), [(date(2008, 11, 21), False), (date(2008, 11, 22), True), (None, False)])
def test_eighteen_is_reached_on_the_birthday(born: date | None, minor: bool) -> None:
    assert ("consent_representative_missing" in codes(GRANTED, born)) is minor
    assert Subject(new_id(), "X", born).is_minor(TODAY) is minor


@pytest.mark.check("B51")
def test_a_minor_does_not_represent(services: Services) -> None:
    family = add_family(services)
    leidy = family.people[2]
    with pytest.raises(ExpectedError, match="consent_representative_minor"):
        record(services, (leidy, represented(leidy)))


def test_a_household_is_recorded_at_once_and_told_whole(services: Services) -> None:
    family = untold_family(services)
    head, spouse, child = family.people
    assert services.read(consent_queries.untold, family.people) == tuple(sorted(family.people))
    assert record(services, (head, GRANTED), (spouse, GRANTED), (child, represented(head))) == 3
    people = services.read(consent_queries.family_consents, family.family_id, TODAY)
    assert [one.state for one in people] == [ConsentState.GRANTED] * 3
    newest = next(one for one in people if one.person_id == child).newest
    assert newest is not None
    assert (newest.representative_id, newest.relation, newest.purposes) == (head, "Madre", ("care", "offers"))
    assert newest.actor == services.actor
    assert services.read(consent_queries.untold, family.people) == ()
    dossier = services.read(queries.dossier, family.family_id)
    assert {one.notice for one in dossier.members} == {NoticeStatus.DELIVERED}


def test_all_of_a_household_or_nothing(services: Services) -> None:
    family = untold_family(services)
    with pytest.raises(ExpectedError):
        record(services, (family.people[0], GRANTED), (family.people[2], GRANTED))
    assert len(services.read(consent_queries.untold, family.people)) == 3


def test_a_revocation_is_an_event_that_leaves_the_authorisation(services: Services) -> None:
    family = add_family(services)
    head = family.people[0]
    record(services, (head, GRANTED))
    (first,) = services.read(consent_queries.family_consents, family.family_id, TODAY)[0].events
    asked = RevokeConsent(consent_id=first.consent_id, occurred_on=TODAY, taken_by="Yenny", reason="Ya no quiere")
    with pytest.raises(ExpectedError, match="reason_missing"):
        services.run(consent.revoke_consent, replace(asked, reason=" "))
    services.run(consent.revoke_consent, asked)
    told = services.read(consent_queries.family_consents, family.family_id, TODAY)[0]
    assert told.state is ConsentState.REVOKED
    assert [event.note for event in told.events] == ["Ya no quiere", ""]
    with pytest.raises(ExpectedError, match="consent_not_newest"):
        services.run(consent.revoke_consent, asked)
    assert not services.read(consent_queries.may_keep_sensitive, head)


def test_who_came_of_age_is_asked_again(services: Services) -> None:
    family = add_family(services)
    head, _spouse, child = family.people
    record(services, (child, represented(head)))
    people = services.read(consent_queries.family_consents, family.family_id, TODAY)
    assert not any(one.renew for one in people)
    later = services.read(consent_queries.family_consents, family.family_id, date(2032, 12, 5))
    assert [one.person_id for one in later if one.renew] == [child]


def test_a_new_text_leaves_what_was_authorised_with_the_text_that_was_read(services: Services) -> None:
    family = add_family(services)
    record(services, (family.people[0], GRANTED))
    first = services.read(consent_texts.in_force, TODAY)
    assert first.number == 1
    assert "Ley 1581 de 2012" in first.body
    assert "Decreto 1377 de 2013" in first.body
    assert "no estoy obligado(a)" in " ".join(first.body.split())
    assert first.sha256 == consent_texts.hashed(first.body, first.purposes)
    purposes = (Purpose("care", "Acompañar."),)
    draft = PublishConsentText(base_number=1, label="Jurídica", body="Autorizo.", purposes=purposes, reason="Revisado")
    assert services.run(consent_texts.publish_text, draft).result == 2
    with pytest.raises(ExpectedError, match="consent_text_changed"):
        services.run(consent_texts.publish_text, draft)
    with pytest.raises(ExpectedError, match="consent_purpose_unknown"):
        record(services, (family.people[1], GRANTED))
    record(services, (family.people[1], replace(GRANTED, purposes=("care",))))
    people = services.read(consent_queries.family_consents, family.family_id, TODAY)
    assert sorted(one.newest.text_number for one in people if one.newest) == [1, 2]


def test_the_head_answers_for_all_but_only_minors_keep_a_representative() -> None:
    head = new_id()
    said = represented(head)
    child = Subject(new_id(), "Leidy", CHILD, relation="Madre")
    assert consent.share(replace(said, relation=""), child, TODAY) == said
    assert consent.share(said, Subject(new_id(), "Wilson", ADULT), TODAY) == GRANTED
    saved = new_id()
    assert consent.with_ids(said, {head: saved}).representative_id == saved


@pytest.mark.check("B50")
def test_a_first_visit_waits_for_everybody_who_was_there(services: Services) -> None:
    family = untold_family(services)
    head, spouse, child = family.people
    record(services, (head, GRANTED))
    with pytest.raises(ExpectedError) as refused:
        steps.record(services, family, kind=VisitKind.SESSION_1, present=(head, spouse))
    assert refused.value.code == "consent_missing"
    assert refused.value.params["names"] == "Wilson Andrés Cabrera Peña"
    record(services, (spouse, replace(GRANTED, refused=True, purposes=())))
    with pytest.raises(ExpectedError, match="consent_missing"):  # who signs was there
        steps.record(services, family, kind=VisitKind.SESSION_1, present=(head,), signer_id=child)
    steps.record(services, family, kind=VisitKind.SESSION_1, present=(head, spouse))
    steps.record(
        services, family, kind=VisitKind.SESSION_2, present=(head, child), started_time="15:00", ended_time="16:00"
    )


@pytest.mark.check("B50")
def test_later_visits_ask_of_who_came_since(services: Services) -> None:
    family = untold_family(services)
    head, spouse, child = family.people
    record(services, (head, GRANTED))
    steps.record(services, family, kind=VisitKind.SESSION_1, present=(head,), occurred_on=date(2026, 4, 2))

    def came_later(work: UnitOfWork, person: UUID) -> None:
        row = work.session.execute(select(Membership).where(Membership.person_id == person)).scalar_one()
        row.valid_from_on = date(2026, 6, 1)

    later: dict[str, Any] = {"kind": VisitKind.SESSION_2, "started_time": "15:00", "ended_time": "16:00"}
    steps.record(services, family, present=(head, spouse), **later)
    services.run(came_later, child)
    with pytest.raises(ExpectedError) as refused:
        steps.record(services, family, present=(head, child), **{**later, "kind": VisitKind.SESSION_3})
    assert refused.value.params["names"] == "Leidy Tatiana Cabrera Muñoz"
