"""Avance por dimensión: what the family had reached at the línea base, what since, and what is still to reach."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.accompaniment.phase import percent
from gsi_desktop.services.achievements.data import Board, DimensionProgress
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.charts import ChartWithTable, DimensionBars, Progress, ProportionBar, Share, Swatch
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.states import LOOKS, StateChip, state_name
from gsi_desktop.ui.kit.theme import theme

_FIGURES: Final = {
    MarkState.ACHIEVED: "now",
    MarkState.IN_PROGRESS: "in_progress",
    MarkState.PENDING: "pending",
    MarkState.OBJECTIVE: "objective",
    MarkState.DISINTEREST: "disinterest",
    MarkState.UNKNOWN: "unknown",
    MarkState.NOT_APPLICABLE: "not_applicable",
}
"""Where each state is counted, in the order of the legend."""

_ALWAYS: Final = (MarkState.ACHIEVED, MarkState.IN_PROGRESS, MarkState.PENDING)
_TOTALS: Final = 176
_DRAWN, _SAID, _FREE = 224, 132, 16_777_215
"""Heights at 100 % of the chart and of a sentence in its place; the last is Qt's for no maximum."""


def count_of(figures: DimensionProgress, state: MarkState) -> int:
    """Return how many logros are in ``state``."""
    number: int = getattr(figures, _FIGURES[state])
    return number


def _columns() -> tuple[Column, ...]:
    narrow = [
        Column(name, title, 88, align="right", tabular=True)
        for name, title in (("base", _("Línea base")), ("now", _("Hoy")), ("whole", _("Aplican")))
    ]
    left = Column("left", _("Por alcanzar"), 96, align="right", tabular=True, value=lambda row: row.whole - row.now)
    return (Column("label", _("Dimensión"), 150, stretch=True), *narrow, left)


def _share(part: int, whole: int) -> str:
    """Return a share as the reasons of the phase beside it have it."""
    return f"{percent(Fraction(part, whole))} %" if whole else ""


