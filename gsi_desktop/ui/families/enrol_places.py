"""Where a new household can be: the places its form offers, and those it begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from gsi_desktop.models.enums import TargetingSource
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.enrol_data import EnrolFamily
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.families.enrol_household import HouseholdForm

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_USUAL: Final = "enrol:usual"
"""Under which the settings keep municipality and list of the family saved last."""


class EnrolPlaces(QObject):
    """Offers ``form`` its municipalities and the settlements of the one chosen, and remembers what is usual here.

    ``proposed`` carries the municipality that has most families, where nobody saved here before.
    """

    proposed = Signal(str)

    def __init__(self, context: UiContext, form: HouseholdForm, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._form = form
        form.municipality_changed.connect(self._municipality_changed)
        form.offer_places([(one.code, f"{one.name} ({one.department})") for one in catalogues.municipalities()])

    def usual(self) -> tuple[str | None, TargetingSource]:
        """Return municipality, None for none yet, and list of the family saved last."""
        kept = self._context.settings.columns.get(_USUAL) or {}
        known = {one.value: one for one in TargetingSource}
        return kept.get("municipality"), known.get(str(kept.get("source")), TargetingSource.SISBEN_IV)

    def remember(self, data: EnrolFamily) -> None:
        """Begin the next family where this one is."""
        usual = {"municipality": data.municipality_id, "source": data.targeting[0].source.value}
        self._context.settings.columns.set(_USUAL, usual)

    def propose(self) -> None:
        """Look for a municipality to begin with, unless one is usual."""
        if self.usual()[0] is None:
            read = self._context.services.read
            self._context.runner.read(self, lambda: read(queries.municipalities_in_use), self._propose, key="places")

    def _propose(self, used: tuple[tuple[str, str, int], ...]) -> None:
        if used:
            self.proposed.emit(max(used, key=lambda one: one[2])[0])

    def _municipality_changed(self, code: str) -> None:
        if not code:
            self._form.suggest(())
            return
        read = self._context.services.read
        self._context.runner.read(
            self,
            lambda: [name for _id, name in read(queries.settlements, code)],
            self._form.suggest,
            key="settlements",
        )
