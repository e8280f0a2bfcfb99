"""Writes of the life events: one command for each, all by the same way. None commits.

Each raises the first error of its sketch (`acts`), ``family_gone``, ``member_gone``, ``person_dead``, and what
`people.new_person` raises for somebody new.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.families import Enrolment, Family, Membership
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families.commands import lock_episode
from gsi_desktop.services.life import acts, effects, writing
from gsi_desktop.services.life.data import (
    Act,
    Birth,
    Death,
    HeadChange,
    JoinHouseholds,
    Move,
    PersonEntry,
    PersonExit,
    Preview,
    ProgrammeExit,
    Reentry,
    Split,
)


def preview(session: Session, act: Act, today: date) -> Preview:
    """Return what ``act`` would change, without writing anything; what hinders it is among its errors."""
    try:
        made = acts.sketch(session, act, today)
    except ExpectedError as error:
        return Preview((), (), (error,))
    told = effects.effects(session, made)
    return Preview(told, tuple(promise for _place, promise in made.promises), tuple(made.errors))


def _register(work: UnitOfWork, act: Act) -> UUID:
    _lock(work, act)
    made = acts.sketch(work.session, act, work.clock.today())
    if made.errors:
        raise made.errors[0]
    told = tuple(effects.sentence(one) for one in effects.effects(work.session, made))
    return writing.write(work, made, told)


def _lock(work: UnitOfWork, act: Act) -> None:
    """Wait until nobody else writes on the households of an act: their episodes, then the families, in one order."""
    families = {act.family_id}
    if isinstance(act, JoinHouseholds):
        families.add(act.other_family_id)
    if isinstance(act, PersonEntry) and act.person_id is not None:
        there = select(Membership.family_id).where(
            Membership.person_id == act.person_id, Membership.valid_to_on.is_(None)
        )
        families.update(work.session.execute(there).scalars())
    episodes = select(Enrolment.id).where(Enrolment.family_id.in_(families)).order_by(Enrolment.id)
    for episode in work.session.execute(episodes).scalars().all():
        lock_episode(work, episode)
    held = select(Family.id).where(Family.id.in_(families)).order_by(Family.id)
    work.session.execute(held.with_for_update())


def register_birth(work: UnitOfWork, data: Birth) -> UUID:
    """Record a birth and return its event."""
    return _register(work, data)


def register_death(work: UnitOfWork, data: Death) -> UUID:
    """Record a death and return its event; who dies last ends the family's episode."""
    return _register(work, data)


def register_exit(work: UnitOfWork, data: PersonExit) -> UUID:
    """Record that a member left and return the event; who leaves last ends the family's episode."""
    return _register(work, data)


def register_entry(work: UnitOfWork, data: PersonEntry) -> UUID:
    """Record that somebody came to live in a family and return the event."""
    return _register(work, data)


def split_household(work: UnitOfWork, data: Split) -> UUID:
    """Record that members formed a family of their own and return the event; the new family is its other one."""
    return _register(work, data)


def join_households(work: UnitOfWork, data: JoinHouseholds) -> UUID:
    """Record that two households became one and return the event."""
    return _register(work, data)


def change_head(work: UnitOfWork, data: HeadChange) -> UUID:
    """Record another head of household and return the event."""
    return _register(work, data)


def move_family(work: UnitOfWork, data: Move) -> UUID:
    """Record that a family moved to another municipality and return the event."""
    return _register(work, data)


def register_programme_exit(work: UnitOfWork, data: ProgrammeExit) -> UUID:
    """Record that a family left the programme and return the event."""
    return _register(work, data)


def register_reentry(work: UnitOfWork, data: Reentry) -> UUID:
    """Record that a family came back to the programme and return the event."""
    return _register(work, data)


COMMANDS = {
    Birth: register_birth,
    Death: register_death,
    PersonExit: register_exit,
    PersonEntry: register_entry,
    Split: split_household,
    JoinHouseholds: join_households,
    HeadChange: change_head,
    Move: move_family,
    ProgrammeExit: register_programme_exit,
    Reentry: register_reentry,
}
"""The command that records each act."""

ACTIONS = frozenset(command.__name__ for command in COMMANDS.values())
"""Names under which operations of life events are kept."""
