"""Saved views and crossed lists."""

from __future__ import annotations

revision = "0008_lists"
down_revision = "0007_consent"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
