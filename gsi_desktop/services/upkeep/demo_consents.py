"""What invented families answered about their data: at their first visit, as the cogestor(a) would have asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update

from gsi_desktop.models.accompaniment import Cogestor, Visit
from gsi_desktop.models.consent import Consent
from gsi_desktop.models.enums import (
    ConsentChannel,
    ConsentDecision,
    Kinship,
    LegalBasis,
    MinorOpinion,
    NoticeStatus,
    Sex,
    VisitState,
)
from gsi_desktop.models.families import Enrolment, Membership, Person
from gsi_desktop.services.core.bulk import bulk_insert
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import consent_texts
from gsi_desktop.services.families.consent_data import ADULT_AGE, ConsentText
from gsi_desktop.services.families.consent_wording import relation_of_head
from gsi_desktop.services.families.data import age_on

_CHUNK: Final = 400
_MOST: Final = 4_000
"""Families that answered: an office's; a department's would make the sample slow to load."""
_HOUR: Final = timedelta(hours=15)
"""Ten in the morning in Bogotá."""
_SPEAKS_FROM: Final = 4


class _First(NamedTuple):
    """The first visit of a family: its day and who made it."""

    on: date
    cogestor: str


class _Member(NamedTuple):
    """A present member."""

    person_id: UUID
    municipality_id: str
    birth_date: date | None
    sex: Sex
    kinship: Kinship
    is_head: bool


def answer(work: UnitOfWork, family_ids: Sequence[UUID], seed: int) -> None:
    """Write the answers of the first sample families that were visited; the others still wait for the notice."""
    family_ids = family_ids[:_MOST]
    text = consent_texts.in_force(work.session, work.clock.today())
    for start in range(0, len(family_ids), _CHUNK):
        chunk = family_ids[start : start + _CHUNK]
        members, visits = _members(work, chunk), _first_visits(work, chunk)
        rows: list[dict[str, Any]] = []
        for number, family in enumerate(chunk, start):
            if family in visits:
                random = Random(f"consent-{seed}-{number}")  # noqa: S311 - invented data, not secrets
                rows.extend(_household(work, members[family], visits[family], text, random))
        _write(work, rows)


def _members(work: UnitOfWork, families: Sequence[UUID]) -> dict[UUID, list[_Member]]:
    rows = work.session.execute(
        select(
            Membership.family_id, Person.id, Person.municipality_id, Person.birth_date, Person.sex,
            Membership.kinship, Membership.is_head,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.family_id.in_(families), Membership.valid_to_on.is_(None))
        .order_by(Membership.family_id, Membership.is_head.desc(), Person.id)
    )  # fmt: skip
    found: dict[UUID, list[_Member]] = {family: [] for family in families}
    for row in rows:
        found[row[0]].append(_Member(*row[1:]))
    return found


def _first_visits(work: UnitOfWork, families: Sequence[UUID]) -> dict[UUID, _First]:
    rows = work.session.execute(
        select(Enrolment.family_id, func.min(Visit.occurred_on), func.min(Cogestor.name))
        .join(Visit, Visit.enrolment_id == Enrolment.id)
        .join(Cogestor, Cogestor.id == Visit.cogestor_id)
        .where(Enrolment.family_id.in_(families), Visit.state == VisitState.DONE)
        .group_by(Enrolment.family_id)
    )
    return {family: _First(day, name) for family, day, name in rows if day is not None}


def _household(
    work: UnitOfWork, members: Sequence[_Member], visit: _First, text: ConsentText, random: Random
) -> list[dict[str, Any]]:
    head = next((one for one in members if one.is_head), None)
    if head is None:
        return []
    codes = [purpose.code for purpose in text.purposes]
    granted = " ".join(codes if random.random() < 0.7 else codes[:-1])
    common = {
        "text_id": text.text_id,
        "operation_id": work.operation_id,
        "recorded_at": datetime(visit.on.year, visit.on.month, visit.on.day, tzinfo=UTC) + _HOUR,
        "channel": ConsentChannel.WRITTEN if random.random() < 0.8 else ConsentChannel.ORAL,
        "occurred_on": visit.on,
        "taken_by": visit.cogestor,
        "basis": LegalBasis.AUTHORISATION,
        "norm": "",
        "note": "",
        "protection_reason": None,
        "revokes_id": None,
    }
    return [common | _answer(one, head, visit.on, granted, random) for one in members]


def _answer(one: _Member, head: _Member, day: date, granted: str, random: Random) -> dict[str, Any]:
    age = age_on(one.birth_date, day) if one.birth_date is not None else ADULT_AGE
    minor = age < ADULT_AGE
    refuses = not minor and not one.is_head and random.random() < 0.02
    opinion = MinorOpinion.TOO_YOUNG if age < _SPEAKS_FROM else MinorOpinion.AGREES
    relation = relation_of_head(one.kinship, head.sex) or _("Familiar que lo cuida")
    return {
        "id": new_id(),
        "person_id": one.person_id,
        "municipality_id": one.municipality_id,
        "decision": ConsentDecision.REFUSED if refuses else ConsentDecision.GRANTED,
        "purposes": "" if refuses else granted,
        "sensitive": not refuses and random.random() < 0.9,
        "representative_id": head.person_id if minor and not one.is_head else None,
        "representative": _("Comisaría de familia") if minor and one.is_head else "",
        "relation": relation if minor else "",
        "minor_opinion": opinion if minor else None,
    }


def _write(work: UnitOfWork, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    names = list(rows[0])
    bulk_insert(work.connection, Consent, names, ([row[name] for name in names] for row in rows))
    told = [row["person_id"] for row in rows]
    work.session.execute(
        update(Person)
        .where(Person.id.in_(told))
        .values(notice=NoticeStatus.DELIVERED)
        .execution_options(synchronize_session=False)
    )
