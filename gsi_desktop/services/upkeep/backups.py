"""Backups of a local file: made while it is in use, encrypted as it is, checked before anything is put back.

One backup is one file: the database under its own key, the key file of that moment and a manifest with the rows of
every table and a hash. Whoever had a password or the recovery code then can open it; nobody else can (trust.md §A1,
§B5). Backups lie in a folder beside the database; `backup_policy` says which stay, and how much room they may take.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from gsi_desktop import __version__
from gsi_desktop.services.access import keyfile, vault
from gsi_desktop.services.access.holding import Hold
from gsi_desktop.services.access.users import Unlocked
from gsi_desktop.services.core import encrypted_file
from gsi_desktop.services.core.clock import BOGOTA, Clock
from gsi_desktop.services.core.database import Database, is_server, local_path
from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.files import atomic_write, replacing
from gsi_desktop.services.core.formats import weight
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.upkeep import backup_room, revisions
from gsi_desktop.services.upkeep.backup_policy import EVERY, Disk, Reason, budget, kept, surplus

ENDING: Final = ".gsicopia"
_FORMAT: Final = "gsi-copia"
_BASE, _KEYS, _MANIFEST = "base", "llaves", "manifiesto.json"
_PAUSED: Final = "restaurada.json"
_ROOM: Final = ".copia-"
"""Begins the name of the folder a backup is made in."""
_BLOCK: Final = 1 << 20
_PAGES: Final = 4096
"""Copied at once: 16 MB, a fraction of a second between two looks whether the person has cancelled."""
_UNFINISHED_S: Final = 6 * 60 * 60
"""After this long nobody is still making the backup."""
_DAMAGE: Final = frozenset({"backup_damaged", "database_damaged", "key_refused", "not_our_file"})
"""What is said of a file that cannot be copied because of itself, not for want of room or because it is in use."""
_DAMAGED: Final = (BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as its manifest tells it. ``counts`` are rows by table; ``mark`` changes when anything was saved."""

    path: Path
    made_at: datetime
    reason: Reason
    program: str
    revision: str
    counts: dict[str, int]
    sha256: str
    mark: str

    @property
    def families(self) -> int:
        """Return how many families it holds."""
        return self.counts.get("family", 0)

    @property
    def persons(self) -> int:
        """Return how many persons it holds."""
        return self.counts.get("person", 0)

    @property
    def size(self) -> int:
        """Return its size in bytes."""
        return self.path.stat().st_size


def folder(location: str) -> Path:
    """Return the folder of the backups of the file at ``location``; it may not exist yet."""
    file = _local(location)
    return file.with_name(f"{file.name}.copias")


def listing(location: str) -> tuple[Backup, ...]:
    """Return the backups of the file at ``location``, newest first; damaged ones are left out."""
    found = (_read(path) for path in folder(location).glob(f"*{ENDING}"))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.made_at, reverse=True))


def read(path: Path) -> Backup:
    """Return the backup in the file ``path``; raises `ExpectedError` ``backup_damaged`` for anything else."""
    found = _read(path)
    if found is None:
        raise ExpectedError("backup_damaged", name=path.name)
    return found


def _read(path: Path) -> Backup | None:
    try:
        with ZipFile(path) as archive:
            told = json.loads(archive.read(_MANIFEST))
        if told.pop("format") != _FORMAT:
            return None
        told |= {"made_at": datetime.fromisoformat(told["made_at"]), "reason": Reason(told["reason"])}
        return Backup(path=path, **told)
    except _DAMAGED:
        return None


# --- making


