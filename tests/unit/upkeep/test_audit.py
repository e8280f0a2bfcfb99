"""What the database itself guards: audit, versions and full-text search, whoever writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.operations import AuditEntry, CurrentOperation, Operation
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families import finding
from gsi_desktop.services.upkeep.repeatables import audited_tables
from tests.support import rosters


@contextmanager
def _as_other_tool(services: Services, *, operation: bool = True) -> Iterator[Connection]:
    """Write as any SQL tool would: no ORM, no version, with or without saying which operation it is."""
    with services.database.engine.begin() as connection:
        if operation:
            key = new_id()
            connection.execute(
                insert(Operation).values(
                    id=key,
                    actor="otra",
                    action="sql",
                    at=services.clock.now(),
                    app_version="0",
                    payload_hash="",
                    result="",
                )
            )
            if services.database.is_sqlite:
                connection.execute(insert(CurrentOperation).values(slot=1, operation_id=key, actor="otra"))
            else:
                connection.execute(text("SELECT set_config('gsi.operation_id', :id, true)"), {"id": str(key)})
        yield connection
        if operation and services.database.is_sqlite:
            connection.execute(text("DELETE FROM current_operation"))


@pytest.fixture
def registry(services: Services) -> Services:
    rosters.apply(services, rosters.SAMPLES / "padron_rupd_neiva.csv")
    return services


def test_a_write_without_operation_is_refused(registry: Services) -> None:
    with pytest.raises(DBAPIError), _as_other_tool(registry, operation=False) as connection:
        connection.exec_driver_sql("UPDATE family SET address = 'x'")


def test_bulk_sql_is_audited_row_by_row_and_raises_versions(registry: Services) -> None:
    with _as_other_tool(registry) as connection:
        changed = connection.exec_driver_sql("UPDATE family SET address = 'Otra', phone = ''").rowcount
    with registry.database.engine.connect() as connection:
        entries = connection.execute(
            select(AuditEntry).where(AuditEntry.action == "update", AuditEntry.table_name == "family")
        ).all()
        assert len(entries) == changed == 180
        versions = connection.exec_driver_sql("SELECT DISTINCT version FROM family").scalars().all()
    assert versions == [2]
    assert all("address" in json.loads(entry.before_values) for entry in entries)
    assert all(set(json.loads(entry.before_values)) <= {"address", "phone"} for entry in entries)


def test_a_statement_that_changes_nothing_leaves_no_trace(registry: Services) -> None:
    with _as_other_tool(registry) as connection:
        connection.exec_driver_sql("UPDATE family SET address = address")
    with registry.database.engine.connect() as connection:
        updates = connection.execute(select(AuditEntry.id).where(AuditEntry.action == "update")).all()
        assert updates == []


def test_every_created_row_has_its_audit_entry(registry: Services) -> None:
    with registry.database.engine.connect() as connection:
        for table in audited_tables():
            if table.name.startswith("microregion") or table.name == "catalogue_version":
                continue  # loaded as catalogue data, before the triggers
            if table.info["audited"] == "changes":
                continue  # append-only rows name their operation themselves
            rows = set(connection.execute(select(table.c.id)).scalars())
            entries = connection.execute(
                select(AuditEntry.row_id).where(AuditEntry.table_name == table.name, AuditEntry.action == "insert")
            ).scalars()
            assert rows == set(entries), table.name


def test_a_deleted_row_leaves_all_its_values(registry: Services) -> None:
    with _as_other_tool(registry) as connection:
        connection.exec_driver_sql("DELETE FROM person_document WHERE number = '322035360'")
    with registry.database.engine.connect() as connection:
        (entry,) = connection.execute(select(AuditEntry).where(AuditEntry.action == "delete")).all()
    before = json.loads(entry.before_values)
    assert (before["type"], before["number"]) == ("CC", "322035360")
    assert entry.municipality_id == "41001"


def test_search_follows_a_name_changed_by_any_tool(registry: Services) -> None:
    hit = registry.read(finding.search, "322035360").hits[0]
    with _as_other_tool(registry) as connection:
        connection.execute(
            text("UPDATE person SET search_text = 'xiomara quimbaya' WHERE id = :id").bindparams(
                id=hit.person_id.bytes if registry.database.is_sqlite else hit.person_id
            )
        )
    assert [one.person_id for one in registry.read(finding.search, "quimb xio").hits] == [hit.person_id]
    assert registry.read(finding.search, "322035360").hits == ()
