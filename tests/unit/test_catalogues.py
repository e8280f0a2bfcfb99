"""Catalogues: what ships is what the manifest says, codes are whole, and rosters' words are read without guessing."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.models.enums import Kinship, Sex, TargetingSource, Zone
from gsi_desktop.services.core import formats, messages
from gsi_desktop.services.core.resources import resource_path
from gsi_desktop.services.territory import catalogues

# Of the 1,121 codes joined by line feeds; the codes were compared with a second, independent list: none differs.
MUNICIPALITY_CODES = "e653f28e927dd25e4013c89517e596821c846bcd02438e7c19338ce3652746f4"
READ = ("document_types", "kinships", "sexes", "ethnicities", "disabilities", "zones")
HUILA = frozenset(one.code for one in catalogues.municipalities() if one.department_code == "41")


# --- the files and the manifest


@pytest.mark.parametrize("info", catalogues.catalogue_list(), ids=lambda info: info.id)
def test_every_file_has_the_columns_the_manifest_titles(info: catalogues.CatalogueInfo) -> None:
    text = resource_path("catalogues", info.file).read_text(encoding="utf-8")
    header, *rows = csv.reader(text.splitlines())
    assert tuple(header) == tuple(name for name, _title in info.columns)
    assert {len(row) for row in rows} == {len(header)}
    assert all(cell == cell.strip() for row in rows for cell in row)
    assert catalogues.catalogue_rows(info.id).rows == tuple(tuple(row) for row in rows)


@pytest.mark.parametrize("info", catalogues.catalogue_list(), ids=lambda info: info.id)
def test_every_catalogue_says_where_it_comes_from(info: catalogues.CatalogueInfo) -> None:
    assert info.status in {"oficial", "parcial", "de trabajo"}
    assert info.title
    assert info.version
    assert info.source
    assert info.licence
    assert info.source_date >= date(2026, 1, 1)


def test_no_file_is_left_out_of_the_manifest() -> None:
    shipped = {path.name for path in resource_path("catalogues").glob("*.csv")}
    assert shipped == {info.file for info in catalogues.catalogue_list()}


def test_an_unknown_catalogue_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        catalogues.catalogue_rows("nothing")


# --- DIVIPOLA


def test_the_municipality_codes_are_exactly_those_verified() -> None:
    codes = [one.code for one in catalogues.municipalities()]
    assert len(codes) == 1121
    assert codes == sorted(set(codes))
    assert hashlib.sha256("\n".join(codes).encode()).hexdigest() == MUNICIPALITY_CODES


def test_kinds_and_departments_add_up() -> None:
    assert len(catalogues.departments()) == 33
    assert Counter(one.kind for one in catalogues.municipalities()) == {
        "municipio": 1102,
        "área no municipalizada": 18,
        "isla": 1,
    }
    assert {one.code[:2] for one in catalogues.municipalities()} == {one.code for one in catalogues.departments()}
    assert len(HUILA) == 37


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("05001", "Medellín"),
        ("11001", "Bogotá, D.C."),
        ("13468", "Santa Cruz de Mompox"),
        ("18094", "Belén de los Andaquíes"),
        ("19548", "Piendamó - Tunía"),
        ("41551", "Pitalito"),
        ("47001", "Santa Marta"),
        ("54001", "San José de Cúcuta"),
    ],
)
def test_names_are_written_as_spanish_writes_them(code: str, name: str) -> None:
    found = catalogues.municipality(code)
    assert found is not None
    assert found.name == name


def test_settlements_belong_to_a_municipality_and_every_municipality_has_its_seat() -> None:
    codes = {one.code for one in catalogues.municipalities()}
    places = catalogues.settlements()
    assert len({place.code for place in places}) == len(places) == 7728
    assert all(len(place.code) == 8 and place.code[:5] == place.municipality_code for place in places)
    assert {place.municipality_code for place in places} == codes
    seats = [place.municipality_code for place in places if place.is_seat]
    areas = {one.code for one in catalogues.municipalities() if one.kind == "área no municipalizada"}
    assert sorted(seats) == sorted(codes - areas)


def test_columns_of_the_database_hold_the_longest_names() -> None:
    assert max(len(one.name) for one in catalogues.municipalities()) <= 80
    assert max(len("|".join(one.aliases)) for one in catalogues.municipalities()) <= 200
    assert max(len(one.name) for one in catalogues.settlements()) <= 120
    assert max(len(one.code) for one in catalogues.document_types()) <= 4
    for kind in ("ethnicity", "disability"):
        assert max(len(code) for code, _name in catalogues.labels(kind)) <= 16


def test_a_retired_code_keeps_its_name_and_names_its_heir() -> None:
    mapiripana = catalogues.municipality("94663")
    assert mapiripana is not None
    assert mapiripana.valid_to is not None
    heir = catalogues.municipality(mapiripana.replaced_by or "")
    assert heir is not None
    assert heir.name == "Barrancominas"
    assert mapiripana not in catalogues.municipalities()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("PITALITO", ["41551"]),
        ("  mompos ", ["13468"]),
        ("Cúcuta", ["54001"]),
        ("san jose de cucuta", ["54001"]),
        ("BOGOTA D.C.", ["11001"]),
        ("La Unión", ["05400", "52399", "70400", "76400"]),
        ("Macondo", []),
        ("", []),
    ],
)
def test_a_municipality_is_found_by_name_or_alias(text: str, codes: list[str]) -> None:
    assert [one.code for one in catalogues.find_municipality(text)] == codes


@given(st.sampled_from(catalogues.municipalities()))
def test_every_municipality_is_found_by_its_own_names(one: catalogues.Municipality) -> None:
    assert all(one in catalogues.find_municipality(name.upper()) for name in (one.name, *one.aliases))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("41551", "41551"),
        (" 41551 ", "41551"),
        ("41.551", "41551"),
        ("5001", "05001"),
        ("5.001", "05001"),
        ("99999", None),
        ("1001", None),
        ("551", None),
        ("41551.0", None),
        ("94663", None),
        ("", None),
        ("Pitalito", None),
    ],
)
def test_a_code_is_restored_or_refused(text: str, code: str | None) -> None:
    assert catalogues.restore_code(text) == code


@given(st.sampled_from(catalogues.municipalities()))
def test_every_code_survives_being_stored_as_a_number(one: catalogues.Municipality) -> None:
    assert catalogues.restore_code(str(int(one.code))) == one.code


# --- microregions of Huila


def test_microregions_in_force_share_out_huila_once() -> None:
    in_force = [one for one in catalogues.microregions() if one.in_force]
    assert {one.code: len(one.members) for one in in_force} == {"45": 14, "46": 7, "47": 5, "48": 10, "49": 1}
    members = [member.municipality_code for one in in_force for member in one.members]
    assert Counter(members) == Counter(HUILA)
    by_code = {one.code: {member.municipality_code for member in one.members} for one in in_force}
    assert "41551" in by_code["48"]
    assert by_code["49"] == {"41001"}


def test_both_codes_of_neiva_are_kept_and_one_is_in_force() -> None:
    neiva = {one.code: one for one in catalogues.microregions() if one.name == "Neiva"}
    assert {code: one.in_force for code, one in neiva.items()} == {"49": True, "114": False}
    assert neiva["49"].aliases == ("114",)
    assert neiva["114"].members == ()


# --- reading rosters


@pytest.mark.parametrize("catalogue", READ)
def test_no_spelling_stands_for_two_codes(catalogue: str) -> None:
    assert {word: codes for word, codes in catalogues.spellings(catalogue).items() if len(codes) > 1} == {}


def test_codes_are_those_the_models_store() -> None:
    assert [code for code, _name in catalogues.labels("kinship")] == [one.value for one in Kinship]
    assert {code for code, _name in catalogues.labels("sex")} == {one.value for one in Sex}
    assert {code for code, _name in catalogues.labels("zone")} == {one.value for one in Zone}
    assert {code for code, _name in catalogues.labels("targeting_source")} == {one.value for one in TargetingSource}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C.C.", "CC"),
        ("CÉDULA DE CIUDADANÍA", "CC"),
        ("cedula ciudadania", "CC"),
        ("TI", "TI"),
        ("T. I.", "TI"),
        ("REGISTRO CIVIL", "RC"),
        ("PEP", "PE"),
        ("PPT", "PT"),
        ("Permiso Temporal de Permanencia", "PT"),
        ("NIT", None),
        ("", None),
    ],
)
def test_document_types_are_read(text: str, code: str | None) -> None:
    assert catalogues.document_type(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("JEFE(A) DE HOGAR", "head"),
        ("Jefa de hogar", "head"),
        ("1", "head"),
        ("01", "head"),
        ("CÓNYUGE O COMPAÑERO(A)", "spouse"),
        ("compañera", "spouse"),
        ("HIJO(A)", "child"),
        ("Hijo/a", "child"),
        ("hija", "child"),
        ("3", "child"),
        ("HIJASTRA", "stepchild"),
        ("Nuera", "son_daughter_in_law"),
        ("OTRO PARIENTE", "other_relative"),
        ("9", "other_relative"),
        ("tía", "other_relative"),
        ("Empleada doméstica", "domestic_worker"),
        ("77", None),
        ("VECINO", None),
        ("", None),
    ],
)
def test_kinships_are_read(text: str, code: str | None) -> None:
    assert catalogues.kinship(text) == code


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (("1", "2"), {"1": "male", "2": "female"}),
        (("M", "F"), {"M": "male", "F": "female", "m": "male"}),
        (("H", "M"), {"H": "male", "M": "female"}),
        (("Hombre", "Mujer", ""), {"Hombre": "male", "MUJER": "female", "": None}),
        (("MASCULINO", "FEMENINO"), {"masculino": "male", "Femenino": "female"}),
        (("01", "02", "03"), {"01": "male", "02": "female", "03": "intersex"}),
        (("M",), {"M": None}),
        (("H", "M", "F"), {"M": None, "F": "female", "H": "male"}),
        (("4",), {"4": None}),
    ],
)
def test_sex_is_read_by_its_column(values: tuple[str, ...], read: dict[str, str | None]) -> None:
    reader = catalogues.sex_reader(values)
    assert {text: reader(text) for text in read} == read


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (("1", "2"), {"1": "urban", "2": "rural"}),
        (("1", "2", "3"), {"1": "urban", "2": "rural_center", "3": "rural"}),
        (("01", "02"), {"01": "urban", "02": "rural"}),
        (("URBANA", "RURAL"), {"Urbana": "urban", "RURAL": "rural", "": None}),
        (("Cabecera", "Centro poblado"), {"Cabecera": "urban", "Centro Poblado": "rural_center"}),
    ],
)
def test_zone_is_read_by_its_column(values: tuple[str, ...], read: dict[str, str | None]) -> None:
    reader = catalogues.zone_reader(values)
    assert {text: reader(text) for text in read} == read


@pytest.mark.parametrize(
    ("text", "ethnicity", "disability"),
    [
        ("NINGUNA", "none", "none"),
        ("No", "none", "none"),
        ("INDÍGENA", "indigenous", None),
        ("NEGRA", "black", None),
        ("Afrocolombiano(a)", "afro_colombian", None),
        ("06", "afro_colombian", "deafblind"),
        ("6", None, None),
        ("SÍ", None, "unspecified"),
        ("Física", None, "physical"),
        ("1", "indigenous", None),
        ("", None, None),
    ],
)
def test_ethnicity_and_disability_are_read(text: str, ethnicity: str | None, disability: str | None) -> None:
    assert catalogues.ethnicity(text) == ethnicity
    assert catalogues.disability(text) == disability


@pytest.mark.parametrize("kind", ["document_type", "kinship", "ethnicity", "disability", "zone"])
def test_what_we_show_reads_back(kind: str) -> None:
    readers = {
        "document_type": catalogues.document_type,
        "kinship": catalogues.kinship,
        "ethnicity": catalogues.ethnicity,
        "disability": catalogues.disability,
        "zone": catalogues.zone_reader([]),
    }
    for code, name in catalogues.labels(kind):
        assert readers[kind](name) == code
        for sex in Sex:
            assert readers[kind](catalogues.label(kind, code, sex)) == code


def test_the_sisben_is_written_one_way() -> None:
    names = [name for code, name in catalogues.labels("targeting_source") if code.startswith("sisben")]
    assert names == ["SISBÉN III", "SISBÉN IV"]
    assert names == [formats.targeting(one) for one in (TargetingSource.SISBEN_III, TargetingSource.SISBEN_IV)]
    assert "SISBÉN IV" in messages.text("level_unusual")


@pytest.mark.parametrize(
    ("kind", "code", "sex", "shown"),
    [
        ("kinship", "child", "female", "Hija"),
        ("kinship", "child", "male", "Hijo"),
        ("kinship", "child", None, "Hijo(a)"),
        ("kinship", "parent", "unknown", "Padre o madre"),
        ("document_type", "CC", "female", "Cédula de ciudadanía"),
        ("targeting_source", "rupd", None, "Registro Único de Población Desplazada"),
        ("ethnicity", "of_a_later_version", None, "of_a_later_version"),
    ],
)
def test_labels_agree_with_the_person(kind: str, code: str, sex: str | None, shown: str) -> None:
    assert catalogues.label(kind, code, sex) == shown


# --- identity documents


@pytest.mark.parametrize(
    ("code", "right", "wrong"),
    [("RC", (0, 6), (7, 40)), ("TI", (7, 17), (6, 18)), ("CC", (18, 90), (17, 0)), ("MS", (0, 17), (18, 50))],
)
def test_ages_of_documents(code: str, right: tuple[int, int], wrong: tuple[int, int]) -> None:
    document = {one.code: one for one in catalogues.document_types()}[code]
    assert all(document.fits_age(age) for age in right)
    assert not any(document.fits_age(age) for age in wrong)


@pytest.mark.parametrize(
    ("code", "right", "wrong"),
    [
        ("CC", ("123", "1075234567"), ("12", "12345678901", "12A4")),
        ("TI", ("1075234567", "97010112345"), ("107523456",)),
        ("RC", ("1075234567", "A123456789"), ("10-7523456", "123")),
        ("PA", ("AB123", "1"), ("A" * 17, "")),
        ("PE", ("1" * 15,), ("1" * 14,)),
        ("PT", ("12345678",), ("123456789",)),
    ],
)
def test_numbers_of_documents(code: str, right: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    document = {one.code: one for one in catalogues.document_types()}[code]
    assert all(document.fits_number(number) for number in right)
    assert not any(document.fits_number(number) for number in wrong)


def test_the_nuip_is_kept_from_birth_to_cedula() -> None:
    assert {one.code for one in catalogues.document_types() if one.is_nuip} == {"RC", "TI", "CC"}


def test_sisben_versions_stay_apart() -> None:
    table = catalogues.catalogue_rows("sisben")
    groups = Counter((row[0], row[1][0]) for row in table.rows)
    assert groups == {
        ("III", "1"): 1,
        ("III", "2"): 1,
        ("III", "3"): 1,
        ("IV", "A"): 5,
        ("IV", "B"): 7,
        ("IV", "C"): 18,
        ("IV", "D"): 21,
    }
