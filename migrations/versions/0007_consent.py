"""Consent and reserved facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gsi_desktop.models.base import Guid, UtcDateTime

revision = "0007_consent"
down_revision = "0006_duplicates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent_text",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_text")),
        sa.UniqueConstraint("number", name=op.f("uq_consent_text_number")),
        sqlite_with_rowid=False,
    )
    _create_consent()
    _create_protected()
    op.add_column("family", sa.Column("location_protected", sa.Boolean(), server_default=sa.false(), nullable=False))


def _create_consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("person_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("text_id", Guid(), nullable=False),
        sa.Column("operation_id", Guid(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("decision", sa.String(length=24), nullable=False),
        sa.Column("basis", sa.String(length=24), nullable=False),
        sa.Column("norm", sa.String(length=300), server_default="", nullable=False),
        sa.Column("purposes", sa.String(length=300), server_default="", nullable=False),
        sa.Column("sensitive", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("taken_by", sa.String(length=120), nullable=False),
        sa.Column("representative_id", Guid(), nullable=True),
        sa.Column("representative", sa.String(length=200), server_default="", nullable=False),
        sa.Column("relation", sa.String(length=80), server_default="", nullable=False),
        sa.Column("protection_reason", sa.String(length=24), nullable=True),
        sa.Column("minor_opinion", sa.String(length=24), nullable=True),
        sa.Column("note", sa.String(length=400), server_default="", nullable=False),
        sa.Column("revokes_id", Guid(), nullable=True),
        sa.CheckConstraint("(decision = 'revoked') = (revokes_id IS NOT NULL)", name=op.f("ck_consent_revokes")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.code"], name=op.f("fk_consent_municipality_id")),
        sa.ForeignKeyConstraint(["text_id"], ["consent_text.id"], name=op.f("fk_consent_text_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_consent_operation_id")),
        sa.ForeignKeyConstraint(["representative_id"], ["person.id"], name=op.f("fk_consent_representative_id")),
        sa.ForeignKeyConstraint(["revokes_id"], ["consent.id"], name=op.f("fk_consent_revokes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"])
    for column in ("representative_id", "revokes_id"):
        present = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_consent_{column}", "consent", [column], sqlite_where=present, postgresql_where=present)


def _create_protected() -> None:
    op.create_table(
        "protected_fact",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("person_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reserved_text", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_protected_fact_person_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_protected_fact_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protected_fact")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_protected_fact_person_id"), "protected_fact", ["person_id"])
    op.create_table(
        "protected_access",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("person_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("operation_id", Guid(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_protected_access_person_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_protected_access_municipality_id")
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_protected_access_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protected_access")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_protected_access_person_id", "protected_access", ["person_id", "at"])


def downgrade() -> None:
    op.drop_column("family", "location_protected")
    for table in ("protected_access", "protected_fact", "consent", "consent_text"):
        op.drop_table(table)
