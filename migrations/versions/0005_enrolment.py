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
    _enrolment_by_hand()
    _life_events()


def downgrade() -> None:
    _without_life_events()
    _without_enrolment_by_hand()


def _enrolment_by_hand() -> None:
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


def _without_enrolment_by_hand() -> None:
    op.drop_table("accepted_warning")
    op.drop_column("person", "no_document")


# --- life events: what each told and corrects, and which event began and ended an episode

_EVENTS_OF = (("family_event", "corrects_id"), ("enrolment", "opened_by"), ("enrolment", "closed_by"))


def _add_event_column(table: str, column: str) -> None:
    """Add a nullable reference to an event; SQLite adds it with its column, without writing the table anew."""
    name = f"fk_{table}_{column}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} BLOB CONSTRAINT {name} REFERENCES family_event (id)")
    else:
        op.add_column(table, sa.Column(column, Guid(), nullable=True))
        op.create_foreign_key(op.f(name), table, "family_event", [column], ["id"])
    told = sa.text(f"{column} IS NOT NULL")
    op.create_index(f"ix_{table}_{column}", table, [column], unique=False, sqlite_where=told, postgresql_where=told)


def _life_events() -> None:
    op.add_column("family_event", sa.Column("reason", sa.String(length=40), server_default="", nullable=False))
    op.add_column("family_event", sa.Column("detail", sa.Text(), server_default="", nullable=False))
    for table, column in _EVENTS_OF:
        _add_event_column(table, column)


def _without_life_events() -> None:
    for table, column in reversed(_EVENTS_OF):
        op.drop_index(f"ix_{table}_{column}", table_name=table)
        if op.get_bind().dialect.name != "sqlite":
            op.drop_constraint(op.f(f"fk_{table}_{column}"), table, type_="foreignkey")
        op.drop_column(table, column)
    op.drop_column("family_event", "detail")
    op.drop_column("family_event", "reason")
