"""Long lists: a page wherever it is and in any order, the places of all rows, headings, crossing a foreign list."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, product

from benchmarks import sample
from benchmarks.harness import Pair, bench
from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import FamilyStatus, Stage
from gsi_desktop.services.core.listing import ColumnFilter
from gsi_desktop.services.exchange import crosscheck
from gsi_desktop.services.families import list_reads, queries
from gsi_desktop.services.families.data import FamilyFilter, FamilySort

_DRAWN = 160


def filters(services: Services) -> list[FamilyFilter]:
    """Return the filters people put: none, a small and a large municipality, figures of Inicio, headings."""
    used = services.read(queries.municipalities_in_use)
    places = [code for code, _name, _count in used]
    largest = max(used, key=lambda one: one[2])[0]
    today = services.clock.today()
    return [
        FamilyFilter(),
        FamilyFilter(municipality_id=places[0]),
        FamilyFilter(municipality_id=largest),
        FamilyFilter(municipality_id=largest, never_visited=True),
        FamilyFilter(status=FamilyStatus.ACTIVE),
        FamilyFilter(reached=Stage.PLAN),
        FamilyFilter(last_visit_before=today - timedelta(days=90)),
        FamilyFilter(columns=(ColumnFilter(column="members", low="3", high="5"),)),
        FamilyFilter(columns=(ColumnFilter(column="municipality", values=tuple(places[:4])),)),
        FamilyFilter(columns=(ColumnFilter(column="stage", values=("linked", "plan")),)),
        FamilyFilter(columns=(ColumnFilter(column="last_visit_on", low="2026-09-01"),)),
    ]


def asked(services: Services) -> list[tuple[FamilyFilter, FamilySort, bool, object]]:
    """Return pages at any depth, in every order, under every filter."""
    drawn = random.Random(7)
    found = []
    every = list(product(filters(services), FamilySort, (False, True)))
    for chosen, sort, descending in drawn.sample(every, _DRAWN // 2):
        index = services.read(list_reads.family_index, chosen, sort, descending=descending)
        starts = [None, *index.cursors]
        found += [(chosen, sort, descending, start) for start in drawn.sample(starts, min(2, len(starts)))]
    drawn.shuffle(found)
    return found


@bench("page of Familias at any depth, 12 orders × 11 filters", p95_ms=10, rounds=_DRAWN)
def pages() -> Iterator[Pair]:
    with sample.opened() as services:
        wanted = cycle(asked(services))

        def page() -> None:
            chosen, sort, descending, cursor = next(wanted)
            services.read(queries.family_page, chosen, sort, descending=descending, cursor=cursor)

        yield Pair(ours=page)


@bench("places of every row of Familias, 57,191 families", p95_ms=300, rounds=30)
def places() -> Iterator[Pair]:
    with sample.opened() as services:
        wanted = cycle(product(filters(services), FamilySort))

        def index() -> None:
            chosen, sort = next(wanted)
            services.read(list_reads.family_index, chosen, sort)

        yield Pair(ours=index)


@bench("values a heading of Familias offers", p95_ms=200, rounds=20)
def values() -> Iterator[Pair]:
    with sample.opened() as services:
        keys = cycle(("settlement", "municipality", "stage", "source", "cogestor", "status"))
        yield Pair(ours=lambda: services.read(list_reads.column_values, FamilyFilter(), next(keys)) and None)


@bench("counters of Familias", p95_ms=50, rounds=40)
def counters() -> Iterator[Pair]:
    with sample.opened() as services:
        wanted = cycle(filters(services))
        yield Pair(ours=lambda: services.read(queries.family_count, next(wanted)) and None)


@bench("20,000 documents crossed with the registry", p95_ms=5000, rounds=3)
def crossing() -> Iterator[Pair]:
    with sample.opened() as services:
        rows = services.read(queries.family_page, FamilyFilter(), size=12_000).rows
        known = [row.head_document for row in rows if row.head_document][:10_000]
        text = "\n".join(["Documento", *known, *(str(7_000_000_000 + n) for n in range(20_000 - len(known)))])
        table = crosscheck.from_text(text, "Lista")
        yield Pair(ours=lambda: services.snapshot(crosscheck.cross, table) and None)
