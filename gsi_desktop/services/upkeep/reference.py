"""Catalogues into tables: territory rows that other rows point to, loaded again at every upgrade.

Runs before the triggers are installed: catalogue data is versioned by its files, not audited row by row. A code that
left the catalogue keeps its row (old papers name it).
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase

from gsi_desktop.models.territory import Department, Microregion, MicroregionMunicipality, Municipality
from gsi_desktop.services.achievements import catalogue
from gsi_desktop.services.families import consent_texts
from gsi_desktop.services.territory import catalogues


def _upsert(connection: Connection, model: type[DeclarativeBase], rows: list[dict[str, object]]) -> None:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows the type; our models are plain tables
    module = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = module.insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def _stable_id(*parts: str) -> UUID:
    """Return the same id for the same catalogue entry on every machine, so that offices can merge later."""
    return uuid5(NAMESPACE_URL, "gsi:" + ":".join(parts))


def load(connection: Connection) -> None:
    """Write territory, the first version of the logros and the first text of the authorisation into ``connection``."""
    _upsert(connection, Department, [{"code": row.code, "name": row.name} for row in catalogues.departments()])
    _upsert(
        connection,
        Municipality,
        [
            {
                "code": row.code,
                "department_code": row.department_code,
                "name": row.name,
                "aliases": "|".join(row.aliases),
                "valid_to_on": row.valid_to,
            }
            for row in (*catalogues.municipalities(), *catalogues.retired_municipalities())
        ],
    )
    if connection.execute(select(Microregion.id).limit(1)).first() is None:
        _load_microregions(connection)
    catalogue.load_first(connection)
    consent_texts.load_first(connection)


def _load_microregions(connection: Connection) -> None:
    """Load the working microregions once; afterwards the office owns them."""
    regions = [region for region in catalogues.microregions() if region.in_force]
    ids = {region.code: _stable_id("microregion", region.department_code, region.code) for region in regions}
    _upsert(
        connection,
        Microregion,
        [
            {
                "id": ids[region.code],
                "department_code": region.department_code,
                "code": region.code,
                "name": region.name,
                "modality": region.modality,
                "valid_from_on": region.valid_from,
                "valid_to_on": None,
            }
            for region in regions
        ],
    )
    _upsert(
        connection,
        MicroregionMunicipality,
        [
            {
                "id": _stable_id("microregion_municipality", region.code, member.municipality_code),
                "microregion_id": ids[region.code],
                "municipality_id": member.municipality_code,
                "valid_from_on": member.valid_from,
                "valid_to_on": member.valid_to,
            }
            for region in regions
            for member in region.members
        ],
    )
