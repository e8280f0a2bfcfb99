"""The console orders `gsi families …`."""

from __future__ import annotations

import argparse
import dataclasses

from gsi_desktop.cli.parsing import Orders, Output, opened, positive
from gsi_desktop.services.core.i18n import _


def register(orders: Orders) -> None:
    """Add the orders."""
    families = orders.area("families", _("familias"))
    search = orders.order(families, "search", _families_search, _("busca por nombre, documento o folio"))
    search.add_argument("text", nargs="+", metavar="TEXTO")
    search.add_argument("--limit", type=positive, default=20, metavar="N")


def _families_search(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.families import finding

    with opened(arguments) as services:
        found = services.read(finding.search_families, " ".join(arguments.text), arguments.limit)
        families = [dataclasses.asdict(family) for family in found]
        lines = [f"{one.folio}  {one.head}  {one.municipality}  {one.members}" for one in found]
        output.give({"families": families}, lines or [_("No se encontró ninguna familia.")])
