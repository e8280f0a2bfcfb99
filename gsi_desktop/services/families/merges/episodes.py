"""Which episodes of two families being merged become one: told before it is done, and done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.families import Enrolment


@dataclass(frozen=True, slots=True)
class Folding:
    """The open episode that stays, those that fold into it in order of entry, and the entry it gets."""

    stays: Enrolment
    folded: tuple[Enrolment, ...]
    entry_on: date


def folding(session: Session, kept_id: UUID, gone_id: UUID) -> Folding | None:
    """Fold the episodes of both that overlap the open one into it; None when neither family has an open one.

    Earlier ones stay as they were, history. The open episode keeps the earliest entry, so that it stays the newest one
    and nothing done is before it.
    """
    rows = session.execute(
        select(Enrolment)
        .where(Enrolment.family_id.in_((kept_id, gone_id)))
        .order_by(Enrolment.entry_on, Enrolment.id)
        .execution_options(populate_existing=True)
    )
    episodes = list(rows.scalars())
    running = sorted((one for one in episodes if one.exit_on is None), key=lambda one: one.family_id != kept_id)
    if not running:
        return None
    stays = running[0]
    entry = min(one.entry_on for one in running)
    folded = (one for one in episodes if one is not stays and (one.exit_on is None or one.entry_on >= entry))
    return Folding(stays, tuple(folded), entry)
