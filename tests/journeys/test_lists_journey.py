"""A clerk works the list of families: columns, a heading filter, a view, many picked, and the whole of it in Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.exported import column, rows_of
from tests.support.office import Office

TOWN, CODE = "Yaguará", "41885"
"""Its 507 families are those picked."""

UNDO = (1259, 235)
"""Where the notice of the page has its button, under that of the export and the tip."""


def _to_families(office: Office) -> None:
    office.go("familias", "Familias")
    office.keep("familias")


def _choose_columns(office: Office) -> None:
    screen = office.screen
    screen.key("ctrl+f", "shift+Tab", "space")
    office.settle()
    screen.key("Down", "Down", "Down", "Down", "space")
    office.keep("columnas")
    screen.key("Escape")


def _filter_by_heading(office: Office) -> None:
    screen = office.screen
    screen.key("ctrl+f", "Tab", "space")
    office.settle()
    screen.key("Up", "Right")
    office.keep("filtrar-por-columna")
    screen.key("Down", "Down", "Down", "Down", "Return")
    office.settle()
    screen.type(TOWN[:5])
    office.keep("valores-de-municipio")
    screen.key("Return")
    office.keep("un-municipio")


def _save_view(office: Office) -> None:
    screen = office.screen
    screen.key("ctrl+f", "shift+Tab", "shift+Tab", "space")
    office.settle()
    screen.type(f"{TOWN} por jefe")
    office.keep("guardar-vista")
    screen.key("Return")
    office.keep("vista-guardada")


def _pick(office: Office) -> list[list[str]]:
    """Pick the families and copy them; return what Excel would be given, headings first."""
    office.screen.key("ctrl+f", "Down", "Home", "shift+End")
    office.keep("elegidas")
    office.screen.key("ctrl+c")
    office.settle()
    return list(csv.reader(io.StringIO(office.screen.clipboard()), delimiter="\t"))


def _assign(office: Office) -> None:
    before = _operations(office)
    office.screen.key("alt+g")
    office.keep("cogestores")
    office.screen.key("Down", "Return")
    office.until("the families to change hands", lambda: _operations(office) > before)
    office.keep("asignadas")


def _take_back(office: Office) -> None:
    before = _operations(office)
    office.screen.click(*UNDO)
    office.until("the families to go back", lambda: _operations(office) > before)
    office.keep("deshecho")


def _operations(office: Office) -> int:
    done: int = office.gsi("db", "info")["operations"]
    return done


def _export(office: Office, keys: Iterable[str], path: Path) -> Path:
    """Export with ``keys``; the file is there whole or not at all."""
    office.screen.key(*keys)
    office.wait_for_title("Exportar lista")
    office.screen.type(str(path))
    office.screen.key("Return")
    office.until(f"the file {path.name}", path.exists)
    office.keep(path.stem)
    return path


def _cogestores(office: Office, path: Path) -> list[object]:
    """Return who has the families of the town, as the console says."""
    office.gsi("export", "families", "--municipality", CODE, "--output", str(path))
    return column(rows_of(path), "Cogestor(a)")


@pytest.mark.check("C18", "C19", "C20", "C21", "C37")
@pytest.mark.timeout(1800)
def test_a_list_is_narrowed_kept_picked_assigned_and_taken_to_excel(huila_office: Office, tmp_path: Path) -> None:
    office = huila_office
    office.open()
    _to_families(office)
    _choose_columns(office)
    _filter_by_heading(office)
    _save_view(office)

    copied = _pick(office)
    chosen = rows_of(_export(office, ["alt+x"], tmp_path / "seleccion.xlsx"))
    assert column(chosen, "Folio") == [row[copied[0].index("Folio")] for row in copied[1:]]
    before = _cogestores(office, tmp_path / "antes.csv")
    _assign(office)
    after = _cogestores(office, tmp_path / "despues.csv")
    assert len(set(before)) > 1
    assert len(set(after)) == 1
    _take_back(office)
    assert _cogestores(office, tmp_path / "de-vuelta.csv") == before

    families = office.gsi("db", "info")["families"]
    seen = rows_of(_export(office, ["alt+e", "Down", "Return"], tmp_path / "como-se-ve.xlsx"))
    wide = rows_of(_export(office, ["alt+e", "Down", "Down", "Return"], tmp_path / "filtradas.csv"))
    whole = rows_of(_export(office, ["alt+e", "Up", "Return"], tmp_path / "todo.xlsx"))
    assert set(copied[0]) - {"Int."} < set(seen[0]) < set(wide[0])
    assert set(column(wide, "Municipio")) == {TOWN}
    assert len(seen) == len(wide) == len(copied) > 500
    assert len(whole) == families + 1
