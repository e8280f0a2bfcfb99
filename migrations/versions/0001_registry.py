"""Territory, families with enrolments and life events, operations and audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gsi_desktop.models.base import Guid

revision = "0001_registry"
down_revision = None
branch_labels = None
depends_on = None

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _sort_text(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "current_operation",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("operation_id", Guid(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("search_deferred", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("slot = 1", name=op.f("ck_current_operation_one_row")),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_current_operation")),
    )
    op.create_table(
        "department",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_department")),
    )
    op.create_table(
        "operation",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("app_version", sa.String(length=24), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
    )
    op.create_index(op.f("ix_operation_at"), "operation", ["at"], unique=False)
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", _ROW_NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("operation_id", Guid(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=True),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("before_values", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_audit_entry_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_operation", "audit_entry", ["operation_id", "table_name", "action"], unique=False)
    op.create_index("ix_audit_entry_row", "audit_entry", ["row_id", "id"], unique=False)
    op.create_table(
        "microregion",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("department_code", sa.String(length=2), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("modality", sa.String(length=24), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("valid_to_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["department_code"], ["department.code"], name=op.f("fk_microregion_department_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_microregion")),
        sa.UniqueConstraint(
            "department_code", "code", "valid_from_on", name=op.f("uq_microregion_department_code_code_valid_from_on")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "municipality",
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("department_code", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("aliases", sa.String(length=200), server_default="", nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=True),
        sa.Column("valid_to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["department_code"], ["department.code"], name=op.f("fk_municipality_department_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
    )
    op.create_index(op.f("ix_municipality_department_code"), "municipality", ["department_code"], unique=False)
    op.create_table(
        "folio_counter",
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("series", sa.String(length=4), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_folio_counter_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", "series", name=op.f("pk_folio_counter")),
    )
    op.create_table(
        "microregion_municipality",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("microregion_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("valid_to_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["microregion_id"], ["microregion.id"], name=op.f("fk_microregion_municipality_microregion_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_microregion_municipality_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_microregion_municipality")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_microregion_municipality_microregion_id"), "microregion_municipality", ["microregion_id"], unique=False
    )
    op.create_index(
        "uq_microregion_municipality_open",
        "microregion_municipality",
        ["municipality_id"],
        unique=True,
        sqlite_where=sa.text("valid_to_on IS NULL"),
        postgresql_where=sa.text("valid_to_on IS NULL"),
    )
    op.create_table(
        "person",
        sa.Column("row_no", _ROW_NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("first_surname", sa.String(length=80), nullable=False),
        sa.Column("second_surname", sa.String(length=80), server_default="", nullable=False),
        sa.Column("first_name", sa.String(length=80), nullable=False),
        sa.Column("second_name", sa.String(length=80), server_default="", nullable=False),
        sa.Column("sex", sa.String(length=24), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_precision", sa.String(length=24), nullable=False),
        sa.Column("ethnicity", sa.String(length=16), nullable=True),
        sa.Column("disability", sa.String(length=16), nullable=True),
        sa.Column("pregnant", sa.String(length=24), nullable=True),
        sa.Column("pregnant_as_of_on", sa.Date(), nullable=True),
        sa.Column("victim", sa.String(length=24), nullable=True),
        sa.Column("notice", sa.String(length=24), nullable=False),
        sa.Column("merged_into", Guid(), nullable=True),
        sa.Column("name_key", _sort_text(340), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["person.id"], name=op.f("fk_person_merged_into")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.code"], name=op.f("fk_person_municipality_id")),
        sa.PrimaryKeyConstraint("row_no", name=op.f("pk_person")),
        sa.UniqueConstraint("id", name=op.f("uq_person_id")),
    )
    op.create_index("ix_person_name_key", "person", ["name_key", "id"], unique=False)
    op.create_table(
        "settlement",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", _sort_text(120), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.code"], name=op.f("fk_settlement_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("municipality_id", "name_key", name=op.f("uq_settlement_municipality_id_name_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "family",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("folio", sa.String(length=24), nullable=False),
        sa.Column("settlement_id", Guid(), nullable=True),
        sa.Column("zone", sa.String(length=24), nullable=True),
        sa.Column("address", sa.String(length=200), server_default="", nullable=False),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("other_phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("merged_into", Guid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["family.id"], name=op.f("fk_family_merged_into")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.code"], name=op.f("fk_family_municipality_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_family_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family")),
        sa.UniqueConstraint("folio", name=op.f("uq_family_folio")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_family_municipality_id"), "family", ["municipality_id"], unique=False)
    op.create_index(op.f("ix_family_settlement_id"), "family", ["settlement_id"], unique=False)
    op.create_table(
        "person_document",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("person_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("type", sa.String(length=4), nullable=False),
        sa.Column("number", _sort_text(24), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_person_document_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_document_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_document")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_person_document_person_id"), "person_document", ["person_id"], unique=False)
    op.create_index(
        "uq_person_document_live",
        "person_document",
        ["number", "type"],
        unique=True,
        sqlite_where=sa.text("retired_on IS NULL"),
        postgresql_where=sa.text("retired_on IS NULL"),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("family_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("entry_on", sa.Date(), nullable=False),
        sa.Column("exit_on", sa.Date(), nullable=True),
        sa.Column("exit_reason", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_enrolment_family_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.code"], name=op.f("fk_enrolment_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_enrolment_family_id"), "enrolment", ["family_id"], unique=False)
    op.create_index(
        "uq_enrolment_open",
        "enrolment",
        ["family_id"],
        unique=True,
        sqlite_where=sa.text("exit_on IS NULL"),
        postgresql_where=sa.text("exit_on IS NULL"),
    )
    op.create_table(
        "family_card",
        sa.Column("family_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("folio", _sort_text(24), nullable=False),
        sa.Column("name_key", _sort_text(340), nullable=False),
        sa.Column("head_name", sa.String(length=340), nullable=False),
        sa.Column("head_document_type", sa.String(length=4), nullable=False),
        sa.Column("head_document", sa.String(length=24), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("settlement_id", Guid(), nullable=True),
        sa.Column("settlement", sa.String(length=120), nullable=False),
        sa.Column("settlement_key", _sort_text(120), nullable=False),
        sa.Column("zone", sa.String(length=24), nullable=True),
        sa.Column("source", sa.String(length=24), nullable=True),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("entry_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_family_card_family_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_family_card_municipality_id")
        ),
        sa.PrimaryKeyConstraint("family_id", name=op.f("pk_family_card")),
        sa.UniqueConstraint("folio", name=op.f("uq_family_card_folio")),
    )
    op.create_index(
        "ix_family_card_municipality", "family_card", ["municipality_id", "name_key", "family_id"], unique=False
    )
    op.create_index("ix_family_card_name", "family_card", ["name_key", "family_id"], unique=False)
    op.create_index(
        "ix_family_card_place",
        "family_card",
        ["municipality_id", "settlement_key", "name_key", "family_id"],
        unique=False,
    )
    op.create_index(
        "ix_family_card_settlement", "family_card", ["settlement_id", "name_key", "family_id"], unique=False
    )
    op.create_table(
        "family_event",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("family_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("person_id", Guid(), nullable=True),
        sa.Column("other_family_id", Guid(), nullable=True),
        sa.Column("note", sa.String(length=400), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_family_event_family_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_family_event_municipality_id")
        ),
        sa.ForeignKeyConstraint(["other_family_id"], ["family.id"], name=op.f("fk_family_event_other_family_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_family_event_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_event")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_family_event_family_id"), "family_event", ["family_id"], unique=False)
    op.create_index(op.f("ix_family_event_person_id"), "family_event", ["person_id"], unique=False)
    op.create_table(
        "enrolment_targeting",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("enrolment_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("household_key", sa.String(length=60), server_default="", nullable=False),
        sa.Column("level", sa.String(length=8), server_default="", nullable=False),
        sa.Column("score", sa.String(length=12), server_default="", nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.Column("displaced_on", sa.Date(), nullable=True),
        sa.Column("displaced_from", sa.String(length=80), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_enrolment_targeting_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.code"], name=op.f("fk_enrolment_targeting_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_targeting")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_enrolment_targeting_enrolment_id"), "enrolment_targeting", ["enrolment_id"], unique=False)
    op.create_index(
        "ix_enrolment_targeting_household",
        "enrolment_targeting",
        ["municipality_id", "household_key", "source"],
        unique=False,
    )
    op.create_index(
        "uq_enrolment_targeting_main",
        "enrolment_targeting",
        ["enrolment_id"],
        unique=True,
        sqlite_where=sa.text("is_main"),
        postgresql_where=sa.text("is_main"),
    )
    op.create_table(
        "membership",
        sa.Column("id", Guid(), nullable=False),
        sa.Column("family_id", Guid(), nullable=False),
        sa.Column("person_id", Guid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=5), nullable=False),
        sa.Column("kinship", sa.String(length=24), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("valid_to_on", sa.Date(), nullable=True),
        sa.Column("opened_by", Guid(), nullable=False),
        sa.Column("closed_by", Guid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("is_head = (kinship = 'head')", name=op.f("ck_membership_head")),
        sa.CheckConstraint("valid_to_on IS NULL OR valid_to_on >= valid_from_on", name=op.f("ck_membership_dates")),
        sa.ForeignKeyConstraint(["closed_by"], ["family_event.id"], name=op.f("fk_membership_closed_by")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_membership_family_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.code"], name=op.f("fk_membership_municipality_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["family_event.id"], name=op.f("fk_membership_opened_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_membership_family_id"), "membership", ["family_id"], unique=False)
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_index(
        "uq_membership_open_head",
        "membership",
        ["family_id"],
        unique=True,
        sqlite_where=sa.text("is_head AND valid_to_on IS NULL"),
        postgresql_where=sa.text("is_head AND valid_to_on IS NULL"),
    )
    op.create_index(
        "uq_membership_open_person",
        "membership",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("valid_to_on IS NULL"),
        postgresql_where=sa.text("valid_to_on IS NULL"),
    )
    for table, column in (
        ("family", "merged_into"),
        ("person", "merged_into"),
        ("family_event", "other_family_id"),
        ("membership", "closed_by"),
    ):
        some = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=some, postgresql_where=some)
    op.create_index("ix_membership_opened_by", "membership", ["opened_by"])


def downgrade() -> None:
    op.drop_index(
        "uq_membership_open_person",
        table_name="membership",
        sqlite_where=sa.text("valid_to_on IS NULL"),
        postgresql_where=sa.text("valid_to_on IS NULL"),
    )
    op.drop_index(
        "uq_membership_open_head",
        table_name="membership",
        sqlite_where=sa.text("is_head AND valid_to_on IS NULL"),
        postgresql_where=sa.text("is_head AND valid_to_on IS NULL"),
    )
    op.drop_index(op.f("ix_membership_person_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_family_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(
        "uq_enrolment_targeting_main",
        table_name="enrolment_targeting",
        sqlite_where=sa.text("is_main"),
        postgresql_where=sa.text("is_main"),
    )
    op.drop_index("ix_enrolment_targeting_household", table_name="enrolment_targeting")
    op.drop_index(op.f("ix_enrolment_targeting_enrolment_id"), table_name="enrolment_targeting")
    op.drop_table("enrolment_targeting")
    op.drop_index(op.f("ix_family_event_person_id"), table_name="family_event")
    op.drop_index(op.f("ix_family_event_family_id"), table_name="family_event")
    op.drop_table("family_event")
    op.drop_index("ix_family_card_place", table_name="family_card")
    op.drop_index("ix_family_card_settlement", table_name="family_card")
    op.drop_index("ix_family_card_name", table_name="family_card")
    op.drop_index("ix_family_card_municipality", table_name="family_card")
    op.drop_table("family_card")
    op.drop_index(
        "uq_enrolment_open",
        table_name="enrolment",
        sqlite_where=sa.text("exit_on IS NULL"),
        postgresql_where=sa.text("exit_on IS NULL"),
    )
    op.drop_index(op.f("ix_enrolment_family_id"), table_name="enrolment")
    op.drop_table("enrolment")
    op.drop_index(
        "uq_person_document_live",
        table_name="person_document",
        sqlite_where=sa.text("retired_on IS NULL"),
        postgresql_where=sa.text("retired_on IS NULL"),
    )
    op.drop_index(op.f("ix_person_document_person_id"), table_name="person_document")
    op.drop_table("person_document")
    op.drop_index(op.f("ix_family_settlement_id"), table_name="family")
    op.drop_index(op.f("ix_family_municipality_id"), table_name="family")
    op.drop_table("family")
    op.drop_table("settlement")
    op.drop_index("ix_person_name_key", table_name="person")
    op.drop_table("person")
    op.drop_index(
        "uq_microregion_municipality_open",
        table_name="microregion_municipality",
        sqlite_where=sa.text("valid_to_on IS NULL"),
        postgresql_where=sa.text("valid_to_on IS NULL"),
    )
    op.drop_index(op.f("ix_microregion_municipality_microregion_id"), table_name="microregion_municipality")
    op.drop_table("microregion_municipality")
    op.drop_table("folio_counter")
    op.drop_index(op.f("ix_municipality_department_code"), table_name="municipality")
    op.drop_table("municipality")
    op.drop_table("microregion")
    op.drop_index("ix_audit_entry_row", table_name="audit_entry")
    op.drop_index("ix_audit_entry_operation", table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("setting")
    op.drop_index(op.f("ix_operation_at"), table_name="operation")
    op.drop_table("operation")
    op.drop_table("department")
    op.drop_table("current_operation")
