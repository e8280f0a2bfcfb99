"""Beside the board: what the logro under the cursor asks, what a mark still has to say, and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.achievements import wording
from gsi_desktop.services.achievements.data import CellKey, HistoryLine
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.achievements import words
from gsi_desktop.ui.achievements.ask_form import AskForm
from gsi_desktop.ui.achievements.asking import Ask
from gsi_desktop.ui.achievements.state import BoardState
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import primary, secondary
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.pieces import Picture
from gsi_desktop.ui.kit.states import StateChip
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_HISTORY_SHOWN = 6


class ReasonPanel(QFrame):
    """Shows a cell; while it asks, ``confirmed`` and ``left`` say how the question ended."""

    confirmed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.where = Label("", "s", "text2", wrap=True)
        self.text = Label("", "card_title", wrap=True)
        self._base_word = Label(_("Línea base"), "s", "text2")
        self._base = StateChip(MarkState.UNKNOWN)
        self._arrow = Label("→", "s", "text2")
        self._today = StateChip(MarkState.UNKNOWN)
        self.why = Label("", "s", "text2", wrap=True)
        self._why_icon = Picture("info-circle", "text2", 14)
        self.form = AskForm()
        self.facts = QWidget()
        self._facts = QVBoxLayout(self.facts)
        self.past = QWidget()
        self._past = QGridLayout(self.past)
        self.confirm_button = primary(_("Marcar"), None, self.confirmed.emit)
        self.leave_button = secondary(_("Descartar"), None, self.left.emit)
        self._buttons = QWidget()
        self._scroll = QScrollArea()
        self._lay_out()
        self.form.confirmed.connect(self.confirmed)
        self.form.left.connect(self.left)
        theme().changed.connect(self._space)
        self._space()
        self.show_nothing()

    # --- showing

    def show_nothing(self) -> None:
        """Say that no logro is chosen."""
        self.where.setText("")
        self.text.setText(_("Elija un logro del tablero."))
        for part in (self._base_word, self._base, self._arrow, self._today, self._why_icon, self.why):
            part.hide()
        self._clear_facts()
        self.show_history(())

    def show_cell(self, shown: BoardState, key: CellKey) -> None:
        """Show a cell: what it is about, both readings, why it applies, and what decides it."""
        one, member, cell = shown.achievement(key), shown.member(key), shown.cell(key)
        dimension = next(each for each in shown.board.catalogue.dimensions if each.number == one.dimension)
        who = words.name_and_age(member) if member is not None else _("Familia")
        self.where.setText(
            _("Logro {number} · {dimension} · {who}").format(number=one.number, dimension=dimension.short, who=who)
        )
        self.text.setText(one.text)
        initial = cell.initial if shown.initial_shown else None
        for part in (self._base_word, self._base, self._arrow):
            part.setVisible(initial is not None)
        self._base_word.setText(_("Línea base"))
        self._base.set_state(initial or MarkState.UNKNOWN)
        self._arrow.setText(_("→ Hoy") if initial is not None else _("Hoy"))
        self._arrow.show()
        self._today.set_state(cell.state)
        self._today.show()
        self.why.setText(_("Aplica: {whom}").format(whom=cell.why) if cell.rolled_up and cell.why else cell.why)
        self.why.setVisible(bool(cell.why))
        self._why_icon.setVisible(bool(cell.why))
        self._show_facts(shown, key)

    def _show_facts(self, shown: BoardState, key: CellKey) -> None:
        one, cell = shown.achievement(key), shown.cell(key)
        self._clear_facts()
        if cell.rolled_up:
            self._fact(
                _("Familia"),
                _("Se calcula de sus integrantes: {reached} de {applicable} lo alcanzaron.").format(
                    reached=cell.reached, applicable=cell.applicable
                )
                if cell.applicable
                else _("A nadie de la familia le aplica."),
            )
        for action in cell.actions:
            due = formats.date(action.due_on)
            said = ", ".join(part for part in (action.responsible, due) if part)
            self._fact(_("Compromiso abierto"), f"{action.action} ({said})" if said else action.action)
        if cell.how is not None and cell.state is MarkState.ACHIEVED:
            self._fact(_("Cómo se logró"), wording.how(cell.how))
        self._fact(_("Pregunta que lo decide"), one.question)
        if one.evidence:
            self._fact(_("Soporte obligatorio") if one.evidence_required else _("Soporte"), one.evidence)

    def show_history(self, lines: Sequence[HistoryLine]) -> None:
        """Show what happened to the logro, newest last, as many lines as fit."""
        while (item := self._past.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        self.past.setVisible(bool(lines))
        if not lines:
            return
        self._past.addWidget(Line(), 0, 0, 1, 2)
        self._past.addWidget(Label(_("Historia de este logro"), "body_strong"), 1, 0, 1, 2)
        top = Qt.AlignmentFlag.AlignTop
        for row, line in enumerate(reversed(lines[:_HISTORY_SHOWN]), 2):
            self._past.addWidget(Label(formats.date(line.occurred_on), "s", "text2", tabular=True), row, 0, top)
            self._past.addWidget(Label(words.history_line(line), "s", "text2", wrap=True), row, 1, top)
        if len(lines) > _HISTORY_SHOWN:
            more = len(lines) - _HISTORY_SHOWN
            said = ngettext("y {count} movimiento anterior", "y {count} movimientos anteriores", more)
            self._past.addWidget(Label(said.format(count=more), "s", "text3"), self._past.rowCount(), 1)

    # --- asking

    def ask(self, ask: Ask) -> None:
        """Ask, below the cell shown."""
        self.form.show_ask(ask)
        if ask.whole_row:
            count = len(ask.keys)
            said = ngettext("Se marca {count} integrante.", "Se marcan {count} integrantes.", count)
            self.form.title.setText(f"{ask.title} {said.format(count=count)}")
        self._show_asking(asking=True)
        self._scroll.verticalScrollBar().setValue(0)

    def stop_asking(self) -> None:
        """Show what decides the logro again."""
        self._show_asking(asking=False)

    def asks(self) -> bool:
        """Whether a question is open."""
        return self.form.isVisibleTo(self)

    def holds(self, widget: QWidget | None) -> bool:
        """Whether the keyboard is inside the panel."""
        return widget is not None and self.isAncestorOf(widget)

    # --- inside

    def _show_asking(self, *, asking: bool) -> None:
        self.form.setVisible(asking)
        self._buttons.setVisible(asking)
        self.facts.setVisible(not asking)

    def _fact(self, name: str, said: str) -> None:
        self._facts.addWidget(Label(name, "s", "text2"))
        self._facts.addWidget(Label(said, "body", wrap=True))
        self._facts.addSpacing(theme().px(6))

    def _clear_facts(self) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()

    def _lay_out(self) -> None:
        self._head = QVBoxLayout()
        readings = QHBoxLayout()
        for part in (self._base_word, self._base, self._arrow, self._today):
            readings.addWidget(part)
        readings.addStretch(1)
        self._readings = readings
        why = QHBoxLayout()
        why.addWidget(self._why_icon, 0, Qt.AlignmentFlag.AlignTop)
        why.addWidget(self.why, 1)
        self._why = why
        self._head.addWidget(self.where)
        self._head.addWidget(self.text)
        self._head.addLayout(readings)
        self._head.addLayout(why)
        inside = QWidget()
        inside.setObjectName("inside")
        inside.setStyleSheet("QWidget#inside { background: transparent; }")
        self._inside = QVBoxLayout(inside)
        self._inside.addWidget(self.form)
        self._inside.addWidget(self.facts)
        self._inside.addStretch(1)
        self._inside.addWidget(self.past)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setWidget(inside)
        row = QHBoxLayout(self._buttons)
        row.addWidget(self.confirm_button, 1)
        row.addWidget(self.leave_button, 1)
        set_name(self.confirm_button, _("Marcar"))
        set_name(self.leave_button, _("Descartar"))
        self._button_row = row
        outer = QVBoxLayout(self)
        outer.setSpacing(0)
        outer.addLayout(self._head)
        outer.addWidget(Line())
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._buttons)
        self.form.hide()
        self._buttons.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the keys on the buttons where there is room."""
        super().resizeEvent(event)
        self._tell_keys()

    def _tell_keys(self) -> None:
        pairs = ((self.confirm_button, _("Marcar"), "↵"), (self.leave_button, _("Descartar"), "Esc"))
        for button, words_, key in pairs:
            button.setText(f"{words_}  {key}")
        room = (self.width() - theme().px(2 * size("spacing.m") + 8)) // 2
        if any(button.sizeHint().width() > room for button, _words, _key in pairs):
            for button, words_, _key in pairs:
                button.setText(words_)

    def _space(self) -> None:
        px = theme().px
        pad = px(size("spacing.m"))
        outer = self.layout()
        if outer is not None:
            outer.setContentsMargins(1, 1, 1, 1)
        self._head.setContentsMargins(pad, px(10), pad, px(10))
        self._head.setSpacing(px(5))
        self._readings.setSpacing(px(6))
        self._why.setSpacing(px(4))
        self._inside.setContentsMargins(pad, px(10), pad, px(10))
        self._inside.setSpacing(px(8))
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setSpacing(px(2))
        self._past.setContentsMargins(0, 0, 0, 0)
        self._past.setHorizontalSpacing(px(8))
        self._past.setVerticalSpacing(px(2))
        self._past.setColumnStretch(1, 1)
        self._button_row.setContentsMargins(pad, px(6), pad, px(10))
        self._button_row.setSpacing(px(8))
        self._tell_keys()
