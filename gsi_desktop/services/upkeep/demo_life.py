"""What invented families lived since they entered: a birth, somebody who left or died, somebody written down twice.

Recorded by the commands people use, within the operation that brings the sample in, so that it goes out with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from gsi_desktop.models.enums import CandidateOrigin, Kinship, NoDocument, Sex
from gsi_desktop.models.families import FamilyEvent, Membership, Person
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import candidates
from gsi_desktop.services.families.data import NewPerson, PersonFields, age_on
from gsi_desktop.services.life import commands
from gsi_desktop.services.life.data import Act, Birth, Death, PersonEntry, PersonExit

_MOST: Final = 400
"""Families whose life is told: enough to try every list; more would make a large sample slow to load."""
_EVERY: Final = 12
"""Of so many families one has something to tell."""
_TRIED: Final = 6
"""Families in which something is tried: who leaves owes nothing, who dies is old."""
_OLD: Final = 60
_ADULT: Final = 18
_PARENT: Final = 45
_NEWBORN: Final = {
    Sex.FEMALE: ("Salomé", "Luciana", "Antonella"),
    Sex.MALE: ("Emiliano", "Thiago", "Jerónimo"),
}
_SPELLINGS: Final = (("y", "ll"), ("ll", "y"), ("v", "b"), ("b", "v"), ("z", "s"), ("s", "z"), ("c", "s"), ("n", "nn"))
"""Letters that sound alike, as two people write one name."""


@dataclass(frozen=True, slots=True)
class _Member:
    """A present member of a sample family."""

    person_id: UUID
    kinship: Kinship
    fields: PersonFields

    def age(self, day: date) -> int:
        return age_on(self.fields.birth_date, day) if self.fields.birth_date is not None else 0


def happen(work: UnitOfWork, family_ids: Sequence[UUID], seed: int) -> None:
    """Write what happened to the sample families, and the pairs of who was written down twice."""
    twice: list[UUID | None] = []
    for number, place in enumerate(range(_EVERY - 1, min(len(family_ids), _MOST), _EVERY)):
        random = Random(f"life-{seed}-{number}")  # noqa: S311 - invented data, not secrets
        day = work.clock.today() - timedelta(days=random.randrange(5, 90))
        stories = (_Story(work, family, day, random) for family in family_ids[place : place + _TRIED])
        acts = (story.act(number, family_ids[place - 1]) for story in stories)
        act = next((one for one in acts if one is not None and not _hindered(work, one)), None)
        if act is None:
            continue
        command: Any = commands.COMMANDS[type(act)]
        event = command(work, act)
        if isinstance(act, PersonEntry):
            twice.append(work.session.execute(select(FamilyEvent.person_id).where(FamilyEvent.id == event)).scalar())
    if twice:
        swept = candidates.search(work.session, work.progress, [one for one in twice if one is not None])
        candidates.keep(work, candidates.KeepFound(swept, CandidateOrigin.IMPORT, whole=False))


def _hindered(work: UnitOfWork, act: Act) -> bool:
    return bool(commands.preview(work.session, act, work.clock.today()).errors)


@dataclass(frozen=True, slots=True)
class _Story:
    """What may have happened to one family on a day; None when nobody in it fits."""

    work: UnitOfWork
    family_id: UUID
    day: date
    random: Random

    def act(self, number: int, other: UUID) -> Act | None:
        """Return the ``number``-th thing that happens; ``other`` is a family somebody may be known from."""
        return (self.birth, partial(self.entry, other), self.leaving, self.death)[number % 4]()

    def birth(self) -> Act:
        head = _members(self.work, self.family_id)[0]
        sex = self.random.choice((Sex.FEMALE, Sex.MALE))
        name = self.random.choice(_NEWBORN[sex])
        kinship = Kinship.CHILD if head.age(self.day) < _PARENT else Kinship.GRANDCHILD
        fields = replace(head.fields, first_name=name, second_name="", sex=sex, birth_date=None)
        person = NewPerson(fields=fields, kinship=kinship, no_document=NoDocument.IN_PROCESS)
        return Birth(family_id=self.family_id, on=self.day, person=person)

    def entry(self, other: UUID) -> Act | None:
        """Somebody of ``other`` was written down here too, by a clerk who did not look."""
        known = next((one for one in _members(self.work, other) if one.age(self.day) >= _ADULT), None)
        if known is None:
            return None
        name = known.fields.first_surname.lower()
        ways = [(old, new) for old, new in _SPELLINGS if old in name]
        spelt = name.replace(*self.random.choice(ways), 1).capitalize() if ways else known.fields.first_surname
        kinship = Kinship.OTHER_RELATIVE
        fields = replace(known.fields, first_surname=spelt)
        person = NewPerson(fields=fields, kinship=kinship, no_document=NoDocument.NOT_AT_HAND)
        return PersonEntry(family_id=self.family_id, on=self.day, kinship=kinship, person=person)

    def leaving(self) -> Act | None:
        gone = self._older_than(_ADULT)
        return PersonExit(family_id=self.family_id, on=self.day, person_id=gone) if gone else None

    def death(self) -> Act | None:
        gone = self._older_than(_OLD)
        return Death(family_id=self.family_id, on=self.day, person_id=gone) if gone else None

    def _older_than(self, years: int) -> UUID | None:
        others = _members(self.work, self.family_id)[1:]
        return next((one.person_id for one in others if one.age(self.day) >= years), None)


def _members(work: UnitOfWork, family: UUID) -> list[_Member]:
    rows = work.session.execute(
        select(
            Person.id, Membership.kinship, Person.first_name, Person.second_name, Person.first_surname,
            Person.second_surname, Person.sex, Person.birth_date,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.family_id == family, Membership.valid_to_on.is_(None))
        .order_by(Membership.is_head.desc(), Person.birth_date, Person.id)
    )  # fmt: skip
    return [_Member(row[0], row[1], _fields(row)) for row in rows]


def _fields(row: Any) -> PersonFields:
    return PersonFields(
        first_name=row.first_name,
        second_name=row.second_name,
        first_surname=row.first_surname,
        second_surname=row.second_surname,
        sex=row.sex,
        birth_date=row.birth_date,
        document_type="",
        document="",
    )
