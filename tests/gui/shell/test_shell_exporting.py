"""Every list of the program leaves as a workbook, whole, from the menu of its page."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog

from gsi_desktop.ui.shell.program import Program
from tests.gui.shell.support import settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

HEADINGS = {
    "visits": "Fecha",
    "batches": "Importación",
    "team": "Nombre",
    "duplicates": "Parecido",
    "movement": "Concepto",
    "catalogues": "Código",
    "backups": "Cuándo",
}


def test_the_list_of_each_page_leaves_as_a_workbook(
    office: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for area, heading in HEADINGS.items():
        target = tmp_path / f"{area}.xlsx"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments, file=target: (str(file), ""))
        office.navigate(area)
        settle(office)
        page = office.host.page()
        assert page is not None
        assert page._more is not None, area
        next(one for one in page._more.actions() if one.text() == "Exportar lista").trigger()
        settle(office)
        sheet = load_workbook(target).active
        assert sheet is not None
        assert heading in [cell.value for cell in sheet[1]], area
