"""The registry of the whole country on PostgreSQL: 1.5 million families, 6 million people.

``python -m benchmarks.national [--copies N]`` makes an invented office, multiplies it inside the server (new keys,
documents and folios; the same names), measures what people wait for and writes docs/benchmarks-national.md. It takes
long and some 12 GB, so it is no part of ``dev.py bench``.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import psycopg
from sqlalchemy import make_url, text

from benchmarks.__main__ import machine, table_of
from benchmarks.harness import Bench, Pair, measure
from gsi_desktop.bootstrap import Services, create_database, open_services
from gsi_desktop.services.families import duplicates, queries
from gsi_desktop.services.families.data import FamilyFilter, FamilySort
from gsi_desktop.services.upkeep import demo
from tests.support.postgres import Postgres, Session

KEPT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks-national.md"
NAME = "gsi_national"
_OFFICE = 30_000
_COPIED = (
    "family",
    "enrolment",
    "enrolment_targeting",
    "person",
    "person_document",
    "family_event",
    "membership",
    "family_card",
)
_SPECIAL = {
    "folio": "t.folio || '-' || k",
    "number": "t.number || lpad(k::text, 2, '0')",
    "head_document": "t.head_document || lpad(k::text, 2, '0')",
    "search_text": (
        "t.search_text || coalesce((SELECT ' ' || d.number || lpad(k::text, 2, '0') FROM person_document d"
        " WHERE d.person_id = t.id AND d.retired_on IS NULL LIMIT 1), '')"
    ),
    "municipality_id": "(SELECT m.code FROM national_place m WHERE m.from_code = t.municipality_id AND m.k = copies.k)",
}
_SAME_IDS = {"settlement_id", "cogestor_id", "operation_id"}


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)


def build(server: Postgres, office: int, copies: int) -> str:
    """Make the database with ``copies`` times an invented office of ``office`` families and return its location."""
    with server.admin() as admin:
        admin.execute(f'CREATE DATABASE {NAME} OWNER "{server.role}"')  # type: ignore[arg-type]
    location = server.location(NAME)
    create_database(location, password=server.password)
    services = open_services(location, password=server.password)
    _say(f"inventing {office} families")
    demo.load(services, office, 1)
    services.close()
    url = make_url(server.admin_url).set(database=NAME).render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as owner:
        _multiply(owner, copies)
    return location


def _multiply(owner: psycopg.Connection[tuple[object, ...]], copies: int) -> None:
    """Copy every row of the registry ``copies`` times; triggers and references sleep, indexes are made afterwards."""

    def run(statement: str) -> None:
        owner.execute(statement)  # type: ignore[arg-type]

    run("SET session_replication_role = replica")
    run("SET maintenance_work_mem = '1GB'")
    run("SET work_mem = '256MB'")
    run(
        "CREATE FUNCTION copy_of(id uuid, k int) RETURNS uuid LANGUAGE sql IMMUTABLE"
        " AS $$ SELECT md5(id::text || k::text)::uuid $$"
    )
    run(
        "CREATE TABLE national_place AS WITH every AS (SELECT code, row_number() OVER (ORDER BY code) - 1 AS n,"
        " count(*) OVER () AS total FROM municipality), used AS (SELECT DISTINCT municipality_id AS code FROM family)"
        " SELECT u.code AS from_code, k, e2.code FROM used u JOIN every e ON e.code = u.code"
        f" CROSS JOIN generate_series(1, {copies - 1}) k"
        " JOIN every e2 ON e2.n = (e.n + k * 23) % e.total"
    )
    run("CREATE UNIQUE INDEX ON national_place (from_code, k)")
    for table in _COPIED:
        _say(f"multiplying {table}")
        columns = owner.execute(
            "SELECT column_name, udt_name, is_identity FROM information_schema.columns"
            " WHERE table_name = %s AND table_schema = current_schema() ORDER BY ordinal_position",
            (table,),
        ).fetchall()
        names = [str(name) for name, _kind, identity in columns if identity == "NO"]
        kinds = {str(name): kind for name, kind, _identity in columns}
        values = [
            _SPECIAL.get(name)
            or (f"copy_of(t.{name}, k)" if kinds[name] == "uuid" and name not in _SAME_IDS else f"t.{name}")
            for name in names
        ]
        indexes = _drop_indexes(owner, table)
        run(f"CREATE TEMPORARY TABLE source AS SELECT * FROM {table}")
        run(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)}"
            f" FROM source t CROSS JOIN generate_series(1, {copies - 1}) AS copies(k)"
        )
        run("DROP TABLE source")
        for definition in indexes:
            run(definition)
    _say("statistics")
    run("VACUUM ANALYZE")


def _drop_indexes(owner: psycopg.Connection[tuple[object, ...]], table: str) -> list[str]:
    """Drop every index and key of ``table`` and return how each is made again; references are not made again."""
    keys = owner.execute(
        "SELECT conname, contype::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass"
        " AND contype IN ('p', 'u', 'f')",
        (table,),
    ).fetchall()
    for name, _kind, _definition in keys:
        owner.execute(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{name}" CASCADE')  # type: ignore[arg-type]
    plain = owner.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", (table,)).fetchall()
    for name, _definition in plain:
        owner.execute(f'DROP INDEX "{name}"')  # type: ignore[arg-type]
    again = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}' for name, kind, made in keys if kind != "f"]
    return [*again, *(str(definition) for _name, definition in plain)]


def _declared(services: Services) -> Iterator[Bench]:
    with services.database.reading() as session:
        drawn = session.execute(
            text(
                "SELECT p.first_name, p.first_surname, p.second_surname, d.number, p.birth_date, p.sex,"
                " p.municipality_id FROM person p TABLESAMPLE SYSTEM (0.02)"
                " JOIN person_document d ON d.person_id = p.id"
                " WHERE p.birth_date IS NOT NULL LIMIT 400"
            )
        ).all()
    random.Random(7).shuffle(drawn := list(drawn))

    def declared(name: str, p95_ms: float, ours: Callable[[], object], rounds: int = 100) -> Bench:
        return Bench(name, "", lambda: iter([Pair(ours=lambda: ours() and None)]), rounds, None, p95_ms)

    document, prefix, words, person = cycle(drawn), cycle(drawn), cycle(drawn), cycle(drawn)
    yield declared("search: a document", 20, lambda: services.read(queries.search, next(document).number))
    yield declared(
        "search: six digits of a document", 20, lambda: services.read(queries.search, next(prefix).number[:6])
    )
    yield declared(
        "search: one word, its beginning", 20, lambda: services.read(queries.search, next(words).first_surname[:5])
    )

    def two_words() -> object:
        row = next(words)
        return services.read(queries.search, f"{row.first_surname} {row.first_name}")

    yield declared("search: two words", 100, two_words)

    def hint() -> object:
        row = next(person)
        asked = duplicates.HintQuery(
            first_name=row.first_name,
            first_surname=row.first_surname,
            second_surname=row.second_surname,
            birth_date=row.birth_date,
            municipality_id=row.municipality_id,
        )
        return services.read(duplicates.hints, asked)

    yield declared("hint of a duplicate, by name and birth date", 100, hint)
    yield declared(
        "hint of a duplicate, by document",
        100,
        lambda: services.read(duplicates.hints, duplicates.HintQuery(document_type="CC", document=next(person).number)),
    )
    with services.database.reading() as session:
        cards = session.execute(text("SELECT * FROM family_card TABLESAMPLE SYSTEM (0.05) LIMIT 300")).all()
    places = cycle(zip(random.Random(7).choices(cards, k=300), cycle(FamilySort), strict=False))

    def deep() -> object:
        card, sort = next(places)
        cursor = (*(getattr(card, column.key) for column in queries.sort_columns(sort)), card.family_id)
        return services.read(queries.family_page, FamilyFilter(), sort, cursor=cursor)

    yield declared("page of Familias at any depth and order", 10, deep)
    codes = cycle([code for code, _name, _count in services.read(queries.municipalities_in_use)][:300])
    yield declared(
        "page of Familias of a municipality",
        10,
        lambda: services.read(queries.family_page, FamilyFilter(municipality_id=next(codes))),
    )
    yield declared(
        "count of the families of a municipality",
        50,
        lambda: services.read(queries.family_count, FamilyFilter(municipality_id=next(codes))),
    )
    yield declared(
        "count of all families", 50, lambda: services.read(queries.family_count, FamilyFilter()) or True, rounds=20
    )


def _window_megabytes(location: str, password: str) -> float:
    """Return the memory of the window on the list of all families, in MB, once it can be used."""
    with tempfile.TemporaryDirectory() as home:
        marks = Path(home) / "marks"
        own = {
            "GSI_HOME": home,
            "GSI_STARTUP_MARKS": str(marks),
            "GSI_PASSWORD": password,
            "QT_QPA_PLATFORM": "offscreen",
        }
        command = [sys.executable, "-m", "gsi_desktop", "--database", location, "--page", "families"]
        window = subprocess.Popen(command, env={**os.environ, **own}, stdin=subprocess.DEVNULL)
        try:
            for _turn in range(600):
                if marks.exists() and "usable" in marks.read_text():
                    break
                time.sleep(0.1)
            else:
                raise RuntimeError("the list of families never showed")
            time.sleep(3)
            status = Path(f"/proc/{window.pid}/status").read_text()
            kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
            return int(kilobytes) / 1024
        finally:
            window.kill()
            window.wait()


@contextmanager
def _server() -> Iterator[Postgres]:
    session = Session()
    session.describe()
    if session.server is None:
        raise SystemExit(session.error)
    try:
        yield session.server
    finally:
        session.stop()


def main() -> None:
    """Build, measure, write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.national")
    parser.add_argument("--office", type=int, default=_OFFICE)
    parser.add_argument("--copies", type=int, default=50)
    asked = parser.parse_args()
    with _server() as server:
        location = build(server, asked.office, asked.copies)
        services = open_services(location, password=server.password)
        with services.database.reading() as session:
            people = session.execute(text("SELECT count(*) FROM person")).scalar_one()
            families = session.execute(text("SELECT count(*) FROM family")).scalar_one()
        measured = []
        for declared in _declared(services):
            measured.append(measure(declared).cells())
            _say(" | ".join(measured[-1]))
        services.close()
        memory = _window_megabytes(location, server.password)
        verdict = "met" if memory <= 250 else "missed"
        measured.append(("window on all families", "1", f"{memory:.0f} MB", "–", "–", "≤ 250 MB", verdict))
        table = table_of(measured)
        print(table)
        if families >= 1_500_000:
            about = (
                "# Benchmarks at the size of the country\n\n"
                "Made by `python -m benchmarks.national`; do not edit. PostgreSQL, "
                f"{families:,} families and {people:,} people, invented; warm; names repeat more than real ones, which "
                f"makes searches dearer.\n\n{machine()}\n\n{table}\n"
            )
            KEPT.write_text(about, encoding="utf-8")


if __name__ == "__main__":
    main()
