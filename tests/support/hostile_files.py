"""Workbooks and texts as attackers, broken programs and tired people make them, built byte by byte.

Run as a module with a path, it reads that file and prints what came of it and the memory of both processes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.exchange import reading

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "samples"
MEGABYTE = 1 << 20

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/>'
    '<xf numFmtId="20"/></cellXfs></styleSheet>'
)
"""Cell styles: 1 is a date, 2 a date with time, 3 a time."""


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """Return a worksheet around the XML of its rows."""
    return f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def members(
    sheet: str, *, texts: str = "", book: str = "", state: str = "visible"
) -> dict[str, str | bytes | Iterable[str]]:
    """Return the parts of the smallest workbook with one sheet "Hoja1"."""
    relation = f'<Relationship Id="%s" Type="{_RELATIONS}/%s" Target="%s"/>'
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">%s</Relationships>'
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{_KINDS}.{kind}+xml"/>'
        for part, kind in (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("styles", "styles"))
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": relations % (relation % ("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{book}'
        f'<sheets><sheet name="Hoja1" sheetId="1" state="{state}" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations
        % (
            relation % ("rId1", "worksheet", "worksheets/sheet1.xml")
            + relation % ("rId2", "styles", "styles.xml")
            + relation % ("rId3", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst xmlns="{_MAIN}">{texts}</sst>',
        "xl/worksheets/sheet1.xml": sheet,
    }


def write_zip(path: Path, parts: dict[str, str | bytes | Iterable[str]], *, level: int = 6) -> Path:
    """Write a zip with these members; a member may be given in pieces, so that giants need no memory here."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            if isinstance(content, str | bytes):
                archive.writestr(name, content)
                continue
            with archive.open(name, "w") as member:
                for piece in content:
                    member.write(piece.encode())
    return path


def write_book(path: Path, rows: str, **options: str) -> Path:
    """Write a workbook whose one sheet has the XML ``rows``."""
    return write_zip(path, members(sheet_xml(rows), **options))


def inline(place: str, text: str) -> str:
    """Return a cell with an inline text."""
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def plain_book(path: Path, table: Iterable[Iterable[str]]) -> Path:
    """Write a workbook of texts in columns A, B, C…"""
    rows = (
        f'<row r="{number}">{"".join(inline(f"{chr(65 + at)}{number}", cell) for at, cell in enumerate(row))}</row>'
        for number, row in enumerate(table, 1)
    )
    return write_book(path, "".join(rows))


def lie_about_size(path: Path, member: str, size: int) -> Path:
    """Declare another inflated size for a member, in its own header and in the directory."""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(member)
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(member.encode()))
    for at in (info.header_offset + 22, entry + 24):
        assert int.from_bytes(data[at : at + 4], "little") == info.file_size
        data[at : at + 4] = size.to_bytes(4, "little")
    path.write_bytes(data)
    return path


def refusal(path: Path, *, sheet: str | None = None) -> str:
    """Return the code with which preview and reading refuse the file; its Spanish text must fill in."""
    caught = []
    for attempt in (lambda: reading.preview(path), lambda: rows_of(path, sheet)):
        with pytest.raises(ExpectedError) as refused:
            attempt()
        caught.append(refused.value)
        assert "{" not in messages.text(refused.value.code, **refused.value.params)
    assert caught[0].code == caught[1].code
    return caught[0].code


def rows_of(path: Path, sheet: str | None = None) -> list[tuple[int, tuple[str, ...]]]:
    """Return all rows."""
    return [row for chunk in reading.read_rows(path, sheet=sheet) for row in chunk]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file (a code, or "read"), its rows, and the peak memory of child and parent in MB."""

    code: str
    rows: int
    child_mb: int
    parent_mb: int


def measured(path: Path) -> Outcome:
    """Preview the file from a fresh process, which is what its peak memory is of."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.hostile_files", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return Outcome(**json.loads(done.stdout))


def _main(path: Path) -> None:
    import resource

    code, rows = "read", 0
    try:
        rows = sum(sheet.rows for sheet in reading.preview(path).sheets)
    except ExpectedError as error:
        code = error.code
    # Of this process /proc knows its own peak; getrusage would tell that of the test run that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    parent = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(json.dumps({"code": code, "rows": rows, "child_mb": child, "parent_mb": parent}))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
