"""The columns a list of families is filtered and ordered by."""

from __future__ import annotations

from typing import Any, Final

from gsi_desktop.models.families import FamilyCard
from gsi_desktop.services.core.listing import Listed, Order
from gsi_desktop.services.families.data import FamilySort

LISTED: Final = {
    "folio": Listed(FamilyCard.folio),
    "head_name": Listed(FamilyCard.head_name, FamilyCard.name_key),
    "head_document": Listed(FamilyCard.head_document, digits=True),
    "members": Listed(FamilyCard.members, indexed=True),
    "municipality": Listed(FamilyCard.municipality_id, indexed=True),
    "settlement": Listed(FamilyCard.settlement, FamilyCard.settlement_key),
    "source": Listed(FamilyCard.source),
    "stage": Listed(FamilyCard.stage),
    "last_visit_on": Listed(FamilyCard.last_visit_on, indexed=True),
    "next_visit_on": Listed(FamilyCard.next_visit_on, indexed=True),
    "cogestor": Listed(FamilyCard.cogestor_id, indexed=True),
    "status": Listed(FamilyCard.status, indexed=True),
    "entry_on": Listed(FamilyCard.entry_on, indexed=True),
}
"""The columns of a list of families that headings filter by."""

_BLANKS: Final = frozenset({FamilySort.LAST_VISIT, FamilySort.NEXT_VISIT, FamilySort.ENTRY})


def family_order(sort: FamilySort, *, descending: bool = False) -> Order:
    """Return the order of a list of families; each is an index of the card, so that any page is one short read."""
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
    }
    return Order((*keys[sort], FamilyCard.family_id), descending, sort in _BLANKS)
