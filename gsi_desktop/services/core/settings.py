"""What the program remembers about this person on this machine: appearance, window, database, columns, recent things.

Nothing here is needed to work: a missing, damaged or unknown file gives the defaults. No personal data is kept: what
was opened last is remembered by kind and id, never by name.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from gsi_desktop.services.core.clock import SystemClock
from gsi_desktop.services.core.files import atomic_write

APP: Final = "gsi_desktop"
SCHEMA: Final = 1
THEMES: Final = ("system", "light", "dark")
SCALE_MIN: Final = 90
SCALE_MAX: Final = 175
RECENT_KEPT: Final = 12
DATABASES_KEPT: Final = 6
LOCK_MINUTES: Final = (5, 10, 15, 30)
PORTABLE_MARK: Final = "portable.txt"
PORTABLE_FOLDER: Final = "datos"


@dataclass(frozen=True, slots=True)
class Places:
    """Folders of this person: settings, databases, logs, and what can be made anew at any time."""

    config: Path
    data: Path
    logs: Path
    cache: Path


def places() -> Places:
    """Return the folders of the platform; none of them is made.

    ``GSI_HOME`` names others, and a portable copy keeps its own beside the program.
    """
    home = os.environ.get("GSI_HOME") or _portable_home()
    if home:
        root = Path(home)
        return Places(root / "config", root / "data", root / "logs", root / "cache")
    import platformdirs

    return Places(
        Path(platformdirs.user_config_dir(APP, appauthor=False)),
        Path(platformdirs.user_data_dir(APP, appauthor=False)),
        Path(platformdirs.user_log_dir(APP, appauthor=False)),
        Path(platformdirs.user_cache_dir(APP, appauthor=False)),
    )


def _portable_home() -> str | None:
    """Return the folder ``datos`` beside a bundle that has the file ``portable.txt`` there, else None."""
    if not getattr(sys, "frozen", False):
        return None
    folder = Path(sys.executable).resolve().parent
    return str(folder / PORTABLE_FOLDER) if (folder / PORTABLE_MARK).is_file() else None


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """Where the window was, in screen pixels, and whether it filled the screen."""

    x: int
    y: int
    width: int
    height: int
    maximized: bool = False


@dataclass(frozen=True, slots=True)
class Recent:
    """Something opened lately: ``kind`` is "page", "command", "list", "view" or "family", ``key`` its name or id."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Settings:
    """One immutable set of settings.

    ``scale`` is the text size in percent; ``tables`` maps a table to its columns; ``cogestor`` is the id of whose work
    Inicio counts, None for the whole office. ``databases`` are those opened lately, ``users`` who went in to each where
    that is remembered; ``lock_minutes`` without a key or the mouse lock the screen; ``tips_seen`` are the areas whose
    tip was shown. Nothing secret is ever here.
    """

    theme: str = "system"
    scale: int = 100
    database: str | None = None
    window: WindowPlace | None = None
    navigation_collapsed: bool = False
    last_page: str = "home"
    cogestor: str | None = None
    tables: Mapping[str, Any] = field(default_factory=dict)
    recent: tuple[Recent, ...] = ()
    tips_seen: tuple[str, ...] = ()
    databases: tuple[str, ...] = ()
    users: Mapping[str, str] = field(default_factory=dict)
    lock_minutes: int = 10

    def opening(self, database: str) -> Settings:
        """Return these settings with ``database`` first among those opened lately."""
        others = tuple(known for known in self.databases if known != database)
        return replace(self, databases=(database, *others)[:DATABASES_KEPT])

    def remembering_user(self, database: str, user: str | None) -> Settings:
        """Return these settings with who went in to ``database``, or, for None, with nobody."""
        others = {place: login for place, login in self.users.items() if place != database}
        return replace(self, users={**others, database: user} if user else others)

    def remembering(self, entry: Recent) -> Settings:
        """Return these settings with ``entry`` first among the recent ones."""
        others = tuple(known for known in self.recent if known != entry)
        return replace(self, recent=(entry, *others)[:RECENT_KEPT])


def clamp_scale(percent: int) -> int:
    """Return the nearest text size the program offers."""
    return max(SCALE_MIN, min(SCALE_MAX, percent))


class _UnreadableError(Exception):
    """The file is not one of ours."""


def _typed(value: object, kind: type) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise _UnreadableError
    return value


