"""Backups of a local file: whole, encrypted, checked, thinned, and put back without losing what was there."""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from gsi_desktop import cli
from gsi_desktop.bootstrap import Services, create_database, open_services, upgrade_database
from gsi_desktop.services.access import keyfile
from gsi_desktop.services.access.slots import Cost
from gsi_desktop.services.access.users import NewUser, Unlocked
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.clock import FixedClock
from gsi_desktop.services.core.errors import CancelledError, ExpectedError, GsiError
from gsi_desktop.services.core.progress import Progress, Step
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.upkeep import backup_room, backups, checking, demo, revisions, schema
from gsi_desktop.services.upkeep.backup_policy import Disk, Reason
from tests.support.counts import count
from tests.support.keys import TEST_PASSWORD, TEST_USER

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def office(sqlite_location: str, clock: FixedClock, engine_name: str) -> Iterator[Services]:
    """An office with twenty invented families, its administrator in."""
    services = open_services(sqlite_location, user=TEST_USER, password=TEST_PASSWORD, clock=clock)
    demo.load(services, 20, 1)
    yield services
    services.close()


def key_of(services: Services) -> Unlocked:
    assert services.unlocked is not None
    return Unlocked(services.unlocked.user, bytearray(services.unlocked.key))


def make(services: Services, reason: Reason = Reason.AUTOMATIC, to: Path | None = None) -> backups.Backup:
    return backups.make(services.database, key_of(services), reason, services.clock, to=to)


def families(services: Services) -> int:
    return services.read(queries.family_count, FamilyFilter())


def again(services: Services) -> Services:
    return open_services(services.location, user=TEST_USER, password=TEST_PASSWORD, clock=services.clock)


@pytest.mark.check("A26")
def test_a_backup_says_what_it_holds_and_stands_its_check(office: Services) -> None:
    made = make(office)
    assert made.families == 20
    assert made.path.parent == backups.folder(office.location)
    assert backups.verify(made.path, key_of(office).key) == made
    assert backups.listing(office.location) == (made,)


@pytest.mark.check("A26")
def test_two_backups_of_one_second_are_two(office: Services) -> None:
    first, second, third = make(office), make(office), make(office)
    assert {one.path for one in backups.listing(office.location)} == {first.path, second.path, third.path}
    assert first.path.name.replace(".", "-2.") == second.path.name


def test_backups_made_while_somebody_writes_are_whole(office: Services) -> None:
    stop = threading.Event()

    def write() -> None:
        seed = 2
        while not stop.is_set():
            demo.load(office, 1, seed)
            seed += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [make(office, to=Path(office.location).with_name(f"{n}.gsicopia")) for n in range(count(4, 100))]
    finally:
        stop.set()
        writer.join()
    for one in made:
        assert backups.verify(one.path, key_of(office).key).counts == one.counts
    assert made[-1].families >= made[0].families >= 20


@pytest.mark.check("A27")
def test_what_was_there_before_a_restore_is_a_backup_too(office: Services, clock: FixedClock) -> None:
    made = make(office)
    clock.instant += timedelta(hours=1)
    demo.load(office, 7, 9)
    unlocked = key_of(office)
    office.close()
    backups.restore(office.location, made.path, unlocked, clock)
    restored = again(office)
    assert families(restored) == 20
    assert checking.problems(restored.database) == []
    before = backups.listing(office.location)[0]
    assert before.reason is Reason.BEFORE_RESTORE
    assert before.families == 27
    restored.close()
    clock.instant += timedelta(minutes=1)
    backups.restore(office.location, before.path, unlocked, clock)
    back = again(office)
    assert families(back) == 27
    back.close()


