"""The console orders `gsi export …`: the registry, its people and their logros as a workbook or CSV."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gsi_desktop.cli.parsing import Orders, Output, opened
from gsi_desktop.models.enums import FamilyStatus, Stage
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.formats import number
from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.services.families.data import FamilyFilter

_SUFFIXES = (".xlsx", ".csv")


def register(orders: Orders) -> None:
    """Add the orders."""
    exports = orders.area("export", _("listas en Excel o CSV"))
    for name, help_text in (
        ("families", _("exporta las familias")),
        ("persons", _("exporta los integrantes")),
        ("achievements", _("exporta los logros, con su línea base")),
    ):
        order = orders.order(exports, name, _export, help_text)
        order.set_defaults(what=name)
        order.add_argument("--output", type=_target, required=True, metavar="SALIDA.xlsx|SALIDA.csv")
        order.add_argument("--municipality", metavar="DIVIPOLA", help=_("solo las familias de este municipio"))
        order.add_argument("--stage", choices=[one.value for one in Stage], help=_("solo las que están en esta etapa"))
        order.add_argument(
            "--status",
            choices=[FamilyStatus.ACTIVE.value, FamilyStatus.EXITED.value],
            help=_("solo las activas o las egresadas"),
        )
        order.add_argument("--text", default="", metavar="TEXTO", help=_("solo las que hallaría la búsqueda"))


def _target(text: str) -> Path:
    """Return the file to write; argparse reports another ending."""
    path = Path(text)
    if path.suffix.lower() not in _SUFFIXES:
        raise argparse.ArgumentTypeError(_("el archivo termina en .xlsx o .csv"))
    return path


def _municipality(told: str | None) -> str | None:
    """Return the code of a municipality told by code or by name."""
    from gsi_desktop.services.territory import catalogues

    if told is None:
        return None
    found = catalogues.find_municipality(told)
    known = catalogues.municipality(told) or (found[0] if len(found) == 1 else None)
    if known is None:
        raise ExpectedError("municipality_unknown", name=told)
    return known.code


def _export(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.families.data import FamilyFilter

    chosen = FamilyFilter(
        municipality_id=_municipality(arguments.municipality),
        stage=Stage(arguments.stage) if arguments.stage else None,
        status=FamilyStatus(arguments.status) if arguments.status else None,
        text=arguments.text,
    )
    path = arguments.output.absolute()
    with opened(arguments) as services:
        rows = _written(services, arguments.what, chosen, path)
    data = {"file": str(path), "rows": rows}
    output.give(data, [_("Se escribieron {rows} filas en {file}.").format(rows=number(rows), file=path.name)])


def _written(services: Services, what: str, chosen: FamilyFilter, path: Path) -> int:
    from gsi_desktop.services.exchange import exports

    if what == "families":
        return services.snapshot(exports.export_families, exports.FamilyListing(chosen), path)
    order = exports.export_persons if what == "persons" else exports.export_achievements
    return services.snapshot(order, chosen, services.clock.today(), path)
