"""What every card of Inicio is: it reads for itself, says why it is empty, and fails alone; and tables of top rows."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from gsi_desktop.services.accompaniment.workload_data import VisitList, Workload, WorkScope
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

Read = Callable[..., Any]
"""`Services.read`: runs a query in the calling thread, which is one of the readers."""

_LEAST_ROWS: Final = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every card: whose work, as of which day, and the families this person opened last."""

    scope: WorkScope
    day: date
    opened: tuple[UUID, ...] = ()


class _Places(QStackedWidget):
    """Content or sentence. It says that its height does not depend on its width: else one wrapped sentence would have
    the scroll area give every card the height it likes best instead of the one there is.
    """

    def hasHeightForWidth(self) -> bool:
        return False


class BoardCard(Card):
    """A card that fills by itself. ``go`` carries area and arguments of the place to go; ``again`` asks to read.

    ``renewed`` fires when what the keyboard reaches in it may be other than before.
    """

    go = Signal(str, object)
    again = Signal()
    renewed = Signal()
    reads = True
    """Whether it reads at all; else the figures of the strip are enough for it."""

    def __init__(self, title: str, sub: str = "") -> None:
        super().__init__(title, sub, padded=False)
        self._name = title
        self._asked = Asked(WorkScope(), date.min)
        self.places = _Places()
        self.body.addWidget(self.places, 1)
        self.filled = False

    # --- what a card is

    @abstractmethod
    def read(self, read: Read, asked: Asked) -> Any:
        """Return what the card shows; called in a reading thread, so it touches no widget."""

    @abstractmethod
    def fill(self, found: Any) -> None:
        """Show what `read` returned."""

    def tell(self, figures: Workload) -> None:
        """Take from the figures of the strip what the card's heading says."""

    def told(self, asked: Asked, figures: Workload) -> None:
        """Take the figures that were read for ``asked``."""
        self._asked = asked
        self.tell(figures)

    # --- states

    def arrived(self, asked: Asked, found: Any) -> None:
        """Show what was read for ``asked``."""
        self._asked, self.filled = asked, True
        self.fill(found)
        self.renewed.emit()

    def failed(self, said: str) -> None:
        """Say why nothing could be read; the rest of the board stays."""
        self.filled = False
        self.say("alert-circle", said, (_("Leer de nuevo"), self.again.emit))
        self.renewed.emit()

    def waiting(self) -> None:
        """Say that it is coming, when there is nothing yet to look at."""
        if not self.filled:
            self.say("clock", _("Cargando…"))

    def say(self, icon: str, why: str, action: tuple[str, Callable[[], object]] | None = None) -> None:
        """Show a sentence in place of the content."""
        former = self.places.widget(1)
        if former is not None:
            self.places.removeWidget(former)
            former.deleteLater()
        block = EmptyState(icon, why, action)
        if block.button is not None:
            set_name(block.button, f"{block.button.text()}: {self._name}")
        self.places.addWidget(block)
        self.places.setCurrentIndex(1)

    def said(self) -> str:
        """Return the sentence shown in place of the content, "" while the content shows."""
        block = self.places.currentWidget()
        return block.why.text() if isinstance(block, EmptyState) else ""

    def show_content(self) -> None:
        """Show the content."""
        self.places.setCurrentIndex(0)

    def stops(self) -> list[QWidget]:
        """Return what Tab reaches in the card, as the eye does: the link in its head, then the content."""
        inside = self.places.findChildren(QWidget)
        return [*self._tools, *(one for one in inside if one.focusPolicy() & Qt.FocusPolicy.TabFocus)]

    def heading(self, sub: str) -> None:
        """Change the quiet words beside the title."""
        self.set_title(self._name, sub)

    def add_hidden_link(self, slot: Callable[[], object]) -> Button:
        """Add a link that shows once `label_link` gave it words."""
        button = self.add_link("", slot)
        button.hide()
        return button

    @staticmethod
    def label_link(button: Button, text: str) -> None:
        """Name a link; "" hides it."""
        button.setText(text)
        button.setVisible(bool(text))

    def visits(self, chosen: VisitList) -> None:
        """Go to a list of visits of whose work is shown."""
        self.go.emit("visits", {"list": chosen, "cogestor_id": self._asked.scope.cogestor_id})

    def family(self, family_id: UUID, **more: object) -> None:
        """Go to a family."""
        self.go.emit("family", {"family_id": family_id, **more})


class TopTable(TableView):
    """The first rows of a list, as many as there is room for: no scroll bar, the whole list is a link away.

    Columns named in ``spare`` go where they do not fit, the first one first.
    """

    def __init__(self, columns: Sequence[Column], label: str, spare: Sequence[str] = ()) -> None:
        self._all: tuple[Any, ...] = ()
        self._spare = tuple(spare)
        self.rows = RowsModel(columns)
        super().__init__(self.rows, framed=False, label=label)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(TableView.SelectionMode.SingleSelection)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show the first of ``rows``."""
        self._all = tuple(rows)
        self._fit(anew=True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first row."""
        super().focusInEvent(event)
        if self.rows.rowCount() and not self.currentIndex().isValid():
            self.go_to_row(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many rows and columns as fit now."""
        self._fit_columns()
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Have room for five rows."""
        look = theme()
        rows = _LEAST_ROWS * self.verticalHeader().defaultSectionSize()
        return QSize(look.px(260), look.px(size("table.header")) + rows + 2)

    def _arrange(self) -> None:
        super()._arrange()
        self._fit_columns()

    def _fit_columns(self) -> None:
        px, columns = theme().px, self.columns()
        needed = sum(px(column.width) for column in columns)
        gone = set()
        for key in self._spare:
            if needed > self.viewport().width():
                gone.add(key)
                needed -= next(px(column.width) for column in columns if column.key == key)
        for number, column in enumerate(columns):
            self.setColumnHidden(number, column.key in gone)
        self._fit_stretch()

    def _fit(self, *, anew: bool = False) -> None:
        fits = max(_LEAST_ROWS, self.viewport().height() // max(1, self.verticalHeader().defaultSectionSize()))
        wanted = self._all[:fits]
        if not anew and len(wanted) == self.rows.rowCount():
            return
        row = self.currentIndex().row()
        self.rows.set_rows(wanted)
        if wanted and (row >= 0 or self.hasFocus()):
            self.go_to_row(max(0, min(row, len(wanted) - 1)))
