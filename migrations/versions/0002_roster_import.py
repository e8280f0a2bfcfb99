"""Roster imports: remembered mappings, batches, rows and differences to settle."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gsi_desktop.models.base import Guid

revision = "0002_roster_import"
down_revision = "0001_registry"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_mapping",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_import_mapping")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("sheet", sa.String(length=80), nullable=False),
        sa.Column("header_row", sa.Integer(), nullable=False),
        sa.Column("as_of_on", sa.Date(), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operation_id", Guid(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undo_operation_id", Guid(), nullable=True),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_import_batch_operation_id")),
        sa.ForeignKeyConstraint(
            ["undo_operation_id"], ["operation.id"], name=op.f("fk_import_batch_undo_operation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("code", name=op.f("uq_import_batch_code")),
    )
    op.create_table(
        "import_row",
        sa.Column("batch_id", Guid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("person_id", Guid(), nullable=True),
        sa.Column("family_id", Guid(), nullable=True),
        sa.Column("imported_values", sa.Text(), nullable=True),
        sa.Column("cells", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", "row_number", name=op.f("pk_import_row")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_import_row_family", "import_row", ["family_id", "batch_id"], unique=False)
    op.create_index("ix_import_row_person", "import_row", ["person_id", "batch_id"], unique=False)
    op.create_table(
        "import_review",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("batch_id", Guid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("family_id", Guid(), nullable=False),
        sa.Column("person_id", Guid(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("current_value", sa.Text(), nullable=False),
        sa.Column("new_value", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_review_batch_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_import_review_family_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_import_review_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_import_review_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_review")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_import_review_batch_id"), "import_review", ["batch_id"], unique=False)
    op.create_index(op.f("ix_import_review_family_id"), "import_review", ["family_id"], unique=False)
    op.create_index(op.f("ix_import_review_person_id"), "import_review", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_import_review_person_id"), table_name="import_review")
    op.drop_index(op.f("ix_import_review_family_id"), table_name="import_review")
    op.drop_index(op.f("ix_import_review_batch_id"), table_name="import_review")
    op.drop_table("import_review")
    op.drop_index("ix_import_row_family", table_name="import_row")
    op.drop_index("ix_import_row_person", table_name="import_row")
    op.drop_table("import_row")
    op.drop_table("import_batch")
    op.drop_table("import_mapping")
