"""The list of open commitments of the families in the programme: which, by due day, page by key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Commitment
from gsi_desktop.models.enums import CommitmentState
from gsi_desktop.models.families import Enrolment, FamilyCard
from gsi_desktop.services.accompaniment.data import CommitmentRow
from gsi_desktop.services.accompaniment.queries import commitment_rows, commitment_select
from gsi_desktop.services.accompaniment.scope import WEEK_DAYS, scope_conditions
from gsi_desktop.services.accompaniment.workload_data import WorkScope
from gsi_desktop.services.core.listing import (
    PAGE,
    ColumnFilter,
    Index,
    Listed,
    Order,
    conditions,
    index,
    page_rows,
    value_counts,
)
from gsi_desktop.services.core.paging import Page
from gsi_desktop.services.families import list_columns
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.families.queries import chosen_families

LISTED: Final = {
    "due_on": Listed(Commitment.due_on),
    "agreed_on": Listed(Commitment.agreed_on),
    "side": Listed(Commitment.side),
    "head": list_columns.LISTED["head_name"],
    "folio": list_columns.LISTED["folio"],
}
"""The columns that headings filter by."""


class Due(StrEnum):
    """When an open commitment is due, seen from a day."""

    OVERDUE = "overdue"
    SOON = "soon"
    """That day or one of the six that follow."""
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentFilter:
    """Which open commitments a list shows; what is left empty does not filter. ``text`` finds families."""

    text: str = ""
    due: Due | None = None
    municipality_id: str | None = None
    cogestor_id: UUID | None = None
    columns: tuple[ColumnFilter, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it lets every open commitment through."""
        return self == CommitmentFilter()


def _conditions(session: Session, chosen: CommitmentFilter, day: date) -> list[ColumnElement[bool]]:
    soon = day + timedelta(days=WEEK_DAYS)
    due: dict[Due | None, list[ColumnElement[bool]]] = {
        Due.OVERDUE: [Commitment.due_on < day],
        Due.SOON: [Commitment.due_on >= day, Commitment.due_on < soon],
        Due.LATER: [Commitment.due_on >= soon],
    }
    scope = WorkScope(cogestor_id=chosen.cogestor_id, municipality_id=chosen.municipality_id)
    found = [Commitment.state == CommitmentState.OPEN, *due.get(chosen.due, [])]
    found += [*scope_conditions(scope, narrow=True), *conditions(chosen.columns, LISTED)]
    if chosen.text.strip():
        found.append(Enrolment.family_id.in_(chosen_families(session, FamilyFilter(text=chosen.text))))
    return found


def _base() -> Select[*tuple[Any, ...]]:
    return (
        select(Commitment.id)
        .select_from(Commitment)
        .join(Enrolment, Enrolment.id == Commitment.enrolment_id)
        .join(FamilyCard, FamilyCard.family_id == Enrolment.family_id)
    )


def _order(*, descending: bool) -> Order:
    return Order((Commitment.due_on, Commitment.id), descending)


def commitment_page(
    session: Session,
    chosen: CommitmentFilter,
    day: date,
    *,
    descending: bool = False,
    cursor: tuple[object, ...] | None = None,
    size: int = PAGE,
) -> Page[CommitmentRow]:
    """Return the page of commitments after ``cursor`` (the first when None), by due day."""
    order = _order(descending=descending)
    base = _base().with_only_columns(*order.keys)
    found = page_rows(session, base.where(*_conditions(session, chosen, day)), order, cursor, size + 1)
    last = found[size - 1] if len(found) > size else None
    ids = [row[1] for row in found[:size]]
    rows = {
        one.commitment_id: one for one in commitment_rows(session, commitment_select().where(Commitment.id.in_(ids)))
    }
    return Page(tuple(rows[one] for one in ids), None if last is None else tuple(last))


def commitment_index(session: Session, chosen: CommitmentFilter, day: date, *, descending: bool = False) -> Index:
    """Return how many commitments ``chosen`` lets through and where each page of `listing.PAGE` of them begins."""
    return index(session, _conditions(session, chosen, day), _order(descending=descending), base=_base())


def commitment_count(session: Session, chosen: CommitmentFilter, day: date) -> int:
    """Return how many open commitments ``chosen`` lets through."""
    counted = _base().with_only_columns(func.count())
    return session.execute(counted.where(*_conditions(session, chosen, day))).scalar_one()


def commitment_ids(
    session: Session,
    chosen: CommitmentFilter,
    day: date,
    *,
    descending: bool = False,
    cursor: tuple[object, ...] | None = None,
    size: int | None = None,
) -> tuple[UUID, ...]:
    """Return the ids of ``size`` commitments (None: all) after ``cursor``, in order."""
    query, order = _base().where(*_conditions(session, chosen, day)), _order(descending=descending)
    if size is None and cursor is None:
        return tuple(session.execute(query).scalars())
    keys = query.with_only_columns(*order.keys)
    return tuple(row[1] for row in page_rows(session, keys, order, cursor, size or 1))


def commitment_values(
    session: Session, chosen: CommitmentFilter, column: str, day: date
) -> tuple[tuple[str, int], ...]:
    """Return the values ``column`` has among the commitments the other filters let through, with how many each."""
    others = replace(chosen, columns=tuple(one for one in chosen.columns if one.column != column))
    return tuple(value_counts(session, LISTED[column].column, _conditions(session, others, day), base=_base()))
