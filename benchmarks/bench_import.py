"""Importing a department's roster, against reading the file and inserting the same rows without thinking.

The floor inserts what our import wrote, table by table, in one transaction: with every trigger and the full-text index
filled by one statement (filled row by row, as plain triggers do, it takes several times as long), and once more into
the bare tables without triggers and index.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import python_calamine

from benchmarks import sample
from benchmarks.harness import Pair, bench
from benchmarks.rosters import write_roster
from gsi_desktop.bootstrap import Services
from gsi_desktop.models.tables import metadata
from gsi_desktop.services.access import vault
from gsi_desktop.services.core import encrypted_file
from gsi_desktop.services.exchange import commands, queries, reading, staging
from gsi_desktop.services.exchange.data import ImportOptions
from gsi_desktop.services.upkeep.invented import invent_families

_TODAY = date(2026, 11, 21)
_numbers = itertools.count()


@cache
def roster() -> Path:
    """Return a SISBEN roster of Huila's families as .xlsx."""
    path = sample.folder() / "padron-huila.xlsx"
    write_roster(path, invent_families(sample.HUILA, seed=3, today=_TODAY))
    return path


def _fresh() -> Path:
    return sample.made(sample.folder() / f"import-{next(_numbers)}.gsi")


def import_into(services: Services, file: Path) -> None:
    """Import ``file`` as the window does."""
    preview = reading.preview(file)
    layout = services.read(queries.layout, preview)
    options = ImportOptions(path=file, layout=layout, as_of=_TODAY, legal_basis="bench")
    services.run(commands.apply_roster, staging.stage(options, preview=preview))


def _import(path: Path) -> Path:
    services = sample.at(path)
    import_into(services, roster())
    services.close()
    return path


def _connect(path: Path) -> Any:
    unlocked = vault.unlock(str(path), sample.USER, sample.PASSWORD)
    return encrypted_file.connect(path, unlocked.key)


@cache
def _written() -> dict[str, tuple[str, list[tuple[Any, ...]]]]:
    """Return insert statement and rows of every table as our own import leaves them."""
    path = _import(_fresh())
    connection = _connect(path)
    found = {}
    for table in metadata.sorted_tables:
        if table.name in {"audit_entry", "department", "municipality", "microregion", "microregion_municipality"}:
            continue
        names = [column.name for column in table.columns]
        rows = connection.execute(f"SELECT {', '.join(names)} FROM {table.name}").fetchall()
        marks = ", ".join("?" * len(names))
        found[table.name] = (f"INSERT OR REPLACE INTO {table.name} ({', '.join(names)}) VALUES ({marks})", rows)
    connection.close()
    path.unlink()
    return found


def _raw(path: Path, *, generated: bool) -> None:
    sheet = python_calamine.CalamineWorkbook.from_path(roster()).get_sheet_by_index(0)
    for _row in sheet.to_python():
        pass
    connection = _connect(path)
    connection.execute("BEGIN IMMEDIATE")
    if not generated:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    written = _written()
    insert, operations = written["operation"]
    connection.executemany(insert, operations)
    connection.execute("INSERT INTO current_operation VALUES (1, ?, 'bench', 1)", (operations[0][0],))
    for name, (statement, rows) in written.items():
        if name not in {"operation", "current_operation"}:
            connection.executemany(statement, rows)
    if generated:
        connection.execute("INSERT INTO person_search(rowid, search_text) SELECT row_no, search_text FROM person")
    connection.execute("DELETE FROM current_operation")
    connection.execute("COMMIT")
    connection.close()


def _pair(*, generated: bool) -> Iterator[Pair]:
    _written()
    paths = [_fresh()]

    def renew() -> None:
        paths.pop().unlink()
        paths.append(_fresh())

    yield Pair(ours=lambda: _import(paths[0]) and None, floor=lambda: _raw(paths[0], generated=generated), before=renew)


@bench("import of 57,191 families", against="read + raw inserts, triggers and index", ratio=3, rounds=1)
def with_generated() -> Iterator[Pair]:
    yield from _pair(generated=True)


@bench("import of 57,191 families (bare floor)", against="read + raw inserts, bare tables", rounds=1)
def against_bare() -> Iterator[Pair]:
    yield from _pair(generated=False)
