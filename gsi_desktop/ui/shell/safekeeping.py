"""Does for the program what has to do with backups: the automatic ones, and going back to one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.shell.backup_keeper import BackupKeeper
from gsi_desktop.ui.shell.opening import Opened, open_database

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.services.access.users import Unlocked
    from gsi_desktop.services.upkeep.checking import Problem
    from gsi_desktop.ui.shell.program import Program


class _Restoring(Page):
    """What stands where the pages are while a backup is put back."""

    def __init__(self, location: str) -> None:
        super().__init__(_("Restaurando la copia"), location)
        self.progress = ProgressPanel()
        self.body.addWidget(self.progress)
        self.body.addStretch(1)


class Safekeeping(QObject):
    """Keeps the backups of whatever database is open."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        self.keeper: BackupKeeper | None = None

    def begin(self, services: Services) -> None:
        """Make automatic backups of ``services`` from now on."""
        self.keeper = BackupKeeper(services, self._program.runner, self)
        self.keeper.failed.connect(self._not_made)
        if services.after_crash:
            self._program.runner.read(self, partial(_damage, services), self._damaged, self._not_checked, key="damage")

    def end(self) -> None:
        """Make no more: the database is let go."""
        if self.keeper is not None:
            self.keeper.stop()
            self.keeper.deleteLater()
            self.keeper = None

    def restore(self, path: Path) -> None:
        """Put the backup in ``path`` in place of the open file and open it again; on failure the old one is opened."""
        context = self._program.context
        if context is None or context.services.unlocked is None:
            return
        from gsi_desktop.services.access.users import Unlocked
        from gsi_desktop.ui.shell.restoring import put_back

        location, unlocked = context.services.location, context.services.unlocked
        own = Unlocked(unlocked.user, bytearray(unlocked.key))  # letting go of the database forgets its key
        self._program.release()
        page = _Restoring(location)
        self._program.window.show_instead(page)
        work = partial(put_back, location, path, own)
        failed = partial(self._failed, location, own)
        handle = self._program.runner.long(self, work, self._done, failed, progress=page.progress.show_step)
        page.progress.start(_("Restaurando la copia…"), handle)

    def _done(self, opened: Opened) -> None:
        self._program.navigate("backups")  # which says what was done and what waits for the person
        self._program.door.let_in(opened)

    def _failed(self, location: str, unlocked: Unlocked, error: Exception) -> None:
        """Open what was there, which the failure left as it was, and say what went wrong."""
        self._program.runner.write(self, partial(open_database, location, unlocked=unlocked), self._program.door.let_in)
        said = explain(error, self._program.runner)
        if said is not None:
            self._program.notify("danger", _("No se restauró."), said)

    def _damaged(self, problems: Sequence[Problem]) -> None:
        """Tell of what an end without closing did to the file; mostly nothing."""
        if problems:
            said = " ".join(messages.text(problem.code, **problem.params) for problem in problems)
            see = (_("Ver las copias"), partial(self._program.navigate, "backups"))
            title = _("El programa no se cerró bien la última vez y la base se dañó.")
            self._program.notify("danger", title, said, [see])

    def _not_checked(self, error: Exception) -> None:
        said = explain(error, self._program.runner)
        if said is not None:
            self._program.notify("danger", _("La base no se pudo revisar después de un cierre inesperado."), said)

    def _not_made(self, error: Exception) -> None:
        said = explain(error, self._program.runner)
        if said is not None:
            again = (_("Ver las copias"), partial(self._program.navigate, "backups"))
            self._program.notify("warning", _("La copia automática no se hizo."), said, [again])


def _damage(services: Services) -> list[Problem]:
    from gsi_desktop.services.upkeep import checking

    return checking.damage(services.database)
