"""Accompaniment: cogestores and their families, visits, plan familiar and commitments."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from gsi_desktop.models.base import (
    AUDITED,
    Base,
    EnumText,
    GuidKey,
    MunicipalityCode,
    Versioned,
    reference,
    sort_text,
    unique_while,
)
from gsi_desktop.models.enums import (
    CommitmentSide,
    CommitmentState,
    EducationTopic,
    PlanState,
    ReviewResult,
    Signature,
    VisitKind,
    VisitMedium,
    VisitOutcome,
    VisitState,
)


class Cogestor(Versioned, Base):
    """A cogestor(a) social: who accompanies families and signs their papers."""

    __tablename__ = "cogestor"
    __table_args__ = (AUDITED,)

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode]
    name: Mapped[str] = mapped_column(String(160))
    name_key: Mapped[str] = mapped_column(sort_text(160))
    document: Mapped[str] = mapped_column(String(24), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True, server_default=true())


class CogestorAssignment(Versioned, Base):
    """A family in the charge of a cogestor between two dates (``valid_to_on`` excluded); one open row per family."""

    __tablename__ = "cogestor_assignment"
    __table_args__ = (
        unique_while("uq_cogestor_assignment_open", "valid_to_on IS NULL", "family_id"),
        Index("ix_cogestor_assignment_family_id", "family_id"),
        Index("ix_cogestor_assignment_cogestor_id", "cogestor_id"),
        CheckConstraint("valid_to_on IS NULL OR valid_to_on >= valid_from_on", name="dates"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode]
    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"))
    cogestor_id: Mapped[UUID] = mapped_column(ForeignKey("cogestor.id"))
    valid_from_on: Mapped[date]
    valid_to_on: Mapped[date | None]


class Visit(Versioned, Base):
    """A visit or an attention at the office: agreed, open, done or cancelled.

    ``steps_done`` counts the steps 0 to 8 that were finished, in order. ``started_time`` and ``ended_time`` are wall
    times ("09:04") of the timer or as typed from paper; ``elapsed_seconds`` is the timer's, pauses left out.
    ``coresponsibility`` holds one letter of S, N or - for each of the five questions.
    """

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_enrolment_id", "enrolment_id", "occurred_on"),
        Index(
            "ix_visit_planned",
            "planned_on",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index(
            "ix_visit_open", "opened_at", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")
        ),
        Index(
            "ix_visit_done",
            "occurred_on",
            "id",
            sqlite_where=text("state = 'done'"),
            postgresql_where=text("state = 'done'"),
        ),
        Index(
            "ix_visit_town_planned",
            "municipality_id",
            "planned_on",
            "planned_time",
            "id",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index(
            "ix_visit_town_done",
            "municipality_id",
            "occurred_on",
            "id",
            sqlite_where=text("state = 'done'"),
            postgresql_where=text("state = 'done'"),
        ),
        reference("ix_visit_cogestor_id", "cogestor_id"),
        reference("ix_visit_signer_id", "signer_id"),
        unique_while("uq_visit_open", "state = 'open'", "enrolment_id"),
        unique_while("uq_visit_planned", "state = 'planned'", "enrolment_id"),
        CheckConstraint("state <> 'done' OR occurred_on IS NOT NULL", name="done_has_date"),
        CheckConstraint("state <> 'planned' OR planned_on IS NOT NULL", name="planned_has_date"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    municipality_id: Mapped[MunicipalityCode]
    cogestor_id: Mapped[UUID | None] = mapped_column(ForeignKey("cogestor.id"))
    kind: Mapped[VisitKind] = mapped_column(EnumText(VisitKind))
    state: Mapped[VisitState] = mapped_column(EnumText(VisitState))
    planned_on: Mapped[date | None]
    planned_time: Mapped[str] = mapped_column(String(5), default="", server_default="")
    occurred_on: Mapped[date | None]
    medium: Mapped[VisitMedium | None] = mapped_column(EnumText(VisitMedium))
    place: Mapped[str] = mapped_column(String(200), default="", server_default="")
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    started_time: Mapped[str] = mapped_column(String(5), default="", server_default="")
    ended_time: Mapped[str] = mapped_column(String(5), default="", server_default="")
    elapsed_seconds: Mapped[int | None]
    typed_in: Mapped[bool] = mapped_column(default=False, server_default=false())
    steps_done: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    outcome: Mapped[VisitOutcome | None] = mapped_column(EnumText(VisitOutcome))
    outcome_note: Mapped[str] = mapped_column(String(400), default="", server_default="")
    topic: Mapped[EducationTopic | None] = mapped_column(EnumText(EducationTopic))
    topic_note: Mapped[str] = mapped_column(String(400), default="", server_default="")
    opportunities: Mapped[str] = mapped_column(Text, default="", server_default="")
    history: Mapped[str] = mapped_column(Text, default="", server_default="")
    notes: Mapped[str] = mapped_column(Text, default="", server_default="")
    coresponsibility: Mapped[str] = mapped_column(String(5), default="", server_default="")
    evaluation: Mapped[str] = mapped_column(String(400), default="", server_default="")
    next_on: Mapped[date | None]
    next_time: Mapped[str] = mapped_column(String(5), default="", server_default="")
    next_kind: Mapped[VisitKind | None] = mapped_column(EnumText(VisitKind))
    signature: Mapped[Signature | None] = mapped_column(EnumText(Signature))
    signer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class VisitPresence(Base):
    """A member who was present at a visit."""

    __tablename__ = "visit_presence"
    __table_args__ = (UniqueConstraint("visit_id", "person_id"), AUDITED)

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode]
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)


class FamilyPlan(Versioned, Base):
    """A version of a plan familiar; approval freezes its canonical data and their hash, papers are drawn from them."""

    __tablename__ = "family_plan"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "number"),
        unique_while("uq_family_plan_draft", "state = 'draft'", "enrolment_id"),
        unique_while("uq_family_plan_approved", "state = 'approved'", "enrolment_id"),
        CheckConstraint("(state = 'draft') = (frozen IS NULL)", name="approval_freezes"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[PlanState] = mapped_column(EnumText(PlanState))
    goal: Mapped[str] = mapped_column(String(600), default="", server_default="")
    observations: Mapped[str] = mapped_column(String(600), default="", server_default="")
    few_reason: Mapped[str] = mapped_column(String(400), default="", server_default="")
    approved_on: Mapped[date | None]
    signature: Mapped[Signature | None] = mapped_column(EnumText(Signature))
    frozen: Mapped[str | None] = mapped_column(Text)
    frozen_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")


class PlanPriority(Versioned, Base):
    """A logro the family chose to work on, in its order; of a member, or of the family when nobody is named."""

    __tablename__ = "plan_priority"
    __table_args__ = (
        Index("ix_plan_priority_plan_id", "plan_id", "position"),
        reference("ix_plan_priority_person_id", "person_id"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode]
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("family_plan.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    achievement: Mapped[int] = mapped_column(SmallInteger)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(400), default="", server_default="")


class Commitment(Versioned, Base):
    """Who does what until when: one side's part, towards a logro, of a plan or agreed on its own."""

    __tablename__ = "commitment"
    __table_args__ = (
        Index("ix_commitment_enrolment_id", "enrolment_id", "state"),
        Index(
            "ix_commitment_due", "due_on", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")
        ),
        reference("ix_commitment_plan_id", "plan_id"),
        reference("ix_commitment_priority_id", "priority_id"),
        reference("ix_commitment_visit_id", "visit_id"),
        reference("ix_commitment_person_id", "person_id"),
        reference("ix_commitment_responsible_id", "responsible_id"),
        CheckConstraint("state <> 'open' OR due_on IS NOT NULL", name="open_has_date"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("family_plan.id"))
    priority_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan_priority.id"))
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit.id"))
    achievement: Mapped[int | None] = mapped_column(SmallInteger)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    side: Mapped[CommitmentSide] = mapped_column(EnumText(CommitmentSide))
    action: Mapped[str] = mapped_column(String(400))
    responsible_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    responsible: Mapped[str] = mapped_column(String(160), default="", server_default="")
    due_on: Mapped[date | None]
    state: Mapped[CommitmentState] = mapped_column(EnumText(CommitmentState))
    agreed_on: Mapped[date]
    closed_on: Mapped[date | None]


class CommitmentReview(Base):
    """What a visit found of a commitment: append-only."""

    __tablename__ = "commitment_review"
    __table_args__ = (
        Index("ix_commitment_review_commitment_id", "commitment_id"),
        reference("ix_commitment_review_visit_id", "visit_id"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode]
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit.id"))
    reviewed_on: Mapped[date]
    result: Mapped[ReviewResult] = mapped_column(EnumText(ReviewResult))
    reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    note: Mapped[str] = mapped_column(String(400), default="", server_default="")
    new_due_on: Mapped[date | None]
