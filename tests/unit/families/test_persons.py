"""The list of people: everybody once, in any order, from any page; filters and counts say the same, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import FamilyStatus, Kinship, NoticeStatus, Sex
from gsi_desktop.services.core.listing import ColumnFilter
from gsi_desktop.services.exchange.exports import PersonListing, export_person_list
from gsi_desktop.services.families import persons
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.families.persons_data import Missing, PersonFilter, PersonRow, PersonSort
from gsi_desktop.services.territory import catalogues
from tests.support.accompaniment import assign, cogestor
from tests.support.factories import HOUSEHOLD, PITALITO, NewFamily, NewMember, add_families

NEIVA = "41001"
TODAY = date(2026, 11, 21)
SORTS = [(sort, down) for sort in PersonSort for down in (False, True)]
SURNAMES = ("Muñoz", "Ñáñez", "Álvarez", "Peña", "Ordóñez")


def _members(number: int) -> tuple[NewMember, ...]:
    head = replace(
        HOUSEHOLD[0],
        first_surname=SURNAMES[number % 5],
        document=f"0{number:03}77" if number % 6 else "",
        birth_date=date(1990 - number, 11, 21 + number % 3) if number % 7 else None,
    )
    child = replace(
        HOUSEHOLD[2],
        first_surname=SURNAMES[number * 3 % 5],
        document="",
        birth_date=date(2008, 11, 20 + number % 4),
        notice=NoticeStatus.PENDING,
        sex=Sex.MALE if number % 4 else Sex.FEMALE,
    )
    return (head, child) if number % 2 else (head,)


@pytest.fixture
def people(services: Services) -> list[PersonRow]:
    """The members of fourteen families in two municipalities; two of them left the programme."""
    made = add_families(
        services,
        *(
            NewFamily(
                members=_members(n),
                municipality_id=(PITALITO, NEIVA)[n % 4 == 0],
                settlement=("El Cabuyal", "", "La Laguna")[n % 3],
                status=FamilyStatus.EXITED if n % 9 == 0 else FamilyStatus.ACTIVE,
            )
            for n in range(14)
        ),
    )
    assign(services, cogestor(services), *made[::5])
    return _rows(services, PersonFilter())


def _pages(
    services: Services, chosen: PersonFilter, sort: PersonSort, size: int, *, down: bool = False
) -> Iterator[tuple[PersonRow, ...]]:
    cursor: tuple[object, ...] | None = None
    while True:
        page = services.read(persons.person_page, chosen, sort, TODAY, descending=down, cursor=cursor, size=size)
        yield page.rows
        cursor = page.next
        if cursor is None:
            return


def _rows(services: Services, chosen: PersonFilter, sort: PersonSort = PersonSort.NAME) -> list[PersonRow]:
    return [row for page in _pages(services, chosen, sort, 100) for row in page]


def _key(sort: PersonSort, row: PersonRow) -> Any:
    return {
        PersonSort.DOCUMENT: row.document or None,
        PersonSort.BIRTH: row.birth_date,
        PersonSort.FOLIO: row.folio,
        PersonSort.MUNICIPALITY: row.municipality_id,
        PersonSort.SETTLEMENT: (row.municipality_id, row.settlement),
        PersonSort.COGESTOR: row.cogestor or None,
    }.get(sort, "")


def test_everybody_is_there_once_in_order_from_any_page(services: Services, people: list[PersonRow]) -> None:
    assert len(people) == 21
    for sort, down in SORTS:
        rows = _rows(services, PersonFilter(), sort) if not down else []
        for size in (1, 4, 21):
            paged = [row for page in _pages(services, PersonFilter(), sort, size, down=down) for row in page]
            assert sorted(row.person_id for row in paged) == sorted(row.person_id for row in people), (sort, down, size)
            keys = [_key(sort, row) for row in paged]
            told = [key for key in keys if key is not None]
            assert keys == sorted(told, reverse=down) + [None] * (len(keys) - len(told)), (sort, down)
            rows = rows or paged
            assert paged == rows, (sort, down, size)


def test_any_page_is_found_by_its_place(services: Services, people: list[PersonRow]) -> None:
    chosen = PersonFilter(families=FamilyFilter(municipality_id=PITALITO))
    for (sort, down), one in product(SORTS, (PersonFilter(), chosen)):
        found = services.read(persons.person_index, one, sort, TODAY, descending=down)
        whole = [row.person_id for page in _pages(services, one, sort, 100, down=down) for row in page]
        assert found.total == len(whole) == services.read(persons.person_count, one, TODAY)
        first = services.read(persons.person_ids, one, sort, TODAY, descending=down, size=5)
        assert list(first) == whole[:5], (sort, down)
        assert set(services.read(persons.person_ids, one, sort, TODAY)) == set(whole)


def _choices() -> list[tuple[PersonFilter, Callable[[PersonRow], bool]]]:
    def columns(**told: Any) -> PersonFilter:
        return PersonFilter(columns=(ColumnFilter(**told),))

    return [
        (PersonFilter(missing=Missing.DOCUMENT), lambda row: not row.document),
        (PersonFilter(missing=Missing.NOTICE), lambda row: row.kinship is Kinship.CHILD),
        (PersonFilter(missing=Missing.BIRTH_DATE), lambda row: row.birth_date is None),
        (PersonFilter(text="nanez"), lambda row: row.first_surname == "Ñáñez"),
        (PersonFilter(families=FamilyFilter(municipality_id=NEIVA)), lambda row: row.municipality_id == NEIVA),
        (
            PersonFilter(families=FamilyFilter(status=FamilyStatus.EXITED)),
            lambda row: row.status is FamilyStatus.EXITED,
        ),
        (columns(column="age", low="18"), lambda row: row.age is not None and row.age >= 18),
        (columns(column="age", high="17"), lambda row: row.age is not None and row.age <= 17),
        (columns(column="age", low="30", high="40"), lambda row: row.age is not None and 30 <= row.age <= 40),
        (columns(column="age", low="x"), lambda row: False),
        (columns(column="document", text="0.03 77"), lambda row: "00377" in row.document),
        (columns(column="sex", values=("male",)), lambda row: row.sex is Sex.MALE),
        (columns(column="kinship", values=("child",)), lambda row: row.kinship is Kinship.CHILD),
        (columns(column="name", text="munoz"), lambda row: "Muñoz" in row.name),
        (columns(column="settlement", values=("",)), lambda row: row.settlement == ""),
        (columns(column="cogestor", values=("",)), lambda row: not row.cogestor),
    ]


@pytest.mark.check("C36")
def test_filters_let_the_right_people_through_and_count_them(services: Services, people: list[PersonRow]) -> None:
    for chosen, passes in _choices():
        right = [row for row in people if passes(row)]
        assert _rows(services, chosen) == right, chosen
        assert services.read(persons.person_count, chosen, TODAY) == len(right), chosen
    assert 0 < sum(map(_choices()[0][1], people)) < 21
    somebody = people[3]
    assert {row.family_id for row in _rows(services, PersonFilter(text=somebody.folio))} == {somebody.family_id}


def test_few_people_are_sorted_and_many_walked_alike(
    services: Services, people: list[PersonRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = PersonFilter(families=FamilyFilter(municipality_id=PITALITO))
    few = {(sort, down): list(_pages(services, chosen, sort, 4, down=down)) for sort, down in SORTS}
    monkeypatch.setattr(persons, "_FEW", 1)
    for (sort, down), pages in few.items():
        assert list(_pages(services, chosen, sort, 4, down=down)) == pages, (sort, down)


def test_a_heading_offers_its_values(services: Services, people: list[PersonRow]) -> None:
    offered = dict(services.read(persons.person_values, PersonFilter(), "kinship", TODAY))
    assert offered == {"head": 14, "child": 7}


def test_a_reserved_address_is_in_no_row(services: Services) -> None:
    assert not {"address", "phone", "ethnicity", "disability", "pregnant", "victim"} & set(PersonRow.__slots__)


def test_a_list_of_people_leaves_as_seen(services: Services, people: list[PersonRow], tmp_path: Path) -> None:
    path = tmp_path / "personas.xlsx"
    keys = ("name", "document", "age", "missing")
    listing = PersonListing(
        PersonFilter(), PersonSort.NAME, False, keys, frozenset(row.person_id for row in people[:5])
    )
    assert services.snapshot(export_person_list, listing, TODAY, path) == 5
    sheet = load_workbook(path).active
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == (
        *("Primer apellido", "Segundo apellido", "Primer nombre", "Segundo nombre"),
        *("Tipo de documento", "Documento", "Por qué no hay documento", "Edad", "Falta"),
    )
    assert [row[0] for row in rows] == [row.first_surname for row in people[:5]]
    assert catalogues.label("sex", "male")
