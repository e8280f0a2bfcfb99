"""Users of a local file: one key, one slot each; whoever forgot their password, left or came."""

from __future__ import annotations

import json
import re
import string
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop import bootstrap
from gsi_desktop.services.access import keyfile, passwords, recovery, vault
from gsi_desktop.services.access.slots import COST, Cost, Slot, seal, unseal
from gsi_desktop.services.access.throttle import Throttle
from gsi_desktop.services.access.users import NewUser, Unlocked, clean_login, login_from
from gsi_desktop.services.core.clock import FixedClock
from gsi_desktop.services.core.errors import ExpectedError, MachineError
from tests.support.databases import NOW
from tests.support.keys import TEST_KEY, TEST_PASSWORD, TEST_USER, make_keys

CHEAP = Cost(64, 1, 1)
OTHER = "camino de herradura"


@pytest.fixture
def unlocked(sqlite_location: str) -> Unlocked:
    """The administrator of the file, signed in."""
    return vault.unlock(sqlite_location, TEST_USER, TEST_PASSWORD)


def _add(location: str, unlocked: Unlocked, login: str = "ana", *, administrator: bool = False) -> None:
    vault.add_user(location, unlocked, NewUser(login, "Ana Ñáñez", administrator), OTHER, cost=CHEAP)


def _refused(code: str) -> pytest.RaisesExc[ExpectedError]:
    return pytest.raises(ExpectedError, match=f"^{code}$")


# --- the key and its slots


def test_every_user_opens_the_same_key_and_nobody_else_does(sqlite_location: str, unlocked: Unlocked) -> None:
    assert bytes(unlocked.key) == TEST_KEY
    _add(sqlite_location, unlocked)
    ana = vault.unlock(sqlite_location, " ANA ", OTHER)
    assert (bytes(ana.key), ana.user.full_name, ana.user.must_change) == (TEST_KEY, "Ana Ñáñez", True)
    with _refused("password_wrong") as wrong:
        vault.unlock(sqlite_location, "ana", TEST_PASSWORD)
    assert wrong.value.params["left"] == 4
    with _refused("user_unknown"):
        vault.unlock(sqlite_location, "nadie", OTHER)
    assert [user.login for user in vault.users(sqlite_location)] == [TEST_USER, "ana"]
    assert vault.first_login(sqlite_location) == TEST_USER


@pytest.mark.check("B35")
def test_a_guess_costs_what_the_slot_says_and_the_program_asks_for_enough(tmp_path: Path) -> None:
    assert COST.memory_kib >= 64 * 1024
    assert (COST.passes, COST.lanes) >= (3, 4)
    slot = seal(TEST_KEY, OTHER, "x", CHEAP)
    assert Slot.from_json(json.loads(json.dumps(slot.as_json()))) == slot
    assert unseal(slot, OTHER, "x") == TEST_KEY
    assert unseal(replace(slot, cost=Cost(128, 1, 1)), OTHER, "x") is None
    assert unseal(slot, OTHER, "y") is None
    made = vault.create(str(tmp_path / "a.gsi"), NewUser("ana", "Ana"), OTHER)
    written = json.loads(keyfile.copies(tmp_path / "a.gsi")[0].read_text(encoding="utf-8"))
    for told in (written["recovery"], written["users"][0]["slot"]):
        assert (told["kdf"], told["memory_kib"], told["passes"], told["lanes"]) == ("argon2id", 65536, 3, 4)
    assert vault.unlock(str(tmp_path / "a.gsi"), "ana", OTHER).key == made.unlocked.key


def test_a_password_is_the_same_however_its_accents_are_written() -> None:
    slot = seal(TEST_KEY, "canción del río", "x", CHEAP)
    assert unseal(slot, "canción del río", "x") == TEST_KEY


def test_the_key_shows_nowhere_and_can_be_forgotten(unlocked: Unlocked) -> None:
    assert TEST_KEY.hex() not in repr(unlocked)
    assert "bytearray" not in repr(unlocked)
    drafts = unlocked.derive("drafts")
    assert (len(drafts), drafts == unlocked.derive("drafts")) == (32, True)
    assert drafts not in {TEST_KEY, unlocked.derive("other")}
    unlocked.forget()
    assert bytes(unlocked.key) == bytes(32)


# --- passwords