def test_what_is_restored_is_flushed_before_it_takes_its_place(
    office: Services, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(office)
    unlocked = key_of(office)
    office.close()
    flushed: set[int] = set()
    sync = os.fsync

    def noted(handle: int) -> None:
        flushed.add(os.fstat(handle).st_ino)
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    backups.restore(office.location, made.path, unlocked, clock)
    assert Path(office.location).stat().st_ino in flushed


@pytest.mark.check("A27")
def test_automatic_backups_pause_after_a_restore_until_one_goes_on(office: Services, clock: FixedClock) -> None:
    made = make(office)
    unlocked = key_of(office)
    office.close()
    backups.restore(office.location, made.path, unlocked, clock)
    restored = again(office)
    clock.instant += timedelta(hours=2)
    demo.load(restored, 1, 30)
    assert backups.paused_since(office.location) is not None
    assert not backups.due(restored.database, clock)
    backups.resume(office.location)
    assert backups.due(restored.database, clock)
    restored.close()


@pytest.mark.check("A23")
def test_one_is_due_half_an_hour_after_the_last_when_something_changed(office: Services, clock: FixedClock) -> None:
    assert backups.due(office.database, clock)
    make(office)
    clock.instant += timedelta(hours=12)
    assert not backups.due(office.database, clock), "nothing changed over night"
    demo.load(office, 1, 3)
    assert backups.due(office.database, clock)
    make(office)
    demo.load(office, 1, 4)
    clock.instant += timedelta(minutes=29)
    assert not backups.due(office.database, clock)
    clock.instant += timedelta(minutes=1)
    assert backups.due(office.database, clock)


@pytest.mark.check("A28")
def test_a_cut_backup_is_refused_before_anything_is_touched(office: Services, clock: FixedClock) -> None:
    made = make(office)
    whole = made.path.read_bytes()
    unlocked = key_of(office)
    file = Path(office.location)
    office.close()
    before = file.read_bytes()
    cut = file.with_name("cortada.gsicopia")
    chance = random.Random(7)
    for _turn in range(count(12, 200)):
        cut.write_bytes(whole[: chance.randrange(len(whole))])
        with pytest.raises(ExpectedError) as refused:
            backups.restore(office.location, cut, unlocked, clock)
        assert refused.value.code == "backup_damaged"
    assert file.read_bytes() == before
    assert [one.reason for one in backups.listing(office.location)] == [Reason.AUTOMATIC]


@pytest.mark.check("A31", "A28")
def test_one_changed_byte_is_found(office: Services) -> None:
    made = make(office)
    whole = bytearray(made.path.read_bytes())
    chance = random.Random(11)
    with ZipFile(made.path) as archive:
        base = archive.getinfo("base")
    for _turn in range(count(8, 100)):
        place = chance.randrange(base.header_offset + 60, len(whole) - 400)
        altered = bytearray(whole)
        altered[place] ^= 1 << chance.randrange(8)
        made.path.write_bytes(altered)
        with pytest.raises(ExpectedError) as refused:
            backups.verify(made.path, key_of(office).key)
        assert refused.value.code == "backup_damaged"


@pytest.mark.check("B32", "B33")
def test_no_name_can_be_read_in_a_backup(office: Services) -> None:
    made = make(office)
    head = office.read(queries.family_page, FamilyFilter()).rows[0].head_name
    content = made.path.read_bytes()
    for part in head.replace(",", " ").split():
        if len(part) > 4:
            assert part.encode() not in content
    with ZipFile(made.path) as archive:
        assert not archive.read("base").startswith(b"SQLite format")


@pytest.mark.check("B36")
def test_a_backup_opens_with_the_password_of_its_day(office: Services, clock: FixedClock) -> None:
    made = make(office)
    unlocked = backups.unlock(made.path, TEST_USER, TEST_PASSWORD)
    assert unlocked.key == key_of(office).key
    with pytest.raises(ExpectedError) as refused:
        backups.unlock(made.path, TEST_USER, "otra clave que no es")
    assert refused.value.code == "password_wrong"


def test_an_office_that_lost_its_files_comes_back_from_a_backup(
    office: Services, clock: FixedClock, tmp_path: Path
) -> None:
    made = make(office, Reason.MANUAL, tmp_path / "memoria" / "copia.gsicopia")
    office.close()
    file = Path(office.location)
    file.unlink()
    for keys in keyfile.copies(file):
        keys.unlink(missing_ok=True)
    unlocked = backups.unlock(made.path, TEST_USER, TEST_PASSWORD)
    backups.restore(office.location, made.path, unlocked, clock)
    restored = again(office)
    assert families(restored) == 20
    restored.close()


def test_a_damaged_file_is_kept_beside(office: Services, clock: FixedClock) -> None:
    made = make(office)
    unlocked = key_of(office)
    office.close()
    file = Path(office.location)
    content = bytearray(file.read_bytes())
    content[20_000:24_000] = bytes(4_000)
    file.write_bytes(content)
    backups.restore(office.location, made.path, unlocked, clock)
    restored = again(office)
    assert families(restored) == 20
    restored.close()
    kept = list(file.parent.glob("oficina.gsi.danada-*"))
    assert [one.read_bytes() for one in kept] == [bytes(content)]


def test_a_sound_file_that_cannot_be_copied_is_not_called_damaged(office: Services, clock: FixedClock) -> None:
    """There is no room for a copy of what is there: nothing is restored, and the file stays where it is."""
    made = make(office)
    unlocked = key_of(office)
    office.close()
    file = Path(office.location)
    before = file.read_bytes()
    room = backups.folder(office.location)
    copy = made.path.rename(file.with_name("copia.gsicopia"))
    room.rmdir()
    room.write_text("aquí no cabe nada", "utf-8")
    with pytest.raises((GsiError, OSError)):
        backups.restore(office.location, copy, unlocked, clock)
    assert file.read_bytes() == before
    assert list(file.parent.glob("*.danada-*")) == []


def test_a_restore_waits_until_no_window_has_the_file(office: Services, clock: FixedClock) -> None:
    made = make(office)
    unlocked = key_of(office)
    office.close()
    window = open_services(office.location, user=TEST_USER, password=TEST_PASSWORD, hold=True, clock=clock)
    with pytest.raises(ExpectedError) as refused:
        backups.restore(office.location, made.path, unlocked, clock)
    assert refused.value.code == "database_held"
    assert families(window) == 20
    window.close()


def test_a_check_that_follows_a_check_makes_no_second_backup(office: Services, clock: FixedClock) -> None:
    office.back_up(Reason.BEFORE_CHECK)
    clock.instant += timedelta(minutes=1)
    office.back_up(Reason.BEFORE_CHECK)
    assert len(backups.listing(office.location)) == 1
    demo.load(office, 1, 5)
    office.back_up(Reason.BEFORE_CHECK)
    assert len(backups.listing(office.location)) == 2


def test_the_backup_of_another_office_is_refused(office: Services, clock: FixedClock, tmp_path: Path) -> None:
    other_place = tmp_path / "otra"
    other_place.mkdir()
    location = str(other_place / "otra.gsi")
    create_database(location, user=NewUser("luis", "Luis Vargas"), password=TEST_PASSWORD, cost=Cost(64, 1, 1))
    other = open_services(location, user="luis", password=TEST_PASSWORD, clock=clock)
    made = make(other)
    other.close()
    with pytest.raises(ExpectedError) as refused:
        backups.verify(made.path, key_of(office).key)
    assert refused.value.code == "backup_other_key"


@pytest.mark.check("A25")
def test_making_one_thins_out_the_older_ones_but_not_those_asked_for(office: Services, clock: FixedClock) -> None:
    asked = make(office, Reason.MANUAL)
    for _hour in range(4):
        clock.instant += timedelta(hours=1)
        make(office)
    clock.instant += timedelta(days=5)
    newest = make(office)
    left = backups.listing(office.location)
    assert [one.reason for one in left] == [Reason.AUTOMATIC, Reason.AUTOMATIC, Reason.MANUAL]
    assert left[0] == newest
    assert left[-1] == asked


def test_what_an_interrupted_backup_left_goes_with_the_next(office: Services) -> None:
    place = backups.folder(office.location)
    stem = make(office).path.stem
    left, half_named, others, under_way = (
        place / name for name in (".copia-ab12", f".{stem[:40]}.xy", ".stfolder", ".copia-cd34")
    )
    long_ago = time.time() - 7 * 60 * 60
    for room in (left, half_named, others, under_way):
        room.mkdir(parents=True)
        (room / "base").write_bytes(bytes(4096))
        if room is not under_way:
            os.utime(room, (long_ago, long_ago))
    make(office)
    assert {room for room in place.iterdir() if room.is_dir()} == {others, under_way}


def test_a_file_that_is_no_backup_is_told_so(tmp_path: Path, engine_name: str) -> None:
    stranger = tmp_path / "carta.gsicopia"
    stranger.write_text("Estimados señores", "utf-8")
    with pytest.raises(ExpectedError) as refused:
        backups.read(stranger)
    assert refused.value.code == "backup_damaged"


def test_a_server_is_not_copied_from_here(engine_name: str) -> None:
    with pytest.raises(ExpectedError) as refused:
        backups.listing("postgresql://ana@servidor/gsi")
    assert refused.value.code == "backup_of_server"


@pytest.mark.check("A24")
def test_an_import_and_a_check_by_console_are_preceded_by_a_backup(
    sqlite_location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine_name: str
) -> None:
    roster = tmp_path / "padron.csv"
    roster.write_text(
        "nombre1;apellido1;tipo documento;documento;sexo;fecha nacimiento;parentesco;hogar;municipio\n"
        "Rosalba;Muñoz;CC;36284517;F;12/03/1980;Jefe;1;41551\n",
        "utf-8",
    )
    for order in (["import", "roster", str(roster)], ["db", "check"]):
        assert cli.main(["--database", sqlite_location, *order]) == 0
    made = backups.listing(sqlite_location)
    assert [one.reason for one in made] == [Reason.BEFORE_CHECK, Reason.BEFORE_IMPORT]
    assert [one.families for one in made] == [1, 0]


@pytest.mark.check("A24", "A26", "A27")
def test_the_console_copies_checks_and_puts_back(
    sqlite_location: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], engine_name: str
) -> None:
    def gsi(*order: str) -> dict[str, object]:
        code = cli.main(["--database", sqlite_location, "--json", *order])
        told = capsys.readouterr()
        assert code == 0, told.err
        answer: dict[str, object] = json.loads(told.out)
        return answer

    gsi("demo", "--families", "3")
    copy = tmp_path / "memoria" / "copia.gsicopia"
    assert gsi("db", "backup", "--output", str(copy))["families"] == 3
    assert gsi("db", "verify", str(copy))["ok"] is True
    gsi("demo", "--families", "2", "--seed", "5")
    assert gsi("db", "restore", str(copy))["families"] == 3
    assert gsi("db", "info")["families"] == 3
    assert gsi("db", "verify")["families"] == 5


