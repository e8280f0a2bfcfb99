"""Birthdays that change which logros apply, some time before they come: papers take time to renew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from gsi_desktop.services.achievements import catalogue, parameters, rules
from gsi_desktop.services.achievements.data import Achievement, Subject
from gsi_desktop.services.achievements.households import episode, households

AHEAD: Final = 180
"""Days before a birthday from which it is told."""


@dataclass(frozen=True, slots=True)
class ComingAge:
    """A member reaches an age, ``months`` completed, at which logros begin or cease to apply, by number."""

    person_id: UUID
    name: str
    on: date
    months: int
    begins: tuple[int, ...]
    ceases: tuple[int, ...]


def coming_ages(session: Session, family_id: UUID, day: date, ahead: int = AHEAD) -> tuple[ComingAge, ...]:
    """Return the ages members reach within ``ahead`` days that change their logros, the soonest first.

    Raises `ExpectedError` ``family_gone``.
    """
    found = episode(session, family_id)
    household = households(session, {family_id: found}, parameters.load(session))[family_id]
    achievements = catalogue.in_force(session, day).achievements
    coming = [one for subject in household.members for one in _of_member(subject, achievements, day, ahead)]
    return tuple(sorted(coming, key=lambda one: (one.on, one.name)))


def _of_member(subject: Subject, achievements: tuple[Achievement, ...], day: date, ahead: int) -> Iterator[ComingAge]:
    begins: dict[tuple[date, int], list[int]] = defaultdict(list)
    ceases: dict[tuple[date, int], list[int]] = defaultdict(list)
    for achievement in achievements:
        for on, months in _turns(achievement, subject, day, ahead):
            before = rules.member_verdict(achievement, subject, on - timedelta(days=1)).applies
            after = rules.member_verdict(achievement, subject, on).applies
            if before != after:
                (begins if after else ceases)[on, months].append(achievement.number)
    for on, months in sorted({*begins, *ceases}):
        key = on, months
        yield ComingAge(
            subject.person_id, subject.name, on, months, tuple(begins.get(key, ())), tuple(ceases.get(key, ()))
        )


def _turns(achievement: Achievement, subject: Subject, day: date, ahead: int) -> Iterator[tuple[date, int]]:
    """Yield the days after ``day`` and within ``ahead`` on which the member reaches an age the logro asks for."""
    if not achievement.of_members or subject.birth_date is None:
        return
    for months in (achievement.min_months, achievement.max_months):
        if months:
            on = rules.add_months(subject.birth_date, months)
            if day < on <= day + timedelta(days=ahead):
                yield on, months
