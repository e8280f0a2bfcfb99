"""Which revision a database has, told without Alembic: every start of the window asks, and Alembic loads slowly."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, text

from gsi_desktop.services.core.database import Database
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.resources import migrations_path


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Revision of a database (None: empty) beside the newest one this program knows."""

    current: str | None
    newest: str

    @property
    def is_empty(self) -> bool:
        """Whether the database holds no schema of ours."""
        return self.current is None

    @property
    def is_newest(self) -> bool:
        """Whether nothing has to be done."""
        return self.current == self.newest


def known(scripts: Path | None = None) -> tuple[str, ...]:
    """Return the revisions this program has, in order: ours are named after their numbered files."""
    folder = (scripts or migrations_path()) / "versions"
    return tuple(sorted(file.stem for file in folder.glob("[0-9][0-9][0-9][0-9]_*.py")))


def state(database: Database, *, scripts: Path | None = None) -> SchemaState:
    """Return the revision of ``database``; raises `ExpectedError` ``not_our_database`` for a foreign schema.

    Raises ``schema_too_new`` when a newer program wrote it.
    """
    revisions = known(scripts)
    with database.translated(), database.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        versions = []
        if "alembic_version" in tables:
            versions = list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    if not versions:
        if set(tables) - {"alembic_version"}:
            raise ExpectedError("not_our_database")
        return SchemaState(None, revisions[-1])
    if versions[0] not in revisions:
        raise ExpectedError("schema_too_new")
    return SchemaState(versions[0], revisions[-1])
