"""People who may be one, and the journal of what each merge moved and overwrote."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gsi_desktop.models.base import AUDITED, Base, EnumText, GuidKey, MunicipalityCode, Versioned, reference
from gsi_desktop.models.enums import CandidateOrigin, CandidateState, JournalAction, MergeKind, MergeState


class DuplicateCandidate(Versioned, Base):
    """Two people who may be one, the smaller id first; ``facts`` is the hash of what was compared.

    One that was dismissed stays dismissed until ``facts`` changes. ``reasons`` is JSON. It goes with its people.
    """

    __tablename__ = "duplicate_candidate"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="order"),
        Index("ix_duplicate_candidate_state", "state", "score", "id"),
        Index("ix_duplicate_candidate_other_id", "other_id"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode]
    one_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    score: Mapped[int] = mapped_column(SmallInteger)
    reasons: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(String(32))
    origin: Mapped[CandidateOrigin] = mapped_column(EnumText(CandidateOrigin))
    state: Mapped[CandidateState] = mapped_column(EnumText(CandidateState))
    found_on: Mapped[date]
    decided_on: Mapped[date | None]
    decided_by: Mapped[str] = mapped_column(String(80), default="", server_default="")
    decision: Mapped[str] = mapped_column(String(400), default="", server_default="")


class MergedPair(Versioned, Base):
    """A merge: ``gone_id`` into ``kept_id``, both people or both families as ``kind`` says.

    People merged because their families were name that merge in ``parent_id`` and are undone with it. ``asked`` (JSON)
    is what somebody asked for, to do it again after an earlier merge was undone under it.
    """

    __tablename__ = "merged_pair"
    __table_args__ = (
        Index("ix_merged_pair_kept_id", "kept_id"),
        Index("ix_merged_pair_gone_id", "gone_id"),
        reference("ix_merged_pair_parent_id", "parent_id"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode]
    kind: Mapped[MergeKind] = mapped_column(EnumText(MergeKind))
    kept_id: Mapped[UUID]
    gone_id: Mapped[UUID]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("merged_pair.id"))
    state: Mapped[MergeState] = mapped_column(EnumText(MergeState))
    merged_at: Mapped[datetime]
    merged_by: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(400), default="", server_default="")
    asked: Mapped[str] = mapped_column(Text)
    operation_id: Mapped[UUID] = mapped_column(ForeignKey("operation.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(String(80), default="", server_default="")
    undone_reason: Mapped[str] = mapped_column(String(400), default="", server_default="")


class MergeJournal(Base):
    """One cell a merge wrote: a key that moved, a value it overwrote, or a row it made.

    Values are JSON and reserved: only the undoing reads them, and what it tells leaves out protected places.
    """

    __tablename__ = "merge_journal"
    __table_args__ = (
        Index("ix_merge_journal_merge_id", "merge_id", "position"),
        Index("ix_merge_journal_cell", "table_name", "row_id", "column_name"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[GuidKey]
    merge_id: Mapped[UUID] = mapped_column(ForeignKey("merged_pair.id"))
    position: Mapped[int]
    action: Mapped[JournalAction] = mapped_column(EnumText(JournalAction))
    table_name: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[UUID]
    column_name: Mapped[str] = mapped_column(String(40))
    before_value: Mapped[str] = mapped_column(Text, info={"reserved": True})
    after_value: Mapped[str] = mapped_column(Text, info={"reserved": True})
