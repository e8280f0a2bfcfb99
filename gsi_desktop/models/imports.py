"""Imports: batches, their rows with the last imported values, remembered mappings and differences to settle."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gsi_desktop.models.base import AUDITED, Base, EnumText, GuidKey, MunicipalityCode, Versioned
from gsi_desktop.models.enums import BatchState, ReviewState, RowOutcome


class ImportMapping(Base):
    """The columns a person confirmed for a set of headings; recalled by the fingerprint of those headings."""

    __tablename__ = "import_mapping"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    fields: Mapped[str] = mapped_column(Text)
    used_at: Mapped[datetime]


class ImportBatch(Versioned, Base):
    """One roster brought in by one transaction; it can be undone while nobody touched its families."""

    __tablename__ = "import_batch"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[GuidKey]
    code: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    sheet: Mapped[str] = mapped_column(String(80))
    header_row: Mapped[int]
    as_of_on: Mapped[date]
    legal_basis: Mapped[str] = mapped_column(String(300))
    state: Mapped[BatchState] = mapped_column(EnumText(BatchState))
    imported_at: Mapped[datetime]
    operation_id: Mapped[UUID] = mapped_column(ForeignKey("operation.id"))
    undone_at: Mapped[datetime | None]
    undo_operation_id: Mapped[UUID | None] = mapped_column(ForeignKey("operation.id"))
    counts: Mapped[str] = mapped_column(Text)


class ImportRow(Base):
    """What an import did with one row: codes, the person and family it reached, and the values it brought.

    ``imported_values`` is JSON of the normalised fields (the last imported value of each); ``cells`` keeps the text
    of rows that did not get in, so that they can be corrected. ``person_id`` and ``family_id`` are plain ids: a
    row outlives the undo of its batch.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        Index("ix_import_row_person", "person_id", "batch_id"),
        Index("ix_import_row_family", "family_id", "batch_id"),
        {"sqlite_with_rowid": False},
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[RowOutcome] = mapped_column(EnumText(RowOutcome))
    codes: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID | None]
    family_id: Mapped[UUID | None]
    imported_values: Mapped[str | None] = mapped_column(Text)
    cells: Mapped[str | None] = mapped_column(Text)


class ImportReview(Versioned, Base):
    """A newer cut disagrees with a value changed here since the last import: a person decides."""

    __tablename__ = "import_review"
    __table_args__ = (AUDITED,)

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode]
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("import_batch.id"), index=True)
    row_number: Mapped[int]
    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    field: Mapped[str] = mapped_column(String(40))
    current_value: Mapped[str] = mapped_column(Text)
    new_value: Mapped[str] = mapped_column(Text)
    state: Mapped[ReviewState] = mapped_column(EnumText(ReviewState))
