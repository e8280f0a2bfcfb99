"""The episode of a family that visits, plans and commitments hang on: its newest one (data-model.md)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gsi_desktop.models.enums import FamilyStatus
from gsi_desktop.models.families import Enrolment, Family
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families.commands import lock_episode


def newest(session: Session, family_id: UUID) -> Enrolment:
    """Return the newest episode of a family; raises `ExpectedError` ``family_gone``."""
    found = session.execute(
        select(Enrolment)
        .where(Enrolment.family_id == family_id)
        .order_by(Enrolment.entry_on.desc(), Enrolment.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if found is None:
        raise ExpectedError("family_gone")
    return found


def open_episode(work: UnitOfWork, family_id: UUID) -> Enrolment:
    """Return the episode to write on, locked so that two people do not open two visits or two drafts at once.

    Raises ``family_gone`` and, for a family that left the programme, ``family_exited``.
    """
    episode = newest(work.session, family_id)
    lock_episode(work, episode.id)
    episode = newest(work.session, family_id)
    status = work.session.execute(select(Family.status).where(Family.id == family_id)).scalar_one()
    if status is not FamilyStatus.ACTIVE or episode.exit_on is not None:
        raise ExpectedError("family_exited")
    note(work, episode)
    return episode


def episode_of(work: UnitOfWork, enrolment_id: UUID) -> Enrolment:
    """Return an episode by its id, locked, and note its family as changed."""
    lock_episode(work, enrolment_id)
    found = work.session.execute(
        select(Enrolment).where(Enrolment.id == enrolment_id).execution_options(populate_existing=True)
    ).scalar_one()
    note(work, found)
    return found


def note(work: UnitOfWork, episode: Enrolment, *kinds: str) -> None:
    """Tell what changed."""
    work.changes.families.add(episode.family_id)
    work.changes.kinds.update(kinds)


def of_family(family_id: UUID, column: InstrumentedAttribute[Any] = Enrolment.id) -> Select[*tuple[Any, ...]]:
    """Return the select of ``column`` of every episode of a family."""
    return select(column).where(Enrolment.family_id == family_id)
