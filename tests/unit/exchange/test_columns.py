"""Headings as offices write them are understood, those that mean something else are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.exchange import columns
from gsi_desktop.services.exchange.columns import guess_fields
from gsi_desktop.services.exchange.reading import FilePreview, SheetPreview
from tests.support import rosters

HEADINGS = {
    "municipality": ["COD_MPIO", "CodMunicipio", "codigo_dane_municipio", "DIVIPOLA", "Municipio de residencia",
                     "Nombre del municipio", "Cód. DANE", "CODMPIO", "cod_mpio_residencia"],
    "department": ["COD_DPTO", "Departamento", "Código del departamento"],
    "zone": ["Zona", "ÁREA", "CLASE", "Zona de residencia"],
    "settlement": ["BARRIO_VEREDA", "Vereda/Barrio", "Vereda, barrio o sector", "nomVereda", "CENTRO_POBLADO",
                   "Barrio/Vereda de residencia"],
    "address": ["Dirección", "DIR_VIVIENDA", "Dirección de residencia", "Dirección actual"],
    "phone": ["Celular", "TELEFONO", "Tel.", "Teléfono de contacto", "Nro. Celular", "TEL_CONTACTO", "numTelefono",
              "Teléfono fijo", "CELULAR1"],
    "other_phone": ["TELEFONO2", "Otro teléfono", "CELULAR_2"],
    "household": ["FICHA", "No. Ficha", "NRO_FICHA_SISBEN", "Ficha Nro.", "cod_hogar", "idHogar", "Código de familia"],
    "nucleus": ["NUCLEO", "Núcleo familiar", "nuc_fam"],
    "declaration": ["Declaración", "No. Declaración", "codDeclaracion", "FUD", "Código RUPD"],
    "score": ["Puntaje", "PUNTAJE_SISBEN", "Puntaje SISBÉN III"],
    "level": ["NIVEL", "Nivel SISBEN", "Grupo SISBEN IV", "clasificación sisbén"],
    "listed_on": ["Fecha de encuesta", "FECHA_CORTE"],
    "document_type": ["TIPO_DOC", "Tipo de documento", "tipoDocumento", "Tip. Doc.", "TD", "T. Documento",
                      "Tipo Doc. Identidad", "TIPO_IDENTIFICACION", "tipo_id", "Clase de documento", "TIPODOC"],
    "document": ["NUM_DOC", "Número de documento", "NumeroDocumento", "Nro Identificación", "Documento de identidad",
                 "Cédula", "No. de identificación", "NUIP", "Num. Ident.", "N° documento", "Nº Documento", "num_id",
                 "Número de Identificación del integrante", "NUMDOC"],
    "first_surname": ["APELLIDO1", "Primer Apellido", "primerApellido", "1er apellido", "Ape1", "P. Apellido",
                      "1° Apellido", "PRIMERAPELLIDO"],
    "second_surname": ["APELLIDO2", "Segundo Apellido", "2do apellido", "seg_apellido", "S. Apellido"],
    "first_name": ["NOMBRE1", "Primer Nombre", "1er nombre", "NOM1", "P. Nombre"],
    "second_name": ["NOMBRE2", "Segundo Nombre", "2do nombre", "Otros nombres"],
    "surnames": ["Apellidos", "Apellido(s)"],
    "names": ["Nombres", "Nombre(s)"],
    "full_name": ["Nombre completo", "Nombres y apellidos", "APELLIDOS Y NOMBRES", "Nombre y apellidos del integrante",
                  "nombre_completo", "Nombres y Apellidos Completos"],
    "birth_date": ["FEC_NAC", "Fecha de nacimiento", "FechaNacimiento", "F. Nacimiento", "Fecha Nac.", "FNAC",
                   "Fecha de Nacimiento (dd/mm/aaaa)", "Fch_Nac", "FECHANAC"],
    "sex": ["SEXO", "Género", "Sexo (M/F)", "sexo_persona"],
    "kinship": ["PARENTESCO", "Parentesco con el jefe(a) del hogar", "Relación con el jefe de hogar", "parentezco",
                "relacion_jefe"],
    "ethnicity": ["Etnia", "Pertenencia étnica", "GRUPO_ETNICO"],
    "disability": ["Discapacidad", "Condición de discapacidad", "Presenta discapacidad"],
    "pregnant": ["Gestante", "¿Está embarazada?", "En embarazo"],
    "displaced_on": ["Fecha de desplazamiento", "Fecha del hecho"],
    "displaced_from": ["Municipio expulsor", "Lugar de expulsión"],
}  # fmt: skip
FOREIGN = [
    "", " ", "No.", "N°", "#", "ID", "id_persona", "Item", "Edad", "Observaciones", "Correo electrónico", "Firma",
    "EPS", "Estado civil", "Nivel educativo", "Fecha de expedición", "Lugar de nacimiento", "Municipio de nacimiento",
    "Fecha de defunción", "Teléfono del acudiente", "Nombre del acudiente", "Documento del acudiente", "Ingresos",
    "Código", "Fecha", "Número", "T", "P", "¿?", "🙂", "x" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("field", HEADINGS)
def test_every_way_to_write_a_heading_is_understood(field: str) -> None:
    assert {heading: guess_fields([heading])[0] for heading in HEADINGS[field]} == dict.fromkeys(HEADINGS[field], field)


def test_the_list_above_is_long_and_covers_every_field() -> None:
    assert HEADINGS.keys() == columns.field_titles().keys()
    assert sum(map(len, HEADINGS.values())) >= 60


def test_capitals_accents_and_signs_do_not_matter() -> None:
    for field, headings in HEADINGS.items():
        for heading in headings:
            if heading.upper() != heading.lower() and " " in heading:
                variants = [heading.upper(), heading.lower(), f"  {heading}: ", heading.replace(" ", "_"),
                            heading.replace(" ", "\n"), heading.replace("ó", "o").replace("é", "e")]  # fmt: skip
                assert {guess_fields([variant])[0] for variant in variants} == {field}, heading


@pytest.mark.parametrize("heading", FOREIGN)
def test_what_means_something_else_is_left_alone(heading: str) -> None:
    assert guess_fields([heading]) == [""]


AMBIGUOUS = [
    (["MUNICIPIO", "COD_MPIO"], ["", "municipality"]),
    (["Documento", "Número de documento"], ["", "document"]),
    (["ID", "Documento", "Tipo"], ["", "document", "document_type"]),
    (["Cédula", "Documento"], ["", "document"]),
    (["Nombre", "Primer nombre", "Segundo nombre"], ["names", "first_name", "second_name"]),
    (["Teléfono", "Celular"], ["other_phone", "phone"]),
    (["Celular", "Teléfono", "Otro teléfono"], ["phone", "", "other_phone"]),
    (["Sexo", "Sexo"], ["sex", ""]),
    (["Dirección", "Dirección de residencia"], ["address", ""]),
    (["Nivel", "Puntaje", "Sisbén"], ["level", "score", ""]),
    (["Fecha nacimiento", "Fecha expedición", "Fecha encuesta"], ["birth_date", "", "listed_on"]),
]


@pytest.mark.parametrize(("headings", "fields"), AMBIGUOUS)
def test_a_field_is_given_once_to_its_likeliest_heading(headings: list[str], fields: list[str]) -> None:
    assert guess_fields(headings) == fields


def test_what_a_roster_must_say() -> None:
    assert columns.missing_fields([]) == ("municipality", "household", "first_name", "first_surname", "birth_date")
    assert columns.missing_fields(["municipality", "declaration", "full_name", "birth_date"]) == ()
    assert columns.missing_fields(["municipality", "household", "names", "first_surname"]) == ("birth_date",)
    assert columns.missing_fields(["municipality", "nucleus", "surnames", "birth_date"]) == ("household", "first_name")


def test_mappings_are_remembered_by_headings_as_people_see_them() -> None:
    known = columns.fingerprint(["Primer Apellido", "NUM_DOC"])
    assert known == columns.fingerprint([" PRIMER  APELLIDO", "num doc"])
    assert known != columns.fingerprint(["NUM_DOC", "Primer Apellido"])
    assert columns.fingerprint(["a", "b"]) != columns.fingerprint(["a b"])


# --- where the table stands


def _preview(**sheets: list[list[str]]) -> FilePreview:
    heads = (
        SheetPreview(name, len(rows), max(map(len, rows), default=0), tuple(map(tuple, rows)))
        for name, rows in sheets.items()
    )
    return FilePreview(Path("x.xlsx"), "xlsx", "", None, None, tuple(heads), ())


TABLE = [list(rosters.HEADINGS), rosters.row(), rosters.row(NUM_DOC="2", NOMBRE1="ANA")]


def test_the_heading_row_is_found_below_titles_and_on_any_sheet() -> None:
    titled = [["ALCALDÍA DE PITALITO"], [], ["Padrón", "Fecha: 2026"], *TABLE]
    found = columns.layout(_preview(Instrucciones=[["Documento", "Léame"]], Datos=titled))
    assert (found.sheet, found.header_row) == ("Datos", 4)
    assert found.mapping()["first_surname"] == rosters.HEADINGS.index("APELLIDO1")
    document = next(column for column in found.columns if column.field == "document")
    assert document.examples == ("36284517", "2")


def test_the_person_may_choose_sheet_and_row() -> None:
    preview = _preview(Uno=TABLE, Dos=[["A"], ["B"], *TABLE])
    assert columns.layout(preview).sheet == "Uno"
    assert columns.layout(preview, "Dos").header_row == 3
    chosen = columns.layout(preview, "Dos", 1)
    assert [(column.heading, column.field) for column in chosen.columns] == [("A", "")]


@pytest.mark.parametrize(
    ("preview", "sheet", "row"),
    [
        (_preview(), None, None),
        (_preview(Uno=[]), None, None),
        (_preview(Uno=[["Documento", "Sexo", "Edad"], ["1", "M", "4"]]), None, None),
        (_preview(Uno=TABLE), "Otra", None),
        (_preview(Uno=TABLE), "Uno", 4),
        (_preview(Uno=TABLE), "Uno", 0),
    ],
)
def test_no_headings_are_told(preview: FilePreview, sheet: str | None, row: int | None) -> None:
    with pytest.raises(ExpectedError, match="no_header"):
        columns.layout(preview, sheet, row)
