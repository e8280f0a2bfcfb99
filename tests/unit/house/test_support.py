"""The ground other tests stand on: real logins, both engines, a quiet log, a closed network, the table of checks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url, text

from gsi_desktop.services.core.database import Database
from tests.support.postgres import Postgres

ROOT = Path(__file__).resolve().parents[3]


def test_a_database_is_fresh_and_upgraded_on_each_engine(database: Database, engine_name: str) -> None:
    assert database.engine.dialect.name == engine_name
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM municipality")).scalar_one() > 1000
        assert session.execute(text("SELECT count(*) FROM family")).scalar_one() == 0


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_tests_log_in_as_an_ordinary_role(database: Database) -> None:
    rights = "rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
    with database.reading() as session:
        privileged = session.execute(text(f"SELECT {rights} FROM pg_roles WHERE rolname = current_user"))
        assert privileged.scalar_one() is False


@pytest.mark.parametrize("password", [None, "wrong"])
def test_nobody_enters_without_the_password(postgres_server: Postgres, password: str | None) -> None:
    admin = make_url(postgres_server.admin_url)
    for user in (postgres_server.role, admin.username, "postgres"):
        url = URL.create("postgresql", user, password, admin.host, admin.port, "postgres")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url.render_as_string(hide_password=False))


INNER = """
import logging, socket, pytest

def test_logs():
    logging.getLogger("any").warning("unexpected")

def test_says_what_it_expects(expect_log):
    with expect_log("disk .* full"):
        logging.getLogger("any").error("disk is full")

def test_expects_in_vain(expect_log):
    with expect_log("never said"):
        pass

def test_reaches_out():
    socket.create_connection(("192.0.2.1", 9), timeout=1)

@pytest.mark.check("A01", "A02")
def test_proves():
    pass

@pytest.mark.check("A02")
def test_fails():
    assert False

@pytest.mark.check("A03")
@pytest.mark.skip(reason="said so")
def test_is_skipped():
    pass
"""


def test_trouble_fails_and_checks_are_gathered_from_workers(tmp_path: Path) -> None:
    (tmp_path / "test_inner.py").write_text(INNER)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = check(code): a check\n")
    plugins = [part for name in ("quiet", "network", "check_table") for part in ("-p", f"tests.support.{name}")]
    table = tmp_path / "deep" / "checks.json"
    env = os.environ | {"PYTHONPATH": str(ROOT), "GSI_CHECK_TABLE": str(table)}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-rA", "--import-mode=importlib", *plugins]
    said = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False).stdout

    outcomes = dict(reversed(line.split(" - ")[0].split(" ", 1)) for line in said.splitlines() if "::test_" in line)
    ended = {name.rpartition("::")[2]: outcome for name, outcome in outcomes.items() if outcome in {"PASSED", "FAILED"}}
    assert ended == {
        "test_says_what_it_expects": "PASSED",
        "test_expects_in_vain": "FAILED",
        "test_reaches_out": "FAILED",
        "test_proves": "PASSED",
        "test_fails": "FAILED",
    }, said
    assert "ERROR test_inner.py::test_logs" in said
    checks = {
        code: {name.rpartition("::")[2]: outcome for name, outcome in tests.items()}
        for code, tests in json.loads(table.read_text()).items()
    }
    assert checks == {
        "A01": {"test_proves": "passed"},
        "A02": {"test_proves": "passed", "test_fails": "failed"},
        "A03": {"test_is_skipped": "skipped"},
    }


KILLED_RUN = """
import os, signal, psycopg
from tests.support.postgres import Session
session = Session()
session.describe()
with session.server.admin() as connection:
    print(connection.execute("SHOW data_directory").fetchone()[0], flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows closes pipes of killed programs the same way")
def test_a_killed_run_leaves_no_server_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GSI_TEST_DATABASE_URL", raising=False)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_RUN], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    folder = Path(killed.stdout.strip()).parent
    assert killed.returncode == -signal.SIGKILL
    while folder.exists():  # the time limit of the test ends this
        time.sleep(0.05)
