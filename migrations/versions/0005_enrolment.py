"""Enrolment by hand and life events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gsi_desktop.models.base import Guid

revision = "0005_enrolment"
down_revision = "0004_achievements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("no_document", sa.String(length=24), nullable=True))
    op.create_table(
        "accepted_warning",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("family_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("person_id", Guid(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_accepted_warning_family_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_accepted_warning_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_accepted_warning_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_warning")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_accepted_warning_family_id", "accepted_warning", ["family_id"], unique=False)
    op.create_index(
        "ix_accepted_warning_person_id",
        "accepted_warning",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("accepted_warning")
    op.drop_column("person", "no_document")
