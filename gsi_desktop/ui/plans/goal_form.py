"""The card with what belongs to the whole plan: the family's objective, observations, why there are few logros."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from gsi_desktop.services.accompaniment.data import PlanContent
from gsi_desktop.services.accompaniment.rules import FEW_REASON_LEAST
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.forms import with_mnemonic
from gsi_desktop.ui.kit.labels import ElidedLabel
from gsi_desktop.ui.kit.textfields import TextAreaField
from gsi_desktop.ui.plans.panel import Panel


class GoalForm(Panel):
    """``changed`` carries a function that puts what is written into a content; ``closed`` goes back to the list."""

    changed = Signal(object)
    closed = Signal()

    def __init__(self, taken: set[str]) -> None:
        super().__init__(head_room=(8, 4))
        set_name(self, _("Objetivo y observaciones"))
        self.goal = TextAreaField(
            "goal",
            with_mnemonic(_("Objetivo, en palabras de la familia"), taken),
            lines=3,
            max_length=600,
            placeholder=_("Por ejemplo: que Juan no deje el colegio y que la casa tenga agua buena."),
        )
        self.observations = TextAreaField(
            "observations", with_mnemonic(_("Observaciones"), taken), lines=3, max_length=600
        )
        self.few = TextAreaField("few", with_mnemonic(_("Por qué son menos"), taken), lines=2, max_length=400)
        self.back_button = Button(_("Volver a los logros"), "chevron-left", self.closed.emit)
        self._lay_out()
        for field in (self.goal, self.observations, self.few):
            field.changed.connect(lambda: self.changed.emit(self._put()))

    def show_content(self, content: PlanContent, minimum: int) -> None:
        """Show what belongs to the whole plan."""
        self.goal.set_value(content.goal)
        self.observations.set_value(content.observations)
        self.few.set_value(content.few_reason)
        self.show_count(len(content.priorities), minimum)

    def show_count(self, count: int, minimum: int) -> None:
        """Ask for a reason while there are fewer logros than ``minimum``."""
        self.few.setVisible(count < minimum or not self.few.is_empty())
        said = _("El plan pide {minimum} logros o más; con menos, escriba el motivo ({least} letras o más).")
        self.few.box.setPlaceholderText(said.format(minimum=minimum, least=FEW_REASON_LEAST))

    def focus_first(self, *, few: bool = False) -> None:
        """Give the keyboard to the objective, or to the reason."""
        (self.few if few else self.goal).box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self) -> Callable[[PlanContent], PlanContent]:
        goal, observations, few = (field.text().strip() for field in (self.goal, self.observations, self.few))
        return lambda content: replace(content, goal=goal, observations=observations, few_reason=few)

    def _lay_out(self) -> None:
        self.head.addWidget(ElidedLabel(_("Objetivo y observaciones"), "card_title"), 1)
        body = QVBoxLayout()
        for field in (self.goal, self.few, self.observations):
            body.addWidget(field)
        body.addStretch(1)
        self.set_scrolling(body, room=(2, 8), gap=8)
        self.foot.addStretch(1)
        self.foot.addWidget(self.back_button)
