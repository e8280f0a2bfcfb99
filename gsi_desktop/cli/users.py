"""The console orders `gsi user …`: who may open a local file."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import TYPE_CHECKING

from gsi_desktop.cli.parsing import Orders, Output, existing, is_server, new_password, password, user
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.services.access.users import Unlocked, User

_NEW_PASSWORD = "GSI_NEW_PASSWORD"  # noqa: S105 - the name of a variable
_CODE = "GSI_RECOVERY_CODE"


def register(orders: Orders) -> None:
    """Add the orders."""
    area = orders.area("user", _("quién puede entrar al archivo"))
    orders.order(area, "list", _list, _("los muestra"))
    add = orders.order(area, "add", _add, _("agrega uno y da su contraseña temporal"))
    add.add_argument("login", metavar="USUARIO")
    add.add_argument("--name", metavar="NOMBRE", help=_("nombre completo"))
    add.add_argument("--administrator", action="store_true", help=_("también administra los usuarios"))
    own = orders.order(area, "password", _password, _("cambia su contraseña, o da una temporal a otra persona"))
    own.add_argument("login", metavar="USUARIO", nargs="?")
    disable = orders.order(area, "disable", _disable, _("no deja entrar más a esa persona"))
    disable.add_argument("login", metavar="USUARIO")
    recover = orders.order(area, "recover", _recover, _("cambia la contraseña con el código de recuperación"))
    recover.add_argument("login", metavar="USUARIO")


def _file(arguments: argparse.Namespace) -> str:
    if is_server(arguments):
        raise ExpectedError("only_local_file")
    return existing(arguments)


def _signed_in(arguments: argparse.Namespace, location: str) -> Unlocked:
    from gsi_desktop.services.access import vault

    typed = password(arguments)
    if not typed:
        raise ExpectedError("password_needed")
    return vault.unlock(location, user() or vault.first_login(location), typed)


def _list(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.access import vault

    found = vault.users(_file(arguments))
    output.give({"users": [_told(one) for one in found]}, [_line(one) for one in found])


def _told(one: User) -> dict[str, object]:
    return {
        "login": one.login,
        "full_name": one.full_name,
        "administrator": one.administrator,
        "disabled": one.disabled,
        "must_change_password": one.must_change,
    }


def _line(one: User) -> str:
    notes = [_("administra")] if one.administrator else []
    notes += [_("no puede entrar")] if one.disabled else []
    notes += [_("contraseña temporal")] if one.must_change and not one.disabled else []
    return "  ".join([one.login, one.full_name, *notes])


def _add(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.access import passwords, vault
    from gsi_desktop.services.access.users import NewUser

    location = _file(arguments)
    temporary = passwords.temporary()
    new = NewUser(arguments.login, arguments.name or arguments.login, arguments.administrator)
    added = vault.add_user(location, _signed_in(arguments, location), new, temporary)
    _tell_temporary(output, added, temporary)


def _password(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.access import passwords, vault

    location = _file(arguments)
    mine = user() or vault.first_login(location)
    if arguments.login and arguments.login.casefold() != mine:
        temporary = passwords.temporary()
        reset = vault.reset_password(location, _signed_in(arguments, location), arguments.login, temporary)
        _tell_temporary(output, reset, temporary)
        return
    old, new = password(arguments), new_password(arguments, _NEW_PASSWORD)
    if not old or not new:
        raise ExpectedError("password_needed")
    changed = vault.change_password(location, mine, old, new).user
    output.give(_told(changed), [_("La contraseña de {0} quedó cambiada.").format(changed.full_name)])


def _disable(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.access import vault

    location = _file(arguments)
    disabled = vault.disable_user(location, _signed_in(arguments, location), arguments.login)
    output.give(_told(disabled), [_("{0} ya no puede entrar.").format(disabled.full_name)])


def _recover(arguments: argparse.Namespace, output: Output) -> None:
    from gsi_desktop.services.access import vault

    location = _file(arguments)
    asked = sys.stdin.isatty() and not arguments.password_stdin
    code = os.environ.get(_CODE) or (getpass.getpass(_("Código de recuperación: ")) if asked else "")
    new = new_password(arguments, _NEW_PASSWORD)
    if not new:
        raise ExpectedError("password_needed")
    found = vault.recover(location, code, arguments.login, new).user
    output.give(_told(found), [_("La contraseña de {0} quedó cambiada.").format(found.full_name)])


def _tell_temporary(output: Output, person: User, temporary: str) -> None:
    lines = [
        _("Contraseña temporal de {0}: {1}").format(person.full_name, temporary),
        _("Désela en persona; al entrar por primera vez la cambia."),
    ]
    output.give(_told(person) | {"temporary_password": temporary}, lines)