def make(
    database: Database,
    unlocked: Unlocked,
    reason: Reason,
    clock: Clock,
    *,
    to: Path | None = None,
    progress: Progress | None = None,
    disk: Disk | None = None,
) -> Backup:
    """Copy the open ``database`` to a new backup while others go on working, and thin out the older ones.

    ``to`` names another file, which is then left alone by the thinning. ``disk`` is what the disk is taken to have;
    None: it is asked. Raises `ExpectedError` ``backup_of_server``, ``backup_no_room`` when one more does not fit even
    after thinning, and what `core.files.replacing` raises.
    """
    file = _local(database.location)
    now = clock.now()
    target = to or _free_name(folder(database.location) / _name(file, now, reason))
    target.parent.mkdir(parents=True, exist_ok=True)
    if to is None:
        _clear_unfinished(target.parent, file.stem)
    disk = disk or backup_room.disk_of(target.parent)
    free = _with_room(database.location, now, disk, backup_room.needed(file), thinning=to is None)
    progress = progress or Progress()
    progress.report("backup_copying")
    with replacing(target) as fresh, tempfile.TemporaryDirectory(prefix=_ROOM, dir=target.parent) as room:
        copy = Path(room) / _BASE
        with database.translated():
            _copy(file, copy, unlocked.key, progress)
            told = _facts(copy, unlocked.key)
        progress.report("backup_checking")
        made = Backup(target, now, reason, __version__, told["revision"], told["counts"], _hash(copy), told["mark"])
        progress.check()
        _pack(fresh, copy, keyfile.copies(file)[0], made)
    if to is None:
        thin(database.location, now, Disk(disk.total, free - made.size))
    return made


def _with_room(location: str, now: datetime, disk: Disk, needed: int, *, thinning: bool) -> int:
    """Return the bytes free for a backup that needs some, after thinning out older ones if it must."""
    free = disk.free
    if free < needed and thinning:
        free += thin(location, now, disk, needed)
    if free < needed:
        raise ExpectedError("backup_no_room", needed=weight(needed), free=weight(free))
    return free


def _clear_unfinished(place: Path, stem: str) -> None:
    """Remove what backups cut short by a power cut or the end of the program left; each is as large as the file.

    Hidden folders of others (of what copies them to a cloud) stay.
    """
    before = time.time() - _UNFINISHED_S
    ours = (_ROOM, f".{stem[:40]}")  # the second as `replacing` names its own
    for room in place.iterdir():
        if room.name.startswith(ours) and room.is_dir() and room.stat().st_mtime < before:
            shutil.rmtree(room, ignore_errors=True)


def _name(file: Path, now: datetime, reason: Reason) -> str:
    return f"{file.stem}-{now.astimezone(BOGOTA):%Y-%m-%d-%H%M%S}-{reason}{ENDING}"


def _free_name(wanted: Path) -> Path:
    """Return ``wanted``, numbered when a backup of the same second and reason has that name."""
    names = (wanted.with_name(f"{wanted.stem}-{number}{ENDING}") for number in count(2))
    return next(one for one in chain((wanted,), names) if not one.exists())


def _copy(file: Path, copy: Path, key: bytes | bytearray, progress: Progress) -> None:
    """Write one consistent state of ``file`` to ``copy`` under the same key, the pages of a running write left out."""

    def step(_status: int, remaining: int, total: int) -> None:
        progress.report("backup_copying", 100 * (total - remaining) // max(total, 1), 100)

    from sqlcipher3 import dbapi2

    with closing(encrypted_file.connect(file, key, read_only=True)) as source:
        target = dbapi2.connect(str(copy), isolation_level=None)
        with closing(target):
            target.execute("PRAGMA cipher_log_level=NONE")
            target.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master")  # else every write in between begins the copy anew
            source.backup(target, pages=_PAGES, progress=step)
            target.execute("PRAGMA journal_mode=delete")


def _facts(copy: Path, key: bytes | bytearray) -> dict[str, Any]:
    """Return revision, rows by table and mark of a copy; raises ``backup_damaged`` when its pages are not whole."""
    with closing(encrypted_file.connect(copy, key, read_only=True)) as connection:
        if connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
            raise ExpectedError("backup_damaged", name=copy.name)
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if "_search" not in name and not name.startswith("sqlite_")
        ]
        counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        return {"counts": counts, "revision": revision, "mark": _mark(connection)}


def _mark(connection: Any) -> str:
    count, newest = connection.execute("SELECT count(*), max(at) FROM operation").fetchone()
    return f"{count}/{newest}"


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _pack(fresh: Path, copy: Path, keys: Path, made: Backup) -> None:
    told = asdict(made) | {"format": _FORMAT, "made_at": made.made_at.isoformat(), "reason": made.reason.value}
    del told["path"]
    with ZipFile(fresh, "w", ZIP_STORED) as archive:
        archive.writestr(_MANIFEST, json.dumps(told, ensure_ascii=False, indent=1))
        archive.write(keys, _KEYS)
        archive.write(copy, _BASE)


