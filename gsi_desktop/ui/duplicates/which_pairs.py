"""Above the lists: which of them is in front, and of which municipality and reason its pairs are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from gsi_desktop.models.enums import CandidateState
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.merges.queries import PairFilter
from gsi_desktop.ui.duplicates import words
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.choiceboxes import ComboBox
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.theme import theme

OPEN, DISMISSED, MERGES, SIDES = range(4)
"""What the page can show; the sides are no list and have no tab."""
_ANY: Final = "*"


class WhichPairs(QWidget):
    """``turned`` carries the list whose tab came to the front; ``picked`` fires when other pairs are asked for."""

    turned = Signal(int)
    picked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tabs = QTabBar()
        self.place, self.reason = ComboBox(), ComboBox()
        self._fill()
        self._lay_out()
        self.tabs.currentChanged.connect(self.turned)
        for box in (self.place, self.reason):
            box.picked.connect(self.picked)

    def chosen(self, state: CandidateState) -> PairFilter:
        """Return which pairs of ``state`` are asked for."""
        place, reason = self.place.chosen(), self.reason.chosen()
        return PairFilter(
            state=state,
            municipality_id=None if place in (None, _ANY) else place,
            reason=None if reason in (None, _ANY) else reason,
        )

    def show_counts(self, waiting: int, dismissed: int) -> None:
        """Say in the tabs how many pairs there are."""
        self.tabs.setTabText(OPEN, _("Por decidir ({n})").format(n=thousands(waiting)))
        self.tabs.setTabText(DISMISSED, _("No son duplicados ({n})").format(n=thousands(dismissed)))

    def show_places(self, places: Sequence[tuple[str, str]]) -> None:
        """Offer the municipalities that have pairs; the one chosen stays while it is among them."""
        self.place.set_options(((_ANY, _("Todos los municipios")), *places))
        if self.place.chosen() is None:
            self.place.choose(_ANY)

    def show_view(self, view: int) -> None:
        """Fit what is offered to what the page shows."""
        self.setVisible(view != SIDES)
        for box in (self.place, self.reason):
            box.setVisible(view in (OPEN, DISMISSED))
        if view != SIDES and self.tabs.currentIndex() != view:
            self.tabs.setCurrentIndex(view)

    def _fill(self) -> None:
        for text in (_("Por decidir"), _("No son duplicados"), _("Uniones hechas")):
            self.tabs.addTab(text)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setAccessibleName(_("Pares por decidir, descartados o unidos"))
        set_name(self.place, _("Municipio"))
        set_name(self.reason, _("Qué se parece"))
        self.reason.set_options(((_ANY, _("Por cualquier razón")), *words.reason_names().items()))
        self.reason.choose(_ANY)
        self.show_places(())

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(8))
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.place)
        row.addWidget(self.reason)
