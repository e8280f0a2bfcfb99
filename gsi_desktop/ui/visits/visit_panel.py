"""The panel beside the list of visits: the visit under the cursor and what can be done with it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.models.enums import VisitState
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import VisitRow
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.chips import ChipLabel
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.pieces import Facts, ScrollColumn
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.visits import words
from gsi_desktop.ui.visits.agree import AgreeForm

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


class VisitPanel(QFrame):
    """Shows a `VisitRow`. ``asked`` carries start, follow, type, change or open."""

    asked = Signal(str)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._today = context.services.clock.today
        self._row: VisitRow | None = None
        self._content = ScrollColumn()
        self._content.setAccessibleName(_("Visita elegida"))
        self.agree = AgreeForm(context)
        self.go_button = Button("", "player-play", self._go, kind="primary")
        self.type_button = Button(_("&Digitar visita"), "keyboard", lambda: self.asked.emit("type"))
        self.change_button = Button(_("Ca&mbiar fecha"), "calendar-event", lambda: self.asked.emit("change"))
        writes(self.go_button, self.type_button, self.change_button)
        self.open_button = Button(_("&Abrir ficha"), None, lambda: self.asked.emit("open"))
        self._stack = QStackedWidget()
        self._buttons = QWidget()
        self._lay_out()
        self.agree.left.connect(self.show_detail)
        self.agree.done.connect(self.show_detail)
        theme().changed.connect(self._redraw)
        self.show_row(None)

    @property
    def shown(self) -> VisitRow | None:
        """The visit shown."""
        return self._row

    def show_row(self, row: VisitRow | None, why: str = "") -> None:
        """Show ``row``; without one, ``why``."""
        same = row is not None and self._row is not None and row.visit_id == self._row.visit_id
        self._row = row
        self._why = why or _("Elija una visita para ver qué sigue.")
        if not same:
            self.show_detail()
        self._redraw()

    def show_detail(self) -> None:
        """Show the visit and its buttons again, after the form."""
        self._stack.setCurrentIndex(0)
        self._buttons.setVisible(self._row is not None)

    def show_form(self) -> None:
        """Show the form that changes the agreed day."""
        self._stack.setCurrentIndex(1)
        self._buttons.hide()
        self.agree.begin()

    # --- inside

    def _go(self) -> None:
        row = self._row
        if row is not None:
            open_ = row.state is VisitState.DONE
            self.asked.emit("open" if open_ else "follow" if row.state is VisitState.OPEN else "start")

    def _redraw(self) -> None:
        row = self._row
        self._content.clear()
        self._content.add(self._nothing() if row is None else self._drawn(row, self._today()))
        self._content.finish()
        state = row.state if row is not None else None
        verbs = {
            VisitState.PLANNED: (_("&Iniciar visita"), "player-play"),
            VisitState.OPEN: (_("&Seguir la visita"), "player-play"),
        }
        text, icon = verbs.get(state, (_("&Abrir ficha"), "external-link")) if state else (_("&Iniciar visita"), "")
        self.go_button.setText(text)
        if icon:
            self.go_button.set_icon(icon)
        self._buttons.setVisible(row is not None and self._stack.currentIndex() == 0)
        self.type_button.setVisible(state is VisitState.PLANNED)
        self.change_button.setVisible(state is VisitState.PLANNED)
        self.open_button.setVisible(state in (VisitState.PLANNED, VisitState.OPEN))

    def _nothing(self) -> QWidget:
        part, column = _padded()
        label = Label(self._why, "body", "text3", wrap=True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(label)
        return part

    def _drawn(self, row: VisitRow, today: date) -> QWidget:
        part, column = _padded()
        column.addWidget(Label(row.head, "m", wrap=True))
        column.addWidget(Label(_("Folio {folio}").format(folio=row.folio), "s", "text2", tabular=True))
        column.addSpacing(theme().px(4))
        column.addWidget(ChipLabel(words.state_chip(row, today)))
        column.addSpacing(theme().px(8))
        facts = Facts()
        facts.put(_("Visita"), wording.visit_kind(row.kind))
        if row.state is VisitState.PLANNED and row.planned_on is not None:
            when = words.moment(row.planned_on, row.planned_time)
            facts.put(_("Acordada"), f"{when} ({words.from_today(row.planned_on, today)})")
        elif row.state is VisitState.OPEN and row.opened_at is not None:
            day = row.opened_at.astimezone(BOGOTA).date()
            facts.put(_("Abierta"), f"{words.long_day(day)}, {words.time_of(row.opened_at)}")
            facts.put(_("Paso"), f"{min(row.steps_done, 8)}. {wording.step(min(row.steps_done, 8))}")
        elif row.occurred_on is not None:
            facts.put(_("Fecha"), words.long_day(row.occurred_on))
            facts.put(_("Lugar"), wording.medium(row.medium) if row.medium is not None else "")
            if row.topic is not None:
                facts.put(_("Tema"), wording.topic(row.topic))
            if row.achieved:
                facts.put(_("Logros"), words.achieved(row.achieved))
        facts.put(_("Vereda"), ", ".join(one for one in (row.settlement, row.municipality) if one))
        facts.put(_("Cogestor(a)"), row.cogestor)
        column.addLayout(facts)
        return part

    def _lay_out(self) -> None:
        pad = theme().px(size("spacing.m"))
        form = QWidget()
        inside = QVBoxLayout(form)
        inside.setContentsMargins(pad, pad, pad, pad)
        inside.addWidget(self.agree)
        inside.addStretch(1)
        self._stack.addWidget(self._content)
        self._stack.addWidget(form)
        foot = QVBoxLayout(self._buttons)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(0)
        foot.addWidget(Line())
        inner = QVBoxLayout()
        inner.setContentsMargins(pad, pad - 2, pad, pad - 2)
        inner.setSpacing(theme().px(8))
        for button in (self.go_button, self.type_button, self.change_button, self.open_button):
            inner.addWidget(button)
        foot.addLayout(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self._buttons)


def _padded() -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    pad = theme().px(size("spacing.m"))
    column = QVBoxLayout(part)
    column.setContentsMargins(pad, pad, pad, pad)
    column.setSpacing(theme().px(2))
    return part, column
