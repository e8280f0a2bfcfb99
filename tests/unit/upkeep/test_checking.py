"""``gsi db check`` finds each thing that can be wrong, and nothing in a sound database that is in use."""

from __future__ import annotations

import pytest
from sqlalchemy import event, insert

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.operations import CurrentOperation
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.upkeep import checking
from tests.support.factories import add_family
from tests.support.keys import open_file

sqlite_only = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def _found(services: Services) -> list[str]:
    problems = checking.problems(services.database)
    assert all(messages.text(problem.code, **problem.params) for problem in problems)
    return [problem.code for problem in problems]


def _run(services: Services, *statements: str) -> None:
    with services.database.transaction() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_sound_database_has_no_problem_and_tells_what_it_holds(services: Services) -> None:
    add_family(services)
    assert _found(services) == []
    told = services.read(checking.info)
    assert (told["families"], told["persons"], told["batches"], told["operations"]) == (1, 3, 0, 1)
    assert len(str(told["folio_series"])) == 2


def test_a_lost_trigger_is_found(services: Services) -> None:
    on = "" if services.database.is_sqlite else " ON family"
    _run(services, f"DROP TRIGGER gsi_family_version{on}")
    assert _found(services) == ["objects_differ"]


def test_an_older_schema_is_found(services: Services) -> None:
    _run(services, "UPDATE alembic_version SET version_num = '0001_registry'")
    assert _found(services) == ["schema_old"]


@sqlite_only
def test_a_row_that_points_nowhere_is_found(services: Services) -> None:
    add_family(services)
    with services.database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = 0")
        raw.execute("DELETE FROM municipality WHERE code = '41551'")
        raw.execute("PRAGMA foreign_keys = 1")
    assert "references_broken" in _found(services)


@sqlite_only
def test_an_operation_left_open_is_found(services: Services) -> None:
    with services.database.transaction() as connection:
        connection.execute(insert(CurrentOperation).values(slot=1, operation_id=new_id(), actor="x"))
    assert _found(services) == ["operation_left_open"]


@sqlite_only
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO person_search(person_search) VALUES ('delete-all')",
        "INSERT INTO person_search(rowid, search_text) VALUES (999, 'fantasma')",
    ],
)
def test_a_search_index_beside_its_table_is_found(services: Services, statement: str) -> None:
    add_family(services)
    _run(services, statement)
    assert _found(services) == ["search_differs"]


@sqlite_only
def test_a_database_in_use_is_busy_not_broken(services: Services, location: str) -> None:
    add_family(services)
    event.listen(services.database.engine, "checkout", lambda raw, *_rest: raw.execute("PRAGMA busy_timeout = 1"))
    other = open_file(location)
    with other.transaction(), pytest.raises(MachineError, match="database_busy"):
        checking.problems(services.database)
    assert _found(services) == []
    other.dispose()
