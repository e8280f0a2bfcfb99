"""The `gsi` console command: everything an office automates, without Qt.

Exit codes: 0 success, 1 failure with one Spanish line on stderr, 2 wrong use. ``--json`` prints one JSON object on
stdout. A password never travels in the command line or the URL: ``GSI_PASSWORD``, ``--password-stdin`` or a prompt.
"""

from __future__ import annotations

import argparse
import dataclasses
import getpass
import json
import multiprocessing
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from gsi_desktop import __version__, cli_reports
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError, GsiError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.exchange import reader_process

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

_LEGAL_BASIS = "Función legal de la entidad (Ley 1581 de 2012, art. 10, lit. a)"


def _in_spanish(message: str) -> str:
    """Return what argparse complains of in Spanish; "" for a complaint we do not know."""
    known = (
        (r"the following arguments are required: (.+)", _("falta {0}")),
        (r"unrecognized arguments: (.+)", _("sobra {0}")),
        (
            r"argument .+?: invalid choice: (.+?)(?:, maybe you meant .+)? \(choose from (.+)\)",
            _("no hay {0}, sino {1}"),
        ),
        (r"argument (.+?): expected .*argument.*", _("falta el valor de {0}")),
        (r"argument (.+?): invalid \w+ value: (.+)", _("{0} espera un número, no {1}")),
        (r"argument (.+?): ignored explicit argument (.+)", _("{0} no lleva valor ({1})")),
        (r"argument (.+?): (.+)", "{0}: {1}"),  # the words of our own types
    )
    for pattern, told in known:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return told.format(*match.groups())
    return ""


class _Formatter(argparse.HelpFormatter):
    """Help that says "uso:"."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _("uso: ") if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Argparse with its few fixed words in Spanish; scripts write options in full."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, allow_abbrev=False, formatter_class=_Formatter)
        self._positionals.title, self._optionals.title = _("argumentos"), _("opciones")
        self.add_argument("-h", "--help", action="help", help=_("muestra esta ayuda"))

    def error(self, message: str) -> NoReturn:
        self.refuse(_in_spanish(message) or _("la orden no está bien escrita"))

    def refuse(self, detail: str) -> NoReturn:
        """Say what is wrong with the command and end with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, _("{command}: {detail}. Use --help.").format(command=self.prog, detail=detail) + "\n")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("la fecha va como 2026-11-21")) from None


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(_("se espera un número mayor que cero"))
    return int(text)


def _password(arguments: argparse.Namespace) -> str | None:
    """Return the password of a shared database, asked for only when a person is there to type it."""
    if not arguments.database.startswith(("postgresql://", "postgres://")):
        return None
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if "GSI_PASSWORD" in os.environ:
        return os.environ["GSI_PASSWORD"]
    return getpass.getpass(_("Contraseña: ")) if sys.stdin.isatty() else None


def _services(arguments: argparse.Namespace) -> Services:
    from gsi_desktop import bootstrap

    if "://" not in arguments.database and not Path(arguments.database).expanduser().exists():
        raise ExpectedError("database_gone", file=arguments.database)
    return bootstrap.open_services(arguments.database, password=_password(arguments))


