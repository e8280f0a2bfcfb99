"""Achievements: the versioned catalogue of logros, assessments with their answers, events and current marks."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from gsi_desktop.models.base import (
    AUDITED,
    Base,
    EnumText,
    GuidKey,
    MunicipalityCode,
    Versioned,
    reference,
    unique_while,
)
from gsi_desktop.models.enums import (
    AchievedHow,
    AchievementUnit,
    AssessmentKind,
    Condition,
    HouseholdCondition,
    MarkState,
    Sex,
)

NOBODY = UUID(int=0)
"""Stands for the household in the key of a mark: a column of a primary key cannot be empty."""


class CatalogueVersion(Versioned, Base):
    """A published version of the catalogue; its rows never change, an edit is a new version."""

    __tablename__ = "catalogue_version"
    __table_args__ = (UniqueConstraint("number"), AUDITED)

    id: Mapped[GuidKey]
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(80))
    valid_from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(400), default="", server_default="")
    source: Mapped[str] = mapped_column(String(400), default="", server_default="")


class Dimension(Base):
    """One of the nine dimensions in a version of the catalogue."""

    __tablename__ = "dimension"
    __table_args__ = ({"sqlite_with_rowid": False},)

    catalogue_version_id: Mapped[UUID] = mapped_column(ForeignKey("catalogue_version.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
    short: Mapped[str] = mapped_column(String(40))
    icon: Mapped[str] = mapped_column(String(40))


class Achievement(Base):
    """A logro in a version of the catalogue; its number means the same logro in every version.

    Ages are in completed months, ``max_months`` excluded; None is no limit. ``retired`` no longer applies to anybody.
    """

    __tablename__ = "achievement"
    __table_args__ = ({"sqlite_with_rowid": False},)

    catalogue_version_id: Mapped[UUID] = mapped_column(ForeignKey("catalogue_version.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    dimension: Mapped[int] = mapped_column(SmallInteger)
    short: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(String(400))
    unit: Mapped[AchievementUnit] = mapped_column(EnumText(AchievementUnit))
    min_months: Mapped[int | None]
    max_months: Mapped[int | None]
    sex: Mapped[Sex | None] = mapped_column(EnumText(Sex))
    condition: Mapped[Condition | None] = mapped_column(EnumText(Condition))
    household_condition: Mapped[HouseholdCondition | None] = mapped_column(EnumText(HouseholdCondition))
    question: Mapped[str] = mapped_column(String(400))
    evidence: Mapped[str] = mapped_column(String(200))
    evidence_required: Mapped[bool]
    ipm_indicator: Mapped[int | None] = mapped_column(SmallInteger)
    weight: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    source: Mapped[str] = mapped_column(String(80), default="", server_default="")
    confidence: Mapped[str] = mapped_column(String(40), default="", server_default="")
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())


class Assessment(Versioned, Base):
    """A reading of a family's logros, bound to the version of the catalogue it used; one línea base per episode.

    ``summary`` (JSON) freezes the figures by dimension when it is closed; ``correction`` is why a closed línea base was
    opened again.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        unique_while("uq_assessment_baseline", "kind = 'baseline'", "enrolment_id"),
        Index("ix_assessment_enrolment_id", "enrolment_id", "assessed_on"),
        reference("ix_assessment_visit_id", "visit_id"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    municipality_id: Mapped[MunicipalityCode]
    catalogue_version_id: Mapped[UUID] = mapped_column(ForeignKey("catalogue_version.id"))
    kind: Mapped[AssessmentKind] = mapped_column(EnumText(AssessmentKind))
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit.id"))
    assessed_on: Mapped[date]
    closed_on: Mapped[date | None]
    summary: Mapped[str | None] = mapped_column(Text)
    correction: Mapped[str] = mapped_column(String(400), default="", server_default="")


class AssessmentAnswer(Versioned, Base):
    """A raw answer to a question of the conditions: of a member, or of the household when nobody is named."""

    __tablename__ = "assessment_answer"
    __table_args__ = (
        unique_while("uq_assessment_answer_person", "person_id IS NOT NULL", "assessment_id", "question", "person_id"),
        unique_while("uq_assessment_answer_household", "person_id IS NULL", "assessment_id", "question"),
        Index("ix_assessment_answer_assessment_id", "assessment_id"),
        reference("ix_assessment_answer_person_id", "person_id"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    municipality_id: Mapped[MunicipalityCode]
    question: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    value: Mapped[str] = mapped_column(String(24))


class AchievementEvent(Base):
    """A change of state of one logro: append-only; taking one back is another event that names it in ``reverts_id``.

    Its own ``operation_id`` tells who and when, so an insert leaves no audit row; any later change does.
    """

    __tablename__ = "achievement_event"
    __table_args__ = (
        Index("ix_achievement_event_enrolment_id", "enrolment_id", "achievement"),
        Index("ix_achievement_event_assessment_id", "assessment_id"),
        reference("ix_achievement_event_person_id", "person_id"),
        reference("ix_achievement_event_reverts_id", "reverts_id"),
        CheckConstraint("to_state <> 'G'", name="in_progress_is_derived"),
        {"info": {"audited": "changes"}, "sqlite_with_rowid": False},
    )

    id: Mapped[GuidKey]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    municipality_id: Mapped[MunicipalityCode]
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    achievement: Mapped[int] = mapped_column(SmallInteger)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    from_state: Mapped[MarkState] = mapped_column(EnumText(MarkState))
    to_state: Mapped[MarkState] = mapped_column(EnumText(MarkState))
    how: Mapped[AchievedHow | None] = mapped_column(EnumText(AchievedHow))
    reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    provider: Mapped[str] = mapped_column(String(160), default="", server_default="")
    evidence: Mapped[str] = mapped_column(String(200), default="", server_default="")
    note: Mapped[str] = mapped_column(String(400), default="", server_default="")
    occurred_on: Mapped[date]
    operation_id: Mapped[UUID] = mapped_column(ForeignKey("operation.id"))
    reverts_id: Mapped[UUID | None] = mapped_column(ForeignKey("achievement_event.id"))


class AchievementMark(Base):
    """The current mark of a logro: línea base beside today and when it applies; sparse, no row is *sin información*.

    Derived from events, documents, birth dates and dated conditions: rewritten for the families of every change set
    before commit, compared by ``gsi db check``. ``person_id`` is `NOBODY` for a family logro, hence no foreign key.
    ``applies_from_on``/``applies_to_on`` is half-open; None is no limit.
    """

    __tablename__ = "achievement_mark"
    __table_args__ = (
        Index(
            "ix_achievement_mark_pending",
            "municipality_id",
            "achievement",
            sqlite_where=text("state = 'P'"),
            postgresql_where=text("state = 'P'"),
        ),
        {"sqlite_with_rowid": False},
    )

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    achievement: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    municipality_id: Mapped[MunicipalityCode]
    state: Mapped[MarkState | None] = mapped_column(EnumText(MarkState))
    initial: Mapped[MarkState | None] = mapped_column(EnumText(MarkState))
    how: Mapped[AchievedHow | None] = mapped_column(EnumText(AchievedHow))
    applies_from_on: Mapped[date | None]
    applies_to_on: Mapped[date | None]


class LivingScore(Versioned, Base):
    """A recorded ICV, 0 to 100 in hundredths: our program does not compute it (facts.md §6.7)."""

    __tablename__ = "living_score"
    __table_args__ = (
        Index("ix_living_score_enrolment_id", "enrolment_id", "measured_on"),
        CheckConstraint("hundredths BETWEEN 0 AND 10000", name="range"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    municipality_id: Mapped[MunicipalityCode]
    measured_on: Mapped[date]
    hundredths: Mapped[int]
    source: Mapped[str] = mapped_column(String(120))
