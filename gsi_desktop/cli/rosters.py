"""The console orders `gsi import …`: rosters in, and out again."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from gsi_desktop.cli.parsing import Orders, Output, day, opened, positive
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.upkeep.backup_policy import Reason

_LEGAL_BASIS = "Función legal de la entidad (Ley 1581 de 2012, art. 10, lit. a)"


def register(orders: Orders) -> None:
    """Add the orders."""
    imports = orders.area("import", _("padrones"))
    roster = orders.order(imports, "roster", _import_roster, _("importa un padrón"))
    roster.add_argument("file", type=Path, metavar="ARCHIVO")
    roster.add_argument("--dry-run", action="store_true", help=_("ensaya sin guardar"))
    roster.add_argument("--as-of", type=day, metavar="FECHA", help=_("fecha de corte para las edades"))
    roster.add_argument("--result", type=Path, metavar="SALIDA.xlsx", help=_("libro con el resultado de cada fila"))
    roster.add_argument("--sheet", metavar="HOJA")
    roster.add_argument("--header-row", type=positive, metavar="FILA")
    roster.add_argument("--legal-basis", default=_LEGAL_BASIS, metavar="TEXTO")
    undo = orders.order(imports, "undo", _import_undo, _("deshace un lote"))
    undo.add_argument("batch", metavar="LOTE")


def _import_roster(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.bootstrap import look_for_duplicates
    from gsi_desktop.services.core.progress import Progress
    from gsi_desktop.services.exchange import commands, queries, reading, results, staging
    from gsi_desktop.services.exchange.data import ImportOptions

    with opened(arguments) as services:
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
            services.back_up(Reason.BEFORE_IMPORT)
            applied = services.run(commands.apply_roster, staged).result
            look_for_duplicates(services, applied.batch_id, Progress())
            report = services.read(queries.batch_report, applied.batch_id)
        data = {"batch": report.batch, **dataclasses.asdict(report.counts)}
        output.give(data, _import_lines(data))
        if arguments.result:
            results.write_result(staged, report, arguments.result)


def _import_lines(data: dict[str, Any]) -> list[str]:
    first = _("Importación {batch}") if data["batch"] else _("Ensayo: no se guardó nada")
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


def _import_undo(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.exchange import commands, queries

    with opened(arguments) as services:
        batch_id = services.read(queries.batch_by_code, arguments.batch)
        try:
            undone = services.run(commands.undo_batch, commands.UndoBatch(batch_id)).result
        except ExpectedError as error:
            if error.code != "batch_touched":
                raise
            touched = services.read(queries.touched_families, batch_id)
            output.give(
                {"batch": arguments.batch, "undone": False, "touched": [dataclasses.asdict(one) for one in touched]},
                [f"{one.folio}  {one.head} · {one.why}" for one in touched],
            )
            raise
        data = {"batch": undone.code, "undone": True, **dataclasses.asdict(undone.counts)}
        output.give(data, [_("Se deshizo la importación {batch}.").format(**data)])
