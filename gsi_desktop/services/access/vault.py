"""The key of a local file and who has it: made at first, opened by a password or by the recovery code, shared, changed.

Every change rewrites the key file, never the database. Whoever changes others must have opened the key themselves as
an administrator: only the key can seal the file anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import uuid4

from gsi_desktop.services.access import keyfile, passwords, recovery
from gsi_desktop.services.access.keyfile import Entry, Keys
from gsi_desktop.services.access.slots import COST, Cost, seal, unseal
from gsi_desktop.services.access.throttle import FREE_TRIES, Throttle
from gsi_desktop.services.access.users import NewUser, Unlocked, User, clean_login, clean_name
from gsi_desktop.services.core import encrypted_file
from gsi_desktop.services.core.clock import Clock, SystemClock
from gsi_desktop.services.core.database import local_path
from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.locks import FileLock

State = Literal["missing", "plain", "locked", "keys_missing", "foreign"]
_RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Made:
    """A new key file: who is in, and the recovery code, which nobody can show again."""

    unlocked: Unlocked
    recovery_code: str = field(repr=False)


def state(location: str) -> State:
    """Return what there is at ``location``, a path, and so what to do with it.

    "missing": make it; "plain": of an earlier version, not encrypted: convert it; "locked": sign in;
    "keys_missing": the database is there but its key file is not; "foreign": it is none of ours.
    """
    file = local_path(location)
    found = encrypted_file.kind(file)
    if found != "encrypted":
        return found
    if keyfile.exist(file):
        return "locked"
    return "keys_missing" if encrypted_file.in_whole_pages(file) else "foreign"


def users(location: str) -> tuple[User, ...]:
    """Return who is in the file, in the order they came; asks for no password."""
    return tuple(entry.user for entry in keyfile.load(local_path(location)).entries)


def first_login(location: str) -> str:
    """Return the login of the first user who may enter: the one meant when none is named."""
    return next((user.login for user in users(location) if not user.disabled), "")


# --- making


def create(
    location: str,
    first: NewUser,
    password: str,
    *,
    cost: Cost = COST,
    key: bytes | None = None,
) -> Made:
    """Write the key file of a database that is to be made at ``location``, with its ``first`` administrator.

    A new random ``key``, unless one is given. Keys that are there and open some database elsewhere are put aside.
    Raises `ExpectedError` for a login or a password that will not do.
    """
    file = local_path(location)
    own_key = bytearray(key or secrets.token_bytes(encrypted_file.KEY_BYTES))
    user = _user(replace(first, administrator=True))
    passwords.require(password, login=user.login, full_name=user.full_name)
    keyfile.put_aside(file)
    keys_id, code = str(uuid4()), recovery.make()
    entry_id = str(uuid4())
    entry = Entry(entry_id, user, seal(own_key, password, f"{keys_id}:{entry_id}", cost))
    sealed_code = seal(own_key, code, f"{keys_id}:{_RECOVERY}", cost)
    unlocked = Unlocked(user, own_key)
    keyfile.save(file, Keys(keys_id, 0, "", (entry,), sealed_code).sealed(_sealing_key(unlocked)))
    return Made(unlocked, code)


def bind(location: str, unlocked: Unlocked) -> None:
    """Note which database file the keys belong to, once it exists: so that damage is told from other keys."""
    file = local_path(location)
    salt = encrypted_file.salt(file).hex()
    if keyfile.load(file).salt != salt:
        with _changing(location, unlocked) as write:
            write(lambda keys: replace(keys, salt=salt))


def belongs(location: str) -> bool:
    """Return whether the keys are known to be those of the file beside them."""
    file = local_path(location)
    return keyfile.load(file).salt == encrypted_file.salt(file).hex()


# --- opening


def unlock(location: str, login: str, password: str, *, clock: Clock | None = None) -> Unlocked:
    """Return the key of the file for ``login``.

    Raises `ExpectedError`: ``password_wrong`` with how many tries are ``left``, ``sign_in_wait`` with the ``seconds``
    to wait, ``user_unknown``, ``user_disabled``, ``keys_missing``, ``keys_damaged``, ``keys_altered``.
    """
    file = local_path(location)
    keys = keyfile.load(file)
    login = login.strip().casefold()
    entry = keys.entry(login)
    slot = entry.slot
    if slot is None:
        raise ExpectedError("user_disabled", field="login", name=entry.user.full_name)
    throttle = Throttle(file, login, clock or SystemClock())
    key = _tried(throttle, lambda: unseal(slot, password, f"{keys.id}:{entry.id}"), "password_wrong")
    unlocked = Unlocked(entry.user, key)
    _require_unaltered(keys, unlocked)
    return unlocked


def wait_left(location: str, login: str, *, clock: Clock | None = None) -> int:
    """Return how many seconds ``login`` has to wait before the next try."""
    return Throttle(local_path(location), login.strip().casefold(), clock or SystemClock()).wait()


def recover(
    location: str, code: str, login: str, password: str, *, clock: Clock | None = None, cost: Cost = COST
) -> Unlocked:
    """Give ``login`` a new ``password`` with the recovery code, whether they were disabled or not, and let them in.

    Raises `ExpectedError` ``recovery_code_typo``, ``recovery_code_short``, ``recovery_code_wrong``, ``sign_in_wait``.
    """
    file = local_path(location)
    typed = recovery.check(code)
    keys = keyfile.load(file)
    entry = keys.entry(login.strip().casefold())
    passwords.require(password, login=entry.user.login, full_name=entry.user.full_name)
    throttle = Throttle(file, f"*{_RECOVERY}", clock or SystemClock())
    key = _tried(throttle, lambda: unseal(keys.recovery, typed, f"{keys.id}:{_RECOVERY}"), "recovery_code_wrong")
    _require_unaltered(keys, Unlocked(entry.user, key))
    user = replace(entry.user, disabled=False, must_change=False)
    unlocked = Unlocked(user, key)
    fresh = Entry(entry.id, user, seal(key, password, f"{keys.id}:{entry.id}", cost))
    with _changing(location, unlocked) as write:
        write(lambda now: now.with_entry(fresh))
    Throttle(file, user.login, clock or SystemClock()).forgive()
    return unlocked


def _tried(throttle: Throttle, opening: Callable[[], bytearray | None], wrong: str) -> bytearray:
    """Return what ``opening`` gives, counted; raises ``wrong`` or ``sign_in_wait`` when it gives nothing."""
    if seconds := throttle.wait():
        raise ExpectedError("sign_in_wait", field="password", seconds=seconds)
    throttle.count_try()
    key = opening()
    if key is not None:
        throttle.forgive()
        return key
    if seconds := throttle.wait():
        raise ExpectedError("sign_in_wait", field="password", seconds=seconds)
    raise ExpectedError(wrong, field="password", left=FREE_TRIES - throttle.failures)


# --- users


def add_user(location: str, unlocked: Unlocked, new: NewUser, password: str, *, cost: Cost = COST) -> User:
    """Add a user with a password somebody gives them, to be changed when they first enter."""
    user = replace(_user(new), must_change=True)
    passwords.require(password, login=user.login, full_name=user.full_name)
    with _changing(location, unlocked, others=True) as write:

        def added(keys: Keys) -> Keys:
            if any(entry.user.login == user.login for entry in keys.entries):
                raise ExpectedError("login_taken", field="login", login=user.login)
            entry_id = str(uuid4())
            return keys.with_entry(Entry(entry_id, user, seal(unlocked.key, password, f"{keys.id}:{entry_id}", cost)))

        write(added)
    return user


def change_user(
    location: str, unlocked: Unlocked, login: str, *, full_name: str | None = None, administrator: bool | None = None
) -> User:
    """Change how ``login`` is called or whether they administer; the last administrator stays one."""

    def changed(entry: Entry) -> Entry:
        user = entry.user
        name = user.full_name if full_name is None else clean_name(full_name, user.login)
        rights = user.administrator if administrator is None else administrator
        return replace(entry, user=replace(user, full_name=name, administrator=rights))

    return _change_entry(location, unlocked, login, changed)


def disable_user(location: str, unlocked: Unlocked, login: str) -> User:
    """Take the slot of ``login`` away; `reset_password` lets them in again. What they did stays theirs."""
    return _change_entry(
        location, unlocked, login, lambda entry: replace(entry, slot=None, user=replace(entry.user, disabled=True))
    )


def reset_password(location: str, unlocked: Unlocked, login: str, temporary: str, *, cost: Cost = COST) -> User:
    """Give ``login`` a ``temporary`` password, to be changed when they next enter; who was disabled may enter again."""

    def changed(entry: Entry) -> Entry:
        user = replace(entry.user, must_change=True, disabled=False)
        passwords.require(temporary, login=user.login, full_name=user.full_name)
        owner = f"{keyfile.load(local_path(location)).id}:{entry.id}"
        return Entry(entry.id, user, seal(unlocked.key, temporary, owner, cost))

    user = _change_entry(location, unlocked, login, changed)
    Throttle(local_path(location), user.login, SystemClock()).forgive()
    return user


def change_password(
    location: str, login: str, old: str, new: str, *, clock: Clock | None = None, cost: Cost = COST
) -> Unlocked:
    """Change one's own password; the slot alone is rewritten. Returns the opened key."""
    unlocked = unlock(location, login, old, clock=clock)
    passwords.require(new, login=unlocked.user.login, full_name=unlocked.user.full_name)
    if new == old:
        raise ExpectedError("password_same", field="password")
    user = replace(unlocked.user, must_change=False)
    with _changing(location, unlocked) as write:

        def changed(keys: Keys) -> Keys:
            entry = keys.entry(user.login)
            return keys.with_entry(Entry(entry.id, user, seal(unlocked.key, new, f"{keys.id}:{entry.id}", cost)))

        write(changed)
    return Unlocked(user, unlocked.key)


