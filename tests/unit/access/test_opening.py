"""Opening, holding, converting and moving a local file: what may go wrong has its own words, and nothing is lost."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from gsi_desktop import bootstrap
from gsi_desktop.bootstrap import Services
from gsi_desktop.services.access import keyfile, moving, vault
from gsi_desktop.services.access.holding import Hold, lock_path
from gsi_desktop.services.access.slots import Cost
from gsi_desktop.services.access.users import NewUser
from gsi_desktop.services.core import conversion, encrypted_file, messages
from gsi_desktop.services.core.clock import FixedClock
from gsi_desktop.services.core.database import Database, sqlite_engine
from gsi_desktop.services.core.errors import GsiError, MachineError
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.upkeep import schema
from tests.support.contents import business
from tests.support.factories import NewMember, add_family
from tests.support.keys import TEST_KEY, TEST_PASSWORD, TEST_USER, beside, open_file

ROOT = Path(__file__).resolve().parents[3]
CHEAP = Cost(64, 1, 1)
FIRST = NewUser("ana", "Ana Ñáñez")
OTHER = "camino de herradura"


def _refused(code: str) -> pytest.RaisesExc[GsiError]:
    return pytest.raises(GsiError, match=f"^{code}$")


def _another(services: Services, name: str) -> None:
    """Add a family of one."""
    add_family(services, NewMember(first_name=name, first_surname="Ñáñez"))


@contextmanager
def _opened(location: str, **options: object) -> Iterator[Services]:
    services = bootstrap.open_services(location, password=TEST_PASSWORD, **options)  # type: ignore[arg-type]
    try:
        yield services
    finally:
        services.close()


# --- the encrypted file


@pytest.mark.check("B33")
def test_another_program_sees_noise(sqlite_location: str) -> None:
    with closing(sqlite3.connect(sqlite_location)) as stranger, pytest.raises(sqlite3.DatabaseError) as refusal:
        stranger.execute("SELECT * FROM sqlite_master")
    assert "not a database" in str(refusal.value)


def test_every_protection_is_on(sqlite_location: str) -> None:
    database = open_file(sqlite_location)
    names = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "secure_delete", "temp_store")
    with database.engine.connect() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]
        assert found == ["wal", 2, 1, 0, 1, 2]
        assert connection.exec_driver_sql("PRAGMA cipher_integrity_check").all() == []
    database.dispose()
    assert TEST_KEY.hex() not in f"{database.engine.url!r} {database.location}"


def test_who_signs_in_is_who_did_it(sqlite_location: str) -> None:
    with _opened(sqlite_location) as services:
        add_family(services)
        assert services.user is not None
        assert (services.actor, services.user.full_name, services.read_only) == (TEST_USER, "Persona de Prueba", False)
        with services.database.reading() as session:
            assert session.execute(text("SELECT DISTINCT actor FROM operation")).scalars().all() == [TEST_USER]
    assert services.unlocked is not None
    assert bytes(services.unlocked.key) == bytes(32), "closing forgets the key"


def test_each_reason_not_to_open_has_its_own_words(sqlite_location: str, tmp_path: Path) -> None:
    other = tmp_path / "otra"
    other.mkdir()
    bootstrap.create_database(str(other / "oficina.gsi"), user=FIRST, password=OTHER, cost=CHEAP)
    reasons = {}

    def reason(code: str, location: str = sqlite_location, password: str | None = TEST_PASSWORD) -> None:
        with _refused(code) as refusal:
            bootstrap.open_services(location, password=password).close()
        reasons[code] = messages.text(refusal.value.code, **refusal.value.params)

    reason("password_needed", password=None)
    reason("password_wrong", password="no es esta")
    with Path(sqlite_location).open("r+b") as file:
        file.seek(100)
        file.write(b"\xff")
    reason("database_damaged")
    shutil.copyfile(other / "oficina.gsi", sqlite_location)
    reason("keys_of_other_file")
    Path(sqlite_location).write_bytes(b"Querida familia " * 500)
    reason("not_our_file")
    Path(sqlite_location).write_bytes(b"SQLite format 3\0" + bytes(8000))
    reason("database_plain")
    for copy in keyfile.copies(Path(sqlite_location)):
        copy.unlink()
    shutil.copyfile(other / "oficina.gsi", sqlite_location)
    reason("keys_missing")
    with _refused("key_missing"):
        Database.open(sqlite_location)
    with _refused("key_refused"):
        Database.open(sqlite_location, key=bytes(32))
    assert len(set(reasons.values())) == len(reasons) == 7


# --- one window per file


@pytest.mark.check("A34")
def test_the_second_window_is_told_who_has_the_file_and_may_read(sqlite_location: str, clock: FixedClock) -> None:
    with _opened(sqlite_location, hold=True, clock=clock) as first:
        add_family(first)
        with _refused("database_held") as refusal:
            bootstrap.open_services(sqlite_location, password=TEST_PASSWORD, hold=True)
        told = messages.text(refusal.value.code, **refusal.value.params)
        assert platform.node() in told
        assert "Persona de Prueba desde 21/11/2026 10:00" in told
        with _opened(sqlite_location, hold=True, read_only=True) as second:
            assert second.read_only
            assert second.read(queries.family_count, FamilyFilter()) == 1
            with _refused("database_only_read"):
                _another(second, "Eva")
            _another(first, "Ana")
            assert second.read(queries.family_count, FamilyFilter()) == 2
        with _opened(sqlite_location) as console:
            _another(console, "Eva")
        assert first.read(queries.family_count, FamilyFilter()) == 3
    assert not lock_path(Path(sqlite_location)).exists()
    with _opened(sqlite_location, hold=True):
        pass


HOLDER = """
import sys
from gsi_desktop import bootstrap
services = bootstrap.open_services(sys.argv[1], password=sys.argv[2], hold=True)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.check("A35")
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
def test_a_lock_whose_owner_died_is_taken_over(sqlite_location: str) -> None:
    command = [sys.executable, "-c", HOLDER, sqlite_location, TEST_PASSWORD]
    owner = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "held\n"
    with _refused("database_held"):
        bootstrap.open_services(sqlite_location, password=TEST_PASSWORD, hold=True)
    owner.kill()
    owner.communicate()
    assert lock_path(Path(sqlite_location)).exists(), "it had no time to tidy up"
    with _opened(sqlite_location, hold=True) as services:
        assert services.after_crash
    assert not lock_path(Path(sqlite_location)).exists()
    with _opened(sqlite_location, hold=True) as services:
        assert not services.after_crash


