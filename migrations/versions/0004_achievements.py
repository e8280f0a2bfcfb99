"""Achievements: catalogue of logros, assessments, answers, events, marks and recorded ICV."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gsi_desktop.models.base import Guid

revision = "0004_achievements"
down_revision = "0003_accompaniment"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_version",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), server_default="", nullable=False),
        sa.Column("source", sa.String(length=400), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_version")),
        sa.UniqueConstraint("number", name=op.f("uq_catalogue_version_number")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "achievement",
        sa.Column("catalogue_version_id", Guid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("dimension", sa.SmallInteger(), nullable=False),
        sa.Column("short", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("unit", sa.String(length=24), nullable=False),
        sa.Column("min_months", sa.Integer(), nullable=True),
        sa.Column("max_months", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=24), nullable=True),
        sa.Column("condition", sa.String(length=24), nullable=True),
        sa.Column("household_condition", sa.String(length=24), nullable=True),
        sa.Column("question", sa.String(length=400), nullable=False),
        sa.Column("evidence", sa.String(length=200), nullable=False),
        sa.Column("evidence_required", sa.Boolean(), nullable=False),
        sa.Column("ipm_indicator", sa.SmallInteger(), nullable=True),
        sa.Column("weight", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("source", sa.String(length=80), server_default="", nullable=False),
        sa.Column("confidence", sa.String(length=40), server_default="", nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_version_id"], ["catalogue_version.id"], name=op.f("fk_achievement_catalogue_version_id")
        ),
        sa.PrimaryKeyConstraint("catalogue_version_id", "number", name=op.f("pk_achievement")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dimension",
        sa.Column("catalogue_version_id", Guid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("short", sa.String(length=40), nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_version_id"], ["catalogue_version.id"], name=op.f("fk_dimension_catalogue_version_id")
        ),
        sa.PrimaryKeyConstraint("catalogue_version_id", "number", name=op.f("pk_dimension")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "achievement_mark",
        sa.Column("enrolment_id", Guid(), nullable=False),
        sa.Column("achievement", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=True),
        sa.Column("initial", sa.String(length=24), nullable=True),
        sa.Column("how", sa.String(length=24), nullable=True),
        sa.Column("applies_from_on", sa.Date(), nullable=True),
        sa.Column("applies_to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_achievement_mark_enrolment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_achievement_mark_municipality_id")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "achievement", "person_id", name=op.f("pk_achievement_mark")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_achievement_mark_pending",
        "achievement_mark",
        ["municipality_id", "achievement"],
        unique=False,
        sqlite_where=sa.text("state = 'P'"),
        postgresql_where=sa.text("state = 'P'"),
    )
    op.create_table(
        "living_score",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("enrolment_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("hundredths BETWEEN 0 AND 10000", name=op.f("ck_living_score_range")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_living_score_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_living_score_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_living_score")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_living_score_enrolment_id", "living_score", ["enrolment_id", "measured_on"], unique=False)
    op.create_table(
        "assessment",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("enrolment_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("catalogue_version_id", Guid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("visit_id", Guid(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("correction", sa.String(length=400), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_version_id"], ["catalogue_version.id"], name=op.f("fk_assessment_catalogue_version_id")
        ),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_assessment_enrolment_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.code"], name=op.f("fk_assessment_municipality_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_assessment_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_assessment_enrolment_id", "assessment", ["enrolment_id", "assessed_on"], unique=False)
    op.create_index(
        "ix_assessment_visit_id",
        "assessment",
        ["visit_id"],
        unique=False,
        sqlite_where=sa.text("visit_id IS NOT NULL"),
        postgresql_where=sa.text("visit_id IS NOT NULL"),
    )
    op.create_index(
        "uq_assessment_baseline",
        "assessment",
        ["enrolment_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'baseline'"),
        postgresql_where=sa.text("kind = 'baseline'"),
    )
    op.create_table(
        "achievement_event",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("enrolment_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("assessment_id", Guid(), nullable=False),
        sa.Column("achievement", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", Guid(), nullable=True),
        sa.Column("from_state", sa.String(length=24), nullable=False),
        sa.Column("to_state", sa.String(length=24), nullable=False),
        sa.Column("how", sa.String(length=24), nullable=True),
        sa.Column("reason", sa.String(length=200), server_default="", nullable=False),
        sa.Column("provider", sa.String(length=160), server_default="", nullable=False),
        sa.Column("evidence", sa.String(length=200), server_default="", nullable=False),
        sa.Column("note", sa.String(length=400), server_default="", nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("operation_id", Guid(), nullable=False),
        sa.Column("reverts_id", Guid(), nullable=True),
        sa.CheckConstraint("to_state <> 'G'", name=op.f("ck_achievement_event_in_progress_is_derived")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_achievement_event_assessment_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_achievement_event_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_achievement_event_municipality_id")
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_achievement_event_operation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_achievement_event_person_id")),
        sa.ForeignKeyConstraint(["reverts_id"], ["achievement_event.id"], name=op.f("fk_achievement_event_reverts_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement_event")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_achievement_event_assessment_id", "achievement_event", ["assessment_id"], unique=False)
    op.create_index(
        "ix_achievement_event_enrolment_id", "achievement_event", ["enrolment_id", "achievement"], unique=False
    )
    op.create_index(
        "ix_achievement_event_person_id",
        "achievement_event",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_index(
        "ix_achievement_event_reverts_id",
        "achievement_event",
        ["reverts_id"],
        unique=False,
        sqlite_where=sa.text("reverts_id IS NOT NULL"),
        postgresql_where=sa.text("reverts_id IS NOT NULL"),
    )
    op.create_table(
        "assessment_answer",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("assessment_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("person_id", Guid(), nullable=True),
        sa.Column("value", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_answer_assessment_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_assessment_answer_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assessment_answer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_assessment_answer_assessment_id", "assessment_answer", ["assessment_id"], unique=False)
    op.create_index(
        "ix_assessment_answer_person_id",
        "assessment_answer",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_index(
        "uq_assessment_answer_household",
        "assessment_answer",
        ["assessment_id", "question"],
        unique=True,
        sqlite_where=sa.text("person_id IS NULL"),
        postgresql_where=sa.text("person_id IS NULL"),
    )
    op.create_index(
        "uq_assessment_answer_person",
        "assessment_answer",
        ["assessment_id", "question", "person_id"],
        unique=True,
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )


def downgrade() -> None:
    for table in (
        "achievement_mark",
        "achievement_event",
        "assessment_answer",
        "assessment",
        "living_score",
        "dimension",
        "achievement",
        "catalogue_version",
    ):
        op.drop_table(table)
