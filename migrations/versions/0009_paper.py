"""Batches of paper."""

from __future__ import annotations

revision = "0009_paper"
down_revision = "0008_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
