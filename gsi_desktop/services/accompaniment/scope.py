"""Conditions the lists and counts of the accompaniment share, so that a figure equals the list it opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, tuple_

from gsi_desktop.models.accompaniment import Visit
from gsi_desktop.models.enums import FamilyStatus, VisitKind, VisitOutcome, VisitState
from gsi_desktop.models.families import FamilyCard
from gsi_desktop.services.accompaniment.data import WorkScope


def scope_conditions(scope: WorkScope, *, active: bool = True, narrow: bool = False) -> list[ColumnElement[bool]]:
    """Return what a family's card meets to be in ``scope``; only families in the programme unless told otherwise.

    ``narrow`` tells that another condition leaves few rows: the status, which nearly every family shares, is then no
    index to begin from (SQLite would read the card of every family of a department).
    """
    status = func.coalesce(FamilyCard.status, "") if narrow else FamilyCard.status
    conditions: list[ColumnElement[bool]] = [status == FamilyStatus.ACTIVE] if active else []
    if scope.municipality_id is not None:
        conditions.append(FamilyCard.municipality_id == scope.municipality_id)
    if scope.cogestor_id is not None:
        conditions.append(FamilyCard.cogestor_id == scope.cogestor_id)
    return conditions


def after(keys: Sequence[Any], cursor: tuple[object, ...] | None, *, descending: bool = False) -> Any:
    """Return the condition of rows after ``cursor`` in the order of ``keys``."""
    if cursor is None:
        return literal(True)
    here = tuple_(*keys)
    there = tuple_(*(literal(value, key.type) for value, key in zip(cursor, keys, strict=True)))
    return here < there if descending else here > there


def held() -> ColumnElement[bool]:
    """Return what makes a visit one that was held; attention at the office is none."""
    return and_(Visit.state == VisitState.DONE, Visit.outcome == VisitOutcome.HELD, Visit.kind != VisitKind.WINDOW)
