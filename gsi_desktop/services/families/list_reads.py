"""What a list of families reads besides its pages: where each page begins, ids of many, values of a column."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.families import FamilyCard
from gsi_desktop.services.core.listing import Index, how_many, index, page_rows, value_counts
from gsi_desktop.services.families.data import FamilyFilter, FamilySort
from gsi_desktop.services.families.list_columns import LISTED, family_order
from gsi_desktop.services.families.queries import family_conditions
from gsi_desktop.services.families.work_filter import headings


def family_index(session: Session, chosen: FamilyFilter, sort: FamilySort, *, descending: bool = False) -> Index:
    """Return how many families ``chosen`` lets through and where each page of `listing.PAGE` of them begins."""
    order = family_order(session, sort, descending=descending, asked=headings(session, chosen))
    return index(session, family_conditions(session, chosen), order)


def family_total(session: Session, chosen: FamilyFilter) -> int:
    """Return how many families ``chosen`` lets through, to be shown; see `listing.how_many`."""
    return how_many(session, select(FamilyCard.family_id).where(*family_conditions(session, chosen)))


def family_ids(
    session: Session,
    chosen: FamilyFilter,
    sort: FamilySort = FamilySort.HEAD,
    *,
    descending: bool = False,
    cursor: tuple[object, ...] | None = None,
    size: int | None = None,
) -> tuple[UUID, ...]:
    """Return the ids of ``size`` families (None: all) after ``cursor``, in order."""
    order = family_order(session, sort, descending=descending, cursor=cursor, asked=headings(session, chosen))
    query = select(FamilyCard.family_id).where(*family_conditions(session, chosen))
    if size is None and cursor is None:
        return tuple(session.execute(query).scalars())
    return tuple(row[0] for row in page_rows(session, query, order, cursor, size or 1))


def column_values(session: Session, chosen: FamilyFilter, column: str) -> tuple[tuple[str, int], ...]:
    """Return the values ``column`` has among the families the other filters let through, with how many each."""
    others = tuple(one for one in chosen.columns if one.column != column)
    where = family_conditions(session, replace(chosen, columns=others))
    return tuple(value_counts(session, LISTED[column].column, where))
