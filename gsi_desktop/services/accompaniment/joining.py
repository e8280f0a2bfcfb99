"""What two people write at once in one visit: what only one of them changed joins, the same field is asked about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Visit
from gsi_desktop.services.accompaniment import rules
from gsi_desktop.services.accompaniment.commands import require
from gsi_desktop.services.accompaniment.data import VisitContent
from gsi_desktop.services.accompaniment.queries import visit
from gsi_desktop.services.core.authorship import Written, writers
from gsi_desktop.services.core.merging import Sides, settle
from gsi_desktop.services.core.work import UnitOfWork


def join_visit(work: UnitOfWork, one: Visit, base: VisitContent | None, mine: VisitContent) -> VisitContent:
    """Return what is stored of a visit with what ``mine`` changed of ``base``; without a base ``mine`` as it is.

    Raises `ConflictError` naming each field both changed, and notes which fields of somebody else stay.
    """
    if base is None:
        return mine
    require(rules.draft_errors(mine))
    stored = visit(work.session, one.id).content
    sides = Sides(*(_values(one, content) for content in (base, mine, stored)))
    changes: dict[str, Any] = settle(work, sides, partial(_authors, work.session, one))
    return replace(stored, **changes)


def _values(one: Visit, content: VisitContent) -> dict[str, object]:
    """Return the fields of a visit as they are stored: times written out, who was there in one order."""
    values = {name: getattr(content, name) for name in content.__slots__}
    times = {name: rules.wall_time(values[name]) for name in ("started_time", "ended_time", "next_time")}
    whole = {"occurred_on": content.occurred_on or one.occurred_on, "present": tuple(sorted(content.present))}
    return values | times | whole


def _authors(session: Session, one: Visit, names: Collection[str]) -> dict[str, Written]:
    agreed = {"agreement_on"} & set(names)
    found = writers(session, "visit", one.id, set(names) - agreed - {"present"})
    return found | (writers(session, "enrolment", one.enrolment_id, agreed) if agreed else {})
