"""Consent and reserved facts."""

from __future__ import annotations

revision = "0007_consent"
down_revision = "0006_duplicates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
