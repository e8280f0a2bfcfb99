"""Reads of imports: remembered layouts, dry runs, batches with their rows, differences to settle."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gsi_desktop.models.enums import BatchState, ReviewState, RowOutcome
from gsi_desktop.models.families import Family, FamilyCard, Person, PersonDocument
from gsi_desktop.models.imports import ImportBatch, ImportMapping, ImportReview, ImportRow
from gsi_desktop.models.operations import Operation
from gsi_desktop.services.core import formats, messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange import columns, commands, planning
from gsi_desktop.services.exchange.data import (
    BatchRow,
    FamilyOrigin,
    ImportCounts,
    ImportReport,
    ReviewItem,
    RosterLayout,
    RowReport,
    TouchedFamily,
)
from gsi_desktop.services.exchange.reading import FilePreview
from gsi_desktop.services.exchange.staging import StagedRoster
from gsi_desktop.services.families.data import full_name, list_name
from gsi_desktop.services.families.merges.queries import merged_now

_FIELD_OF_CODE = {
    "unknown_municipality": "municipality",
    "household_missing": "household",
    "name_missing": "name",
    "birth_date_invalid": "birth_date",
    "birth_date_future": "birth_date",
    "duplicate_document": "document",
    "document_missing": "document",
    "document_age_mismatch": "document",
    "head_inferred": "kinship",
    "second_head": "kinship",
    "possible_duplicate": "name",
}


def layout(
    session: Session, preview: FilePreview, sheet: str | None = None, header_row: int | None = None
) -> RosterLayout:
    """Return the layout of a file: the mapping remembered for these headings, else the guess of `columns`."""
    guessed = columns.layout(preview, sheet, header_row)
    key = columns.fingerprint([column.heading for column in guessed.columns])
    stored = session.execute(select(ImportMapping.fields).where(ImportMapping.fingerprint == key)).scalar()
    if stored is None:
        return guessed
    fields: list[str] = msgspec.json.decode(stored)
    remembered = tuple(replace(column, field=field) for column, field in zip(guessed.columns, fields, strict=True))
    return replace(guessed, columns=remembered, remembered=True)


# --- reports of rows


def _message(codes: tuple[str, ...], params: dict[str, str]) -> str:
    filled: dict[str, str] = {"birth": "", "type": "", "age": "", "double": "", **params, "where": _where(params)}
    return " ".join(messages.text(code, **filled) for code in codes)


def _where(params: dict[str, str]) -> str:
    if row := params.get("other_row"):
        return messages.text("in_row", row=row)
    if folio := params.get("other_folio"):
        return messages.text("in_folio", folio=folio)
    return messages.text("in_other_household")


def _fields(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_FIELD_OF_CODE[code] for code in codes if code in _FIELD_OF_CODE))


def _planned(row: planning.RowPlan) -> RowReport:
    codes = tuple(row.codes)
    person = row.draft.person if row.draft else None
    names = (
        (person.first_name, person.second_name, person.first_surname, person.second_surname) if person else ("",) * 4
    )
    return RowReport(
        row_number=row.row_number,
        outcome=row.outcome,
        codes=codes,
        fields=_fields(codes),
        name=list_name(*names) if person else "",
        document=formats.document(person.document_type, person.document) if person else "",
        birth_date=(formats.date(person.birth_date) if person.birth_date else row.draft.birth_text)
        if person and row.draft
        else "",
        folio="",
        message=_message(codes, row.params),
    )


def dry_run(session: Session, staged: StagedRoster, progress: Progress | None = None) -> ImportReport:
    """Return what importing ``staged`` would do, every row with its outcome and reason; nothing is saved."""
    plan = planning.make(session, staged, progress or Progress())
    folios = {
        row.row_number: household.known.folio
        for household in plan.households
        if household.known
        for row in household.rows
    }
    rows = tuple(replace(_planned(row), folio=folios.get(row.row_number, "")) for row in plan.rows)
    return ImportReport(None, None, planning.counts(plan), rows)


def batch_report(session: Session, batch_id: UUID) -> ImportReport:
    """Return what a batch did, row by row; names and documents are those of today."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise ExpectedError("batch_unknown")
    found = session.execute(
        select(
            ImportRow.row_number,
            ImportRow.outcome,
            ImportRow.codes,
            Family.folio,
            Person.first_name,
            Person.second_name,
            Person.first_surname,
            Person.second_surname,
            Person.birth_date,
            PersonDocument.type,
            PersonDocument.number,
        )
        .outerjoin(Family, Family.id == ImportRow.family_id)
        .outerjoin(Person, Person.id == ImportRow.person_id)
        .outerjoin(PersonDocument, (PersonDocument.person_id == Person.id) & PersonDocument.retired_on.is_(None))
        .where(ImportRow.batch_id == batch_id)
        .order_by(ImportRow.row_number)
    )
    rows: dict[int, RowReport] = {}
    for row in found:
        rows.setdefault(row.row_number, _reported(row))
    return ImportReport(
        batch.code, batch.id, msgspec.json.decode(batch.counts, type=ImportCounts), tuple(rows.values())
    )


