"""The panel that adds logros to the plan: the pending ones suggested first, with why, and all that can be worked on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.accompaniment import rules
from gsi_desktop.services.accompaniment.data import PlanContent
from gsi_desktop.services.achievements.data import Board, CellKey
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.search import fold
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.states import LOOKS, state_name
from gsi_desktop.ui.kit.tables import Column, RowsModel, TableView
from gsi_desktop.ui.plans.content import key_of
from gsi_desktop.ui.plans.panel import Panel

_WORKABLE = (MarkState.PENDING, MarkState.IN_PROGRESS, MarkState.UNKNOWN, MarkState.OBJECTIVE, MarkState.DISINTEREST)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A logro that could be prioritised; ``reason`` is why it is proposed, "" for the others."""

    key: CellKey
    name: str
    state: MarkState
    reason: str


def candidates(board: Board, content: PlanContent) -> tuple[Candidate, ...]:
    """Return what can be added: suggestions in their order, then what else applies and is not reached."""
    suggested = {(one.achievement, one.person_id): one for one in rules.suggested_priorities(board, content)}
    taken = {key_of(one) for one in content.priorities}
    others = [
        key
        for key, cell in board.cells.items()
        if key not in taken and key not in suggested and not cell.rolled_up and cell.state in _WORKABLE
    ]
    others.sort(key=lambda key: _WORKABLE.index(board.cells[key].state))
    known = board.catalogue.by_number
    return tuple(
        Candidate(
            key=key,
            name=_name(board, key),
            state=board.cells[key].state,
            reason=messages.text(suggested[key].reason).removesuffix(".") if key in suggested else "",
        )
        for key in (*suggested, *others)
        if key[0] in known
    )


def _name(board: Board, key: CellKey) -> str:
    name = f"{key[0]} {board.catalogue.by_number[key[0]].short}"
    member = next((one.given_name for one in board.members if one.person_id == key[1]), "")
    return f"{name} · {member}" if member else name


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", _("Logro · integrante"), 200, stretch=True),
        Column("state", _("Hoy"), 130, value=lambda row: state_name(row.state), chip=_chip),
        Column("reason", _("Por qué se propone"), 220, tone="text2"),
    )


def _chip(row: Candidate) -> Chip:
    return Chip(state_name(row.state), LOOKS[row.state].kind, LOOKS[row.state].icon)


class _Table(TableView):
    """Ins adds, as Enter does; outside the panel it opens it."""

    def event(self, event: QEvent) -> bool:
        """Keep Ins from the page."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Insert
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add with Enter, Ins or a blank."""
        if event.key() in (Qt.Key.Key_Insert, Qt.Key.Key_Space):
            self.activate(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _Search(QLineEdit):
    """Leads into the list with ↓ and Enter."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the list."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit()
        else:
            super().keyPressEvent(event)


class AddPanel(Panel):
    """Stays open while one adds. ``chosen`` carries the cells to add, ``closed`` fires on Esc and "Listo"."""

    chosen = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__(head_room=(6, 6))
        set_name(self, _("Agregar logros"))
        self._all: tuple[Candidate, ...] = ()
        self.search = _Search()
        self.model = RowsModel(_columns())
        self.table = _Table(self.model, framed=False, label=_("Logros que se pueden agregar"))
        self.count = Label("", "s", "text3")
        self.add_button = Button(_("Agregar al plan"), "plus", self._choose)
        self.done_button = Button(_("Listo"), None, self.closed.emit)
        self._lay_out()
        self.search.textEdited.connect(lambda _text: self._filter())
        self.search.down.connect(self._into_list)
        self.table.activated_row.connect(lambda _row: self._choose())

    def show_board(self, board: Board, content: PlanContent) -> None:
        """Offer what is not in the plan yet; the cursor stays on its place."""
        self._all = candidates(board, content)
        place = max(0, self.table.currentIndex().row())
        self._filter()
        if self.model.rowCount():
            self.table.go_to_row(min(place, self.model.rowCount() - 1))
        said = ngettext("{n} se puede agregar", "{n} se pueden agregar", len(self._all))
        self.count.setText(said.format(n=len(self._all)))

    def focus_first(self) -> None:
        """Give the keyboard to the list."""
        if self.model.rowCount():
            self._into_list()
        else:
            self.search.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        rows = self.table.selected() or ([self.table.current()] if self.table.current() is not None else [])
        if rows:
            self.chosen.emit([row.key for row in rows])

    def _filter(self) -> None:
        wanted = fold(self.search.text()).split()
        rows = [one for one in self._all if all(word in fold(f"{one.name} {one.reason}") for word in wanted)]
        self.model.set_rows(rows)
        if rows:
            self.table.go_to_row(0)
        why = _("Ningún logro tiene esas palabras.") if wanted else _("No queda ningún logro por agregar.")
        self.table.set_placeholder(EmptyState("list-check", why))

    def _into_list(self) -> None:
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.go_to_row(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(_("Escriba para buscar un logro o un integrante"))
        set_name(self.search, _("Buscar logro"))
        self.head.addWidget(Label(_("Agregar logros"), "card_title"))
        self.head.addWidget(self.count)
        self.head.addStretch(1)
        self.head.addWidget(self.search, 2)
        self.set_middle(self.table)
        self.foot.addStretch(1)
        self.foot.addWidget(self.add_button)
        self.foot.addWidget(self.done_button)
