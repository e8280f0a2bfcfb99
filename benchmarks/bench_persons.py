"""The list of people of a whole department: any page in any order, and counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import cycle

from benchmarks import sample
from benchmarks.harness import Pair, bench
from gsi_desktop.bootstrap import Services
from gsi_desktop.services.families import persons, queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.families.persons_data import PersonFilter, PersonSort

_DAY = date(2026, 11, 21)


def _places(services: Services) -> list[tuple[PersonSort, bool, tuple[object, ...] | None]]:
    """Return, for every order both ways, where its first, middle and last page begin."""
    found = []
    for sort in PersonSort:
        for down in (False, True):
            index = services.read(persons.person_index, PersonFilter(), sort, _DAY, descending=down)
            cursors = (None, index.cursors[len(index.cursors) // 2], index.cursors[-1])
            found += [(sort, down, cursor) for cursor in cursors]
    return found


@bench("page of Personas at any depth and order, 220,000 people", p95_ms=20, rounds=54)
def person_page() -> Iterator[Pair]:
    with sample.opened() as services:
        places = cycle(_places(services))

        def page() -> None:
            sort, down, cursor = next(places)
            services.read(persons.person_page, PersonFilter(), sort, _DAY, descending=down, cursor=cursor)

        yield Pair(ours=page)


@bench("count of Personas (never waited for)", rounds=10)
def count() -> Iterator[Pair]:
    with sample.opened() as services:
        codes = [code for code, _name, _count in services.read(queries.municipalities_in_use)]
        filters = cycle([PersonFilter(families=FamilyFilter(municipality_id=code)) for code in codes[:9]])
        yield Pair(ours=lambda: services.read(persons.person_count, next(filters), _DAY) and None)