def test_the_console_says_when_there_is_nothing_to_check(
    sqlite_location: str, capsys: pytest.CaptureFixture[str], engine_name: str
) -> None:
    assert cli.main(["--database", sqlite_location, "db", "verify"]) == 1
    assert capsys.readouterr().err == "Todavía no hay ninguna copia de seguridad de esta base.\n"


@pytest.mark.check("A24")
def test_an_upgrade_is_preceded_by_a_backup_of_the_older_file(office: Services) -> None:
    location = office.location
    schema.downgrade(office.database, revisions.known()[-2])
    office.close()
    upgrade_database(location, user=TEST_USER, password=TEST_PASSWORD)
    made = backups.listing(location)
    assert [(one.reason, one.revision, one.families) for one in made] == [
        (Reason.BEFORE_UPGRADE, revisions.known()[-2], 20)
    ]
    upgrade_database(location, user=TEST_USER, password=TEST_PASSWORD)
    assert backups.listing(location) == made


PLENTY = 10**12


def half_hours(office: Services, clock: FixedClock, number: int, disk: Disk) -> list[backups.Backup]:
    """Make as many automatic backups, half an hour apart, on ``disk``."""
    made = []
    for _turn in range(number):
        clock.instant += timedelta(minutes=30)
        made.append(backups.make(office.database, key_of(office), Reason.AUTOMATIC, clock, disk=disk))
    return made


