"""Lists show every family once, in Spanish order, page by page; filters and counts say the same, on both engines."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import FamilyStatus, Kinship, Stage, TargetingSource, Zone
from gsi_desktop.models.families import FamilyCard
from gsi_desktop.services.core import formats, listing
from gsi_desktop.services.core.estimates import Estimate
from gsi_desktop.services.core.paging import beyond
from gsi_desktop.services.families import folios, list_reads, queries
from gsi_desktop.services.families.data import FamilyFilter, FamilyRow, FamilySort
from tests.support import accompaniment as work
from tests.support.factories import ENTRY, HOUSEHOLD, NewFamily, NewMember, NewTargeting, add_families

NEIVA, PITALITO, MEDELLIN = "41001", "41551", "05001"
IN_ORDER = [
    "Ávila, Zoila", "Azuero, Ana", "Muñoz, Ana", "Muñoz Álvarez, Ana", "Muñoz Alzate, Ana", "Ñáñez, Beto", "Ñuste, Ana",
    "Ordóñez, Ana", "Ortiz, Ángela", "Ortiz, Angélica", "Ortiz, Anselmo", "Peña, Ana", "Perdomo, Ana",
]  # fmt: skip
"""As a Spanish dictionary sorts them: ñ after n, accents without weight."""
PLACES = ["Ángeles", "bella vista", "Cabuyal", "Óvalo", "Zanjones"]
SORTS = [(sort, descending) for sort in FamilySort for descending in (False, True)]


def _head(name: str) -> NewMember:
    surnames, _comma, first = name.partition(", ")
    first_surname, _blank, second_surname = surnames.partition(" ")
    return NewMember(first_name=first, first_surname=first_surname, second_surname=second_surname)


def _family(number: int) -> NewFamily:
    """Return the family ``number``: every choice repeats at a pace of its own, so that all combinations come up."""
    source = [TargetingSource.SISBEN_III, TargetingSource.RUPD, TargetingSource.SISBEN_IV][number % 3]
    child = NewMember(first_name="Nieto", first_surname=f"Familia{number:02}", kinship=Kinship.GRANDCHILD)
    return NewFamily(
        members=(_head(IN_ORDER[number * 5 % 13]), child),
        municipality_id=(PITALITO, NEIVA, MEDELLIN, PITALITO)[number % 4],
        settlement=[*PLACES, ""][number * 7 % 6],
        zone=[Zone.RURAL, Zone.URBAN, None, Zone.RURAL_CENTER, Zone.RURAL][number % 5],
        status=FamilyStatus.EXITED if number % 7 == 0 else FamilyStatus.ACTIVE,
        targeting=(NewTargeting(source=source, level="1"),) if number % 11 else (),
    )


@pytest.fixture
def families(services: Services) -> None:
    numbers = list(range(26))
    random.Random(5).shuffle(numbers)
    add_families(services, *map(_family, numbers))


def _pages(
    services: Services, chosen: FamilyFilter, sort: FamilySort, size: int, *, descending: bool = False
) -> Iterator[tuple[FamilyRow, ...]]:
    cursor = None
    while True:
        page = services.read(queries.family_page, chosen, sort, descending=descending, cursor=cursor, size=size)
        assert len(page.rows) == size or page.next is None
        assert page.rows or cursor is None, "a page that promised more was empty"
        yield page.rows
        if page.next is None:
            return
        cursor = page.next


def _rows(services: Services, chosen: FamilyFilter, sort: FamilySort = FamilySort.HEAD) -> list[FamilyRow]:
    return [row for rows in _pages(services, chosen, sort, 100) for row in rows]


def _place(row: FamilyRow) -> tuple[str, int, int]:
    return (row.municipality_id, ["", *PLACES].index(row.settlement), IN_ORDER.index(row.head_name))


def _in_order(rows: Iterable[FamilyRow], sort: FamilySort, *, descending: bool) -> bool:
    keys: list[Any] = [
        {
            FamilySort.HEAD: IN_ORDER.index(row.head_name),
            FamilySort.FOLIO: row.folio,
            FamilySort.SETTLEMENT: _place(row),
            FamilySort.DOCUMENT: row.head_document,
            FamilySort.MEMBERS: row.members,
            FamilySort.MUNICIPALITY: (row.municipality_id, IN_ORDER.index(row.head_name)),
            FamilySort.LAST_VISIT: row.last_visit_on,
            FamilySort.NEXT_VISIT: row.next_visit_on,
            FamilySort.ENTRY: row.entry_on,
            FamilySort.STAGE: (list(Stage).index(row.stage), IN_ORDER.index(row.head_name)),
            FamilySort.SOURCE: row.source and (formats.source(row.source), IN_ORDER.index(row.head_name)),
            FamilySort.COGESTOR: (row.cogestor, IN_ORDER.index(row.head_name)) if row.cogestor else None,
        }[sort]
        for row in rows
    ]
    told = [key for key in keys if key is not None]
    return keys == sorted(told, reverse=descending) + [None] * (len(keys) - len(told))


@pytest.mark.usefixtures("families")
def test_paging_gives_every_family_once_in_order(services: Services) -> None:
    for sort, descending in SORTS:
        for size in (1, 5, 13, 26, 100):
            pages = _pages(services, FamilyFilter(), sort, size, descending=descending)
            rows = [row for page in pages for row in page]
            assert len(rows) == len({row.family_id for row in rows}) == 26, (sort, descending, size)
            assert _in_order(rows, sort, descending=descending), (sort, descending, size)


@pytest.mark.usefixtures("families")
def test_families_added_between_pages_neither_repeat_nor_hide_another(services: Services) -> None:
    for sort, descending in SORTS:
        before = {row.family_id for row in _rows(services, FamilyFilter())}
        seen: list[FamilyRow] = []
        for number, rows in enumerate(_pages(services, FamilyFilter(), sort, 6, descending=descending)):
            seen.extend(rows)
            if number < 2:
                add_families(services, *map(_family, (number, number + 9)))
        ids = [row.family_id for row in seen]
        assert len(ids) == len(set(ids))
        assert before <= set(ids), (sort, descending)
        assert _in_order(seen, sort, descending=descending)


@pytest.mark.parametrize("chosen", [FamilyFilter(), FamilyFilter(municipality_id=PITALITO)], ids=["all", "filtered"])
def test_a_list_by_cogestor_goes_on_after_one_who_lost_the_last_family(
    services: Services, chosen: FamilyFilter
) -> None:
    families = add_families(services, *map(_family, range(4, 28, 4)))
    first, second, third = (work.cogestor(services, f"{name} Muñoz") for name in ("Ana", "Beto", "Ciro"))
    for one, own in ((first, families[:2]), (second, families[2:4]), (third, families[4:])):
        work.assign(services, one, *own)
    page = services.read(queries.family_page, chosen, FamilySort.COGESTOR, size=2)
    assert {row.cogestor for row in page.rows} == {"Ana Muñoz"}
    work.assign(services, third, *families[:2])
    rest = services.read(queries.family_page, chosen, FamilySort.COGESTOR, cursor=page.next, size=100)
    assert [row.cogestor for row in rest.rows] == ["Beto Muñoz"] * 2 + ["Ciro Muñoz"] * 4
    ids = services.read(list_reads.family_ids, chosen, FamilySort.COGESTOR, cursor=page.next, size=100)
    assert ids == tuple(row.family_id for row in rest.rows)


def test_what_a_row_shows(services: Services) -> None:
    add_families(services, replace(_family(3), members=HOUSEHOLD, settlement="La Laguna"))
    (row,) = _rows(services, FamilyFilter())
    assert (row.head_name, row.head_document_type, row.head_document) == ("Muñoz Ordóñez, Rosalba", "CC", "36284517")
    assert (row.members, row.municipality, row.settlement, row.zone) == (3, "Pitalito", "La Laguna", Zone.RURAL_CENTER)
    assert (row.source, row.level, row.status) == (TargetingSource.SISBEN_III, "1", FamilyStatus.ACTIVE)
    assert (row.entry_on, folios.is_valid(row.folio)) == (ENTRY, True)


def _is(number: int) -> Callable[[FamilyRow], bool]:
    """Return whether a row is of the family ``number``: two share a name, by different lists."""
    name, source = IN_ORDER[number * 5 % 13], _family(number).targeting[0].source
    return lambda row: (row.head_name, row.source) == (name, source)


def _choices(services: Services) -> list[tuple[dict[str, Any], Callable[[FamilyRow], bool]]]:
    """Return filters beside what they must let through, told from the rows alone."""
    south = next(one for one, code, _name in services.read(queries.microregions_in_use) if code == "48")
    places = {name: one for one, name in services.read(queries.settlements, PITALITO)}
    return [
        ({}, lambda row: True),
        ({"municipality_id": NEIVA}, lambda row: row.municipality_id == NEIVA),
        ({"microregion_id": south}, lambda row: row.municipality_id == PITALITO),
        ({"settlement_id": places["Óvalo"]}, lambda row: (row.municipality_id, row.settlement) == (PITALITO, "Óvalo")),
        ({"source": TargetingSource.RUPD}, lambda row: row.source is TargetingSource.RUPD),
        ({"status": FamilyStatus.EXITED}, lambda row: row.status is FamilyStatus.EXITED),
        ({"zone": Zone.RURAL}, lambda row: row.zone is Zone.RURAL),
        ({"text": "munoz"}, lambda row: "Muñoz" in row.head_name),
        ({"text": "ana  ÑUST"}, lambda row: row.head_name == "Ñuste, Ana"),
        ({"text": "familia03 nieto"}, _is(3)),
        ({"text": "05001-"}, lambda row: row.municipality_id == MEDELLIN),
        ({"text": "nadie"}, lambda row: False),
        ({"text": "%_*"}, lambda row: False),
        ({"text": "05001-\x00"}, lambda row: False),
        ({"text": "  "}, lambda row: True),
    ]


@pytest.mark.usefixtures("families")
def test_filters_and_their_mixtures_let_the_right_families_through_and_count_them(services: Services) -> None:
    everything = _rows(services, FamilyFilter())
    choices = _choices(services)
    for (one, passes), (other, passes_too) in product(choices, repeat=2):
        if one.keys() & other.keys():
            continue
        chosen = FamilyFilter(**one, **other)
        right = [row for row in everything if passes(row) and passes_too(row)]
        assert _rows(services, chosen) == right, chosen
        assert services.read(queries.family_count, chosen) == len(right), chosen
    told = [sum(map(passes, everything)) for _fields, passes in choices]
    assert told[0] == 26
    assert all(0 < count < 26 for count in told[1:11]), "a filter of this test lets all or nobody through"


@pytest.mark.usefixtures("families")
def test_filtered_lists_page_too(services: Services) -> None:
    chosen = FamilyFilter(municipality_id=PITALITO, text="ana")
    for sort, descending in SORTS:
        rows = [row for page in _pages(services, chosen, sort, 2, descending=descending) for row in page]
        assert {row.family_id for row in rows} == {row.family_id for row in _rows(services, chosen)}
        assert len(rows) == services.read(queries.family_count, chosen) > 4
        assert _in_order(rows, sort, descending=descending)


@pytest.mark.usefixtures("families")
def test_municipalities_and_settlements_offered_are_those_in_use(services: Services) -> None:
    rows = _rows(services, FamilyFilter())
    told = services.read(queries.municipalities_in_use)
    assert [name for _code, name, _count in told] == ["Medellín", "Neiva", "Pitalito"]
    assert services.read(queries.places_in_use) == tuple((code, name) for code, name, _count in told)
    assert {code: count for code, _name, count in told} == Counter(row.municipality_id for row in rows)
    offered = [name for _id, name in services.read(queries.settlements, PITALITO)]
    lived_in = {row.settlement for row in rows if row.municipality_id == PITALITO}
    assert offered == [name for name in PLACES if name in lived_in]


def test_a_list_of_nothing(services: Services) -> None:
    page = services.read(queries.family_page, FamilyFilter())
    assert (page.rows, page.next) == ((), None)
    assert services.read(queries.family_count, FamilyFilter()) == 0


def test_what_seems_many_on_postgresql_is_estimated_and_says_so(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_families(services, *map(_family, range(30)))
    services.database.refresh_statistics()
    here = FamilyFilter(municipality_id=NEIVA)
    assert services.read(list_reads.family_total, FamilyFilter()) == 30
    monkeypatch.setattr(listing, "MANY", 20)
    total, few = (services.read(list_reads.family_total, chosen) for chosen in (FamilyFilter(), here))
    assert isinstance(total, Estimate) is not services.database.is_sqlite
    assert total == 30
    assert not isinstance(few, Estimate)
    assert few == services.read(queries.family_count, here)


def test_families_that_entered_on_one_day_are_not_taken_for_none(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_families(services, *map(_family, range(30)))
    services.database.refresh_statistics()
    monkeypatch.setattr(listing, "MANY", 0)
    keys = (FamilyCard.entry_on, FamilyCard.family_id)
    for last, descending in ((UUID(int=0), False), (UUID(int=2**128 - 1), True)):
        rows = select(FamilyCard.family_id).where(beyond(keys, (ENTRY, last), descending=descending))
        assert services.read(listing.how_many, rows) >= 15
