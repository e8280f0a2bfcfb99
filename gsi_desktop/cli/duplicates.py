"""The console orders `gsi duplicates …` and `gsi merge …`: people who may be one, and merges taken back."""

from __future__ import annotations

import argparse
import dataclasses

from gsi_desktop.cli.parsing import Orders, Output, opened
from gsi_desktop.services.core.i18n import _


def register(orders: Orders) -> None:
    """Add the orders."""
    duplicates = orders.area("duplicates", _("posibles duplicados"))
    orders.order(duplicates, "sweep", _sweep, _("compara a todas las personas y guarda las que pueden ser una"))


def _sweep(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.bootstrap import sweep_duplicates
    from gsi_desktop.services.core.progress import Progress

    with opened(arguments) as services:
        kept = sweep_duplicates(services, Progress())
        told = dataclasses.asdict(kept)
        lines = (
            _("Personas comparadas: {people}"),
            _("Posibles duplicados: {pairs} ({new} nuevos, {gone} ya no lo son)"),
            _("Por decidir: {open} · marcados «no es duplicado»: {dismissed}"),
        )
        output.give(told, [line.format(**told) for line in lines])
