"""Batches of paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gsi_desktop.models.base import Guid, UtcDateTime, sort_text

revision = "0009_paper"
down_revision = "0008_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_batch",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("series", sa.String(length=4), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kinds", sa.String(length=80), nullable=False),
        sa.Column("sort", sa.String(length=24), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("operation_id", Guid(), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_paper_batch_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
        sa.UniqueConstraint("series", "number", name=op.f("uq_paper_batch_series_number")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_paper_batch_made_at"), "paper_batch", ["made_at"], unique=False)
    op.create_table(
        "paper_batch_item",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("batch_id", Guid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("code", sort_text(20), nullable=False),
        sa.Column("family_id", Guid(), nullable=False),
        sa.Column("visit_id", Guid(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("skip", sa.String(length=24), nullable=True),
        sa.Column("problem", sa.String(length=40), server_default="", nullable=False),
        sa.Column("keyed_visit_id", Guid(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=80), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["paper_batch.id"], name=op.f("fk_paper_batch_item_batch_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_paper_batch_item_family_id")),
        sa.ForeignKeyConstraint(["keyed_visit_id"], ["visit.id"], name=op.f("fk_paper_batch_item_keyed_visit_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_paper_batch_item_municipality_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_paper_batch_item_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch_item")),
        sa.UniqueConstraint("batch_id", "position", name=op.f("uq_paper_batch_item_batch_id_position")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_batch_item_code")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_paper_batch_item_family_id", "paper_batch_item", ["family_id"], unique=False)
    op.create_index("ix_paper_batch_item_state", "paper_batch_item", ["batch_id", "state", "position"], unique=False)
    for column in ("visit_id", "keyed_visit_id"):
        op.create_index(
            f"ix_paper_batch_item_{column}",
            "paper_batch_item",
            [column],
            unique=False,
            sqlite_where=sa.text(f"{column} IS NOT NULL"),
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )


def downgrade() -> None:
    op.drop_table("paper_batch_item")
    op.drop_table("paper_batch")
