"""A la mano: how to reach the family, who is at home today, and the notes of the visit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.wording import short_kinship
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.pieces import Picture, scrolling
from gsi_desktop.ui.kit.textfields import TextBox
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.visits import words

if TYPE_CHECKING:
    from gsi_desktop.services.families.data import Dossier


class HandPanel(QFrame):
    """The panel at the right of a visit. ``changed`` when somebody was ticked or a note written."""

    changed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.setProperty("card", True)
        set_name(self, _("A la mano"))
        self._today = today
        self._dossier: Dossier | None = None
        self._silent = False
        self.boxes: dict[UUID, QCheckBox] = {}
        self.notes = TextBox()
        set_name(self.notes, _("Notas de la visita"))
        self.count = Label("", "s", "text3", tabular=True)
        self._reach = QVBoxLayout()
        self._people = QGridLayout()
        self._parts: list[QVBoxLayout] = []
        self._drawn: list[QWidget] = []
        self._lay_out()
        self.notes.textChanged.connect(self._told)
        theme().changed.connect(self._rescale)

    def fill(self, dossier: Dossier, present: tuple[UUID, ...], notes: str) -> None:
        """Show a family, who is ticked and what was noted."""
        self._silent = True
        self._draw(dossier, present)
        self.notes.setPlainText(notes)
        self._silent = False

    def refresh(self, dossier: Dossier) -> None:
        """Show what was corrected; ticks and notes stay."""
        self._silent = True
        self._draw(dossier, self.present())
        self._silent = False

    def present(self) -> tuple[UUID, ...]:
        """Return who is ticked, in the order of the family."""
        return tuple(person for person, box in self.boxes.items() if box.isChecked())

    def text(self) -> str:
        """Return the notes."""
        return self.notes.toPlainText().strip()

    def to_notes(self) -> None:
        """Give the keyboard to the notes, at their end."""
        self.notes.setFocus(Qt.FocusReason.ShortcutFocusReason)
        cursor = self.notes.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.notes.setTextCursor(cursor)

    # --- inside

    def _draw(self, dossier: Dossier, present: tuple[UUID, ...]) -> None:
        self._dossier = dossier
        focused = next((person for person, box in self.boxes.items() if box.hasFocus()), None)
        for widget in self._drawn:
            widget.hide()
            widget.deleteLater()
        self._drawn, self.boxes = [], {}
        phones = " · ".join(formats.phone(number) for number in (dossier.phone, dossier.other_phone) if number)
        for place, (picture, text, missing) in enumerate(
            (("phone", phones, _("Sin teléfono")), ("map-pin", words.address(dossier), _("Sin dirección")))
        ):
            self._reach.insertWidget(place, self._line(picture, text or missing, "text" if text else "text3"))
        for row, member in enumerate(dossier.members):
            box = QCheckBox(words.name_and_age(member, self._today()))
            box.setChecked(member.person_id in present)
            box.toggled.connect(self._ticked)
            self.boxes[member.person_id] = box
            kin = ElidedLabel(short_kinship(member), "s", "text3")
            kin.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._people.addWidget(box, row, 0)
            self._people.addWidget(kin, row, 1)
            self._drawn += [box, kin]
        for before, after in zip(self.boxes.values(), [*list(self.boxes.values())[1:], self.notes], strict=True):
            QWidget.setTabOrder(before, after)
        if focused in self.boxes:
            self.boxes[focused].setFocus()
        self._count()

    def _line(self, picture: str, text: str, tone: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(8))
        row.addWidget(Picture(picture, "text2", 16), 0, Qt.AlignmentFlag.AlignTop)
        label = Label(text, "s", tone, wrap=True, tabular=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(label, 1)
        self._drawn.append(line)
        return line

    def _ticked(self) -> None:
        self._count()
        self._told()

    def _count(self) -> None:
        self.count.setText(_("{here} de {all}").format(here=len(self.present()), all=len(self.boxes)))

    def _told(self) -> None:
        if not self._silent:
            self.changed.emit()

    def _lay_out(self) -> None:
        inside = QWidget()
        upper = QVBoxLayout(inside)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        reach = self._part(upper)
        reach.addWidget(Label(_("A la mano"), "card_title"))
        reach.addLayout(self._reach)
        upper.addWidget(Line())
        home = self._part(upper)
        home.addLayout(self._title(_("Hoy en el hogar"), self.count))
        home.addLayout(self._people)
        self._people.setColumnStretch(0, 1)
        upper.addStretch(1)
        area = scrolling(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(area, 3)
        column.addWidget(Line())
        lower = self._part(column)
        column.setStretch(column.count() - 1, 2)
        lower.addLayout(self._title(_("Notas de la visita"), ChipLabel(Chip("Ctrl+M", "muted"))))
        lower.addWidget(self.notes, 1)
        self._rescale()

    def _part(self, into: QVBoxLayout) -> QVBoxLayout:
        part = QVBoxLayout()
        into.addLayout(part)
        self._parts.append(part)
        return part

    def _title(self, text: str, beside: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Label(text, "card_title"))
        row.addWidget(beside)
        row.addStretch(1)
        return row

    def _rescale(self) -> None:
        px = theme().px
        pad = px(size("spacing.m"))
        for part in self._parts:
            part.setContentsMargins(pad, px(10), pad, px(10))
            part.setSpacing(px(6))
        self._reach.setSpacing(px(6))
        self._people.setVerticalSpacing(0)
        self.notes.setMinimumHeight(px(96))
        if self._dossier is not None:
            self.refresh(self._dossier)
