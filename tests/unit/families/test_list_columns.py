"""Headings filter and order a list; any of its pages can be jumped to, blanks stand last, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import FamilyStatus, Stage
from gsi_desktop.services.core import listing
from gsi_desktop.services.core.listing import ColumnFilter
from gsi_desktop.services.families import list_reads, queries, work_filter
from gsi_desktop.services.families.data import FamilyFilter, FamilyRow, FamilySort
from gsi_desktop.services.families.list_columns import LISTED, family_order
from tests.support.accompaniment import assign, cogestor, record
from tests.support.factories import HOUSEHOLD, PITALITO, NewFamily, NewMember, add_families

NEIVA = "41001"
TODAY = date(2026, 11, 21)
BEFORE_OR_AFTER = (Stage.EXITED, Stage.TARGETED)
SURNAMES = ("Muñoz", "Ñáñez", "Álvarez", "Peña", "Ordóñez")


def _members(number: int) -> tuple[NewMember, ...]:
    document = f"0{number:03}77" if number % 6 else ""
    head = replace(HOUSEHOLD[0], first_surname=SURNAMES[number % 5], document=document)
    return (head, replace(HOUSEHOLD[2], document="")) if number % 2 else (head,)


@pytest.fixture
def families(services: Services) -> list[FamilyRow]:
    """Forty families; every third was visited, every fifth has a cogestor."""
    made = add_families(
        services,
        *(
            NewFamily(
                members=_members(n),
                municipality_id=(PITALITO, NEIVA)[n % 4 == 0],
                settlement=("El Cabuyal", "", "La Laguna")[n % 3],
                status=FamilyStatus.EXITED if n % 9 == 0 else FamilyStatus.ACTIVE,
                entry_on=date(2026, 3, 1) + timedelta(days=n % 11),
            )
            for n in range(40)
        ),
    )
    for n, one in enumerate(made):
        if n % 3 == 0 and n % 9:
            record(services, one, occurred_on=TODAY - timedelta(days=n))
    assign(services, cogestor(services), *made[::5])
    return everything(services)


def everything(services: Services, *filters: ColumnFilter) -> list[FamilyRow]:
    page = services.read(queries.family_page, FamilyFilter(columns=filters), size=1000)
    assert services.read(queries.family_count, FamilyFilter(columns=filters)) == len(page.rows)
    return list(page.rows)


def test_any_page_is_found_by_its_place(services: Services, families: list[FamilyRow]) -> None:
    for sort, descending, chosen in product(
        FamilySort, (False, True), (FamilyFilter(), FamilyFilter(municipality_id=PITALITO))
    ):
        whole = services.read(queries.family_page, chosen, sort, descending=descending, size=1000).rows
        for step in (1, 3, 10, 13, 40, 100):
            with services.database.reading() as session:
                order = family_order(session, sort, descending=descending)
                where = queries.family_conditions(session, chosen)
                found = listing.index(session, where, order, step)
            assert found.total == len(whole)
            assert len(found.cursors) == max(0, -(-len(whole) // step) - 1), (sort, step)
            starts = [None, *found.cursors]
            pages = [
                services.read(queries.family_page, chosen, sort, descending=descending, cursor=start, size=step).rows
                for start in starts
            ]
            assert [row for rows in pages for row in rows] == list(whole), (sort, descending, step)


def test_the_index_of_a_list_is_that_of_its_pages(services: Services, families: list[FamilyRow]) -> None:
    found = services.read(list_reads.family_index, FamilyFilter(), FamilySort.ENTRY)
    assert (found.total, found.cursors) == (40, ())


@pytest.mark.check("C36")
def test_headings_filter_as_in_excel(services: Services, families: list[FamilyRow]) -> None:
    whose = next(row for row in services.read(list_reads.column_values, FamilyFilter(), "cogestor") if row[0])[0]
    middle = date(2026, 11, 10)
    part = families[3].folio[-6:]
    asked: list[tuple[ColumnFilter, Callable[[FamilyRow], bool]]] = [
        (ColumnFilter(column="settlement", values=("El Cabuyal",)), lambda row: row.settlement == "El Cabuyal"),
        (ColumnFilter(column="settlement", values=("", "La Laguna")), lambda row: row.settlement in ("", "La Laguna")),
        (ColumnFilter(column="settlement", text="cabú"), lambda row: row.settlement == "El Cabuyal"),
        (ColumnFilter(column="municipality", values=(NEIVA,)), lambda row: row.municipality_id == NEIVA),
        (ColumnFilter(column="head_name", text="munoz"), lambda row: "Muñoz" in row.head_name),
        (ColumnFilter(column="head_name", text="ñañ"), lambda row: "Ñáñez" in row.head_name),
        (ColumnFilter(column="head_document", text="00.3 77"), lambda row: "00377" in row.head_document),
        (ColumnFilter(column="folio", text=part.lower()), lambda row: part in row.folio),
        (ColumnFilter(column="members", low="1", high="1"), lambda row: row.members == 1),
        (ColumnFilter(column="members", low="2"), lambda row: row.members >= 2),
        (ColumnFilter(column="last_visit_on", values=("",)), lambda row: row.last_visit_on is None),
        (
            ColumnFilter(column="last_visit_on", low=middle.isoformat()),
            lambda row: row.last_visit_on is not None and row.last_visit_on >= middle,
        ),
        (
            ColumnFilter(column="last_visit_on", high=middle.isoformat()),
            lambda row: row.last_visit_on is not None and row.last_visit_on <= middle,
        ),
        (ColumnFilter(column="entry_on", low="2026-03-04", high="2026-03-06"), lambda row: 4 <= row.entry_on.day <= 6),
        (ColumnFilter(column="cogestor", values=("",)), lambda row: not row.cogestor),
        (ColumnFilter(column="cogestor", values=(whose,)), lambda row: bool(row.cogestor)),
        (ColumnFilter(column="status", values=("exited",)), lambda row: row.status is FamilyStatus.EXITED),
        (ColumnFilter(column="stage", values=(Stage.EXITED, Stage.TARGETED)), lambda row: row.stage in BEFORE_OR_AFTER),
        (ColumnFilter(column="head_name", text="\x00"), lambda row: False),
        (ColumnFilter(column="cogestor", values=("not-an-id",)), lambda row: False),
        (ColumnFilter(column="of another day", values=("x",)), lambda row: True),
        (ColumnFilter(column="settlement"), lambda row: True),
    ]  # fmt: skip
    for (one, passes), (other, too) in product(asked, repeat=2):
        right = [row for row in families if passes(row) and too(row)]
        assert everything(services, one, other) == right, (one, other)
    assert 0 < sum(map(asked[0][1], families)) < 40


@pytest.mark.parametrize(
    ("chosen", "asked"),
    [
        (FamilyFilter(columns=(ColumnFilter(column="members", low="1"),)), {"members"}),
        (FamilyFilter(municipality_id=PITALITO, status=FamilyStatus.ACTIVE), {"status"}),  # whose orders are indexes
        (FamilyFilter(columns=(ColumnFilter(column="municipality", values=(PITALITO, NEIVA)),)), {"municipality"}),
        (FamilyFilter(never_visited=True), {"last_visit_on"}),
        (FamilyFilter(last_visit_before=date(2026, 11, 15), last_visit_from=date(2026, 10, 1)), {"last_visit_on"}),
    ],
)
def test_few_rows_and_many_page_the_same(
    services: Services,
    families: list[FamilyRow],
    monkeypatch: pytest.MonkeyPatch,
    chosen: FamilyFilter,
    asked: set[str],
) -> None:
    """SQLite is told to read few rows by their index, and to walk the order for many; what comes must not differ."""
    pages = {sort: services.read(queries.family_page, chosen, sort, size=1000).rows for sort in FamilySort}
    monkeypatch.setattr(listing, "_FEW", 2)
    with services.database.reading() as session:
        order = family_order(session, FamilySort.HEAD)
        wide, walked = listing.planned(session, work_filter.headings(session, chosen), LISTED, order)
    assert {one.column for one in wide} == (asked if services.database.is_sqlite else set())
    assert walked is order
    for sort, rows in pages.items():
        assert 2 < len(rows) < 40 or asked in ({"members"}, {"municipality"})
        assert services.read(queries.family_page, chosen, sort, size=1000).rows == rows
        first = services.read(queries.family_page, chosen, sort, size=2)
        assert services.read(queries.family_page, chosen, sort, size=1000, cursor=first.next).rows == rows[2:]


def test_the_fields_of_a_filter_mean_what_their_headings_do(services: Services, families: list[FamilyRow]) -> None:
    day = date(2026, 11, 12)
    asked: list[tuple[FamilyFilter, Callable[[FamilyRow], bool]]] = [
        (FamilyFilter(municipality_id=NEIVA), lambda row: row.municipality_id == NEIVA),
        (FamilyFilter(status=FamilyStatus.EXITED), lambda row: row.status is FamilyStatus.EXITED),
        (FamilyFilter(never_visited=True), lambda row: row.last_visit_on is None),
        (FamilyFilter(last_visit_from=day), lambda row: row.last_visit_on is not None and row.last_visit_on >= day),
        (FamilyFilter(last_visit_before=day), lambda row: row.last_visit_on is not None and row.last_visit_on < day),
        (FamilyFilter(stage=Stage.EXITED), lambda row: row.stage is Stage.EXITED),
        (FamilyFilter(reached=Stage.CONTACTED), lambda row: row.stage is Stage.CONTACTED),
    ]
    for chosen, passes in asked:
        right = [row for row in families if passes(row)]
        assert 0 < len(right) < 40, chosen
        assert list(services.read(queries.family_page, chosen, size=1000).rows) == right
        assert services.read(queries.family_count, chosen) == len(right)


def test_a_heading_offers_what_the_other_filters_leave(services: Services, families: list[FamilyRow]) -> None:
    chosen = FamilyFilter(
        columns=(ColumnFilter(column="municipality", values=(NEIVA,)), ColumnFilter(column="settlement", values=("",)))
    )
    offered = dict(services.read(list_reads.column_values, chosen, "settlement"))
    inside = [row for row in families if row.municipality_id == NEIVA]
    assert sum(offered.values()) == len(inside)
    assert offered[""] == sum(1 for row in inside if not row.settlement)


def test_ids_come_in_the_order_of_the_list(services: Services, families: list[FamilyRow]) -> None:
    ids = [row.family_id for row in families]
    assert set(services.read(list_reads.family_ids, FamilyFilter())) == set(ids)
    assert list(services.read(list_reads.family_ids, FamilyFilter(), size=7)) == ids[:7]
