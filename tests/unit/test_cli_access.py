"""The console before a local file: made with its first administrator, opened by whoever says who they are."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from gsi_desktop import cli
from gsi_desktop.services.access import vault
from gsi_desktop.services.core.database import Database, sqlite_engine
from gsi_desktop.services.upkeep import schema
from tests.support.keys import TEST_PASSWORD, TEST_USER, open_file

NEW = "neblina en la montaña"
Gsi = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def gsi(capsys: pytest.CaptureFixture[str]) -> Gsi:
    """Run an order and return its exit code, the JSON object it printed, and its complaint."""

    def run(location: str, *order: str) -> tuple[int, Any, str]:
        code = cli.main(["--database", location, "--json", *order])
        told = capsys.readouterr()
        return code, json.loads(told.out) if told.out else None, told.err

    return run


def test_init_makes_the_file_with_its_first_administrator(
    gsi: Gsi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = str(tmp_path / "oficina.gsi")
    monkeypatch.setenv("GSI_USER", "ana")
    code, told, complaint = gsi(location, "db", "init")
    assert (code, told, complaint.count("\n"), "GSI_PASSWORD" in complaint) == (1, None, 1, True)
    assert not Path(location).exists()
    monkeypatch.setenv("GSI_PASSWORD", "corta")
    assert "12 letras o más" in gsi(location, "db", "init")[2]
    monkeypatch.setenv("GSI_PASSWORD", NEW)
    code, told, complaint = gsi(location, "db", "init", "--name", "Ana Ñáñez")
    assert (code, told["user"], complaint) == (0, "ana", "")
    assert len(told["recovery_code"]) == 35
    (user,) = gsi(location, "user", "list")[1]["users"]
    assert (user["login"], user["full_name"], user["administrator"]) == ("ana", "Ana Ñáñez", True)
    monkeypatch.delenv("GSI_USER")
    assert gsi(location, "db", "check")[1] == {"ok": True, "problems": []}
    for variable, value in (("GSI_PASSWORD", "no es esta"), ("GSI_USER", "eva")):
        monkeypatch.setenv(variable, value)
        assert gsi(location, "db", "info")[0] == 1
    monkeypatch.setenv("GSI_USER", "ana")
    monkeypatch.setenv("GSI_RECOVERY_CODE", told["recovery_code"].lower())
    monkeypatch.setenv("GSI_NEW_PASSWORD", TEST_PASSWORD)
    assert gsi(location, "user", "recover", "ana")[0] == 0
    monkeypatch.setenv("GSI_PASSWORD", TEST_PASSWORD)
    assert gsi(location, "db", "info")[0] == 0


def test_whoever_signs_in_is_who_did_it(gsi: Gsi, sqlite_location: str) -> None:
    assert gsi(sqlite_location, "demo", "--families", "1")[0] == 0
    database = open_file(sqlite_location)
    with database.reading() as session:
        assert set(session.execute(text("SELECT actor FROM operation")).scalars()) == {TEST_USER}
    database.dispose()


def test_users_come_change_their_password_and_go(
    gsi: Gsi, sqlite_location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _code, added, _complaint = gsi(sqlite_location, "user", "add", "Ana", "--name", "Ana Ñáñez")
    assert (added["login"], added["must_change_password"]) == ("ana", True)
    monkeypatch.setenv("GSI_USER", "ana")
    monkeypatch.setenv("GSI_PASSWORD", added["temporary_password"])
    assert "Cámbiela primero" in gsi(sqlite_location, "db", "info")[2]
    monkeypatch.setenv("GSI_NEW_PASSWORD", NEW)
    assert gsi(sqlite_location, "user", "password")[1]["must_change_password"] is False
    monkeypatch.setenv("GSI_PASSWORD", NEW)
    assert gsi(sqlite_location, "db", "info")[0] == 0
    assert "quien administra" in gsi(sqlite_location, "user", "disable", TEST_USER)[2]
    monkeypatch.setenv("GSI_USER", TEST_USER)
    monkeypatch.setenv("GSI_PASSWORD", TEST_PASSWORD)
    assert gsi(sqlite_location, "user", "disable", "ana")[1]["disabled"] is True
    assert gsi(sqlite_location, "user", "password", "ana")[1]["temporary_password"]
    assert "al menos una persona" in gsi(sqlite_location, "user", "disable", TEST_USER)[2]


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_server_has_its_own_users(gsi: Gsi, location: str) -> None:
    assert "los maneja el servidor" in gsi(location, "user", "list")[2]


def test_at_a_terminal_a_new_password_is_typed_twice(gsi: Gsi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    location = str(tmp_path / "oficina.gsi")
    typed = iter([NEW, f"{NEW} ", NEW, NEW, NEW])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda _words: next(typed))
    assert "no son iguales" in gsi(location, "db", "init")[2]
    assert gsi(location, "db", "init")[0] == 0
    assert gsi(location, "db", "info")[0] == 0
    assert next(typed, None) is None


@pytest.mark.parametrize("order", ["init", "upgrade"])
@pytest.mark.parametrize("keep", [False, True])
def test_a_plain_file_of_an_earlier_version_is_encrypted(
    gsi: Gsi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: str, keep: bool
) -> None:
    path = tmp_path / "oficina.gsi"
    plain = Database(sqlite_engine(path, None), str(path))
    schema.upgrade(plain)
    plain.dispose()
    monkeypatch.setenv("GSI_PASSWORD", NEW)
    assert "no está cifrada. Cífrela primero (gsi db upgrade)" in gsi(str(path), "db", "info")[2]
    code, told, _complaint = gsi(str(path), "db", order, *(["--keep-plain"] if keep else []))
    assert (code, len(told["recovery_code"])) == (0, 35)
    assert (tmp_path / "oficina.gsi.sin-cifrar").exists() == keep
    assert gsi(str(path), "db", "check")[0] == 0


@pytest.mark.check("B38")
def test_no_password_or_code_is_kept_anywhere(
    gsi: Gsi, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = str(tmp_path / "oficina.gsi")
    monkeypatch.setenv("GSI_PASSWORD", NEW)
    code = gsi(location, "db", "init")[1]["recovery_code"]
    gsi(location, "demo", "--families", "1")
    key = vault.unlock(location, vault.first_login(location), NEW).key
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in (NEW.encode(), code.encode(), code.replace("-", "").encode(), bytes(key), key.hex().encode()):
        assert secret not in written
