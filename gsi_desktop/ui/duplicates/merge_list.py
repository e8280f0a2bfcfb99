"""What was merged, by whom and when; what changed since; undoing it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import MergeState
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.merges.data import MergeRow, Since
from gsi_desktop.ui.duplicates import words
from gsi_desktop.ui.kit.buttons import Button, secondary
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.columns import Column, ColumnState
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes


def _state(row: MergeRow) -> Chip:
    if row.state is MergeState.UNDONE:
        return Chip(_("Deshecha"), "muted", "arrow-back-up", fill=True)
    return Chip(_("Unida"), "success", "check", fill=True)


def _columns() -> tuple[Column, ...]:
    return (
        Column("merged_at", _("Fecha y hora"), 140, tabular=True),
        Column("kind", _("Qué"), 90, value=words.kind),
        Column("gone", _("Se unió"), 240, stretch=True, value=lambda row: words.side(row.gone, row.gone_folio)),
        Column("kept", _("A"), 240, stretch=True, strong=True, value=lambda row: words.side(row.kept, row.kept_folio)),
        Column("merged_by", _("Quién"), 112),
        Column("reason", _("Motivo"), 140),
        Column("state", _("Estado"), 112, chip=_state),
    )


class MergeList(QWidget):
    """Merges above, the chosen one below with what changed since. The signals carry its `MergeRow`."""

    undo_asked = Signal(object)
    family_asked = Signal(object)
    chosen_changed = Signal(object)

    def __init__(self, state: ColumnState) -> None:
        super().__init__()
        self.model = RowsModel(_columns())
        self.table = TableView(self.model, name="merges", state=state, label=_("Uniones hechas"))
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.card = Card(" ", " ")
        self.since = Label("", "s", "text2", wrap=True)
        self.undo = Button(_("&Deshacer unión"), "arrow-back-up", lambda: self._ask(self.undo_asked), kind="danger")
        writes(self.undo)
        self.open = secondary(_("Abrir la &ficha"), "users", self._open)
        self._fill()
        self.table.current_row.connect(self._show)
        self.table.activated_row.connect(lambda _row: self._open())
        self._show(None)

    def show_merges(self, rows: Sequence[MergeRow]) -> None:
        """Show ``rows``; the chosen one stays chosen."""
        chosen = self.chosen()
        self.model.set_rows(rows)
        place = self.model.find(lambda row: chosen is not None and row.merge_id == chosen.merge_id)
        if rows:
            self.table.go_to_row(place or 0)
        self._show(self.chosen())

    def show_since(self, told: Sequence[Since]) -> None:
        """Tell what changed since the chosen merge."""
        said = words.since(told)
        nothing = _("Nada de lo que se juntó ha cambiado desde la unión: al deshacerla vuelve a su lugar.")
        self.since.setText("\n".join(said) if said else nothing)

    def chosen(self) -> MergeRow | None:
        """Return the merge the cursor is on."""
        row: MergeRow | None = self.table.current()
        return row

    # --- inside

    def _fill(self) -> None:
        px = theme().px
        buttons = QVBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self.open)
        buttons.addWidget(self.undo)
        buttons.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(px(24))
        across.addWidget(self.since, 1)
        across.addLayout(buttons)
        self.card.body.addLayout(across)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(8))
        outer.addWidget(self.table, 1)
        outer.addWidget(self.card)

    def _show(self, row: MergeRow | None) -> None:
        self.card.setVisible(row is not None)
        if row is None:
            return
        self.card.set_title(_("Qué cambió desde entonces"), words.side(row.kept, row.kept_folio))
        merged = row.state is MergeState.MERGED
        self.undo.setEnabled(merged)
        self.open.setEnabled(row.kept_family_id is not None)
        self.since.setText("" if merged else _("La deshizo {who}.").format(who=row.undone_by))
        if merged:
            self.chosen_changed.emit(row)

    def _ask(self, signal: object) -> None:
        row = self.chosen()
        if row is not None:
            signal.emit(row)  # type: ignore[attr-defined]

    def _open(self) -> None:
        row = self.chosen()
        if row is not None and row.kept_family_id is not None:
            self.family_asked.emit(row.kept_family_id)
