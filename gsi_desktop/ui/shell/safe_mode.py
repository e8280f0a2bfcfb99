"""What the window shows when its database cannot be opened: why, and every way on. Never a silent exit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button, primary
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.shell.host import Notice


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways on. Those that are None do not apply; ``damaged``: trying again will not help, a backup does."""

    retry: Callable[[], object]
    open_other: Callable[[], object]
    copy: Callable[[], object]
    upgrade: Callable[[], object] | None = None
    create: Callable[[], object] | None = None
    restore: Callable[[], object] | None = None
    move: Callable[[], object] | None = None
    damaged: bool = False


class SafeModePage(Page):
    """The reason and the buttons; the first one is what most likely helps."""

    def __init__(self, what: str, what_to_do: str, place: str, ways: Ways) -> None:
        super().__init__(_("Base de datos sin abrir"), place)
        kept = _("No se cambió nada en sus datos.")
        self.notice = Notice(what, f"{what_to_do} {kept}".strip(), self._buttons(ways))
        self.body.addWidget(self.notice)

    @staticmethod
    def _buttons(ways: Ways) -> list[Button]:
        retry = (_("Intentar de nuevo"), "refresh", ways.retry)
        restore = (_("Restaurar una copia…"), "history", ways.restore)
        if ways.move is not None:
            buttons = [primary(_("Mover a este equipo"), "device-desktop", ways.move)]
        elif ways.upgrade is not None:
            buttons = [primary(_("Actualizar la base"), "refresh", ways.upgrade)]
        elif ways.damaged and ways.restore is not None:
            buttons = [primary(*restore), Button(*retry)]
        else:
            buttons = [primary(*retry)]
        if ways.restore is not None and not ways.damaged:
            buttons.append(Button(*restore))
        buttons.append(Button(_("Abrir otra base…"), "folder-open", ways.open_other))
        if ways.create is not None:
            buttons.append(Button(_("Crear una base nueva…"), "plus", ways.create))
        buttons.append(Button(_("Copiar diagnóstico"), "copy", ways.copy))
        return buttons
