"""What encryption costs: the same work on the encrypted file and on the same file in the clear, and one sign-in."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from itertools import cycle
from pathlib import Path

from benchmarks import sample
from benchmarks.bench_import import import_into
from benchmarks.bench_registry import searches
from benchmarks.harness import Pair, bench
from benchmarks.rosters import write_roster
from gsi_desktop.bootstrap import Services
from gsi_desktop.services.access import vault
from gsi_desktop.services.core.clock import SystemClock
from gsi_desktop.services.core.database import Database, sqlite_engine
from gsi_desktop.services.families import finding
from gsi_desktop.services.upkeep import schema
from gsi_desktop.services.upkeep.invented import invent_families

_OFFICE = 10_000
_SEARCHED = 200
_numbers = itertools.count()


def _in_the_clear(path: Path) -> Services:
    """Return the services over a file without encryption, everything else the same."""
    return Services(Database(sqlite_engine(path, None), str(path)), actor=sample.USER)


@cache
def _roster() -> Path:
    path = sample.folder() / "padron-oficina.xlsx"
    write_roster(path, invent_families(_OFFICE, seed=5, today=SystemClock().today()))
    return path


@bench("import of 10,000 families, encrypted", against="the same in the clear", ratio=1.3, rounds=3)
def importing() -> Iterator[Pair]:
    made: list[Services] = []

    def renew() -> None:
        for services in made:
            services.close()
        made.clear()
        number = next(_numbers)
        made.append(sample.at(sample.made(sample.folder() / f"cifrada-{number}.gsi")))
        plain = _in_the_clear(sample.folder() / f"clara-{number}.gsi")
        schema.upgrade(plain.database)
        made.append(plain)

    yield Pair(
        ours=lambda: import_into(made[0], _roster()), floor=lambda: import_into(made[1], _roster()), before=renew
    )


def _decrypted(source: Path) -> Path:
    """Return a copy of the office in the clear."""
    path = sample.folder() / "clara.gsi"
    services = sample.at(source)
    raw = services.database.engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("ATTACH DATABASE ? AS clear KEY ''", (str(path),))
    cursor.execute("SELECT sqlcipher_export('clear')")
    cursor.execute("DETACH DATABASE clear")
    raw.close()
    services.close()
    return path


@bench("search among 220,000 people, encrypted", against="the same in the clear", ratio=1.3, rounds=_SEARCHED)
def searching() -> Iterator[Pair]:
    plain = _in_the_clear(_decrypted(sample.database(sample.HUILA)))
    plain.database.refresh_statistics()
    with sample.opened() as services:
        texts = searches(services)
        typed = {id(one): cycle(texts) for one in (services, plain)}

        def work(one: Services) -> None:
            one.read(finding.search, next(typed[id(one)]))

        yield Pair(ours=lambda: work(services), floor=lambda: work(plain))
    plain.close()


@bench("sign-in to a local file", rounds=9, p95_ms=1000)
def signing_in() -> Iterator[Pair]:
    location = str(sample.database(_OFFICE))

    def sign_in() -> None:
        vault.unlock(location, sample.USER, sample.PASSWORD).forget()

    yield Pair(ours=sign_in)