@pytest.mark.check("B36")
def test_changing_a_password_rewrites_a_slot_and_not_the_file(sqlite_location: str, unlocked: Unlocked) -> None:
    before = Path(sqlite_location).read_bytes()
    code = vault.renew_recovery_code(sqlite_location, unlocked, cost=CHEAP)
    _add(sqlite_location, unlocked)
    others = keyfile.load(Path(sqlite_location)).entry(TEST_USER)
    changed = vault.change_password(sqlite_location, "ana", OTHER, "neblina en la montaña", cost=CHEAP)
    assert (bytes(changed.key), changed.user.must_change) == (TEST_KEY, False)
    assert Path(sqlite_location).read_bytes() == before
    assert keyfile.load(Path(sqlite_location)).entry(TEST_USER) == others
    with _refused("password_wrong"):
        vault.unlock(sqlite_location, "ana", OTHER)
    assert vault.unlock(sqlite_location, "ana", "neblina en la montaña").user.must_change is False
    again = vault.recover(sqlite_location, code, "ana", "puente de guadua vieja", cost=CHEAP)
    assert bytes(again.key) == TEST_KEY
    with _refused("password_same"):
        vault.change_password(sqlite_location, "ana", "puente de guadua vieja", "puente de guadua vieja")


@pytest.mark.check("B26")
@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("corta", "password_short"),
        ("x" * 300, "password_long"),
        ("aaaaaaaaaaaaaaa", "password_repeats"),
        ("abcabcabcabcabc", "password_repeats"),
        ("colombia2026!!", "password_common"),
        ("Contraseña-2026", "password_common"),
        ("c0ntr4s3n4 2026", "password_common"),
        ("1234567890123", "password_common"),
        ("qwertyuiopas", "password_common"),
        ("310 555 12 34 99", "password_common"),
        ("21/11/1985 - 2026", "password_common"),
        ("rosalba.yepes.1985", "password_like_name"),
        ("yepes rosalba aa", "password_like_name"),
        ("ryepes-ryepes-99", "password_like_name"),
        ("la casa de la abuela", None),
        ("rosalba canta boleros", None),
        ("xK9#mq2vLw8z", None),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, code: str | None) -> None:
    assert passwords.problem(password, login="ryepes", full_name="Rosalba Yépes Ñáñez") == code


def test_a_temporary_password_always_will_do() -> None:
    for made in (passwords.temporary() for _ in range(200)):
        assert passwords.problem(made, login="ana", full_name="Ana Ñáñez") is None
        assert not set(made) & set("01oilsu")


def test_weak_passwords_never_get_into_a_slot(sqlite_location: str, unlocked: Unlocked, tmp_path: Path) -> None:
    code = make_keys(str(tmp_path / "otra.gsi"))
    keys = keyfile.load(Path(sqlite_location))
    for attempt in (
        lambda: vault.add_user(sqlite_location, unlocked, NewUser("ana", "Ana"), "corta"),
        lambda: vault.reset_password(sqlite_location, unlocked, TEST_USER, "corta"),
        lambda: vault.change_password(sqlite_location, TEST_USER, TEST_PASSWORD, "corta"),
        lambda: vault.recover(str(tmp_path / "otra.gsi"), code, TEST_USER, "corta"),
        lambda: vault.create(str(tmp_path / "nueva.gsi"), NewUser("ana", "Ana"), "corta"),
    ):
        with _refused("password_short"):
            attempt()
    assert keyfile.load(Path(sqlite_location)) == keys
    assert not keyfile.exist(tmp_path / "nueva.gsi")


# --- others


def test_an_administrator_lets_in_and_out(sqlite_location: str, unlocked: Unlocked) -> None:
    _add(sqlite_location, unlocked)
    with _refused("login_taken"):
        _add(sqlite_location, unlocked)
    assert vault.change_user(sqlite_location, unlocked, "ana", full_name=" Ana  María Ñáñez ").full_name == (
        "Ana María Ñáñez"
    )
    assert vault.disable_user(sqlite_location, unlocked, "ana").disabled
    with _refused("user_disabled"):
        vault.unlock(sqlite_location, "ana", OTHER)
    back = vault.reset_password(sqlite_location, unlocked, "ana", "musgo de la quebrada", cost=CHEAP)
    assert (back.disabled, back.must_change) == (False, True)
    assert vault.unlock(sqlite_location, "ana", "musgo de la quebrada").user.full_name == "Ana María Ñáñez"


def test_the_last_administrator_stays_and_nobody_else_changes_others(sqlite_location: str, unlocked: Unlocked) -> None:
    _add(sqlite_location, unlocked)
    for attempt in (
        lambda: vault.disable_user(sqlite_location, unlocked, TEST_USER),
        lambda: vault.change_user(sqlite_location, unlocked, TEST_USER, administrator=False),
    ):
        with _refused("last_administrator"):
            attempt()
    ana = vault.unlock(sqlite_location, "ana", OTHER)
    for attempt in (
        lambda: vault.disable_user(sqlite_location, ana, TEST_USER),
        lambda: vault.change_user(sqlite_location, ana, "ana", administrator=True),
        lambda: vault.add_user(sqlite_location, ana, NewUser("eva", "Eva"), OTHER, cost=CHEAP),
        lambda: vault.renew_recovery_code(sqlite_location, ana, cost=CHEAP),
    ):
        with _refused("not_administrator"):
            attempt()
    vault.change_user(sqlite_location, unlocked, "ana", administrator=True)
    assert vault.disable_user(sqlite_location, ana, TEST_USER).disabled