class Totals(QWidget):
    """The figures of all dimensions: reached, línea base beside today, and how many there are in each state."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = Label("", "xl", tabular=True)
        self.whole = Label("", "body", "text2", tabular=True)
        self.bar = ProportionBar(8)
        self.base = Label("", "s", "text2", tabular=True)
        self.today = Label("", "s", "text2", tabular=True)
        self.counts: dict[MarkState, Label] = {}
        self._rows: dict[MarkState, tuple[QWidget, ...]] = {}
        self._column = QVBoxLayout(self)
        self._grid = QGridLayout()
        self._build()
        theme().changed.connect(self._space)
        self._space()

    def show_figures(self, total: DimensionProgress) -> None:
        """Show ``total``; of the states only the three everybody asks for also when no logro is in them."""
        whole = total.applicable
        self.reached.setText(str(total.now))
        self.whole.setText(_("de {n} que aplican").format(n=whole))
        base, today = _share(total.base, total.base_applicable), _share(total.now, whole)
        self.base.setText(_("línea base {share}").format(share=base))
        self.today.setText(_("hoy {share}").format(share=today))
        shares = (
            Share(_("Línea base"), total.kept, "chart_base"),
            Share(_("Hoy"), total.now - total.kept, "chart_today"),
        )
        self.bar.show_shares(shares, whole, f"{self.base.text()}, {self.today.text()}")
        for state, label in self.counts.items():
            count = count_of(total, state)
            label.setText(str(count))
            label.setAccessibleName(f"{state_name(state)}: {count}")
            for widget in self._rows[state]:
                widget.setVisible(count > 0 or state in _ALWAYS)

    def _build(self) -> None:
        title = Label(_("Logros alcanzados"), "s", "text2")
        figure = QHBoxLayout()
        figure.addWidget(self.reached, 0, Qt.AlignmentFlag.AlignBottom)
        figure.addWidget(self.whole, 1, Qt.AlignmentFlag.AlignBottom)
        below = QHBoxLayout()
        below.addWidget(self.base)
        below.addStretch(1)
        below.addWidget(self.today)
        self._column.addWidget(title)
        self._column.addLayout(figure)
        self._column.addSpacing(2)
        self._column.addWidget(self.bar)
        self._column.addLayout(below)
        self._column.addLayout(self._grid)
        self._column.addStretch(1)
        self._grid.setColumnStretch(1, 1)
        for row, state in enumerate(state for state in _FIGURES if state in LOOKS):
            number = self.counts[state] = Label("", "body_strong", tabular=True)
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._rows[state] = (StateChip(state), Label(state_name(state), "s", "text2"), number)
            for column, widget in enumerate(self._rows[state]):
                self._grid.addWidget(widget, row, column)

    def _space(self) -> None:
        px = theme().px
        self._column.setContentsMargins(px(14), 0, px(12), px(6))
        self._column.setSpacing(px(2))
        self._grid.setContentsMargins(0, px(4), 0, 0)
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(2))
        self.setFixedWidth(px(_TOTALS) + px(26))


class ProgressCard(Card):
    """The card. ``dimension_asked`` carries the number of a dimension, ``baseline_asked`` wants the línea base made."""

    dimension_asked = Signal(int)
    baseline_asked = Signal()

    def __init__(self) -> None:
        super().__init__(_("Avance por dimensión"), " ", padded=False)
        self.chart = DimensionBars(_("Avance por dimensión"))
        self.both = ChartWithTable(self.chart, _columns(), _("Avance por dimensión, en cifras"), _("Ver como tabla"))
        self.totals = Totals()
        self.places = QStackedWidget()
        self._base_day = ElidedLabel("", "s", "text2")
        self._legend = QWidget()
        self._compose()
        self._connect()

    def show_board(self, board: Board) -> None:
        """Draw the logros of ``board``, or say that its línea base is not there or not complete."""
        if not board.baseline_closed:
            self._say_why_not(board)
            return
        names = {one.number: one for one in board.catalogue.dimensions}
        rows = [
            Progress(
                one.number, names[one.number].short, names[one.number].icon, one.base, one.kept, one.now, one.applicable
            )
            for one in board.progress.dimensions
        ]
        self.chart.show_progress(rows)
        self.both.model.set_rows(rows)
        self.totals.show_figures(board.progress.total)
        day = board.baseline.closed_on if board.baseline is not None else None
        self._base_day.setText(_("Línea base {day}").format(day=formats.date(day)))
        self._show_place(0)

    def failed(self, said: str) -> None:
        """Say why there is nothing to draw."""
        self._block(EmptyState("alert-circle", said))

    # --- inside

    def _say_why_not(self, board: Board) -> None:
        if board.baseline is None:
            self._block(
                EmptyState("flag", _("Aún no hay línea base."), (_("Hacer línea base"), self.baseline_asked.emit))
            )
            return
        said = _("Línea base en curso: {done} de {all} respuestas.")
        said = said.format(done=board.answered(), all=len(board.markable()))
        self._block(EmptyState("flag", said, (_("Seguir con la línea base"), self.baseline_asked.emit)))

    def _block(self, block: EmptyState) -> None:
        former = self.places.widget(1)
        if former is not None:
            self.places.removeWidget(former)
            former.deleteLater()
        self.places.addWidget(block)
        if block.button is not None:
            QWidget.setTabOrder(self.both.link, block.button)
        self._show_place(1)

    def _show_place(self, number: int) -> None:
        self.places.setCurrentIndex(number)
        self._pad()
        self._legend.setVisible(number == 0)
        self.both.link.setVisible(number == 0)

    def _compose(self) -> None:
        px = theme().px
        row = QHBoxLayout(self._legend)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        for swatch, words in (
            (Swatch("chart_base"), self._base_day),
            (Swatch("chart_today"), Label(_("Hoy"), "s", "text2")),
            (Swatch("surface", outlined=True), Label(_("Por alcanzar"), "s", "text2")),
        ):
            row.addWidget(swatch)
            row.addWidget(words)
            row.addSpacing(px(4))
        row.addStretch(1)
        self.header.insertWidget(1, self._legend, 3)
        self.add_tool(self.both.link)
        drawn = QWidget()
        across = QHBoxLayout(drawn)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self._room = QVBoxLayout()
        self._room.addWidget(self.both)
        across.addLayout(self._room, 1)
        across.addWidget(Line(Qt.Orientation.Vertical))
        across.addWidget(self.totals)
        self.places.addWidget(drawn)
        self.body.addWidget(self.places)
        self._pad()

    def _connect(self) -> None:
        self.both.activated.connect(self.dimension_asked.emit)
        theme().changed.connect(self._pad)

    def _pad(self) -> None:
        px = theme().px
        self._room.setContentsMargins(px(8), 0, px(8), px(8))
        drawn = self.places.currentIndex() == 0
        self.places.setMinimumHeight(px(_DRAWN if drawn else _SAID))
        self.places.setMaximumHeight(_FREE if drawn else px(_SAID))
