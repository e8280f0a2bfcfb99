"""What a cell of a roster says: names, dates, documents, levels, municipalities, ages; pure, one table each."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gsi_desktop.models.enums import Answer, Kinship, Sex, TargetingSource, Zone
from gsi_desktop.services.exchange import rules
from gsi_desktop.services.exchange.rules import Draft, RowReader, settle_heads
from gsi_desktop.services.families import rules as family_rules
from gsi_desktop.services.families.data import PersonFields, Severity
from gsi_desktop.services.territory import catalogues
from tests.support import rosters

AS_OF = date(2026, 11, 21)


# --- names


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("DE LA CRUZ  ÑÁÑEZ", "De la Cruz Ñáñez"),
        ("maría de los ángeles", "María de los Ángeles"),
        ("DEL CARMEN", "Del Carmen"),
        ("O'CONNOR", "O'Connor"),
        ("ANA-MARIA", "Ana-Maria"),
        ("JOSÉ (PEPE)", "José (Pepe)"),
        ("McDonald  de Paz", "McDonald de Paz"),
        ("  ", ""),
        ("Ñ", "Ñ"),
    ],
)
def test_shouted_and_whispered_names_get_capitals(written: str, stored: str) -> None:
    assert rules.proper_name(written) == stored


@given(st.text("aAáÁñÑzZ '-(.1\t", max_size=60))
def test_a_name_loses_no_letter_and_is_written_only_once(text: str) -> None:
    stored = rules.proper_name(text)
    assert stored.casefold() == " ".join(text.split()).casefold()
    assert rules.proper_name(stored) == stored or stored.islower() or stored.isupper()


@pytest.mark.parametrize(
    ("together", "first", "rest"),
    [
        ("MUÑOZ ORDÓÑEZ", "MUÑOZ", "ORDÓÑEZ"),
        ("DE LA CRUZ ÑÁÑEZ", "DE LA CRUZ", "ÑÁÑEZ"),
        ("MUÑOZ DE LA ESPRIELLA", "MUÑOZ", "DE LA ESPRIELLA"),
        ("María del Carmen", "María", "del Carmen"),
        ("JUAN DE DIOS", "JUAN", "DE DIOS"),
        ("SAN MARTÍN", "SAN MARTÍN", ""),
        ("LUIS CARLOS ANDRÉS", "LUIS", "CARLOS ANDRÉS"),
        ("ANA", "ANA", ""),
        ("DE", "DE", ""),
        ("", "", ""),
    ],
)
def test_two_names_written_together(together: str, first: str, rest: str) -> None:
    assert rules.split_names(together) == (first, rest)


WHOLE = [
    ("ROSALBA MUÑOZ ORDÓÑEZ", False, ("ROSALBA", "", "MUÑOZ", "ORDÓÑEZ")),
    ("MUÑOZ ORDÓÑEZ ROSALBA", True, ("ROSALBA", "", "MUÑOZ", "ORDÓÑEZ")),
    ("JUAN PÉREZ", False, ("JUAN", "", "PÉREZ", "")),
    ("PÉREZ JUAN", True, ("JUAN", "", "PÉREZ", "")),
    ("JUAN CARLOS PÉREZ GÓMEZ", False, ("JUAN", "CARLOS", "PÉREZ", "GÓMEZ")),
    ("PÉREZ GÓMEZ JUAN CARLOS", True, ("JUAN", "CARLOS", "PÉREZ", "GÓMEZ")),
    ("MARÍA DEL CARMEN DE LA CRUZ ÑÁÑEZ", False, ("MARÍA", "DEL CARMEN", "DE LA CRUZ", "ÑÁÑEZ")),
    ("DE LA CRUZ ÑÁÑEZ MARÍA DEL CARMEN", True, ("MARÍA", "DEL CARMEN", "DE LA CRUZ", "ÑÁÑEZ")),
    ("JUAN CARLOS ANDRÉS PÉREZ GÓMEZ", False, ("JUAN", "CARLOS ANDRÉS", "PÉREZ", "GÓMEZ")),
    ("MUÑOZ ORDÓÑEZ, ROSALBA", False, ("ROSALBA", "", "MUÑOZ", "ORDÓÑEZ")),
    ("MUÑOZ, ROSALBA INÉS", True, ("ROSALBA", "INÉS", "MUÑOZ", "")),
    ("ANA", False, ("", "", "ANA", "")),
    (", ANA", False, ("ANA", "", "", "")),
    ("", False, ("", "", "", "")),
]


@pytest.mark.parametrize(("text", "surnames_first", "parts"), WHOLE)
def test_a_whole_name_in_one_cell(text: str, surnames_first: bool, parts: tuple[str, str, str, str]) -> None:
    assert rules.split_full_name(text, surnames_first=surnames_first) == parts


@given(st.lists(st.sampled_from(["ANA", "DE", "LA", "CRUZ", "Y", "SAN", "PEÑA", ","]), max_size=9), st.booleans())
def test_no_word_of_a_name_is_lost(words: list[str], surnames_first: bool) -> None:
    parts = rules.split_full_name(" ".join(words), surnames_first=surnames_first)
    kept = " ".join(parts).replace(",", " ").split()
    assert sorted(kept) == sorted(word for word in words if word != ",")


# --- dates

DATES = {
    "19/02/1985": date(1985, 2, 19),
    "19-02-1985": date(1985, 2, 19),
    "19.2.1985": date(1985, 2, 19),
    "19 02 1985": date(1985, 2, 19),
    " 9/2/1985 ": date(1985, 2, 9),
    "1985-02-19": date(1985, 2, 19),
    "1985/2/19": date(1985, 2, 19),
    "1985-02-19 00:00:00": date(1985, 2, 19),
    "1985-02-19T10:11:12": date(1985, 2, 19),
    "19/02/1985 0:00": date(1985, 2, 19),
    "19850219": date(1985, 2, 19),
    "19021985": date(1985, 2, 19),
    "20121985": date(1985, 12, 20),
    "01051990": date(1990, 5, 1),
    "20101220": date(2010, 12, 20),
    "31091": date(1985, 2, 13),
    "46000": date(2025, 12, 9),
    "19/2/85": date(1985, 2, 19),
    "01/01/26": date(2026, 1, 1),
    "01/01/27": date(1927, 1, 1),
    "1/1/00": date(2000, 1, 1),
    "19-feb-85": date(1985, 2, 19),
    "19-FEB.-1985": date(1985, 2, 19),
    "19 de febrero de 1985": date(1985, 2, 19),
    "Febrero 19 de 1985": date(1985, 2, 19),
    "1/set/1990": date(1990, 9, 1),
    "29/02/2024": date(2024, 2, 29),
}
NO_DATES = [
    "", " ", "31/02/1985", "29/02/2023", "32/01/1990", "00/01/1990", "1/13/1990", "02/19/1985", "0000-00-00", "1985",
    "1985-02", "19/02/19855", "19/02", "99999999", "00000000", "00000", "12345678901", "²²²²²", "²²²²²²²²", "N/A",
    "no sabe", "19-xyz-85", "feb-19-", "de de 1985", "31 de febrero de 1985", "-1", "1e5", "19/02/1985x", "🙂",
]  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_a_cell_that_is_a_date(text: str) -> None:
    assert rules.read_date(text, AS_OF) == DATES[text]


@pytest.mark.parametrize("text", NO_DATES)
def test_a_cell_that_is_no_date(text: str) -> None:
    assert rules.read_date(text, AS_OF) is None


def test_years_of_two_digits_are_those_before_the_cut_of_the_roster() -> None:
    assert rules.read_date("1/1/16", date(2015, 6, 1)) == date(1916, 1, 1)
    assert rules.read_date("1/1/15", date(2015, 6, 1)) == date(2015, 1, 1)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_date_is_read_in_every_way_it_is_written(day: date) -> None:
    written = ["%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d%m%Y", "%d.%m.%Y", "%Y/%m/%d 00:00"]
    assert {rules.read_date(day.strftime(form), AS_OF) for form in written} == {day}
    serial = (day - date(1899, 12, 30)).days
    assert serial < 10_000 or rules.read_date(str(serial), AS_OF) == day


@given(st.text("0123456789²٣/.- abcfeb", max_size=14))
@example("²²²²²")
def test_no_text_stops_an_import(text: str) -> None:
    found = rules.read_date(text, AS_OF)
    assert found is None or isinstance(found, date)


# --- documents

DOCUMENTS = {
    "36284517": "36284517",
    "36.284.517": "36284517",
    " 36 284 517 ": "36284517",
    "36,284,517": "36284517",
    "36284517.0": "36284517",
    "36.284.517,00": "36284517",
    "36.284.000": "36284000",
    "CC 36284517": "36284517",
    "C.C. 36.284.517": "36284517",
    "T.I. 1083865401": "1083865401",
    "00123456": "00123456",
    "ab-123456": "AB123456",
    "VEN12345": "VEN12345",
    "Ñ1": "Ñ1",
}
NO_DOCUMENTS = [
    "", " ", "0", "000000", "9", "999", "99999999", "1111111111", "NN", "N.N.", "NA", "N/A", "S/N", "SD", "-", ".",
    "#N/D", "SIN DOCUMENTO", "sin doc.", "No tiene", "NINGUNO", "PENDIENTE", "EN TRÁMITE", "INDOCUMENTADO",
    "1,07523E+09", "1.075234567E+09", "1E9", "🙂",
]  # fmt: skip


@pytest.mark.parametrize("text", DOCUMENTS)
def test_a_document_is_its_plain_number(text: str) -> None:
    assert family_rules.document_number(text) == DOCUMENTS[text]
    assert family_rules.document_number(DOCUMENTS[text]) == DOCUMENTS[text]


@pytest.mark.parametrize("text", NO_DOCUMENTS)
def test_a_placeholder_is_no_document(text: str) -> None:
    assert family_rules.document_number(text) == ""


@given(st.text(max_size=40))
def test_a_document_read_again_is_the_same(text: str) -> None:
    number = family_rules.document_number(text)
    assert family_rules.document_number(number) == number
    assert number == "" or any(character.isdigit() for character in number)


# --- persons


def _person(**changes: object) -> PersonFields:
    fields: dict[str, object] = {
        "first_name": "Ana", "second_name": "", "first_surname": "Gil", "second_surname": "", "sex": Sex.FEMALE,
        "birth_date": date(1990, 1, 1), "document_type": "CC", "document": "51000111",
    }  # fmt: skip
    return PersonFields(**(fields | changes))  # type: ignore[arg-type]  # fields by name


def _codes(person: PersonFields) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity) for finding in family_rules.check_person(person, AS_OF)]


EDGES = [
    ("RC", date(2019, 11, 22), True),  # 6
    ("RC", date(2019, 11, 21), False),  # 7 today
    ("TI", date(2019, 11, 22), False),
    ("TI", date(2019, 11, 21), True),
    ("TI", date(2008, 11, 22), True),  # 17
    ("TI", date(2008, 11, 21), False),  # 18 today
    ("CC", date(2008, 11, 22), False),
    ("CC", date(2008, 11, 21), True),
    ("RC", date(2026, 11, 21), True),
    ("PA", date(2020, 1, 1), True),
    ("CE", date(1950, 1, 1), True),
]


@pytest.mark.parametrize(("document_type", "born", "fits"), EDGES)
def test_documents_and_ages_at_the_edges(document_type: str, born: date, fits: bool) -> None:
    found = _codes(_person(document_type=document_type, birth_date=born))
    assert found == ([] if fits else [("document_age_mismatch", Severity.WARNING)])


def test_what_is_wrong_with_a_person() -> None:
    assert _codes(_person(document="", document_type="")) == [("document_missing", "warning")]
    assert _codes(_person(document_type="")) == [("document_type_missing", "error")]
    assert _codes(_person(first_name="?", first_surname="")) == [("name_missing", "error")] * 2
    assert _codes(_person(birth_date=None)) == [("birth_date_invalid", "error")]
    assert _codes(_person(birth_date=date(2026, 11, 22))) == [("birth_date_future", "error")]
    assert _codes(_person(birth_date=AS_OF, document_type="RC")) == []
    assert _codes(_person(birth_date=date(1889, 12, 31))) == [("birth_date_invalid", "error")]


def test_what_is_typed_is_stored_tidy() -> None:
    typed = _person(first_name="  Ana   María ", document=" 51.000.111", second_surname="\t")
    assert family_rules.tidy_person(typed) == _person(first_name="Ana María")
    assert family_rules.tidy_person(_person(document="NN")) == _person(document="", document_type="")


# --- levels, municipalities, answers, footers

LEVELS = {
    "1": ("sisben_iii", "1"), "I": ("sisben_iii", "1"), "Nivel II": ("sisben_iii", "2"), "N1": ("sisben_iii", "1"),
    "SISBÉN III 1": ("sisben_iii", "1"), "A1": ("sisben_iv", "A1"), "b 7": ("sisben_iv", "B7"),
    "Grupo C18": ("sisben_iv", "C18"), "SISBEN IV D21": ("sisben_iv", "D21"), "A": ("sisben_iv", "A"),
    "": ("sisben_iii", ""), "NO TIENE": ("sisben_iii", ""), "N/A": ("sisben_iii", ""), "0": ("sisben_iii", "0"),
}  # fmt: skip


@pytest.mark.parametrize("text", LEVELS)
def test_levels_keep_their_version_of_the_sisben(text: str) -> None:
    source, level = LEVELS[text]
    assert rules.read_level(text) == (TargetingSource(source), level)


PLACES = [
    ("41551", "", "41551"),
    ("41551.0", "", "41551"),
    ("41.551", "", "41551"),
    ("5001", "", "05001"),
    ("551", "41", "41551"),
    ("551", "Huila", "41551"),
    ("1", "5", "05001"),
    ("001", "05", "05001"),
    ("PITALITO", "", "41551"),
    ("la plata", "", "41396"),
    ("Armenia", "Quindío", "63001"),
    ("Armenia", "63", "63001"),
    ("Armenia", "05", "05059"),
    ("Armenia", "", ""),
    ("Armenia", "Huila", ""),
    ("551", "", ""),
    ("551", "Narnia", ""),
    ("99999", "", ""),
    ("", "41", ""),
    ("²²²", "41", ""),
    ("41551x", "", ""),
]


@pytest.mark.parametrize(("text", "department", "code"), PLACES)
def test_municipalities_by_code_or_name(text: str, department: str, code: str) -> None:
    assert rules.read_municipality(text, department) == code


def test_answers() -> None:
    assert {rules.read_answer(text) for text in ("SI", "sí", "x", "1", "Verdadero")} == {Answer.YES}
    assert {rules.read_answer(text) for text in ("no", "2", "0", "NO APLICA")} == {Answer.NO}
    assert {rules.read_answer(text) for text in ("", "quizá", "3")} == {None}


FOOTERS = [["TOTAL", "12"], ["", "Total general: 25"], ["TOTALES"], ["Subtotal", "3"], ["Elaboró: Ana Gil"],
           ["FUENTE: DNP, 2015"], ["Revisó"], ["Fin del reporte"]]  # fmt: skip
NO_FOOTERS = [["Fuentes", "Ana"], ["TOTAL", "1", "2", "3", "4"], ["41551", "Total"], [], ["", " "], ["Totumo"]]


def test_footers_are_no_people() -> None:
    assert all(map(rules.is_footer, FOOTERS))
    assert not any(map(rules.is_footer, NO_FOOTERS))


# --- whole rows


def _read(column: tuple[str, ...] = ("1", "2"), /, **cells: str) -> Draft:
    titles = {"COD_MPIO": "municipality", "FICHA": "household", "NUCLEO": "nucleus", "TIPO_DOC": "document_type",
              "NUM_DOC": "document", "APELLIDO1": "first_surname", "APELLIDO2": "second_surname",
              "NOMBRE1": "first_name", "NOMBRE2": "second_name", "FEC_NAC": "birth_date", "SEXO": "sex",
              "PARENTESCO": "kinship", "BARRIO_VEREDA": "settlement", "DIRECCION": "address", "TELEFONO": "phone",
              "NIVEL": "level"}  # fmt: skip
    reader = RowReader(
        {titles[heading]: index for index, heading in enumerate(rosters.HEADINGS)},
        as_of=AS_OF,
        sex=catalogues.sex_reader(column),
        zone=catalogues.zone_reader(()),
        declaration_source=TargetingSource.RUPD,
        surnames_first=False,
    )
    return reader.read(7, tuple(rosters.row(**cells)))


def test_a_sound_row() -> None:
    draft = _read()
    assert (draft.row_number, draft.municipality, draft.household_key) == (7, "41551", "1000-1")
    assert (draft.rejected, draft.codes, draft.kinship) == ("", [], Kinship.HEAD)
    assert draft.person == PersonFields(
        first_name="Rosalba", second_name="", first_surname="Muñoz", second_surname="Ordóñez", sex=Sex.FEMALE,
        birth_date=date(1985, 2, 19), document_type="CC", document="36284517",
    )  # fmt: skip
    home = draft.household
    assert (home.settlement, home.address, home.phone) == ("El Cabuyal", "FINCA LA ESPERANZA", "3215795346")
    assert (home.source, home.level, home.zone) == (TargetingSource.SISBEN_III, "1", None)


REJECTED = [
    ({"COD_MPIO": "99999"}, ["unknown_municipality"]),
    ({"FICHA": "", "NUCLEO": "1"}, ["household_missing"]),
    ({"FICHA": "1,2E+07"}, ["household_missing"]),
    ({"NOMBRE1": "…"}, ["name_missing"]),
    ({"FEC_NAC": "31/02/1985"}, ["birth_date_invalid"]),
    ({"FEC_NAC": "22/11/2026"}, ["birth_date_future"]),
    ({"COD_MPIO": "", "FEC_NAC": "", "NOMBRE1": "", "FICHA": ""},
     ["unknown_municipality", "household_missing", "name_missing", "birth_date_invalid"]),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "codes"), REJECTED)
def test_a_row_that_cannot_come_in_says_everything_that_is_wrong(cells: dict[str, str], codes: list[str]) -> None:
    draft = _read(**cells)
    assert (draft.rejected, draft.codes) == (codes[0], codes)


def test_a_row_as_a_spreadsheet_spoils_it() -> None:
    spoilt = _read(COD_MPIO="41551.0", FICHA="1000.0", NUCLEO="1.0", NUM_DOC="36284517.0", TELEFONO="3215795346.0")
    assert spoilt == _read()


def test_a_document_without_type_gets_the_one_of_the_age() -> None:
    types = {
        born: _read(TIPO_DOC="", FEC_NAC=born).person.document_type
        for born in ("22/11/2019", "21/11/2019", "22/11/2008", "21/11/2008")
    }
    assert list(types.values()) == ["RC", "TI", "TI", "CC"]
    assert _read(TIPO_DOC="CC", NUM_DOC="NN").person.document_type == ""


SEXES = [
    (("M", "F"), {"M": Sex.MALE, "F": Sex.FEMALE}),
    (("H", "M"), {"H": Sex.MALE, "M": Sex.FEMALE}),
    (("1", "2"), {"1": Sex.MALE, "2": Sex.FEMALE}),
    (("HOMBRE", "MUJER"), {"HOMBRE": Sex.MALE, "MUJER": Sex.FEMALE}),
    (("Masculino", "Femenino"), {"Masculino": Sex.MALE, "Femenino": Sex.FEMALE}),
    (("M",), {"M": Sex.UNKNOWN, "": Sex.UNKNOWN, "?": Sex.UNKNOWN}),
    (("H", "M", "F"), {"M": Sex.UNKNOWN, "H": Sex.MALE, "F": Sex.FEMALE}),
]


@pytest.mark.parametrize(("column", "read"), SEXES)
def test_the_letter_m_means_what_its_column_means(column: tuple[str, ...], read: dict[str, Sex]) -> None:
    assert {text: _read(column, SEXO=text).person.sex for text in read} == read


def test_zone_two_is_a_populated_centre_only_beside_three() -> None:
    assert catalogues.zone_reader(("1", "2"))("2") is Zone.RURAL
    assert catalogues.zone_reader(("1", "2", "3"))("2") is Zone.RURAL_CENTER


# --- heads


def _heads(*told: tuple[Kinship, date | None]) -> list[tuple[Kinship, str]]:
    return settle_heads([kinship for kinship, _born in told], [born for _kinship, born in told], AS_OF)


def test_every_household_gets_one_head() -> None:
    young, old = date(2015, 1, 1), date(1950, 1, 1)
    head, child, other = Kinship.HEAD, Kinship.CHILD, Kinship.OTHER_RELATIVE
    assert _heads((child, young), (head, old)) == [(child, ""), (head, "")]
    assert _heads((head, young), (head, old), (head, old)) == [
        (head, ""),
        (other, "second_head"),
        (other, "second_head"),
    ]
    assert _heads((child, young), (other, old)) == [(child, ""), (head, "head_inferred")]
    assert _heads((child, young)) == [(head, "head_inferred")]


@given(
    st.lists(st.tuples(st.sampled_from(list(Kinship)), st.none() | st.dates(max_value=AS_OF)), min_size=1, max_size=9)
)
def test_there_is_never_none_nor_two(told: list[tuple[Kinship, date | None]]) -> None:
    settled = _heads(*told)
    assert [kinship for kinship, _warning in settled].count(Kinship.HEAD) == 1
    warned = {warning for _kinship, warning in settled} - {""}
    heads = [kinship for kinship, _born in told].count(Kinship.HEAD)
    assert warned == ({"head_inferred"} if heads == 0 else {"second_head"} if heads > 1 else set())
