"""A full disk, flipped bits, a log that went astray: each is told, and nothing is half there."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from gsi_desktop import bootstrap
from gsi_desktop.bootstrap import Services
from gsi_desktop.services.access import keyfile, vault
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import GsiError, MachineError
from gsi_desktop.services.exchange import commands
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import ContactFields, FamilyFilter
from gsi_desktop.services.upkeep import checking
from tests.support import rosters
from tests.support.contents import business
from tests.support.counts import count
from tests.support.factories import add_family
from tests.support.keys import TEST_PASSWORD, TEST_USER, open_file
from tests.support.saves import contact, save, saved

FLIPS = count(40, 100)
MIXES = count(8, 50)
_FRAME = 4096 + 24
"""A page in the log with its heading."""


@contextmanager
def _files_up_to(size: int) -> Iterator[None]:
    """Let no file grow beyond ``size`` bytes inside the block, as on a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _log(services: Services) -> Path:
    return Path(f"{services.location}-wal")


# --- the disk is full

limits = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the size of files")


def _refusal(services: Services, family_id: UUID, pages: int, base: ContactFields) -> MachineError | None:
    """Save while the log has room for ``pages`` more; return why that failed, None when it did not."""
    used = _log(services).stat().st_size
    try:
        with _files_up_to(used + pages * _FRAME):
            save(services, family_id, pages + 1, base)
    except MachineError as error:
        return error
    return None


@limits
@pytest.mark.check("A02", "A04")
def test_a_save_that_meets_a_full_disk_at_any_page_is_old_or_new_and_can_be_repeated(
    sqlite_services: Services,
) -> None:
    services, failures, number = sqlite_services, 0, 0
    family_id = add_family(services).family_id
    while True:
        base = contact(services, family_id)
        refusal = _refusal(services, family_id, number, base)
        if refusal is None:
            break
        assert refusal.code in {"disk_full", "disk_error"}
        assert "No se guardó este cambio" in messages.text(refusal.code)
        assert contact(services, family_id) == base
        failures += 1
        save(services, family_id, number + 1, base)  # the disk has room again: the same save, under the same id
        assert saved(services, family_id) == number + 1
        number += 1
    assert failures > 5
    assert checking.problems(services.database) == []


@limits
@pytest.mark.check("A04")
def test_an_import_that_meets_a_full_disk_leaves_everything_as_it_was(sqlite_services: Services) -> None:
    services = sqlite_services
    add_family(services)
    before = business(services.database)
    roster = rosters.stage(services, rosters.SAMPLES / "padron_rupd_neiva.csv")
    for room in (0, 100_000, 400_000):
        used = _log(services).stat().st_size
        with _files_up_to(used + room), pytest.raises(MachineError) as refusal:
            services.run(commands.apply_roster, roster)
        assert refusal.value.code in {"disk_full", "disk_error"}
        assert business(services.database) == before
    services.run(commands.apply_roster, roster)
    assert services.read(queries.family_count, FamilyFilter()) == 181
    assert checking.problems(services.database) == []


@limits
@pytest.mark.check("A04")
def test_a_password_changed_on_a_full_disk_stays_the_old_one(sqlite_location: str) -> None:
    keys = keyfile.load(Path(sqlite_location))
    with _files_up_to(600), pytest.raises(MachineError, match="keys_not_written"):
        vault.change_password(sqlite_location, TEST_USER, TEST_PASSWORD, "neblina en la montaña")
    assert keyfile.load(Path(sqlite_location)) == keys
    vault.unlock(sqlite_location, TEST_USER, TEST_PASSWORD)


# --- flipped bits


def _trouble(location: str) -> str:
    """Return what opening and checking the file says, empty when both find nothing."""
    try:
        services = bootstrap.open_services(location, password=TEST_PASSWORD)
    except GsiError as error:
        return error.code
    try:
        return ", ".join(problem.code for problem in checking.problems(services.database))
    except GsiError as error:
        return error.code
    finally:
        services.close()


