"""The console orders `gsi catalogue …`: the logros and dimensions as a file, out to be edited and in as a version."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from gsi_desktop.cli.parsing import Orders, Output, day, opened
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.services.exchange.catalogue_files import ReadCatalogue


def register(orders: Orders) -> None:
    """Add the orders."""
    group = orders.area("catalogue", _("logros y dimensiones"))
    take = orders.order(group, "import", _import, _("publica una versión nueva desde un archivo"))
    take.add_argument("file", type=Path, metavar="ARCHIVO")
    take.add_argument("--dry-run", action="store_true", help=_("revisa el archivo sin guardar"))
    take.add_argument("--reason", default="", metavar="TEXTO", help=_("por qué se hace la versión nueva"))
    take.add_argument("--label", default="", metavar="TEXTO", help=_("nombre de la versión; sin decirlo, el que tiene"))
    take.add_argument("--valid-from", type=day, metavar="FECHA", help=_("desde cuándo vale; sin decirlo, desde hoy"))
    give = orders.order(group, "export", _export, _("saca la versión que rige, para editarla"))
    give.add_argument("--output", type=Path, required=True, metavar="SALIDA.xlsx", help=_("archivo que se hace"))


def _import(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.achievements import catalogue, commands
    from gsi_desktop.services.achievements.data import PublishCatalogue
    from gsi_desktop.services.exchange import catalogue_files

    with opened(arguments) as services:
        today = services.clock.today()
        base = services.read(catalogue.newest)
        found = catalogue_files.read_catalogue(arguments.file.absolute(), base)
        made: int | None = None
        if not found.problems and not arguments.dry_run:
            data = PublishCatalogue(
                base_number=base.number,
                label=arguments.label or base.label,
                reason=arguments.reason,
                valid_from_on=arguments.valid_from or today,
                achievements=found.achievements,
            )
            made = services.run(commands.publish_catalogue, data).result
    told = {
        "version": made,
        "base": base.number,
        **dataclasses.asdict(found.differences),
        "problems": [dataclasses.asdict(problem) for problem in found.problems],
    }
    output.give(told, _lines(found, made))
    found.require()
    if arguments.dry_run and not found.differences:
        raise ExpectedError("catalogue_unchanged")


def _lines(found: ReadCatalogue, made: int | None) -> list[str]:
    if found.problems:
        return [
            _("Fila {row}: {text}").format(row=one.row, text=f"{one.column}: {one.text}" if one.column else one.text)
            for one in found.problems
        ]
    first = _("Se publicó la versión {n}").format(n=made) if made else _("Ensayo: no se guardó nada")
    changes = found.differences
    named = (
        (_("Cambian"), changes.changed),
        (_("Nuevos"), changes.added),
        (_("Se retiran"), changes.retired),
        (_("Vuelven"), changes.restored),
    )
    return [first, *(f"{title}: {', '.join(map(str, numbers))}" for title, numbers in named if numbers)]


def _export(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.achievements import catalogue
    from gsi_desktop.services.exchange import catalogue_files

    with opened(arguments) as services:
        book = services.read(catalogue.newest)
    count = catalogue_files.write_catalogue(arguments.output, book)
    data = {"version": book.number, "achievements": count, "output": str(arguments.output)}
    output.give(data, [_("{achievements} logros de la versión {version} en {output}").format(**data)])
