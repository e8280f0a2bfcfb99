"""The two sides of a priority: what the family commits to, and what an entity or the cogestor supports it with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import CommitmentSide
from gsi_desktop.services.accompaniment.data import PlanCommitment
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.search import fold
from gsi_desktop.ui.kit.buttons import Button, icon_button
from gsi_desktop.ui.kit.choiceboxes import ComboBox, Options, SearchBox
from gsi_desktop.ui.kit.fields import ChoiceField, DateField, Field
from gsi_desktop.ui.kit.forms import with_mnemonic
from gsi_desktop.ui.kit.textfields import TextAreaField
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.plans import words

ACTION_LENGTH = 400
_NAME_LENGTH = 160


class SupporterBox(SearchBox):
    """Offers the cogestor and usual entities; any other name may be written."""

    def chosen(self) -> Any:
        """Return the value of the option, or the name as it was written; None for nothing."""
        text = " ".join(self.text().split())
        known = {fold(option): value for option, value in self._by_text.items()}
        return known.get(fold(text), text) if text else None

    def tidy(self) -> None:
        """Write an option as it is offered; what is none stays as it is."""
        written = fold(self.text())
        self.setText(next((option for option in self._by_text if fold(option) == written), self.text().strip()))
        self.setCursorPosition(0)

    def set_options(self, options: Options) -> None:
        """Offer other options; what is written stays."""
        text = self.text()
        self.clear()
        super().set_options(options)
        self.setText(text)


class SupporterField(Field):
    """Who supports the family: the cogestor, or an entity by its name."""

    box: SupporterBox

    def __init__(self, key: str, label: str) -> None:
        box = SupporterBox()
        box.setMaxLength(_NAME_LENGTH)
        box.setPlaceholderText(_("Cogestor(a) o entidad"))
        super().__init__(key, label, box)
        box.picked.connect(self._edited)

    def set_cogestor(self, name: str) -> None:
        """Offer the cogestor by ``name`` and the usual entities."""
        own = words.side_title(CommitmentSide.COGESTOR, name)
        self.box.set_options([(CommitmentSide.COGESTOR, own), *((entity, entity) for entity in words.entities())])

    def value(self) -> Any:
        """Return `CommitmentSide.COGESTOR` or the name of an entity, None for nothing."""
        return self.box.chosen()

    def set_value(self, value: Any) -> None:
        """Show the cogestor or an entity."""
        if value is CommitmentSide.COGESTOR:
            self.box.choose(value)
        else:
            self.box.setText(value or "")
        self.box.setCursorPosition(0)
        self._touched = False
        self.set_error("")

    def is_empty(self) -> bool:
        """Whether nobody is named."""
        return self.box.is_empty()

    def typed(self) -> Any:
        """Return the name as it stands."""
        return self.box.text()

    def retype(self, shown: Any) -> None:
        """Show the name again."""
        if isinstance(shown, str):
            self.box.setText(shown)

    def _left(self) -> None:
        self.box.tidy()
        super()._left()


@dataclass(frozen=True, slots=True)
class Who:
    """Who may answer: the members by id, the one who usually does, and the cogestor's name."""

    members: Options = ()
    usual: UUID | None = None
    cogestor: str = ""


class CommitmentBlock(QWidget):
    """One commitment of a side: action, who answers, until when."""

    changed = Signal()
    removed = Signal()

    def __init__(self, *, of_family: bool, action: str, taken: set[str], today: Callable[[], date]) -> None:
        super().__init__()
        self._of_family = of_family
        self.commitment_id = new_id()
        self._usual: UUID | None = None
        self._named = ""
        self.action = TextAreaField("action", action, lines=2, max_length=ACTION_LENGTH)
        self.who: ChoiceField | SupporterField
        self.who = ChoiceField("who", _("Responsable")) if of_family else SupporterField("who", _("Quién apoya"))
        self.due = DateField("due", _("Fecha límite"), today=today, coming=True, width=112)
        self.cross = icon_button("x", _("Quitar este compromiso"), self.removed.emit)
        self.cross.setProperty("kind", "flat")
        for field in self.fields():
            field.set_mnemonic(with_mnemonic(field.name, taken))
            field.changed.connect(self.changed)
        self._lay_out()

    def fields(self) -> tuple[Field, ...]:
        """Return the fields in their order."""
        return (self.action, self.who, self.due)

    def stops(self) -> tuple[QWidget, ...]:
        """Return what Tab stops at, in order."""
        return (*(field.box for field in self.fields()), self.cross)

    def show_commitment(self, commitment: PlanCommitment | None, who: Who, odd_date: str = "") -> None:
        """Show a commitment, or a blank one; ``odd_date`` is what was typed as date and is none."""
        if isinstance(self.who, ChoiceField):
            self.who.set_options(who.members)
        else:
            self.who.set_cogestor(who.cogestor)
        self._usual = who.usual if self._of_family else None
        self._named = commitment.responsible if commitment is not None and self._of_family else ""
        if isinstance(self.who, ChoiceField) and isinstance(self.who.box, ComboBox):
            self.who.box.setPlaceholderText(self._named)
        self.commitment_id = commitment.commitment_id if commitment is not None else new_id()
        self.action.set_value(commitment.action if commitment is not None else "")
        self.who.set_value(self._shown_who(commitment))
        self.due.set_value(commitment.due_on if commitment is not None else None)
        if odd_date:
            self.due.box.setText(odd_date)
            self.due.check()

    def value(self) -> PlanCommitment | None:
        """Return the commitment as it is written, None while nothing is."""
        action, who, due = self.action.text().strip(), self.who.value(), self._day()
        if not action and due is None and who in (None, self._usual):
            return None
        side, responsible_id, responsible = CommitmentSide.FAMILY, None, ""
        if self._of_family:
            responsible_id, responsible = who, "" if who else self._named
        elif who is CommitmentSide.COGESTOR:
            side = CommitmentSide.COGESTOR
        else:
            side, responsible = CommitmentSide.ENTITY, who or ""
        return PlanCommitment(
            commitment_id=self.commitment_id,
            side=side,
            action=action,
            responsible_id=responsible_id,
            responsible=responsible,
            due_on=due,
        )

    def odd_date(self) -> str:
        """Return what is typed as date when it is none."""
        try:
            self.due.value()
        except ExpectedError:
            return self.due.box.text()
        return ""

    def _day(self) -> date | None:
        try:
            day: date | None = self.due.value()
        except ExpectedError:
            return None
        return day

    def _shown_who(self, commitment: PlanCommitment | None) -> Any:
        if commitment is None:
            return self._usual
        if self._of_family:
            return commitment.responsible_id
        return commitment.side if commitment.side is CommitmentSide.COGESTOR else commitment.responsible

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        self._row.addWidget(self.who, 1)
        self._row.addWidget(self.due)
        self._row.addWidget(self.cross)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.action)
        self._column.addLayout(self._row)
        theme().changed.connect(self._space)
        self._space()

    def _space(self) -> None:
        px = theme().px
        self._row.setSpacing(px(size("spacing.s")))
        self._column.setSpacing(px(6))
        self.due.setFixedWidth(px(112))


