"""The tab Historial of the dossier: everything that happened in one order, and the corrections of wrong events."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.life import amend, undo
from gsi_desktop.services.life.data import AmendEvent, AnnulEvent
from gsi_desktop.services.life.timeline import HistoryLine, Topic, timeline
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.drafts import About
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.fields import DateField, TextField
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.pieces import Facts, ScrollColumn
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.toggles import SegmentedControl
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.watch import Freshness, touches
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.shell.small_form import SmallForm, drafted

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_SIDE: Final = 372
_EVERYTHING: Final = "all"


def topic_name(topic: Topic) -> str:
    """Return what a topic is called."""
    return {
        Topic.LIFE: _("Novedades"),
        Topic.VISITS: _("Visitas"),
        Topic.ACHIEVEMENTS: _("Logros"),
        Topic.PLAN: _("Plan"),
        Topic.EDITS: _("Correcciones"),
    }[topic]


def _kind(line: HistoryLine) -> Chip:
    return Chip(topic_name(line.topic), "muted" if line.annulled else "neutral", line.icon)


def _what(line: HistoryLine) -> str:
    told = _("{title} (anulada)").format(title=line.title) if line.annulled else line.title
    return f"{told} · {line.detail}" if line.detail else told


def history_columns() -> tuple[Column, ...]:
    """Return the columns of the history."""
    return (
        Column("on", _("Fecha"), 96, tabular=True, value=lambda line: formats.date(line.on)),
        Column("topic", _("Tipo"), 130, chip=_kind),
        Column("title", _("Qué pasó"), 300, stretch=True, value=_what),
        Column("actor", _("Registró"), 110),
    )


def _drafted(form: str, title: str, family: UUID, event: UUID | None) -> About:
    return drafted(form, event, title, "family", family_id=family, tab="history", event_id=event, correct=form)


class AnnulForm(SmallForm):
    """Why an event is taken back."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Anular la novedad"), _("&Anular novedad"))
        self._event: UUID | None = None
        self.form.add(TextField("reason", _("Por qué se anula"), required=True, max_length=400))

    def open_for(self, family: UUID, event: UUID) -> None:
        """Open for an event of a family."""
        self._event = event
        self.show_values({"reason": ""}, _drafted("annul", self.title.text(), family, event))
        self.begin()

    def write(self, values: dict[str, Any]) -> None:
        """Take it back."""
        if self._event is not None:
            self.run(undo.annul_event, AnnulEvent(event_id=self._event, reason=values["reason"]))