@pytest.mark.check("A25")
def test_a_small_disk_keeps_fewer_of_the_last_two_days_and_tells(office: Services, clock: FixedClock) -> None:
    place = backups.folder(office.location)
    asked, before = make(office, Reason.MANUAL), make(office, Reason.BEFORE_IMPORT)
    small = Disk(total=5 * (5 * before.size + before.size // 2), free=PLENTY)
    made = half_hours(office, clock, 4, small)
    assert backup_room.removed(place, clock.now()) == backup_room.Removed(0, False)
    made += half_hours(office, clock, 3, small)
    left = backups.listing(office.location)
    assert left == (*reversed(made[-4:]), *left[4:])
    assert {one.path for one in left[4:]} == {asked.path, before.path}
    assert backups.automatic_weight(left) <= small.total // 5
    assert backup_room.removed(place, clock.now()) == backup_room.Removed(3, False)
    assert backup_room.removed(place, clock.now() + timedelta(days=3)).count == 0


def test_older_ones_make_room_before_one_is_made(office: Services, clock: FixedClock) -> None:
    made = half_hours(office, clock, 6, Disk(PLENTY, PLENTY))
    needed = backup_room.needed(Path(office.location))
    tight = Disk(PLENTY, needed - 2 * made[0].size)
    newest = half_hours(office, clock, 1, tight)
    left = backups.listing(office.location)
    assert left[0] == newest[0]
    assert made[-1] in left
    assert made[0] not in left


def test_where_one_more_does_not_fit_it_is_said_and_the_newest_stay(office: Services, clock: FixedClock) -> None:
    made = half_hours(office, clock, 5, Disk(PLENTY, PLENTY))
    with pytest.raises(ExpectedError) as refused:
        half_hours(office, clock, 1, Disk(PLENTY, 0))
    assert refused.value.code == "backup_no_room"
    assert "MB libres en el disco" in messages.text(refused.value.code, **refused.value.params)
    assert backups.listing(office.location) == tuple(reversed(made[-3:]))
    elsewhere = Path(office.location).with_name("memoria.gsicopia")
    with pytest.raises(ExpectedError):
        backups.make(office.database, key_of(office), Reason.MANUAL, clock, to=elsewhere, disk=Disk(PLENTY, 0))
    assert len(backups.listing(office.location)) == 3, "no room elsewhere is no reason to thin out here"


def test_a_cancelled_one_leaves_nothing(office: Services, clock: FixedClock) -> None:
    progress = Progress()
    progress.listener = lambda step: progress.cancel() if step.total else None
    with pytest.raises(CancelledError):
        backups.make(office.database, key_of(office), Reason.AUTOMATIC, clock, progress=progress)
    assert list(backups.folder(office.location).iterdir()) == []


def test_a_save_in_the_middle_does_not_begin_the_copy_anew(
    office: Services, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_PAGES", 50)
    told: list[int] = []

    def save(step: Step) -> None:
        if step.total:
            told.append(step.done)
            if len(told) <= 3:
                demo.load(office, 1, 50 + len(told))

    made = backups.make(office.database, key_of(office), Reason.AUTOMATIC, clock, progress=Progress(save))
    assert len(told) > 3
    assert told == sorted(set(told))
    assert made.families == 20
    assert families(office) == 23
