"""The card with the commitments of one priority: both sides, a note, and the way to the next one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsi_desktop.models.enums import CommitmentSide
from gsi_desktop.services.accompaniment.data import PriorityItem
from gsi_desktop.services.achievements.data import Board
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.fields import TextField
from gsi_desktop.ui.kit.forms import with_mnemonic
from gsi_desktop.ui.kit.labels import ElidedLabel, Label
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.plans.content import PriorityRow, usual_responsible
from gsi_desktop.ui.plans.panel import Panel
from gsi_desktop.ui.plans.sides import SideEditor, SidePair, Who

_BESIDE_FROM = 560


class PriorityForm(Panel):
    """Edits one priority. ``changed`` carries it as it is written now.

    ``stepped`` asks for the next (1) or previous (-1) one, ``removed`` to take it out of the plan.
    """

    changed = Signal(object)
    stepped = Signal(int)
    removed = Signal()

    def __init__(self, taken: set[str], today: Callable[[], date]) -> None:
        super().__init__(head_room=(7, 2), foot_room=6)
        self._item: PriorityItem | None = None
        self._odd: dict[UUID, str] = {}
        self._filling = False
        self.title = ElidedLabel("", "card_title")
        self.record = Label("", "s", "text3", tabular=True)
        self.family = SideEditor(of_family=True, taken=taken, today=today)
        self.support = SideEditor(of_family=False, taken=taken, today=today)
        self.note = TextField("note", with_mnemonic(_("Nota para la familia"), taken), max_length=400)
        self.remove_button = Button(
            with_mnemonic(_("Quitar del plan"), taken), "trash", self.removed.emit, kind="danger"
        )
        self.back_button = Button(_("Anterior"), "chevron-left", lambda: self.stepped.emit(-1))
        self.next_button = Button(_("Siguiente"), "chevron-right", lambda: self.stepped.emit(1))
        self._pair = SidePair(self.family, self.support)
        self._lay_out()
        for source in (self.family, self.support, self.note):
            source.changed.connect(self._edited)
        for keys, button in (("PgUp", self.back_button), ("PgDown", self.next_button)):
            button.setToolTip(shown_keys(keys))

    @property
    def priority_id(self) -> UUID | None:
        """The priority shown."""
        return self._item.priority_id if self._item is not None else None

    def show_priority(self, row: PriorityRow, count: int, board: Board, cogestor: str) -> None:
        """Show a priority; what was typed as date and is none is still there when one comes back to it."""
        self._filling = True
        self._item = item = row.item
        self._say_place(row, count)
        members = [(one.person_id, one.name) for one in board.members]
        who = Who(members, usual_responsible(board, item.person_id), cogestor)
        own = [one for one in item.commitments if one.side is CommitmentSide.FAMILY]
        other = [one for one in item.commitments if one.side is not CommitmentSide.FAMILY]
        self.family.show_commitments(own, who, self._odd)
        self.support.show_commitments(other, who, self._odd)
        self.note.set_value(item.note)
        self.column.verticalScrollBar().setValue(0)
        self._filling = False

    def renumber(self, row: PriorityRow, count: int) -> None:
        """Tell the place of the priority shown anew."""
        self._say_place(row, count)

    def focus_first(self) -> None:
        """Give the keyboard to the family's action."""
        self.family.blocks[0].action.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Forget what is shown, and what was typed as dates and is none: another plan comes."""
        self._odd.clear()
        self._item = None

    def _say_place(self, row: PriorityRow, count: int) -> None:
        title = f"{row.number} {row.name}"
        if title != self.title.text():
            self.title.setText(title)
            announce(self, title)
        set_name(self, _("Compromisos de {logro}").format(logro=row.name))
        self.record.setText(_("Registro {place} de {count}").format(place=row.place + 1, count=count))
        self.back_button.setEnabled(row.place > 0)

    def _edited(self) -> None:
        if self._item is None or self._filling:
            return
        for side in (self.family, self.support):
            for block in side.blocks:
                self._odd.pop(block.commitment_id, None)
            self._odd.update(side.odd_dates())
        written = (*self.family.values(), *self.support.values())
        self._item = replace(self._item, note=self.note.box.text().strip(), commitments=written)
        self.changed.emit(self._item)

    def _lay_out(self) -> None:
        self.head.addWidget(self.title, 1)
        self.head.addWidget(self.record)
        body = QVBoxLayout()
        body.addWidget(self._pair)
        body.addWidget(self.note)
        body.addStretch(1)
        self.column = self.set_scrolling(body, room=(2, 4), gap=2)
        self.foot.addWidget(self.remove_button)
        self.foot.addStretch(1)
        self.foot.addWidget(self.back_button)
        self.foot.addWidget(self.next_button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sides below each other where there is little room."""
        super().resizeEvent(event)
        self._pair.arrange(beside=self.width() >= theme().px(_BESIDE_FROM))


def add_key(widget: QWidget, keys: str, slot: Callable[[], object]) -> QShortcut:
    """Have ``keys`` do something anywhere in ``widget``."""
    return QShortcut(QKeySequence(keys), widget, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
