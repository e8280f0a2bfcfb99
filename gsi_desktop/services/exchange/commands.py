"""Writes of roster imports: apply a batch, undo it, settle what a newer cut disagrees about."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, not_, select, update
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Cogestor, CogestorAssignment, Visit
from gsi_desktop.models.enums import BatchState, Kinship, ReviewState, RowOutcome
from gsi_desktop.models.families import Family, FamilyCard
from gsi_desktop.models.imports import ImportBatch, ImportMapping, ImportReview, ImportRow
from gsi_desktop.models.operations import AuditEntry, Setting
from gsi_desktop.services.core import reverting
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.garbage import paused
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.exchange import columns, planning, writing
from gsi_desktop.services.exchange.data import ImportCounts
from gsi_desktop.services.exchange.planning import Difference
from gsi_desktop.services.exchange.staging import StagedRoster
from gsi_desktop.services.families import commands as family_commands
from gsi_desktop.services.families.merges.queries import undone_operations


@dataclass(frozen=True, slots=True)
class AppliedBatch:
    """A batch that was applied."""

    batch_id: UUID
    code: str
    counts: ImportCounts


@dataclass(frozen=True, slots=True)
class UndoBatch:
    """Undo a batch."""

    batch_id: UUID


@dataclass(frozen=True, slots=True)
class UndoneBatch:
    """A batch that was undone, with what it had counted."""

    code: str
    counts: ImportCounts


@dataclass(frozen=True, slots=True)
class SettleReview:
    """Take the roster's value, or keep ours."""

    review_id: UUID
    take: bool


def _one_at_a_time(work: UnitOfWork) -> str:
    """Wait until no other batch is applied or undone, so that this one sees what it did; return the series letters."""
    return work.session.execute(
        select(Setting.value).where(Setting.name == "folio_series").with_for_update()
    ).scalar_one()


def _next_code(work: UnitOfWork, series: str) -> str:
    """Return the code of the next batch: the installation's letters and a number that is never reused."""
    number = work.session.execute(select(func.count()).where(ImportBatch.code.startswith(f"{series}-"))).scalar_one()
    return f"{series}-{number + 1:04d}"


@paused()
def apply_roster(work: UnitOfWork, staged: StagedRoster) -> AppliedBatch:
    """Import a staged roster as one batch in the transaction of ``work``."""
    series = _one_at_a_time(work)
    plan = planning.make(work.session, staged, work.progress)
    batch = ImportBatch(
        id=new_id(),
        code=_next_code(work, series),
        file_name=staged.file_name[:200],
        file_sha256=staged.file_sha256,
        sheet=staged.layout.sheet[:80],
        header_row=staged.layout.header_row,
        as_of_on=staged.options.as_of,
        legal_basis=staged.options.legal_basis,
        state=BatchState.APPLIED,
        imported_at=work.clock.now(),
        operation_id=work.operation_id,
        counts=msgspec.json.encode(planning.counts(plan)).decode(),
    )
    work.session.add(batch)
    work.session.flush()
    writing.write(work, staged, plan, batch.id)
    _remember_mapping(work, staged)
    work.changes.kinds |= {"family", "batch"}
    return AppliedBatch(batch.id, batch.code, planning.counts(plan))


def _remember_mapping(work: UnitOfWork, staged: StagedRoster) -> None:
    layout = staged.layout
    if not layout.columns:
        return
    key = columns.fingerprint([column.heading for column in layout.columns])
    fields = msgspec.json.encode([column.field for column in layout.columns]).decode()
    work.session.merge(ImportMapping(fingerprint=key, fields=fields, used_at=work.clock.now()))
    work.session.flush()


# --- undo


def _batch(work: UnitOfWork, batch_id: UUID) -> ImportBatch:
    batch = work.session.get(ImportBatch, batch_id, populate_existing=True)
    if batch is None:
        raise ExpectedError("batch_unknown")
    return batch