# --- when


def is_current(database: Database) -> bool:
    """Return whether nothing was saved since the newest backup of a local file."""
    newest = next(iter(listing(database.location)), None)
    return newest is not None and newest.mark == _present_mark(database)


def due(database: Database, clock: Clock) -> bool:
    """Return whether an automatic backup is due: something was saved since the newest, and that is half an hour old.

    Never while they are paused after a restore, so that the good backup does not fall out.
    """
    if is_server(database.location) or paused_since(database.location) is not None:
        return False
    newest = next(iter(listing(database.location)), None)
    if newest is not None and clock.now() - newest.made_at < EVERY:
        return False
    return not is_current(database)


def _present_mark(database: Database) -> str:
    with database.translated(), database.engine.connect() as connection:
        return _mark(connection.connection.dbapi_connection)


def thin(location: str, now: datetime, disk: Disk, passing: int = 0) -> int:
    """Remove the backups the policy lets go, and those for which there is no room on ``disk``; return the bytes gained.

    Those a person asked for stay. ``passing`` bytes are to be free for something else.
    """
    automatic = [one for one in listing(location) if one.reason is not Reason.MANUAL]
    instants = kept((one.made_at for one in automatic), now)
    gained = _remove(one for one in automatic if one.made_at not in instants)
    staying = [one for one in automatic if one.made_at in instants]
    held = sum(one.size for one in staying)
    most = budget(Disk(disk.total, disk.free + gained), held, passing)
    heavy = surplus(staying, now, most)
    if heavy:
        backup_room.note_removed(folder(location), (one.made_at for one in heavy), now)
    return gained + _remove(heavy)


def _remove(going: Iterable[Backup]) -> int:
    """Remove backups and return the bytes gained; one that somebody is reading stays until the next time."""
    gained = 0
    for one in going:
        with suppress(OSError):
            size = one.size
            one.path.unlink()
            gained += size
    return gained


def automatic_weight(found: Iterable[Backup]) -> int:
    """Return the bytes that the backups nobody asked for take."""
    return sum(one.size for one in found if one.reason is not Reason.MANUAL)