class _Output:
    """Prints one JSON object or Spanish lines; never both."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def give(self, data: dict[str, Any], lines: Sequence[str]) -> None:
        print(json.dumps(data, ensure_ascii=False, default=str) if self.as_json else "\n".join(lines))


# --- commands


def _db_init(arguments: argparse.Namespace, output: _Output) -> None:
    from gsi_desktop import bootstrap

    bootstrap.create_database(arguments.database, password=_password(arguments))
    output.give({"database": arguments.database}, [_("La base de datos está lista: {0}").format(arguments.database)])


def _db_info(arguments: argparse.Namespace, output: _Output) -> None:
    from gsi_desktop.services.upkeep import checking

    with _opened(arguments) as services:
        info = services.read(checking.info)
        data = {"database": services.location, "engine": services.engine_name, "version": __version__, **info}
        names = _info_names()
        output.give(data, [f"{names[name]}: {value}" for name, value in data.items()])


def _info_names() -> dict[str, str]:
    """Return what each line of ``gsi db info`` tells, in words; JSON keeps the names."""
    return {
        "database": _("base de datos"),
        "engine": _("motor"),
        "version": _("versión del programa"),
        "folio_series": _("serie de los folios"),
        "families": _("familias"),
        "persons": _("personas"),
        "baselines": _("líneas base cerradas"),
        "plans": _("planes aprobados"),
        "visits": _("visitas y atenciones hechas"),
        "batches": _("lotes importados"),
        "operations": _("operaciones"),
        "sample_families": _("familias de ejemplo"),
    }


def _db_check(arguments: argparse.Namespace, output: _Output) -> None:
    from gsi_desktop.services.upkeep import checking

    with _opened(arguments) as services:
        problems = checking.problems(services.database)
        lines = [messages.text(problem.code, **problem.params) for problem in problems]
        data = {"ok": not problems, "problems": [dataclasses.asdict(problem) for problem in problems]}
        output.give(data, lines or [_("La base de datos está sana.")])
    if problems:
        raise ExpectedError("problems_found", count=len(problems))


def _demo(arguments: argparse.Namespace, output: _Output) -> None:
    from gsi_desktop.services.upkeep import demo

    with _opened(arguments) as services:
        loaded = demo.load(services, arguments.families, arguments.seed)
        data = {
            "batch": loaded.code,
            "families": loaded.counts.families_created,
            "persons": loaded.counts.persons_created,
        }
        line = _("Se crearon {families} familias inventadas con {persons} personas (lote {batch}).").format(**data)
        output.give(data, [line])


def _import_roster(arguments: argparse.Namespace, output: _Output) -> None:
    from gsi_desktop.services.exchange import commands, queries, reading, results, staging
    from gsi_desktop.services.exchange.data import ImportOptions

    with _opened(arguments) as services:
        path = arguments.file.absolute()
        preview = reading.preview(path)
        layout = services.read(queries.layout, preview, arguments.sheet, arguments.header_row)
        options = ImportOptions(
            path=path,
            layout=layout,
            as_of=arguments.as_of or services.clock.today(),
            legal_basis=arguments.legal_basis,
        )
        staged = staging.stage(options, preview=preview)
        if arguments.dry_run:
            report = services.read(queries.dry_run, staged)
        else:
            applied = services.run(commands.apply_roster, staged).result
            report = services.read(queries.batch_report, applied.batch_id)
        data = {"batch": report.batch, **dataclasses.asdict(report.counts)}
        output.give(data, _import_lines(data))
        if arguments.result:
            results.write_result(staged, report, arguments.result)


def _import_lines(data: dict[str, Any]) -> list[str]:
    first = _("Lote {batch}") if data["batch"] else _("Ensayo: no se guardó nada")
    from gsi_desktop.services.exchange.results import reason_names

    reasons = reason_names()
    lines = [
        first.format(**data),
        _("Filas: {rows} · familias nuevas: {families_created}").format(**data),
        _("Personas: {persons_created} creadas, {persons_updated} actualizadas, {persons_unchanged} sin cambio").format(
            **data
        ),
    ]
    for title, name in (
        (_("No entraron"), "rejected"),
        (_("Se omitieron"), "skipped"),
        (_("Advertencias"), "warnings"),
    ):
        lines += [f"{title}: {count} · {reasons.get(code, code)}" for code, count in sorted(data[name].items())]
    return lines


def _import_undo(arguments: argparse.Namespace, output: _Output) -> None:
    from gsi_desktop.services.exchange import commands, queries

    with _opened(arguments) as services:
        batch_id = services.read(queries.batch_by_code, arguments.batch)
        try:
            undone = services.run(commands.undo_batch, commands.UndoBatch(batch_id)).result
        except ExpectedError as error:
            if error.code != "batch_touched":
                raise
            touched = services.read(queries.touched_families, batch_id)
            output.give(
                {"batch": arguments.batch, "undone": False, "touched": [dataclasses.asdict(one) for one in touched]},
                [f"{one.folio}  {one.head}" for one in touched],
            )
            raise
        data = {"batch": undone.code, "undone": True, **dataclasses.asdict(undone.counts)}
        output.give(data, [_("Se deshizo el lote {batch}.").format(**data)])


def _families_search(arguments: argparse.Namespace, output: _Output) -> None:
    from gsi_desktop.services.families import queries

    with _opened(arguments) as services:
        found = services.read(queries.search_families, " ".join(arguments.text), arguments.limit)
        families = [dataclasses.asdict(family) for family in found]
        lines = [f"{one.folio}  {one.head}  {one.municipality}  {one.members}" for one in found]
        output.give({"families": families}, lines or [_("No se encontró ninguna familia.")])


class _Opened:
    """Closes the services however the command ends."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def __enter__(self) -> Services:
        return self.services

    def __exit__(self, *_error: object) -> None:
        self.services.close()


