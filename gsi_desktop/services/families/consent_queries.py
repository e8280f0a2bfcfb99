"""Reads of consents: where each member of a family stands, and who still has to be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from gsi_desktop.models.consent import Consent, ConsentText
from gsi_desktop.models.enums import ConsentDecision, LegalBasis, NoticeStatus
from gsi_desktop.models.families import Membership, Person
from gsi_desktop.models.operations import Operation
from gsi_desktop.services.families.consent_data import ADULT_AGE, ConsentEvent, ConsentOf, ConsentState
from gsi_desktop.services.families.data import age_on, full_name


def family_consents(session: Session, family_id: UUID, day: date) -> tuple[ConsentOf, ...]:
    """Return the present members of a family, the head first, each with what they answered."""
    rows = session.execute(
        select(Person, Membership.kinship, Membership.is_head)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.family_id == family_id, Membership.valid_to_on.is_(None))
        .order_by(Membership.is_head.desc(), Person.birth_date, Person.id)
    ).all()
    events = _events(session, [person.id for person, _kinship, _head in rows])
    return tuple(
        ConsentOf(
            person_id=person.id,
            name=full_name(person.first_name, person.second_name, person.first_surname, person.second_surname),
            sex=person.sex,
            birth_date=person.birth_date,
            kinship=kinship,
            is_head=is_head,
            state=_state(person.notice, events[person.id]),
            renew=_renew(person.birth_date, events[person.id], day),
            events=tuple(events[person.id]),
        )
        for person, kinship, is_head in rows
    )


def _state(notice: NoticeStatus, events: Sequence[ConsentEvent]) -> ConsentState:
    if not events:
        return ConsentState.PENDING if notice is NoticeStatus.PENDING else ConsentState.NOTICE
    newest = events[0]
    if newest.decision is not ConsentDecision.GRANTED:
        refused = newest.decision is ConsentDecision.REFUSED
        return ConsentState.REFUSED if refused else ConsentState.REVOKED
    return {
        LegalBasis.AUTHORISATION: ConsentState.GRANTED,
        LegalBasis.LEGAL_FUNCTION: ConsentState.NOTICE,
        LegalBasis.EMERGENCY: ConsentState.EMERGENCY,
    }[newest.basis]


def _renew(born: date | None, events: Sequence[ConsentEvent], day: date) -> bool:
    if born is None or not events or events[0].basis is not LegalBasis.AUTHORISATION:
        return False
    return age_on(born, events[0].occurred_on) < ADULT_AGE <= age_on(born, day)


def _events(session: Session, people: Sequence[UUID]) -> dict[UUID, list[ConsentEvent]]:
    rows = session.execute(
        select(Consent, ConsentText.number, Operation.actor)
        .join(ConsentText, ConsentText.id == Consent.text_id)
        .join(Operation, Operation.id == Consent.operation_id)
        .where(Consent.person_id.in_(people))
        .order_by(Consent.id.desc())
    )
    found: dict[UUID, list[ConsentEvent]] = defaultdict(list)
    for row, number, actor in rows:
        found[row.person_id].append(
            ConsentEvent(
                consent_id=row.id,
                text_number=number,
                text_id=row.text_id,
                decision=row.decision,
                basis=row.basis,
                norm=row.norm,
                purposes=tuple(row.purposes.split()),
                sensitive=row.sensitive,
                channel=row.channel,
                occurred_on=row.occurred_on,
                taken_by=row.taken_by,
                representative_id=row.representative_id,
                representative=row.representative,
                relation=row.relation,
                protection_reason=row.protection_reason,
                minor_opinion=row.minor_opinion,
                note=row.note,
                recorded_at=row.recorded_at,
                actor=actor,
            )
        )
    return found


def untold(session: Session, people: Iterable[UUID]) -> tuple[UUID, ...]:
    """Return those of ``people`` who answered nothing and were given no notice yet: a first visit asks them."""
    answered = exists().where(Consent.person_id == Person.id)
    rows = select(Person.id).where(Person.id.in_(list(people)), Person.notice == NoticeStatus.PENDING, ~answered)
    return tuple(session.execute(rows.order_by(Person.id)).scalars())


def may_keep_sensitive(session: Session, person_id: UUID) -> bool:
    """Whether sensitive data of a person may be kept: they said so, or the law or an emergency does.

    Nobody is asked again for what is reserved to protect them: without any answer it may.
    """
    newest = session.execute(
        select(Consent.decision, Consent.basis, Consent.sensitive)
        .where(Consent.person_id == person_id)
        .order_by(Consent.id.desc())
        .limit(1)
    ).one_or_none()
    if newest is None or newest.basis is not LegalBasis.AUTHORISATION:
        return True
    return newest.decision is ConsentDecision.GRANTED and newest.sensitive
