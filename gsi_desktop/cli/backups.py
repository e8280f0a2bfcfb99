"""The console orders `gsi db backup|restore|verify`: backups of a local file, also for who lost a password."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gsi_desktop.cli.parsing import Orders, Output, opened, password, user
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.formats import moment, number
from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.services.upkeep.backups import Backup


def register(orders: Orders, group: Any) -> None:
    """Add the orders to ``group``, `gsi db`."""
    backup = orders.order(group, "backup", _backup, _("hace una copia de seguridad"))
    backup.add_argument("--output", type=Path, metavar="COPIA.gsicopia", help=_("archivo; si no, junto a la base"))
    restore = orders.order(group, "restore", _restore, _("pone una copia en lugar de la base; lo de hoy queda copiado"))
    restore.add_argument("file", type=Path, metavar="COPIA.gsicopia")
    verify = orders.order(group, "verify", _verify, _("revisa una copia entera; sin decir cuál, la más nueva"))
    verify.add_argument("file", type=Path, nargs="?", metavar="COPIA.gsicopia")


def _told(backup: Backup) -> dict[str, object]:
    return {
        "backup": str(backup.path),
        "made_at": backup.made_at.isoformat(),
        "reason": backup.reason.value,
        "families": backup.families,
        "persons": backup.persons,
        "bytes": backup.size,
    }


def _holds(backup: Backup) -> str:
    words = _("{families} familias y {persons} personas, del {moment}")
    return words.format(families=number(backup.families), persons=number(backup.persons), moment=moment(backup.made_at))


def _backup(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.upkeep import backups
    from gsi_desktop.services.upkeep.backup_policy import Reason

    with opened(arguments) as services:
        if services.unlocked is None:
            raise ExpectedError("backup_of_server")
        to = arguments.output.absolute() if arguments.output else None
        made = backups.make(services.database, services.unlocked, Reason.MANUAL, services.clock, to=to)
        output.give(_told(made), [_("Copia hecha: {path}").format(path=made.path), _holds(made)])


def _restore(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.core.clock import SystemClock
    from gsi_desktop.services.upkeep import backups

    backups.folder(arguments.database)  # refuses a server before a password is asked for
    typed = password(arguments)
    if not typed:
        raise ExpectedError("password_needed")
    unlocked = backups.sign_in(arguments.database, arguments.file.absolute(), user(), typed)
    restored = backups.restore(arguments.database, arguments.file.absolute(), unlocked, SystemClock())
    output.give(_told(restored), [_("La base quedó como en la copia: {holds}.").format(holds=_holds(restored))])


def _verify(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.upkeep import backups

    with opened(arguments) as services:
        if services.unlocked is None:
            raise ExpectedError("backup_of_server")
        newest = next((one.path for one in backups.listing(services.location)), None)
        file = arguments.file.absolute() if arguments.file else newest
        if file is None:
            raise ExpectedError("backup_none")
        checked = backups.verify(file, services.unlocked.key)
    output.give(_told(checked) | {"ok": True}, [_("La copia está sana: {holds}.").format(holds=_holds(checked))])
