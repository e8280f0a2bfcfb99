"""Authorisation of data treatment: the rules, and what records an answer or takes it back.

Sources: Ley 1581 de 2012, art. 5-7, 9, 10 and 12; Decreto 1377 de 2013 (in Decreto 1074 de 2015), art. 5-8 and 12.

Whoever makes persons by hand calls, in the same transaction and for each of them::

    findings = check_consent(fields, birth_date, today, registering=True)   # while the form is filled in
    record_consent(work, person_id, with_ids(fields, ids))                  # after the person was written

``with_ids`` changes the ids a form made for people who were not saved yet into theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from gsi_desktop.models import consent as models
from gsi_desktop.models.enums import ConsentDecision, LegalBasis, NoticeStatus
from gsi_desktop.models.families import Membership, Person
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import consent_texts
from gsi_desktop.services.families.consent_data import (
    ADULT_AGE,
    ConsentFields,
    PersonConsent,
    RecordConsents,
    RevokeConsent,
    Subject,
)
from gsi_desktop.services.families.data import Finding, Severity, age_on

_LIMITS = {"norm": 300, "taken_by": 120, "representative": 200, "relation": 80, "note": 400}


# --- rules


def check_consent(
    fields: ConsentFields, birth_date: date | None, today: date, *, registering: bool = False
) -> list[Finding]:
    """Return what stops ``fields`` from being recorded for somebody born on ``birth_date``; nothing here is a warning.

    ``registering`` is for a person who is not in the registry yet: without authorisation and without another legal
    basis nobody is registered.
    """
    found = [*_missing(fields, today), *_basis(fields)]
    if fields.refused and registering and fields.basis is LegalBasis.AUTHORISATION:
        found.append(("basis", "consent_refused"))
    day = fields.occurred_on or today
    if birth_date is not None and age_on(birth_date, day) < ADULT_AGE:
        found.extend(_minor(fields))
    return [Finding(field, code, Severity.ERROR) for field, code in found]


def _missing(fields: ConsentFields, today: date) -> Iterator[tuple[str, str]]:
    if fields.occurred_on is None:
        yield "occurred_on", "consent_date_missing"
    elif fields.occurred_on > today:
        yield "occurred_on", "consent_in_future"
    if not fields.taken_by.strip():
        yield "taken_by", "consent_taken_by_missing"


def _basis(fields: ConsentFields) -> Iterator[tuple[str, str]]:
    match fields.basis:
        case LegalBasis.AUTHORISATION:
            if fields.channel is None:
                yield "channel", "consent_channel_missing"
            if not fields.refused and not fields.purposes:
                yield "purposes", "consent_purposes_missing"
        case LegalBasis.LEGAL_FUNCTION:
            if not fields.norm.strip():
                yield "norm", "consent_norm_missing"
            if not fields.notice_delivered:
                yield "notice_delivered", "consent_notice_missing"
        case LegalBasis.EMERGENCY:
            if not fields.note.strip():
                yield "note", "consent_emergency_missing"


def _minor(fields: ConsentFields) -> Iterator[tuple[str, str]]:
    represented = fields.representative_id is not None or fields.representative.strip()
    if not represented and fields.protection_reason is None:
        yield "representative", "consent_representative_missing"
    elif represented and not fields.relation.strip():
        yield "relation", "consent_relation_missing"
    if fields.basis is LegalBasis.AUTHORISATION and fields.minor_opinion is None:
        yield "minor_opinion", "consent_opinion_missing"


def share(fields: ConsentFields, subject: Subject, today: date) -> ConsentFields:
    """Return what the head's answer says of another member: only minors keep a representative and their opinion."""
    if subject.is_minor(fields.occurred_on or today):
        return replace(fields, relation=fields.relation or subject.relation)
    return replace(
        fields, representative_id=None, representative="", relation="", protection_reason=None, minor_opinion=None
    )


def with_ids(fields: ConsentFields, ids: Mapping[UUID, UUID]) -> ConsentFields:
    """Return ``fields`` with the representative a form knew by an id of its own as the person who was written."""
    known = fields.representative_id
    return fields if known is None else replace(fields, representative_id=ids.get(known, known))


# --- commands


def record_consents(work: UnitOfWork, data: RecordConsents) -> int:
    """Record what the people of a household said and return for how many; all of it or nothing."""
    for one in data.consents:
        record_consent(work, one.person_id, one.fields)
    return len(data.consents)


