"""Enrolment by hand and life events."""

from __future__ import annotations

revision = "0005_enrolment"
down_revision = "0004_achievements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
