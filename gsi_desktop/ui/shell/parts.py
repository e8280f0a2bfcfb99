"""Which parts of other areas the dossier of a family has as tabs. Named, not imported: loaded when first shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


class DossierPart(Protocol):
    """What a tab of the dossier is: a widget made with the `UiContext`.

    It may also have: ``count_changed = Signal(str)``, what stands after its title; ``head_tools``, a widget for the
    line of the family's name; ``tab_tools``, one at the right of the tabs; ``leave()``, called before another family
    takes its place or the page goes; ``part_args(**kwargs)``, what a link said beyond family and tab;
    ``tools_room(px)``, the width the tabs leave to ``tab_tools``.
    """

    def show_family(self, family_id: UUID) -> None:
        """Show a family; called before the part is shown and again for each other family."""
        ...

    def part_shown(self) -> None:
        """Called each time the tab comes to the front: take the keyboard, read again what may be old."""
        ...


@dataclass(frozen=True, slots=True)
class PartSpec:
    """One tab. ``roomy`` folds the head of the dossier and the navigation while it shows."""

    key: str
    title: str
    path: str
    roomy: bool = True

    def load(self) -> Callable[[UiContext], Any]:
        """Import the module and return the class of the part, a widget; raises whatever the module raises."""
        module, name = self.path.split(":")
        part: Callable[[UiContext], Any] = getattr(import_module(module), name)
        return part


def dossier_parts() -> tuple[PartSpec, ...]:
    """Return the parts in the order of the tabs; built on call so that the language in force decides."""
    return (
        PartSpec("achievements", _("Logros"), "gsi_desktop.ui.achievements.part:AchievementsPart"),
        PartSpec("plan", _("Plan familiar"), "gsi_desktop.ui.plans.part:PlanPart", roomy=False),
        PartSpec("visits", _("Visitas"), "gsi_desktop.ui.visits.part:VisitsPart", roomy=False),
        PartSpec("documents", _("Documentos"), "gsi_desktop.ui.families.documents_part:DocumentsPart", roomy=False),
        PartSpec("history", _("Historial"), "gsi_desktop.ui.families.history_part:HistoryPart", roomy=False),
    )
