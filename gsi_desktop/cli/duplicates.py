"""The console orders `gsi duplicates …` and `gsi merge …`: people who may be one, and merges taken back."""

from __future__ import annotations

import argparse
import dataclasses
from uuid import UUID

from gsi_desktop.cli.parsing import Orders, Output, opened, positive
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _


def register(orders: Orders) -> None:
    """Add the orders."""
    duplicates = orders.area("duplicates", _("posibles duplicados"))
    merge = orders.area("merge", _("fichas unidas"))
    shown = orders.order(merge, "list", _list, _("muestra las uniones"))
    shown.add_argument("--limit", type=positive, default=50, metavar="N")
    undo = orders.order(merge, "undo", _undo, _("deshace una unión, hoy o cuando sea"))
    undo.add_argument("merge", metavar="UNIÓN", help=_("el número que muestra gsi merge list"))
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


def _list(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.families.merges import queries

    with opened(arguments) as services:
        rows = services.read(queries.merges, arguments.limit)
        lines = [
            f"{one.merge_id}  {one.merged_at:%Y-%m-%d}  {one.gone_folio or one.gone} → {one.kept_folio or one.kept}"
            + ("" if one.undone_at is None else "  " + _("(deshecha)"))
            for one in rows
        ]
        output.give({"merges": [dataclasses.asdict(one) for one in rows]}, lines or [_("No hay uniones.")])


def _undo(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.families.merges import data
    from gsi_desktop.services.families.merges.undo import undo_merge

    try:
        merge_id = UUID(arguments.merge)
    except ValueError as error:
        raise ExpectedError("merge_unknown") from error
    with opened(arguments) as services:
        undone = services.run(undo_merge, data.UndoMerge(merge_id)).result
        lines = [_("Se deshizo la unión. Volvieron {count} datos a su lugar.").format(count=undone.returned)]
        if kept := sum(one.kind == "edited" for one in undone.since):
            lines.append(_("Se dejaron {count} datos que alguien cambió después.").format(count=kept))
        lines += [_("También se deshizo la unión {merge}.").format(merge=one) for one in undone.also]
        output.give(dataclasses.asdict(undone), lines)