def test_rights_written_by_hand_are_noticed(sqlite_location: str, unlocked: Unlocked) -> None:
    _add(sqlite_location, unlocked)
    file = Path(sqlite_location)
    keys = keyfile.load(file)
    ana = keys.entry("ana")
    keyfile.save(file, keys.with_entry(replace(ana, user=replace(ana.user, administrator=True))))
    with _refused("keys_altered"):
        vault.unlock(sqlite_location, "ana", OTHER)


@pytest.mark.parametrize("login", ["", "a", "ana pérez", "ñ", "../x", "a" * 40, "-ana"])
def test_logins_nobody_could_type_the_same_are_refused(login: str) -> None:
    with _refused("login_invalid"):
        clean_login(login)


@pytest.mark.parametrize(
    ("name", "login"),
    [("Rosalba Yépes", "rosalba.yepes"), ("ÑÁÑEZ", "nanez"), ("李", "administrador"), ("DOMINIO\\ana", "dominio.ana")],
)
def test_a_login_is_proposed_from_a_name(name: str, login: str) -> None:
    assert login_from(name) == clean_login(login_from(name)) == login


# --- the recovery code


@pytest.mark.check("B37")
def test_the_recovery_code_lets_in_when_every_password_is_forgotten(tmp_path: Path) -> None:
    location = str(tmp_path / "oficina.gsi")
    made = bootstrap.create_database(location, user=NewUser("ana", "Ana"), password=OTHER, cost=CHEAP)
    code = made.recovery_code or ""
    assert re.fullmatch(r"([2-9A-HJKMNP-RT-Z]{5}-){5}[2-9A-HJKMNP-RT-Z]{5}", code)
    assert recovery.same(code.lower().replace("-", " "), code)
    assert not recovery.same(recovery.make(), code)
    back = vault.recover(location, f" {code.lower()} ", "ana", "neblina en la montaña", cost=CHEAP)
    services = bootstrap.open_services(location, unlocked=back)
    assert services.user == back.user
    services.close()
    assert vault.unlock(location, "ana", "neblina en la montaña")
    with _refused("password_wrong"):
        vault.unlock(location, "ana", OTHER)
    with _refused("recovery_code_wrong"):
        vault.recover(location, recovery.make(), "ana", OTHER)
    renewed = vault.renew_recovery_code(location, vault.unlock(location, "ana", "neblina en la montaña"), cost=CHEAP)
    with _refused("recovery_code_wrong"):
        vault.recover(location, code, "ana", OTHER)
    assert vault.recover(location, renewed, "ana", OTHER, cost=CHEAP)


SIGNS = "23456789ABCDEFGHJKMNPQRTVWXYZ"


