"""Alembic environment: runs inside the connection and transaction that services.upkeep.schema opens."""

from __future__ import annotations

from alembic import context

from gsi_desktop.models.tables import metadata


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """Leave generated objects (full-text tables and indexes) out of autogenerate and `alembic check`."""
    return not (kind in {"table", "index"} and name is not None and "_search" in name)


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    include_object=_ours,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