@pytest.mark.check("A35")
@pytest.mark.parametrize("left", ['{"machine": "OTRO-PC", "user": "Eva", "since": "2026-11-20T08:00:00Z"}', "{", ""])
def test_a_lock_left_by_a_machine_that_went_dark_keeps_nobody_out(sqlite_location: str, left: str) -> None:
    lock_path(Path(sqlite_location)).write_text(left)
    with _opened(sqlite_location, hold=True):
        pass


def test_a_lock_that_is_being_written_still_tells_something(sqlite_location: str, clock: FixedClock) -> None:
    hold = Hold.take(Path(sqlite_location), "Ana", clock)
    lock_path(Path(sqlite_location)).write_text("")
    with _refused("database_held") as refusal:
        Hold.take(Path(sqlite_location), "Eva", clock)
    assert messages.text(refusal.value.code, **refusal.value.params)
    hold.release()


# --- only to be read

READER = """
import json, sys
from tests.support.rights import lay_down_root
lay_down_root()
from gsi_desktop import bootstrap
from gsi_desktop.services.core.errors import GsiError
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from tests.support.factories import add_family
services = bootstrap.open_services(sys.argv[1], password=sys.argv[2], hold=True)
try:
    add_family(services)
    refusal = ""
except GsiError as error:
    refusal = error.code
families = services.read(queries.family_count, FamilyFilter())
print(json.dumps({"read_only": services.read_only, "refusal": refusal, "families": families}))
services.close()
"""


