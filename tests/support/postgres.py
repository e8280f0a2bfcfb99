"""One real PostgreSQL for the test session, shared by all its workers, with logins as in an office.

``GSI_TEST_DATABASE_URL`` (a login that may create roles and databases, password included or in ``PGPASSWORD``) names a
server to use; without it `postgres_guard` starts one. Tests never log in as its superuser: databases belong to an
ordinary role made for the session.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.support.rooms import fast_room

TEMPLATE_LOCK = 730_411  # any number: workers wait here while the first makes the template
SESSION = "gsi_postgres"


@dataclass(frozen=True)
class Postgres:
    """A server, the login that administers it, and the ordinary login databases of tests belong to."""

    admin_url: str
    token: str
    password: str = ""

    @property
    def role(self) -> str:
        """Return the ordinary login of this session."""
        return f"gsi_test_{self.token}"

    @property
    def template(self) -> str:
        """Return the name of the database every test copies."""
        return f"gsi_template_{self.token}"

    def location(self, database: str) -> str:
        """Return what `Database.open` takes: the ordinary login and no password."""
        url = make_url(self.admin_url)
        return str(URL.create("postgresql", self.role, None, url.host, url.port, database, url.query))

    @contextmanager
    def admin(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """Yield a connection of the administrator, each statement its own transaction."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            yield connection

    def execute(self, statement: str, **names: str) -> None:
        """Run ``statement`` as administrator with ``{name}`` replaced by quoted identifiers."""
        identifiers = {key: sql.Identifier(value) for key, value in names.items()}
        with self.admin() as connection:
            connection.execute(sql.SQL(statement).format(**identifiers))

    def make_role(self) -> Postgres:
        """Make the ordinary login; return the server with its password."""
        password = secrets.token_urlsafe(24)
        with self.admin() as connection:
            make = sql.SQL("CREATE ROLE {role} LOGIN PASSWORD {password}")
            connection.execute(make.format(role=sql.Identifier(self.role), password=sql.Literal(password)))
        self.execute("GRANT {role} TO CURRENT_USER", role=self.role)
        return replace(self, password=password)

    def make_template(self, upgrade: Callable[[str, str], None]) -> None:
        """Make the template once for all workers: an empty database given to ``upgrade(location, password)``."""
        with self.admin() as lock:
            lock.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
            if lock.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template]).fetchone():
                return
            draft = self.create()
            try:
                upgrade(self.location(draft), self.password)
            except BaseException:
                self.drop(draft)
                raise
            self.execute("ALTER DATABASE {draft} RENAME TO {template}", draft=draft, template=self.template)

    def create(self, template: str = "template0") -> str:
        """Make a database owned by the ordinary login and return its name."""
        name = f"gsi_{self.token}_{uuid4().hex[:12]}"
        statement = "CREATE DATABASE {name} OWNER {role} TEMPLATE {template}"
        self.execute(statement, name=name, role=self.role, template=template)
        return name

    def drop(self, database: str) -> None:
        """Drop ``database``, whoever is still connected."""
        self.execute("DROP DATABASE IF EXISTS {database} WITH (FORCE)", database=database)

    def clear(self) -> None:
        """Leave a server that is not ours as it was."""
        with self.admin() as connection:
            mine = connection.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^gsi_.*{self.token}"])
            names = [name for (name,) in mine.fetchall()]
        for name in names:
            self.drop(name)
        self.execute("DROP ROLE IF EXISTS {role}", role=self.role)


class Session:
    """The server of this test session and, when it is ours, the guard that keeps it up.

    Its files are in the folder ``room``, "" for the temporary one; ``settings`` are lines of its configuration.
    """

    def __init__(self, room: str = "", settings: Sequence[str] = ()) -> None:
        self._asked = [room, *settings]
        self.server: Postgres | None = None
        self.error = ""
        self._guard: subprocess.Popen[str] | None = None

    def describe(self) -> str:
        """Return what a worker needs to use the server, or the reason why there is none."""
        if self.server is None and not self.error:
            self._start()
        return json.dumps({"error": self.error} if self.server is None else asdict(self.server))

    def _start(self) -> None:
        try:
            url = os.environ.get("GSI_TEST_DATABASE_URL") or self._start_guard()
            self.server = Postgres(url, secrets.token_hex(4)).make_role()
        except (OSError, ValueError, psycopg.Error) as error:
            self.error = f"no PostgreSQL for the tests: {error}"

    def _start_guard(self) -> str:
        root = Path(__file__).resolve().parents[2]
        command = [sys.executable, "-m", "tests.support.postgres_guard", *self._asked]
        streams: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self._guard = subprocess.Popen(command, cwd=root, text=True, start_new_session=True, **streams)
        assert self._guard.stdout
        assert self._guard.stderr
        answer = self._guard.stdout.readline()
        if not answer:
            raise OSError(self._guard.stderr.read())
        said = json.loads(answer)
        url = URL.create("postgresql", said["user"], said["password"], said["host"], said["port"], "postgres")
        return url.render_as_string(hide_password=False)

    def stop(self) -> None:
        """Give the server back."""
        if self._guard is not None:
            self._guard.communicate()
        elif self.server is not None:
            self.server.clear()


class PostgresPlugin:
    """Starts the server once: in the controller before its workers, or at first need without workers."""

    def __init__(self) -> None:
        self.session = Session(fast_room() or "")

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a new worker where the server is."""
        node.workerinput[SESSION] = self.session.describe()

    def pytest_unconfigure(self) -> None:
        """Stop it after the last test of the last worker."""
        self.session.stop()


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin where the server is started: never in a worker."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(PostgresPlugin(), SESSION)


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Postgres:
    """The server, without any schema of ours. Fails, never skips, when there is none."""
    told = getattr(request.config, "workerinput", {}).get(SESSION)
    if told is None:
        plugin = request.config.pluginmanager.get_plugin(SESSION)
        assert isinstance(plugin, PostgresPlugin)
        told = plugin.session.describe()
    said = json.loads(told)
    if "error" in said:
        pytest.fail(said["error"], pytrace=False)
    return Postgres(**said)
