"""Cards of what the conditions measure: IPM before and now with its fifteen indicators, and the recorded ICV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from gsi_desktop.services.achievements.conditions_data import (
    Conditions,
    Deprivation,
    Indicator,
    IpmResult,
    LivingScoreInfo,
    RecordLivingScore,
)
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit.buttons import secondary
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.fields import DateField, TextField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme

_CENT: Final = Decimal("0.1")


def percent(share: Fraction) -> str:
    """Return a share as percent with the exact fraction: "33,3 % (1/3)"."""
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    rounded = exact.quantize(_CENT, ROUND_HALF_UP)
    text = f"{rounded.normalize():f}".replace(".", ",")
    return f"{text} % ({share.numerator}/{share.denominator})"


def verdict(result: IpmResult) -> Chip:
    """Return whether a household is poor by its IPM, or what keeps it from being known."""
    if result.poor is None:
        said = ngettext("Falta {count}", "Faltan {count}", result.unknown)
        return Chip(said.format(count=result.unknown), "muted", "question-mark")
    return Chip(_("Pobre"), "danger", "alert-circle") if result.poor else Chip(_("No pobre"), "success", "check")


def deprivation_chip(found: Deprivation | None) -> Chip | None:
    """Return whether a household is deprived in an indicator, None where it was never measured."""
    if found is None:
        return None
    if found.deprived is None:
        return Chip("?", "muted")
    return Chip(_("Sí"), "danger", "alert-circle") if found.deprived else Chip(_("No"), "success", "check")


@dataclass(frozen=True, slots=True)
class _Row:
    indicator: Indicator
    before: Deprivation | None
    now: Deprivation | None


class IpmCard(Card):
    """Shows the IPM of `Conditions` before and now."""

    def __init__(self) -> None:
        super().__init__(_("IPM"), " ", padded=False)
        self._figures = QWidget()
        self._grid = QGridLayout(self._figures)
        self.indicators = RowsModel(
            (
                Column("indicator", _("Privación"), stretch=True, width=110, value=_named, tooltip=_why),
                Column("before", _("Antes"), width=62, chip=lambda row: deprivation_chip(row.before)),
                Column("now", _("Hoy"), width=62, chip=lambda row: deprivation_chip(row.now)),
            )
        )
        self.table = TableView(self.indicators, framed=False, label=_("Indicadores del IPM"))
        self.why = Label("", "s", "text2", wrap=True)
        self.why.setContentsMargins(12, 6, 12, 8)
        self.body.addWidget(self._figures)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.why)
        self.table.current_row.connect(self._explain)
        theme().changed.connect(self._fit)
        self._fit()

    def show_conditions(self, conditions: Conditions) -> None:
        """Show both results; before the first answer there is none."""
        while (item := self._grid.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        known = conditions.now or conditions.before
        self.set_title(_("IPM"), _("corte {cut}").format(cut=percent(known.cutoff)) if known is not None else "")
        readings = (
            (_("Línea base"), conditions.before, conditions.before_on),
            (_("Hoy"), conditions.now, conditions.now_on),
        )
        for column, (name, result, on) in enumerate(readings):
            self._put(column, name, result, on)
            self._grid.setColumnStretch(column, 1)
        self._show_rows(conditions)

    def _put(self, column: int, name: str, result: IpmResult | None, on: date | None) -> None:
        said = (
            _("{reading}, respuestas del {day}").format(reading=name, day=formats.date(on)) if on is not None else name
        )
        self._grid.addWidget(Label(said, "s", "text2", wrap=True, tabular=True), 0, column)
        if result is None:
            self._grid.addWidget(Label(_("Sin respuestas"), "body", "text3"), 1, column)
            return
        self._grid.addWidget(Label(percent(result.score), "m", tabular=True), 1, column)
        chip = ChipLabel(verdict(result))
        if result.unknown:
            said = ngettext("Falta {count} indicador por saber", "Faltan {count} indicadores por saber", result.unknown)
            chip.setToolTip(said.format(count=result.unknown))
        self._grid.addWidget(chip, 2, column)

    def _show_rows(self, conditions: Conditions) -> None:
        before = _by_number(conditions.before)
        now = _by_number(conditions.now)
        known = now or before
        kept = self.table.currentIndex().row()
        rows = [_Row(one.indicator, before.get(number), now.get(number)) for number, one in known.items()]
        self.indicators.set_rows(rows)
        self.table.setVisible(bool(rows))
        if rows:
            self.table.go_to_row(max(0, min(kept, len(rows) - 1)))

    def _explain(self, row: _Row | None) -> None:
        found = (row.now or row.before) if row is not None else None
        self.why.setText(f"{found.indicator.name}: {found.why or _('sin privación')}" if found is not None else "")

    def _fit(self) -> None:
        px = theme().px
        self._grid.setContentsMargins(px(12), px(2), px(12), px(8))
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(4))


def _by_number(result: IpmResult | None) -> dict[int, Deprivation]:
    return {one.indicator.number: one for one in result.deprivations} if result is not None else {}


def _named(row: _Row) -> str:
    return f"{row.indicator.number}. {row.indicator.name}"


def _why(row: _Row) -> str:
    found = row.now or row.before
    return f"{row.indicator.name}. {found.why}" if found is not None and found.why else row.indicator.name


class LivingScoreCard(Card):
    """Shows the recorded ICV and records another. ``recorded`` carries a `RecordLivingScore`."""

    recorded = Signal(object)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(_("ICV registrado"), _("0 a 100; medido por otra entidad"))
        self._today = today
        self._family: object = None
        self._list = QWidget()
        self._grid = QGridLayout(self._list)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.form = Form()
        self.on = DateField("on", _("Fecha"), required=True, today=today, width=None)
        self.score = TextField("score", _("Puntaje"), required=True, max_length=8)
        self.source = TextField("source", _("De dónde viene"), required=True, max_length=120)
        self.form.add(self.on, self.score)
        self.form.add(self.source)
        self.add_button = secondary(_("Agregar ICV"), "plus", self.form.submit)
        self.body.addWidget(self._list)
        self.body.addWidget(self.form)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.add_button)
        self.body.addLayout(row)
        self.form.submitted.connect(self._submitted)

    def show_conditions(self, conditions: Conditions) -> None:
        """Show what is recorded; what is being typed stays unless the family is another."""
        if conditions.family_id != self._family:
            self._family = conditions.family_id
            self.clear()
        while (item := self._grid.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        for row, one in enumerate(conditions.living_scores):
            for column, text in enumerate((formats.date(one.measured_on), score_text(one), one.source)):
                label = Label(text, "body_strong" if column == 1 else "s", "text", wrap=column == 2, tabular=column < 2)
                self._grid.addWidget(label, row, column)
        self._grid.setColumnStretch(2, 1)
        self._list.setVisible(bool(conditions.living_scores))

    def clear(self) -> None:
        """Empty the form."""
        self.form.set_values({"on": self._today(), "score": "", "source": ""})

    def show_error(self, error: ExpectedError) -> bool:
        """Show what was refused at its field; False when it is about none."""
        return self.form.show_error(error)

    def _submitted(self, values: dict[str, object]) -> None:
        self.recorded.emit(
            RecordLivingScore(
                family_id=self._family,  # type: ignore[arg-type]  # a family is shown before anything is typed
                on=values["on"],  # type: ignore[arg-type]  # required, hence a day
                score=str(values["score"]),
                source=str(values["source"]),
            )
        )


def score_text(one: LivingScoreInfo) -> str:
    """Return a score with two decimals, as people read it."""
    hundredths = round(one.score * 100)
    return f"{hundredths // 100},{hundredths % 100:02d}"
