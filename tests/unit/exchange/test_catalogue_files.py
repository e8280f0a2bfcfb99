"""The catalogue as a file: out and in again unchanged, one change at a time, and every mistake with its row."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gsi_desktop.services.achievements import catalogue
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.resources import resource_path
from gsi_desktop.services.exchange import catalogue_files

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.services.achievements.data import Catalogue

Table = list[list[str]]


@pytest.fixture
def book(sqlite_services: Services) -> Catalogue:
    return sqlite_services.read(catalogue.newest)


@pytest.fixture
def table(book: Catalogue, tmp_path: Path) -> Table:
    path = tmp_path / "sale.csv"
    catalogue_files.write_catalogue(path, book)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=";"))


def read(table: Table, book: Catalogue, tmp_path: Path) -> catalogue_files.ReadCatalogue:
    path = tmp_path / "entra.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(table)
    return catalogue_files.read_catalogue(path, book)


def put(table: Table, number: int, heading: str, text: str) -> None:
    row = next(row for row in table if row[0] == str(number))
    row[table[0].index(heading)] = text


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_goes_out_comes_in_unchanged(book: Catalogue, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"catalogo{suffix}"
    assert catalogue_files.write_catalogue(path, book) == 45
    found = catalogue_files.read_catalogue(path, book)
    assert found.problems == ()
    assert found.achievements == book.achievements
    assert not found.differences


def test_the_file_of_the_program_itself_is_read(book: Catalogue) -> None:
    found = catalogue_files.read_catalogue(resource_path("catalogues", "achievements.csv"), book)
    assert (found.problems, bool(found.differences)) == ((), False)


def test_a_change_a_new_logro_and_a_retired_one_are_told_apart(book: Catalogue, table: Table, tmp_path: Path) -> None:
    put(table, 8, "Pregunta", "¿Hizo un curso?")
    put(table, 2, "Edad hasta", "15 años")
    put(table, 40, "Retirado", "sí")
    new = dict.fromkeys(table[0], "") | {
        "Número": "46",
        "Dimensión": "3",
        "Nombre corto": "Internet",
        "Texto": "El hogar tiene internet",
        "De quién": "familia",
    }
    table.append(list(new.values()))
    found = read(table, book, tmp_path)
    assert found.problems == ()
    changes = found.differences
    assert (changes.changed, changes.added, changes.retired) == ((2, 8), (46,), (40,))
    assert next(one for one in found.achievements if one.number == 2).max_months == 16 * 12


def test_what_is_left_out_stays(book: Catalogue, table: Table, tmp_path: Path) -> None:
    put(table, 8, "Peso", "3")
    few = [[row[table[0].index(name)] for name in ("Número", "Peso", "Nombre corto")] for row in (table[0], table[8])]
    found = read(few, book, tmp_path)
    assert (found.problems, found.differences.changed) == ((), (8,))
    assert len(found.achievements) == 45


MISTAKES = [
    (8, "Peso", "muchos", "«muchos» no es un número"),
    (8, "Peso", "99", "Va de 1 a 20"),
    (8, "De quién", "vecino", "Puede ser: integrante, familia"),
    (8, "De quién", "familia", "no se puede pasar de integrante a familia"),
    (2, "Edad hasta", "3", "la edad final es menor"),
    (2, "Edad desde", "siete", "«siete» no es una edad"),
    (8, "Dimensión", "12", ""),
    (8, "Nombre corto", "x" * 80, "60"),
    (8, "Número", "ocho", "«ocho» no es un número"),
    (8, "Número", "6", "ya está en la fila"),
    (45, "Número", "60", "sigue el 46"),
]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_every_mistake_is_told_with_its_row(
    book: Catalogue, table: Table, tmp_path: Path, mistake: tuple[int, str, str, str]
) -> None:
    number, heading, text, part = mistake
    put(table, number, heading, text)
    found = read(table, book, tmp_path)
    assert len(found.problems) == 1, found.problems
    problem = found.problems[0]
    assert problem.row in (number + 1, number + 2)
    assert part in problem.text
    with pytest.raises(ExpectedError) as caught:
        found.require()
    assert caught.value.code == "catalogue_file_wrong"


def test_all_mistakes_come_at_once_in_the_order_of_the_rows(book: Catalogue, table: Table, tmp_path: Path) -> None:
    for number, heading, text, _part in (MISTAKES[0], MISTAKES[4], MISTAKES[6]):
        put(table, number, heading, text)
    put(table, 30, "Sexo", "otro")
    assert [problem.row for problem in read(table, book, tmp_path).problems] == [3, 9, 9, 31]


def test_a_file_that_is_no_catalogue_is_refused(book: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(ExpectedError) as caught:
        read([["Nombre", "Documento"], ["Ana", "1"]], book, tmp_path)
    assert caught.value.code == "catalogue_file_headings"