def record_consent(work: UnitOfWork, person_id: UUID, fields: ConsentFields, *, registering: bool = False) -> UUID:
    """Record what a person said and return its id; a piece of a command, called in the transaction of the person.

    Raises the first finding of `check_consent` with its field, ``person_gone``, ``consent_representative_minor``,
    ``consent_purpose_unknown`` and ``text_too_long``.
    """
    person = work.session.execute(
        select(Person.municipality_id, Person.birth_date, Person.merged_into)
        .where(Person.id == person_id)
        .with_for_update(read=True, key_share=True)  # waits for whoever is merging them
    ).one_or_none()
    if person is None or person.merged_into is not None:
        raise ExpectedError("person_gone")
    for finding in check_consent(fields, person.birth_date, work.clock.today(), registering=registering):
        raise ExpectedError(finding.code, field=finding.field)
    _require_fitting(fields)
    _require_adult(work, fields)
    assert fields.occurred_on is not None  # noqa: S101 - the rules asked for it
    text = consent_texts.in_force(work.session, fields.occurred_on)
    if set(fields.purposes) - {one.code for one in text.purposes}:
        raise ExpectedError("consent_purpose_unknown", field="purposes")
    authorised = fields.basis is LegalBasis.AUTHORISATION
    granted = authorised and not fields.refused
    made = models.Consent(
        id=new_id(),
        person_id=person_id,
        municipality_id=person.municipality_id,
        text_id=text.text_id,
        operation_id=work.operation_id,
        recorded_at=work.clock.now(),
        decision=ConsentDecision.REFUSED if authorised and fields.refused else ConsentDecision.GRANTED,
        basis=fields.basis,
        norm=fields.norm.strip(),
        purposes=" ".join(fields.purposes) if granted else "",
        sensitive=fields.sensitive and not fields.refused,
        channel=fields.channel,
        occurred_on=fields.occurred_on,
        taken_by=fields.taken_by.strip(),
        representative_id=fields.representative_id,
        representative=fields.representative.strip(),
        relation=fields.relation.strip(),
        protection_reason=fields.protection_reason,
        minor_opinion=fields.minor_opinion,
        note=fields.note.strip(),
    )
    work.session.add(made)
    work.session.flush()
    if authorised or fields.notice_delivered:
        _deliver_notice(work, person_id)
    _note_change(work, person_id)
    return made.id


def revoke_consent(work: UnitOfWork, data: RevokeConsent) -> UUID:
    """Record that a person took their authorisation back and return the id of that event; the former one stays.

    Raises ``consent_gone``, ``consent_not_newest``, ``consent_not_granted``, ``reason_missing``,
    ``consent_in_future`` and ``consent_before``.
    """
    former = work.session.get(models.Consent, data.consent_id)
    if former is None:
        raise ExpectedError("consent_gone")
    work.session.execute(select(Person.id).where(Person.id == former.person_id).with_for_update())
    newest = work.session.execute(
        select(models.Consent.id)
        .where(models.Consent.person_id == former.person_id)
        .order_by(models.Consent.id.desc())
        .limit(1)
    ).scalar_one()
    if newest != former.id:
        raise ExpectedError("consent_not_newest")
    if former.decision is not ConsentDecision.GRANTED or former.basis is not LegalBasis.AUTHORISATION:
        raise ExpectedError("consent_not_granted")
    _check_revocation(work, data, former)
    made = models.Consent(
        id=new_id(),
        person_id=former.person_id,
        municipality_id=former.municipality_id,
        text_id=former.text_id,
        operation_id=work.operation_id,
        recorded_at=work.clock.now(),
        decision=ConsentDecision.REVOKED,
        basis=former.basis,
        channel=data.channel,
        occurred_on=data.occurred_on,
        taken_by=data.taken_by.strip(),
        representative_id=former.representative_id,
        representative=former.representative,
        relation=former.relation,
        note=data.reason.strip(),
        revokes_id=former.id,
    )
    work.session.add(made)
    work.session.flush()
    _note_change(work, former.person_id)
    return made.id


def _check_revocation(work: UnitOfWork, data: RevokeConsent, former: models.Consent) -> None:
    if not data.reason.strip():
        raise ExpectedError("reason_missing", field="reason")
    if len(data.reason.strip()) > _LIMITS["note"]:
        raise ExpectedError("text_too_long", field="reason", limit=_LIMITS["note"])
    if data.occurred_on > work.clock.today():
        raise ExpectedError("consent_in_future", field="occurred_on")
    if data.occurred_on < former.occurred_on:
        raise ExpectedError("consent_before", field="occurred_on")


def _require_fitting(fields: ConsentFields) -> None:
    for name, limit in _LIMITS.items():
        if len(getattr(fields, name).strip()) > limit:
            raise ExpectedError("text_too_long", field=name, limit=limit)


def _require_adult(work: UnitOfWork, fields: ConsentFields) -> None:
    if fields.representative_id is None:
        return
    found = work.session.execute(select(Person.birth_date).where(Person.id == fields.representative_id)).one_or_none()
    if found is None:
        raise ExpectedError("person_gone", field="representative")
    day = fields.occurred_on
    if found.birth_date is not None and day is not None and age_on(found.birth_date, day) < ADULT_AGE:
        raise ExpectedError("consent_representative_minor", field="representative")


def _deliver_notice(work: UnitOfWork, person_id: UUID) -> None:
    work.session.execute(
        update(Person)
        .where(Person.id == person_id, Person.notice != NoticeStatus.DELIVERED)
        .values(notice=NoticeStatus.DELIVERED)
        .execution_options(synchronize_session=False)
    )


def _note_change(work: UnitOfWork, person_id: UUID) -> None:
    families = select(Membership.family_id).where(Membership.person_id == person_id, Membership.valid_to_on.is_(None))
    work.changes.families.update(work.session.execute(families).scalars())
    work.changes.kinds.add("consent")


__all__ = [
    "ConsentFields",
    "PersonConsent",
    "RecordConsents",
    "RevokeConsent",
    "Subject",
    "check_consent",
    "record_consent",
    "record_consents",
    "revoke_consent",
    "share",
    "with_ids",
]