@pytest.mark.check("A36")
@pytest.mark.skipif(sys.platform != "linux", reason="modes of files")
@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_what_cannot_be_written_is_opened_to_be_read(sqlite_location: str, tmp_path: Path, what: str) -> None:
    with _opened(sqlite_location) as services:
        add_family(services)
    folder = tmp_path / "solo lectura"
    folder.mkdir()
    location = str(folder / "oficina.gsi")
    for source, target in zip(beside(sqlite_location), beside(location), strict=True):
        shutil.copyfile(source, target)
        if what != "folder":
            target.chmod(0o444)
    if what != "file":
        folder.chmod(0o555)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    command = [sys.executable, "-c", READER, location, TEST_PASSWORD]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    folder.chmod(0o755)
    assert json.loads(done.stdout) == {"read_only": True, "refusal": "database_only_read", "families": 1}
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name in before} == before


# --- a file of an earlier version


def plain_file(path: Path, revision: str = "head") -> Database:
    """Make a file as earlier versions did, without a key, and return it open."""
    engine: Engine = sqlite_engine(path, None)
    database = Database(engine, str(path))
    schema.upgrade(database, revision=revision)
    return database


def test_a_plain_file_is_encrypted_with_everything_in_it(tmp_path: Path) -> None:
    path = tmp_path / "oficina.gsi"
    database = plain_file(path)
    add_family(Services(database, actor="x"))
    before = business(database)
    database.dispose()
    assert vault.state(str(path)) == "plain"
    for opening in (bootstrap.open_services, bootstrap.create_database):
        with _refused("database_plain"):
            opening(str(path), password=OTHER)
    made = bootstrap.convert_database(str(path), user=FIRST, password=OTHER, cost=CHEAP)
    assert made.recovery_code
    assert vault.state(str(path)) == "locked"
    services = bootstrap.open_services(str(path), password=OTHER)
    assert business(services.database) == before
    assert [row.head_name for row in services.read(queries.family_page, FamilyFilter(text="rosalba")).rows]
    services.close()
    assert sorted(found.name for found in tmp_path.glob("oficina*")) == [
        "oficina.gsi", "oficina.gsi.llaves", "oficina.gsi.llaves-copia"
    ]  # fmt: skip
    assert b"Rosalba" not in path.read_bytes()


def test_the_plain_file_is_kept_when_one_says_so(tmp_path: Path) -> None:
    path = tmp_path / "oficina.gsi"
    plain_file(path).dispose()
    before = path.read_bytes()
    (tmp_path / "oficina.gsi.sin-cifrar").write_text("an older one")
    bootstrap.convert_database(str(path), user=FIRST, password=OTHER, keep_plain=True, cost=CHEAP)
    assert (tmp_path / "oficina.gsi.sin-cifrar-2").read_bytes() == before
    assert (tmp_path / "oficina.gsi.sin-cifrar").read_text() == "an older one"


def test_an_older_schema_is_encrypted_and_then_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "oficina.gsi"
    plain_file(path, "0001_registry").dispose()
    bootstrap.convert_database(str(path), user=FIRST, password=OTHER, cost=CHEAP)
    bootstrap.open_services(str(path), password=OTHER).close()