def renew_recovery_code(location: str, unlocked: Unlocked, *, cost: Cost = COST) -> str:
    """Return a new recovery code; the one before opens nothing from now on."""
    code = recovery.make()
    with _changing(location, unlocked, others=True) as write:
        write(lambda keys: replace(keys, recovery=seal(unlocked.key, code, f"{keys.id}:{_RECOVERY}", cost)))
    return code


def _change_entry(location: str, unlocked: Unlocked, login: str, changed: Callable[[Entry], Entry]) -> User:
    with _changing(location, unlocked, others=True) as write:
        entry = write(lambda keys: keys.with_entry(changed(keys.entry(login.strip().casefold()))))
    return entry.entry(login.strip().casefold()).user


def _user(new: NewUser) -> User:
    login = clean_login(new.login)
    return User(login, clean_name(new.full_name, login), new.administrator)


# --- the seal and the writing of it


def _sealing_key(unlocked: Unlocked) -> bytes:
    return unlocked.derive("key file")


def _require_unaltered(keys: Keys, unlocked: Unlocked) -> None:
    if not secrets.compare_digest(keys.seal, keys.seal_by(_sealing_key(unlocked))):
        raise ExpectedError("keys_altered")


@contextmanager
def _changing(
    location: str, unlocked: Unlocked, *, others: bool = False
) -> Iterator[Callable[[Callable[[Keys], Keys]], Keys]]:
    """Yield what writes a change of the newest keys, one process at a time.

    ``others``: the change is of somebody else, for which one must administer still.
    """
    file = local_path(location)
    lock = FileLock(file.with_name(f"{file.name}.llaves-cambio"))
    try:
        free = lock.take()
    except OSError as error:
        raise MachineError("keys_not_written", file=keyfile.copies(file)[0].name) from error
    if not free:
        raise ExpectedError("keys_busy")
    try:
        keys = keyfile.load(file)
        _require_unaltered(keys, unlocked)
        mine = keys.entry(unlocked.user.login).user
        if others and (not mine.administrator or mine.disabled):
            raise ExpectedError("not_administrator")

        def write(change: Callable[[Keys], Keys]) -> Keys:
            changed = change(keys)
            if not any(one.user.administrator and one.slot is not None for one in changed.entries):
                raise ExpectedError("last_administrator")
            sealed = changed.sealed(_sealing_key(unlocked))
            keyfile.save(file, sealed)
            return sealed

        yield write
    finally:
        lock.release()