def paused_since(location: str) -> datetime | None:
    """Return when automatic backups stopped because one was restored; None while they are made."""
    try:
        told = json.loads((folder(location) / _PAUSED).read_text(encoding="utf-8"))
        return datetime.fromisoformat(told["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def resume(location: str) -> None:
    """Let automatic backups be made again: what was restored is what one wants."""
    (folder(location) / _PAUSED).unlink(missing_ok=True)


# --- checking and putting back


def verify(path: Path, key: bytes | bytearray) -> Backup:
    """Return the backup in ``path`` after reading every page of it and counting every table.

    Raises `ExpectedError` ``backup_damaged``, ``backup_other_key`` when ``key`` does not open it, ``backup_too_new``
    when a newer program made it.
    """
    with _unpacked(path, path.parent) as (backup, copy):
        _check(backup, copy, key)
        return backup


def unlock(path: Path, login: str | None, password: str) -> Unlocked:
    """Return the key of a backup for somebody who had a password when it was made; None: its first user.

    Raises what `vault.unlock` does.
    """
    with _unpacked(path, path.parent) as (_backup, copy):
        return vault.unlock(str(copy), login or vault.first_login(str(copy)), password)


def sign_in(location: str, path: Path, login: str | None, password: str) -> Unlocked:
    """Return the key by the keys of the database at ``location`` or, where they are gone, by those in the backup.

    ``login`` None is the first user. Raises what `vault.unlock` does.
    """
    if keyfile.exist(_local(location)):
        return vault.unlock(location, login or vault.first_login(location), password)
    return unlock(path, login, password)


def restore(location: str, path: Path, unlocked: Unlocked, clock: Clock, *, progress: Progress | None = None) -> Backup:
    """Put the backup in ``path`` in place of the file at ``location``, which nobody has open; return the backup.

    What is there now is backed up first; a file too damaged for that is kept beside with its date. Nothing is touched
    before the backup has been verified. Automatic backups pause until `resume`. Raises ``database_held`` when a window
    has the file, and what `verify` raises.
    """
    file = _local(location)
    progress = progress or Progress()
    progress.report("backup_checking")
    folder(location).mkdir(parents=True, exist_ok=True)
    hold = Hold.take(file, unlocked.user.full_name, clock)
    try:
        return _restored(location, path, unlocked, clock, progress)
    finally:
        hold.release()


def _restored(location: str, path: Path, unlocked: Unlocked, clock: Clock, progress: Progress) -> Backup:
    file = _local(location)
    with _unpacked(path, file.parent) as (backup, copy):
        _check(backup, copy, unlocked.key)
        progress.report("backup_present")
        _put_aside(file, unlocked, clock)
        progress.report("backup_restoring")
        if not keyfile.exist(file):
            atomic_write(keyfile.copies(file)[0], keyfile.copies(copy)[0].read_bytes())
        with replacing(file) as fresh:  # flushed first: a power cut leaves the old file or the whole new one
            copy.replace(fresh)
    vault.bind(location, unlocked)
    told = {"at": clock.now().isoformat(), "from": path.name}
    atomic_write(folder(location) / _PAUSED, json.dumps(told).encode())
    return backup


def _put_aside(file: Path, unlocked: Unlocked, clock: Clock) -> None:
    """Back up what is there now and fold its log into it, so that no page of it can reach what takes its place.

    A file too damaged for that is kept beside with its date; any other failure is raised, and the file stays.
    """
    if encrypted_file.kind(file) == "missing":
        return
    try:
        database = Database.open(str(file), key=unlocked.key)
        try:
            make(database, unlocked, Reason.BEFORE_RESTORE, clock)
        finally:
            database.dispose()
        with database.translated(), closing(encrypted_file.connect(file, unlocked.key)) as connection:
            connection.execute("PRAGMA journal_mode=delete")
    except (ExpectedError, MachineError) as error:
        if error.code not in _DAMAGE:
            raise
        for ending in ("", "-wal", "-shm"):
            part = file.with_name(file.name + ending)
            if part.exists():
                part.replace(
                    file.with_name(f"{file.name}.danada-{clock.now().astimezone(BOGOTA):%Y-%m-%d-%H%M%S}{ending}")
                )


def _driver_errors() -> tuple[type[Exception], ...]:
    from sqlcipher3 import dbapi2

    return (dbapi2.Error,)


def _check(backup: Backup, copy: Path, key: bytes | bytearray) -> None:
    if backup.revision not in revisions.known():
        raise ExpectedError("backup_too_new", name=backup.path.name)
    if _hash(copy) != backup.sha256:
        raise ExpectedError("backup_damaged", name=backup.path.name)
    try:
        facts = _facts(copy, key)
    except _driver_errors() as error:
        raise ExpectedError("backup_other_key", name=backup.path.name) from error
    if facts["counts"] != backup.counts:
        raise ExpectedError("backup_damaged", name=backup.path.name)


@contextmanager
def _unpacked(path: Path, room: Path) -> Iterator[tuple[Backup, Path]]:
    """Give the backup in ``path`` and its database, with its keys beside it, in a folder of their own."""
    backup = read(path)
    with tempfile.TemporaryDirectory(prefix=".copia-", dir=room) as inside:
        copy = Path(inside) / _BASE
        try:
            with ZipFile(path) as archive:
                for name, target in ((_BASE, copy), (_KEYS, keyfile.copies(copy)[0])):
                    with archive.open(name) as stream, target.open("wb") as out:
                        shutil.copyfileobj(stream, out, _BLOCK)
        except OSError as error:
            raise MachineError("output_not_written", name=path.name) from error
        except _DAMAGED as error:
            raise ExpectedError("backup_damaged", name=path.name) from error
        yield backup, copy


def _local(location: str) -> Path:
    if is_server(location):
        raise ExpectedError("backup_of_server")
    return local_path(location)
