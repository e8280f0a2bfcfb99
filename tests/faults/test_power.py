"""The plug pulled at any moment, and a disk that fails at any write: what was told "saved" is there, whole.

The same runs with less protection do lose: that is how we know that they would see it.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import apsw
import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.core.clock import FixedClock
from gsi_desktop.services.core.database import Database, sqlite_engine
from gsi_desktop.services.upkeep import revisions, schema
from tests.support import power, rosters
from tests.support.counts import count
from tests.support.factories import add_family
from tests.support.power import Disk
from tests.support.saves import phone, save

SAVES = count(60, 300)
CUTS = count(30, 200)
EVERY_COMMIT = 9
"""More than there are commits in one piece of work: after the first comes only what refreshes statistics."""

SETTINGS = {"synchronous": "FULL", "foreign_keys": 1, "secure_delete": 1, "temp_store": 2, "wal_autocheckpoint": 40}
"""Those of the program; the log is put back into the file more often, so that cuts meet that too."""


@pytest.fixture
def plain(tmp_path: Path) -> Database:
    """A file with the program's schema, not encrypted, so that our file system can be put under it."""
    path = tmp_path / "plain.db"
    database = Database(sqlite_engine(path, None), str(path))
    schema.upgrade(database)
    return database


@pytest.fixture
def services(plain: Database, clock: FixedClock) -> Services:
    return Services(plain, clock=clock, actor="x")


def _copied(services: Services, tmp_path: Path) -> Path:
    """Return a copy of the closed file as it is before what is measured."""
    services.database.dispose()
    return Path(shutil.copyfile(services.location, tmp_path / "before.db"))


def _losses(disk: Disk, before: Path, tmp_path: Path, found: str) -> tuple[int, int, int]:
    """Return of how many cuts saves were lost, the most lost by one, and how many left a broken file."""
    chance = random.Random(19)
    folder = tmp_path / "cuts"
    lost, most, broken = 0, 0, 0
    for _ in range(CUTS):
        folder.mkdir()
        cut = chance.randint(1, len(disk.events))
        main = disk.after_cut(cut, before, folder, chance)
        if not power.is_sound(main):
            broken += 1
        else:
            with closing(sqlite3.connect(main)) as connection:
                there = connection.execute(found).fetchone()[0]
            missing = disk.told_before(cut) - there
            lost, most = lost + (missing > 0), max(most, missing)
        shutil.rmtree(folder)
    return lost, most, broken


def _play(sent: list[power.Statement], before: Path, tmp_path: Path, **settings: object) -> Disk:
    """Do what was sent again on a disk that writes everything down."""
    disk = Disk()
    copy = Path(shutil.copyfile(before, tmp_path / "played.db"))
    power.play(copy, sent, disk, settings=SETTINGS | settings)
    return disk


@pytest.mark.check("A03")
@pytest.mark.parametrize("synchronous", ["FULL", "NORMAL", "OFF"])
def test_saves_survive_a_power_cut_and_only_with_full(services: Services, tmp_path: Path, synchronous: str) -> None:
    family_id = add_family(services).family_id
    before = _copied(services, tmp_path)
    sent = power.statements_of(
        services.database, lambda: [save(services, family_id, number) for number in range(1, SAVES + 1)]
    )
    assert sum(text == "COMMIT" for text, *_rest in sent) == SAVES
    disk = _play(sent, before, tmp_path, synchronous=synchronous)
    lost, most, broken = _losses(disk, before, tmp_path, "SELECT count(*) FROM operation WHERE action = 'edit_contact'")
    if synchronous == "FULL":
        assert (lost, most, broken) == (0, 0, 0)
    elif synchronous == "NORMAL":
        assert lost > CUTS // 10, "the test does not bite"  # a third of them, more or less by chance
        assert broken == 0
    else:
        assert lost + broken > CUTS // 4, "the test does not bite"
        assert broken > 0


@pytest.mark.check("A03")
def test_an_import_survives_a_power_cut_whole_or_not_at_all(services: Services, tmp_path: Path) -> None:
    roster = rosters.stage(services, rosters.SAMPLES / "padron_rupd_neiva.csv")
    before = _copied(services, tmp_path)
    from gsi_desktop.services.exchange import commands

    sent = power.statements_of(services.database, lambda: services.run(commands.apply_roster, roster))
    disk = _play(sent, before, tmp_path)
    halves = "(SELECT count(*) FROM family) NOT IN (0, 180)"
    found = f"SELECT CASE WHEN {halves} THEN -1 ELSE {EVERY_COMMIT} * (SELECT count(*) FROM import_batch) END"
    assert _losses(disk, before, tmp_path, found) == (0, 0, 0)


@pytest.mark.check("A03")
def test_a_migration_survives_a_power_cut(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "old.db"
    database = Database(sqlite_engine(path, None), str(path))
    *_older, previous, newest = revisions.known()
    schema.upgrade(database)
    add_family(Services(database, clock=clock, actor="x"))
    schema.downgrade(database, previous)
    database.dispose()
    before = Path(shutil.copyfile(path, tmp_path / "before.db"))
    sent = power.statements_of(database, lambda: schema.upgrade(database))
    disk = _play(sent, before, tmp_path, foreign_keys=0)
    lost, _most, broken = _losses(
        disk, before, tmp_path, f"SELECT {EVERY_COMMIT} * (version_num = '{newest}') FROM alembic_version"
    )
    assert (lost, broken) == (0, 0)


@pytest.mark.check("A02")
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "from then on"])
def test_a_disk_that_fails_at_any_write_leaves_the_old_or_the_new(
    services: Services, tmp_path: Path, *, for_good: bool
) -> None:
    family_id = add_family(services).family_id
    before = _copied(services, tmp_path)
    sent = power.statements_of(services.database, lambda: save(services, family_id, 1))
    told = f"SELECT (SELECT phone FROM family), (SELECT count(*) FROM operation WHERE id = x'{UUID(int=1).hex}')"
    with closing(sqlite3.connect(before)) as connection:
        old = connection.execute(told).fetchone()
    new, outcomes, number = (phone(1), 1), set(), 0
    while True:
        number += 1
        copy = Path(shutil.copyfile(before, tmp_path / "copy.db"))
        disk = Disk(for_good=for_good)
        try:
            power.play(copy, sent, disk, settings=SETTINGS | {"wal_autocheckpoint": 1}, fail_at=number)
        except apsw.Error:
            assert power.is_sound(copy)
            with closing(sqlite3.connect(copy)) as connection:
                found = connection.execute(told).fetchone()
            assert found in {old, new}
            assert found == new or not disk.told, "told saved and not there"
            outcomes.add(found)
        if disk.attempts < number:
            break
        for rest in tmp_path.glob("copy.db*"):
            rest.unlink()
    assert old in outcomes
    assert number > 10
