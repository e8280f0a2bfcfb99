"""The console prints an office's papers and takes a catalogue in: counts, reasons, files, and refusals in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from gsi_desktop import cli
from gsi_desktop.services.achievements import catalogue
from gsi_desktop.services.paperwork import queries
from tests.support import accompaniment as steps
from tests.support.factories import NewFamily, NewMember, add_families

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

Order = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def order(
    services: Services, location: str, password: str | None, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> Order:
    """Run an order on a database with two families in Pitalito, the first with a plan, and one in Neiva."""
    if password:
        monkeypatch.setenv("GSI_PASSWORD", password)
    places = ("41551", "41551", "41001")
    made = add_families(
        services,
        *(
            NewFamily(
                members=(NewMember(first_name=f"Ana {at}", first_surname="Cruz", document=f"3800000{at}"),),
                municipality_id=code,
            )
            for at, code in enumerate(places)
        ),
    )
    steps.baseline(services, made[0])
    steps.draft(services, made[0])

    def run(*arguments: object) -> tuple[int, Any, str]:
        code = cli.main([*map(str, arguments), "--database", location, "--json"])
        told = capsys.readouterr()
        return code, json.loads(told.out) if told.out else None, told.err

    return run


def test_plans_of_all_families_come_in_one_file_and_those_without_are_told(
    order: Order, services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "planes.pdf"
    code, told, _err = order("report", "family-plan", "--all", "--output", path)
    assert (code, told["papers"], told["files"]) == (0, 1, 1)
    assert [one["code"] for one in told["skipped"]] == ["plan_none"] * 2
    assert all(one["reason"].endswith(".") and one["folio"] for one in told["skipped"])
    pages = pypdf.PdfReader(path).pages
    assert len(pages) == told["pages"]
    assert told["batch"] in pages[0].extract_text()
    assert services.read(queries.batch_list).rows[0].code == told["batch"]


def test_forms_of_a_municipality_come_in_a_folder(order: Order, tmp_path: Path) -> None:
    folder = tmp_path / "visitas"
    code, told, _err = order("report", "visit", "--municipality", "41551", "--per-family", folder, "--order", "folio")
    assert (code, told["papers"], told["files"], told["skipped"]) == (0, 2, 2, [])
    assert len(list(folder.iterdir())) == 3


def test_a_municipality_without_families_is_told_in_one_line(order: Order, tmp_path: Path) -> None:
    path = tmp_path / "nada.pdf"
    code, told, err = order("report", "certificate", "--municipality", "05001", "--output", path)
    assert (code, told) == (1, None)
    assert err.count("\n") == 1
    assert not path.exists()


def test_a_catalogue_goes_out_is_edited_and_comes_in_as_a_version(
    order: Order, services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "catalogo.csv"
    assert order("catalogue", "export", "--output", path)[1]["achievements"] == 45
    path.write_text(path.read_text("utf-8-sig").replace("¿Tiene tarjeta de identidad?", "¿Ya la sacó?"), "utf-8")
    code, told, _err = order("catalogue", "import", path, "--dry-run")
    assert (code, told["version"], told["changed"], told["problems"]) == (0, None, [2], [])
    assert services.read(catalogue.newest).number == 1
    code, told, err = order("catalogue", "import", path)
    assert (code, told) == (1, None)
    assert "por qué" in err
    code, told, _err = order("catalogue", "import", path, "--reason", "Así se pregunta aquí")
    assert (code, told["version"], told["base"]) == (0, 2, 1)
    newest = services.read(catalogue.newest)
    assert (newest.number, newest.by_number[2].question) == (2, "¿Ya la sacó?")
    code, told, err = order("catalogue", "import", path, "--reason", "Otra vez lo mismo")
    assert (code, "No hay cambios" in err) == (1, True)


def test_a_catalogue_with_mistakes_is_refused_whole(order: Order, services: Services, tmp_path: Path) -> None:
    path = tmp_path / "catalogo.csv"
    order("catalogue", "export", "--output", path)
    wrong = path.read_text("utf-8-sig").replace("¿Tiene tarjeta de identidad?", "¿Ya la sacó?")
    path.write_text(re.sub(r"([;,]\"?)integrante(\"?[;,])", r"\1vecino\2", wrong, count=2), "utf-8")
    code, told, err = order("catalogue", "import", path, "--reason", "Con errores")
    assert (code, told["version"], [one["row"] for one in told["problems"]]) == (1, None, [2, 3])
    assert err.startswith("Fila 2: De quién: «vecino»")
    assert services.read(catalogue.newest).number == 1
