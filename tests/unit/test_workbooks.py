"""Tables leave as .xlsx and .csv: equal text, nothing that comes to life, the whole new file or the whole old one."""

from __future__ import annotations

import csv
import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import hypothesis
import openpyxl
import pytest
from hypothesis import strategies
from openpyxl.utils.escape import unescape

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import CancelledError, ExpectedError, MachineError
from gsi_desktop.services.core.progress import Progress, Step
from gsi_desktop.services.exchange import books, reading, workbooks
from gsi_desktop.services.exchange.workbooks import write_rows

DANGEROUS = [
    "=1+1", '=HYPERLINK("http://x.co";"ver")', "+57 300 123", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
    "＝1+1", "＋1", "－1", "＠SUM(A1)", "{=1+1}", "http://x.co", "https://x.co/a b", "mailto:a@b.co",
    "internal:Hoja1!A1",
    "external:x.xlsx", "file:///etc/passwd", "007", "1e5", "12345678901234567890", "TRUE", "#N/A", " con espacios ",
    "<r>negrita</r>", "<r><t>x</t></r>", "<b>&\"'", "_x000D_", "MUÑOZ", "😀", "dos\nlíneas", "'apóstrofo",
    "cmd|' /C calc'!A0",
]  # fmt: skip


def write(path: Path, rows: list[list[workbooks.Value]], **options: object) -> int:
    header = [f"COLUMNA {n}" for n in range(1, len(rows[0]) + 1)] if rows else ["COLUMNA"]
    return write_rows(path, sheet="Padrón", header=header, rows=rows, **options)


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=";", strict=True))


both_writers = pytest.mark.parametrize("known", [False, True], ids=["slow", "fast"])
"""The fast writer needs to know how many rows there are."""


@both_writers
@pytest.mark.check("A53")
def test_no_text_comes_to_life_in_a_workbook(tmp_path: Path, known: bool) -> None:
    path = tmp_path / "salida.xlsx"
    expected = len(DANGEROUS) if known else None
    rows = [[text, text] for text in DANGEROUS]
    assert write_rows(path, sheet="Padrón", header=["=TITULO", "B"], rows=rows, expected=expected) == len(DANGEROUS)
    book = openpyxl.load_workbook(path)
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert [unescape(cell.value) for cell in cells[::2]] == ["=TITULO", *DANGEROUS]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert not [cell for cell in cells if cell.hyperlink]


@pytest.mark.check("A53")
def test_no_text_comes_to_life_in_csv(tmp_path: Path) -> None:
    path = tmp_path / "salida.csv"
    write_rows(path, sheet="", header=["=TITULO", "B"], rows=[[text, 1] for text in DANGEROUS])
    starts = tuple("=+-@\t\r\n＝＋－＠")
    read = [row[0] for row in csv_rows(path)]
    assert not [text for text in read if text.startswith(starts)]
    expected = [f"'{text}" if text.startswith(starts) else text for text in ["=TITULO", *DANGEROUS]]
    assert read == expected
    raw = path.read_bytes()
    assert raw.startswith(b'\xef\xbb\xbf"\'=TITULO";"B"\r\n"\'=1+1";"1"\r\n')


@both_writers
@hypothesis.given(
    rows=strategies.lists(strategies.lists(strategies.text(max_size=40), min_size=3, max_size=3), max_size=20)
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, known: bool, rows: list[list[str]]
) -> None:
    """Through our own reader, whose canonical text is the reference."""
    from gsi_desktop.services.exchange.tables import clean_text

    path = tmp_path_factory.mktemp("ida") / "salida.xlsx"
    try:
        write(path, rows, expected=len(rows) if known else None)
    except UnicodeEncodeError:
        return  # a lone surrogate is no text
    from python_calamine import CalamineWorkbook

    read = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]
    read += [[""] * 3] * (len(rows) - len(read))
    assert [[clean_text(cell) for cell in row[:3]] for row in read] == [
        [clean_text(cell) for cell in row] for row in rows
    ]


@both_writers
def test_typed_columns_keep_their_type(tmp_path: Path, known: bool) -> None:
    path = tmp_path / "salida.xlsx"
    rows = [[41551, date(1974, 8, 13), Decimal("20.96"), None, "007"]]
    assert write(path, rows, text_columns=[4], expected=1 if known else None) == 1
    cells = openpyxl.load_workbook(path).active[2]
    assert [cell.data_type for cell in cells] == ["n", "d", "n", "n", "s"]
    assert [cell.value for cell in cells[:1]] == [41551]
    assert cells[1].value.date() == date(1974, 8, 13)
    assert cells[1].number_format == "yyyy-mm-dd"
    assert (cells[2].value, cells[3].value, cells[4].value) == (20.96, None, "007")
    write(path.with_suffix(".csv"), rows, text_columns=[4])
    assert csv_rows(path.with_suffix(".csv"))[1] == ["41551", "1974-08-13", "20,96", "", "007"]


def test_all_as_text_reads_back_equal(tmp_path: Path) -> None:
    for name in ("salida.xlsx", "salida.csv"):
        path = tmp_path / name
        write(path, [[41551, date(1974, 8, 13), Decimal("20.960"), None, "007"]])
        (_, row) = [row for chunk in reading.read_rows(path, sheet=None) for row in chunk]
        assert row == (2, ("41551", "1974-08-13", "20.960", "", "007"))


