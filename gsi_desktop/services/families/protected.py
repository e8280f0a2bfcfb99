"""Reserved facts: written apart, never listed, and read only by giving a reason that is kept.

Reading takes two steps: `ask_protected` writes who asks, of whom and why, and `read_protected` answers that asking once
the row is committed, to the same user and for a minute. No other function selects the text, and no result of a command
holds it: results of operations are stored.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from gsi_desktop.models.consent import ProtectedAccess, ProtectedFact
from gsi_desktop.models.enums import ProtectedKind
from gsi_desktop.models.families import Family, Membership, Person
from gsi_desktop.models.territory import Settlement
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families.commands import guarded_update
from gsi_desktop.services.families.consent_data import (
    AskProtected,
    ProtectedMark,
    ProtectedReading,
    ProtectedText,
    RecordProtected,
    RetireProtected,
)
from gsi_desktop.services.families.consent_queries import may_keep_sensitive
from gsi_desktop.services.families.data import full_name

REASON_LEAST: Final = 10
OPEN_FOR: Final = timedelta(seconds=60)
"""How long an asking is answered: the window reads at once."""
_MOST: Final = 4000


def record_protected(work: UnitOfWork, data: RecordProtected) -> UUID:
    """Keep a reserved fact of a person and return its id; a protected location takes address and settlement with it.

    Raises ``person_gone``, ``protected_text``, ``text_too_long``, ``protected_gone`` for the fact it corrects, and
    ``protected_sensitive_refused`` when the person did not authorise sensitive data.
    """
    text = data.text.strip()
    if not text:
        raise ExpectedError("protected_text", field="text")
    if len(text) > _MOST:
        raise ExpectedError("text_too_long", field="text", limit=_MOST)
    municipality = _municipality_of(work.session, data.person_id)
    if data.kind is not ProtectedKind.LOCATION and not may_keep_sensitive(work.session, data.person_id):
        raise ExpectedError("protected_sensitive_refused", field="text")
    if data.corrects is not None:
        _retire(work, data.corrects)
    made = ProtectedFact(
        id=new_id(),
        person_id=data.person_id,
        municipality_id=municipality,
        kind=data.kind,
        reserved_text=_with_address(work, data.person_id, text) if data.kind is ProtectedKind.LOCATION else text,
        recorded_by=work.actor,
        recorded_at=work.clock.now(),
    )
    work.session.add(made)
    work.session.flush()
    _follow_location(work, data.person_id)
    return made.id


def retire_protected(work: UnitOfWork, data: RetireProtected) -> None:
    """Let a reserved fact count no longer; the row stays. Raises ``protected_gone``.

    Where it was the family's protected location, the address may be written again; it is not written back.
    """
    person_id = _retire(work, data.fact_id)
    _follow_location(work, person_id)


def ask_protected(work: UnitOfWork, data: AskProtected) -> UUID:
    """Write down who asks for the reserved facts of a person and why, and return the id to read them by.

    Raises ``person_gone`` and ``protected_reason``.
    """
    reason = " ".join(data.reason.split())
    if len(reason) < REASON_LEAST:
        raise ExpectedError("protected_reason", field="reason", least=REASON_LEAST)
    made = ProtectedAccess(
        id=new_id(),
        person_id=data.person_id,
        municipality_id=_municipality_of(work.session, data.person_id),
        operation_id=work.operation_id,
        actor=work.actor,
        at=work.clock.now(),
        reason=reason[:400],
    )
    work.session.add(made)
    work.session.flush()
    family = _family_of(work.session, data.person_id)
    if family is not None:
        work.changes.families.add(family.id)
    work.changes.kinds.add("protected_access")
    return made.id


def read_protected(session: Session, access_id: UUID, *, actor: str, now: datetime) -> tuple[ProtectedText, ...]:
    """Return the reserved facts of the person an asking named, newest first; to who asked, and only for a minute.

    Raises ``protected_expired``.
    """
    asked = session.get(ProtectedAccess, access_id)
    if asked is None or asked.actor != actor or not asked.at <= now <= asked.at + OPEN_FOR:
        raise ExpectedError("protected_expired")
    rows = session.execute(
        select(ProtectedFact)
        .where(ProtectedFact.person_id == asked.person_id, _counts())
        .order_by(ProtectedFact.id.desc())
    ).scalars()
    return tuple(ProtectedText(
        fact_id=row.id, kind=row.kind, text=row.reserved_text, recorded_by=row.recorded_by, recorded_at=row.recorded_at
    ) for row in rows)  # fmt: skip


def protected_marks(session: Session, family_id: UUID) -> tuple[ProtectedMark, ...]:
    """Return the present members of a family that have reserved facts, and how many; nothing of what they say."""
    names = (Person.first_name, Person.second_name, Person.first_surname, Person.second_surname)
    rows = session.execute(
        select(Person.id, func.count(), *names)
        .join(Membership, and_(Membership.person_id == Person.id, Membership.valid_to_on.is_(None)))
        .join(ProtectedFact, and_(ProtectedFact.person_id == Person.id, _counts()))
        .where(Membership.family_id == family_id)
        .group_by(Person.id, *names)
        .order_by(Person.id)
    )
    return tuple(ProtectedMark(person_id=row[0], count=row[1], name=full_name(*row[2:])) for row in rows)


def protected_readings(session: Session, family_id: UUID, limit: int = 50) -> tuple[ProtectedReading, ...]:
    """Return who read reserved facts of the present members of a family, newest first."""
    names = (Person.first_name, Person.second_name, Person.first_surname, Person.second_surname)
    rows = session.execute(
        select(ProtectedAccess.actor, ProtectedAccess.at, ProtectedAccess.reason, *names)
        .join(Person, Person.id == ProtectedAccess.person_id)
        .join(Membership, and_(Membership.person_id == Person.id, Membership.valid_to_on.is_(None)))
        .where(Membership.family_id == family_id)
        .order_by(ProtectedAccess.at.desc(), ProtectedAccess.id.desc())
        .limit(limit)
    )
    return tuple(
        ProtectedReading(actor=row.actor, at=row.at, reason=row.reason, person=full_name(*row[3:])) for row in rows
    )


# --- inside


def _counts() -> ColumnElement[bool]:
    return ProtectedFact.retired_at.is_(None)


def _municipality_of(session: Session, person_id: UUID) -> str:
    found = session.execute(
        select(Person.municipality_id).where(Person.id == person_id, Person.merged_into.is_(None))
    ).scalar()
    if found is None:
        raise ExpectedError("person_gone")
    return found


def _retire(work: UnitOfWork, fact_id: UUID) -> UUID:
    row = work.session.get(ProtectedFact, fact_id)
    if row is None or row.retired_at is not None:
        raise ExpectedError("protected_gone")
    guarded_update(work, row, {"retired_at": work.clock.now()})
    return row.person_id


def _family_of(session: Session, person_id: UUID) -> Family | None:
    return session.execute(
        select(Family)
        .join(Membership, and_(Membership.family_id == Family.id, Membership.valid_to_on.is_(None)))
        .where(Membership.person_id == person_id)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def _with_address(work: UnitOfWork, person_id: UUID, text: str) -> str:
    """Return ``text`` with the address the family's row is about to lose."""
    family = _family_of(work.session, person_id)
    if family is None:
        return text
    settlement = work.session.execute(select(Settlement.name).where(Settlement.id == family.settlement_id)).scalar()
    known = [part for part in (settlement, family.address) if part]
    return "\n".join([text, *known]) if known else text


def _follow_location(work: UnitOfWork, person_id: UUID) -> None:
    """Hide the family's place while one of its present members has a protected location, and only then."""
    family = _family_of(work.session, person_id)
    work.changes.kinds.add("protected")
    if family is None:
        return
    hidden = work.session.execute(
        select(
            exists().where(
                ProtectedFact.person_id == Membership.person_id,
                ProtectedFact.kind == ProtectedKind.LOCATION,
                _counts(),
                Membership.family_id == family.id,
                Membership.valid_to_on.is_(None),
            )
        )
    ).scalar_one()
    if hidden and not family.location_protected:
        guarded_update(work, family, {"location_protected": True, "address": "", "settlement_id": None})
        work.changes.kinds.add("family")
    elif family.location_protected and not hidden:
        guarded_update(work, family, {"location_protected": False})
        work.changes.kinds.add("family")
    work.changes.families.add(family.id)
