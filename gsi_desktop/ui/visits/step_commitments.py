"""Step 3: how each commitment goes, by one letter; written when the step is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from gsi_desktop.services.accompaniment import commands
from gsi_desktop.services.accompaniment.data import CommitmentRow, ReviewCommitment
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.visits.commitment_item import CommitmentItem, Finding
from gsi_desktop.ui.visits.step import Step

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext
    from gsi_desktop.ui.visits.reads import Room


class CommitmentsStep(Step):
    """Commitments one below the other. They are reviewed in order; each is written once, when the step is left."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.items: list[CommitmentItem] = []
        self._room: Room | None = None
        self._past = False
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._none = EmptyState("circle-check", _("No hay compromisos pendientes. Siga al paso 4."))
        self.column.addLayout(self._list)
        self.column.addWidget(self._none, 1)
        self.column.addStretch(1)

    def fill(self, room: Room) -> None:
        """Show the commitments that are open."""
        self._room = room
        self._past = room.info.steps_done > 3
        for item in self.items:
            self._list.removeWidget(item)
            item.hide()
            item.deleteLater()
        self.items = []
        for row in room.home.commitments:
            self._add(row)
        self._none.setVisible(not self.items)

    def refresh(self, room: Room) -> None:
        """Add commitments agreed meanwhile; those shown stay as they are being reviewed."""
        self._room = room
        known = {item.row.commitment_id for item in self.items}
        for row in room.home.commitments:
            if row.commitment_id not in known:
                self._add(row)
        self._none.setVisible(not self.items)
        self.moved.emit()

    def result(self) -> str:
        """Return how many were reviewed."""
        if not self.items:
            return _("Ninguno pendiente")
        done = sum(item.reviewed for item in self.items)
        if self._past and not done:
            return _("Revisados")
        return _("{done} de {count} revisados").format(done=done, count=len(self.items))

    def missing(self) -> str:
        """Ask for each to be reviewed, the first time the step is done."""
        unsaid = any(item.result is not None and not item.reviewed for item in self.items)
        left = sum(not item.reviewed for item in self.items)
        if not left or (self._past and not unsaid):
            return ""
        return ngettext("Falta revisar {count} compromiso", "Falta revisar {count} compromisos", left).format(
            count=left
        )

    def begin(self) -> None:
        """Take the keyboard at the first one that was not reviewed."""
        first = next((item for item in self.items if not item.reviewed), next(iter(self.items), None))
        if first is not None:
            first.strip.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self, then: Callable[[], object]) -> None:
        """Write what was found and not written yet, one after another."""
        waiting: list[tuple[CommitmentItem, Finding]] = []
        for item in self.items:
            try:
                found = item.pending()
            except ExpectedError as error:
                item.show_error(error)
                return
            if found is not None:
                waiting.append((item, found))
        self._write(waiting, then)

    # --- inside

    def _write(self, waiting: list[tuple[CommitmentItem, Finding]], then: Callable[[], object]) -> None:
        if not waiting or self._room is None:
            self._past = self._past or bool(self.items)
            then()
            return
        item, found = waiting[0]
        data = self._review(item.row.commitment_id, found)

        def written(_review: object) -> None:
            item.settle(found)
            self._write(waiting[1:], then)

        def refused(error: Exception) -> None:
            if isinstance(error, ExpectedError) and error.field:
                item.show_error(error)
            else:
                self.failed.emit(error)

        run = self.context.services.run
        self.context.runner.write(self, lambda: run(commands.review_commitment, data).result, written, refused)

    def _review(self, commitment_id: UUID, found: Finding) -> ReviewCommitment:
        assert self._room is not None  # noqa: S101 - `_write` asked
        info = self._room.info
        return ReviewCommitment(
            commitment_id=commitment_id,
            result=found.result,
            on=info.content.occurred_on or self.context.services.clock.today(),
            reason=found.reason,
            note=found.note,
            new_due_on=found.new_due_on,
            visit_id=info.visit_id,
        )

    def _add(self, row: CommitmentRow) -> None:
        item = CommitmentItem(row, self.context.services.clock.today)
        self.items.append(item)
        self._list.addWidget(item)
        item.changed.connect(self.moved)
        item.next_asked.connect(lambda step, item=item: self._go(item, step))

    def _go(self, item: CommitmentItem, step: int) -> None:
        place = self.items.index(item) + step
        if 0 <= place < len(self.items):
            self.items[place].strip.setFocus(Qt.FocusReason.TabFocusReason)

    def space(self) -> None:
        """Let the list reach the edges of the card."""
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
