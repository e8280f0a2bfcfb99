"""Searching, listing and opening families in the registry of a whole department."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import cycle

from sqlalchemy import select

from benchmarks import sample
from benchmarks.harness import Pair, bench
from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import TargetingSource
from gsi_desktop.models.families import FamilyCard, Person, PersonDocument
from gsi_desktop.services.families import finding, queries
from gsi_desktop.services.families.data import FamilyFilter, FamilySort
from gsi_desktop.services.families.list_columns import family_order

_DRAWN = 200


def _people(services: Services) -> list[tuple[str, str, str]]:
    """Return first name, first surname and document of people drawn at random, the same every run."""
    with services.database.reading() as session:
        rows = session.execute(
            select(Person.first_name, Person.first_surname, PersonDocument.number).join(
                PersonDocument, PersonDocument.person_id == Person.id
            )
        ).all()
    return [(row[0], row[1], row[2]) for row in random.Random(7).sample(rows, _DRAWN)]


def searches(services: Services) -> list[str]:
    """Return what clerks type: whole names, half names in either order, documents and parts of them."""
    typed = []
    for name, surname, number in _people(services):
        typed += [f"{name} {surname}", f"{surname[:4]} {name[:3]}", surname[:5], number, number[2:8], number[-5:]]
    random.Random(7).shuffle(typed)
    return typed[:_DRAWN]


@bench("search among 220,000 people", p95_ms=20, rounds=_DRAWN)
def search() -> Iterator[Pair]:
    with sample.opened() as services:
        typed = cycle(searches(services))
        yield Pair(ours=lambda: services.read(finding.search, next(typed)) and None)


def _filters(services: Services) -> list[FamilyFilter]:
    places = [code for code, _name, _count in services.read(queries.municipalities_in_use)]
    with services.database.reading() as session:
        settlements = session.execute(select(FamilyCard.settlement_id).distinct().limit(40)).scalars().all()
    return [
        FamilyFilter(),
        *(FamilyFilter(municipality_id=code) for code in places[:12]),
        *(FamilyFilter(settlement_id=one) for one in settlements[:12]),
        FamilyFilter(source=TargetingSource.RUPD),
        FamilyFilter(source=TargetingSource.OTHER),
    ]


@bench("first page of Familias, 57,191 families", p95_ms=10, rounds=100)
def first_page() -> Iterator[Pair]:
    with sample.opened() as services:
        filters = cycle(_filters(services))
        yield Pair(ours=lambda: services.read(queries.family_page, next(filters)) and None)


@bench("page of Familias at any depth and order", p95_ms=10, rounds=60)
def deep_page() -> Iterator[Pair]:
    with sample.opened() as services:
        with services.database.reading() as session:
            cards = session.execute(select(FamilyCard)).scalars().all()
        drawn = random.Random(7).sample(cards, 60)
        places = cycle(
            (sort, tuple(getattr(card, column.key) for column in family_order(session, sort).keys))
            for card, sort in zip(drawn, cycle(FamilySort), strict=False)
        )

        def page() -> None:
            sort, cursor = next(places)
            services.read(queries.family_page, FamilyFilter(), sort, cursor=cursor)

        yield Pair(ours=page)


@bench("count of Familias (never waited for)", rounds=30)
def count() -> Iterator[Pair]:
    with sample.opened() as services:
        filters = cycle(_filters(services))
        yield Pair(ours=lambda: services.read(queries.family_count, next(filters)) and None)


@bench("dossier of a family", p95_ms=50, rounds=100)
def dossier() -> Iterator[Pair]:
    with sample.opened() as services:
        with services.database.reading() as session:
            families = session.execute(select(FamilyCard.family_id)).scalars().all()
        drawn = cycle(random.Random(7).sample(families, _DRAWN))
        yield Pair(ours=lambda: services.read(queries.dossier, next(drawn)) and None)
