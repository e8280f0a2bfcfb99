"""Duplicate candidates and the merge journal."""

from __future__ import annotations

revision = "0006_duplicates"
down_revision = "0005_enrolment"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
