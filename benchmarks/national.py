"""PostgreSQL at the size of a department and of the country: 57,191 families, and 1.5 million with 6 million people.

``python -m benchmarks.national [--office N] [--copies N]`` makes an invented office, measures what people wait for,
multiplies the office inside the server (`multiplying`), measures again and writes docs/benchmarks-postgresql.md. It
takes some 20 minutes and 20 GB, so it is no part of ``dev.py bench``. ``--database URL`` measures one that is there.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import String, cast, func, make_url, select, text

from benchmarks import aside, bench_lists
from benchmarks.__main__ import machine, table_of
from benchmarks.harness import Bench, Pair, Work, measure, show
from benchmarks.multiplying import multiply, say
from benchmarks.sample import HUILA
from gsi_desktop.bootstrap import Services, create_database, open_services
from gsi_desktop.models.families import FamilyCard
from gsi_desktop.services.accompaniment import workload
from gsi_desktop.services.accompaniment.workload_data import WorkScope
from gsi_desktop.services.families import duplicates, finding, list_reads, persons, queries
from gsi_desktop.services.families.data import FamilyFilter, FamilySort
from gsi_desktop.services.families.list_columns import family_order
from gsi_desktop.services.families.persons_data import PersonFilter, PersonSort
from gsi_desktop.services.upkeep import demo
from tests.support.postgres import Postgres, Session

KEPT: Final = Path(__file__).resolve().parents[1] / "docs" / "benchmarks-postgresql.md"
NAME: Final = "gsi_national"
BUFFERS: Final = "4GB"
"""What the manual asks of a server for more than a department: a quarter of a memory of 16 GB."""
_COPIES: Final = 27
_DRAWN: Final = 300
_KEY: Final = "a row by its key"
ABOUT: Final = """# Benchmarks on PostgreSQL

Made by `python -m benchmarks.national`; do not edit. PostgreSQL {server} with {buffers} of shared buffers, as the
manual asks, and without waiting for the disk at a commit, warm, on the machine that asks. Medians and 95th percentiles;
the floor, measured in turn, is one row read by its key. Compare ratios: seconds belong to the machine. CPU is that of
the program, without the server's.

The country is the office multiplied inside the server: other ids, documents, surnames and birth dates, names as
frequent as in the office; without the visits and logros of the copies. Counters over 300,000 are estimates and say so.
Memory is that of a process of its own.

{machine}

