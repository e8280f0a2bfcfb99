"""Movimiento: how many families and people were there, came, went and are there, in a municipality and a period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.queries import places_in_use
from gsi_desktop.services.life.movement import Flow, Movement, line_name, movement
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.fields import ChoiceField, DateField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.watch import Freshness
from gsi_desktop.ui.shell.exporting import offer_export

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_EVERYWHERE: Final = ""
_PAUSE_MS: Final = 250


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; ``total`` ones are sums or stocks."""

    name: str
    families: int | None
    persons: int | None
    total: bool = False


def rows_of(found: Movement) -> tuple[Row, ...]:
    """Return the lines of a movement: opening, entries by kind, exits by kind, closing."""
    families, persons = found.families, found.persons
    before = formats.date(found.from_on - timedelta(days=1))
    return (
        Row(_("Había al terminar el {day}").format(day=before), families.opening, persons.opening, total=True),
        *_lines(families, persons, entry=True),
        Row(_("Total de ingresos"), families.entered, persons.entered, total=True),
        *_lines(families, persons, entry=False),
        Row(_("Total de salidas"), families.left, persons.left, total=True),
        Row(
            _("Hay al terminar el {day}").format(day=formats.date(found.to_on)),
            families.closing,
            persons.closing,
            total=True,
        ),
    )


def _lines(families: Flow, persons: Flow, *, entry: bool) -> Iterator[Row]:
    """Yield a line for each kind that happened, of families and people side by side."""
    counts: dict[str, list[int | None]] = {}
    for place, flow in enumerate((families, persons)):
        for line in flow.entries if entry else flow.exits:
            counts.setdefault(line_name(line, entry=entry), [None, None])[place] = line.count
    for name, (of_families, of_persons) in counts.items():
        said = _("+ {name}") if entry else _("- {name}")
        yield Row(said.format(name=name), of_families, of_persons)


def _figure(value: int | None) -> str:
    return "" if value is None else formats.number(value)


def movement_columns() -> tuple[Column, ...]:
    """Return the columns of the table."""
    return (
        Column("name", _("Concepto"), 420, stretch=True, tone=lambda row: "text" if row.total else "text2"),
        Column("families", _("Familias"), 120, align="right", tabular=True, value=lambda row: _figure(row.families)),
        Column("persons", _("Personas"), 120, align="right", tabular=True, value=lambda row: _figure(row.persons)),
    )


class MovementPage(Page):
    """The page: place and period on top, the table below. It reads by itself after each change."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            _("Movimiento de familias y personas"),
            _("Lo que había, lo que entró, lo que salió y lo que hay. Sale de las novedades; no se digita."),
        )
        self._context = context
        self._fresh = Freshness(context.services, self, lambda _changes: True, self.reload)
        self._fresh.stale = True
        today = context.services.clock.today()
        self.form = Form(reserved="gdvc")
        self.form.add(
            ChoiceField("place", _("Municipio"), [(_EVERYWHERE, _("Todos los municipios"))], required=True),
            DateField("from_on", _("Desde"), required=True, today=context.services.clock.today),
            DateField("to_on", _("Hasta"), required=True, today=context.services.clock.today),
            stretch=(3, 1, 1),
        )
        self.form.set_values({"place": _EVERYWHERE, "from_on": today.replace(day=1), "to_on": today})
        self.rows = RowsModel(movement_columns())
        self.table = TableView(self.rows, framed=False, label=_("Movimiento"))
        self.copy_button = Button(_("&Copiar tabla"), "copy", self.copy)
        self.check = ChipLabel(Chip(""))
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self.exports = offer_export(context, self, self.table, "movimiento")
        self._soon.timeout.connect(self.reload)
        self.form.changed.connect(self._soon.start)

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come for a municipality."""
        place = kwargs.get("municipality_id")
        if isinstance(place, str):
            self.form.set_values({"place": place})

    def page_shown(self) -> None:
        """Bring the figures up to date and give the table the keyboard."""
        self._read_places()
        self._fresh.catch_up()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def breadcrumb(self) -> list[str]:
        """Return the page below Familias."""
        return [_("Familias"), self.title]

    # --- reading

    def reload(self) -> None:
        """Read the figures of what is typed, once all of it will do."""
        self._fresh.stale = False
        try:
            values = self.form.values()
        except ExpectedError:
            return
        if values["from_on"] is None or values["to_on"] is None:
            return
        self._read(values["place"] or None, values["from_on"], values["to_on"])

    def _read(self, place: str | None, from_on: date, to_on: date) -> None:
        work = partial(self._context.services.read, movement, place, from_on, to_on)
        self._context.runner.read(self, work, self._arrived, self._failed, key="movement")

    def _read_places(self) -> None:
        def arrived(towns: tuple[tuple[str, str], ...]) -> None:
            field = self.form.field("place")
            assert isinstance(field, ChoiceField)  # noqa: S101 - made above
            everywhere: tuple[Any, str] = (_EVERYWHERE, _("Todos los municipios"))
            field.set_options([everywhere, *towns])

        read = self._context.services.read
        self._context.runner.read(self, lambda: read(places_in_use), arrived, self._failed, key="places")

    def _arrived(self, found: Movement) -> None:
        self.table.set_placeholder(None)
        self.rows.set_rows(rows_of(found))
        sound = found.families.balances and found.persons.balances
        said = _("Cuadra") if sound else _("No cuadra: avise a soporte")
        self.check.set_chip(Chip(said, "success" if sound else "danger", "check" if sound else "alert-circle"))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, ExpectedError) and error.code == "period_backwards":
            self.form.show_error(ExpectedError(error.code, field="to_on"))
            return
        said = explain(error, self._context.runner)
        again = (_("Leer de nuevo"), self.reload)
        self.table.set_placeholder(EmptyState("alert-circle", said or _("No se pudo leer."), again))

    # --- what can be done

    def copy(self) -> None:
        """Put the whole table on the clipboard, with its headings, for a spreadsheet."""
        self.table.selectAll()
        self.table.copy_selection()
        self.table.clearSelection()
        self._context.notify("success", _("Tabla copiada."), _("Péguela en una hoja de cálculo o en un informe."))

    def _lay_out(self) -> None:
        card = Card("", padded=False)
        card.body.addWidget(self.table)
        self.body.addWidget(self.form)
        self.body.addWidget(card, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.check)
        foot.addStretch(1)
        foot.addWidget(self.copy_button)
        self.body.addLayout(foot)
