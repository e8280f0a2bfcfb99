"""Whatever wrote a roster, the same table comes out: text in one canonical form, rows with the sheet's numbers."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, datetime, time
from itertools import product
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from gsi_desktop.services.core import messages
from gsi_desktop.services.exchange import reading, tables
from tests.support.hostile_files import SAMPLES, inline, members, plain_book, rows_of, write_book, write_zip

# --- A51

TABLE = [
    ("DOCUMENTO", "NOMBRE", "DIRECCIÓN"),
    ("00123", "MUÑOZ PEÑA", "CALLE 8 # 17-37\nPISO 2"),
    ("1083", 'ROSA "LA MONA"', "KM 5; VÍA, AL|SUR\tHUILA"),
    (),
    ("+57 300", " ÁLVARO ", "=1+1"),
    ("", "JOSÉ", ""),
]
EXPECTED = [
    (1, ("DOCUMENTO", "NOMBRE", "DIRECCIÓN")),
    (2, ("00123", "MUÑOZ PEÑA", "CALLE 8 # 17-37\nPISO 2")),
    (3, ("1083", 'ROSA "LA MONA"', "KM 5; VÍA, AL|SUR HUILA")),
    (4, ()),
    (5, ("+57 300", " ÁLVARO ", "=1+1")),
    (6, ("", "JOSÉ")),
]
ENCODINGS = {"cp1252": "cp1252", "utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "utf-16": "utf-16-le"}


def write_text(path: Path, encoding: str, separator: str, ending: str = "\r\n") -> Path:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows(TABLE)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


@pytest.mark.check("A51")
@pytest.mark.parametrize(("encoding", "separator"), list(product(ENCODINGS, ";,\t")))
def test_every_encoding_and_separator_gives_the_same_table(tmp_path: Path, encoding: str, separator: str) -> None:
    path = write_text(tmp_path / "padron.csv", encoding, separator)
    found = reading.preview(path)
    assert (found.kind, found.encoding, found.separator) == ("csv", ENCODINGS[encoding], separator)
    assert rows_of(path) == EXPECTED
    (sheet,) = found.sheets
    assert (sheet.name, sheet.rows, sheet.columns) == ("padron", 6, 3)
    assert sheet.head == tuple(cells for _, cells in EXPECTED)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("suffix", [".txt", ".tsv", ".CSV"])
def test_other_endings_names_and_marks(tmp_path: Path, suffix: str, ending: str) -> None:
    path = tmp_path / f"padron{suffix}"
    path.write_bytes(b"\xfe\xff" + write_text(path, "utf-16-be", "|", ending).read_bytes())
    assert (reading.preview(path).encoding, reading.preview(path).separator) == ("utf-16-be", "|")
    assert rows_of(path) == EXPECTED


def test_decimal_commas_do_not_pass_for_separators(tmp_path: Path) -> None:
    path = tmp_path / "puntajes.csv"
    path.write_text("FICHA;PUNTAJE;NOMBRE\n" + "7;20,96;PÉREZ, ANA\n" * 50, encoding="utf-8")
    assert reading.preview(path).separator == ";"


def test_a_title_above_and_one_column_alone(tmp_path: Path) -> None:
    path = tmp_path / "padron.csv"
    path.write_text("ALCALDÍA DE PITALITO\n\nA,B\n1,2\n3,4\n", encoding="utf-8")
    assert rows_of(path)[2:] == [(3, ("A", "B")), (4, ("1", "2")), (5, ("3", "4"))]
    path.write_text("DOCUMENTO\n1083\n", encoding="utf-8")
    assert reading.preview(path).separator is None
    assert rows_of(path) == [(1, ("DOCUMENTO",)), (2, ("1083",))]


def test_the_hint_of_excel_is_followed_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "padron.csv"
    path.write_text("sep=|\na;b|c\n1;2|3\n", encoding="utf-8")
    assert rows_of(path) == [(1, ()), (2, ("a;b", "c")), (3, ("1;2", "3"))]


def test_bytes_that_no_encoding_knows_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "padron.csv"
    path.write_bytes(b"NOMBRE;X\nMU\xd1OZ \x81\x8d;1\n")
    found = reading.preview(path)
    assert [(note.code, note.params) for note in found.notes] == [("characters_unknown", {"count": 2})]
    assert rows_of(path)[1] == (2, ("MUÑOZ \ufffd\ufffd", "1"))


def test_a_chosen_sheet_does_not_matter_to_a_text_file(tmp_path: Path) -> None:
    path = write_text(tmp_path / "padron.csv", "utf-8", ";")
    assert rows_of(path, "padron") == EXPECTED


# --- workbooks


def test_every_kind_of_cell_has_one_text(tmp_path: Path) -> None:
    path = tmp_path / "padron.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    afternoon = datetime(1974, 8, 13, 15, 30)  # noqa: DTZ001 - a sheet knows no zone
    values = [
        (41551, "41551"),
        (20.96, "20.96"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (-5, "-5"),
        (1083e9, "1083000000000"),
        (date(1974, 8, 13), "1974-08-13"),
        (afternoon.replace(hour=0, minute=0), "1974-08-13"),
        (afternoon, "1974-08-13 15:30:00"),
        (time(15, 30), "15:30:00"),
        (True, "SI"),
        (False, "NO"),
        ("007", "007"),
        (" MUÑOZ ", " MUÑOZ "),
        ("MUN\u0303OZ", "MUÑOZ"),
        ("a\tb\u200bc\x7f\r\nd", "a bc\nd"),
        ("ÑA\u00adME", "ÑAME"),
        (None, ""),
        ("fin", "fin"),
    ]
    for column, (value, _) in enumerate(values, 1):
        sheet.cell(3, column, value)
    book.save(path)
    assert rows_of(path) == [(1, ()), (2, ()), (3, tuple(text for _, text in values))]


def test_errors_formulas_and_odd_cells(tmp_path: Path) -> None:
    cells = (
        '<c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><f>1+1</f></c>'
        '<c r="D1"><v>1e400</v></c><c r="E1" t="str"><f>A1</f><v>hola</v></c>'
        '<c r="F1" t="inlineStr"><is><r><t>MU</t></r><r><t>ÑOZ</t></r></is></c><c r="G1" t="b"><v>1</v></c>'
        '<c r="H1" t="d"><v>1974-08-13T00:00:00</v></c><c r="I1"><v>20.960000000000001</v></c>'
    )
    path = write_book(tmp_path / "padron.xlsx", f'<row r="1">{cells}</row>')
    assert rows_of(path) == [(1, ("", "2", "", "", "hola", "MUÑOZ", "SI", "1974-08-13", "20.96"))]


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_both_epochs_of_excel(tmp_path: Path, epoch: int) -> None:
    path = tmp_path / "padron.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": epoch == 1904}) as book:
        sheet = book.add_worksheet()
        style = book.add_format({"num_format": "dd/mm/yyyy"})
        for column, day in enumerate((date(1974, 8, 13), date(2026, 11, 21), date(1904, 3, 1))):
            sheet.write_datetime(0, column, day, style)
    assert rows_of(path) == [(1, ("1974-08-13", "2026-11-21", "1904-03-01"))]


def test_rows_and_columns_keep_their_places(tmp_path: Path) -> None:
    """Blank rows above, between and after; blank columns before."""
    rows = f'<row r="3">{inline("C3", "x")}</row><row r="6">{inline("B6", "y")}{inline("D6", " ")}</row>'
    path = write_book(tmp_path / "padron.xlsx", f'{rows}<row r="9">{inline("A9", " ")}</row>')
    assert rows_of(path) == [(1, ()), (2, ()), (3, ("", "", "x")), (4, ()), (5, ()), (6, ("", "y"))]
    assert [(sheet.rows, sheet.columns) for sheet in reading.preview(path).sheets] == [(6, 3)]


def test_sheets_merges_and_hidden_things_are_told(tmp_path: Path) -> None:
    path = tmp_path / "padron.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Portada"
    book.active.sheet_state = "hidden"
    roster = book.create_sheet("Padrón 2026")
    roster.append(["TÍTULO", None, None])
    roster.merge_cells("A1:C1")
    roster.append(["DOCUMENTO", "NOMBRE", "EDAD"])
    roster.append(["1083", "ROSA", 30])
    roster.row_dimensions[3].hidden = True
    roster.column_dimensions["B"].hidden = True
    chart = book.create_chartsheet("Gráfica")
    assert chart.title == "Gráfica"
    book.save(path)
    found = reading.preview(path)
    assert [(sheet.name, sheet.rows) for sheet in found.sheets] == [("Portada", 0), ("Padrón 2026", 3)]
    assert [(note.code, note.params) for note in found.notes] == [
        ("hidden_sheet", {"sheet": "Portada"}),
        ("merged_cells", {"sheet": "Padrón 2026", "count": 1}),
        ("hidden_rows", {}),
        ("hidden_columns", {}),
    ]
    assert all(messages.text(note.code, **note.params) for note in found.notes)
    assert rows_of(path)[0] == (1, ("TÍTULO",)), "the first sheet that is shown"
    assert rows_of(path, "Padrón 2026")[2] == (3, ("1083", "ROSA", "30"))
    assert rows_of(path, "Portada") == []


def test_shared_and_inline_texts_are_the_same(tmp_path: Path) -> None:
    both = []
    for name, in_memory in (("compartido", False), ("en_linea", True)):
        path = tmp_path / f"{name}.xlsx"
        with xlsxwriter.Workbook(path, {"constant_memory": in_memory, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate([("A", " b ", "=c"), ("_x000D_", "d\ne", "<&>")]):
                sheet.write_row(number, 0, row)
        both.append(rows_of(path))
    assert both[0] == both[1] == [(1, ("A", " b ", "=c")), (2, ("_x000D_", "d\ne", "<&>"))]


def test_prefixed_xml_is_read(tmp_path: Path) -> None:
    rows = '<x:row r="2"><x:c r="B2" t="s"><x:v>0</x:v></x:c></x:row>'
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<x:worksheet xmlns:x="{namespace}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    path = write_zip(tmp_path / "padron.xlsx", members(sheet, texts="<si><t>ROSA</t></si>"))
    assert rows_of(path) == [(1, ()), (2, ("", "ROSA"))]


def test_the_preview_shows_forty_rows_and_cuts_long_cells(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "padron.xlsx", [["DOCUMENTO", "x" * 2000]] * 60)
    (sheet,) = reading.preview(path).sheets
    assert (sheet.rows, len(sheet.head)) == (60, 40)
    assert sheet.head[0] == ("DOCUMENTO", "x" * 500)


# --- samples


@pytest.mark.check("A51")
def test_the_sample_extract_in_cp1252() -> None:
    path = SAMPLES / "padron_rupd_neiva.csv"
    found = reading.preview(path)
    assert (found.encoding, found.separator, found.notes) == ("cp1252", ";", ())
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    rows = rows_of(path)
    assert rows[0][1][:4] == ("Código Municipio", "Declaración", "Tipo documento", "Documento")
    plain = [line.split(";") for line in path.read_bytes().decode("cp1252").splitlines()]
    assert [list(cells) for _, cells in rows] == [trimmed(cells) for cells in plain]


@pytest.mark.check("A51")
def test_the_sample_extract_in_excel() -> None:
    path = SAMPLES / "padron_sisben_pitalito.xlsx"
    found = reading.preview(path)
    assert [(sheet.rows, sheet.columns) for sheet in found.sheets] == [(1172, 22)]
    assert [note.code for note in found.notes] == ["merged_cells"]
    rows = rows_of(path)
    assert rows[2] == (3, ())
    assert rows[-1] == (1172, ("TOTAL PERSONAS", "1160"))
    sheet = openpyxl.load_workbook(path).active
    for (number, cells), other in zip(rows, sheet.iter_rows(values_only=True), strict=True):
        assert list(cells) == trimmed(
            [tables._AS_TEXT[type(value)](value) if value is not None else "" for value in other]
        ), number


def trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells
