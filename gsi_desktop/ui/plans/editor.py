"""The left half of the page: the list of priorities and, below it, what one is working on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.services.accompaniment import rules
from gsi_desktop.services.accompaniment.data import PlanContent, PlanGap, PriorityItem
from gsi_desktop.services.achievements.data import CellKey
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import ChipLabel
from gsi_desktop.ui.kit.forms import with_mnemonic
from gsi_desktop.ui.kit.labels import ElidedLabel, Line
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.stepper import Stepper
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.plans import content as editing
from gsi_desktop.ui.plans import words
from gsi_desktop.ui.plans.add_panel import AddPanel
from gsi_desktop.ui.plans.content import PriorityRow
from gsi_desktop.ui.plans.goal_form import GoalForm
from gsi_desktop.ui.plans.priority_form import PriorityForm, add_key
from gsi_desktop.ui.plans.priority_table import PriorityTable
from gsi_desktop.ui.plans.reading import PlanDesk
from gsi_desktop.ui.plans.sign_panel import SignPanel

RESERVED = "vipag"
"""Access keys of the page's buttons: Versiones, Imprimir, Aprobar, Agregar."""
_LIST_SHARE: Final = 0.5
_AROUND_LIST: Final = 92
"""Height of what is around the rows: gaps, the title of the list, the line of the objective."""


class PlanEditor(QWidget):
    """Edits the content of a draft. ``changed`` fires after each change, with the content already in ``content``.

    ``taken_out`` carries a priority and its place after "Quitar del plan".
    """

    changed = Signal()
    taken_out = Signal(object, int)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._desk: PlanDesk | None = None
        self.content = PlanContent()
        self.gaps: tuple[PlanGap, ...] = ()
        taken = set(RESERVED)
        self.stepper = Stepper(words.moments())
        self.table = PriorityTable()
        self.chip = ChipLabel(words.count_chip(0, 5, excused=False))
        self.add_button = Button(_("A&gregar logro"), "plus", self.open_adding, kind="link")
        self.goal_button = Button(
            with_mnemonic(_("Objetivo y observaciones"), taken), "flag", self.open_goal, kind="flat"
        )
        self.goal_words = ElidedLabel("", "body", "text3")
        self.form = PriorityForm(taken, today)
        self.goal = GoalForm(taken)
        self.adding = AddPanel()
        self.signing = SignPanel(today)
        writes(self.add_button, self.goal_button, self.form, self.goal, self.adding, self.signing)
        self.places = QStackedWidget()
        self._lay_out()
        self._connect()

    # --- what it edits

    def show_desk(self, desk: PlanDesk, content: PlanContent, *, anew: bool) -> None:
        """Edit ``content`` on what ``desk`` tells; ``anew`` when it is another plan than before."""
        self._desk, self.content = desk, content
        if anew:
            self.form.forget()
        self._refresh()
        self.goal.show_content(content, desk.minimum)
        if anew:
            self.table.clearSelection()
            self._go_to_first()
        else:
            self._show_current()
        if self.places.currentWidget() is self.adding:
            self.adding.show_board(desk.board, self.content)

    def row(self) -> PriorityRow | None:
        """Return the priority the cursor is on."""
        return self.table.current()

    def go_to(self, priority_id: UUID) -> None:
        """Edit a priority."""
        place = editing.place_of(self.content, priority_id)
        if place is not None:
            self.table.go_to_row(place)
            self._show_current()
            self.form.focus_first()

    def go_to_gap(self) -> None:
        """Go where the first thing is missing."""
        if not self.gaps:
            return
        gap = self.gaps[0]
        if gap.priority_id is not None:
            self.go_to(gap.priority_id)
        elif gap.code == "plan_few_priorities":
            self.open_goal(few=True)
        else:
            self.open_adding()

    # --- panels

    def open_adding(self) -> None:
        """Offer logros to add."""
        if self._desk is not None:
            self.adding.show_board(self._desk.board, self.content)
            self.places.setCurrentWidget(self.adding)
            self.adding.focus_first()

    def open_goal(self, *, few: bool = False) -> None:
        """Show what belongs to the whole plan."""
        self.places.setCurrentWidget(self.goal)
        self.goal.focus_first(few=few)

    def open_signing(self) -> None:
        """Ask how the plan was signed."""
        desk = self._desk
        if desk is None or desk.plan is None or self.gaps:
            return
        self.places.setCurrentWidget(self.signing)
        self.signing.open_for(desk.plan.number, desk.approved.number if desk.approved is not None else None)

    def close_panel(self) -> None:
        """Go back to the priority the cursor is on."""
        if self.table.current() is None:
            self._go_to_first()
        else:
            self._show_current()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- changing

    def put(self, content: PlanContent) -> None:
        """Take ``content`` as what is written now."""
        self.content = content
        self._refresh()
        self.changed.emit()

    def put_back(self, item: PriorityItem, place: int) -> None:
        """Take a priority into the plan again."""
        self.put(editing.put_back(self.content, item, place))
        self.go_to(item.priority_id)

    def _add(self, keys: list[CellKey]) -> None:
        content, new = editing.added(self.content, keys)
        self.put(content)
        if new and self._desk is not None:
            place = editing.place_of(content, new[-1])
            self.table.go_to_row(place or 0)
            self.adding.show_board(self._desk.board, content)
            self.adding.focus_first()

    def _remove(self) -> None:
        row = self.row()
        if row is None:
            return
        self.put(editing.without(self.content, row.item.priority_id))
        if self.content.priorities:
            self.table.go_to_row(min(row.place, len(self.content.priorities) - 1))
            self._show_current()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.open_adding()
        self.taken_out.emit(row.item, row.place)

    def _move(self, start: int, end: int) -> None:
        self.put(editing.moved(self.content, start, end))
        self.table.go_to_row(end)
        self._renumber()

    def _step(self, step: int) -> None:
        """Go to the next or previous priority; after the last one comes what belongs to the whole plan."""
        place = self.table.currentIndex().row() + step
        if self.places.currentWidget() is not self.form:
            return
        if place >= self.table.priorities.rowCount():
            self.open_goal()
        elif place >= 0:
            self.table.go_to_row(place)
            self._show_current()
            self.form.focus_first()

    # --- inside

    def _refresh(self) -> None:
        """Show list, counts and what is missing of the present content."""
        desk = self._desk
        if desk is None:
            return
        self.gaps = rules.plan_gaps(self.content, desk.minimum, self._today(), desk.board)
        self.table.show_rows(editing.rows(self.content, desk.board, self.gaps))
        count = len(self.content.priorities)
        excused = not any(gap.code == "plan_few_priorities" for gap in self.gaps)
        self.chip.set_chip(words.count_chip(count, desk.minimum, excused=excused and count > 0))
        goal = " ".join(self.content.goal.split())
        self.goal_words.setText(f"«{goal}»" if goal else _("Sin escribir todavía"))
        self.goal.show_count(count, desk.minimum)
        self.stepper.set_current(self._moment())
        self._renumber()

    def _moment(self) -> int:
        """Return the first moment that is not complete: línea base and logros are, since the plan was begun."""
        if any(gap.priority_id is None for gap in self.gaps):
            return 2
        return 3 if self.gaps else 4

    def _renumber(self) -> None:
        row = self.row()
        if row is not None and row.item.priority_id == self.form.priority_id:
            self.form.renumber(row, len(self.content.priorities))

    def _show_current(self) -> None:
        row, desk = self.row(), self._desk
        if row is None or desk is None:
            return
        if self.form.priority_id != row.item.priority_id or not self.form.isAncestorOf(self.focusWidget() or self):
            cogestor = desk.cogestor.name if desk.cogestor is not None else ""
            self.form.show_priority(row, len(self.content.priorities), desk.board, cogestor)
        self.places.setCurrentWidget(self.form)

    def _go_to_first(self) -> None:
        if self.table.priorities.rowCount():
            self.table.go_to_row(0)
            self._show_current()
        else:
            self.open_adding()

    def _written(self, item: PriorityItem) -> None:
        self.put(editing.changed(self.content, item))

    def _lay_out(self) -> None:
        self.add_button.setToolTip(shown_keys("Ins"))
        self.card = Card(_("Logros priorizados"), padded=False)
        self.card.header.insertWidget(1, self.chip)
        self.card.header.addWidget(self.add_button)
        self.card.body.addWidget(self.table)
        self.card.body.addWidget(Line())
        self._goal_row = QHBoxLayout()
        self._goal_row.addWidget(self.goal_button)
        self._goal_row.addWidget(self.goal_words, 1)
        self.card.body.addLayout(self._goal_row)
        for panel in (self.form, self.goal, self.adding, self.signing):
            self.places.addWidget(panel)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.stepper)
        self._column.addWidget(self.card)
        self._column.addWidget(self.places, 1)
        for side in (self.form.family, self.form.support):
            side.order_tabs()
        theme().changed.connect(self._space)
        self._space()

    def _connect(self) -> None:
        self.table.current_row.connect(self._follow)
        self.table.activated_row.connect(lambda _row: self._enter())
        self.table.clicked.connect(lambda _index: self._show_current())
        self.table.moved.connect(self._move)
        self.form.changed.connect(self._written)
        self.form.removed.connect(self._remove)
        self.form.stepped.connect(self._step)
        self.goal.changed.connect(lambda put: self.put(put(self.content)))
        self.adding.chosen.connect(self._add)
        for panel in (self.goal, self.adding, self.signing):
            panel.closed.connect(self.close_panel)
        for keys, slot in (
            ("Ins", self.open_adding),
            ("PgUp", lambda: self._step(-1)),
            ("PgDown", lambda: self._step(1)),
        ):
            add_key(self, keys, slot)

    def _follow(self, row: PriorityRow | None) -> None:
        """Show the priority the cursor came to, unless a panel is open."""
        if row is not None and self.places.currentWidget() is self.form and self.table.hasFocus():
            self._show_current()

    def _enter(self) -> None:
        self._show_current()
        self.form.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the larger part of the height to what one is working on."""
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        around = self.stepper.height() + theme().px(_AROUND_LIST)
        self.table.fit(round(self.height() * _LIST_SHARE) - around)

    def _space(self) -> None:
        px = theme().px
        self._column.setSpacing(px(8))
        self._goal_row.setContentsMargins(px(4), px(2), px(12), px(2))
        self._goal_row.setSpacing(px(8))
        self._share_height()