@given(st.integers(0, 29), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed_and_where(position: int, sign: str) -> None:
    code = recovery.make()
    plain = code.replace("-", "")
    if plain[position] == sign:
        return
    with pytest.raises(ExpectedError, match="recovery_code_typo") as typo:
        recovery.check(plain[:position] + sign + plain[position + 1 :])
    assert typo.value.params["group"] == position // 5 + 1


@given(st.integers(0, 28))
def test_two_signs_or_groups_swapped_are_noticed(position: int) -> None:
    plain = recovery.make().replace("-", "")
    swapped = plain[:position] + plain[position + 1] + plain[position] + plain[position + 2 :]
    if swapped != plain:
        with pytest.raises(ExpectedError, match="recovery_code_typo"):
            recovery.check(swapped)
    with pytest.raises(ExpectedError, match="recovery_code_typo"):
        recovery.check(plain[5:10] + plain[:5] + plain[10:])


def test_signs_people_mistake_are_not_there_and_what_they_type_for_them_is_understood() -> None:
    assert not set(recovery.make()) & set("01OILSU")
    code = next(code for code in iter(recovery.make, "") if "5" in code and "V" in code)
    assert recovery.check(code.replace("5", "s").replace("V", "u")) == code
    with pytest.raises(ExpectedError, match="recovery_code_short") as short:
        recovery.check("ABC")
    assert (short.value.params["count"], short.value.params["found"]) == (30, 3)
    assert set(string.ascii_uppercase) & set(recovery.make())


# --- waiting


@pytest.mark.check("B34")
def test_after_five_wrong_passwords_one_waits_also_after_a_restart(sqlite_location: str, clock: FixedClock) -> None:
    def attempt(typed: str = "no es esta") -> ExpectedError:
        with pytest.raises(ExpectedError) as refusal:
            vault.unlock(sqlite_location, TEST_USER, typed, clock=clock)
        return refusal.value

    assert [attempt().params["left"] for _ in range(4)] == [4, 3, 2, 1]
    waits = []
    for _ in range(8):
        waits.append(attempt().params["seconds"])
        assert attempt(TEST_PASSWORD).code == "sign_in_wait", "the right one has to wait too"
        clock.instant += timedelta(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    assert vault.wait_left(sqlite_location, TEST_USER, clock=clock) == 0
    assert vault.unlock(sqlite_location, TEST_USER, TEST_PASSWORD, clock=clock)
    assert attempt().params["left"] == 4


@pytest.mark.check("B34")
def test_tries_are_counted_in_two_places_and_per_person(sqlite_location: str, home: Path, clock: FixedClock) -> None:
    throttle = Throttle(Path(sqlite_location), TEST_USER, clock)
    for _ in range(5):
        throttle.count_try()
    beside, outside = Path(f"{sqlite_location}.intentos"), home / "config" / "attempts.json"
    assert TEST_USER not in beside.read_text() + outside.read_text()
    for gone in (beside, outside):
        kept = gone.read_bytes()
        gone.unlink()
        assert throttle.wait() == 30
        gone.write_bytes(b"{")
        assert throttle.wait() == 30
        gone.write_bytes(kept)
    assert Throttle(Path(sqlite_location), "ana", clock).wait() == 0
    clock.instant = NOW - timedelta(days=400)
    assert throttle.wait() == 30, "a clock that was set back neither lets in nor keeps out for ever"
    clock.instant += timedelta(seconds=30)
    assert throttle.wait() == 0
    throttle.forgive()
    assert not beside.exists()


# --- the two copies


@pytest.mark.parametrize("lost", [0, 1])
@pytest.mark.parametrize("how", ["gone", "cut", "flipped", "old"])
def test_one_copy_of_the_keys_is_enough_and_the_other_is_made_again(
    sqlite_location: str, unlocked: Unlocked, lost: int, how: str
) -> None:
    copies = keyfile.copies(Path(sqlite_location))
    old = copies[lost].read_bytes()
    _add(sqlite_location, unlocked)
    whole = copies[1 - lost].read_bytes()
    damaged = {"cut": whole[:200], "old": old, "flipped": whole.replace(b"argon2id", b"argon2ie", 1)}
    if how == "gone":
        copies[lost].unlink()
    else:
        copies[lost].write_bytes(damaged[how])
    assert bytes(vault.unlock(sqlite_location, "ana", OTHER).key) == TEST_KEY
    assert copies[lost].read_bytes() == whole


def test_both_copies_lost_or_damaged_are_told_apart(sqlite_location: str) -> None:
    copies = keyfile.copies(Path(sqlite_location))
    for copy in copies:
        copy.write_bytes(b"{}")
    with _refused("keys_damaged"):
        vault.users(sqlite_location)
    for copy in copies:
        copy.unlink()
    assert vault.state(sqlite_location) == "keys_missing"
    with _refused("keys_missing"):
        bootstrap.open_services(sqlite_location, password=TEST_PASSWORD)


def test_two_who_change_users_at_once_do_not_lose_each_others(sqlite_location: str, unlocked: Unlocked) -> None:
    lock = vault.FileLock(Path(f"{sqlite_location}.llaves-cambio"))
    assert lock.take()
    with _refused("keys_busy"):
        _add(sqlite_location, unlocked)
    lock.release()
    _add(sqlite_location, unlocked)


def test_a_change_that_cannot_be_written_changes_nothing(
    sqlite_location: str, unlocked: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [copy.read_bytes() for copy in keyfile.copies(Path(sqlite_location))]

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keyfile, "atomic_write", full)
    with pytest.raises(MachineError, match="keys_not_written"):
        _add(sqlite_location, unlocked)
    assert [copy.read_bytes() for copy in keyfile.copies(Path(sqlite_location))] == before


def test_every_kind_of_file_is_told_apart(sqlite_location: str, tmp_path: Path) -> None:
    plain, letter, empty = tmp_path / "plain.db", tmp_path / "letter.db", tmp_path / "empty.db"
    plain.write_bytes(b"SQLite format 3\0" + bytes(5000))
    letter.write_bytes(b"Querida familia " * 500)
    empty.touch()
    found = [vault.state(str(path)) for path in (sqlite_location, plain, letter, empty, tmp_path / "no.db")]
    assert found == ["locked", "plain", "foreign", "missing", "missing"]
