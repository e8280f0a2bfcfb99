"""The orders of Familias and Visitas within a municipality."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0011_town_orders"
down_revision = "0010_list_orders"
branch_labels = None
depends_on = None

_ORDERS = {
    "folio": ["folio"],
    "document": ["head_document"],
    "members": ["members"],
    "visited": ["last_visit_on"],
    "agreed": ["next_visit_on"],
    "entry": ["entry_on"],
    "cogestor": ["cogestor_id", "name_key"],
    "stage": ["stage", "name_key"],
    "source": ["source", "name_key"],
}
_VISITS = {"planned": ["planned_on", "planned_time"], "done": ["occurred_on"]}


def upgrade() -> None:
    for name, columns in _ORDERS.items():
        op.create_index(f"ix_family_card_town_{name}", "family_card", ["municipality_id", *columns, "family_id"])
    for state, columns in _VISITS.items():
        only = text(f"state = '{state}'")
        keys = ["municipality_id", *columns, "id"]
        op.create_index(f"ix_visit_town_{state}", "visit", keys, sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    for state in _VISITS:
        op.drop_index(f"ix_visit_town_{state}", "visit")
    for name in _ORDERS:
        op.drop_index(f"ix_family_card_town_{name}", "family_card")
