"""The rules of the house that import-linter cannot see, each with its reason; see docs/CONTRIBUTING.md."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gsi_desktop"


@cache
def _module(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _modules(*, outside: tuple[str, ...] = ()) -> Iterator[tuple[str, ast.Module]]:
    """Yield every module of the program as ``(path from gsi_desktop, tree)``, leaving out folders and names given."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not any(name.startswith(left) or path.name == left for left in outside):
            yield name, _module(path)


def _uses(tree: ast.Module, *names: str) -> Iterator[int]:
    """Yield the lines where one of ``names`` is read as a name, an attribute or an import."""
    for node in ast.walk(tree):
        named = {
            ast.Attribute: lambda n: n.attr,
            ast.Name: lambda n: n.id,
            ast.alias: lambda n: n.name.rpartition(".")[2],
        }.get(type(node))
        if named and named(node) in names:
            yield node.lineno


def _found(*names: str, outside: tuple[str, ...]) -> list[str]:
    return [f"{name}:{line}" for name, tree in _modules(outside=outside) for line in _uses(tree, *names)]


def test_only_core_commits() -> None:
    """One user action is one transaction: a command that commits half-way can leave half of it."""
    assert not _found("commit", outside=("services/core/",))


SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM|INSERT\s+(OR \w+ )?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|WITH\s+\w+.*\sAS\s*\(|PRAGMA\s"
    r"|(CREATE|DROP|ALTER)\s+(TABLE|INDEX|UNIQUE|VIRTUAL|TRIGGER|VIEW|FUNCTION|POLICY|ROLE|DATABASE|EXTENSION))",
    re.DOTALL,
)
SQL_ROOMS = ("services/core/", "services/upkeep/", "queries.py")


def _docstrings(tree: ast.Module) -> set[ast.AST]:
    """Return every string that stands alone as a statement: docstrings, also those under constants."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _sql_texts(tree: ast.Module) -> Iterator[int]:
    said = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node not in said and SQL.match(str(node.value)):
            yield node.lineno


def test_sql_text_stays_in_queries_and_core() -> None:
    """SQL elsewhere breaks on a rename, runs on one engine only and invites injection."""
    texts = [f"{name}:{line}" for name, tree in _modules(outside=SQL_ROOMS) for line in _sql_texts(tree)]
    assert not texts + _found("exec_driver_sql", outside=SQL_ROOMS)


def test_message_boxes_only_in_kit_and_shell() -> None:
    """People meet errors in one form, with cause, what was kept and what to do; a stray box has none of it."""
    assert not _found("QMessageBox", "QErrorMessage", outside=("ui/kit/", "ui/shell/"))


def test_nobody_processes_events() -> None:
    """`processEvents` runs slots inside slots: a second click, a closed window, half a state. Use the TaskRunner."""
    assert not _found("processEvents", "sendPostedEvents", outside=())


def test_no_file_is_too_long_to_read() -> None:
    """A file over 500 lines has more than one subject; the projects we learnt from regret theirs."""
    lengths = {name: len((PACKAGE / name).read_text(encoding="utf-8").splitlines()) for name, _ in _modules()}
    assert not {name: length for name, length in lengths.items() if length > 500}


def _rooms() -> list[str]:
    """Return the rooms from below to above; the areas of services as their contract has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    areas = next(one["layers"] for one in contracts if one.get("containers") == ["gsi_desktop.services"])
    services = [f"services.{area.strip('()')}" for area in reversed(areas)]
    rooms = ("models", *services, "services", "bootstrap", "cli", "ui.kit", "ui.shell", "ui")
    return [*(f"gsi_desktop.{room}" for room in rooms), "gsi_desktop"]


