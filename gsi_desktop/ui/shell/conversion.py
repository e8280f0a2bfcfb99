"""A file of an earlier version, not encrypted: what happens to it, its first administrator, its recovery code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.first_user import RecoveryScreen, UserScreen
from gsi_desktop.ui.shell.navigation import Picture
from gsi_desktop.ui.shell.opening import NewDatabase, Opened, make_database, shorten
from gsi_desktop.ui.shell.wizard import Screen, Wizard

if TYPE_CHECKING:
    from gsi_desktop.services.core.progress import Progress


class Explanation(Screen):
    """What the encryption means for who opens an old file."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            _("Qué va a pasar"),
            _("Sus datos van a quedar cifrados"),
            _("La base de datos {name} es de una versión anterior, en la que cualquiera con el equipo podía leerla.")
            .format(name=shorten(file)),
        )  # fmt: skip
        self.column.addSpacing(theme().px(4))
        for icon, text in (
            ("shield-lock", _("El archivo se cifra en su sitio. Familias, visitas y papeles quedan como están.")),
            ("user", _("Desde hoy se entra con usuario y contraseña. Usted es la primera persona que administra.")),
            ("device-floppy", _("Si algo falla o se va la luz a la mitad, el archivo de antes sigue entero.")),
            ("alert-triangle", _("Las copias viejas que tenga en otras carpetas o memorias siguen sin cifrar: "
                                 "bórrelas después.")),
        ):  # fmt: skip
            row = QHBoxLayout()
            row.setSpacing(theme().px(12))
            row.addWidget(Picture(icon, "accent", 20), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Label(text, "body", wrap=True), 1)
            self.column.addLayout(row)
        self.end()


class Conversion(Wizard):
    """Three screens from an old file to an encrypted one that is open."""

    def __init__(self, location: str, runner: TaskRunner, *, leave: str) -> None:
        self._file = Path(location)
        self.user = UserScreen(_("Cifrar y &entrar"))
        self.recovery = RecoveryScreen(runner)
        screens = [Explanation(self._file), self.user, self.recovery]
        super().__init__(_("Cifrar la base de datos"), screens, runner, leave=leave)
        self.user.column.insertWidget(self.user.column.count() - 1, self.progress)

    def work(self) -> Callable[[Progress], Opened]:
        """Return the encryption and the opening."""
        plan = NewDatabase(str(self._file), 0, self.user.user, self.user.password)
        return partial(make_database, plan)

    def made(self, opened: Opened) -> None:
        """Show the recovery code."""
        self.user.passwords.clear()
        who = str(self.user.full_name.value())
        self.recovery.show_code(opened.recovery_code or "", self._file.name, who)

    def working_words(self) -> str:
        """Return what is said meanwhile."""
        return _("Cifrando la base de datos…")

    def failed_words(self) -> str:
        """Return what is said of a failure of the program."""
        return _("No se pudo cifrar la base de datos.")