@pytest.mark.parametrize("step", ["_contents", "_flush", "_keep"])
def test_a_conversion_that_fails_leaves_the_plain_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "oficina.gsi"
    database = plain_file(path)
    add_family(Services(database, actor="x"))
    database.dispose()
    before = path.read_bytes()
    results = iter(range(9))

    def fail(*_args: object) -> object:
        if step == "_contents":
            return next(results)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(conversion, step, fail)
    with pytest.raises((OSError, MachineError)):
        bootstrap.convert_database(str(path), user=FIRST, password=OTHER, cost=CHEAP)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert vault.state(str(path)) == "plain"
    bootstrap.convert_database(str(path), user=FIRST, password=OTHER, cost=CHEAP)
    services = bootstrap.open_services(str(path), password=OTHER)
    assert services.read(queries.family_count, FamilyFilter()) == 1
    services.close()
    assert not (tmp_path / "oficina.gsi.cifrando").exists()


def test_the_plain_file_is_overwritten_before_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, witness = tmp_path / "x", tmp_path / "witness"
    path.write_bytes(b"Rosalba" * 400_000)
    os.link(path, witness)
    conversion.overwrite(path)
    assert not path.exists()
    assert witness.read_bytes() == bytes(2_800_000)


def test_keys_of_a_database_that_is_elsewhere_are_never_overwritten(sqlite_location: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "memoria" / "oficina.gsi"
    elsewhere.parent.mkdir()
    Path(sqlite_location).rename(elsewhere)
    before = keyfile.copies(Path(sqlite_location))[0].read_bytes()
    for _ in range(2):
        bootstrap.create_database(sqlite_location, user=FIRST, password=OTHER, cost=CHEAP)
        Path(sqlite_location).unlink()
    aside = [path for path in tmp_path.glob("oficina.gsi.llaves.anterior-*") if path.read_bytes() == before]
    assert len(aside) == 1
    shutil.copyfile(aside[0], keyfile.copies(elsewhere)[0])
    bootstrap.open_services(str(elsewhere), password=TEST_PASSWORD).close()


# --- the way out


@pytest.mark.check("A33")
@pytest.mark.parametrize("folder", ["OneDrive - Alcaldía", "Dropbox"])
def test_a_file_in_a_cloud_folder_is_refused_and_can_be_moved_out(
    sqlite_location: str, tmp_path: Path, folder: str
) -> None:
    with _opened(sqlite_location) as services:
        add_family(services)
    cloud = tmp_path / folder
    cloud.mkdir()
    for source, target in zip(beside(sqlite_location), beside(str(cloud / "oficina.gsi")), strict=True):
        source.rename(target)
    with _refused("place_cloud") as refusal:
        bootstrap.open_services(str(cloud / "oficina.gsi"), password=TEST_PASSWORD)
    assert messages.text(refusal.value.code, **refusal.value.params)
    with _refused("place_cloud"):
        moving.move(str(cloud / "oficina.gsi"), tmp_path / folder / "dentro")
    location = moving.move(str(cloud / "oficina.gsi"), tmp_path / "datos")
    assert location == str(tmp_path / "datos" / "oficina.gsi")
    with _opened(location) as services:
        assert services.read(queries.family_count, FamilyFilter()) == 1
    assert sorted(path.name for path in cloud.glob("*.gsi*")) == [
        "oficina.gsi.llaves-copia.trasladada", "oficina.gsi.llaves.trasladada", "oficina.gsi.trasladada"
    ]  # fmt: skip


@pytest.mark.check("A33")
def test_moving_never_overwrites_and_takes_back_what_it_began(
    sqlite_location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "ocupada"
    taken.mkdir()
    (taken / "oficina.gsi").write_text("x")
    with _refused("place_taken"):
        moving.move(sqlite_location, taken)
    monkeypatch.setattr(moving, "_digest", str)
    with _refused("move_differs"):
        moving.move(sqlite_location, tmp_path / "libre")
    assert list((tmp_path / "libre").iterdir()) == []
    assert all(path.exists() for path in beside(sqlite_location))


def test_sizes_and_salts_of_files(tmp_path: Path) -> None:
    assert encrypted_file.salt(tmp_path / "no") == b""
    with _refused("database_cannot_open"):
        encrypted_file.kind(tmp_path)
