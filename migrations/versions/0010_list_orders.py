"""The orders of Familias by stage and by list of origin."""

from __future__ import annotations

from alembic import op

revision = "0010_list_orders"
down_revision = "0009_paper"
branch_labels = None
depends_on = None

_CARD_ORDERS = (("stage", ["stage", "name_key", "family_id"]), ("source", ["source", "name_key", "family_id"]))


def upgrade() -> None:
    for name, columns in _CARD_ORDERS:
        op.create_index(f"ix_family_card_{name}", "family_card", columns)


def downgrade() -> None:
    for name, _columns in _CARD_ORDERS:
        op.drop_index(f"ix_family_card_{name}", "family_card")
