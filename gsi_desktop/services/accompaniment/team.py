"""Reads of the cogestores and of who has a family in charge."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Cogestor, CogestorAssignment
from gsi_desktop.models.enums import FamilyStatus
from gsi_desktop.models.families import FamilyCard
from gsi_desktop.models.territory import Municipality
from gsi_desktop.services.accompaniment.data import CogestorInfo


def _cogestor_select(families: Any) -> Select[*tuple[Any, ...]]:
    """Return the select of cogestores with ``families``, how many are in the charge of each."""
    return (
        select(Cogestor, Municipality.name, families)
        .join(Municipality, Municipality.code == Cogestor.municipality_id)
        .order_by(Cogestor.name_key, Cogestor.id)
    )


_IN_CHARGE = (FamilyCard.status == FamilyStatus.ACTIVE, FamilyCard.cogestor_id.is_not(None))
"""What makes a family of the programme one that somebody has in charge."""


def _cogestor_info(one: Cogestor, municipality: str, families: int) -> CogestorInfo:
    return CogestorInfo(
        one.id,
        one.version,
        one.municipality_id,
        municipality,
        one.name,
        one.document,
        one.phone,
        one.active,
        families,
    )


def cogestores(
    session: Session, municipality_id: str | None = None, *, only_active: bool = False
) -> tuple[CogestorInfo, ...]:
    """Return the cogestores, by name, with how many families of the programme are in their charge today."""
    counted = select(FamilyCard.cogestor_id, func.count().label("families")).where(*_IN_CHARGE)
    each = counted.group_by(FamilyCard.cogestor_id).subquery()
    query = _cogestor_select(func.coalesce(each.c.families, 0)).outerjoin(each, each.c.cogestor_id == Cogestor.id)
    if municipality_id is not None:
        query = query.where(Cogestor.municipality_id == municipality_id)
    if only_active:
        query = query.where(Cogestor.active)
    return tuple(_cogestor_info(*row) for row in session.execute(query))


def cogestor_of(session: Session, family_id: UUID) -> CogestorInfo | None:
    """Return who has a family in charge today."""
    own = select(func.count()).where(*_IN_CHARGE, FamilyCard.cogestor_id == Cogestor.id).correlate(Cogestor)
    query = _cogestor_select(own.scalar_subquery()).join(
        CogestorAssignment, CogestorAssignment.cogestor_id == Cogestor.id
    )
    here = query.where(CogestorAssignment.family_id == family_id, CogestorAssignment.valid_to_on.is_(None))
    row = session.execute(here).one_or_none()
    return None if row is None else _cogestor_info(*row)
