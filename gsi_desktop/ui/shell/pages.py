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
    into the palette. ``help`` is the page of the manual about it, with its heading: ``"familias#la-ficha"``.
    """

    area: str
    title: str
    group: str
    icon: str
    path: str
    collapsed_nav: bool = False
    parent: str = ""
    offered: bool = False
    help: str = "README"

    def load(self) -> Callable[[UiContext], Page]:
        """Import the module and return the page's class; raises whatever the module raises."""
        module, name = self.path.split(":")
        page: Callable[[UiContext], Page] = getattr(import_module(module), name)
        return page


def pages() -> tuple[PageSpec, ...]:
    """Return the pages in the order of the navigation; built on call so that the language in force decides."""
    work, system = _("Trabajo"), _("Sistema")
    return (
        PageSpec("home", _("Inicio"), work, "home", "gsi_desktop.ui.home.home_page:HomePage", help="inicio"),
        PageSpec(
            "drafts",
            _("Borradores"),
            "",
            "edit",
            "gsi_desktop.ui.shell.drafts_page:DraftsPage",
            parent="home",
            offered=True,
            help="borradores",
        ),
        PageSpec(
            "families",
            _("Familias"),
            work,
            "users",
            "gsi_desktop.ui.families.list_page:FamiliesPage",
            help="familias#la-lista-y-los-filtros",
        ),
        PageSpec(
            "persons",
            _("Personas"),
            "",
            "users",
            "gsi_desktop.ui.families.persons_page:PersonsPage",
            parent="families",
            offered=True,
            help="listas#personas",
        ),
        PageSpec(
            "duplicates",
            _("Posibles duplicados"),
            "",
            "git-merge",
            "gsi_desktop.ui.duplicates.duplicates_page:DuplicatesPage",
            parent="families",
            offered=True,
            help="duplicados",
        ),
        PageSpec(
            "family",
            _("Ficha de la familia"),
            "",
            "users",
            "gsi_desktop.ui.families.dossier_page:DossierPage",
            parent="families",
            help="familias#la-ficha",
        ),
        PageSpec(
            "enrol",
            _("Nueva familia"),
            "",
            "user-plus",
            "gsi_desktop.ui.families.enrol_page:EnrolPage",
            collapsed_nav=True,
            parent="families",
            offered=True,
            help="inscribir",
        ),
        PageSpec(
            "life_event",
            _("Registrar novedad"),
            "",
            "user-plus",
            "gsi_desktop.ui.families.life_page:LifePage",
            parent="families",
            offered=True,
            help="novedades",
        ),
        PageSpec(
            "movement",
            _("Movimiento de familias y personas"),
            "",
            "chart-bar",
            "gsi_desktop.ui.families.movement_page:MovementPage",
            parent="families",
            offered=True,
            help="novedades#movimiento",
        ),
        PageSpec(
            "visits", _("Visitas"), work, "map-pin-check", "gsi_desktop.ui.visits.list_page:VisitsPage", help="visitas"
        ),
        PageSpec(
            "commitments",
            _("Compromisos"),
            "",
            "list-check",
            "gsi_desktop.ui.visits.commitments_page:CommitmentsPage",
            parent="visits",
            offered=True,
            help="listas#compromisos",
        ),
        PageSpec(
            "visit",
            _("Visita"),
            "",
            "map-pin-check",
            "gsi_desktop.ui.visits.visit_page:VisitPage",
            collapsed_nav=True,
            parent="visits",
            help="visitas",
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
            help="visitas#digitar-una-visita-hecha-en-papel",
        ),
        PageSpec(
            "keying",
            _("Digitar lote"),
            "",
            "barcode",
            "gsi_desktop.ui.visits.keying_page:KeyingPage",
            collapsed_nav=True,
            parent="visits",
            offered=True,
            help="papel-en-volumen#digitar-lote",
        ),
        PageSpec(
            "batch_print",
            _("Imprimir en lote"),
            "",
            "printer",
            "gsi_desktop.ui.paperwork.batch_page:BatchPage",
            collapsed_nav=True,
            parent="families",
            offered=True,
            help="papel-en-volumen#imprimir-en-lote",
        ),
        PageSpec(
            "team",
            _("Cogestores"),
            "",
            "users-group",
            "gsi_desktop.ui.visits.team_page:TeamPage",
            parent="settings",
            offered=True,
            help="visitas",
        ),
        PageSpec(
            "plan",
            _("Plan familiar"),
            "",
            "file-text",
            "gsi_desktop.ui.plans.page:PlanPage",
            collapsed_nav=True,
            parent="families",
            help="plan-familiar",
        ),
        PageSpec(
            "print",
            _("Vista previa"),
            "",
            "printer",
            "gsi_desktop.ui.shell.print_page:PrintPage",
            collapsed_nav=True,
            parent="families",
            help="papeles",
        ),
        PageSpec(
            "import",
            _("Importar padrón"),
            work,
            "file-import",
            "gsi_desktop.ui.exchange.import_page:ImportPage",
            collapsed_nav=True,
            help="importar",
        ),
        PageSpec(
            "batches",
            _("Lotes importados"),
            work,
            "history",
            "gsi_desktop.ui.exchange.batches_page:BatchesPage",
            help="importar",
        ),
        PageSpec(
            "crosscheck",
            _("Cruzar una lista"),
            work,
            "list-check",
            "gsi_desktop.ui.exchange.cross_page:CrossPage",
            collapsed_nav=True,
            help="cruzar-lista",
        ),
        PageSpec(
            "catalogues",
            _("Catálogos"),
            system,
            "list",
            "gsi_desktop.ui.territory.catalogues_page:CataloguesPage",
            help="catalogos",
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
            help="catalogos",
        ),
        PageSpec(
            "backups",
            _("Copias de seguridad"),
            system,
            "archive",
            "gsi_desktop.ui.shell.backups_page:BackupsPage",
            help="copias",
        ),
        PageSpec(
            "settings",
            _("Administración"),
            system,
            "settings",
            "gsi_desktop.ui.shell.settings_page:SettingsPage",
            help="administracion",
        ),
        PageSpec(
            "users",
            _("Usuarios"),
            "",
            "users",
            "gsi_desktop.ui.shell.users_page:UsersPage",
            parent="settings",
            offered=True,
            help="entrar-y-bloquear#usuarios",
        ),
        PageSpec(
            "consent_text",
            _("Texto de autorización"),
            "",
            "shield-lock",
            "gsi_desktop.ui.families.consent_text_page:ConsentTextPage",
            parent="settings",
            offered=True,
            help="autorizaciones#el-texto",
        ),
        PageSpec(
            "programme_rules",
            _("Reglas del programa"),
            "",
            "adjustments",
            "gsi_desktop.ui.catalogue.rules_page:RulesPage",
            parent="settings",
            offered=True,
            help="administracion",
        ),
    )
