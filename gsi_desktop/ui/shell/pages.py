"""Which pages there are. Modules are named, not imported: a page is loaded when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.ui.kit.page import Page
    from gsi_desktop.ui.shell.context import UiContext


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page: ``group`` is its heading in the navigation, empty for pages reached from another page only.

    ``parent`` is the area whose entry stays marked while this page shows.
    """

    area: str
    title: str
    group: str
    icon: str
    path: str
    collapsed_nav: bool = False
    parent: str = ""

    def load(self) -> Callable[[UiContext], Page]:
        """Import the module and return the page's class; raises whatever the module raises."""
        module, name = self.path.split(":")
        page: Callable[[UiContext], Page] = getattr(import_module(module), name)
        return page


def pages() -> tuple[PageSpec, ...]:
    """Return the pages in the order of the navigation; built on call so that the language in force decides."""
    work, system = _("Trabajo"), _("Sistema")
    return (
        PageSpec("home", _("Inicio"), work, "home", "gsi_desktop.ui.home.home_page:HomePage"),
        PageSpec("families", _("Familias"), work, "users", "gsi_desktop.ui.families.list_page:FamiliesPage"),
        PageSpec(
            "family",
            _("Ficha de la familia"),
            "",
            "users",
            "gsi_desktop.ui.families.dossier_page:DossierPage",
            parent="families",
        ),
        PageSpec(
            "import",
            _("Importar padrón"),
            work,
            "file-import",
            "gsi_desktop.ui.exchange.import_page:ImportPage",
            collapsed_nav=True,
        ),
        PageSpec("batches", _("Lotes importados"), work, "history", "gsi_desktop.ui.exchange.batches_page:BatchesPage"),
        PageSpec(
            "catalogues", _("Catálogos"), system, "list", "gsi_desktop.ui.territory.catalogues_page:CataloguesPage"
        ),
        PageSpec(
            "settings", _("Administración"), system, "settings", "gsi_desktop.ui.shell.settings_page:SettingsPage"
        ),
    )
