"""Families as the rules of logros see them: members with documents and dated conditions, read for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.achievements import Assessment, AssessmentAnswer
from gsi_desktop.models.enums import Answer, Condition, Zone
from gsi_desktop.models.families import Enrolment, Family, Membership, Person, PersonDocument
from gsi_desktop.services.achievements.conditions_data import AnswerKey
from gsi_desktop.services.achievements.data import Household, Period, Subject
from gsi_desktop.services.achievements.parameters import Parameters
from gsi_desktop.services.achievements.rules import pregnancy_period
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families.data import NewPerson, full_name

_WITHOUT_DISABILITY = frozenset({None, "08", "none", Answer.DECLINED.value})
_BASIC_YEARS, _SECONDARY_YEARS = 9, 11


@dataclass(frozen=True, slots=True)
class Episode:
    """The newest episode of a family, which the facts of its accompaniment hang on."""

    family_id: UUID
    enrolment_id: UUID
    municipality_id: str
    entry_on: Any
    zone: Zone | None
    is_open: bool


def episodes(session: Session, family_ids: Sequence[UUID]) -> dict[UUID, Episode]:
    """Return the newest episode of each family that has one."""
    rows = session.execute(
        select(Family.id, Enrolment.id, Enrolment.municipality_id, Enrolment.entry_on, Family.zone, Enrolment.exit_on)
        .join(Enrolment, Enrolment.family_id == Family.id)
        .where(Family.id.in_(family_ids))
        .order_by(Enrolment.entry_on, Enrolment.id)
    )
    return {row[0]: Episode(row[0], row[1], row[2], row[3], row[4], row[5] is None) for row in rows}


def episode(session: Session, family_id: UUID) -> Episode:
    """Return the newest episode of a family; raises `ExpectedError` ``family_gone``."""
    found = episodes(session, (family_id,)).get(family_id)
    if found is None:
        raise ExpectedError("family_gone")
    return found


def latest_answers(session: Session, enrolment_ids: Sequence[UUID]) -> dict[UUID, dict[AnswerKey, str]]:
    """Return the last answer to each question of each episode."""
    rows = session.execute(
        select(Assessment.enrolment_id, AssessmentAnswer.question, AssessmentAnswer.person_id, AssessmentAnswer.value)
        .join(AssessmentAnswer, AssessmentAnswer.assessment_id == Assessment.id)
        .where(Assessment.enrolment_id.in_(enrolment_ids))
        .order_by(Assessment.assessed_on, Assessment.id)
    )
    found: dict[UUID, dict[AnswerKey, str]] = defaultdict(dict)
    for enrolment, question, person, value in rows:
        found[enrolment][question, person] = value
    return found


def has_disability(code: str | None) -> bool:
    """Whether what a person answered about disability is one: neither none, nor unknown, nor declined."""
    return code not in _WITHOUT_DISABILITY


def _conditions(
    person: Any, answers: Mapping[AnswerKey, str], parameters: Parameters
) -> tuple[dict[Condition, Period], frozenset[Condition]]:
    holds: dict[Condition, Period] = {}
    unknown: set[Condition] = set()
    if person.pregnant is Answer.YES and person.pregnant_as_of_on is not None:
        holds[Condition.PREGNANT] = pregnancy_period(person.pregnant_as_of_on, parameters.pregnancy_days)
    if has_disability(person.disability):
        holds[Condition.DISABILITY] = Period()
    studied = answers.get(("schooling_years", person.id))
    if studied is None:
        unknown.add(Condition.BASIC_FINISHED)
    elif int(studied) >= _BASIC_YEARS:
        holds[Condition.BASIC_FINISHED] = Period()
    if studied is None or int(studied) < _SECONDARY_YEARS:
        holds[Condition.WITHOUT_SECONDARY] = Period()
    return holds, frozenset(unknown)


def _people(session: Session, family_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, tuple[Any, ...]]]:
    rows = session.execute(
        select(
            Membership.family_id,
            Person.id,
            Person.first_name,
            Person.second_name,
            Person.first_surname,
            Person.second_surname,
            Person.sex,
            Person.birth_date,
            Person.pregnant,
            Person.pregnant_as_of_on,
            Person.disability,
            Membership.kinship,
            Membership.is_head,
            Membership.valid_from_on,
            PersonDocument.type,
            PersonDocument.number,
        )
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(PersonDocument, (PersonDocument.person_id == Person.id) & PersonDocument.retired_on.is_(None))
        .where(Membership.family_id.in_(family_ids), Membership.valid_to_on.is_(None))
        .order_by(Membership.is_head.desc(), Person.birth_date, Person.id, PersonDocument.recorded_on.desc())
    )
    found: dict[UUID, dict[UUID, Any]] = defaultdict(dict)
    for row in rows:
        found[row.family_id].setdefault(row.id, row)
    return found


def households(session: Session, found: Mapping[UUID, Episode], parameters: Parameters) -> dict[UUID, Household]:
    """Return the present household of each family of ``found``, heads first, then by age, in two statements."""
    answers = latest_answers(session, [one.enrolment_id for one in found.values()])
    people = _people(session, list(found))
    made: dict[UUID, Household] = {}
    for family_id, one in found.items():
        said = answers.get(one.enrolment_id, {})
        members = tuple(_subject(row, said, parameters) for row in people.get(family_id, {}).values())
        need = said.get(("legal_need", None))
        made[family_id] = Household(members=members, legal_need=None if need is None else need == "yes")
    return made


def _subject(row: Any, answers: Mapping[AnswerKey, str], parameters: Parameters) -> Subject:
    holds, unknown = _conditions(row, answers, parameters)
    return Subject(
        person_id=row.id,
        name=full_name(row.first_name, row.second_name, row.first_surname, row.second_surname),
        given_name=row.first_name,
        kinship=row.kinship,
        is_head=row.is_head,
        sex=row.sex,
        birth_date=row.birth_date,
        document_type=row.type or "",
        document=row.number or "",
        joined_on=row.valid_from_on,
        conditions=holds,
        unknown=unknown,
    )


def prospective(person_id: UUID, new: NewPerson, parameters: Parameters, day: date) -> Subject:
    """Return somebody who may come to live in a family on ``day`` as the rules see them; nobody asked them anything."""
    asked = _Asked(person_id, new.pregnant, day if new.pregnant is not None else None, new.disability)
    holds, unknown = _conditions(asked, {}, parameters)
    return Subject(
        person_id=person_id,
        name=full_name(
            new.fields.first_name, new.fields.second_name, new.fields.first_surname, new.fields.second_surname
        ),
        given_name=new.fields.first_name,
        kinship=new.kinship,
        is_head=False,
        sex=new.fields.sex,
        birth_date=new.fields.birth_date,
        document_type=new.fields.document_type,
        document=new.fields.document,
        joined_on=day,
        conditions=holds,
        unknown=unknown,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What `_conditions` asks of a person."""

    id: UUID
    pregnant: Answer | None
    pregnant_as_of_on: date | None
    disability: str | None
