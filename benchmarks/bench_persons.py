"""The list of people of a whole department: any page in any order, and counts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from itertools import cycle, product

from benchmarks import sample
from benchmarks.harness import Pair, bench
from gsi_desktop.bootstrap import Services
from gsi_desktop.services.families import persons, queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.families.persons_data import PersonFilter, PersonSort

_DAY = date(2026, 11, 21)


def _asked(services: Services) -> list[tuple[PersonSort, bool, tuple[object, ...] | None]]:
    """Return pages anywhere in the list in every order both ways, its first ones among them."""
    drawn = random.Random(7)
    found = []
    for sort, down in product(PersonSort, (False, True)):
        index = services.read(persons.person_index, PersonFilter(), sort, _DAY, descending=down)
        found += [(sort, down, cursor) for cursor in (None, *drawn.sample(index.cursors, 4))]
    drawn.shuffle(found)
    return found


@bench("page of Personas at any depth and order, 220,000 people", p95_ms=10, rounds=90)
def person_page() -> Iterator[Pair]:
    with sample.opened() as services:
        wanted = cycle(_asked(services))

        def page() -> None:
            sort, down, cursor = next(wanted)
            services.read(persons.person_page, PersonFilter(), sort, _DAY, descending=down, cursor=cursor)

        yield Pair(ours=page)


@bench("last page of Personas by document: people who have none", rounds=10)
def undocumented() -> Iterator[Pair]:
    with sample.opened() as services:
        last = services.read(persons.person_index, PersonFilter(), PersonSort.DOCUMENT, _DAY).cursors[-1]
        asked = (PersonFilter(), PersonSort.DOCUMENT, _DAY)
        yield Pair(ours=lambda: services.read(persons.person_page, *asked, cursor=last) and None)


@bench("count of Personas (never waited for)", rounds=10)
def count() -> Iterator[Pair]:
    with sample.opened() as services:
        codes = [code for code, _name, _count in services.read(queries.municipalities_in_use)]
        filters = cycle([PersonFilter(families=FamilyFilter(municipality_id=code)) for code in codes[:9]])
        yield Pair(ours=lambda: services.read(persons.person_count, next(filters), _DAY) and None)
