"""Damaged files: whatever happens to the bytes, the outcome is rows or a reason, never a crash."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.exchange import reading
from tests.support.counts import count
from tests.support.hostile_files import SAMPLES, members, sheet_xml, write_zip

FILES = count(40, 500)
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n" * 20
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 20


def damaged(data: bytes, source: random.Random) -> bytes:
    """Return the bytes after one to five accidents."""
    out = bytearray(data)
    for _ in range(source.randint(1, 5)):
        at = source.randrange(len(out) + 1)
        length = min(source.choice((1, 4, 100, 5000)), len(out) - at)
        accident = source.choice(("flip", "cut", "insert", "repeat", "zero", "end"))
        if accident == "flip" and length:
            out[at] ^= 1 << source.randrange(8)
        elif accident == "cut":
            del out[at : at + length]
        elif accident == "insert":
            out[at:at] = source.randbytes(length)
        elif accident == "repeat":
            out[at:at] = out[at : at + length] * 3
        elif accident == "zero":
            out[at : at + length] = bytes(length)
        else:
            del out[max(at, 16) :]
    return bytes(out)


def damaged_inside(data: bytes, source: random.Random) -> bytes:
    """Return the workbook whole as a zip, with the content of one part damaged."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        victim = source.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, damaged(content, source) if name == victim else content)
    return packed.getvalue()


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("seeds")
    shared = members(
        sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>27254</v></c></row>' * 50),
        texts="<si><t>MUÑOZ</t></si>",
    )
    roster = (SAMPLES / "padron_rupd_neiva.csv").read_bytes()
    return {
        "sisben.xlsx": (SAMPLES / "padron_sisben_pitalito.xlsx").read_bytes(),
        "compartido.xlsx": write_zip(folder / "compartido.xlsx", shared).read_bytes(),
        "rupd.csv": roster,
        "ancho.csv": roster.decode("cp1252").encode("utf-16"),
        "moderno.txt": roster.decode("cp1252").replace(";", "\t").encode("utf-8-sig"),
        "papel.csv": PDF,
        "foto.xlsx": JPEG,
        "papel.xlsx": PDF,
    }


@pytest.mark.check("A52")
@pytest.mark.parametrize("number", range(FILES))
def test_a_damaged_file_is_read_or_refused(number: int, seeds: dict[str, bytes], tmp_path: Path) -> None:
    source = random.Random(number)
    name = list(seeds)[number % len(seeds)]
    inside = name in {"sisben.xlsx", "compartido.xlsx"} and source.random() < 0.7
    data = damaged_inside(seeds[name], source) if inside else damaged(seeds[name], source)
    path = tmp_path / name
    path.write_bytes(data)
    reason = None
    try:
        found = reading.preview(path)
    except ExpectedError as error:
        reason = messages.text(error.code, **error.params)
    if reason is not None:
        assert "{" not in reason
        return
    for sheet in found.sheets:
        rows = [row for chunk in reading.read_rows(path, sheet=sheet.name) for row in chunk]
        assert len(rows) == sheet.rows
        assert tuple(cells for _, cells in rows[:5]) == tuple(sheet.head[:5])
