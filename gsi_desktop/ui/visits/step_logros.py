"""Step 4: the pending logros of the household, moved by letters; each move is written at once and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gsi_desktop.models.enums import AchievedHow, MarkState
from gsi_desktop.services.achievements import commands, wording
from gsi_desktop.services.achievements.data import Mark, MarkCells, Marked, UndoMarks
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit.answers import AnswerStrip, Reply
from gsi_desktop.ui.kit.buttons import Button, link
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.tables import RowsModel
from gsi_desktop.ui.kit.textfields import SuggestField
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.visits.logro_table import LogroRow, LogroTable, columns, pending, rows
from gsi_desktop.ui.visits.step import Step

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext
    from gsi_desktop.ui.visits.reads import Room


_NARROW = 620


class LogrosStep(Step):
    """The list and, below it, what a mark asks: how it was reached, with whom, or why it cannot be."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._room: Room | None = None
        self._asking: MarkState | None = None
        self._last: AchievedHow | None = None
        self._done: list[tuple[LogroRow, tuple[UUID, ...], MarkState]] = []
        self._busy = False
        self.model = RowsModel(columns())
        self.table = LogroTable(self.model)
        replies = [
            Reply(how, f"{place}  {wording.short_how(how)}", str(place)) for place, how in enumerate(wording.WAYS, 1)
        ]
        self.how = AnswerStrip(_("¿Cómo se alcanzó?"), replies)
        self.detail = SuggestField("detail", _("¿Con quién? Nombre y teléfono"), (), max_length=200)
        self.save = Button(_("&Anotar"), "check", self._give_detail)
        self.about = Label("", "s", "text2", wrap=True)
        self.asked = Label("", "body_strong", wrap=True)
        self.wrong = Label("", "s", "danger", wrap=True)
        self.undo = link(_("Deshacer el último (Ctrl+Z)"), self.undo_last)
        self.panel = QWidget()
        self._none: EmptyState | None = None
        self._lay_out()
        self._connect()

    # --- a step

    def fill(self, room: Room) -> None:
        """Show what is pending."""
        self._room = room
        self._done = []
        self._asking = None
        self.model.set_rows(pending(room.home.board))
        if self.model.rowCount():
            self.table.go_to_row(0)
        self._say_none(room)
        self._show_asked()

    def refresh(self, room: Room) -> None:
        """Show where each logro stands now; those reached in this visit stay in the list."""
        self._room = room
        now = {row.key: row for row in rows(room.home.board)}
        held = {row.key for row in self.model.rows()}
        for number, row in enumerate(self.model.rows()):
            if row.key in now:
                self.model.replace_row(number, now[row.key])
        added = [row for row in pending(room.home.board) if row.key not in held]
        if added:
            self.model.set_rows([*self.model.rows(), *added])
        self._say_none(room)
        self.moved.emit()

    def result(self) -> str:
        """Return how many were reached today, else how many are to be looked at."""
        reached = sum(state is MarkState.ACHIEVED for _row, _events, state in self._done)
        if reached:
            return ngettext("{count} alcanzado hoy", "{count} alcanzados hoy", reached).format(count=reached)
        if self._room is not None and not self._room.home.board.baseline_closed:
            return _("Falta la línea base")
        left = self.model.rowCount()
        return ngettext("{count} por revisar", "{count} por revisar", left).format(count=left)

    def missing(self) -> str:
        """Ask to answer what a mark asks."""
        return _("Falta responder por el logro marcado") if self._asking is not None else ""

    def begin(self) -> None:
        """Take the keyboard."""
        if self._none is not None and self._none.button is not None:
            self._none.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- marking

    def mark(self, state: MarkState) -> None:
        """Begin to mark the row under the cursor; what asks nothing is written at once."""
        row = self._row()
        if row is None or self._busy:
            return
        self._say_wrong("")
        if state is MarkState.PENDING:
            self._asking = None
            self._write(row, state)
            return
        self._asking = state
        self._show_asked()
        if state is not MarkState.ACHIEVED:
            self.detail.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def undo_last(self) -> None:
        """Take back the last mark of this visit."""
        if not self._done or self._room is None or self._busy:
            return
        row, events, _state = self._done[-1]
        data = UndoMarks(family_id=self._room.info.family_id, events=events)
        run = self.context.services.run
        self._busy = True

        def taken_back(_count: object) -> None:
            self._busy = False
            self._done.pop()
            self._show_asked()
            self._go_to(row)
            self.moved.emit()

        self.context.runner.write(self, lambda: run(commands.undo_marks, data).result, taken_back, self._refused)

    def _give_way(self, place: int) -> None:
        if self._asking is MarkState.ACHIEVED:
            self._chosen(wording.WAYS[place])

    def _repeat(self) -> None:
        if self._asking is MarkState.ACHIEVED and self._last is not None:
            self._chosen(self._last)

    def _chosen(self, how: AchievedHow | None) -> None:
        row = self._row()
        if how is None or row is None or self._asking is not MarkState.ACHIEVED:
            return
        self.how.set_value(how)
        if how is AchievedHow.OUTSIDE_OFFER:
            self._show_detail(_("¿Con quién? Nombre y teléfono"))
            self.detail.box.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._last = how
        self._write(row, MarkState.ACHIEVED, how=how)

    def _give_detail(self) -> None:
        row, state = self._row(), self._asking
        text = str(self.detail.value())
        if row is None or state is None:
            return
        if not text:
            self.detail.set_error(messages.text("field_missing"))
            self.detail.box.setFocus(Qt.FocusReason.OtherFocusReason)
        elif state is MarkState.ACHIEVED:
            self._write(row, state, how=AchievedHow.OUTSIDE_OFFER, provider=text)
        else:
            self._write(row, state, reason=text)

    def _write(
        self, row: LogroRow, state: MarkState, *, how: AchievedHow | None = None, reason: str = "", provider: str = ""
    ) -> None:
        room = self._room
        if room is None or self._busy:
            return
        number, person = row.key
        mark = Mark(
            achievement=number,
            person_id=person,
            state=state,
            seen=row.cell.stored,
            how=how,
            reason=reason,
            provider=provider,
        )
        on = room.info.content.occurred_on or self.context.services.clock.today()
        data = MarkCells(family_id=room.info.family_id, marks=(mark,), on=on, visit_id=room.info.visit_id)
        run = self.context.services.run
        self._busy = True
        self.context.runner.write(
            self,
            lambda: run(commands.mark, data).result,
            lambda marked: self._written(row, state, marked),
            self._refused,
        )

    def _written(self, row: LogroRow, state: MarkState, marked: Marked) -> None:
        self._busy = False
        self._asking = None
        if marked.events:
            self._done.append((row, marked.events, state))
        place = self.model.find(lambda held: held.key == row.key)
        if place is not None and place + 1 < self.model.rowCount():
            self.table.go_to_row(place + 1)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_asked()
        self.moved.emit()

    def _refused(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, ExpectedError):
            self._say_wrong(messages.text(error.code, **error.params))
        else:
            self.failed.emit(error)

    def _drop(self) -> None:
        self._asking = None
        self._say_wrong("")
        self._show_asked()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.moved.emit()

    # --- looks

    def _row(self) -> LogroRow | None:
        row: LogroRow | None = self.table.current()
        return row

    def _go_to(self, row: LogroRow) -> None:
        place = self.model.find(lambda held: held.key == row.key)
        if place is not None:
            self.table.go_to_row(place)

    def _row_changed(self) -> None:
        if self._asking is not None:
            self._asking = None
            self._say_wrong("")
        self._show_asked()
        self.moved.emit()

    def _show_asked(self) -> None:
        row = self._row()
        self.about.setText(row.achievement.question or row.achievement.text if row is not None else "")
        asks = self._asking is not None and row is not None
        self.asked.setVisible(asks)
        self.how.setVisible(asks and self._asking is MarkState.ACHIEVED)
        self.detail.hide()
        self.save.hide()
        self.undo.setVisible(bool(self._done))
        if not asks or row is None or self._asking is None:
            return
        name = f"{row.name} · {row.about}"
        if self._asking is MarkState.ACHIEVED:
            self.how.set_value(None)
            repeat = _(" Intro repite la última respuesta.") if self._last is not None else ""
            self.asked.setText(_("¿Cómo se alcanzó {name}?").format(name=name) + repeat)
        else:
            self.asked.setText(_("¿Por qué no se puede gestionar {name}?").format(name=name))
            self._show_detail(_("Motivo"))
        self.moved.emit()

    def _show_detail(self, label: str) -> None:
        self.detail.set_value("")
        self.detail.set_mnemonic(label)
        self.detail.show()
        self.save.show()

    def _say_wrong(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))

    def _say_none(self, room: Room) -> None:
        """Say why there is nothing to mark, and what to do."""
        board, family_id = room.home.board, room.info.family_id
        block: EmptyState | None = None
        if not board.baseline_closed:
            why = _("Esta familia aún no tiene línea base completa. Se hace en la pestaña Logros de su ficha.")
            go = (_("Abrir Logros"), lambda: self.context.navigate("family", family_id=family_id, tab="achievements"))
            block = EmptyState("flag", why, go)
        elif not self.model.rowCount():
            block = EmptyState("circle-check", _("No hay logros pendientes. Siga al paso 5."))
        if self._none is not None:
            self.column.removeWidget(self._none)
            self._none.hide()
            self._none.deleteLater()
        self._none = block
        if block is not None:
            self.column.insertWidget(0, block, 1)
        self.table.setVisible(block is None)
        self.panel.setVisible(block is None)

    def _lay_out(self) -> None:
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._foot = QVBoxLayout(self.panel)
        self._foot.addWidget(self.about)
        self._foot.addWidget(self.asked)
        self._foot.addWidget(self.how)
        row = QHBoxLayout()
        row.addWidget(self.detail, 1)
        row.addWidget(self.save, 0, Qt.AlignmentFlag.AlignBottom)
        self._foot.addLayout(row)
        self._foot.addWidget(self.wrong)
        self._foot.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        self._line = Line()
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self._line)
        self.column.addWidget(self.panel)
        self.wrong.hide()
        self.space()

    def _connect(self) -> None:
        self.table.marked.connect(self.mark)
        self.table.way.connect(self._give_way)
        self.table.repeated.connect(self._repeat)
        self.table.dropped.connect(self._drop)
        self.table.undo_asked.connect(self.undo_last)
        self.table.current_row.connect(lambda _row: self._row_changed())
        self.how.answered.connect(self._chosen)
        self.detail.box.returnPressed.connect(self._give_detail)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the línea base out where there is no room for it."""
        super().resizeEvent(event)
        self.table.setColumnHidden(2, self.width() < theme().px(_NARROW))

    def space(self) -> None:
        """Let the list reach the edges of the card."""
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        if hasattr(self, "_foot"):
            pad = theme().px(size("spacing.m"))
            self._foot.setContentsMargins(pad, theme().px(9), pad, theme().px(9))
            self._foot.setSpacing(theme().px(6))
            self.table.setMinimumHeight(theme().px(112))
