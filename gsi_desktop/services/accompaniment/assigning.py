"""Taking back an assignment of many families at once."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import CogestorAssignment
from gsi_desktop.models.enums import AuditAction
from gsi_desktop.models.operations import AuditEntry
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.reverting import revert
from gsi_desktop.services.core.work import UnitOfWork

_CHUNK = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoAssignment:
    """Takes back what one `commands.assign_cogestor` did, by its operation."""

    operation_id: UUID


def undo_assignment(work: UnitOfWork, data: UndoAssignment) -> int:
    """Give families back to whoever had them before the operation; return how many.

    Raises ``assignment_touched``, and changes nothing, when one of them changed hands since.
    """
    rows = _written(work.session, data.operation_id)
    families = _families(work.session, rows)
    if not families or _touched(work.session, data.operation_id, rows, families):
        raise ExpectedError("assignment_touched")
    made = [row for row, action in rows.items() if action is AuditAction.INSERT]
    for ids in _chunks(made):  # a family has one open row: the new one goes before the former one opens again
        gone = delete(CogestorAssignment).where(CogestorAssignment.id.in_(ids))
        work.session.execute(gone.execution_options(synchronize_session=False))
    revert(work, data.operation_id)
    work.changes.families.update(families)
    work.changes.kinds.add("assignment")
    return len(families)


def _written(session: Session, operation_id: UUID) -> dict[UUID, AuditAction]:
    rows = session.execute(
        select(AuditEntry.row_id, AuditEntry.action).where(
            AuditEntry.operation_id == operation_id, AuditEntry.table_name == CogestorAssignment.__tablename__
        )
    )
    return {row[0]: row[1] for row in rows}


def _chunks(ids: list[UUID]) -> list[list[UUID]]:
    return [ids[at : at + _CHUNK] for at in range(0, len(ids), _CHUNK)]


def _families(session: Session, rows: dict[UUID, AuditAction]) -> set[UUID]:
    found: set[UUID] = set()
    for ids in _chunks(list(rows)):
        wanted = select(CogestorAssignment.family_id).where(CogestorAssignment.id.in_(ids))
        found.update(session.execute(wanted).scalars())
    return found


def _touched(session: Session, operation_id: UUID, rows: dict[UUID, AuditAction], families: set[UUID]) -> bool:
    """Whether a row it wrote was written since, or a family it freed is in somebody's charge again."""
    first = session.execute(select(func.min(AuditEntry.id)).where(AuditEntry.operation_id == operation_id)).scalar()
    for ids in _chunks(list(rows)):
        later = select(AuditEntry.id).where(
            AuditEntry.row_id.in_(ids), AuditEntry.id > first, AuditEntry.operation_id != operation_id
        )
        if session.execute(later.limit(1)).first() is not None:
            return True
    for ids in _chunks(list(families)):
        held = select(CogestorAssignment.id).where(
            CogestorAssignment.family_id.in_(ids), CogestorAssignment.valid_to_on.is_(None)
        )
        if any(one not in rows for one in session.execute(held).scalars()):
            return True
    return False
