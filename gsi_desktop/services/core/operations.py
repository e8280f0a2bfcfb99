"""What operations are already in the database: after a crash, whether what was asked last was saved."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.operations import Operation


def done(session: Session, operations: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of ``operations`` that were committed."""
    asked = list(operations)
    return frozenset(session.scalars(select(Operation.id).where(Operation.id.in_(asked)))) if asked else frozenset()
