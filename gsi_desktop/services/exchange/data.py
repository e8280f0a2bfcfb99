"""What goes in and out of roster imports: frozen data, nothing of the ORM."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from gsi_desktop.models.enums import BatchState, ReviewState, RowOutcome


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """A column of the file: its heading, some values of it, and the field it seems to mean ("" = none)."""

    index: int
    heading: str
    examples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class RosterLayout:
    """Where the table stands in a file and what its columns mean; the person may correct everything."""

    sheet: str
    header_row: int
    columns: tuple[ColumnGuess, ...]
    remembered: bool = False

    def mapping(self) -> dict[str, int]:
        """Return field → column index of the recognised columns."""
        return {column.field: column.index for column in self.columns if column.field}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How to read a roster: file, layout, the date ages are counted on, and the legal basis of the batch."""

    path: Path
    layout: RosterLayout
    as_of: date
    legal_basis: str


@dataclass(frozen=True, slots=True)
class RowReport:
    """A row of the file with its outcome; ``codes`` are reasons and warnings, ``fields`` the inputs at fault."""

    row_number: int
    outcome: RowOutcome
    codes: tuple[str, ...]
    fields: tuple[str, ...]
    name: str
    document: str
    birth_date: str
    folio: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Totals of an import; rows = created + updated + unchanged + rejected + skipped, warnings apart."""

    rows: int = 0
    families_created: int = 0
    persons_created: int = 0
    persons_updated: int = 0
    persons_unchanged: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or (``batch`` None: dry run) would do, row by row in the order of the file."""

    batch: str | None
    batch_id: UUID | None
    counts: ImportCounts
    rows: tuple[RowReport, ...]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch as the history lists it."""

    batch_id: UUID
    code: str
    file_name: str
    imported_at: datetime
    as_of: date
    actor: str
    legal_basis: str
    state: BatchState
    undone_at: datetime | None
    counts: ImportCounts
    open_reviews: int


@dataclass(frozen=True, slots=True)
class TouchedFamily:
    """A family that somebody worked on after the batch, so that undoing it would lose work; ``why`` tells what.

    ``family_id`` opens it: of one that was merged into another since, the one that stayed.
    """

    family_id: UUID
    folio: str
    head: str
    why: str


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A newer cut brought ``new_value`` where ``current_value`` was changed here since the last import."""

    review_id: UUID
    batch_code: str
    family_id: UUID
    folio: str
    person: str
    field: str
    current_value: str
    new_value: str
    state: ReviewState


@dataclass(frozen=True, slots=True)
class FamilyOrigin:
    """A batch that brought or updated a family."""

    batch_id: UUID
    code: str
    file_name: str
    imported_at: datetime