@pytest.mark.check("A31")
def test_every_flipped_bit_of_the_file_is_noticed(sqlite_location: str, tmp_path: Path) -> None:
    database = open_file(sqlite_location)
    services = Services(database, actor="x")
    for row in range(3):
        rosters.apply(services, rosters.write_xlsx(tmp_path / f"{row}.xlsx", [rosters.row(NUM_DOC=f"3628451{row}")]))
    database.dispose()
    assert _trouble(sqlite_location) == ""
    whole = Path(sqlite_location).read_bytes()
    chance, codes = random.Random(31), set()
    for _ in range(FLIPS):
        flipped = bytearray(whole)
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        Path(sqlite_location).write_bytes(flipped)
        found = _trouble(sqlite_location)
        assert found, "a flipped bit nobody noticed"
        codes.add(found)
    for code in codes:
        assert "restaure la última copia" in messages.text(code, count=1)


@pytest.mark.check("A31")
def test_a_file_cut_short_is_noticed(sqlite_location: str) -> None:
    whole = Path(sqlite_location).read_bytes()
    for size in (4096, len(whole) // 2 // 4096 * 4096, len(whole) - 4096, len(whole) - 1):
        Path(sqlite_location).write_bytes(whole[:size])
        assert _trouble(sqlite_location)


# --- the log of a database that was not closed


def _left_by_a_crash(location: str, folder: Path) -> Path:
    """Copy the file with its log as they are, the program still at work: what a crash leaves."""
    folder.mkdir()
    for source in (*keyfile.copies(Path(location)), Path(location), Path(f"{location}-wal")):
        shutil.copyfile(source, folder / source.name)
    return folder / Path(location).name


def _state(location: str) -> tuple[object, ...]:
    database = open_file(location)
    try:
        return tuple(sorted(business(database).items()))
    finally:
        database.dispose()


@pytest.mark.check("A32")
def test_a_log_that_is_gone_or_of_another_time_is_never_a_silent_mixture(
    sqlite_services: Services, tmp_path: Path
) -> None:
    services, chance = sqlite_services, random.Random(32)
    family_id = add_family(services).family_id
    crashes, number = [], 0
    for step in range(MIXES):
        for _ in range(chance.randint(1, 12)):
            number += 1
            save(services, family_id, number)
        if chance.random() < 0.5:
            with services.database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            number += 1
            save(services, family_id, number)
        crashes.append(_left_by_a_crash(services.location, tmp_path / f"crash-{step}"))
    known = set()
    for crash in crashes:
        copy = _left_by_a_crash(str(crash), crash.parent / "copy")
        assert _trouble(str(copy)) == "", "with its own log it is whole"
        known.add(_state(str(copy)))
        gone = _left_by_a_crash(str(crash), crash.parent / "gone")
        Path(f"{gone}-wal").unlink()
        assert _trouble(str(gone)) == "", "without its log it is as at the last checkpoint"
        known.add(_state(str(gone)))
    for crash in crashes:
        for other in crashes:
            mixed = _left_by_a_crash(str(crash), crash.parent / f"with-{other.parent.name}")
            shutil.copyfile(f"{other}-wal", f"{mixed}-wal")
            assert _trouble(str(mixed)) or _state(str(mixed)) in known, "a mixture nobody noticed"


@pytest.mark.check("A32")
def test_the_log_of_another_database_is_noticed_or_left_aside(
    sqlite_services: Services, sqlite_template: Path, tmp_path: Path
) -> None:
    services = sqlite_services
    save(services, add_family(services).family_id, 1)
    crash = _left_by_a_crash(services.location, tmp_path / "crash")
    before = _state(services.location)
    stranger = tmp_path / "ajena.gsi"
    bootstrap.create_database(str(stranger), user=vault.NewUser("ana", "Ana"), password="camino de herradura")
    other = bootstrap.open_services(str(stranger), password="camino de herradura")
    save(other, add_family(other).family_id, 7)
    shutil.copyfile(f"{stranger}-wal", f"{crash}-wal")
    other.close()
    if not _trouble(str(crash)):
        database = open_file(str(crash))
        with database.reading() as session:
            assert session.execute(text("SELECT count(*) FROM family WHERE phone = '3000000007'")).scalar_one() == 0
        database.dispose()
    assert before == _state(services.location)
