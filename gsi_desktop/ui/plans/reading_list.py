"""A plan to be read: each prioritised logro with its states and what both sides committed to, late ones in red."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import CommitmentSide
from gsi_desktop.services.accompaniment.data import CommitmentRow, PlanCommitment, PlanContent
from gsi_desktop.services.achievements.data import Board
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.pieces import ScrollColumn
from gsi_desktop.ui.kit.states import StateChip
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.plans import words
from gsi_desktop.ui.plans.content import PriorityRow, rows

_WIDE_FROM = 560


class _Told(NamedTuple):
    """A commitment in words; ``tone`` is the colour role of when."""

    side: str
    action: str
    who: str
    due: str
    tone: str


class PlanReading(ScrollColumn):
    """Shows the content of a plan; ``known`` are the commitments that count, with how each goes."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_name(self, _("Logros priorizados y compromisos"))
        self._narrow = False
        self._shown: tuple[PlanContent, Board, tuple[CommitmentRow, ...], str, date] | None = None
        theme().changed.connect(self._again)

    def show_plan(
        self, content: PlanContent, board: Board, known: tuple[CommitmentRow, ...], cogestor: str, today: date
    ) -> None:
        """Show ``content`` as of ``today``."""
        self._shown = (content, board, known, cogestor, today)
        place = self.verticalScrollBar().value()
        self.clear()
        by_id = {one.commitment_id: one for one in known}
        if content.goal:
            self.add(_part(_text(_("Objetivo de la familia"), f"«{content.goal}»")))
        for row in rows(content, board, ()):
            self.add(_part(_priority(row, self._told(row.item.commitments, by_id), narrow=self._narrow)))
        for name, text in (
            (_("Por qué son menos de los previstos"), content.few_reason),
            (_("Observaciones"), content.observations),
        ):
            if text:
                self.add(_part(_text(name, text)))
        self.finish()
        self.verticalScrollBar().setValue(place)

    def _told(self, commitments: tuple[PlanCommitment, ...], known: Mapping[UUID, CommitmentRow]) -> tuple[_Told, ...]:
        if self._shown is None:
            return ()
        _content, board, _rows, cogestor, today = self._shown
        return tuple(_told(one, board, known.get(one.commitment_id), cogestor, today) for one in commitments)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put who and when below the action where the room is short."""
        super().resizeEvent(event)
        narrow = self.width() < theme().px(_WIDE_FROM)
        if narrow != self._narrow:
            self._narrow = narrow
            self._again()

    def _again(self) -> None:
        if self._shown is not None:
            self.show_plan(*self._shown)


def _part(inside: QWidget) -> QWidget:
    part = QWidget()
    px = theme().px
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    pad = px(size("spacing.m"))
    inside.setContentsMargins(pad, px(8), pad, px(8))
    column.addWidget(inside)
    column.addWidget(Line())
    return part


def _text(name: str, text: str) -> QWidget:
    block = QWidget()
    column = QVBoxLayout(block)
    column.setSpacing(2)
    column.addWidget(Label(name, "s", "text3"))
    column.addWidget(Label(text, "body", wrap=True))
    return block


def _priority(row: PriorityRow, told: Sequence[_Told], *, narrow: bool) -> QWidget:
    block = QWidget()
    px = theme().px
    head = QHBoxLayout()
    head.setSpacing(px(6))
    head.addWidget(Label(f"{row.place + 1}.", "body_strong", "text2", tabular=True))
    head.addWidget(Label(f"{row.number} {row.name}", "body_strong", wrap=True), 1)
    if row.initial is not None:
        head.addWidget(StateChip(row.initial, initial=True))
    head.addWidget(StateChip(row.current))
    column = QVBoxLayout(block)
    column.setSpacing(px(4))
    column.addLayout(head)
    column.addLayout(_below_each_other(told) if narrow else _in_columns(told))
    if row.item.note:
        column.addWidget(Label(_("Nota: {note}").format(note=row.item.note), "s", "text2", wrap=True))
    return block


def _in_columns(told: Sequence[_Told]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme().px(10))
    grid.setVerticalSpacing(theme().px(3))
    grid.setColumnMinimumWidth(0, theme().px(74))
    for place, share in ((1, 5), (2, 3), (3, 3)):
        grid.setColumnStretch(place, share)
    for line, one in enumerate(told):
        for place, cell in enumerate((_side(one), _action(one), Label(one.who, "body", "text2", wrap=True), _due(one))):
            grid.addWidget(cell, line, place, Qt.AlignmentFlag.AlignTop)
    return grid


def _below_each_other(told: Sequence[_Told]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(1)
    for one in told:
        line = QHBoxLayout()
        line.setSpacing(theme().px(8))
        who = f"{one.side} · {one.who}" if one.who and one.who != one.side else one.side
        line.addWidget(Label(who, "s", "text3", wrap=True), 1)
        line.addWidget(_due(one))
        column.addLayout(line)
        column.addWidget(_action(one))
    return column


def _side(one: _Told) -> Label:
    return Label(one.side, "s", "text3")


def _action(one: _Told) -> Label:
    return Label(one.action or _("Sin acción todavía"), "body", "text" if one.action else "text3", wrap=True)


def _due(one: _Told) -> Label:
    return Label(one.due, "body_strong" if one.tone == "danger" else "body", one.tone, wrap=True, tabular=True)


def _told(one: PlanCommitment, board: Board, known: CommitmentRow | None, cogestor: str, today: date) -> _Told:
    due, tone = (show_date(one.due_on) if one.due_on is not None else _("Sin fecha"), "text")
    if known is not None:
        due, tone = words.due_words(known, today)
    who = next((member.name for member in board.members if member.person_id == one.responsible_id), one.responsible)
    side = words.side_title(one.side)
    if one.side is CommitmentSide.COGESTOR:
        who = cogestor or side
    return _Told(side, one.action, who, due, tone)