def touched_families(session: Session, batch: ImportBatch) -> dict[UUID, set[str]]:
    """Return the families ``batch`` wrote to that somebody worked on since, and in which tables."""
    silent = (ImportRow.outcome == RowOutcome.UNCHANGED) & (ImportRow.codes == "{}")
    written = select(ImportRow.family_id).where(
        ImportRow.batch_id == batch.id, ImportRow.family_id.is_not(None), not_(silent)
    )
    families = {one for one in session.execute(written).scalars() if one is not None}
    undone = session.execute(
        select(ImportBatch.operation_id, ImportBatch.undo_operation_id).where(ImportBatch.state == BatchState.UNDONE)
    ).all()
    ignoring = {operation for pair in undone for operation in pair if operation is not None}
    return reverting.families_touched_since(
        session, batch.operation_id, families, ignoring=ignoring, weighing=undone_operations(session) - ignoring
    )


def undo_batch(work: UnitOfWork, data: UndoBatch) -> UndoneBatch:
    """Take a batch back: what it created goes, what it changed gets its former values; folios are not given again.

    Raises `ExpectedError` ``batch_undone`` when it was already, ``batch_touched`` when somebody worked on one of its
    families since (`queries.touched_families` lists them); then nothing was changed.
    """
    _one_at_a_time(work)
    batch = _batch(work, data.batch_id)
    if batch.state is BatchState.UNDONE:
        raise ExpectedError("batch_undone", batch=batch.code)
    touched = touched_families(work.session, batch)
    if touched:
        raise ExpectedError("batch_touched", batch=batch.code, count=len(touched))
    operation = batch.operation_id
    created = select(AuditEntry.row_id).where(
        AuditEntry.operation_id == operation, AuditEntry.table_name == "family", AuditEntry.action == "insert"
    )
    reached = select(ImportRow.family_id).where(ImportRow.batch_id == batch.id, ImportRow.family_id.is_not(None))
    work.progress.report("undoing")
    work.session.execute(delete(FamilyCard).where(FamilyCard.family_id.in_(created)))
    reverting.drop_prints(work.session, created)
    reverting.revert(work, operation, keeping={"settlement", "cogestor"})
    family_commands.drop_unused_settlements(work, operation)
    drop_unused_cogestores(work, operation)
    remaining = work.session.execute(select(Family.id).where(Family.id.in_(reached))).scalars()
    work.changes.families.update(remaining)
    batch.state = BatchState.UNDONE
    batch.undone_at = work.clock.now()
    batch.undo_operation_id = work.operation_id
    batch.version += 1
    work.changes.kinds |= {"family", "batch"}
    return UndoneBatch(batch.code, msgspec.json.decode(batch.counts, type=ImportCounts))


def drop_unused_cogestores(work: UnitOfWork, operation_id: UUID) -> None:
    """Delete the cogestores that ``operation_id`` made and who accompany and visited nobody."""
    made = select(AuditEntry.row_id).where(
        AuditEntry.operation_id == operation_id, AuditEntry.table_name == "cogestor", AuditEntry.action == "insert"
    )
    assigned = select(CogestorAssignment.cogestor_id)
    visited = select(Visit.cogestor_id).where(Visit.cogestor_id.is_not(None))
    unused = (Cogestor.id.in_(made), Cogestor.id.not_in(assigned), Cogestor.id.not_in(visited))
    work.session.execute(delete(Cogestor).where(*unused))


# --- review


def settle_review(work: UnitOfWork, data: SettleReview) -> bool:
    """Settle a difference and return whether a value was written.

    Raises `ExpectedError` ``changed_meanwhile`` when it was settled already or the value is no longer the one shown,
    ``review_by_event`` for a change of head, which is a life event.
    """
    review = work.session.get(ImportReview, data.review_id, populate_existing=True)
    if review is None or review.state is not ReviewState.OPEN:
        raise ExpectedError("changed_meanwhile")
    if data.take:
        if review.field == "kinship" and Kinship.HEAD in (review.new_value, review.current_value):
            raise ExpectedError("review_by_event")
        difference = Difference(review.field, review.current_value, review.new_value, review=False)
        writing.take_value(work, review.family_id, review.person_id, difference)
    work.session.execute(
        update(ImportReview)
        .where(ImportReview.id == review.id, ImportReview.version == review.version)
        .values(state=ReviewState.TAKEN if data.take else ReviewState.KEPT, version=review.version + 1)
    )
    work.changes.families.add(review.family_id)
    work.changes.kinds |= {"family", "review"}
    return data.take
