"""The columns a list of families is filtered and ordered by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Cogestor
from gsi_desktop.models.enums import Stage, TargetingSource
from gsi_desktop.models.families import FamilyCard
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.listing import ColumnFilter, Cursor, Listed, Order, conditions
from gsi_desktop.services.families.data import FamilySort

LISTED: Final = {
    "folio": Listed(FamilyCard.folio),
    "head_name": Listed(FamilyCard.head_name, FamilyCard.name_key),
    "head_document": Listed(FamilyCard.head_document, digits=True),
    "members": Listed(FamilyCard.members, indexed=True),
    "municipality": Listed(FamilyCard.municipality_id, indexed=True, leading=True),
    "settlement": Listed(FamilyCard.settlement, FamilyCard.settlement_key),
    "source": Listed(FamilyCard.source, indexed=True),
    "stage": Listed(FamilyCard.stage, indexed=True),
    "last_visit_on": Listed(FamilyCard.last_visit_on, indexed=True),
    "next_visit_on": Listed(FamilyCard.next_visit_on, indexed=True),
    "cogestor": Listed(FamilyCard.cogestor_id, indexed=True),
    "status": Listed(FamilyCard.status, indexed=True),
    "entry_on": Listed(FamilyCard.entry_on, indexed=True),
}
"""The columns of a list of families that headings filter by."""

_BLANKS: Final = frozenset(
    {FamilySort.LAST_VISIT, FamilySort.NEXT_VISIT, FamilySort.ENTRY, FamilySort.SOURCE, FamilySort.COGESTOR}
)


def family_order(
    session: Session,
    sort: FamilySort,
    *,
    descending: bool = False,
    cursor: Cursor | None = None,
    asked: Sequence[ColumnFilter] = (),
) -> Order:
    """Return the order of a list of families; each is an index of the card, so that any page is one short read.

    So it is in the municipalities ``asked`` for: each order has an index that begins with the municipality. Stages
    stand in their order, sources and cogestores in that of their names: an index for each of them. Whoever the page
    before ``cursor`` ended with keeps their place, although their last family went to somebody else meanwhile.
    """
    keys: dict[FamilySort, tuple[Any, ...]] = {
        FamilySort.HEAD: (FamilyCard.name_key,),
        FamilySort.FOLIO: (FamilyCard.folio,),
        FamilySort.SETTLEMENT: (FamilyCard.municipality_id, FamilyCard.settlement_key, FamilyCard.name_key),
        FamilySort.DOCUMENT: (FamilyCard.head_document,),
        FamilySort.MEMBERS: (FamilyCard.members,),
        FamilySort.MUNICIPALITY: (FamilyCard.municipality_id, FamilyCard.name_key),
        FamilySort.LAST_VISIT: (FamilyCard.last_visit_on,),
        FamilySort.NEXT_VISIT: (FamilyCard.next_visit_on,),
        FamilySort.ENTRY: (FamilyCard.entry_on,),
        FamilySort.STAGE: (FamilyCard.stage, FamilyCard.name_key),
        FamilySort.SOURCE: (FamilyCard.source, FamilyCard.name_key),
        FamilySort.COGESTOR: (FamilyCard.cogestor_id, FamilyCard.name_key),
    }
    return Order((*keys[sort], FamilyCard.family_id), descending, sort in _BLANKS, _ranks(session, sort, cursor, asked))


def _ranks(
    session: Session, sort: FamilySort, cursor: Cursor | None, asked: Sequence[ColumnFilter]
) -> tuple[Any, ...] | None:
    if sort is FamilySort.STAGE:
        return tuple(Stage)
    if sort is FamilySort.SOURCE:
        return tuple(sorted(TargetingSource, key=formats.source))
    if sort is not FamilySort.COGESTOR:
        return None
    places = conditions([one for one in asked if one.column == "municipality"], LISTED)
    working = select(FamilyCard.family_id).where(FamilyCard.cogestor_id == Cogestor.id, *places).exists()
    ranked = select(Cogestor.id).where(or_(working, Cogestor.id.in_((cursor or ())[:1])))
    return tuple(session.execute(ranked.order_by(Cogestor.name_key, Cogestor.id)).scalars())