{tables}"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody drawn from the registry."""

    first_name: str
    first_surname: str
    second_surname: str
    number: str
    birth_date: Any
    municipality_id: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the questions are made of, the same every run; ``people`` and ``cards`` come from all over the tables."""

    services: Services
    people: Sequence[Person]
    cards: Sequence[FamilyCard]
    filters: Sequence[FamilyFilter]
    large: bool


def draw(services: Services) -> Drawn:
    """Return people, cards and filters to ask with."""
    with services.database.reading() as session:
        count = session.execute(text("SELECT count(*) FROM family_card")).scalar_one()
        share = min(100.0, 100 * 4 * _DRAWN / count)
        people = session.execute(
            text(
                "SELECT p.first_name, p.first_surname, p.second_surname, d.number, p.birth_date, p.municipality_id"
                f" FROM person p TABLESAMPLE BERNOULLI ({share / 2}) REPEATABLE (7)"
                " JOIN person_document d ON d.person_id = p.id WHERE p.birth_date IS NOT NULL LIMIT 2000"
            )
        ).all()
        ids = session.execute(
            text(f"SELECT family_id FROM family_card TABLESAMPLE BERNOULLI ({share}) REPEATABLE (7) LIMIT 2000")
        ).scalars()
        cards = session.execute(select(FamilyCard).where(FamilyCard.family_id.in_(ids.all()))).scalars().all()
        session.expunge_all()
    sure = random.Random(7)
    drawn = [Person(*row) for row in sure.sample(people, min(_DRAWN, len(people)))]
    some = sure.sample(sorted(cards, key=lambda card: card.family_id), min(_DRAWN, len(cards)))
    return Drawn(services, drawn, some, bench_lists.filters(services), count > 10 * HUILA)


def questions(drawn: Drawn) -> Iterator[Bench]:
    """Yield everything people wait for, with what it aims at."""
    yield from _searches(drawn)
    yield from _pages(drawn)
    yield from _people(drawn)
    yield from _counts(drawn)
    yield from _hints(drawn)


def _asked(
    drawn: Drawn, name: str, ours: Callable[[], object], p95_ms: float | None = None, rounds: int = 120
) -> Bench:
    keys = cycle([card.family_id for card in drawn.cards])
    read = drawn.services.read

    def floor() -> None:
        read(lambda session: session.execute(select(FamilyCard.folio).where(FamilyCard.family_id == next(keys))).one())

    return Bench(name, _KEY, lambda: iter([Pair(_timed_whole(ours), floor)]), rounds, None, p95_ms)


def _timed_whole(work: Callable[[], object]) -> Work:
    def run() -> None:
        work()

    return run


def _searches(drawn: Drawn) -> Iterator[Bench]:
    people = cycle(drawn.people)

    def typed(words: Callable[[Person], str]) -> Callable[[], object]:
        return lambda: drawn.services.read(finding.search, words(next(people)))

    two = 100 if drawn.large else 20
    yield _asked(drawn, "search: a document", typed(lambda one: one.number), 20)
    yield _asked(drawn, "search: the first six digits", typed(lambda one: one.number[:6]), 20)
    yield _asked(drawn, "search: six digits from the middle", typed(lambda one: one.number[2:8]), 20)
    yield _asked(drawn, "search: the beginning of a surname", typed(lambda one: one.first_surname[:5]), 20)
    name = None if drawn.large else 20
    yield _asked(drawn, "search: a first name alone", typed(lambda one: one.first_name), name)
    yield _asked(drawn, "search: name and surname", typed(lambda one: f"{one.first_name} {one.first_surname}"), two)
    beginnings = typed(lambda one: f"{one.first_surname[:4]} {one.first_name[:3]}")
    yield _asked(drawn, "search: the beginnings of two words", beginnings, two)


def _pages(drawn: Drawn) -> Iterator[Bench]:
    read = drawn.services.read
    keys = {sort: read(family_order, sort).keys for sort in FamilySort}
    orders = list(product(FamilySort, (False, True)))
    random.Random(7).shuffle(orders)

    def page(listed: Sequence[tuple[FamilyFilter, Sequence[FamilyCard]]]) -> Callable[[], object]:
        within = {chosen: cycle(cards) for chosen, cards in listed}
        asked = list(product(within, orders))
        random.Random(7).shuffle(asked)
        wanted = cycle(asked)

        def deep() -> object:
            chosen, (sort, descending) = next(wanted)
            card = next(within[chosen])
            cursor = tuple(getattr(card, key.key) for key in keys[sort])
            return read(queries.family_page, chosen, sort, descending=descending, cursor=cursor)

        return deep

    first = cycle(orders)
    firsts = lambda: read(queries.family_page, FamilyFilter(), next(first)[0])  # noqa: E731
    yield _asked(drawn, "first page of Familias", firsts, 10)
    yield _asked(drawn, "page at any depth, 12 orders, both ways", page([(FamilyFilter(), drawn.cards)]), 10)
    towns: dict[str, list[FamilyCard]] = {}
    for card in drawn.cards:
        towns.setdefault(card.municipality_id, []).append(card)
    of_towns = [(FamilyFilter(municipality_id=town), there) for town, there in towns.items()]
    yield _asked(drawn, "page of a municipality, 12 orders", page(of_towns), 10, rounds=384)
    under = [(chosen, _within(drawn.services, chosen)) for chosen in drawn.filters[2:]]
    yield _asked(drawn, "page under a filter, 12 orders", page(under), 10, rounds=384)
    dossiers = cycle(drawn.cards)
    yield _asked(drawn, "dossier", lambda: read(queries.dossier, next(dossiers).family_id), 50)
    sorts = cycle(FamilySort)
    index = lambda: read(list_reads.family_index, FamilyFilter(), next(sorts))  # noqa: E731
    yield _asked(drawn, "places of every row, in the background", index, rounds=9)


def _people(drawn: Drawn) -> Iterator[Bench]:
    read, day = drawn.services.read, drawn.services.clock.today()
    orders = list(product(PersonSort, (False, True)))
    towns = [FamilyFilter(municipality_id=card.municipality_id) for card in drawn.cards[:10]]

    def pages(filters: Sequence[PersonFilter]) -> Callable[[], object]:
        """Return what reads the first page of each order, then the one after it, and so on."""
        places: dict[tuple[PersonFilter, PersonSort, bool], tuple[object, ...] | None] = {}
        wanted = cycle(product(filters, orders))

        def page() -> object:
            chosen, (sort, down) = asked = next(wanted)
            where = (chosen, sort, down)
            found = read(persons.person_page, chosen, sort, day, descending=down, cursor=places.get(where))
            places[where] = found.next
            return asked

        return page

    yield _asked(drawn, "page of Personas, 12 orders, both ways", pages([PersonFilter()]), 10)
    within = pages([PersonFilter(families=town) for town in towns])
    yield _asked(drawn, "page of Personas of a municipality", within, rounds=240)


def _within(services: Services, chosen: FamilyFilter) -> Sequence[FamilyCard]:
    """Return some families ``chosen`` lets through, after which a page of its list may begin."""
    with services.database.reading() as session:
        where = queries.family_conditions(session, chosen)
        cards = select(FamilyCard).where(*where).order_by(func.md5(cast(FamilyCard.family_id, String))).limit(48)
        return session.execute(cards).scalars().all()


def _counts(drawn: Drawn) -> Iterator[Bench]:
    read, today = drawn.services.read, drawn.services.clock.today()
    filters, towns = cycle(drawn.filters), cycle([card.municipality_id for card in drawn.cards])
    yield _asked(drawn, "counter of Familias", lambda: read(list_reads.family_total, next(filters)), 50, rounds=40)
    town = lambda: read(workload.workload, WorkScope(municipality_id=next(towns)), today)  # noqa: E731
    yield _asked(drawn, "figures of Inicio, a municipality", town, 50)
    everywhere = lambda: read(workload.workload, WorkScope(), today)  # noqa: E731
    yield _asked(drawn, "figures of Inicio, everything", everywhere, None if drawn.large else 50, rounds=9)
    used = lambda: read(queries.places_in_use)  # noqa: E731
    yield _asked(drawn, "municipalities that have families", used, 50, rounds=9)


def _hints(drawn: Drawn) -> Iterator[Bench]:
    people = cycle(drawn.people)

    def hint(asked: Callable[[Person], duplicates.HintQuery]) -> Callable[[], object]:
        return lambda: drawn.services.read(duplicates.hints, asked(next(people)))

    def named(one: Person, *, born: bool) -> duplicates.HintQuery:
        return duplicates.HintQuery(
            first_name=one.first_name.replace("v", "b").replace("s", "z"),
            first_surname=one.first_surname,
            second_surname=one.second_surname,
            birth_date=one.birth_date if born else None,
            municipality_id=one.municipality_id,
        )

    def numbered(one: Person) -> duplicates.HintQuery:
        slip = one.number[:-2] + one.number[-1] + one.number[-2]
        return duplicates.HintQuery(document_type="CC", document=slip)

    yield _asked(drawn, "duplicate hint by name and birth date", hint(lambda one: named(one, born=True)), 100)
    yield _asked(drawn, "duplicate hint by name alone", hint(lambda one: named(one, born=False)), 100)
    yield _asked(drawn, "duplicate hint by a mistyped document", hint(numbered), 100)


# --- memory


def _figure(name: str, seconds: float | None, value: float, most: float | None) -> tuple[str, ...]:
    aim = "report" if most is None else f"≤ {most:g} MB"
    verdict = "–" if most is None else "met" if value <= most else "missed"
    took = f"{show(seconds)}, " if seconds is not None else ""
    return name, "1", f"{took}{value:.0f} MB", "–", "–", aim, verdict


def figures(location: str, password: str, *, large: bool) -> Iterator[tuple[str, ...]]:
    """Yield the rows of what is measured in processes of their own."""
    if not large:
        cost = aside.measure("sweep", location, password)
        in_time = "met" if cost.seconds <= 180 else "missed"
        took = f"{show(cost.seconds)}, {cost.megabytes:.0f} MB"
        yield "everybody compared with everybody", "1", took, "–", "–", "≤ 3 min", in_time
    cost = aside.measure("export", location, password)
    yield _figure("all families to a workbook, at most", cost.seconds, cost.megabytes, 200)
    cost = aside.measure("window", location, password)
    yield _figure("window: list shown, scrolled, searched", cost.seconds, cost.megabytes, 250)


# --- the run


def measured(location: str, password: str, words: Sequence[str], rounds: int | None = None) -> str:
    """Measure everything at ``location`` and return it as a section; ``words`` keep those whose name holds one."""
    services = open_services(location, password=password)
    with services.database.reading() as session:
        families = session.execute(text("SELECT count(*) FROM family")).scalar_one()
        people = session.execute(text("SELECT count(*) FROM person")).scalar_one()
        session.execute(text("SELECT sum(length(search_text)), count(name_key) FROM person"))
    title = f"{families:,} families, {people:,} people"
    say(f"measuring {title}")
    rows = []
    drawn = draw(services)
    gc.collect()
    gc.freeze()  # or each round would begin with a look through everything imported
    for asked in questions(drawn):
        if not words or any(word in asked.name for word in words):
            told = measure(asked, rounds)
            rows.append((*told.cells(), told.at_work))
            say(" | ".join(rows[-1]))
    services.close()
    for row in figures(location, password, large=drawn.large) if not words else ():
        rows.append((*row, "–"))
        say(" | ".join(row))
    return f"## {title}\n\n{table_of(rows)}\n"


def build(server: Postgres, office: int) -> str:
    """Make a database with an invented office of ``office`` families and return its location."""
    with server.admin() as admin:
        admin.execute(f'CREATE DATABASE {NAME} OWNER "{server.role}"')
    location = server.location(NAME)
    create_database(location, password=server.password)
    services = open_services(location, password=server.password)
    say(f"inventing {office} families")
    demo.load(services, office, 1)
    services.close()
    return location


def grow(server: Postgres, copies: int) -> None:
    """Multiply what `build` made."""
    url = make_url(server.admin_url).set(database=NAME).render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as owner:
        multiply(owner, copies)


@contextmanager
def _server() -> Iterator[Postgres]:
    session = Session(settings=[f"shared_buffers = {BUFFERS}"])
    session.describe()
    if session.server is None:
        raise SystemExit(session.error)
    try:
        yield session.server
    finally:
        session.stop()


def _told(server: Postgres) -> tuple[str, str]:
    with server.admin() as admin:
        found = admin.execute("SELECT current_setting('server_version'), current_setting('shared_buffers')").fetchall()
    return str(found[0][0]), str(found[0][1])


def main() -> None:
    """Build, measure, multiply, measure again, write the document."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.national")
    parser.add_argument("--office", type=int, default=HUILA)
    parser.add_argument("--copies", type=int, default=_COPIES)
    parser.add_argument("--database", help="measure what is there; GSI_PASSWORD opens it")
    parser.add_argument("--rounds", type=int, help="instead of each bench's own")
    parser.add_argument("names", nargs="*", help="measure only those whose name holds one of these")
    asked = parser.parse_args()
    if asked.database:
        print(measured(asked.database, os.environ["GSI_PASSWORD"], asked.names, asked.rounds))
        return
    with _server() as server:
        location = build(server, asked.office)
        sections = [measured(location, server.password, asked.names, asked.rounds)]
        grow(server, asked.copies)
        sections.append(measured(location, server.password, asked.names, asked.rounds))
        version, buffers = _told(server)
    tables = "\n".join(sections)
    print(tables)
    if asked.office * asked.copies >= 1_500_000 and not (asked.names or asked.rounds):
        about = ABOUT.format(server=version, buffers=buffers, machine=machine(), tables=tables)
        KEPT.write_text(about, encoding="utf-8")


if __name__ == "__main__":
    main()
