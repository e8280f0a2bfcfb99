"""Going back to a backup of a database that cannot be opened."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from gsi_desktop.services.core.clock import SystemClock
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.ui.kit.buttons import Button, secondary
from gsi_desktop.ui.kit.dialogs import ask_open_file
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.fields import TextField
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.passwords import PasswordField
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.backups_page import backup_columns, backup_kinds
from gsi_desktop.ui.shell.opening import Opened, open_database, shorten

if TYPE_CHECKING:
    from gsi_desktop.services.access.users import Unlocked
    from gsi_desktop.services.upkeep.backups import Backup


def put_back(location: str, path: Path, unlocked: Unlocked, progress: Progress) -> Opened:
    """Put the backup in its place and open it, brought to this version's schema."""
    from gsi_desktop.services.upkeep import backups

    backups.restore(location, path, unlocked, SystemClock(), progress=progress)
    return open_database(location, upgrade=True, unlocked=unlocked)


class RestorePage(Page):
    """The backups of a database that does not open. ``restored`` carries it open, ``given_up`` leads back."""

    restored = Signal(object)
    given_up = Signal()

    def __init__(self, location: str, runner: TaskRunner) -> None:
        super().__init__(_("Restaurar una copia"), shorten(Path(location)))
        self._location = location
        self._runner = runner
        self.model = RowsModel(backup_columns())
        self.table = TableView(self.model, label=_("Copias de seguridad"))
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.user = TextField("user", _("&Usuario"), required=True, max_length=64, width=220)
        self.password = PasswordField("password", _("&Contraseña"))
        self.restore = Button(_("&Restaurar esta copia"), "history", self._start, kind="primary")
        self.other = secondary(_("&Elegir otro archivo…"), "folder-open", self._choose)
        self.back = secondary(_("&Volver"), "chevron-left", self.given_up.emit)
        self.progress = ProgressPanel()
        self._fill()
        runner.read(self, partial(_listing, location), self._show, self._say)

    def _show(self, found: tuple[Backup, ...]) -> None:
        self.model.set_rows(found)
        if found:
            self.table.go_to_row(0)
        self.table.setFocus()

    def _choose(self) -> None:
        path = ask_open_file(self, _("Restaurar de un archivo"), backup_kinds())
        if path is not None:
            self._runner.read(self, partial(_read, path), lambda one: self._show((one,)), self._say)

    def _start(self) -> None:
        chosen: Backup | None = self.table.current()
        self.clear_bars()
        if chosen is None or not (self.user.check() and self.password.check()):
            return
        work = partial(self._work, chosen.path, str(self.user.value()), str(self.password.value()))
        handle = self._runner.long(self, work, self._done, self._failed, progress=self.progress.show_step)
        self.progress.start(_("Restaurando la copia…"), handle)
        self.restore.setEnabled(False)

    def _work(self, path: Path, login: str, password: str, progress: Progress) -> Opened:
        from gsi_desktop.services.upkeep import backups

        unlocked = backups.sign_in(self._location, path, login, password)
        return put_back(self._location, path, unlocked, progress)

    def _done(self, opened: Opened) -> None:
        self._end()
        self.restored.emit(opened)

    def _failed(self, error: Exception) -> None:
        self._end()
        self._say(error)

    def _end(self) -> None:
        self.progress.finish()
        self.restore.setEnabled(True)

    def _say(self, error: Exception) -> None:
        said = explain(error, self._runner)
        if said is not None:
            first, _stop, rest = said.partition(". ")
            self.show_bar(InfoBar("danger", f"{first.rstrip('.')}.", rest))

    def _fill(self) -> None:
        why = _("No hay copias junto a esta base. Si guardó una en otra parte, elíjala.")
        self.table.set_placeholder(EmptyState("history", why, (_("Elegir un archivo"), self._choose)))
        row = QHBoxLayout()
        row.setSpacing(theme().px(12))
        row.addWidget(self.user)
        row.addWidget(self.password)
        row.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme().px(8))
        for button in (self.restore, self.other):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        told = _("Entre con la contraseña de hoy; si las llaves se perdieron, con la que usaba el día de la copia.")
        self.body.addWidget(InfoBar("info", _("Lo que hay hoy no se borra: queda copiado o aparte."), told))
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.progress)
        self.body.addLayout(buttons)


def _listing(location: str) -> tuple[Backup, ...]:
    from gsi_desktop.services.upkeep import backups

    return backups.listing(location)


def _read(path: Path) -> Backup:
    from gsi_desktop.services.upkeep import backups

    return backups.read(path)
