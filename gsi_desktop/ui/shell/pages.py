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

    ``parent`` is the area whose entry stays marked while this page shows; ``offered`` puts a page without entry
    into the palette.
    """

    area: str
    title: str
    group: str
    icon: str
    path: str
    collapsed_nav: bool = False
    parent: str = ""
    offered: bool = False

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
        PageSpec("visits", _("Visitas"), work, "map-pin-check", "gsi_desktop.ui.visits.list_page:VisitsPage"),
        PageSpec(
            "visit",
            _("Visita"),
            "",
            "map-pin-check",
            "gsi_desktop.ui.visits.visit_page:VisitPage",
            collapsed_nav=True,
            parent="visits",
        ),
        PageSpec(
            "visit_entry",
            _("Digitar visita"),
            "",
            "keyboard",
            "gsi_desktop.ui.visits.entry_page:EntryPage",
            collapsed_nav=True,
            parent="visits",
            offered=True,
        ),
        PageSpec(
            "team",
            _("Cogestores"),
            "",
            "users-group",
            "gsi_desktop.ui.visits.team_page:TeamPage",
            parent="settings",
            offered=True,
        ),
        PageSpec(
            "plan",
            _("Plan familiar"),
            "",
            "file-text",
            "gsi_desktop.ui.plans.page:PlanPage",
            collapsed_nav=True,
            parent="families",
        ),
        PageSpec(
            "print",
            _("Vista previa"),
            "",
            "printer",
            "gsi_desktop.ui.shell.print_page:PrintPage",
            collapsed_nav=True,
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
            "achievement_catalogue",
            _("Logros y dimensiones"),
            "",
            "list-check",
            "gsi_desktop.ui.catalogue.catalogue_page:CataloguePage",
            collapsed_nav=True,
            parent="catalogues",
            offered=True,
        ),
        PageSpec(
            "settings", _("Administración"), system, "settings", "gsi_desktop.ui.shell.settings_page:SettingsPage"
        ),
        PageSpec(
            "programme_rules",
            _("Reglas del programa"),
            "",
            "adjustments",
            "gsi_desktop.ui.catalogue.rules_page:RulesPage",
            parent="settings",
            offered=True,
        ),
    )
