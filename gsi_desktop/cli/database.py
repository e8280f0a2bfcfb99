"""The console orders `gsi db …` and `gsi demo`."""

from __future__ import annotations

import argparse
import dataclasses

from gsi_desktop import __version__
from gsi_desktop.cli.parsing import Orders, Output, opened, password, positive
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _


def register(orders: Orders) -> None:
    """Add the orders."""
    db = orders.area("db", _("la base de datos"))
    orders.order(db, "init", _db_init, _("la crea"))
    orders.order(db, "upgrade", _db_init, _("la lleva a la versión de este programa"))
    orders.order(db, "check", _db_check, _("revisa que esté sana"))
    orders.order(db, "info", _db_info, _("dice qué es y cuánto tiene"))

    demo = orders.order(orders.areas, "demo", _demo, _("agrega familias inventadas"))
    demo.add_argument("--families", type=positive, required=True, metavar="N")
    demo.add_argument("--seed", type=int, default=1, metavar="S")


def _db_init(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop import bootstrap

    bootstrap.create_database(arguments.database, password=password(arguments))
    output.give({"database": arguments.database}, [_("La base de datos está lista: {0}").format(arguments.database)])


def _db_info(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.upkeep import checking

    with opened(arguments) as services:
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


def _db_check(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.upkeep import checking

    with opened(arguments) as services:
        problems = checking.problems(services.database)
        lines = [messages.text(problem.code, **problem.params) for problem in problems]
        data = {"ok": not problems, "problems": [dataclasses.asdict(problem) for problem in problems]}
        output.give(data, lines or [_("La base de datos está sana.")])
    if problems:
        raise ExpectedError("problems_found", count=len(problems))


def _demo(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.upkeep import demo

    with opened(arguments) as services:
        loaded = demo.load(services, arguments.families, arguments.seed)
        data = {
            "batch": loaded.code,
            "families": loaded.counts.families_created,
            "persons": loaded.counts.persons_created,
        }
        line = _("Se crearon {families} familias inventadas con {persons} personas (lote {batch}).").format(**data)
        output.give(data, [line])