def _opened(arguments: argparse.Namespace) -> _Opened:
    return _Opened(_services(arguments))


# --- the command line


def _shared_options() -> Any:
    """Return options accepted before and after the subcommand; SUPPRESS keeps the later from erasing the earlier."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument(
        "--database", metavar="RUTA_O_URL", help=_("archivo o dirección postgresql:// (o GSI_DATABASE)")
    )
    shared.add_argument("--password-stdin", action="store_true", help=_("lee la contraseña de la entrada"))
    shared.add_argument("--json", action="store_true", help=_("imprime un objeto JSON"))
    return shared


def _command(
    group: Any, name: str, run: Callable[[argparse.Namespace, _Output], None], help_text: str, shared: Any
) -> Any:
    parser = group.add_parser(name, help=help_text, parents=[shared])
    parser.set_defaults(run=run)
    return parser


def _parser() -> _Parser:
    shared = _shared_options()
    parser = _Parser(prog="gsi", description=_("Gestión Social Integral: órdenes de consola."), parents=[shared])
    parser.add_argument("--version", action="version", version=f"gsi {__version__}", help=_("muestra la versión"))
    areas = parser.add_subparsers(required=True, metavar=_("ÁREA"))

    def area(name: str, help_text: str) -> Any:
        return areas.add_parser(name, help=help_text, parents=[shared]).add_subparsers(
            required=True, metavar=_("ORDEN")
        )

    db = area("db", _("la base de datos"))
    _command(db, "init", _db_init, _("la crea"), shared)
    _command(db, "upgrade", _db_init, _("la lleva a la versión de este programa"), shared)
    _command(db, "check", _db_check, _("revisa que esté sana"), shared)
    _command(db, "info", _db_info, _("dice qué es y cuánto tiene"), shared)

    demo = _command(areas, "demo", _demo, _("agrega familias inventadas"), shared)
    demo.add_argument("--families", type=_positive, required=True, metavar="N")
    demo.add_argument("--seed", type=int, default=1, metavar="S")

    imports = area("import", _("padrones"))
    roster = _command(imports, "roster", _import_roster, _("importa un padrón"), shared)
    roster.add_argument("file", type=Path, metavar="ARCHIVO")
    roster.add_argument("--dry-run", action="store_true", help=_("ensaya sin guardar"))
    roster.add_argument("--as-of", type=_date, metavar="FECHA", help=_("fecha de corte para las edades"))
    roster.add_argument("--result", type=Path, metavar="SALIDA.xlsx", help=_("libro con el resultado de cada fila"))
    roster.add_argument("--sheet", metavar="HOJA")
    roster.add_argument("--header-row", type=_positive, metavar="FILA")
    roster.add_argument("--legal-basis", default=_LEGAL_BASIS, metavar="TEXTO")
    undo = _command(imports, "undo", _import_undo, _("deshace un lote"), shared)
    undo.add_argument("batch", metavar="LOTE")

    families = area("families", _("familias"))
    search = _command(families, "search", _families_search, _("busca por nombre, documento o folio"), shared)
    search.add_argument("text", nargs="+", metavar="TEXTO")
    search.add_argument("--limit", type=_positive, default=20, metavar="N")

    report = area("report", _("papeles en PDF"))

    def paper(group: Any, name: str, run: cli_reports.Run, help_text: str) -> Any:
        return _command(group, name, run, help_text, shared)

    cli_reports.register(report, paper, _opened, _date, _positive)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one console command and return its exit code; inside a bundle, also the reader of foreign files."""
    if getattr(sys, "frozen", False):
        multiprocessing.freeze_support()  # in a bundle the program itself is the process that draws papers
    if argv is None and sys.argv[1:2] == [reader_process.SWITCH]:
        return reader_process.main(sys.argv[2:])
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    parser = _parser()
    arguments = parser.parse_args(argv)
    arguments.database = getattr(arguments, "database", None) or os.environ.get("GSI_DATABASE")
    arguments.password_stdin = getattr(arguments, "password_stdin", False)
    if not arguments.database:
        parser.refuse(_("falta --database o GSI_DATABASE"))
    try:
        arguments.run(arguments, _Output(as_json=getattr(arguments, "json", False)))
    except GsiError as error:
        told = messages.text(error.code, **error.params)
    except KeyboardInterrupt:
        told = messages.text("cancelled")
    except BrokenPipeError:  # whoever read our lines had enough of them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - whoever reads this automates an office: one line, never a traceback
        told = messages.text("unexpected", kind=type(error).__name__)
    else:
        return 0
    print(" ".join(told.split()), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
