"""Catalogues into tables: territory rows that other rows point to, loaded again at every upgrade.

Runs before the triggers are installed: catalogue data is versioned by its files, not audited row by row. A code that
left the catalogue keeps its row (old papers name it).
"""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase

from gsi_desktop.models.enums import Modality
from gsi_desktop.models.territory import Department, Microregion, MicroregionMunicipality, Municipality
from gsi_desktop.services.territory import catalogues


def _upsert(connection: Connection, model: type[DeclarativeBase], rows: list[dict[str, object]]) -> None:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows the type; our models are plain tables
    module = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = module.insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def _stable_id(*parts: str) -> object:
    """Return the same id for the same catalogue entry on every machine, so that offices can merge later."""
    return uuid5(NAMESPACE_URL, "gsi:" + ":".join(parts))


def load(connection: Connection) -> None:
    """Write departments, municipalities and microregions of the shipped catalogues into ``connection``."""
    _upsert(
        connection,
        Department,
        [{"code": row["code"], "name": row["name"]} for row in catalogues.records("departments")],
    )
    _upsert(
        connection,
        Municipality,
        [
            {
                "code": row["code"],
                "department_code": row["department_code"],
                "name": row["name"],
                "aliases": row["aliases"],
            }
            for row in catalogues.records("municipalities")
        ],
    )
    if connection.execute(select(Microregion.id).limit(1)).first() is None:
        _load_microregions(connection)


def _load_microregions(connection: Connection) -> None:
    """Load the working microregions once; afterwards the office owns them."""
    rows = [row for row in catalogues.records("microregions") if not row["valid_to"]]
    keyed = {(row["department_code"], row["code"]): row for row in rows}
    _upsert(
        connection,
        Microregion,
        [
            {
                "id": _stable_id("microregion", *key),
                "department_code": key[0],
                "code": key[1],
                "name": row["name"],
                "modality": Modality(row["modality"]),
                "valid_from_on": date.fromisoformat(row["valid_from"]),
                "valid_to_on": None,
            }
            for key, row in keyed.items()
        ],
    )
    members = [
        row
        for row in catalogues.records("microregion_municipalities")
        if (row["municipality_code"][:2], row["microregion_code"]) in keyed and not row["valid_to"]
    ]
    _upsert(
        connection,
        MicroregionMunicipality,
        [
            {
                "id": _stable_id("microregion_municipality", row["microregion_code"], row["municipality_code"]),
                "microregion_id": _stable_id("microregion", row["municipality_code"][:2], row["microregion_code"]),
                "municipality_id": row["municipality_code"],
                "valid_from_on": date.fromisoformat(row["valid_from"]),
                "valid_to_on": None,
            }
            for row in members
        ],
    )
