"""What every console order shares: a parser that speaks Spanish, its values, its output and its open database."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services


def _in_spanish(message: str) -> str:
    """Return what argparse complains of in Spanish; "" for a complaint we do not know."""
    known = (
        (r"the following arguments are required: (.+)", _("falta {0}")),
        (r"unrecognized arguments: (.+)", _("sobra {0}")),
        (
            r"argument .+?: invalid choice: (.+?)(?:, maybe you meant .+)? \(choose from (.+)\)",
            _("no hay {0}, sino {1}"),
        ),
        (r"argument (.+?): not allowed with argument (.+)", _("{0} no va con {1}")),
        (r"one of the arguments (.+) is required", _("falta una de estas: {0}")),
        (r"argument (.+?): expected .*argument.*", _("falta el valor de {0}")),
        (r"argument (.+?): invalid \w+ value: (.+)", _("{0} espera un número, no {1}")),
        (r"argument (.+?): ignored explicit argument (.+)", _("{0} no lleva valor ({1})")),
        (r"argument (.+?): (.+)", "{0}: {1}"),  # the words of our own types
    )
    for pattern, told in known:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return told.format(*match.groups())
    return ""


class _Formatter(argparse.HelpFormatter):
    """Help that says "uso:"."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _("uso: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Argparse with its few fixed words in Spanish; scripts write options in full."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, allow_abbrev=False, formatter_class=_Formatter)
        self._positionals.title, self._optionals.title = _("argumentos"), _("opciones")
        self.add_argument("-h", "--help", action="help", help=_("muestra esta ayuda"))

    def error(self, message: str) -> NoReturn:
        """Say in Spanish what argparse complains of and end with 2."""
        self.refuse(_in_spanish(message) or _("la orden no está bien escrita"))

    def refuse(self, detail: str) -> NoReturn:
        """Say what is wrong with the command and end with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, _("{command}: {detail}. Use --help.").format(command=self.prog, detail=detail) + "\n")


def day(text: str) -> date:
    """Return the date of ``2026-11-21``; argparse reports any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("la fecha va como 2026-11-21")) from None


def positive(text: str) -> int:
    """Return a whole number above zero; argparse reports any other text."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(_("se espera un número mayor que cero"))
    return int(text)


def is_server(arguments: argparse.Namespace) -> bool:
    """Return whether the database is a shared one."""
    return str(arguments.database).startswith(("postgresql://", "postgres://"))


def password(arguments: argparse.Namespace) -> str | None:
    """Return the password of the server or of the user, asked for only when a person is there to type it."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if "GSI_PASSWORD" in os.environ:
        return os.environ["GSI_PASSWORD"]
    return getpass.getpass(_("Contraseña: ")) if sys.stdin.isatty() else None


def new_password(arguments: argparse.Namespace, variable: str = "GSI_PASSWORD") -> str | None:
    """Return a password to be set: as `password`, but a person types it twice."""
    if arguments.password_stdin or variable in os.environ or not sys.stdin.isatty():
        given = os.environ.get(variable)
        return sys.stdin.readline().rstrip("\r\n") if arguments.password_stdin else given
    first = getpass.getpass(_("Contraseña nueva: "))
    if getpass.getpass(_("Otra vez: ")) != first:
        raise ExpectedError("password_differs")
    return first


def user() -> str | None:
    """Return who signs in, None for the first user of the file."""
    return os.environ.get("GSI_USER") or None


def existing(arguments: argparse.Namespace) -> str:
    """Return where the database is; raises `ExpectedError` ``database_gone`` for a file that is not there."""
    if "://" not in arguments.database and not Path(arguments.database).expanduser().exists():
        raise ExpectedError("database_gone", file=arguments.database)
    return str(arguments.database)


def _services(arguments: argparse.Namespace) -> Services:
    from gsi_desktop import bootstrap

    services = bootstrap.open_services(existing(arguments), user=user(), password=password(arguments))
    if services.user is not None and services.user.must_change:
        services.close()
        raise ExpectedError("password_must_change")
    return services


class Output:
    """Prints one JSON object or Spanish lines; never both."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def give(self, data: dict[str, Any], lines: Sequence[str]) -> None:
        """Print ``data`` as JSON, or ``lines`` for people."""
        print(json.dumps(data, ensure_ascii=False, default=str) if self.as_json else "\n".join(lines))


class _Opened:
    """Closes the services however the command ends."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def __enter__(self) -> Services:
        return self.services

    def __exit__(self, *_error: object) -> None:
        self.services.close()


def opened(arguments: argparse.Namespace) -> _Opened:
    """Return the services of the database asked for, as a context that closes them."""
    return _Opened(_services(arguments))


Run = Callable[[argparse.Namespace, Output], None]


class Orders:
    """The tree of orders while it is built: areas and the orders in them, each with the shared options."""

    def __init__(self, parser: Parser, shared: Any) -> None:
        self._shared = shared
        self.areas = parser.add_subparsers(required=True, metavar=_("ÁREA"))

    def area(self, name: str, help_text: str) -> Any:
        """Return the group of orders called ``name``."""
        area = self.areas.add_parser(name, help=help_text, parents=[self._shared])
        return area.add_subparsers(required=True, metavar=_("ORDEN"))

    def order(self, group: Any, name: str, run: Run, help_text: str) -> Any:
        """Add the order ``name`` to ``group`` and return its parser."""
        parser = group.add_parser(name, help=help_text, parents=[self._shared])
        parser.set_defaults(run=run)
        return parser


def shared_options() -> Any:
    """Return options accepted before and after the subcommand; SUPPRESS keeps the later from erasing the earlier."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument(
        "--database", metavar="RUTA_O_URL", help=_("archivo o dirección postgresql:// (o GSI_DATABASE)")
    )
    shared.add_argument("--password-stdin", action="store_true", help=_("lee la contraseña de la entrada"))
    shared.add_argument("--json", action="store_true", help=_("imprime un objeto JSON"))
    return shared
