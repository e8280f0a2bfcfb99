"""The pairs that may be one person: a list, and the chosen pair field by field."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.matching import Verdict
from gsi_desktop.services.families.merges.queries import PairPerson, PairRow
from gsi_desktop.ui.duplicates import words
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button, primary, secondary
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import ChipLabel
from gsi_desktop.ui.kit.columns import Column, ColumnState
from gsi_desktop.ui.kit.labels import ElidedLabel, Label
from gsi_desktop.ui.kit.models import PagedModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes

_FIELDS: Final = ("document", "given_names", "birth_date", "household")


def _columns(*, dismissed: bool) -> tuple[Column, ...]:
    return (
        Column("score", _("Parecido"), 112, chip=lambda row: words.likeness(row.score)),
        Column("one", _("Una"), 200, stretch=True, strong=True, value=lambda row: row.one.name),
        Column("other", _("La otra"), 200, stretch=True, strong=True, value=lambda row: row.other.name),
        Column("reasons", _("Por qué"), 260, stretch=True, value=lambda row: words.reasons(row.reasons)),
        Column("place", _("Municipio"), 112, value=lambda row: row.one.municipality),
        Column("found_on", _("Se encontró"), 96, tabular=True, visible=False),
        Column("decision", _("Motivo"), 160, visible=dismissed),
    )


class PairList(QWidget):
    """Pairs above, the chosen one below. The signals carry its `PairRow`; ``N`` says that it is no duplicate."""

    merge_asked = Signal(object)
    dismiss_asked = Signal(object, str)
    reopen_asked = Signal(object)
    family_asked = Signal(object)

    def __init__(self, state: ColumnState, tasks: TaskRunner, *, dismissed: bool) -> None:
        super().__init__()
        self._dismissed = dismissed
        label = _("Pares que no son duplicados") if dismissed else _("Posibles duplicados")
        self.model = PagedModel(_columns(dismissed=dismissed), tasks=tasks)
        self.table = TableView(self.model, name="dismissed_pairs" if dismissed else "pairs", state=state, label=label)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.card = Card(" ", " ")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("Motivo (opcional): son primas, son gemelos…"))
        set_name(self.reason, _("Por qué no es duplicado"))
        self.merge = primary(_("&Unir…"), "git-merge", lambda: self._ask(self.merge_asked))
        self.dismiss = secondary(_("&No es duplicado (N)"), "x", self._dismiss)
        self.reopen = secondary(_("Volver a &preguntar"), "arrow-back-up", lambda: self._ask(self.reopen_asked))
        writes(self.reason, self.merge, self.dismiss, self.reopen)
        self.open_one = secondary(_("Abrir la prime&ra"), "users", lambda: self._open(0))
        self.open_other = secondary(_("Abrir la se&gunda"), "users", lambda: self._open(1))
        self._cells: list[tuple[Label, ElidedLabel, ElidedLabel, ChipLabel]] = []
        self._fill()
        self.table.current_row.connect(self._show)
        self.table.activated_row.connect(lambda row: None if dismissed else self.merge_asked.emit(row))
        if not dismissed:
            QShortcut(QKeySequence("N"), self.table, self.dismiss.click, context=Qt.ShortcutContext.WidgetShortcut)
        self._show(None)

    def chosen(self) -> PairRow | None:
        """Return the pair the cursor is on."""
        row: PairRow | None = self.table.current()
        return row

    def go_first(self, place: int = 0) -> None:
        """Put the cursor on the row at ``place``, or the last one."""
        if self.model.rowCount():
            self.table.go_to_row(min(place, self.model.rowCount() - 1))
        self._show(self.chosen())

    def set_busy(self, busy: bool) -> None:
        """Have the buttons wait while work is under way."""
        for button in (self.merge, self.dismiss, self.reopen):
            button.setEnabled(not busy)

    # --- inside

    def _fill(self) -> None:
        px = theme().px
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(4))
        for place in range(len(_FIELDS)):
            cells = (Label("", "s", "text3"), ElidedLabel(""), ElidedLabel(""), words_chip())
            for column, cell in enumerate(cells):
                grid.addWidget(cell, place, column)
            self._cells.append(cells)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self.card.body.addLayout(grid)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        shown: tuple[Button, ...] = (self.reopen,) if self._dismissed else (self.merge, self.dismiss)
        for button in shown:
            buttons.addWidget(button)
        if not self._dismissed:
            buttons.addWidget(self.reason, 1)
        else:
            buttons.addStretch(1)
        buttons.addWidget(self.open_one)
        buttons.addWidget(self.open_other)
        self.card.body.addLayout(buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(8))
        outer.addWidget(self.table, 1)
        outer.addWidget(self.card)

    def _show(self, row: PairRow | None) -> None:
        self.card.setVisible(row is not None)
        if row is None:
            return
        self.card.set_title(f"{row.one.name}  /  {row.other.name}", self._sub(row))
        told = {one.field: one.verdict for one in row.reasons}
        names = {
            "document": _("Documento"), "given_names": _("Nombre"), "birth_date": _("Nacimiento"),
            "household": _("Familia"),
        }  # fmt: skip
        for field, (label, one, other, chip) in zip(_FIELDS, self._cells, strict=True):
            label.setText(names[field])
            one.setText(_text(field, row.one))
            other.setText(_text(field, row.other))
            verdict = told.get(field, Verdict.MISSING)
            if field == "given_names":
                verdict = max(verdict, told.get("surnames", Verdict.MISSING), key=_ORDER.index)
            chip.set_chip(words.verdict(verdict))
        self.reason.clear()
        for button, person in ((self.open_one, row.one), (self.open_other, row.other)):
            button.setEnabled(person.family_id is not None)

    def _sub(self, row: PairRow) -> str:
        if row.decided_on is None:
            return ""
        said = _("{who} dijo el {day} que no es duplicado").format(who=row.decided_by, day=formats.date(row.decided_on))
        return f"{said}: {row.decision}" if row.decision else said

    def _ask(self, signal: Any) -> None:
        row = self.chosen()
        if row is not None:
            signal.emit(row)

    def _dismiss(self) -> None:
        row = self.chosen()
        if row is not None and self.dismiss.isEnabled():
            self.dismiss_asked.emit(row, self.reason.text())

    def _open(self, place: int) -> None:
        row = self.chosen()
        if row is not None:
            person = (row.one, row.other)[place]
            if person.family_id is not None:
                self.family_asked.emit(person.family_id)


_ORDER = (Verdict.EQUAL, Verdict.SIMILAR, Verdict.MISSING, Verdict.DIFFERENT)


def words_chip() -> ChipLabel:
    """Return an empty chip of a verdict."""
    return ChipLabel(words.verdict(Verdict.MISSING))


def _text(field: str, person: PairPerson) -> str:
    if field == "document":
        return words.document(person)
    if field == "given_names":
        return person.name
    if field == "birth_date":
        return formats.date(person.birth_date) or _("Sin fecha")
    return words.family(person)
