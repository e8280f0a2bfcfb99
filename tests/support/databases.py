"""A fresh database for every test, on each engine, with the schema the migrations make.

The schema is made once a session and copied: SQLite as a file, PostgreSQL as a template database. A test that asks for
`location`, `database` or `services` runs on both engines; `sqlite_services` is for screens.
To prove something of one engine only, say ``@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gsi_desktop.services.core.clock import FixedClock
from tests.support.keys import TEST_KEY, TEST_PASSWORD, beside, make_keys, open_file
from tests.support.postgres import Postgres

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.services.core.database import Database

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
"""The instant every test lives in: 10:00 of 21 November 2026 in Bogotá."""


def upgrade(location: str, password: str | None = None) -> None:
    """Bring the database at ``location`` to the newest schema and close it."""
    from gsi_desktop.services.core.database import Database
    from gsi_desktop.services.upkeep import schema

    database = Database.open(location, password=password, key=TEST_KEY)
    try:
        schema.upgrade(database)
    finally:
        database.dispose()


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at `NOW`; set its ``instant`` to move it."""
    return FixedClock(NOW)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine the test runs on."""
    return str(request.param)


@pytest.fixture
def password(engine_name: str, request: pytest.FixtureRequest) -> str | None:
    """The password of `location`."""
    if engine_name == "sqlite":
        return TEST_PASSWORD
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.password


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file every SQLite test copies."""
    from gsi_desktop.services.access import vault
    from gsi_desktop.services.access.users import Unlocked

    template = tmp_path_factory.mktemp("template") / "template.gsi"
    upgrade(str(template))
    left = list(template.parent.glob("template.gsi-*"))
    assert not left, f"closing the database left {left}: a copy of the file alone would lose rows"
    make_keys(str(template))
    vault.bind(str(template), Unlocked(vault.users(str(template))[0], bytearray(TEST_KEY)))
    return template


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Postgres) -> Postgres:
    """The server, once its template database is there."""
    postgres_server.make_template(upgrade)
    return postgres_server


@pytest.fixture
def sqlite_location(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of a fresh upgraded encrypted file; whoever opens it by password finds that in the environment."""
    monkeypatch.setenv("GSI_PASSWORD", TEST_PASSWORD)
    location = tmp_path / "oficina.gsi"
    for source, target in zip(beside(str(sqlite_template)), beside(str(location)), strict=True):
        shutil.copyfile(source, target)
    return str(location)


@pytest.fixture
def postgres_location(postgres_template: Postgres) -> Iterator[str]:
    """The URL, without password, of a fresh upgraded PostgreSQL database."""
    name = postgres_template.create(postgres_template.template)
    yield postgres_template.location(name)
    postgres_template.drop(name)


@pytest.fixture
def location(engine_name: str, request: pytest.FixtureRequest) -> str:
    """Where a fresh upgraded database is, as `Database.open` and ``gsi --database`` take it."""
    return str(request.getfixturevalue("sqlite_location" if engine_name == "sqlite" else "postgres_location"))


@pytest.fixture
def empty_location(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a database without any schema is: for migrations and ``db init``. The SQLite file does not exist yet."""
    if engine_name == "sqlite":
        yield str(tmp_path / "vacia.gsi")
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.location(name)
    server.drop(name)


@pytest.fixture
def database(location: str, password: str | None) -> Iterator[Database]:
    """A fresh upgraded database, open."""
    from gsi_desktop.services.core.database import Database

    opened = Database.open(location, password=password, key=TEST_KEY)
    yield opened
    opened.dispose()


@pytest.fixture
def services(database: Database, clock: FixedClock) -> Services:
    """The services over a fresh database of each engine, at `NOW`."""
    from gsi_desktop.bootstrap import Services

    return Services(database, clock=clock)


@pytest.fixture
def sqlite_services(sqlite_location: str, clock: FixedClock) -> Iterator[Services]:
    """The services over a fresh SQLite file, at `NOW`: for screens, which do not know the engine."""
    from gsi_desktop.bootstrap import Services

    opened = open_file(sqlite_location)
    yield Services(opened, clock=clock)
    opened.dispose()
