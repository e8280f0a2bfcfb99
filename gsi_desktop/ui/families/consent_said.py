"""What single persons said of the authorisation beside what is marked for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.consent_data import Subject
from gsi_desktop.services.families.data import age_on
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.choiceboxes import ComboBox
from gsi_desktop.ui.kit.labels import ElidedLabel, Label
from gsi_desktop.ui.kit.theme import theme

SAME, NOT_SENSITIVE, REFUSES, LATER = "same", "not_sensitive", "refuses", "later"
"""What a person said beside what is marked for all."""


class SaidByEach(QWidget):
    """A box for each person; ``picked`` fires when somebody chose in one.

    Somebody already registered may also not have answered today.
    """

    picked = Signal()

    def __init__(self, today: Callable[[], date], *, registering: bool) -> None:
        super().__init__()
        self._today = today
        self._registering = registering
        self._boxes: dict[UUID, ComboBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme().px(12))
        self._grid.setVerticalSpacing(theme().px(4))
        self._grid.setColumnStretch(0, 1)

    def show_people(self, people: Sequence[Subject]) -> None:
        """Draw ``people``; what was chosen for those who stay is kept."""
        former = {person: box.chosen() for person, box in self._boxes.items()}
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes = {}
        title = Label(_("Lo que dijo cada persona"), "card_title")
        self._grid.addWidget(title, 0, 0)
        for row, person in enumerate(people, start=1):
            self._grid.addWidget(ElidedLabel(person.name, "body"), row, 0)
            self._grid.addWidget(Label(self._age(person), "s", "text3", tabular=True), row, 1)
            box = self._boxes[person.person_id] = ComboBox()
            box.set_options(self._choices())
            box.choose(former.get(person.person_id, SAME))
            set_name(box, _("Lo que dijo {name}").format(name=person.name))
            box.picked.connect(self.picked)
            self._grid.addWidget(box, row, 2)

    def forget(self) -> None:
        """Keep nothing of what was chosen."""
        self._boxes.clear()

    def box(self, person_id: UUID) -> ComboBox:
        """Return the box of one person."""
        return self._boxes[person_id]

    def of(self, person_id: UUID) -> str:
        """Return what one person said."""
        return str(self._boxes[person_id].chosen() or SAME)

    def inputs(self) -> list[ComboBox]:
        """Return what takes the keyboard, in order."""
        return list(self._boxes.values())

    def typed(self) -> dict[str, Any]:
        """Return what was chosen, for a draft."""
        return {str(person): box.chosen() for person, box in self._boxes.items()}

    def retype(self, said: Mapping[str, Any]) -> None:
        """Show again what `typed` returned, for the same people."""
        for person, box in self._boxes.items():
            box.choose(said.get(str(person), SAME))

    def _choices(self) -> list[tuple[Any, str]]:
        offered = [
            (SAME, _("Lo mismo")),
            (NOT_SENSITIVE, _("Lo mismo, sin datos sensibles")),
            (REFUSES, _("No autoriza")),
        ]
        return offered if self._registering else [*offered, (LATER, _("No respondió hoy"))]

    def _age(self, person: Subject) -> str:
        if person.birth_date is None:
            return _("sin fecha")
        return formats.years(max(0, age_on(person.birth_date, self._today())))
