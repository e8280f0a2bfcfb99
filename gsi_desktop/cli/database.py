"""The console orders `gsi db …` and `gsi demo`."""

from __future__ import annotations

import argparse
import dataclasses
from contextlib import suppress
from typing import TYPE_CHECKING

from gsi_desktop import __version__
from gsi_desktop.cli import backups
from gsi_desktop.cli.parsing import (
    Orders,
    Output,
    existing,
    is_server,
    new_password,
    opened,
    password,
    positive,
    user,
)
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError, GsiError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.upkeep.backup_policy import Reason

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Made
    from gsi_desktop.services.access.users import NewUser


def register(orders: Orders) -> None:
    """Add the orders."""
    db = orders.area("db", _("la base de datos"))
    init = orders.order(db, "init", _db_init, _("la crea, con quien la administra"))
    upgrade = orders.order(
        db, "upgrade", _db_upgrade, _("la lleva a la versión de este programa; cifra la que no lo está")
    )
    init.add_argument("--name", metavar="NOMBRE", help=_("nombre completo de quien administra"))
    for order in (init, upgrade):
        order.add_argument(
            "--keep-plain", action="store_true", help=_("al cifrar, deja al lado la base sin cifrar; cuídela o bórrela")
        )
    orders.order(db, "check", _db_check, _("revisa que esté sana"))
    orders.order(db, "info", _db_info, _("dice qué es y cuánto tiene"))

    backups.register(orders, db)

    demo = orders.order(orders.areas, "demo", _demo, _("agrega familias inventadas"))
    demo.add_argument("--families", type=positive, required=True, metavar="N")
    demo.add_argument("--seed", type=int, default=1, metavar="S")


def _db_init(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop import bootstrap
    from gsi_desktop.services.access import vault

    if is_server(arguments):
        bootstrap.create_database(arguments.database, password=password(arguments))
        _ready(arguments, output)
        return
    found = vault.state(arguments.database)
    if found == "missing":
        made = bootstrap.create_database(
            arguments.database, user=_first_user(arguments), password=new_password(arguments)
        )
        _tell_made(arguments, output, made)
    elif found == "plain":
        _convert(arguments, output)
    else:
        bootstrap.upgrade_database(arguments.database, user=user(), password=password(arguments))
        _ready(arguments, output)


def _db_upgrade(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop import bootstrap
    from gsi_desktop.services.access import vault

    location = existing(arguments)
    if not is_server(arguments) and vault.state(location) == "plain":
        _convert(arguments, output)
    else:
        bootstrap.upgrade_database(location, user=user(), password=password(arguments))
        _ready(arguments, output)


def _convert(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop import bootstrap

    made = bootstrap.convert_database(
        arguments.database,
        user=_first_user(arguments),
        password=new_password(arguments),
        keep_plain=arguments.keep_plain,
    )
    _tell_made(arguments, output, made)


def _first_user(arguments: argparse.Namespace) -> NewUser | None:
    """Return who administers the new file, None for whoever works at this machine."""
    from gsi_desktop.services.access.users import NewUser

    login, name = user(), getattr(arguments, "name", None)
    return NewUser(login, name or login) if login else None


def _ready(arguments: argparse.Namespace, output: Output) -> None:
    output.give({"database": arguments.database}, [_("La base de datos está lista: {0}").format(arguments.database)])


def _tell_made(arguments: argparse.Namespace, output: Output, made: Made) -> None:
    login = made.unlocked.user.login if made.unlocked else None
    told = {"database": arguments.database, "user": login, "recovery_code": made.recovery_code}
    lines = [
        _("La base de datos está lista y cifrada: {0}").format(arguments.database),
        _("Usuario: {0}").format(login),
        _("Código de recuperación: {0}").format(made.recovery_code),
        _("Escríbalo en un papel y guárdelo bajo llave: es lo único que abre la base si se olvida la contraseña."),
        _("No se vuelve a mostrar."),
    ]
    output.give(told, lines)


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
        with suppress(GsiError):  # a damaged file cannot be copied; the check tells of it
            services.back_up(Reason.BEFORE_CHECK)
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
        line = _("Se crearon {families} familias inventadas con {persons} personas (importación {batch}).").format(
            **data
        )
        output.give(data, [line])
