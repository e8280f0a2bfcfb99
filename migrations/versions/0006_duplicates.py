"""How names sound, duplicate candidates and the merge journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gsi_desktop.models.base import Guid, UtcDateTime

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
    _candidates()
    _merges()


def _candidates() -> None:
    op.create_table(
        "duplicate_candidate",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("one_id", Guid(), nullable=False),
        sa.Column("other_id", Guid(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("facts", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), server_default="", nullable=False),
        sa.Column("decision", sa.String(length=400), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_duplicate_candidate_order")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_duplicate_candidate_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["one_id"], ["person.id"], name=op.f("fk_duplicate_candidate_one_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["person.id"], name=op.f("fk_duplicate_candidate_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_candidate")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_duplicate_candidate_one_id_other_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_duplicate_candidate_state", "duplicate_candidate", ["state", "score", "id"])
    op.create_index("ix_duplicate_candidate_other_id", "duplicate_candidate", ["other_id"])


def _merges() -> None:
    op.create_table(
        "merged_pair",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("kept_id", Guid(), nullable=False),
        sa.Column("gone_id", Guid(), nullable=False),
        sa.Column("parent_id", Guid(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("merged_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=400), server_default="", nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("operation_id", Guid(), nullable=False),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=80), server_default="", nullable=False),
        sa.Column("undone_reason", sa.String(length=400), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_merged_pair_municipality_id")
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_merged_pair_operation_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["merged_pair.id"], name=op.f("fk_merged_pair_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_pair")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_merged_pair_kept_id", "merged_pair", ["kept_id"])
    op.create_index("ix_merged_pair_gone_id", "merged_pair", ["gone_id"])
    given = sa.text("parent_id IS NOT NULL")
    op.create_index(
        "ix_merged_pair_parent_id", "merged_pair", ["parent_id"], sqlite_where=given, postgresql_where=given
    )
    op.create_table(
        "merge_journal",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("merge_id", Guid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_id", Guid(), nullable=False),
        sa.Column("column_name", sa.String(length=40), nullable=False),
        sa.Column("before_value", sa.Text(), nullable=False),
        sa.Column("after_value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["merge_id"], ["merged_pair.id"], name=op.f("fk_merge_journal_merge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_journal")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_merge_journal_merge_id", "merge_journal", ["merge_id", "position"])
    op.create_index("ix_merge_journal_cell", "merge_journal", ["table_name", "row_id", "column_name"])


def downgrade() -> None:
    op.drop_table("merge_journal")
    op.drop_table("merged_pair")
    op.drop_table("duplicate_candidate")
    op.drop_index("ix_person_birth_date", "person")
    op.drop_index("ix_person_sound", "person")
    op.drop_column("person", "sound")
