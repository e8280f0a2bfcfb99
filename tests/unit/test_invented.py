"""Invented families: coherent, unlike each other, the same for the same seed; and the rosters written from them."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import islice, pairwise
from pathlib import Path
from random import Random

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.rosters import Layout, write_roster
from gsi_desktop.models.enums import Kinship, Sex, TargetingSource, Zone
from gsi_desktop.services.core.search import fold
from gsi_desktop.services.territory import catalogues
from gsi_desktop.services.upkeep.invented import InventedFamily, InventedPerson, _Numbers, invent_families

TODAY = date(2026, 11, 21)
MANY = list(invent_families(4000, today=TODAY))
PEOPLE = [person for family in MANY for person in family.members]
HUILA = {one.code for one in catalogues.municipalities() if one.department_code == "41"}
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
STREAMS = st.builds(
    lambda seed, today: (today, list(invent_families(40, seed=seed, today=today))), st.integers(0, 10**6), DAYS
)


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _of(family: InventedFamily, *kinships: Kinship) -> list[InventedPerson]:
    return [one for one in family.members if one.kinship in kinships]


def _years_older(elder: InventedPerson, younger: InventedPerson) -> float:
    return (younger.birth_date - elder.birth_date).days / 365.2425


# --- every family, whatever the seed and the day


@given(STREAMS)
def test_a_household_has_one_head_first_and_of_age(stream: tuple[date, list[InventedFamily]]) -> None:
    today, families = stream
    for family in families:
        assert [one.kinship for one in family.members].index(Kinship.HEAD) == 0
        assert len(_of(family, Kinship.HEAD)) == 1
        assert len(_of(family, Kinship.SPOUSE)) <= 1
        assert all(_age(one.birth_date, today) >= 18 for one in _of(family, Kinship.HEAD, Kinship.SPOUSE))
        assert all(0 <= _age(one.birth_date, today) <= 97 for one in family.members)


@given(STREAMS)
def test_parents_are_at_least_fourteen_years_older(stream: tuple[date, list[InventedFamily]]) -> None:
    for family in stream[1]:
        couple = _of(family, Kinship.HEAD, Kinship.SPOUSE)
        children = _of(family, Kinship.CHILD, Kinship.STEPCHILD)
        assert all(_years_older(parent, child) >= 14 for parent in couple for child in children)
        for grandchild in _of(family, Kinship.GRANDCHILD):
            assert all(_years_older(elder, grandchild) >= 28 for elder in couple)
            assert any(_years_older(child, grandchild) >= 14 for child in _of(family, Kinship.CHILD))
        for elder in _of(family, Kinship.PARENT):
            own = _of(family, Kinship.HEAD, Kinship.SIBLING)
            assert all(_years_older(elder, child) >= 14 for child in own)
        for elder in _of(family, Kinship.PARENT_IN_LAW):
            assert _years_older(elder, _of(family, Kinship.SPOUSE)[0]) >= 14


@given(STREAMS)
def test_the_document_is_the_one_for_the_age(stream: tuple[date, list[InventedFamily]]) -> None:
    today, families = stream
    types = {one.code: one for one in catalogues.document_types()}
    for person in (one for family in families for one in family.members):
        document = types[person.document_type]
        assert document.fits_age(_age(person.birth_date, today))
        assert document.fits_number(person.document_number)


@given(STREAMS)
def test_dates_follow_each_other(stream: tuple[date, list[InventedFamily]]) -> None:
    today, families = stream
    for family in families:
        assert family.listed_on <= family.entry_on <= today
        assert max(one.birth_date for one in family.members) <= family.entry_on
        if family.displaced_on:
            assert family.displaced_on <= family.listed_on


@given(STREAMS)
def test_mothers_have_their_children_one_after_another(stream: tuple[date, list[InventedFamily]]) -> None:
    own = {Kinship.HEAD: (Kinship.CHILD,), Kinship.SPOUSE: (Kinship.CHILD, Kinship.STEPCHILD)}
    for family in stream[1]:
        for mother in (one for one in family.members if one.kinship in own and one.sex is Sex.FEMALE):
            births = sorted(one.birth_date for one in _of(family, *own[mother.kinship]))
            gaps = [(after - before).days for before, after in pairwise(births)]
            assert all(gap == 0 or gap > 270 for gap in gaps)


@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(0, 30))
def test_the_same_seed_gives_the_same_families_and_more_of_them(seed: int, few: int, more: int) -> None:
    first = list(invent_families(few, seed=seed, today=TODAY))
    assert list(islice(invent_families(few + more, seed=seed, today=TODAY), few)) == first
    assert len(first) == few
    assert first != list(invent_families(few, seed=seed + 1, today=TODAY))


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 1, 1), date(2026, 12, 31)])
def test_any_day_of_the_calendar_serves(today: date) -> None:
    families = list(invent_families(200, today=today))
    assert all(family.listed_on <= today for family in families)


# --- surnames


def test_children_of_a_couple_carry_both_first_surnames() -> None:
    seen = 0
    for family in MANY:
        couple = _of(family, Kinship.HEAD, Kinship.SPOUSE)
        if len(couple) == 2:
            father, mother = sorted(couple, key=lambda one: one.sex)[::-1]
            assert (father.sex, mother.sex) == (Sex.MALE, Sex.FEMALE)
            for child in _of(family, Kinship.CHILD):
                seen += 1
                assert (child.first_surname, child.second_surname) == (father.first_surname, mother.first_surname)
    assert seen > 1000


def test_children_of_a_single_mother_carry_her_surname() -> None:
    families = [family for family in MANY if family.members[0].sex is Sex.FEMALE and not _of(family, Kinship.SPOUSE)]
    children = [(family.members[0], child) for family in families for child in _of(family, Kinship.CHILD)]
    assert len(children) > 500
    for mother, child in children:
        unrecognised = (mother.first_surname, mother.second_surname) == (child.first_surname, child.second_surname)
        assert unrecognised or child.second_surname == mother.first_surname


def test_brothers_and_parents_of_the_head_share_the_heads_surnames() -> None:
    for family in MANY:
        head = family.members[0]
        for sibling in _of(family, Kinship.SIBLING):
            assert (sibling.first_surname, sibling.second_surname) == (head.first_surname, head.second_surname)
        for parent in _of(family, Kinship.PARENT):
            inherited = head.second_surname if parent.sex is Sex.FEMALE else head.first_surname
            assert parent.first_surname == inherited


# --- the whole looks like a roster


def test_nobody_shares_a_document_and_no_household_a_key() -> None:
    assert max(Counter((one.document_type, one.document_number) for one in PEOPLE).values()) == 1
    assert max(Counter(one.document_number for one in PEOPLE).values()) == 1
    assert max(Counter(family.household_key.partition("-")[0] for family in MANY).values()) == 1


@given(st.integers(1, 3000), st.integers(0, 10**6))
def test_numbers_come_once_each(size: int, seed: int) -> None:
    numbers = _Numbers(500, size, Random(seed))
    assert sorted(next(numbers) for _ in range(size)) == list(range(500, 500 + size))


def test_the_proportions_are_those_of_huila() -> None:
    assert 3.5 < len(PEOPLE) / len(MANY) < 4.4
    rupd = sum(family.source is TargetingSource.RUPD for family in MANY) / len(MANY)
    assert abs(rupd - 9809 / 57191) < 0.02
    assert {family.municipality_id for family in MANY} == HUILA
    sizes = Counter(family.municipality_id for family in MANY)
    assert sizes["41001"] > sizes["41551"] > sizes["41396"] > sizes["41244"]
    assert set(Counter(family.zone for family in MANY)) == set(Zone)


def test_every_kind_of_household_is_there() -> None:
    shapes = Counter(frozenset(one.kinship for one in family.members) for family in MANY)
    alone, couple = frozenset({Kinship.HEAD}), frozenset({Kinship.HEAD, Kinship.SPOUSE})
    nuclear, single = couple | {Kinship.CHILD}, frozenset({Kinship.HEAD, Kinship.CHILD})
    assert all(shapes[shape] > 100 for shape in (alone, couple, nuclear, single))
    assert {one.kinship for one in PEOPLE} >= set(Kinship) - {Kinship.DOMESTIC_WORKER, Kinship.GRANDPARENT}
    elderly = [family for family in MANY if len(family.members) == 1 and _age(family.members[0].birth_date, TODAY) > 64]
    assert len(elderly) > 50


def test_names_repeat_as_in_life_and_carry_enie_and_accents() -> None:
    first, surnames = Counter(one.first_name for one in PEOPLE), Counter(one.first_surname for one in PEOPLE)
    assert len(first) > 250
    assert len(surnames) > 240
    assert surnames.most_common(1)[0][1] > 10 * sorted(surnames.values())[len(surnames) // 2]
    assert {"Ñáñez", "Muñoz", "Ordóñez", "Polanía", "Imbachí", "Samboní"} <= surnames.keys()
    assert all(one.second_name != one.first_name for one in PEOPLE)


def test_sensitive_data_use_the_catalogues_codes() -> None:
    for kind, used in (
        ("ethnicity", {one.ethnicity for one in PEOPLE}),
        ("disability", {one.disability for one in PEOPLE}),
    ):
        assert used <= {code for code, _name in catalogues.labels(kind)}
        assert len(used) > 2
    pregnant = [one for one in PEOPLE if one.pregnant]
    assert pregnant
    assert all(one.sex is Sex.FEMALE and 15 <= _age(one.birth_date, TODAY) <= 44 for one in pregnant)


def test_a_settlement_name_is_of_one_kind_in_its_municipality() -> None:
    kinds = defaultdict(set)
    for family in MANY:
        kinds[family.municipality_id, fold(family.settlement)].add(family.settlement_kind)
    assert all(len(found) == 1 for found in kinds.values())


def test_each_source_fills_its_own_fields() -> None:
    for family in MANY:
        if family.source is TargetingSource.RUPD:
            assert family.displaced_on
            assert family.displaced_from
            assert (family.level, family.score) == ("", "")
        else:
            assert (family.displaced_on, family.displaced_from, family.level) == (None, "", "1")
            assert family.household_key[-2:] in {"-1", "-2"}


def test_any_municipality_can_be_asked_for() -> None:
    families = list(invent_families(60, municipalities=["05001", "41551"], today=TODAY))
    assert {family.municipality_id for family in families} == {"05001", "41551"}


# --- rosters

SISBEN = (
    "COD_MPIO MUNICIPIO ZONA BARRIO_VEREDA DIRECCION TELEFONO FICHA NUCLEO PUNTAJE NIVEL TIPO_DOC NUM_DOC "
    "APELLIDO1 APELLIDO2 NOMBRE1 NOMBRE2 FEC_NAC SEXO PARENTESCO ETNIA DISCAPACIDAD EMBARAZO"
)
RUPD = (
    "Código Municipio;Declaración;Tipo documento;Documento;Primer apellido;Segundo apellido;Primer nombre;"
    "Segundo nombre;Fecha de nacimiento;Género;Relación con el jefe;Fecha de desplazamiento;Municipio expulsor;"
    "Teléfono;Dirección"
)


def _read(path: Path, titles: int) -> tuple[list[str], list[list[str]]]:
    rows: Sequence[Sequence[object]]
    if path.suffix == ".xlsx":
        rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    else:
        rows = list(csv.reader(path.read_text(encoding="cp1252").splitlines(), delimiter=";"))
    text = [[str(cell) for cell in row] for row in rows[titles:]]
    return text[0], text[1:]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize(("layout", "headings"), [("sisben", SISBEN.split()), ("rupd", RUPD.split(";"))])
def test_a_roster_has_the_headings_and_a_row_per_person(
    tmp_path: Path, layout: Layout, headings: list[str], suffix: str
) -> None:
    families = MANY[:60]
    path = tmp_path / f"padron{suffix}"
    people = [(family, person) for family in families for person in family.members]
    assert write_roster(path, families, layout) == len(people)
    header, rows = _read(path, titles=3 if layout == "sisben" else 0)
    assert header == headings
    assert len(rows) == len(people)
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    document, municipality = ("NUM_DOC", "COD_MPIO") if layout == "sisben" else ("Documento", "Código Municipio")
    assert [row[document] for row in cells] == [person.document_number for _family, person in people]
    assert [row[municipality].removesuffix(".0") for row in cells] == [family.municipality_id for family, _ in people]


def test_what_a_roster_says_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "padron.csv"
    write_roster(path, MANY[:200], "rupd")
    header, rows = _read(path, titles=0)
    people = [person for family in MANY[:200] for person in family.members]
    sex = catalogues.sex_reader(row[header.index("Género")] for row in rows)
    for row, person in zip(rows, people, strict=True):
        cell = dict(zip(header, row, strict=True))
        assert catalogues.kinship(cell["Relación con el jefe"]) == person.kinship
        assert catalogues.document_type(cell["Tipo documento"]) == person.document_type
        assert sex(cell["Género"]) == person.sex
