"""The console as an office's scripts meet it: the real command, a real file and a real server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import make_url

from gsi_desktop import __version__, bootstrap, cli
from gsi_desktop.bootstrap import Services
from gsi_desktop.services.families import commands, queries
from gsi_desktop.services.families.data import EditContact, FamilyFilter
from gsi_desktop.services.families.folios import is_valid
from gsi_desktop.services.families.merges.data import MergeFamilies
from gsi_desktop.services.families.merges.households import merge_families
from tests.support import rosters
from tests.support.factories import ROSALBA, add_family

ROOT = Path(__file__).resolve().parents[2]
ROSTER = rosters.SAMPLES / "padron_rupd_neiva.csv"
sqlite_only = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
postgresql_only = pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)


@dataclass(frozen=True)
class Ran:
    """What a command left."""

    code: int | str | None
    out: str
    err: str

    @property
    def told(self) -> Any:
        """The one JSON object on stdout."""
        assert self.out.endswith("}\n")
        return json.loads(self.out)

    def failed(self, part: str) -> bool:
        """Whether it failed with one Spanish line on stderr that holds ``part``."""
        assert self.err.count("\n") == 1, self.err
        return self.code == 1 and part in self.err


Run = Callable[..., Ran]


def gsi(*arguments: object, password: str | None = None, typed: str = "") -> Ran:
    """Run the real command, as a script on a machine without a Spanish locale does."""
    secrets = {} if password is None else {"GSI_PASSWORD": password}
    command = [sys.executable, "-W", "error", "-m", "gsi_desktop.cli", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"LC_ALL": "C"} | secrets, input=typed, capture_output=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same command inside this process, for what would take too long to start anew each time."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> Ran:
        try:
            code: int | str | None = cli.main(list(map(str, arguments)))
        except SystemExit as end:
            code = end.code
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return run


# --- wrong use

ENGLISH = {"usage", "options", "optional", "positional", "argument", "arguments", "required", "invalid", "choice",
           "choose", "expected", "unrecognized", "ambiguous", "show", "exit", "error", "default"}  # fmt: skip
WRONG: list[tuple[list[str], str]] = [
    ([], "gsi: falta ÁREA."),
    (["db"], "gsi db: falta ORDEN."),
    (["db", "inventada"], "gsi db: no hay 'inventada', sino 'init', 'upgrade', 'check', 'info',"),
    (["demo"], "gsi demo: falta --families."),
    (["demo", "--families", "0"], "--families: se espera un número mayor que cero"),
    (["demo", "--families", "3", "--seed", "x"], "--seed espera un número, no 'x'"),
    (["demo", "--families"], "falta el valor de --families"),
    (["import", "roster"], "gsi import roster: falta ARCHIVO."),
    (["import", "roster", "x.csv", "--as-of", "21/11/2026"], "--as-of: la fecha va como 2026-11-21"),
    (["families", "search"], "gsi families search: falta TEXTO."),
    (["families", "search", "ana", "--limit", "muchas"], "--limit: se espera un número mayor que cero"),
    (["db", "info", "de", "más"], "gsi: sobra de más."),
    (["db", "info", "--jso"], "gsi: sobra --jso."),
    (["db", "info", "--json=sí"], "--json no lleva valor ('sí')"),
    (["db", "info"], "gsi: falta --database o GSI_DATABASE."),
    (["report", "visit", "--all"], "gsi report visit: falta una de estas: --output --per-family."),
    (["report", "visit", "--all", "--family", "X", "--output", "x.pdf"], "--family no va con --all."),
    (["catalogue", "import"], "gsi catalogue import: falta ARCHIVO."),
]


def _is_spanish(text: str) -> bool:
    return not ENGLISH & set(re.findall(r"[^\W\d_]+", text.lower()))


@pytest.mark.check("C15")
def test_wrong_use_ends_with_two_and_is_told_in_spanish(here: Run) -> None:
    for arguments, part in WRONG:
        ran = here(*arguments)
        assert (ran.code, ran.out) == (2, ""), arguments
        assert part in ran.err.splitlines()[-1]
        assert ran.err.startswith("uso: gsi ")
        assert _is_spanish(ran.err), ran.err
    assert gsi(*WRONG[2][0]).err == here(*WRONG[2][0]).err
    assert gsi().code == 2


COMMANDS = [[], ["db"], ["db", "init"], ["db", "upgrade"], ["db", "check"], ["db", "info"], ["demo"], ["import"],
            ["import", "roster"], ["import", "undo"], ["families"], ["families", "search"], ["report"],
            ["report", "family-plan"], ["catalogue"], ["catalogue", "import"], ["catalogue", "export"]]  # fmt: skip


def test_help_is_spanish_and_complete(here: Run) -> None:
    for command in COMMANDS:
        ran = here(*command, "--help")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(" ".join(["uso: gsi", *command]))
        assert all(word in ran.out for word in ("opciones:", "--database", "muestra esta ayuda"))
        assert _is_spanish(ran.out), ran.out
    assert gsi("--version").out == f"gsi {__version__}\n"


# --- the whole way, on both engines


def test_a_database_from_nothing_to_checked(
    here: Run, monkeypatch: pytest.MonkeyPatch, empty_location: str, password: str, engine_name: str
) -> None:
    monkeypatch.setenv("GSI_PASSWORD", password)
    at = ["--database", empty_location]
    before = here(*at, "db", "info")
    local = engine_name == "sqlite"
    assert before.failed("No se encontró el archivo" if local else "todavía no tiene nada")
    made = gsi(*at, "db", "init", "--json", password=password)
    assert (made.code, made.err, made.told["database"]) == (0, "", empty_location)
    assert made.told.keys() == ({"database", "user", "recovery_code"} if local else {"database"})
    for order in ("upgrade", "init"):
        again = here(*at, "db", order, "--json")
        assert (again.code, again.err, again.told) == (0, "", {"database": empty_location})
    info = here("--json", "db", "info", *at).told
    assert (info["families"], info["version"]) == (0, __version__)
    assert info["engine"] == ("SQLite" if local else "PostgreSQL")
    demo = here(*at, "demo", "--families", 5, "--seed", 3, "--json").told
    assert (demo["families"], demo["batch"][2:]) == (5, "-0001")
    check = gsi(*at, "db", "check", password=password)
    assert (check.code, check.out, check.err) == (0, "La base de datos está sana.\n", "")


def test_a_roster_in_found_and_out_again(
    here: Run, monkeypatch: pytest.MonkeyPatch, location: str, password: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("GSI_DATABASE", location)
    monkeypatch.setenv("GSI_PASSWORD", password)
    expected = rosters.expected(ROSTER.name)
    keys = ["batch", "rows", "families_created", "persons_created", "persons_updated", "persons_unchanged", "rejected",
            "skipped", "warnings"]  # fmt: skip
    roster = ["import", "roster", ROSTER, "--as-of", "2026-11-21", "--json"]
    dry = here(*roster, "--dry-run")
    assert (dry.code, dry.err, list(dry.told), dry.told["batch"]) == (0, "", keys, None)
    result = tmp_path / "resultado.xlsx"
    done = gsi(*roster, "--result", result).told
    assert done | {"batch": None} == dry.told
    assert {name: done[name] for name in expected} == expected
    assert load_workbook(result).worksheets[0].max_row == expected["rows"] + 1
    found = gsi("families", "search", "322035360", "--json").told["families"]
    assert len(found) == 1
    assert found[0].keys() >= {"folio", "head", "municipality", "members"}
    assert (is_valid(found[0]["folio"]), found[0]["municipality"]) == (True, "Neiva")
    undone = here("import", "undo", done["batch"].lower(), "--json").told
    assert (undone["batch"], undone["undone"]) == (done["batch"], True)
    assert gsi("import", "undo", done["batch"]).failed("ya se deshizo")


@sqlite_only
def test_what_people_read_and_where_options_may_stand(
    here: Run, monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    dry = here("import", "roster", ROSTER, "--dry-run", "--database", location).out.splitlines()
    assert dry[0] == "Ensayo: no se guardó nada"
    assert dry[1].startswith("Filas: ")
    done = here("--database", location, "import", "roster", ROSTER).out.splitlines()
    assert done[0].startswith("Importación ")
    assert done[1:] == dry[1:]
    assert "familias: 180" in here("db", "--database", location, "info").out
    monkeypatch.setenv("GSI_DATABASE", location)
    search = ["families", "search", "rodriguez", "de", "--limit", 3]
    ways = [["--json", *search], ["families", "--json", *search[1:]], [*search, "--json"]]
    told = [here(*way).told for way in ways]
    assert told[0] == told[1] == told[2]
    assert len(here("families", "search", "a", "--limit", 3).out.splitlines()) == 3
    assert here("families", "search", "nadie").out == "No se encontró ninguna familia.\n"
    assert here("families", "search", "nadie", "--json").told == {"families": []}
    assert here("--database", f"{location}.no", "db", "info").code == 1, "the option must win over the environment"


def test_an_undo_over_work_done_since_is_refused_with_its_families(
    here: Run, monkeypatch: pytest.MonkeyPatch, services: Services, password: str, tmp_path: Path
) -> None:
    rows = [rosters.row(), rosters.row(FICHA="2000", NUM_DOC="51000111", NOMBRE1="ANA")]
    batch = rosters.apply(services, rosters.write_xlsx(tmp_path / "p.xlsx", rows)).code
    row = services.read(queries.family_page, FamilyFilter(text="51000111")).rows[0]
    base = services.read(commands.current_contact, row.family_id)[1]
    edit = EditContact(family_id=row.family_id, base=base, mine=replace(base, phone="3001112233"))
    services.run(commands.edit_contact, edit)
    at = ["--database", services.location]
    monkeypatch.setenv("GSI_PASSWORD", password)
    refused = here(*at, "import", "undo", batch, "--json")
    assert refused.failed("1 de sus familias")
    assert refused.told["undone"] is False
    assert [family["folio"] for family in refused.told["touched"]] == [row.folio]
    assert here(*at, "import", "undo", batch).out == f"{row.folio}  {row.head_name} · Se corrigieron datos.\n"
    assert services.read(queries.family_count, FamilyFilter()) == 2


# --- what goes wrong


@sqlite_only
def test_what_fails_ends_with_one_and_one_line(here: Run, location: str, tmp_path: Path) -> None:
    at = ["--database", location, "--json"]
    letter = tmp_path / "carta.gsi"
    letter.write_text("Querida familia " * 500, encoding="utf-8")
    empty = tmp_path / "nueva.gsi"
    empty.touch()
    failures: list[tuple[list[object], str]] = [
        (["--database", tmp_path / "no.gsi", "db", "info"], "No se encontró el archivo"),
        (["--database", tmp_path / "no" / "x.gsi", "db", "init"], "no existe. Créela"),
        (["--database", letter, "db", "info"], "no es una base de datos de GSI"),
        (["--database", empty, "db", "check"], "todavía no tiene nada"),
        (["--database", "mysql://h/x", "db", "info"], "no está bien escrita"),
        (["--database", "postgresql://u@h:x/y", "db", "info"], "no está bien escrita"),
        ([*at, "import", "roster", tmp_path / "no.csv"], "No se encuentra «no.csv»"),
        ([*at, "import", "roster", letter], "Solo se leen padrones"),
        ([*at, "import", "roster", ROSTER, "--sheet", "Otra"], "No se reconoce la fila de los títulos"),
        ([*at, "import", "undo", "ZZ-9999"], "Ese lote no existe"),
    ]
    for arguments, part in failures:
        ran = here(*arguments)
        assert ran.failed(part), (arguments, ran.err)
        assert ran.out == ""


@sqlite_only
def test_a_result_that_cannot_be_written_does_not_hide_the_batch(here: Run, location: str, tmp_path: Path) -> None:
    roster = rosters.write_xlsx(tmp_path / "padron.xlsx", [rosters.row()])
    before = roster.read_bytes()
    for result, part in ((roster, "no puede quedar encima del padrón"), (tmp_path / "no" / "r.xlsx", "no existe")):
        ran = here("--database", location, "--json", "import", "roster", roster, "--result", result)
        assert ran.failed(part)
        assert ran.told["batch"] is not None
    assert roster.read_bytes() == before


@sqlite_only
def test_a_broken_database_is_not_called_sound(here: Run, services: Services, location: str) -> None:
    with services.database.transaction() as connection:
        connection.exec_driver_sql("DROP TRIGGER gsi_family_update")
    services.close()
    found = here("--database", location, "db", "check", "--json")
    assert found.failed("tiene problemas (1)")
    assert found.told == {
        "ok": False,
        "problems": [{"code": "objects_differ", "params": {"names": "gsi_family_update"}}],
    }
    assert "gsi_family_update" in here("--database", location, "db", "check").out
    assert here("--database", location, "db", "upgrade").code == 0
    assert here("--database", location, "db", "check").code == 0
    with Path(location).open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 65536)
    assert here("--database", location, "db", "check").code == 1


def test_a_bug_is_one_line_too(here: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError("a secret of somebody")

    monkeypatch.setattr(bootstrap, "create_database", broken)
    ran = here("--database", tmp_path / "x.gsi", "db", "init")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "El programa falló por un error suyo (ZeroDivisionError). Repórtelo a quien le da soporte.\n"


# --- passwords


@postgresql_only
def test_the_password_comes_by_environment_or_by_input(location: str, password: str) -> None:
    at = ["--database", location, "db", "info", "--json"]
    assert gsi(*at, "--password-stdin", typed=f"{password}\r\n", password="otra").code == 0
    for ran in (gsi(*at), gsi(*at, password="otra"), gsi(*at, "--password-stdin", typed="")):
        assert ran.failed("no aceptó el usuario o la contraseña")


@postgresql_only
def test_a_password_in_the_url_is_refused_and_not_repeated(here: Run, location: str, password: str) -> None:
    url = make_url(location)
    for secret in (url.set(password=password), url.update_query_dict({"password": password})):
        refused = here("--database", secret.render_as_string(hide_password=False), "db", "info")
        assert refused.failed("no lleva contraseña")
        assert password not in refused.err + refused.out


# --- no window

WITHOUT_QT = """
import sys
from gsi_desktop.cli import main
code = main(sys.argv[1:])
loaded = [name for name in sys.modules if name.partition(".")[0] in {"PySide6", "shiboken6"}]
sys.exit(f"Qt was imported: {loaded}" if loaded else code)
"""


@sqlite_only
def test_nothing_of_qt_is_imported(location: str) -> None:
    for arguments in (["import", "roster", str(ROSTER)], ["db", "check"]):
        command = [sys.executable, "-c", WITHOUT_QT, "--database", location, *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, done.stderr) == (0, "")


# --- exports


def test_lists_leave_from_the_console(services: Services, location: str, password: str | None, tmp_path: Path) -> None:
    from tests.support.factories import add_family

    family = add_family(services)
    for what, rows in (("families", 1), ("persons", len(family.people)), ("achievements", 0)):
        for suffix in ("xlsx", "csv"):
            target = tmp_path / f"{what}.{suffix}"
            ran = gsi("--database", location, "--json", "export", what, "--output", target, password=password)
            assert ran.told == {"file": str(target), "rows": rows}, ran.err
            assert target.exists()
    sheet = load_workbook(tmp_path / "families.xlsx").active
    assert sheet["A2"].value == family.folio


@sqlite_only
def test_exports_are_filtered_and_refused_plainly(here: Run, services: Services, location: str, tmp_path: Path) -> None:
    from tests.support.factories import add_family

    add_family(services)
    order = ("--database", location, "--json", "export", "families", "--output", tmp_path / "a.csv", "--municipality")
    assert here(*order, "Pitalito").told["rows"] == 1
    assert here(*order, "41001").told["rows"] == 0
    assert here(*order, "Macondo").failed("Macondo")
    assert here("--database", location, "export", "families", "--output", tmp_path / "a.pdf").code == 2


def test_duplicates_are_swept_and_a_merge_undone_from_the_console(
    here: Run, monkeypatch: pytest.MonkeyPatch, services: Services, password: str
) -> None:
    monkeypatch.setenv("GSI_PASSWORD", password)
    kept, gone = (add_family(services, replace(ROSALBA, document=number)) for number in ("36284517", "36284571"))
    found = here("--database", services.location, "--json", "duplicates", "sweep")
    assert (found.code, found.told["people"], found.told["open"]) == (0, 2, 1)
    asked = MergeFamilies(kept_id=kept.family_id, gone_id=gone.family_id)
    merge_id = services.run(merge_families, asked).result.merge_id
    shown = here("--database", services.location, "merge", "list")
    assert str(merge_id) in shown.out
    assert f"{gone.folio} → {kept.folio}" in shown.out
    undone = here("--database", services.location, "--json", "merge", "undo", merge_id)
    assert (undone.code, undone.told["also"]) == (0, [])
    assert "(deshecha)" in here("--database", services.location, "merge", "list").out
    assert here("--database", services.location, "merge", "undo", merge_id).failed("ya se había deshecho")
    assert here("--database", services.location, "merge", "undo", "ninguna").failed("No hay una unión con ese número")