@both_writers
def test_the_sheet_is_ready_to_work_with(tmp_path: Path, known: bool) -> None:
    path = tmp_path / "salida.xlsx"
    header = ["FOLIO", "NOMBRE DE LA PERSONA", "NOTAS"]
    write_rows(path, sheet="Padrón: 2026/1 [final]", header=header, rows=[["HU-1", "ROSA", "x" * 500]] * 3,
               expected=3 if known else None)  # fmt: skip
    sheet = openpyxl.load_workbook(path).active
    assert sheet.title == "Padrón  2026 1  final"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C4"
    assert [cell.font.b for cell in sheet[1]] == [True] * 3
    assert not sheet["A2"].font.b
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths[0] < widths[1] < widths[2] <= 62


def test_rows_go_on_in_another_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "EXCEL_ROWS", 4)
    path = tmp_path / "salida.xlsx"
    name = "Un nombre de treinta y un letras"
    assert write_rows(path, sheet=name, header=["N"], rows=[[str(n)] for n in range(7)]) == 7
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [name[:31], f"{name[:27]} (2)", f"{name[:27]} (3)"]
    assert [[row[0] for row in sheet.values] for sheet in book] == [
        ["N", "0", "1", "2"],
        ["N", "3", "4", "5"],
        ["N", "6"],
    ]
    assert [sheet.auto_filter.ref for sheet in book] == ["A1:A4", "A1:A4", "A1:A2"]


@both_writers
@pytest.mark.parametrize("name", ["salida.xlsx", "salida.csv"])
def test_an_empty_table_has_its_header(tmp_path: Path, name: str, known: bool) -> None:
    expected = 0 if known else None
    assert write_rows(tmp_path / name, sheet="", header=["A", "B"], rows=[], expected=expected) == 0
    assert [row for chunk in reading.read_rows(tmp_path / name, sheet=None) for row in chunk] == [(1, ("A", "B"))]


def test_progress_is_told(tmp_path: Path) -> None:
    steps: list[Step] = []
    write(tmp_path / "salida.csv", [["x"]] * 1200, progress=Progress(steps.append))
    assert [(step.code, step.done) for step in steps] == [("writing_file", n) for n in (0, 500, 1000)]


# --- whole or nothing


@pytest.fixture(params=["salida.xlsx", "salida.csv"])
def old(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file that stands there already; whatever the test does, it must be whole afterwards and nothing else left."""
    folder, drafts = tmp_path / "carpeta", tmp_path / "temporary"
    folder.mkdir()
    drafts.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(drafts))
    path = folder / request.param
    path.write_bytes(b"lo anterior")
    yield path
    assert path.read_bytes() == b"lo anterior"
    assert list(folder.iterdir()) == [path]
    assert not list(drafts.iterdir())


@pytest.mark.parametrize("after", [0, 1, 499, 500, 1999])
def test_cancelling_leaves_the_old_file(old: Path, after: int) -> None:
    progress = Progress()

    def rows() -> Iterator[list[str]]:
        for number in range(2000):
            if number == after:
                progress.cancel()
            yield [str(number)]

    with pytest.raises(CancelledError):
        write_rows(old, sheet="H", header=["N"], rows=rows(), progress=progress)


def test_a_fault_in_the_rows_leaves_the_old_file(old: Path) -> None:
    def rows() -> Iterator[list[str]]:
        yield ["1"]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_rows(old, sheet="H", header=["N"], rows=rows())


def test_a_file_open_in_excel_is_told(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(self: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "in use", str(target))

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(ExpectedError) as caught:
        write(old, [["x"]])
    assert caught.value.code == "output_locked"
    assert old.name in messages.text(caught.value.code, **caught.value.params)


def test_a_file_one_may_not_write_is_told(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(ExpectedError) as caught:
        write(old, [["x"]])
    assert caught.value.code == "output_locked"


@both_writers
@pytest.mark.check("A55")
@pytest.mark.skipif(sys.platform == "win32", reason="sizes of files are limited with setrlimit")
@pytest.mark.parametrize("full_at", [0, 1, 100, *(4_000 * part for part in range(1, 18))])
def test_a_full_disk_is_told(old: Path, known: bool, full_at: int, capfd: pytest.CaptureFixture[str]) -> None:
    """A limit on the size of files stands in for a disk that fills at one of twenty places."""
    import resource
    import signal

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (full_at, limits[1]))
        with pytest.raises(MachineError) as caught:
            write(old, [[os.urandom(20).hex()] * 20 for _ in range(500)], expected=500 if known else None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert caught.value.code == "output_not_written"
    assert messages.text(caught.value.code, **caught.value.params)


@pytest.mark.parametrize("expected", [1, 3])
def test_a_list_that_changed_meanwhile_leaves_the_old_file(old: Path, expected: int) -> None:
    with pytest.raises(ExpectedError) as caught:
        write(old, [["x"], ["y"]], expected=expected)
    assert caught.value.code == "list_changed"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExpectedError) as caught:
        write(tmp_path / "no_esta" / "salida.xlsx", [["x"]])
    assert caught.value.code == "output_folder_missing"
    assert messages.text(caught.value.code, **caught.value.params)


@both_writers
@pytest.mark.parametrize("text", ["x" * 32_768, "😀" * 16_384])
def test_a_text_that_excel_would_cut_is_refused(tmp_path: Path, text: str, known: bool) -> None:
    with pytest.raises(ExpectedError) as caught:
        write(tmp_path / "salida.xlsx", [[text]], expected=1 if known else None)
    assert caught.value.code == "cell_too_long"
    assert not list(tmp_path.glob("*.xlsx"))
