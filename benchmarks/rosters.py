"""Rosters of invented families, written as the SISBEN office and the RUPD extract write them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import xlsxwriter

from gsi_desktop.models.enums import Sex
from gsi_desktop.services.territory import catalogues
from gsi_desktop.services.upkeep.invented import InventedFamily, InventedPerson

Layout = Literal["sisben", "rupd"]
Cell = str | int | date

HEADINGS: dict[Layout, tuple[str, ...]] = {
    "sisben": (
        *("COD_MPIO", "MUNICIPIO", "ZONA", "BARRIO_VEREDA", "DIRECCION", "TELEFONO"),
        *("FICHA", "NUCLEO", "PUNTAJE", "NIVEL"),
        *("TIPO_DOC", "NUM_DOC", "APELLIDO1", "APELLIDO2", "NOMBRE1", "NOMBRE2", "FEC_NAC", "SEXO", "PARENTESCO"),
        *("ETNIA", "DISCAPACIDAD", "EMBARAZO"),
    ),
    "rupd": (
        *("Código Municipio", "Declaración", "Tipo documento", "Documento", "Primer apellido", "Segundo apellido"),
        *("Primer nombre", "Segundo nombre", "Fecha de nacimiento", "Género", "Relación con el jefe"),
        *("Fecha de desplazamiento", "Municipio expulsor", "Teléfono", "Dirección"),
    ),
}
TITLES: dict[Layout, tuple[str, ...]] = {"sisben": ("GOBERNACIÓN DEL HUILA", "PADRÓN SISBEN", ""), "rupd": ()}

_SISBEN_KINSHIP = {row[0]: row[4] or "9" for row in catalogues.catalogue_rows("kinships").rows}
_SISBEN_ZONE = {row[0]: row[2] for row in catalogues.catalogue_rows("zones").rows}


def _names(person: InventedPerson) -> tuple[str, ...]:
    names = (person.first_surname, person.second_surname, person.first_name, person.second_name)
    return tuple(name.upper() for name in names)


def _sisben(family: InventedFamily, person: InventedPerson) -> tuple[Cell, ...]:
    municipality = catalogues.municipality(family.municipality_id)
    form, _, nucleus = family.household_key.partition("-")
    identity: tuple[Cell, ...] = (person.document_type, person.document_number, *_names(person), person.birth_date)
    return (
        int(family.municipality_id),
        municipality.name.upper() if municipality else "",
        _SISBEN_ZONE[family.zone],
        *(family.settlement.upper(), family.address.upper(), family.phone),
        *(form, nucleus or "1", family.score, family.level),
        *identity,
        "1" if person.sex is Sex.MALE else "2",
        _SISBEN_KINSHIP[person.kinship],
        catalogues.label("ethnicity", person.ethnicity).upper(),
        "NO" if person.disability == "none" else "SI",
        "SI" if person.pregnant else "NO",
    )


def _rupd(family: InventedFamily, person: InventedPerson) -> tuple[Cell, ...]:
    document_type = catalogues.label("document_type", person.document_type).upper()
    identity: tuple[Cell, ...] = (document_type, person.document_number, *_names(person), person.birth_date)
    return (
        family.municipality_id,
        family.household_key.partition("-")[0],
        *identity,
        "M" if person.sex is Sex.MALE else "F",
        catalogues.label("kinship", person.kinship).upper(),
        family.displaced_on or "",
        family.displaced_from.upper(),
        family.phone,
        family.address.upper(),
    )


def _rows(families: Iterable[InventedFamily], layout: Layout) -> Iterator[tuple[Cell, ...]]:
    row = _sisben if layout == "sisben" else _rupd
    return (row(family, person) for family in families for person in family.members)


def write_roster(path: Path, families: Iterable[InventedFamily], layout: Layout = "sisben") -> int:
    """Write one row per person to ``path`` (.xlsx, else cp1252 text with ``;``) and return how many.

    Memory stays flat whatever the count: rows are written as families are drawn.
    """
    rows = _rows(families, layout)
    return _write_xlsx(path, rows, layout) if path.suffix == ".xlsx" else _write_csv(path, rows, layout)


def _write_xlsx(path: Path, rows: Iterator[tuple[Cell, ...]], layout: Layout) -> int:
    count = 0
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}) as workbook:
        sheet = workbook.add_worksheet("Padrón")
        for place, title in enumerate(TITLES[layout]):
            sheet.write_string(place, 0, title)
        first = len(TITLES[layout])
        sheet.write_row(first, 0, HEADINGS[layout])
        for row in rows:
            count += 1
            sheet.write_row(first + count, 0, row)
    return count


def _write_csv(path: Path, rows: Iterator[tuple[Cell, ...]], layout: Layout) -> int:
    count = 0
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([title] for title in TITLES[layout])
        writer.writerow(HEADINGS[layout])
        for row in rows:
            count += 1
            writer.writerow(cell.strftime("%d/%m/%Y") if isinstance(cell, date) else cell for cell in row)
    return count
