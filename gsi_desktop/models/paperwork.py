"""Paper at volume: batches that were printed and each paper in them, so that forms are keyed in the printed order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gsi_desktop.models.base import (
    PRINTED,
    Base,
    EnumText,
    GuidKey,
    MunicipalityCode,
    Versioned,
    reference,
    sort_text,
)
from gsi_desktop.models.enums import PaperKind, PaperOrder, PaperSkip, PaperState


class PaperBatch(Base):
    """Many papers made at once: which, for whom, in what order, by whom; ``options`` (JSON) make it again.

    ``number`` is counted per installation (``series``) and never given twice: it is on paper.
    """

    __tablename__ = "paper_batch"
    __table_args__ = (UniqueConstraint("series", "number"), {"sqlite_with_rowid": False})

    id: Mapped[GuidKey]
    series: Mapped[str] = mapped_column(String(4))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    kinds: Mapped[str] = mapped_column(String(80))
    sort: Mapped[PaperOrder] = mapped_column(EnumText(PaperOrder))
    options: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(index=True)
    made_by: Mapped[str] = mapped_column(String(80))
    operation_id: Mapped[UUID] = mapped_column(ForeignKey("operation.id"))
    papers: Mapped[int]
    pages: Mapped[int]
    problems: Mapped[int]


class PaperBatchItem(Versioned, Base):
    """A paper of a batch: its place, family and printed code; of a form, what became of it.

    ``problem`` is the code of why it was not printed. ``visit_id`` is the agreed visit it was printed for,
    ``keyed_visit_id`` the visit that was typed from it.
    """

    __tablename__ = "paper_batch_item"
    __table_args__ = (
        UniqueConstraint("batch_id", "position"),
        UniqueConstraint("code"),
        Index("ix_paper_batch_item_family_id", "family_id"),
        Index("ix_paper_batch_item_state", "batch_id", "state", "position"),
        reference("ix_paper_batch_item_visit_id", "visit_id"),
        reference("ix_paper_batch_item_keyed_visit_id", "keyed_visit_id"),
        PRINTED,
    )

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode]
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("paper_batch.id"))
    position: Mapped[int]
    kind: Mapped[PaperKind] = mapped_column(EnumText(PaperKind))
    code: Mapped[str] = mapped_column(sort_text(20))
    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"))
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit.id"))
    page: Mapped[int | None]
    state: Mapped[PaperState] = mapped_column(EnumText(PaperState))
    skip: Mapped[PaperSkip | None] = mapped_column(EnumText(PaperSkip))
    problem: Mapped[str] = mapped_column(String(40), default="", server_default="")
    keyed_visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit.id"))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(String(80), default="", server_default="")
