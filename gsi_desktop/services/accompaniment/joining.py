"""What two people write at once in one visit or plan: what one of them changed joins, the same part is asked about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import FamilyPlan, Visit
from gsi_desktop.services.accompaniment import plan_parts, rules
from gsi_desktop.services.accompaniment.commands import require
from gsi_desktop.services.accompaniment.data import PlanContent, VisitContent
from gsi_desktop.services.accompaniment.queries import plan_content, visit
from gsi_desktop.services.core.authorship import Written, writers
from gsi_desktop.services.core.merging import Sides, settle
from gsi_desktop.services.core.work import UnitOfWork

_PROMISED: Final = ("action", "responsible", "responsible_id", "due_on")


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


def join_plan(work: UnitOfWork, plan: FamilyPlan, base: PlanContent | None, mine: PlanContent) -> PlanContent:
    """Return what is stored of a draft with what ``mine`` changed of ``base``, part by part (`plan_parts`).

    Raises `ConflictError` naming each part both changed, and notes which parts of somebody else stay.
    """
    if base is None:
        return mine
    stored = plan_content(work.session, plan)
    sides = Sides(*plan_parts.aligned(base, mine, stored))
    changes = settle(work, sides, partial(_plan_authors, work.session, plan))
    return plan_parts.assembled({**sides.theirs, **changes}, *plan_parts.in_order(base, mine, stored))


def _plan_authors(session: Session, plan: FamilyPlan, names: Collection[str]) -> dict[str, Written]:
    texts = set(plan_parts.TEXTS) & set(names)
    found = writers(session, "family_plan", plan.id, texts) if texts else {}
    for name in set(names) - texts:
        kind, _blank, key = name.partition(" ")
        table, columns = ("plan_priority", ("note",)) if kind == "priority" else ("commitment", _PROMISED)
        written = writers(session, table, UUID(key), columns).values()
        if written:
            found[name] = max(written, key=lambda one: one.at)
    return found


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
