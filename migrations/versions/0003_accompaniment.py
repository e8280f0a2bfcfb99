"""Accompaniment: cogestores, visits, plan familiar, commitments, and what lists show of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gsi_desktop.models.base import Guid

revision = "0003_accompaniment"
down_revision = "0002_roster_import"
branch_labels = None
depends_on = None


def _sort_text(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "cogestor",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_key", _sort_text(160), nullable=False),
        sa.Column("document", sa.String(length=24), server_default="", nullable=False),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.code"], name=op.f("fk_cogestor_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cogestor")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cogestor_assignment",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("family_id", Guid(), nullable=False),
        sa.Column("cogestor_id", Guid(), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("valid_to_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "valid_to_on IS NULL OR valid_to_on >= valid_from_on", name=op.f("ck_cogestor_assignment_dates")
        ),
        sa.ForeignKeyConstraint(["cogestor_id"], ["cogestor.id"], name=op.f("fk_cogestor_assignment_cogestor_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_cogestor_assignment_family_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_cogestor_assignment_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cogestor_assignment")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cogestor_assignment_cogestor_id", "cogestor_assignment", ["cogestor_id"], unique=False)
    op.create_index("ix_cogestor_assignment_family_id", "cogestor_assignment", ["family_id"], unique=False)
    op.create_index(
        "uq_cogestor_assignment_open",
        "cogestor_assignment",
        ["family_id"],
        unique=True,
        sqlite_where=sa.text("valid_to_on IS NULL"),
        postgresql_where=sa.text("valid_to_on IS NULL"),
    )
    op.create_table(
        "family_plan",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("enrolment_id", Guid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("goal", sa.String(length=600), server_default="", nullable=False),
        sa.Column("observations", sa.String(length=600), server_default="", nullable=False),
        sa.Column("few_reason", sa.String(length=400), server_default="", nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("signature", sa.String(length=24), nullable=True),
        sa.Column("frozen", sa.Text(), nullable=True),
        sa.Column("frozen_hash", sa.String(length=64), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(state = 'draft') = (frozen IS NULL)", name=op.f("ck_family_plan_approval_freezes")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_family_plan_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_family_plan_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_plan")),
        sa.UniqueConstraint("enrolment_id", "number", name=op.f("uq_family_plan_enrolment_id_number")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_family_plan_approved",
        "family_plan",
        ["enrolment_id"],
        unique=True,
        sqlite_where=sa.text("state = 'approved'"),
        postgresql_where=sa.text("state = 'approved'"),
    )
    op.create_index(
        "uq_family_plan_draft",
        "family_plan",
        ["enrolment_id"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_table(
        "visit",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("enrolment_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("cogestor_id", Guid(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("planned_time", sa.String(length=5), server_default="", nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("medium", sa.String(length=24), nullable=True),
        sa.Column("place", sa.String(length=200), server_default="", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_time", sa.String(length=5), server_default="", nullable=False),
        sa.Column("ended_time", sa.String(length=5), server_default="", nullable=False),
        sa.Column("elapsed_seconds", sa.Integer(), nullable=True),
        sa.Column("typed_in", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("steps_done", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("outcome_note", sa.String(length=400), server_default="", nullable=False),
        sa.Column("topic", sa.String(length=24), nullable=True),
        sa.Column("topic_note", sa.String(length=400), server_default="", nullable=False),
        sa.Column("opportunities", sa.Text(), server_default="", nullable=False),
        sa.Column("history", sa.Text(), server_default="", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("coresponsibility", sa.String(length=5), server_default="", nullable=False),
        sa.Column("evaluation", sa.String(length=400), server_default="", nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("next_time", sa.String(length=5), server_default="", nullable=False),
        sa.Column("next_kind", sa.String(length=24), nullable=True),
        sa.Column("signature", sa.String(length=24), nullable=True),
        sa.Column("signer_id", Guid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("state <> 'done' OR occurred_on IS NOT NULL", name=op.f("ck_visit_done_has_date")),
        sa.CheckConstraint("state <> 'planned' OR planned_on IS NOT NULL", name=op.f("ck_visit_planned_has_date")),
        sa.ForeignKeyConstraint(["cogestor_id"], ["cogestor.id"], name=op.f("fk_visit_cogestor_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_visit_enrolment_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.code"], name=op.f("fk_visit_municipality_id")),
        sa.ForeignKeyConstraint(["signer_id"], ["person.id"], name=op.f("fk_visit_signer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_visit_cogestor_id",
        "visit",
        ["cogestor_id"],
        unique=False,
        sqlite_where=sa.text("cogestor_id IS NOT NULL"),
        postgresql_where=sa.text("cogestor_id IS NOT NULL"),
    )
    op.create_index("ix_visit_enrolment_id", "visit", ["enrolment_id", "occurred_on"], unique=False)
    op.create_index(
        "ix_visit_open",
        "visit",
        ["opened_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_visit_planned",
        "visit",
        ["planned_on"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_index(
        "ix_visit_done",
        "visit",
        ["occurred_on", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'done'"),
        postgresql_where=sa.text("state = 'done'"),
    )
    op.create_index(
        "ix_visit_signer_id",
        "visit",
        ["signer_id"],
        unique=False,
        sqlite_where=sa.text("signer_id IS NOT NULL"),
        postgresql_where=sa.text("signer_id IS NOT NULL"),
    )
    op.create_index(
        "uq_visit_open",
        "visit",
        ["enrolment_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "uq_visit_planned",
        "visit",
        ["enrolment_id"],
        unique=True,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_table(
        "plan_priority",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("plan_id", Guid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("achievement", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", Guid(), nullable=True),
        sa.Column("note", sa.String(length=400), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_plan_priority_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_priority_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["family_plan.id"], name=op.f("fk_plan_priority_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_priority")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_plan_priority_person_id",
        "plan_priority",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_index("ix_plan_priority_plan_id", "plan_priority", ["plan_id", "position"], unique=False)
    op.create_table(
        "visit_presence",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("visit_id", Guid(), nullable=False),
        sa.Column("person_id", Guid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_visit_presence_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_presence_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_presence_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_presence")),
        sa.UniqueConstraint("visit_id", "person_id", name=op.f("uq_visit_presence_visit_id_person_id")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_visit_presence_person_id"), "visit_presence", ["person_id"], unique=False)
    op.create_table(
        "commitment",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("enrolment_id", Guid(), nullable=False),
        sa.Column("plan_id", Guid(), nullable=True),
        sa.Column("priority_id", Guid(), nullable=True),
        sa.Column("visit_id", Guid(), nullable=True),
        sa.Column("achievement", sa.SmallInteger(), nullable=True),
        sa.Column("person_id", Guid(), nullable=True),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("action", sa.String(length=400), nullable=False),
        sa.Column("responsible_id", Guid(), nullable=True),
        sa.Column("responsible", sa.String(length=160), server_default="", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("state <> 'open' OR due_on IS NOT NULL", name=op.f("ck_commitment_open_has_date")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_commitment_enrolment_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.code"], name=op.f("fk_commitment_municipality_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_commitment_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["family_plan.id"], name=op.f("fk_commitment_plan_id")),
        sa.ForeignKeyConstraint(["priority_id"], ["plan_priority.id"], name=op.f("fk_commitment_priority_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["person.id"], name=op.f("fk_commitment_responsible_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_commitment_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_commitment_due",
        "commitment",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_commitment_enrolment_id", "commitment", ["enrolment_id", "state"], unique=False)
    op.create_index(
        "ix_commitment_person_id",
        "commitment",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_index(
        "ix_commitment_plan_id",
        "commitment",
        ["plan_id"],
        unique=False,
        sqlite_where=sa.text("plan_id IS NOT NULL"),
        postgresql_where=sa.text("plan_id IS NOT NULL"),
    )
    op.create_index(
        "ix_commitment_priority_id",
        "commitment",
        ["priority_id"],
        unique=False,
        sqlite_where=sa.text("priority_id IS NOT NULL"),
        postgresql_where=sa.text("priority_id IS NOT NULL"),
    )
    op.create_index(
        "ix_commitment_responsible_id",
        "commitment",
        ["responsible_id"],
        unique=False,
        sqlite_where=sa.text("responsible_id IS NOT NULL"),
        postgresql_where=sa.text("responsible_id IS NOT NULL"),
    )
    op.create_index(
        "ix_commitment_visit_id",
        "commitment",
        ["visit_id"],
        unique=False,
        sqlite_where=sa.text("visit_id IS NOT NULL"),
        postgresql_where=sa.text("visit_id IS NOT NULL"),
    )
    op.create_table(
        "commitment_review",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("commitment_id", Guid(), nullable=False),
        sa.Column("visit_id", Guid(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=200), server_default="", nullable=False),
        sa.Column("note", sa.String(length=400), server_default="", nullable=False),
        sa.Column("new_due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_review_commitment_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_commitment_review_municipality_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_commitment_review_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_review")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_commitment_review_commitment_id", "commitment_review", ["commitment_id"], unique=False)
    op.create_index(
        "ix_commitment_review_visit_id",
        "commitment_review",
        ["visit_id"],
        unique=False,
        sqlite_where=sa.text("visit_id IS NOT NULL"),
        postgresql_where=sa.text("visit_id IS NOT NULL"),
    )
    op.add_column("enrolment", sa.Column("agreement_on", sa.Date(), nullable=True))
    op.add_column("family_card", sa.Column("stage", sa.String(length=24), server_default="targeted", nullable=False))
    op.add_column("family_card", sa.Column("cogestor_id", Guid(), nullable=True))
    op.add_column("family_card", sa.Column("last_visit_on", sa.Date(), nullable=True))
    op.add_column("family_card", sa.Column("next_visit_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_family_card_work",
        "family_card",
        ["status", "municipality_id", "cogestor_id", "last_visit_on", "stage"],
        unique=False,
    )
    op.create_index(
        "ix_family_card_next",
        "family_card",
        ["next_visit_on", "status", "municipality_id", "cogestor_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_family_card_next", "family_card")
    op.drop_index("ix_family_card_work", "family_card")
    for column in ("stage", "cogestor_id", "last_visit_on", "next_visit_on"):
        op.drop_column("family_card", column)
    op.drop_column("enrolment", "agreement_on")
    for table in (
        "commitment_review",
        "commitment",
        "plan_priority",
        "family_plan",
        "visit_presence",
        "visit",
        "cogestor_assignment",
        "cogestor",
    ):
        op.drop_table(table)
