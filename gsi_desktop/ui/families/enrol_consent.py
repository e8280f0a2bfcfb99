"""The second step of a new family: what its people authorised, asked once they are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.consent_data import ConsentText, Subject
from gsi_desktop.ui.families.consent_form import ConsentForm
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.pieces import scrolling


class ConsentStep(Card):
    """The form of the authorisation; what a draft answered waits until the people of the sheet are asked."""

    def __init__(self, today: Callable[[], date], *, reserved: str) -> None:
        super().__init__(_("Autorización de datos"), _("lo que dijeron las personas del hogar"))
        self.form = ConsentForm(today, registering=True, reserved=reserved)
        self._waiting: Mapping[str, Any] | None = None
        self._begun = False
        self.body.addWidget(scrolling(self.form), 1)

    def ask(self, people: Sequence[Subject], text: ConsentText, taken_by: str) -> None:
        """Ask ``people``; what was answered before stays."""
        if self._begun:
            self.form.set_people(people)
            return
        self.form.show_people(people, text, taken_by=taken_by)
        if self._waiting:
            self.form.retype(self._waiting)
        self._begun = True

    def take_keyboard(self) -> None:
        """Begin with how they answered."""
        self.form.form.field("channel").box.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> Mapping[str, Any] | None:
        """Return what was answered as plain values, None while nobody was asked."""
        return self.form.typed() if self._begun else self._waiting

    def retype(self, shown: Mapping[str, Any] | None) -> None:
        """Begin anew with what `typed` returned; None begins with nothing."""
        self._waiting, self._begun = shown, False
