"""The program killed in mid-work: what was told "saved" is there, whole and once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.core.errors import GsiError
from gsi_desktop.services.upkeep import checking
from tests.support.counts import count
from tests.support.factories import add_family
from tests.support.keys import open_file
from tests.support.saves import ROOT, contact, nursery, save, saved

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 and fork are Linux's and macOS's")

ROUNDS = count(12, 1_000)
BITES_WITHIN = 60


def _family(location: str) -> UUID:
    database = open_file(location)
    family_id = add_family(Services(database, actor="x")).family_id
    database.dispose()
    return family_id


def _moments(longest_s: float) -> Iterator[float]:
    """Yield moments to kill at, different ones each, the same in every run."""
    chance = random.Random(7)
    while True:
        yield chance.random() * longest_s


def _damage(location: str, family_id: UUID, told: list[int]) -> str:
    """Return what is lost or broken after a kill, empty when nothing is."""
    try:
        database = open_file(location)
    except GsiError as error:
        return error.code
    try:
        services = Services(database, actor="x")
        with database.engine.connect() as connection:
            if connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one() != "ok":
                return "integrity"
            operations = connection.execute(text("SELECT count(*) FROM operation WHERE action = 'edit_contact'"))
            made = operations.scalar_one()
        last = saved(services, family_id)
        if told and not told[-1] <= last <= told[-1] + 1:
            return f"told {told[-1]}, found {last}"
        if made != last:
            return f"{made} operations for {last} saves"
        return ", ".join(problem.code for problem in checking.problems(database))
    except GsiError as error:
        return error.code
    except DatabaseError as error:
        return str(error.orig)
    finally:
        database.dispose()


@pytest.mark.check("A01")
@pytest.mark.timeout(0)
def test_nothing_told_saved_is_lost_however_often_it_is_killed(sqlite_location: str) -> None:
    family_id = _family(sqlite_location)
    moments = _moments(0.05)
    total = 0
    with nursery() as saving:
        for _ in range(ROUNDS):
            told = saving.save_until_killed(sqlite_location, family_id, moments)
            assert told
            assert _damage(sqlite_location, family_id, told) == ""
            total = told[-1]
    assert total >= ROUNDS


@pytest.mark.check("A01")
def test_without_its_log_the_same_kills_do_harm(sqlite_location: str) -> None:
    family_id = _family(sqlite_location)
    moments = _moments(0.05)
    with nursery() as saving:
        for _ in range(BITES_WITHIN):
            told = saving.save_until_killed(sqlite_location, family_id, moments, journal_mode="off", cache_size="1")
            if _damage(sqlite_location, family_id, told):
                return
    pytest.fail("killed without a log and nothing broke: this test proves nothing")


KILLED_BETWEEN = """
import os, sys
from uuid import UUID
from gsi_desktop.bootstrap import Services
from gsi_desktop.services.core.database import Database
from tests.support.keys import TEST_KEY
from tests.support.saves import save
location, family, password = sys.argv[1:]
services = Services(Database.open(location, password=password, key=TEST_KEY), actor="x")
services.subscribe(lambda _changes: os.kill(os.getpid(), 9))
save(services, UUID(family), 41)
"""


@pytest.mark.check("A06")
def test_killed_between_the_commit_and_the_answer_it_is_saved_once(services: Services, password: str) -> None:
    family_id = add_family(services).family_id
    base = contact(services, family_id)
    command = [sys.executable, "-c", KILLED_BETWEEN, services.location, str(family_id), password]
    killed = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert saved(services, family_id) == 41
    save(services, family_id, 41, base)
    assert saved(services, family_id) == 41
    with services.database.reading() as session:
        operations = session.execute(text("SELECT count(*) FROM operation WHERE action = 'edit_contact'"))
        assert operations.scalar_one() == 1
