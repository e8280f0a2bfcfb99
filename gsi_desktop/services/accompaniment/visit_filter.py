"""What narrows a list of visits further: a text that finds families, and the filters of headings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Visit
from gsi_desktop.models.families import Enrolment, FamilyCard
from gsi_desktop.services.accompaniment.scope import list_conditions
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.core.listing import ColumnFilter, Listed, conditions, value_counts
from gsi_desktop.services.families import list_columns
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.families.queries import chosen_families

LISTED: Final = {
    "head": list_columns.LISTED["head_name"],
    "folio": list_columns.LISTED["folio"],
    "settlement": list_columns.LISTED["settlement"],
    "municipality": list_columns.LISTED["municipality"],
    "kind": Listed(Visit.kind),
    "cogestor": Listed(func.coalesce(Visit.cogestor_id, FamilyCard.cogestor_id)),
}
"""The columns of a list of visits that headings filter by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFilter:
    """Which visits of a list are shown; what is left empty does not filter."""

    text: str = ""
    columns: tuple[ColumnFilter, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it lets the whole list through."""
        return self == VisitFilter()


def narrowed(session: Session, chosen: VisitFilter | None) -> list[ColumnElement[bool]]:
    """Return what a visit, its episode and the card of its family meet; None does not filter."""
    if chosen is None:
        return []
    found = conditions(chosen.columns, LISTED)
    if chosen.text.strip():
        found.append(Enrolment.family_id.in_(chosen_families(session, FamilyFilter(text=chosen.text))))
    return found


def _base() -> Select[*tuple[Any, ...]]:
    query = select(Visit.id).select_from(Visit).join(Enrolment, Enrolment.id == Visit.enrolment_id)
    return query.join(FamilyCard, FamilyCard.family_id == Enrolment.family_id)


def narrowed_count(session: Session, one: VisitList, scope: WorkScope, day: date, chosen: VisitFilter) -> int:
    """Return how many visits of a list ``chosen`` lets through."""
    counted = _base().with_only_columns(func.count())
    where = [*list_conditions(one, scope, day), *narrowed(session, chosen)]
    return session.execute(counted.where(*where)).scalar_one()


def visit_values(
    session: Session, one: VisitList, scope: WorkScope, day: date, chosen: VisitFilter, *, column: str
) -> tuple[tuple[str, int], ...]:
    """Return the values ``column`` has among the visits the other filters let through, with how many each."""
    others = replace(chosen, columns=tuple(told for told in chosen.columns if told.column != column))
    where = [*list_conditions(one, scope, day), *narrowed(session, others)]
    return tuple(value_counts(session, LISTED[column].column, where, base=_base()))
