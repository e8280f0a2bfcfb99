"""The `gsi` console command: everything an office automates, without Qt.

Exit codes: 0 success, 1 failure with one Spanish line on stderr, 2 wrong use. ``--json`` prints one JSON object on
stdout. A password never travels in the command line or the URL: ``GSI_PASSWORD``, ``--password-stdin`` or a prompt.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence

from gsi_desktop import __version__
from gsi_desktop.cli import catalogue, database, duplicates, exports, families, reports, rosters, users
from gsi_desktop.cli.parsing import Orders, Output, Parser, shared_options
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import GsiError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.exchange import reader_process


def _parser() -> Parser:
    shared = shared_options()
    parser = Parser(prog="gsi", description=_("Gestión Social Integral: órdenes de consola."), parents=[shared])
    parser.add_argument("--version", action="version", version=f"gsi {__version__}", help=_("muestra la versión"))
    orders = Orders(parser, shared)
    for module in (database, users, rosters, families, duplicates, reports, exports, catalogue):
        module.register(orders)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one console command and return its exit code; inside a bundle, also the reader of foreign files."""
    if getattr(sys, "frozen", False):
        multiprocessing.freeze_support()  # in a bundle the program itself is the process that draws papers
    if argv is None and sys.argv[1:2] == [reader_process.SWITCH]:
        return reader_process.main(sys.argv[2:])
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    parser = _parser()
    arguments = parser.parse_args(argv)
    arguments.database = getattr(arguments, "database", None) or os.environ.get("GSI_DATABASE")
    arguments.password_stdin = getattr(arguments, "password_stdin", False)
    if not arguments.database:
        parser.refuse(_("falta --database o GSI_DATABASE"))
    try:
        arguments.run(arguments, Output(as_json=getattr(arguments, "json", False)))
    except GsiError as error:
        told = messages.text(error.code, **error.params)
    except KeyboardInterrupt:
        told = messages.text("cancelled")
    except BrokenPipeError:  # whoever read our lines had enough of them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - whoever reads this automates an office: one line, never a traceback
        told = messages.text("unexpected", kind=type(error).__name__)
    else:
        return 0
    print(" ".join(told.split()), file=sys.stderr)
    return 1
