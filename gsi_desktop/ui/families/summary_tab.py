"""Resumen: how far the family is and what comes next, then members, contact, targeting and where the data came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gsi_desktop.models.enums import MarkState, TargetingSource
from gsi_desktop.services.achievements.data import Board
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families import event_wording
from gsi_desktop.services.families.data import Dossier, Member, Targeting
from gsi_desktop.ui.families import words
from gsi_desktop.ui.families.activity_card import ActivityCard
from gsi_desktop.ui.families.contact_editor import ContactEditor
from gsi_desktop.ui.families.member_columns import member_columns
from gsi_desktop.ui.families.progress_card import ProgressCard
from gsi_desktop.ui.families.route_card import RouteCard
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.pieces import Facts, ScrollColumn
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes

if TYPE_CHECKING:
    from gsi_desktop.services.exchange.data import FamilyOrigin
    from gsi_desktop.ui.shell.context import UiContext

_EDITOR: Final = 372
_THREE, _TWO, _ONE = 1000, 620, 300
"""Widths at 100 % from which the cards stand in three columns, in two, and show at all beside an open editor."""

_ROUTE: Final = 284
_WITH_DOCUMENT: Final = 520
_MEMBERS_SHOWN: Final = 20
_CARD_HEAD: Final = 36
_FREE: Final = 16_777_215
"""No maximum, as Qt says it."""


class SummaryTab(QWidget):
    """Shows a `Dossier`; the contact editor takes the place of the side column while it is open.

    ``member_chosen`` carries the person whose data are wanted; ``edit_asked`` asks for the contact form,
    ``batches_asked`` for the list of imports.
    """

    member_chosen = Signal(object)
    edit_asked = Signal()
    batches_asked = Signal()

    def __init__(self, context: UiContext, editor: ContactEditor, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._editor = editor
        self._pending: dict[UUID, int] = {}
        self.progress = ProgressCard()
        self.route = RouteCard(context)
        self.activity = ActivityCard()
        pending = Column("pending", _("Pendientes"), 88, chip=self._pending_chip, value=lambda _member: "")
        self.members = RowsModel((*member_columns(today), pending))
        self.table = TableView(self.members, framed=False, label=_("Integrantes"))
        self._members_card = Card(_("Integrantes"), padded=False)
        self._contact_card = Card(_("Contacto"))
        self.edit_link = self._contact_card.add_link(_("Editar"), self.edit_asked.emit)
        writes(self.edit_link)
        self._targeting_card = Card(_("Focalización"))
        self._events_card = Card(_("Novedades"), padded=False)
        self._events = ScrollColumn()
        self._origin_card = Card(_("Origen de los datos"))
        self._side = QWidget()
        self._board = QScrollArea()
        self._board.setWidgetResizable(True)
        self._board.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._board.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._columns = 0
        self._family: UUID | None = None
        self._lay_out()
        self._connect()

    def show_family(self, dossier: Dossier) -> None:
        """Show ``dossier``; where it came from is told later."""
        if self._family != dossier.family_id:
            self._family, self._pending = dossier.family_id, {}
            self._board.verticalScrollBar().setValue(0)
        self.members.set_rows(dossier.members)
        self._fit_table()
        self._members_card.set_title(_("Integrantes"), str(len(dossier.members)))
        self._show_contact(dossier)
        self._show_targeting(dossier)
        self._show_events(dossier)

    def show_origin(self, origins: Sequence[FamilyOrigin]) -> None:
        """Tell the batches that brought the family, newest first."""
        column = self._fresh(self._origin_card)
        self._origin_card.setVisible(bool(origins))
        for origin in origins:
            column.addWidget(Label(_("Llegó en la importación {code}").format(code=origin.code), "body_strong"))
            day = formats.date(origin.imported_at.astimezone(BOGOTA).date())
            column.addWidget(Label(f"{origin.file_name}, {day}", "s", "text2", wrap=True))

    def show_pending(self, board: Board) -> None:
        """Count beside each member the logros that apply and are still to reach."""
        self._pending = dict.fromkeys((member.person_id for member in board.members), 0)
        for (_number, person), cell in board.cells.items():
            if person in self._pending and cell.state in (MarkState.PENDING, MarkState.IN_PROGRESS):
                self._pending[person] += 1
        if not board.baseline_closed:
            self._pending = {}
        self.table.viewport().update()

    def _pending_chip(self, member: Member) -> Chip | None:
        count = self._pending.get(member.person_id)
        if count is None:
            return None
        return Chip(str(count), "danger", "circle") if count else Chip(_("Al día"), "success", "check")

    # --- cards

    def _show_contact(self, dossier: Dossier) -> None:
        facts = Facts()
        facts.put(_("Municipio"), f"{dossier.municipality}, {dossier.department}")
        facts.put(_("Zona"), words.zone(dossier))
        hidden = _("Protegida: está en Documentos") if dossier.location_protected else ""
        facts.put(_("Vereda o barrio"), hidden or dossier.settlement)
        facts.put(_("Dirección"), hidden or dossier.address)
        facts.put(_("Teléfono"), formats.phone(dossier.phone), tabular=True)
        facts.put(_("Otro teléfono"), formats.phone(dossier.other_phone), tabular=True)
        self._fresh(self._contact_card).addLayout(facts)

    def _show_targeting(self, dossier: Dossier) -> None:
        column = self._fresh(self._targeting_card)
        for number, episode in enumerate(dossier.enrolments):
            if number:
                column.addSpacing(theme().px(4))
                column.addWidget(Line())
            until = _(" a {day}").format(day=formats.date(episode.exit_on)) if episode.exit_on else ""
            entry = _("Ingreso {day}").format(day=formats.date(episode.entry_on)) + until
            column.addWidget(Label(f"{entry} · {episode.municipality}", "s", "text2", wrap=True, tabular=True))
            if not episode.targeting:
                column.addWidget(Label(_("Sin información de focalización"), "body", "text3"))
            for targeting in episode.targeting:
                column.addSpacing(theme().px(4))
                column.addLayout(self._targeting_block(targeting))

    def _targeting_block(self, targeting: Targeting) -> QVBoxLayout:
        block = QVBoxLayout()
        block.setSpacing(theme().px(4))
        title = QHBoxLayout()
        title.setSpacing(theme().px(8))
        title.addWidget(Label(formats.source(targeting.source), "body_strong"))
        if targeting.is_main:
            title.addWidget(ChipLabel(Chip(_("Principal"), "accent")))
        title.addStretch(1)
        block.addLayout(title)
        facts = Facts()
        for name, value in _targeting_facts(targeting):
            facts.put(name, value, tabular=True)
        block.addLayout(facts)
        return block

    def _show_events(self, dossier: Dossier) -> None:
        self._events.clear()
        part, _column = _part()
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(12))
        grid.setVerticalSpacing(theme().px(6))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, event in enumerate(dossier.events):
            grid.addWidget(Label(formats.date(event.occurred_on), "s", "text3", tabular=True), row, 0, top)
            said = event_wording.life_event(event) + (f". {event.note}" if event.note else "")
            grid.addWidget(Label(said, "body", wrap=True), row, 1, top)
        if not dossier.events:
            grid.addWidget(Label(_("Sin novedades registradas"), "body", "text3"), 0, 0)
        _column.addLayout(grid)
        self._events.add(part)
        self._events.finish()

    def _fresh(self, card: Card) -> QVBoxLayout:
        """Empty the body of ``card`` and return the column to fill."""
        while (item := card.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(4))
        card.body.addWidget(inside)
        card.body.addStretch(1)
        return column

    # --- inside

    def _lay_out(self) -> None:
        set_name(self.edit_link, _("Editar contacto"))
        self._members_card.body.addWidget(self.table)
        self._events_card.body.addWidget(self._events)
        self._events.setAccessibleName(_("Novedades"))
        for inner in (self.table, self.activity.column):  # they scroll: they take what room there is and ask for none
            inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        stacked = QVBoxLayout(self._side)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.addWidget(self._events_card, 1)
        stacked.addWidget(self._origin_card)
        board = QWidget()
        self._grid = QGridLayout(board)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._left_part, self._right_part = QWidget(), QWidget()
        self._left, self._right = QGridLayout(self._left_part), QGridLayout(self._right_part)
        for part in (self._left, self._right):
            part.setContentsMargins(0, 0, 0, 0)
        self._grid.addWidget(self._left_part, 0, 0)
        self._board.setWidget(board)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._board, 1)
        row.addWidget(self._editor)
        self._origin_card.add_link(_("Ver lotes"), self.batches_asked.emit)
        self._origin_card.hide()
        self._scale()

    def _connect(self) -> None:
        self.table.activated_row.connect(lambda member: self.member_chosen.emit(member.person_id))
        self._editor.closed.connect(self.fit)
        theme().changed.connect(self._scale)

    def _scale(self) -> None:
        gap = theme().px(size("frame.gap"))
        for part in (self, self._side):
            layout = part.layout()
            if layout is not None:
                layout.setSpacing(gap)
        self.setContentsMargins(0, gap, 0, 0)
        for grid in (self._grid, self._left, self._right):
            grid.setSpacing(gap)
        self._editor.setFixedWidth(theme().px(_EDITOR))
        self._events_card.setMinimumHeight(theme().px(120))
        self._columns = 0
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the cards for the width there is."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Put the cards in three columns, two or one; an open editor takes the place of the side column."""
        editing = self._editor.subject is not None
        room = self.width() / theme().scale - (_EDITOR + size("frame.gap") if editing else 0)
        self._editor.setVisible(editing)
        self._board.setVisible(room >= _ONE)
        columns = 3 if room >= _THREE else 2 if room >= _TWO else 1
        if columns != self._columns:
            self._columns = columns
            self._arrange(columns)
        self._fit_table()

    def _arrange(self, columns: int) -> None:
        """Two parts: how far the family is with its people and facts, and the narrow column of what comes next."""
        wide = columns > 1
        spanning = (self.progress, 0, 0, 1, 2 if wide else 1)
        below = (self._members_card, self.activity), (self._contact_card, self._targeting_card)
        pairs: tuple[tuple[QWidget, QWidget], ...] = below
        self._left.addWidget(*spanning)
        for row, pair in enumerate(pairs):
            for place, card in enumerate(pair):
                self._left.addWidget(card, *((row + 1, place) if wide else (1 + 2 * row + place, 0)))
        self._left.setColumnStretch(0, 1)
        self._left.setColumnStretch(1, 1 if wide else 0)
        self._left.setRowStretch(1, 1 if wide else 0)
        for place, part in enumerate((self.route, self._side)):
            self._right.addWidget(part, *((0, place) if columns == 2 else (place, 0)))
            self._right.setColumnStretch(place, 1 if columns == 2 or place == 0 else 0)
        self._right.setRowStretch(1, 1 if columns == 3 else 0)
        self._grid.addWidget(self._right_part, *((0, 1) if columns == 3 else (1, 0)))
        self._right_part.setMinimumWidth(theme().px(_ROUTE) if columns == 3 else 0)
        self._right_part.setMaximumWidth(theme().px(_ROUTE) if columns == 3 else _FREE)

    def _fit_table(self) -> None:
        """Have room for the members of nearly every family; the document goes where its column has no room."""
        rows = max(2, min(_MEMBERS_SHOWN, self.members.rowCount()))
        row = self.table.verticalHeader().defaultSectionSize()
        px = theme().px
        self._members_card.setMinimumHeight(px(size("table.header")) + rows * row + px(_CARD_HEAD) + 6)
        keys = [column.key for column in self.members.columns]
        self.table.setColumnHidden(keys.index("document"), self._members_card.width() < theme().px(_WITH_DOCUMENT))


def _part() -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    pad = theme().px(size("spacing.m"))
    column = QVBoxLayout(part)
    column.setContentsMargins(pad, theme().px(2), pad, pad)
    column.setSpacing(theme().px(2))
    return part, column


def _targeting_facts(targeting: Targeting) -> Iterator[tuple[str, str]]:
    """Yield what a list says of the family, leaving out what it never has."""
    sisben = targeting.source in (TargetingSource.SISBEN_III, TargetingSource.SISBEN_IV)
    if sisben or targeting.level:
        yield _("Nivel") if targeting.source is TargetingSource.SISBEN_III else _("Grupo"), targeting.level
    if targeting.score:
        yield _("Puntaje"), targeting.score.replace(".", ",")
    yield _("Ficha y hogar") if sisben else _("Declaración"), targeting.household_key
    if sisben or targeting.listed_on:
        yield _("Fecha del listado"), formats.date(targeting.listed_on)
    if targeting.displaced_on:
        yield _("Desplazamiento"), formats.date(targeting.displaced_on)
    if targeting.displaced_from:
        yield _("Desde"), targeting.displaced_from
