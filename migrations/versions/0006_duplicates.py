"""How names sound, duplicate candidates and the merge journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_duplicates"
down_revision = "0005_enrolment"
branch_labels = None
depends_on = None


def _sort_text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("person", sa.Column("sound", _sort_text(120), server_default="", nullable=False))
    op.create_index("ix_person_sound", "person", ["sound", "birth_date"])
    op.create_index("ix_person_birth_date", "person", ["birth_date"])


def downgrade() -> None:
    op.drop_index("ix_person_birth_date", "person")
    op.drop_index("ix_person_sound", "person")
    op.drop_column("person", "sound")
