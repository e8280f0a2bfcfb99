"""What the window says of drafts: how many, what was left unfinished the last time, and that one cannot be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit.drafts import DraftDesk

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.ui.kit.tasks import TaskRunner
    from gsi_desktop.ui.shell.context import Notify
    from gsi_desktop.ui.shell.keeping import Kept
    from gsi_desktop.ui.shell.status import StatusBar


class DraftWatch(QObject):
    """The drafts of the database that is open: ``desk`` is what pages get, None while none is open."""

    def __init__(self, status: StatusBar, runner: TaskRunner, notify: Notify, show: Callable[[], object]) -> None:
        super().__init__(status)
        self._status = status
        self._runner = runner
        self._notify = notify
        self._show = show
        self.desk: DraftDesk | None = None
        status.drafts_asked.connect(show)

    def open(self, services: Services, kept: Kept) -> DraftDesk:
        """Return the desk over what was kept."""
        desk = self.desk = DraftDesk(kept.store, self._runner, services.clock, kept.drafts)
        desk.changed.connect(self._count)
        desk.lost.connect(self._lost)
        self._count()
        return desk

    def close(self) -> None:
        """Write what waits and let go; call when nothing works in the background any more."""
        if self.desk is not None:
            desk, self.desk = self.desk, None
            desk.close()
            self._status.show_drafts(0)

    def tell(self, kept: Kept) -> None:
        """Offer what was left unfinished, and say when drafts could not be read or cannot be kept."""
        if kept.aside is not None:
            detail = _("Se guardaron aparte como {name}.").format(name=kept.aside.name)
            self._notify("warning", _("Los borradores no se pudieron leer."), detail)
        elif kept.store is None:
            detail = _("Guarde seguido: si el programa se cierra de golpe, lo que no haya guardado se pierde.")
            self._notify("warning", _("Los borradores no se pueden guardar en este equipo."), detail)
        elif kept.drafts:
            count = len(kept.drafts)
            said = ngettext("Hay un borrador sin terminar.", "Hay {count} borradores sin terminar.", count)
            see = (_("Ver borradores"), self._show)
            self._notify("info", said.format(count=count), kept.drafts[0].title, [see])

    def _count(self) -> None:
        if self.desk is not None:
            self._status.show_drafts(len(self.desk.all()))

    def _lost(self, _error: Exception) -> None:
        self._notify(
            "danger",
            _("El borrador no se pudo guardar en el disco."),
            _("Lo escrito sigue en la pantalla. Revise el espacio del disco y guarde pronto."),
        )
