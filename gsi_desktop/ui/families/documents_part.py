"""The tab Documentos of the dossier: who authorised the treatment of their data, and the reserved facts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gsi_desktop.ui.families.consent_desk import ConsentDesk
from gsi_desktop.ui.families.protected_desk import ProtectedDesk
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.watch import Freshness, touches

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_SIDE = 340


class DocumentsPart(QWidget):
    """Authorisations at the left, reserved facts at the right. ``count_changed`` carries how many answers lack."""

    count_changed = Signal(str)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._family: UUID | None = None
        self.consents = ConsentDesk(context)
        self.protected = ProtectedDesk(context)
        self._fresh = Freshness(context.services, self, lambda changes: touches(changes, self._family), self.reload)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.consents, 1)
        self._row.addWidget(self.protected)
        self.consents.missing.connect(lambda count: self.count_changed.emit(f"faltan {count}" if count else ""))
        theme().changed.connect(self._scale)
        self._scale()

    def show_family(self, family_id: UUID) -> None:
        """Show a family; what was read of the one before is put away."""
        self._family = family_id
        self.consents.show_family(family_id)
        self.protected.show_family(family_id)
        self._fresh.stale = False

    def part_shown(self) -> None:
        """Bring it up to date and take the keyboard."""
        self._fresh.catch_up()
        self.consents.take_keyboard()

    def part_args(self, **kwargs: object) -> None:
        """Open the form a link asked for: ``register=True``."""
        if kwargs.get("register"):
            self.consents.register()

    def leave(self) -> None:
        """Put away what was being typed and what was being read."""
        self.consents.leave()
        self.protected.put_away()

    def reload(self) -> None:
        """Read it all anew."""
        self._fresh.stale = False
        self.consents.reload()
        self.protected.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """Reserved facts never stay open where nobody looks."""
        super().hideEvent(event)
        self.protected.put_away()

    def _scale(self) -> None:
        px = theme().px
        self._row.setContentsMargins(0, px(size("frame.gap")), 0, 0)
        self._row.setSpacing(px(size("frame.gap")))
        self.protected.setFixedWidth(px(_SIDE))