def _parse(data: bytes) -> Settings:
    try:
        raw = json.loads(data)
    except ValueError as error:
        raise _UnreadableError from error
    if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:
        raise _UnreadableError
    default = Settings()
    theme = _typed(raw.get("theme", default.theme), str)
    database, window, cogestor = raw.get("database"), raw.get("window"), raw.get("cogestor")
    return Settings(
        theme=theme if theme in THEMES else default.theme,
        scale=clamp_scale(_typed(raw.get("scale", default.scale), int)),
        database=None if database is None else _typed(database, str),
        window=None if window is None else _parse_window(_typed(window, dict)),
        navigation_collapsed=_typed(raw.get("navigation_collapsed", False), bool),
        last_page=_typed(raw.get("last_page", default.last_page), str),
        cogestor=None if cogestor is None else _typed(cogestor, str),
        tables={name: _typed(kept, dict) for name, kept in _typed(raw.get("tables", {}), dict).items()},
        tips_seen=tuple(_typed(area, str) for area in _typed(raw.get("tips_seen", []), list)),
        recent=tuple(_parse_recent(item) for item in _typed(raw.get("recent", []), list))[:RECENT_KEPT],
        databases=tuple(_typed(place, str) for place in _typed(raw.get("databases", []), list))[:DATABASES_KEPT],
        users={place: _typed(login, str) for place, login in _typed(raw.get("users", {}), dict).items()},
        lock_minutes=lock if (lock := _typed(raw.get("lock_minutes", 10), int)) in LOCK_MINUTES else 10,
    )


def _parse_window(raw: dict[str, object]) -> WindowPlace:
    x, y, width, height = (_typed(raw.get(name), int) for name in ("x", "y", "width", "height"))
    return WindowPlace(x, y, width, height, _typed(raw.get("maximized", False), bool))


def _parse_recent(raw: object) -> Recent:
    entry = _typed(raw, dict)
    return Recent(_typed(entry.get("kind"), str), _typed(entry.get("key"), str))


class TableColumns:
    """Columns of each table as the settings keep them; an empty state forgets the table."""

    def __init__(self, store: SettingsStore) -> None:
        self._store = store

    def get(self, table: str) -> Mapping[str, Any] | None:
        """Return what is kept for ``table``, None when nothing is."""
        kept: Mapping[str, Any] | None = self._store.current.tables.get(table)
        return kept

    def set(self, table: str, state: dict[str, Any]) -> None:
        """Keep ``state`` for ``table``."""
        others = {name: kept for name, kept in self._store.current.tables.items() if name != table}
        self._store.update(tables={**others, table: state} if state else others)


class SettingsStore:
    """The settings in force and their file.

    Changes are in force at once; `save` writes them and may be called from any thread, so that a slow disk does not
    hold up the window. ``columns`` is what tables are given. ``broken`` is where a damaged file was put aside, for the
    window to say so.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or places().config / "settings.json"
        self.broken: Path | None = None
        self.columns = TableColumns(self)
        self._listeners: list[Callable[[Settings], None]] = []
        self._saving = threading.Lock()
        self.current = self._load()
        self._saved = self.current

    def _load(self) -> Settings:
        try:
            data = self.path.read_bytes()
        except OSError:
            return Settings()
        try:
            return _parse(data)
        except _UnreadableError:
            self.broken = self._put_aside()
            return Settings()

    def _put_aside(self) -> Path | None:
        stamp = SystemClock().now().strftime("%Y%m%d-%H%M%S")
        aside = self.path.with_name(f"settings.broken-{stamp}.json")
        try:
            return self.path.replace(aside)
        except OSError:
            return None

    def listen(self, callback: Callable[[Settings], None]) -> None:
        """Call ``callback`` after each change."""
        self._listeners.append(callback)

    def update(self, **changes: Any) -> None:
        """Put ``changes`` (fields of `Settings`) in force."""
        self.put(replace(self.current, **changes))

    def put(self, settings: Settings) -> None:
        """Put ``settings`` in force and tell the listeners when they differ."""
        if settings == self.current:
            return
        self.current = settings
        for callback in tuple(self._listeners):
            callback(settings)

    def save(self) -> None:
        """Write the settings in force when they differ from the file; raises `OSError` when that fails."""
        with self._saving:
            current = self.current
            if current == self._saved:
                return
            text = json.dumps({"schema": SCHEMA, **asdict(current)}, ensure_ascii=False, indent=2)
            atomic_write(self.path, text.encode() + b"\n")
            self._saved = current