class SideEditor(QWidget):
    """The commitments of one side, one below the other; there is always room for one."""

    changed = Signal()

    def __init__(self, *, of_family: bool, taken: set[str], today: Callable[[], date]) -> None:
        super().__init__()
        self._of_family = of_family
        self._taken = taken
        self._today = today
        self._who = Who()
        self.blocks: list[CommitmentBlock] = []
        self.more = Button(_("Otro compromiso"), "plus", self.add_block, kind="flat", size="small")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._rows = QVBoxLayout()
        self._column.addLayout(self._rows)
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self._column.addStretch(1)
        self._make_block()
        theme().changed.connect(self._space)
        self._space()

    def show_commitments(self, commitments: Sequence[PlanCommitment], who: Who, odd: dict[UUID, str]) -> None:
        """Show the commitments of this side."""
        self._who = who
        while len(self.blocks) > max(1, len(commitments)):
            self._drop(self.blocks[-1])
        while len(self.blocks) < len(commitments):
            self._make_block()
        for place, block in enumerate(self.blocks):
            one = commitments[place] if place < len(commitments) else None
            block.show_commitment(one, who, odd.get(one.commitment_id, "") if one is not None else "")

    def values(self) -> tuple[PlanCommitment, ...]:
        """Return what is written."""
        found = (block.value() for block in self.blocks)
        return tuple(one for one in found if one is not None)

    def odd_dates(self) -> dict[UUID, str]:
        """Return what is typed as date and is none, by commitment."""
        return {block.commitment_id: text for block in self.blocks if (text := block.odd_date())}

    def add_block(self) -> None:
        """Offer room for another commitment and go there."""
        block = self._make_block()
        block.show_commitment(None, self._who)
        block.show()
        block.action.box.setFocus()

    def _make_block(self) -> CommitmentBlock:
        first = not self.blocks
        if self._of_family:
            action = _("La familia se compromete a") if first else _("La familia también se compromete a")
        else:
            action = _("La entidad o el cogestor(a) apoya con") if first else _("También apoya con")
        taken = self._taken if first else set("abcdefghijklmnopqrstuvwxyz0123456789")
        block = CommitmentBlock(of_family=self._of_family, action=action, taken=taken, today=self._today)
        block.changed.connect(self.changed)
        block.removed.connect(lambda: self._remove(block))
        self.blocks.append(block)
        self._rows.addWidget(block)
        self._show_crosses()
        self.order_tabs()
        return block

    def order_tabs(self) -> None:
        """Have Tab go as the eye does: the fields of each commitment, then the button below them."""
        stops = [stop for block in self.blocks for stop in block.stops()]
        for one, after in pairwise([*stops, self.more]):
            QWidget.setTabOrder(one, after)

    def _remove(self, block: CommitmentBlock) -> None:
        self._drop(block)
        self.blocks[-1].action.box.setFocus()
        self.changed.emit()

    def _drop(self, block: CommitmentBlock) -> None:
        self.blocks.remove(block)
        self._rows.removeWidget(block)
        block.hide()
        block.deleteLater()
        self._show_crosses()

    def _show_crosses(self) -> None:
        for block in self.blocks:
            block.cross.setVisible(block is not self.blocks[0])

    def _space(self) -> None:
        self._column.setSpacing(theme().px(4))
        self._rows.setSpacing(theme().px(10))


class SidePair(QWidget):
    """Both sides beside each other, or one below the other where there is little room."""

    def __init__(self, family: SideEditor, support: SideEditor) -> None:
        super().__init__()
        self._sides = (family, support)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._beside: bool | None = None
        self.arrange(beside=True)
        theme().changed.connect(self._space)
        self._space()

    def arrange(self, *, beside: bool) -> None:
        """Put the sides beside each other or not."""
        if beside == self._beside:
            return
        self._beside = beside
        for place, side in enumerate(self._sides):
            self._grid.removeWidget(side)
            self._grid.addWidget(side, 0 if beside else place, place if beside else 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if beside else 0)

    def _space(self) -> None:
        self._grid.setHorizontalSpacing(theme().px(size("frame.gap")))
        self._grid.setVerticalSpacing(theme().px(10))