# Imports each module in a process of its own: a fork of one that knows the libraries and the rooms below, nothing else.
# The contracts say that no room knows one above it, so what is below cannot hide that a module needs another first.
ALONE = """
import gc, importlib, os, sys
import alembic.command, msgspec, openpyxl, psycopg, sqlcipher3, xlsxwriter, PySide6.QtSvg, PySide6.QtWidgets
import sqlalchemy.dialects.postgresql, sqlalchemy.dialects.sqlite, sqlalchemy.orm
from PySide6.QtCore import QCoreApplication

def forbidden(*arguments, **options):
    raise AssertionError("an engine is made at import")

def alone(name):
    threads = len(sys._current_frames())
    importlib.import_module(name)
    assert QCoreApplication.instance() is None, "a QApplication is made at import"
    assert len(sys._current_frames()) == threads, "a thread is started at import"

gc.disable()
sqlalchemy.create_engine = forbidden
failed = []
for room in sys.argv[1:]:
    gc.freeze()
    for name in room.split():
        child = os.fork()
        if child == 0:
            code = 1
            try:
                alone(name)
                code = 0
            except BaseException as error:
                print(f"{name}: {type(error).__name__}: {error}", flush=True)
            os._exit(code)
        failed += [name] if os.waitpid(child, 0)[1] else []
    if failed:
        break
    for name in room.split():
        importlib.import_module(name)
sys.exit(bool(failed))
"""


def _by_room() -> dict[str, list[str]]:
    """Return the names of every module, by the room it is in."""
    rooms: dict[str, list[str]] = {room: [] for room in _rooms()}
    for path, _ in _modules():
        name = ".".join(("gsi_desktop", *Path(path).with_suffix("").parts)).removesuffix(".__init__")
        rooms[next(room for room in rooms if f"{name}.".startswith(f"{room}."))].append(name)
    return rooms


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork; the rule is the same on every platform")
def test_every_module_imports_alone_and_clean() -> None:
    """Import order must not matter and imports must do nothing: no application, no engine, no thread."""
    rooms = _by_room()
    assert all(rooms[f"gsi_desktop.{room}"] for room in ("models", "services.core", "services.families", "ui.kit"))
    command = [sys.executable, "-W", "error", "-c", ALONE, *(" ".join(names) for names in rooms.values())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _raised_codes() -> Iterator[tuple[str, str]]:
    """Yield ``(place, code)`` for every literal code an error of ours is made with."""
    for name, tree in _modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.func, ast.Name):
                continue
            first = node.args[0]
            if node.func.id in {"ExpectedError", "MachineError"} and isinstance(first, ast.Constant):
                yield f"{name}:{node.lineno}", str(first.value)


def test_every_code_has_a_text() -> None:
    """A code without a Spanish sentence is a bug the user would meet as a `KeyError`."""
    from gsi_desktop.services.core.messages import known_codes

    raised = list(_raised_codes())
    assert raised, "no code found: this test looks in the wrong place"
    assert not [f"{place} {code}" for place, code in raised if code not in known_codes()]


def _tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


FOREIGN = re.compile(
    r"(?<![\w.~*])/(?:root|work|tmp|home/[a-z]\w*)/|[A-Z]:\\\\?Users\\\\?[a-z]"
    r"|https?://[^\s\"')>]*(?:/simple\b|registry\.|pythonhosted|jfrog|nexus)|--(?:extra-)?index-url(?=[ =]\S*//)",
)


def test_no_machine_path_or_registry_is_tracked() -> None:
    """A path or package server of one machine works there only, and tells strangers about it."""
    found = []
    for path in _tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # pictures, fonts, workbooks
        places = (f"{path.relative_to(ROOT)}: {match.group()}" for match in FOREIGN.finditer(text))
        found.extend(places)
    assert not found


def test_no_data_or_build_output_is_tracked() -> None:
    """Databases and keys in a repository are leaks of personal data; built files are stale copies."""
    refused = {".gsi", ".db", ".sqlite", ".sqlite3", ".key", ".pem", ".pyc", ".mo", ".log", ".env", ".whl", ".exe"}
    assert not [path.name for path in _tracked() if path.suffix.lower() in refused]
