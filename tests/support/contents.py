"""What a database holds, for "as before" and "nothing lost" comparisons."""

from __future__ import annotations

import hashlib

from gsi_desktop.models.tables import metadata
from gsi_desktop.services.core.database import Database

HISTORY = frozenset({"operation", "current_operation", "audit_entry", "import_batch", "import_row", "import_mapping",
                     "folio_counter", "setting"})  # fmt: skip


def business(database: Database) -> dict[str, tuple[int, str]]:
    """Return count and checksum of every table of business rows; versions aside, they only grow."""
    found = {}
    with database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name in HISTORY:
                continue
            columns = [column for column in table.columns if column.name not in {"version", "row_no"}]
            rows = sorted(repr(tuple(row)) for row in connection.execute(table.select().with_only_columns(*columns)))
            found[table.name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found
