"""A short tip the first time a page is seen: inside the page, above its content, so that it covers nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.infobar import InfoBar

if TYPE_CHECKING:
    from gsi_desktop.services.core.settings import SettingsStore
    from gsi_desktop.ui.kit.page import Page


def tips() -> dict[str, tuple[str, str]]:
    """Return by area what is told the first time; built on call so that the language in force decides."""
    return {
        "families": (
            _("Busque a cualquier persona con Ctrl+K."),
            _("Vale una parte del nombre o del documento, desde cualquier página. Intro abre la ficha; F1, la ayuda."),
        ),
        "family": (
            _("Ctrl+1, Ctrl+2… pasan de una pestaña a otra."),
            _("Lo que escriba y no guarde queda como borrador: puede irse y volver."),
        ),
        "visit_entry": (
            _("Digite en el orden del papel, solo con el teclado."),
            _("Tab pasa al campo siguiente y Ctrl+S guarda la visita."),
        ),
        "import": (
            _("Primero se ensaya: nada se guarda hasta que usted lo diga."),
            _("Después puede deshacer el lote entero."),
        ),
    }


class Tips:
    """Shows each tip once for a person on this machine, until they ask to see them again."""

    def __init__(self, settings: SettingsStore) -> None:
        self._settings = settings

    def offer(self, area: str, page: Page) -> None:
        """Show the tip of ``area`` on ``page`` if there is one that was not seen yet."""
        seen = self._settings.current.tips_seen
        if area in seen or area not in tips():
            return
        self._settings.update(tips_seen=(*seen, area))
        title, detail = tips()[area]
        bar = InfoBar("info", title, detail, closable=True)
        bar.closed.connect(partial(page.remove_bar, bar))
        page.show_bar(bar)

    def replay(self) -> None:
        """Show every tip again, each at the next sight of its page."""
        self._settings.update(tips_seen=())
