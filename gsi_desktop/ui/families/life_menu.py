"""The button "Registrar novedad": a menu of what can have happened to the household."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from gsi_desktop.models.enums import EventKind, FamilyStatus
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import Dossier
from gsi_desktop.services.families.event_wording import event_kind
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.writing import writes

_OF_PERSONS = (EventKind.BIRTH, EventKind.DEATH, EventKind.JOIN, EventKind.EXIT, EventKind.HEAD_CHANGE)
_OF_HOUSEHOLDS = (EventKind.SPLIT, EventKind.MERGE)
_OF_FAMILY = (EventKind.MOVE, EventKind.PROGRAMME_EXIT, EventKind.REENTRY)
_OUTSIDE = frozenset({EventKind.DEATH, EventKind.EXIT, EventKind.REENTRY})


class LifeMenu(Button):
    """The button; ``asked`` carries the kind of event."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Registrar &novedad"), "user-plus", size="small", parent=parent)
        self.menu_ = QMenu(self)
        self.setMenu(self.menu_)
        writes(self)
        self._fill(in_programme=True)

    def show_family(self, dossier: Dossier) -> None:
        """Offer what can happen to ``dossier``."""
        self._fill(in_programme=dossier.status is FamilyStatus.ACTIVE)
        self.setEnabled(dossier.status is not FamilyStatus.MERGED)

    def _fill(self, *, in_programme: bool) -> None:
        self.menu_.clear()
        for place, kinds in enumerate((_OF_PERSONS, _OF_HOUSEHOLDS, _OF_FAMILY)):
            if place:
                self.menu_.addSeparator()
            for kind in kinds:
                fits = kind is not EventKind.REENTRY if in_programme else kind in _OUTSIDE
                if fits:
                    action = self.menu_.addAction(event_kind(kind))
                    action.triggered.connect(lambda _checked, kind=kind: self.asked.emit(kind))
