"""Reserved facts: written apart, never listed, and read only by giving a reason that is kept.

Reading takes two steps: `ask_protected` writes who asks, of whom and why, and `read_protected` answers that asking once
the row is committed, to the same user and for a minute. No other function selects the text, and no result of a command
holds it: results of operations are stored.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.consent import ProtectedAccess, ProtectedFact
from gsi_desktop.models.enums import ProtectedKind, ReviewState
from gsi_desktop.models.families import Family, Membership, Person
from gsi_desktop.models.imports import ImportReview
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
from gsi_desktop.services.families.former_places import EMPTY_PLACE, PLACE_FIELDS, forget, former

REASON_LEAST: Final = 10
OPEN_FOR: Final = timedelta(seconds=60)
"""How long an asking is answered: the window reads at once."""
_MOST: Final = 4000
_FOLLOWED: Final = 500


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
    """Return where a person lives; whoever is merging them is waited for, so that nothing is kept of who is gone."""
    here = select(Person.municipality_id).where(Person.id == person_id, Person.merged_into.is_(None))
    found = session.execute(here.with_for_update(read=True, key_share=True)).scalar()
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
    return "\n".join([text, *_known_places(work.session, family)]) if family is not None else text


def _follow_location(work: UnitOfWork, person_id: UUID) -> None:
    """Hide the family's place while one of its present members has a protected location, and only then."""
    work.changes.kinds.add("protected")
    family = _family_of(work.session, person_id)
    if family is not None:
        hidden = work.session.execute(_protector(family.id)).scalar() is not None
        _show_or_hide(work, family, hidden=hidden)
        work.changes.families.add(family.id)


def follow_locations(work: UnitOfWork) -> None:
    """Do the same for families whose members changed: part of what derives from a command, before it is committed.

    The place of a family somebody protected has joined, or that came back to one (an event was annulled), becomes a
    reserved fact of theirs. A command that touches very many families (a roster) brings nobody from another family and
    is left alone.
    """
    if not 0 < len(work.changes.families) <= _FOLLOWED:
        return
    for family, person_id in _families_with_protector(work.session, work.changes.families):
        shown = not family.location_protected or bool(_known_place(work.session, family))
        if person_id is not None and shown and (known := _known_places(work.session, family)):
            work.session.add(_reserved_place(work, person_id, family.municipality_id, known))
        _show_or_hide(work, family, hidden=person_id is not None)


def _families_with_protector(session: Session, families: Collection[UUID]) -> list[tuple[Family, UUID | None]]:
    """Return those of ``families`` that are hidden or have to be, each with who protects its place."""
    protector = _protector(Family.id).scalar_subquery()
    rows = session.execute(
        select(Family, protector)
        .where(Family.id.in_(families), or_(Family.location_protected, protector.is_not(None)))
        .order_by(Family.id)
        .execution_options(populate_existing=True)
    ).all()
    return [(row[0], row[1]) for row in rows]


def _reserved_place(work: UnitOfWork, person_id: UUID, municipality_id: str, known: Sequence[str]) -> ProtectedFact:
    return ProtectedFact(
        id=new_id(),
        person_id=person_id,
        municipality_id=municipality_id,
        kind=ProtectedKind.LOCATION,
        reserved_text="\n".join(known),
        recorded_by=work.actor,
        recorded_at=work.clock.now(),
    )


def reserve_places(work: UnitOfWork, kept_id: UUID) -> tuple[UUID | None, tuple[UUID, ...]]:
    """Keep the places a protected family and those merged into it still show as a reserved fact of who protects it.

    Return the fact and the families to be emptied by whoever writes the merge and can take it back.
    """
    person_id = work.session.execute(_protector(kept_id)).scalar()
    if person_id is None:
        return None, ()
    families = _with_merged(work.session, kept_id)
    shown = {family.id: known for family in families if (known := _known_place(work.session, family))}
    if not shown:
        return None, ()
    municipality = _municipality_of(work.session, person_id)
    told = dict.fromkeys(chain(*shown.values(), former(work.session, list(shown))))
    fact = _reserved_place(work, person_id, municipality, [*told])
    work.session.add(fact)
    work.session.flush()
    return fact.id, tuple(shown)


def _protector(family_id: Any) -> Select[UUID]:
    """Return the select of a present member with a protected location, if there is one."""
    return (
        select(ProtectedFact.person_id)
        .join(Membership, and_(Membership.person_id == ProtectedFact.person_id, Membership.valid_to_on.is_(None)))
        .where(Membership.family_id == family_id, ProtectedFact.kind == ProtectedKind.LOCATION, _counts())
        .order_by(ProtectedFact.id)
        .limit(1)
    )


def _show_or_hide(work: UnitOfWork, family: Family, *, hidden: bool) -> None:
    shown = bool(family.address) or family.settlement_id is not None
    if hidden is family.location_protected and not (hidden and shown):
        return
    emptied = EMPTY_PLACE if hidden else {}
    guarded_update(work, family, {"location_protected": hidden, **emptied})
    if hidden:
        _settle_reviews(work, family.id)
        households = _with_merged(work.session, family.id)
        for one in households:
            if one.merged_into is not None:
                guarded_update(work, one, dict(EMPTY_PLACE))
        work.session.flush()
        forget(work.session, [one.id for one in households])
    work.changes.kinds.add("family")


def _settle_reviews(work: UnitOfWork, family_id: UUID) -> None:
    """Let no difference of a roster tell the place, nor bring it back: nobody is asked about it any more."""
    theirs = (ImportReview.family_id == family_id, ImportReview.field.in_(PLACE_FIELDS))
    settled = case((ImportReview.state == ReviewState.OPEN, ReviewState.KEPT.value), else_=ImportReview.state)
    blank = {"current_value": "", "new_value": "", "state": settled, "version": ImportReview.version + 1}
    work.session.execute(
        update(ImportReview).where(*theirs).values(**blank).execution_options(synchronize_session=False)
    )
    work.changes.kinds.add("review")


def _with_merged(session: Session, family_id: UUID) -> Sequence[Family]:
    """Return a family and those merged into it, which keep a place of their own."""
    rows = select(Family).where(or_(Family.id == family_id, Family.merged_into == family_id)).order_by(Family.id)
    return session.execute(rows.execution_options(populate_existing=True)).scalars().all()


def _known_places(session: Session, family: Family) -> list[str]:
    """Return where a family lives and where it lived, as far as that is still told in the open."""
    families = _with_merged(session, family.id)
    places = [_known_place(session, one) for one in families]
    return [*dict.fromkeys(chain(*places, former(session, [one.id for one in families])))]


def differences(session: Session) -> int:
    """Return how many families are not hidden as their members ask, or still show their place (0 when sound)."""
    kept = aliased(Family)
    hidden = or_(Family.location_protected, kept.location_protected)
    shown = or_(Family.address != "", Family.settlement_id.is_not(None))
    asked = _protector(Family.id).exists()
    wrong = and_(Family.merged_into.is_(None), Family.location_protected != asked)
    query = select(func.count()).select_from(Family).outerjoin(kept, kept.id == Family.merged_into)
    return session.execute(query.where(or_(wrong, and_(hidden, shown)))).scalar_one()


def _known_place(session: Session, family: Family) -> list[str]:
    settlement = session.execute(select(Settlement.name).where(Settlement.id == family.settlement_id)).scalar()
    return [part for part in (settlement, family.address) if part]
