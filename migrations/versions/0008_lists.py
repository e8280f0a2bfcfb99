"""Saved views and crossed lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gsi_desktop.models.base import Guid, UtcDateTime, sort_text

revision = "0008_lists"
down_revision = "0007_consent"
branch_labels = None
depends_on = None

_CARD_ORDERS = (
    ("document", ["head_document", "family_id"]),
    ("members", ["members", "family_id"]),
    ("visited", ["last_visit_on", "family_id"]),
    ("agreed", ["next_visit_on", "family_id"]),
    ("entry", ["entry_on", "family_id"]),
    ("cogestor", ["cogestor_id", "name_key", "family_id"]),
)
"""The orders of Familias: a page of any of them is one read of its index."""


def upgrade() -> None:
    for name, columns in _CARD_ORDERS:
        op.create_index(f"ix_family_card_{name}", "family_card", columns)
    op.create_table(
        "saved_view",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sort_text(60), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_saved_view_area", "saved_view", ["area", "name_key", "id"])
    op.create_table(
        "crossed_list",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crossed_list")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_crossed_list_made", "crossed_list", ["made_at", "id"])


def downgrade() -> None:
    op.drop_table("crossed_list")
    op.drop_table("saved_view")
    for name, _columns in _CARD_ORDERS:
        op.drop_index(f"ix_family_card_{name}", "family_card")
