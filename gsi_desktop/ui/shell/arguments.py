"""The command line of the window, in Spanish; a module of its own because most starts have none."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, prefix or "Uso: ")


class _Parser(argparse.ArgumentParser):
    """Speaks Spanish; argparse's own words are English."""

    def error(self, message: str) -> NoReturn:
        del message
        self.exit(2, f"No se entienden los argumentos. {self.format_usage()}")


def parser() -> argparse.ArgumentParser:
    """Return the parser of ``gsi-desktop``."""
    made = _Parser(prog="gsi-desktop", add_help=False, formatter_class=_Formatter)
    group = made.add_argument_group("opciones")
    group.add_argument("-h", "--help", action="help", help="muestra esta ayuda")
    group.add_argument("--database", metavar="RUTA_O_URL", help="base de datos que se abre")
    group.add_argument("--sample", action="store_true", help="la crea con datos de ejemplo si no existe")
    group.add_argument("--theme", choices=("light", "dark", "system"), help="tema para esta vez")
    group.add_argument("--page", metavar="ÁREA", help="página que se muestra, por ejemplo families")
    return made