class AmendForm(SmallForm):
    """The right day and note of an event."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Corregir la fecha o la nota"), _("&Guardar"))
        self._event: UUID | None = None
        self.form.add(DateField("on", _("Fecha"), required=True, today=context.services.clock.today))
        self.form.add(TextField("note", _("Nota"), max_length=400))

    def open_for(self, family: UUID, line: HistoryLine) -> None:
        """Open for the event of a line."""
        self._event = line.event_id
        about = _drafted("amend", self.title.text(), family, line.event_id)
        self.show_values({"on": line.on, "note": line.note}, about)
        self.begin()

    def write(self, values: dict[str, Any]) -> None:
        """Correct it."""
        if self._event is not None:
            self.run(amend.amend_event, AmendEvent(event_id=self._event, on=values["on"], note=values["note"]))


class HistoryPart(QWidget):
    """The tab: lines at the left, the one under the cursor at the right with what can be done about it."""

    count_changed = Signal(str)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._family: UUID | None = None
        self._wish: tuple[str, object] | None = None
        self._fresh = Freshness(context.services, self, lambda changes: touches(changes, self._family), self.reload)
        topics: list[tuple[Any, str]] = [(topic, topic_name(topic)) for topic in Topic]
        self.filter = SegmentedControl([(_EVERYTHING, _("Todo")), *topics], _("Qué se muestra"))
        self.lines = RowsModel(history_columns())
        self.table = TableView(self.lines, framed=False, label=_("Historial de la familia"))
        self.annul_button = Button(_("&Anular novedad…"), "arrow-back-up", self._annul)
        self.amend_button = Button(_("Co&rregir…"), "edit", self._amend)
        writes(self.annul_button, self.amend_button)
        self.annul_form = AnnulForm(context)
        self.amend_form = AmendForm(context)
        self._detail = ScrollColumn()
        self.side = QStackedWidget()
        self._card = Card(_("Historial"), padded=False)
        self._lay_out()
        self._connect()

    # --- hooks of the dossier

    def show_family(self, family_id: UUID) -> None:
        """Show a family's history."""
        self._family = family_id
        self.filter.choose(_EVERYTHING)
        self.reload()

    def part_shown(self) -> None:
        """Bring it up to date and give the keyboard to the lines."""
        self._fresh.catch_up()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def part_args(self, **kwargs: object) -> None:
        """Open a form that has a draft: ``correct``, annul or amend, and ``event_id``."""
        form, event = kwargs.get("correct"), kwargs.get("event_id")
        self._wish = (str(form), event) if form is not None else None
        self._grant()

    def leave(self) -> None:
        """Put away a form that was open; what was typed in it stays a draft."""
        self._close_form()

    # --- reading

    def reload(self) -> None:
        """Read the history anew."""
        family = self._family
        if family is None:
            return
        self._fresh.stale = False
        chosen = self.filter.value
        topic = None if chosen == _EVERYTHING else chosen
        work = partial(self._context.services.read, timeline, family, topic)
        self._context.runner.read(self, work, self._arrived, self._failed, key="history")

    def _arrived(self, lines: tuple[HistoryLine, ...]) -> None:
        former: HistoryLine | None = self.table.current()
        self.lines.set_rows(lines)
        self._card.set_title(_("Historial"), str(len(lines)) if lines else "")
        if lines:
            self.table.set_placeholder(None)
            same = self.lines.find(lambda line: former is not None and line == former)
            self.table.go_to_row(same or 0)
        else:
            self.table.set_placeholder(EmptyState("history", _("Nada registrado de este tipo.")))
        self._show(self.table.current())
        self._grant()

    def _grant(self) -> None:
        """Open the form that was wished for once its line is there."""
        if self._wish is None:
            return
        form, event = self._wish
        place = self.lines.find(lambda line: line.correctable and line.event_id == event)
        if place is not None:
            self._wish = None
            self.table.go_to_row(place)
            self._annul() if form == "annul" else self._amend()

    def _failed(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        again = (_("Leer de nuevo"), self.reload)
        self.table.set_placeholder(EmptyState("alert-circle", said or _("El historial no se pudo leer."), again))

    # --- the line under the cursor

    def _show(self, line: HistoryLine | None) -> None:
        self._close_form()
        self._detail.clear()
        if line is not None:
            self._detail.add(self._told(line))
        self._detail.finish()
        able = line is not None and line.correctable
        self.annul_button.setVisible(able)
        self.amend_button.setVisible(able)

    def _told(self, line: HistoryLine) -> QWidget:
        part = QWidget()
        pad = theme().px(size("spacing.m"))
        column = QVBoxLayout(part)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(theme().px(6))
        column.addWidget(Label(line.title, "m", wrap=True))
        if line.annulled:
            column.addWidget(ChipLabel(Chip(_("Anulada"), "warning", "arrow-back-up")), 0, Qt.AlignmentFlag.AlignLeft)
        facts = Facts()
        facts.put(_("Fecha"), formats.date(line.on), tabular=True)
        if line.detail:
            facts.put(_("Detalle"), line.detail)
        if line.annulled:
            facts.put(_("Por qué"), line.annulled)
        if line.recorded_at is not None:
            at = line.recorded_at.astimezone(BOGOTA)
            told = _("{day}, {time}, {who}").format(day=formats.date(at.date()), time=f"{at:%H:%M}", who=line.actor)
            facts.put(_("Registrada"), told, tabular=True)
        column.addLayout(facts)
        if line.changes:
            column.addSpacing(theme().px(4))
            column.addWidget(Label(_("Qué cambió"), "card_title"))
            for change in line.changes:
                column.addWidget(Label(f"• {change}", "body", "text2", wrap=True))
        return part

    # --- correcting

    def _annul(self) -> None:
        line: HistoryLine | None = self.table.current()
        if line is not None and line.event_id is not None and self._family is not None:
            self.side.setCurrentIndex(1)
            self.annul_form.open_for(self._family, line.event_id)

    def _amend(self) -> None:
        line: HistoryLine | None = self.table.current()
        if line is not None and self._family is not None:
            self.side.setCurrentIndex(2)
            self.amend_form.open_for(self._family, line)

    def _close_form(self) -> None:
        for form in (self.annul_form, self.amend_form):
            form.keeper.leave()
        self.side.setCurrentIndex(0)

    def _left(self) -> None:
        self._close_form()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _annulled(self) -> None:
        self._context.notify("success", _("Se anuló la novedad."), _("La familia quedó como estaba antes de ella."))
        self._left()

    def _amended(self) -> None:
        self._context.notify("success", _("Se corrigió la novedad."))
        self._left()

    # --- inside

    def _lay_out(self) -> None:
        px = theme().px
        pad = px(size("spacing.m"))
        self._card.body.addWidget(self.table)
        reading = Card("", padded=False)
        reading.body.addWidget(self._detail, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(pad, px(8), pad, px(10))
        foot.setSpacing(px(8))
        foot.addWidget(self.annul_button)
        foot.addWidget(self.amend_button)
        foot.addStretch(1)
        reading.body.addLayout(foot)
        self.side.addWidget(reading)
        for form in (self.annul_form, self.amend_form):
            holder = Card("")
            holder.body.addWidget(form)
            holder.body.addStretch(1)
            self.side.addWidget(holder)
        row = QHBoxLayout()
        row.setSpacing(px(size("frame.gap")))
        row.addWidget(self._card, 1)
        row.addWidget(self.side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, px(8), 0, 0)
        outer.setSpacing(px(8))
        outer.addWidget(self.filter, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addLayout(row, 1)
        self._detail.setAccessibleName(_("Detalle de lo que pasó"))
        self._fit()

    def _connect(self) -> None:
        self.filter.chosen.connect(lambda _key: self.reload())
        self.table.current_row.connect(self._show)
        self.annul_form.done.connect(self._annulled)
        self.amend_form.done.connect(self._amended)
        for form in (self.annul_form, self.amend_form):
            form.left.connect(self._left)
        theme().changed.connect(self._fit)

    def _fit(self) -> None:
        self.side.setFixedWidth(theme().px(_SIDE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the side its width."""
        super().resizeEvent(event)
        self._fit()
