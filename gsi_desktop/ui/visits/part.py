"""The tab Visitas of the dossier: what was held, what is agreed, who has the family in charge, and the ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.models.enums import VisitState
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import VisitRow
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button, flat, link
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.pieces import scrolling
from gsi_desktop.ui.kit.tables import RowsModel, TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.watch import Freshness, touches
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.visits import reads, words
from gsi_desktop.ui.visits.agree import AgreeForm, AssignForm
from gsi_desktop.ui.visits.step_closing import month_later
from gsi_desktop.ui.visits.visit_reading import reading

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_SIDE = 320


def timeline_columns(context: UiContext) -> list[Column]:
    """Return the columns of the timeline."""
    today = context.services.clock.today
    return [
        Column("moment", _("Fecha"), 128, tabular=True, value=words.row_moment),
        Column("kind", _("Visita"), 108, strong=True, value=words.row_title),
        Column("state", _("Estado"), 122, chip=lambda row: words.state_chip(row, today())),
        Column("medium", _("Lugar"), 104, value=lambda row: wording.medium(row.medium) if row.medium else ""),
        Column("cogestor", _("Cogestor(a)"), 130, stretch=True),
        Column("achieved", _("Logros"), 58, align="right", tabular=True, value=lambda row: row.achieved or ""),
        Column("topic", _("Tema"), 120, stretch=True, value=lambda row: wording.topic(row.topic) if row.topic else ""),
    ]


class VisitsPart(QWidget):
    """Timeline at the left; next visit, cogestor(a) and the chosen visit at the right."""

    count_changed = Signal(str)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._family: UUID | None = None
        self._shown: reads.Timeline | None = None

        self._fresh = Freshness(context.services, self, lambda changes: touches(changes, self._family), self.reload)
        self.rows = RowsModel(timeline_columns(context))
        self.table = TableView(self.rows, framed=False, label=_("Visitas de la familia"))
        self.card = Card(_("Visitas"), padded=False)
        self.start_button = flat(_("&Iniciar visita"), "player-play", self._start)
        self.type_button = flat(_("&Digitar visita"), "keyboard", lambda: self._go("visit_entry"))
        self.window_button = flat(_("Ve&ntanilla"), "building", lambda: self._go("visit_entry", window=True))
        self.paper_button = flat(_("F&ormato"), "printer", lambda: self._go("print", paper="visit"))
        self.next_words = Label("", "body_strong", wrap=True)
        self.next_more = Label("", "s", "text2", wrap=True)
        self.next_link = link("", self.change_date)
        self.follow_button = Button(_("&Seguir"), "player-play", self._start, size="small")
        self.charge = Label("", "body_strong", wrap=True)
        self.charge_link = link(_("Cambiar"), self.change_cogestor)
        writes(
            self.start_button,
            self.type_button,
            self.window_button,
            self.next_link,
            self.follow_button,
            self.charge_link,
        )
        self.agree = AgreeForm(context)
        self.assign = AssignForm(context)
        self.detail: QWidget | None = None
        self._detail = QVBoxLayout()
        self.side = QStackedWidget()
        self._lay_out()
        self._connect()

    # --- a part of the dossier

    def show_family(self, family_id: UUID) -> None:
        """Show a family."""
        self._family = family_id
        self._shown = None
        self.side.setCurrentIndex(0)
        self.reload()

    def part_shown(self) -> None:
        """Take the keyboard and read again what may be old."""
        self._fresh.catch_up()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def part_args(self, **kwargs: object) -> None:
        """Open the form a link asked for: ``agree=True`` or ``assign=True``."""
        self._wish = "agree" if kwargs.get("agree") else "assign" if kwargs.get("assign") else ""
        if self._shown is not None:
            self._grant()

    # --- reading

    def reload(self) -> None:
        """Read the visits anew."""
        family = self._family
        if family is None:
            return
        self._fresh.stale = False
        read = self._context.services.read
        self._context.runner.read(
            self, lambda: read(reads.timeline, family), self._arrived, self._failed, key="timeline"
        )

    def _arrived(self, found: reads.Timeline) -> None:
        current: VisitRow | None = self.table.current()
        self._shown = found
        self.rows.set_rows(found.visits)
        held = sum(row.state is VisitState.DONE for row in found.visits)
        self.card.set_title(_("Visitas"), str(held) if held else "")
        self.count_changed.emit(str(held) if held else "")
        self._say_next(found)
        self.charge.setText(found.cogestor.name if found.cogestor is not None else _("Nadie por ahora"))
        self.charge_link.setText(_("Cambiar") if found.cogestor is not None else _("Asignar"))
        if found.visits:
            self.table.set_placeholder(None)
            wanted = current.visit_id if current is not None else None
            self.table.go_to_row(self.rows.find(lambda row: row.visit_id == wanted) or 0)
            self._read_detail(self.table.current())
        else:
            why = _("Aún no hay visitas. La primera es la sesión 1: acuerdo y línea base.")
            self.table.set_placeholder(EmptyState("map-pin-check", why, (_("Acordar visita"), self.change_date)))
            self._drop_detail()
        self._grant()

    def _failed(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        again = (_("Leer de nuevo"), self.reload)
        self.table.set_placeholder(EmptyState("alert-circle", said or _("Las visitas no se pudieron leer."), again))

    def _read_detail(self, row: VisitRow | None) -> None:
        if row is None:
            return
        read = self._context.services.read
        self._context.runner.read(
            self,
            lambda: read(reads.visit_detail, row.visit_id),
            lambda found: self._show_detail(row, found),
            self._failed,
            key="detail",
        )

    def _show_detail(self, row: VisitRow, found: reads.Detail) -> None:
        self._drop_detail()
        part = reading(found.info, found.people, row.cogestor, achieved=row.achieved)
        pad = theme().px(size("spacing.m"))
        part.setContentsMargins(pad, theme().px(10), pad, theme().px(10))
        column = part.layout()
        if row.state is VisitState.DONE and column is not None:
            paper = link(_("Imprimir su formato"), lambda: self._print(row))
            column.addWidget(paper)
            column.setAlignment(paper, Qt.AlignmentFlag.AlignLeft)
        self.detail = part
        self._detail.addWidget(part)

    def _drop_detail(self) -> None:
        if self.detail is not None:
            self._detail.removeWidget(self.detail)
            self.detail.hide()
            self.detail.deleteLater()
            self.detail = None

    # --- what happens

    def change_date(self) -> None:
        """Open the form that agrees the next visit, or changes it."""
        found, family = self._shown, self._family
        if found is None or family is None:
            return
        agreed = found.agreed
        today = self._context.services.clock.today()
        self.agree.open_for(
            family,
            found.cogestores,
            on=agreed.planned_on if agreed is not None else month_later(today),
            time=agreed.planned_time if agreed is not None else "",
            kind=agreed.kind if agreed is not None else found.next_kind,
            cogestor_id=found.cogestor.cogestor_id if found.cogestor is not None else None,
            changing=agreed is not None,
        )
        self.side.setCurrentIndex(1)
        self.agree.begin()

    def change_cogestor(self) -> None:
        """Open the form that puts the family in somebody's charge."""
        found, family = self._shown, self._family
        if found is None or family is None:
            return
        now = found.cogestor.cogestor_id if found.cogestor is not None else None
        self.assign.open_for(family, found.cogestores, now, self._context.services.clock.today())
        self.side.setCurrentIndex(2)
        self.assign.begin()

    def _grant(self) -> None:
        wish, self._wish = self._wish, ""
        if wish == "agree":
            self.change_date()
        elif wish == "assign":
            self.change_cogestor()

    def _start(self) -> None:
        self._go("visit", start=True)

    def _go(self, area: str, **more: object) -> None:
        if self._family is not None:
            self._context.navigate(area, family_id=self._family, **more)

    def _print(self, row: VisitRow) -> None:
        self._go("print", paper="visit", visit_id=row.visit_id)

    def _activate(self, row: VisitRow) -> None:
        if row.state is VisitState.OPEN:
            self._context.navigate("visit", visit_id=row.visit_id)
        elif row.state is VisitState.PLANNED:
            self.change_date()

    def _close_form(self) -> None:
        self.side.setCurrentIndex(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- looks

    def _say_next(self, found: reads.Timeline) -> None:
        agreed, going_on = found.agreed, found.going_on
        self.follow_button.setVisible(going_on is not None)
        self.next_link.setVisible(going_on is None)
        self.start_button.setText(_("&Iniciar visita") if going_on is None else _("&Seguir la visita"))
        if going_on is not None:
            self._next_title.setText(_("Visita abierta"))
            self.next_words.setText(wording.visit_kind(going_on.kind))
            step = min(going_on.steps_done, 8)
            since = words.row_moment(going_on)
            self.next_more.setText(_("Desde el {day}, paso {step}").format(day=since, step=step))
            return
        self._next_title.setText(_("Próxima visita"))
        if agreed is None or agreed.planned_on is None:
            self.next_words.setText(_("Sin acordar"))
            self.next_more.setText(wording.visit_purpose(found.next_kind))
            self.next_link.setText(_("Acordar visita"))
            return
        today = self._context.services.clock.today()
        self.next_words.setText(words.moment(agreed.planned_on, agreed.planned_time))
        when = words.from_today(agreed.planned_on, today)
        self.next_more.setText(f"{wording.visit_kind(agreed.kind)} · {when}")
        self.next_more.set_tone("danger" if agreed.planned_on < today else "text2")
        self.next_link.setText(_("Cambiar"))

    def _lay_out(self) -> None:
        self._wish = ""
        for button in (self.start_button, self.type_button, self.window_button, self.paper_button):
            self.card.header.addWidget(button)
        self.card.body.addWidget(self.table)
        self._next_title = Label(_("Próxima visita"), "card_title")
        self._boxes: list[QVBoxLayout] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        first = self._box(column, self._next_title, self.next_link, self.follow_button)
        first.addWidget(self.next_words)
        first.addWidget(self.next_more)
        column.addWidget(Line())
        second = self._box(column, Label(_("Cogestor(a)"), "card_title"), self.charge_link)
        second.addWidget(self.charge)
        column.addWidget(Line())
        column.addLayout(self._detail)
        column.addStretch(1)
        holding = Card(padded=False)
        area = scrolling(inside)
        area.setAccessibleName(_("Visita elegida"))
        holding.body.addWidget(area)
        self.side.addWidget(holding)
        for form in (self.agree, self.assign):
            holder = Card()
            holder.body.addWidget(form)
            holder.body.addStretch(1)
            self.side.addWidget(holder)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.card, 1)
        self._row.addWidget(self.side)
        self._space()

    def _box(self, column: QVBoxLayout, title: Label, *beside: QWidget) -> QVBoxLayout:
        box = QVBoxLayout()
        row = QHBoxLayout()
        row.addWidget(title)
        row.addStretch(1)
        for widget in beside:
            row.addWidget(widget)
        box.addLayout(row)
        column.addLayout(box)
        self._boxes.append(box)
        return box

    def _connect(self) -> None:
        self.table.current_row.connect(self._read_detail)
        self.table.activated_row.connect(self._activate)
        for form in (self.agree, self.assign):
            form.left.connect(self._close_form)
            form.done.connect(self._close_form)
        theme().changed.connect(self._space)

    def _space(self) -> None:
        px = theme().px
        pad = px(size("spacing.m"))
        self._row.setContentsMargins(0, px(size("frame.gap")), 0, 0)
        self._row.setSpacing(px(size("frame.gap")))
        for box in self._boxes:
            box.setContentsMargins(pad, px(8), px(8), px(8))
            box.setSpacing(px(2))
        self._fit()
        if self._shown is not None:
            self._read_detail(self.table.current())

    def _fit(self) -> None:
        narrow = self.width() < theme().px(900)
        self.side.setFixedWidth(theme().px(_SIDE - 50 if narrow else _SIDE))
        for button in (self.window_button, self.paper_button):
            button.setVisible(not narrow)
        for number in (3, 4):
            self.table.setColumnHidden(number, narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width."""
        super().resizeEvent(event)
        self._fit()
