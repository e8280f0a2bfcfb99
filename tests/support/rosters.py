"""Rosters for tests: the sample files, small ones written on the spot, and the way through an import."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.exchange import commands, queries, reading, staging
from gsi_desktop.services.exchange.commands import AppliedBatch
from gsi_desktop.services.exchange.data import ImportOptions, ImportReport
from gsi_desktop.services.exchange.staging import StagedRoster

SAMPLES = Path(__file__).parents[1] / "samples"
AS_OF = date(2026, 11, 21)
HEADINGS = ("COD_MPIO", "FICHA", "NUCLEO", "TIPO_DOC", "NUM_DOC", "APELLIDO1", "APELLIDO2", "NOMBRE1", "NOMBRE2",
            "FEC_NAC", "SEXO", "PARENTESCO", "BARRIO_VEREDA", "DIRECCION", "TELEFONO", "NIVEL")  # fmt: skip


def expected(name: str) -> dict[str, Any]:
    """Return the outcome a right import of a sample reports."""
    found: dict[str, Any] = json.loads((SAMPLES / name).with_suffix(".expected.json").read_text())
    return found


def row(**changes: str) -> list[str]:
    """Return a row of a sound household head; name the cells to change by heading."""
    values = {
        "COD_MPIO": "41551", "FICHA": "1000", "NUCLEO": "1", "TIPO_DOC": "CC", "NUM_DOC": "36284517",
        "APELLIDO1": "MUÑOZ", "APELLIDO2": "ORDÓÑEZ", "NOMBRE1": "ROSALBA", "NOMBRE2": "", "FEC_NAC": "19/02/1985",
        "SEXO": "2", "PARENTESCO": "1", "BARRIO_VEREDA": "EL CABUYAL", "DIRECCION": "FINCA LA ESPERANZA",
        "TELEFONO": "3215795346", "NIVEL": "1",
    }  # fmt: skip
    assert changes.keys() <= values.keys()
    return list((values | changes).values())


def write_xlsx(path: Path, rows: Sequence[Sequence[object]], headings: Sequence[str] = HEADINGS) -> Path:
    """Write a roster as an office keeps it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(headings))
    for cells in rows:
        sheet.append(list(cells))
    book.save(path)
    return path


def stage(services: Services, path: Path, as_of: date = AS_OF) -> StagedRoster:
    """Read a roster as the window does."""
    preview = reading.preview(path)
    layout = services.read(queries.layout, preview)
    options = ImportOptions(path=path, layout=layout, as_of=as_of, legal_basis="prueba")
    return staging.stage(options, preview=preview)


def dry_run(services: Services, path: Path) -> ImportReport:
    """Return what importing ``path`` would do."""
    return services.read(queries.dry_run, stage(services, path))


def apply(services: Services, path: Path, as_of: date = AS_OF) -> AppliedBatch:
    """Import ``path``."""
    return services.run(commands.apply_roster, stage(services, path, as_of)).result