def _reported(row: Any) -> RowReport:
    told: dict[str, Any] = msgspec.json.decode(row.codes)
    codes = tuple(told.get("codes", ()))
    return RowReport(
        row_number=row.row_number,
        outcome=RowOutcome(row.outcome),
        codes=codes,
        fields=_fields(codes),
        name=list_name(row.first_name, row.second_name, row.first_surname, row.second_surname)
        if row.first_name
        else "",
        document=formats.document(row.type, row.number) if row.number else "",
        birth_date=formats.date(row.birth_date) if row.birth_date else "",
        folio=row.folio or "",
        message=_message(codes, told.get("params", {})),
    )


# --- batches


def batches(session: Session) -> tuple[BatchRow, ...]:
    """Return every batch, newest first."""
    open_reviews = (
        select(func.count())
        .where(ImportReview.batch_id == ImportBatch.id, ImportReview.state == ReviewState.OPEN)
        .correlate(ImportBatch)
        .scalar_subquery()
    )
    found = session.execute(
        select(ImportBatch, Operation.actor, open_reviews)
        .join(Operation, Operation.id == ImportBatch.operation_id)
        .order_by(ImportBatch.id.desc())
    )
    return tuple(
        BatchRow(
            batch_id=batch.id,
            code=batch.code,
            file_name=batch.file_name,
            imported_at=batch.imported_at,
            as_of=batch.as_of_on,
            actor=actor,
            legal_basis=batch.legal_basis,
            state=batch.state,
            undone_at=batch.undone_at,
            counts=msgspec.json.decode(batch.counts, type=ImportCounts),
            open_reviews=reviews,
        )
        for batch, actor, reviews in found
    )


def batch_by_code(session: Session, code: str) -> UUID:
    """Return the id of the batch called ``code``; raises `ExpectedError` ``batch_unknown``."""
    found = session.execute(select(ImportBatch.id).where(ImportBatch.code == code.strip().upper())).scalar()
    if found is None:
        raise ExpectedError("batch_unknown")
    return found


_WORK: Final = {
    "visit": "touched_visits",
    "visit_presence": "touched_visits",
    "assessment": "touched_achievements",
    "assessment_answer": "touched_achievements",
    "achievement_event": "touched_achievements",
    "family_plan": "touched_plan",
    "plan_priority": "touched_plan",
    "commitment": "touched_plan",
    "cogestor_assignment": "touched_cogestor",
    "consent": "touched_consent",
}
"""What work on a family is called by the table it was written to; anything else is its data."""


def touched_families(session: Session, batch_id: UUID, limit: int = 200) -> tuple[TouchedFamily, ...]:
    """Return the families that keep a batch from being undone, by head, and what was done with each."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise ExpectedError("batch_unknown")
    touched = commands.touched_families(session, batch)
    shown = sorted(touched)[:limit]
    merged = merged_now(session, shown)
    found = session.execute(
        select(Family.id, FamilyCard.family_id, Family.folio, FamilyCard.head_name)
        .join(FamilyCard, FamilyCard.family_id == func.coalesce(Family.merged_into, Family.id))
        .where(Family.id.in_(shown))
        .order_by(FamilyCard.name_key, Family.folio)
    )
    return tuple(
        TouchedFamily(opened, folio, head, _what_was_done(touched[family_id], merged=family_id in merged))
        for family_id, opened, folio, head in found
    )


def _what_was_done(tables: set[str], *, merged: bool) -> str:
    if merged:
        return messages.text("touched_merge")
    codes = sorted({_WORK.get(table, "touched_data") for table in tables})
    return " ".join(messages.text(code) for code in codes)


def family_origin(session: Session, family_id: UUID) -> tuple[FamilyOrigin, ...]:
    """Return the batches in force that brought or updated a family, newest first."""
    found = session.execute(
        select(ImportBatch.id, ImportBatch.code, ImportBatch.file_name, ImportBatch.imported_at)
        .join(ImportRow, ImportRow.batch_id == ImportBatch.id)
        .where(ImportRow.family_id == family_id, ImportBatch.state == BatchState.APPLIED)
        .distinct()
        .order_by(ImportBatch.id.desc())
    )
    return tuple(FamilyOrigin(*row) for row in found)


def reviews(session: Session, batch_id: UUID | None = None) -> tuple[ReviewItem, ...]:
    """Return the open differences, of one batch or of all."""
    query = (
        select(ImportReview, ImportBatch.code, FamilyCard.folio, Person)
        .join(ImportBatch, ImportBatch.id == ImportReview.batch_id)
        .join(FamilyCard, FamilyCard.family_id == ImportReview.family_id)
        .outerjoin(Person, Person.id == ImportReview.person_id)
        .where(ImportReview.state == ReviewState.OPEN)
        .order_by(ImportReview.id)
    )
    if batch_id is not None:
        query = query.where(ImportReview.batch_id == batch_id)
    return tuple(
        ReviewItem(
            review_id=review.id,
            batch_code=code,
            family_id=review.family_id,
            folio=folio,
            person=full_name(person.first_name, person.second_name, person.first_surname, person.second_surname)
            if person
            else "",
            field=review.field,
            current_value=review.current_value,
            new_value=review.new_value,
            state=review.state,
        )
        for review, code, folio, person in session.execute(query)
    )
