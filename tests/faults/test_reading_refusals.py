"""Hostile and sloppy roster files are refused with a reason, in bounded memory, and nothing in them is followed."""

from __future__ import annotations

import os
import random
import socket
import sys
import zipfile
from itertools import chain
from pathlib import Path

import pytest

from gsi_desktop.services.exchange import formats, reading
from tests.support.hostile_files import (
    MEGABYTE,
    inline,
    lie_about_size,
    measured,
    members,
    plain_book,
    refusal,
    rows_of,
    sheet_xml,
    write_book,
    write_zip,
)

needs_proc = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="peak memory is read from /proc")
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
TABLE = [["DOCUMENTO", "NOMBRE"], ["1083", "ROSA"]]

STRANGERS = {
    "vacio.csv": (b"", "file_empty"),
    "vacio.xlsx": (b"", "file_empty"),
    "carta.docx": (b"PK\x03\x04", "file_not_roster_type"),
    "sin_extension": (b"a;b\n", "file_not_roster_type"),
    "viejo.xls": (OLE, "old_excel"),
    "tabla_web.xls": (b"<table><tr><td>1</td></tr></table>", "old_excel"),
    "macros.xlsm": (b"PK\x03\x04", "old_excel"),
    "binario.xlsb": (b"PK\x03\x04", "old_excel"),
    "libre.ods": (b"PK\x03\x04", "old_excel"),
    "viejo_renombrado.xlsx": (OLE + "Workbook".encode("utf-16-le"), "old_excel"),
    "viejo_renombrado.csv": (OLE + "Workbook".encode("utf-16-le"), "old_excel"),
    "con_clave.xlsx": (OLE + bytes(MEGABYTE) + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
    "texto.xlsx": (b"DOCUMENTO;NOMBRE\n1083;ROSA\n", "file_type_mismatch"),
    "libro.csv": (b"PK\x03\x04" + bytes(100), "file_type_mismatch"),
    "foto.csv": (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8, "file_type_mismatch"),
    "pagina.csv": (b"<!DOCTYPE html><html></html>", "file_type_mismatch"),
    "papel.txt": (b"%PDF-1.7\n1 0 obj\n", "file_type_mismatch"),
    "ruido.csv": (random.Random(1).randbytes(5000), "file_type_mismatch"),
    "nulos_despues.csv": (b"a;b\n" * 5000 + bytes(50), "file_type_mismatch"),
    "roto.xlsx": (b"PK\x03\x04" + random.Random(2).randbytes(5000), "file_unreadable"),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_files_that_are_no_roster_are_refused_with_their_reason(tmp_path: Path, name: str) -> None:
    content, code = STRANGERS[name]
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path) == code


def test_files_without_content(tmp_path: Path) -> None:
    blank = tmp_path / "en_blanco.csv"
    blank.write_bytes(b"\r\n;;;\r\n \r\n")
    for path in (blank, write_book(tmp_path / "en_blanco.xlsx", "")):
        with pytest.raises(reading.ExpectedError) as caught:
            reading.preview(path)
        assert caught.value.code == "file_empty"
        assert rows_of(path) == []


def test_missing_folder_and_oversized(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no_esta.csv") == "file_missing"
    (tmp_path / "carpeta.csv").mkdir()
    assert refusal(tmp_path / "carpeta.csv") == "file_not_roster_type"
    large = tmp_path / "grande.csv"
    with large.open("wb") as stream:
        stream.truncate(formats.MAX_FILE + 1)
    assert refusal(large) == "file_too_large"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tubo.csv")
    assert refusal(tmp_path / "tubo.csv") == "file_not_roster_type"


# --- A48


def bomb(path: Path) -> Path:
    return write_book(path, f'<row r="1">{inline("A1", "a" * 100 * MEGABYTE)}</row>')


def hidden_bomb(path: Path) -> Path:
    """The directory declares a harmless size."""
    return lie_about_size(bomb(path), SHEET, 5000)


def modest_liar(path: Path) -> Path:
    """Neither the size nor the ratio are extreme; only the declaration is false."""
    rows = "".join(f'<row r="{n}">{inline(f"A{n}", str(n * 7919))}</row>' for n in range(1, 20_000))
    return lie_about_size(write_book(path, rows), SHEET, 100_000)


def nested(path: Path) -> Path:
    inner = write_zip(path.with_suffix(".inner"), {"x": "y" * 1000})
    return write_zip(path, members(sheet_xml("")) | {"xl/media/foto.png": inner.read_bytes()})


def crowded(path: Path) -> Path:
    return write_zip(path, members(sheet_xml("")) | {f"xl/media/{n}.xml": "<a/>" for n in range(10_000)})


def crowded_quietly(path: Path) -> Path:
    """A directory of 300,000 members, of which the end record admits to ten."""
    data = write_zip(path, members(sheet_xml(""))).read_bytes()
    start, end = data.rfind(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    entries = data[start:end] * 300_000
    first = int.from_bytes(data[end + 16 : end + 20], "little")
    last = bytearray(data[end:])
    last[8:12] = (10).to_bytes(2, "little") * 2
    last[12:16] = (start - first + len(entries)).to_bytes(4, "little")
    path.write_bytes(data[:start] + entries + last)
    return path


def overlapping(path: Path) -> Path:
    """Many members share the same packed bytes, so that each alone looks harmless."""
    write_zip(path, members(sheet_xml("")) | {f"xl/media/{n:03}.xml": f"<a>{n * 7919}</a>" * 9000 for n in range(150)})
    with zipfile.ZipFile(path) as archive:
        first = archive.getinfo("xl/media/000.xml")
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        if b"media" in data[at + 46 : at + 70]:
            data[at + 42 : at + 46] = first.header_offset.to_bytes(4, "little")
            data[at + 20 : at + 24] = (MEGABYTE // 2).to_bytes(4, "little")
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(data)
    return path


BOMBS = {
    bomb: "zip_bomb",
    hidden_bomb: "zip_bomb",
    modest_liar: "zip_bomb",
    overlapping: "zip_bomb",
    crowded: "zip_bomb",
    crowded_quietly: "zip_bomb",
    nested: "zip_unsafe",
}


@needs_proc
@pytest.mark.check("A48")
@pytest.mark.parametrize("make", BOMBS, ids=lambda make: make.__name__)
def test_bombs_are_refused_in_little_memory(tmp_path: Path, make) -> None:
    outcome = measured(make(tmp_path / "padron.xlsx"))
    assert outcome.code == BOMBS[make]
    assert outcome.child_mb < 150
    assert outcome.parent_mb < 150


@pytest.mark.parametrize("name", ["../../fuera.xml", "/etc/fuera.xml", "xl\\..\\fuera.xml", "C:\\fuera.xml"])
def test_names_that_lead_out_of_the_archive(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "padron.xlsx", members(sheet_xml("")) | {name: "<a/>"})
    assert refusal(path) == "zip_unsafe"


def test_locked_members_and_other_documents(tmp_path: Path) -> None:
    locked = plain_book(tmp_path / "clave.xlsx", TABLE)
    data = bytearray(locked.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(data)
    assert refusal(locked) == "file_encrypted"
    letter = write_zip(tmp_path / "carta.xlsx", {"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"})
    assert refusal(letter) == "file_not_roster_type"
    free = write_zip(tmp_path / "libre.xlsx", {"mimetype": "application/x", "content.xml": "<a/>"})
    assert refusal(free) == "old_excel"


# --- A49


@pytest.fixture
def listener():
    """A server that must never be spoken to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x"
        with pytest.raises(BlockingIOError):
            server.accept()


LAUGHS = "<!DOCTYPE a [" + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"


@pytest.mark.check("A49")
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", SHEET, "_rels/.rels", "docProps/app.xml"])
def test_declarations_are_refused_wherever_they_stand(tmp_path: Path, part: str, listener: str) -> None:
    secret = tmp_path / "secreto.txt"
    secret.write_text("NO SE LEE", encoding="utf-8")
    parts = members(sheet_xml(f'<row r="1">{inline("A1", "&x;")}</row>')) | {"docProps/app.xml": "<Properties/>"}
    for declaration in (
        f'<!DOCTYPE a SYSTEM "{listener}">',
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>',
        LAUGHS,
    ):
        content = str(parts[part]).removeprefix('<?xml version="1.0"?>')
        path = write_zip(tmp_path / "padron.xlsx", parts | {part: f'<?xml version="1.0"?>{declaration}{content}'})
        assert refusal(path) == "xml_entities"


@pytest.mark.check("A49")
def test_a_declaration_across_two_pieces_is_seen(tmp_path: Path) -> None:
    for padding in range((1 << 16) - 4, (1 << 16) + 2):
        # Stored, so that pieces end exactly every 64 kB.
        content = b"<?xml version='1.0'?>" + b" " * (padding - 21) + b"<!DOCTYPE a><a/>"
        with zipfile.ZipFile(tmp_path / "padron.xlsx", "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("xl/otro.xml", content)
        assert refusal(tmp_path / "padron.xlsx") == "xml_entities", padding


@pytest.mark.check("A49")
def test_declarations_in_wide_text_do_not_slip_through(tmp_path: Path) -> None:
    wide = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><worksheet/>'.encode("utf-16")
    path = write_zip(tmp_path / "padron.xlsx", members(sheet_xml("")) | {SHEET: wide})
    assert refusal(path) == "zip_unsafe"


@pytest.mark.check("A49")
def test_links_to_other_files_are_not_followed(tmp_path: Path, listener: str) -> None:
    rows = f'<row r="1"><c r="A1"><f>[1]Hoja1!A1</f><v>7</v></c>{inline("B1", "x")}</row>'
    relation = f'<Relationship Id="rId1" Type="x/externalLinkPath" Target="{listener}" TargetMode="External"/>'
    parts = members(sheet_xml(rows), book='<externalReferences><externalReference r:id="rId9"/></externalReferences>')
    parts["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = f"<Relationships>{relation}</Relationships>"
    parts["xl/connections.xml"] = (
        f'<connections><connection id="1"><webPr url="{listener}"/></connection></connections>'
    )
    path = write_zip(tmp_path / "padron.xlsx", parts)
    assert rows_of(path) == [(1, ("7", "x"))]
    assert [note.code for note in reading.preview(path).notes] == ["external_links"]


@pytest.mark.check("A49")
def test_macros_under_another_name_are_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "padron.xlsx", members(sheet_xml("")) | {"xl/vbaProject.bin": OLE})
    assert refusal(path) == "old_excel"


# --- A50


HERE = "@"
BOOK = "xl/workbook.xml"
SHARED = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


def with_giant(path: Path, parts: dict, part: str, before: str, after: str) -> Path:
    """Put 400 MB in place of the mark in a part; they pack to some 40:1, so that the ratio alone does not tell."""
    source = random.Random(3)
    start, _, end = str(parts[part]).partition(HERE)
    pieces = (before + source.randbytes(10).hex() + "a" * 480 + after for _ in range(800_000))
    return write_zip(path, parts | {part: chain([start], pieces, [end])}, level=1)


def giant_cell(path: Path) -> Path:
    return with_giant(path, members(sheet_xml(f'<row r="1">{inline("A1", HERE)}</row>')), SHEET, "", "")


def giant_cell_in_runs(path: Path) -> Path:
    """A text of endless small runs, none of them long."""
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is>{HERE}</is></c></row>'
    return with_giant(path, members(sheet_xml(cell)), SHEET, "<r><t>", "</t></r>")


def giant_shared(path: Path) -> Path:
    parts = members(sheet_xml(SHARED), texts=f"<si><t>{HERE}</t></si>")
    return with_giant(path, parts, "xl/sharedStrings.xml", "", "")


def giant_shared_in_runs(path: Path) -> Path:
    parts = members(sheet_xml(SHARED), texts=f"<si>{HERE}</si>")
    return with_giant(path, parts, "xl/sharedStrings.xml", "<r><t>", "</t></r>")


def giant_name(path: Path) -> Path:
    """Not a cell, but the name of a sheet."""
    parts = members(sheet_xml(SHARED))
    return with_giant(path, parts | {BOOK: str(parts[BOOK]).replace("Hoja1", HERE)}, BOOK, "", "")


GIANTS = [giant_cell, giant_cell_in_runs, giant_shared, giant_shared_in_runs, giant_name]


@needs_proc
@pytest.mark.check("A50")
@pytest.mark.parametrize("make", GIANTS, ids=lambda make: make.__name__)
def test_a_giant_cell_is_refused_in_little_memory(tmp_path: Path, make) -> None:
    outcome = measured(make(tmp_path / "padron.xlsx"))
    assert outcome.code == "cell_too_long"
    assert outcome.child_mb < 150
    assert outcome.parent_mb < 150


LAST_ROW, LAST_COLUMN = 1_048_576, "XFD"
FIRST = f'<row r="1">{inline("A1", "DOCUMENTO")}{inline("B1", "NOMBRE")}</row>'


def formatted_rows(path: Path) -> Path:
    empty = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(2, LAST_ROW + 1))
    return write_book(path, FIRST + empty)


def formatted_rows_alone(path: Path) -> Path:
    return write_book(path, FIRST + "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(2, LAST_ROW + 1)))


def formatted_columns(path: Path) -> Path:
    empty = "".join(f'<c r="{column_letters(n)}2" s="1"/>' for n in range(1, 16_385))
    return write_book(path, f'{FIRST}<row r="2" spans="1:16384">{empty}</row>')


def blanks_at_the_end(path: Path) -> Path:
    """Spaces and empty texts are no content."""
    blank = "".join(f'<row r="{n}">{inline(f"A{n}", "")}{inline(f"B{n}", "  ")}</row>' for n in range(2, 100_000))
    return write_book(path, FIRST + blank)


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@needs_proc
@pytest.mark.check("A50")
@pytest.mark.parametrize(
    "make", [formatted_rows, formatted_rows_alone, formatted_columns, blanks_at_the_end], ids=lambda make: make.__name__
)
def test_formatted_emptiness_is_trimmed(tmp_path: Path, make) -> None:
    path = make(tmp_path / "padron.xlsx")
    outcome = measured(path)
    assert (outcome.code, outcome.rows) == ("read", 1)
    assert outcome.child_mb < 300
    assert outcome.parent_mb < 150
    (sheet,) = reading.preview(path).sheets
    assert (sheet.columns, sheet.head) == (2, (("DOCUMENTO", "NOMBRE"),))


def full_columns(path: Path) -> Path:
    return write_book(
        path, f'<row r="1">{"".join(inline(f"{column_letters(n)}1", "x") for n in range(1, 16_385))}</row>'
    )


def value_in_the_last_column(path: Path) -> Path:
    return write_book(path, f'{FIRST}<row r="2">{inline("XFD2", "x")}</row>')


def value_in_the_last_row(path: Path) -> Path:
    return write_book(path, f'{FIRST}<row r="{LAST_ROW}">{inline(f"A{LAST_ROW}", "x")}</row>')


def value_in_the_last_cell(path: Path) -> Path:
    return write_book(path, f'{FIRST}<row r="{LAST_ROW}">{inline(f"{LAST_COLUMN}{LAST_ROW}", "x")}</row>')


def wide_and_long(path: Path) -> Path:
    """Both within their limits, the rectangle is not."""
    return write_book(
        path, f'{FIRST}<row r="2">{inline("KN2", "x")}</row><row r="299999">{inline("A299999", "x")}</row>'
    )


def prefixed(path: Path) -> Path:
    """The same far value as some programs of Microsoft's own library write it."""
    sheet = sheet_xml(value_rows := f'<row r="{LAST_ROW}"><c r="{LAST_COLUMN}{LAST_ROW}"><v>1</v></c></row>')
    assert value_rows in sheet
    sheet = sheet.replace("xmlns=", "xmlns:x=").replace("</", "</x:").replace("<", "<x:")
    sheet = sheet.replace("<x:/x:", "</x:").replace("<x:?", "<?")
    return write_zip(path, members(sheet))


TOO_MUCH = {
    full_columns: "too_many_columns",
    value_in_the_last_column: "too_many_columns",
    value_in_the_last_row: "too_many_rows",
    value_in_the_last_cell: "too_many_rows",
    wide_and_long: "too_many_cells",
    prefixed: "too_many_rows",
}


@needs_proc
@pytest.mark.check("A50")
@pytest.mark.parametrize("make", TOO_MUCH, ids=lambda make: make.__name__)
def test_content_far_out_is_refused_before_it_costs_memory(tmp_path: Path, make) -> None:
    outcome = measured(make(tmp_path / "padron.xlsx"))
    assert outcome.code == TOO_MUCH[make]
    assert outcome.child_mb < 150
    assert outcome.parent_mb < 150


def test_hunger_for_memory_is_a_normal_error(tmp_path: Path) -> None:
    """XML in a manner our look does not expect: the reader itself asks for gigabytes and is stopped."""
    rows = (
        f"<row r='1'><c r='A1'><v>1</v></c></row><row r='{LAST_ROW}'><c r='{LAST_COLUMN}{LAST_ROW}'><v>1</v></c></row>"
    )
    assert refusal(write_book(tmp_path / "padron.xlsx", rows)) == "read_memory"


# --- limits that tables meet


def test_too_many_rows_and_columns_of_text(tmp_path: Path) -> None:
    path = tmp_path / "padron.csv"
    path.write_text("a;b\n" * (formats.MAX_ROWS + 1), encoding="utf-8")
    assert refusal(path) == "too_many_rows"
    path.write_text("a;b\n" * 10 + "\n" * formats.MAX_ROWS, encoding="utf-8")
    assert rows_of(path)[-1] == (10, ("a", "b"))
    path.write_text(";".join("x" * (formats.MAX_COLUMNS + 1)) + "\n", encoding="utf-8")
    assert refusal(path) == "too_many_columns"


def test_cells_up_to_the_limit_of_excel(tmp_path: Path) -> None:
    text = tmp_path / "padron.csv"
    text.write_text("a;" + "ñ" * formats.MAX_CELL + "\n", encoding="utf-8")
    assert len(rows_of(text)[0][1][1]) == formats.MAX_CELL
    text.write_text("a;" + "ñ" * (formats.MAX_CELL + 1) + "\n", encoding="utf-8")
    assert refusal(text) == "cell_too_long"
    text.write_text("x" * 11_000_000, encoding="utf-8")
    assert refusal(text) == "cell_too_long"
    book = plain_book(tmp_path / "padron.xlsx", [["&#241;" * formats.MAX_CELL]])
    assert rows_of(book) == [(1, ("ñ" * formats.MAX_CELL,))]
    assert refusal(plain_book(book, [["x" * (formats.MAX_CELL + 1)]])) == "cell_too_long"


@pytest.mark.parametrize("tail", ["", "\n1;b\n2;c\n" * 3, "\n1;b" * 5000])
def test_a_quote_never_closed_swallows_no_row(tmp_path: Path, tail: str) -> None:
    path = tmp_path / "padron.csv"
    path.write_text(f'A;B\n1;x\n2;"EL PORVENIR{tail}', encoding="utf-8")
    assert refusal(path) == "quote_unclosed"


def test_an_unknown_sheet(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "padron.xlsx", TABLE)
    with pytest.raises(reading.ExpectedError) as caught:
        next(reading.read_rows(path, sheet="Otra"))
    assert caught.value.code == "sheet_missing"


def test_too_many_sheets(tmp_path: Path) -> None:
    parts = members(sheet_xml(FIRST))
    sheets = "".join(f'<sheet name="H{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, formats.MAX_SHEETS + 2))
    head, _, _ = str(parts["xl/workbook.xml"]).partition("<sheets>")
    parts["xl/workbook.xml"] = f"{head}<sheets>{sheets}</sheets></workbook>"
    assert refusal(write_zip(tmp_path / "padron.xlsx", parts)) == "too_many_sheets"
