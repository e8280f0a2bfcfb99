"""Two people or two families side by side: which one stays, which values, what moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gsi_desktop.models.enums import MergeKind
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.matching import Verdict
from gsi_desktop.services.families.merges.data import MergeFamilies, MergePersons, Same
from gsi_desktop.services.families.merges.queries import Choice, Comparison, SamePair, Side
from gsi_desktop.ui.duplicates import words
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import primary, secondary
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import ChipLabel
from gsi_desktop.ui.kit.labels import ElidedLabel, Label
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.toggles import SegmentedControl
from gsi_desktop.ui.kit.writing import writes

_MOST: Final = 160


@dataclass(frozen=True, slots=True)
class _Row:
    """A field in which both differ, and the button of either side."""

    choice: Choice
    kept: QRadioButton
    gone: QRadioButton


@dataclass(frozen=True, slots=True)
class _Member:
    """Somebody who may be in both families: whether they are, and the fields in which both rows differ."""

    pair: SamePair
    same: QCheckBox
    rows: list[_Row]

    def follow(self, same: bool) -> None:
        """Let somebody choose values only of one who is the same person."""
        for row in self.rows:
            row.kept.setEnabled(same)
            row.gone.setEnabled(same)


def _taken(rows: Iterable[_Row]) -> tuple[str, ...]:
    return tuple(row.choice.field for row in rows if row.gone.isChecked())


class SideBySide(QWidget):
    """Emits ``merge_asked`` with the command's data, ``swap_asked``, ``kind_asked`` with the kind, ``left``."""

    merge_asked = Signal(object)
    swap_asked = Signal()
    kind_asked = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.comparison: Comparison | None = None
        self.kind = SegmentedControl(
            ((MergeKind.FAMILY, _("Las familias completas")), (MergeKind.PERSON, _("Solo la persona"))),
            _("Qué se une"),
        )
        self.swap = secondary(_("&Intercambiar cuál queda"), "arrows-sort", self.swap_asked.emit)
        self.merge = primary(_("&Unir"), "git-merge", self._ask)
        self.cancel = secondary(_("&Volver a la lista"), "chevron-left", self.left.emit)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("Motivo (opcional)"))
        set_name(self.reason, _("Por qué se unen"))
        writes(self.reason, self.merge)
        self.moves = Label("", "s", "text2", wrap=True)
        self.alone = Label("", "s", "text2", wrap=True)
        self.grid = QGridLayout()
        self._next = 1
        self._rows: list[_Row] = []
        self._same: list[_Member] = []
        self._groups: list[QButtonGroup] = []
        self.kind.chosen.connect(self.kind_asked)
        QShortcut(QKeySequence("Esc"), self, self.left.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._fill()

    def show_comparison(self, comparison: Comparison, *, both_kinds: bool) -> None:
        """Show ``comparison``; ``both_kinds`` offers to merge the families or only the person."""
        self.comparison = comparison
        self.kind.setVisible(both_kinds)
        self.kind.choose(comparison.kind)
        self._clear()
        self._head(comparison.kept, 1, _("Queda"))
        self._head(comparison.gone, 2, _("Se une a la otra"))
        for choice in sorted(comparison.choices, key=lambda one: one.verdict is Verdict.EQUAL):
            if words.value(choice.field, choice.kept) or words.value(choice.field, choice.gone):
                self._row(choice)
        for pair in comparison.same:
            self._member(pair)
        self.grid.setRowStretch(self._next, 1)
        self._tell()

    def focus_first(self) -> None:
        """Give the keyboard to the button that merges."""
        self.merge.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, busy: bool) -> None:
        """Have the buttons wait while work is under way."""
        for button in (self.merge, self.swap, self.cancel):
            button.setEnabled(not busy)

    # --- what was chosen

    def taken(self) -> tuple[str, ...]:
        """Return the fields whose value is taken from the one that goes."""
        return _taken(self._rows)

    def _ask(self) -> None:
        told = self.comparison
        if told is None:
            return
        reason = self.reason.text()
        if told.kind is MergeKind.PERSON:
            self.merge_asked.emit(
                MergePersons(kept_id=told.kept.id, gone_id=told.gone.id, take=self.taken(), reason=reason)
            )
            return
        same = tuple(
            Same(one.pair.kept_id, one.pair.gone_id, _taken(one.rows)) for one in self._same if one.same.isChecked()
        )
        self.merge_asked.emit(
            MergeFamilies(kept_id=told.kept.id, gone_id=told.gone.id, same=same, take=self.taken(), reason=reason)
        )

    # --- inside

    def _fill(self) -> None:
        px = theme().px
        top = QHBoxLayout()
        top.setSpacing(px(8))
        top.addWidget(self.cancel)
        top.addWidget(self.kind)
        top.addStretch(1)
        top.addWidget(self.swap)
        inner = QWidget()
        inner.setLayout(self.grid)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(px(16))
        self.grid.setVerticalSpacing(px(6))
        self.grid.setColumnStretch(1, 1)
        self.grid.setColumnStretch(2, 1)
        scroll = _Scroll()
        scroll.setWidget(inner)
        inner.setAutoFillBackground(False)  # setWidget fills it
        scroll.setWidgetResizable(True)
        card = Card()
        card.body.addWidget(scroll, 1)
        bottom = QHBoxLayout()
        bottom.setSpacing(px(8))
        bottom.addWidget(self.reason, 1)
        bottom.addWidget(self.merge)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(8))
        outer.addLayout(top)
        outer.addWidget(card, 1)
        outer.addWidget(self.alone)
        outer.addWidget(self.moves)
        outer.addLayout(bottom)

    def _clear(self) -> None:
        while (item := self.grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.grid.setRowStretch(self._next, 0)
        self._next = 1
        self._rows.clear()
        self._same.clear()
        self._groups.clear()
        self.reason.clear()

    def _head(self, side: Side, column: int, what: str) -> None:
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, theme().px(6))
        lines.setSpacing(0)
        lines.addWidget(Label(what, "s", "accent" if column == 1 else "text3"))
        lines.addWidget(ElidedLabel(words.side(side.title, side.folio), "m"))
        since = _("desde {day}").format(day=formats.date(side.since_on)) if side.since_on else ""
        lines.addWidget(ElidedLabel(" · ".join(part for part in (side.subtitle[:_MOST], since) if part), "s", "text3"))
        self.grid.addWidget(box, 0, column)

    def _row(self, choice: Choice) -> None:
        if choice.verdict is not Verdict.EQUAL:
            self._rows.append(self._choose(choice))
            return
        place = self._label(choice)
        for column, held in enumerate((choice.kept, choice.gone), 1):
            self.grid.addWidget(ElidedLabel(words.value(choice.field, held)), place, column)

    def _place(self) -> int:
        """Return the next free row; a grid never counts fewer rows than it once had."""
        self._next += 1
        return self._next - 1

    def _label(self, choice: Choice) -> int:
        """Begin the row of a field with its name and verdict; return its place."""
        place = self._place()
        self.grid.addWidget(Label(words.fields()[choice.field], "s", "text3"), place, 0)
        self.grid.addWidget(ChipLabel(words.verdict(choice.verdict)), place, 3)
        return place

    def _choose(self, choice: Choice, whose: str = "") -> _Row:
        """Offer the value of either side; ``whose`` names the member for who does not see the rows above."""
        place = self._label(choice)
        label = " · ".join(part for part in (whose, words.fields()[choice.field]) if part)
        group = QButtonGroup(self)
        buttons = []
        for column, held in enumerate((choice.kept, choice.gone), 1):
            text = words.value(choice.field, held) or _("(vacío)")
            button = QRadioButton(text.replace("&", "&&"))
            set_name(button, f"{label}: {text}")
            group.addButton(button)
            self.grid.addWidget(button, place, column)
            buttons.append(button)
        writes(*buttons)
        buttons[1 if choice.take else 0].setChecked(True)
        self._groups.append(group)
        return _Row(choice, *buttons)

    def _member(self, pair: SamePair) -> None:
        """Ask whether two members are one person and, field by field, which of their values stays."""
        place = self._place()
        kept, gone = (
            f"{name} ({words.value('document', number) or _('sin documento')})"
            for name, number in ((pair.kept, pair.kept_document), (pair.gone, pair.gone_document))
        )
        box = QCheckBox(_("Es la misma persona: {kept} y {gone}").format(kept=kept, gone=gone))
        box.setChecked(pair.likely)
        writes(box)
        self.grid.addWidget(Label(_("Integrante"), "s", "text3"), place, 0)
        self.grid.addWidget(box, place, 1, 1, 2)
        self.grid.addWidget(ChipLabel(words.likeness(pair.score)), place, 3)
        differing = (choice for choice in pair.choices if choice.verdict is not Verdict.EQUAL)
        member = _Member(pair, box, [self._choose(choice, pair.kept) for choice in differing])
        member.follow(pair.likely)
        box.toggled.connect(member.follow)
        box.toggled.connect(self._tell)
        self._same.append(member)

    def _tell(self) -> None:
        """Tell who becomes a member and what passes, with what is chosen now."""
        told = self.comparison
        if told is None:
            return
        apart = (one.pair.gone for one in self._same if not one.same.isChecked())
        names = ", ".join((*told.alone, *apart))
        self.alone.setText(_("Pasan a ser integrantes de la familia que queda: {names}.").format(names=names))
        self.alone.setVisible(bool(names))
        passes = words.rows(told.passing(one.pair for one in self._same if one.same.isChecked()))
        self.moves.setText(
            _("Pasa a la que queda: {rows}. La otra deja de verse, pero la unión se puede deshacer cuando sea.").format(
                rows=passes or _("nada más")
            )
        )


class _Scroll(QScrollArea):
    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(80))
