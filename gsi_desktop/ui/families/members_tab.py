"""Integrantes: who lives in the family and, of the one under the cursor, everything that is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.models.enums import EventKind, NoticeStatus
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import Dossier, Member
from gsi_desktop.services.families.events import FormerMember
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.families import words
from gsi_desktop.ui.families.former_list import FormerList
from gsi_desktop.ui.families.life_menu import LifeMenu
from gsi_desktop.ui.families.member_columns import member_columns
from gsi_desktop.ui.families.person_editor import PersonEditor
from gsi_desktop.ui.kit.buttons import primary
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.flow import FlowLayout
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.pieces import Facts, Picture, ScrollColumn
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes

_SIDE = 372
_SIDE_WIDE = 440


class MembersTab(QWidget):
    """Members at the left, the chosen one at the right; the form takes the place of the details while it is open.

    ``life_asked`` carries the kind of life event to record and the member under the cursor, if any.
    """

    life_asked = Signal(object, object)

    def __init__(self, editor: PersonEditor, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._editor = editor
        self.life_menu = LifeMenu()
        self.former = FormerList()
        self._family: UUID | None = None
        self.members = RowsModel(member_columns(today, full=True))
        self.table = TableView(self.members, framed=False, label=_("Integrantes"))
        self.detail = MemberDetail(today)
        self._card = Card(_("Integrantes"), padded=False)
        self._side = QStackedWidget()
        self._lay_out()
        self._connect()

    def show_family(self, dossier: Dossier) -> None:
        """Show the members of ``dossier``; the cursor stays on its person."""
        chosen = self.chosen()
        self._family = dossier.family_id
        self.members.set_rows(dossier.members)
        self._card.set_title(_("Integrantes"), str(len(dossier.members)))
        self.life_menu.show_family(dossier)
        if not dossier.members:
            self.detail.show_nobody()
        self.choose(chosen.person_id if chosen is not None else None)

    def chosen(self) -> Member | None:
        """Return the member under the cursor."""
        member: Member | None = self.table.current()
        return member

    def choose(self, person_id: UUID | None) -> None:
        """Put the cursor on a person, on the first one when they are not here."""
        found = self.members.find(lambda member: member.person_id == person_id)
        if self.members.rowCount():
            self.table.go_to_row(found or 0)

    def edit(self) -> None:
        """Open the form for the member under the cursor; what another's held is kept."""
        member = self.chosen()
        if member is not None and self._family is not None and self._editor.subject != member.person_id:
            self._editor.close_panel()
            self._editor.open_person(member, self._family)
            self._fit_side()

    def show_former(self, people: Sequence[FormerMember]) -> None:
        """Show who lived here and no longer does."""
        self.former.show_former(people)

    def _ask_life(self, kind: EventKind) -> None:
        member = self.chosen()
        self.life_asked.emit(kind, member.person_id if member is not None else None)

    def _show_detail(self, member: Member | None) -> None:
        if member is not None:
            self.detail.show_member(member)

    def _lay_out(self) -> None:
        self._card.add_tool(self.life_menu)
        self._card.body.addWidget(self.table, 1)
        self._card.body.addWidget(self.former)
        self._side.addWidget(self.detail)
        self._side.addWidget(self._editor)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._card, 1)
        self._row.addWidget(self._side)
        QWidget.setTabOrder(self.table, self.life_menu)
        self._scale()

    def _connect(self) -> None:
        self.table.current_row.connect(self._show_detail)
        self.table.activated_row.connect(lambda _member: self.edit())
        self.detail.edit_button.clicked.connect(lambda _checked: self.edit())
        self._editor.closed.connect(self._closed)
        self.life_menu.asked.connect(self._ask_life)
        theme().changed.connect(self._scale)

    def _closed(self) -> None:
        self._fit_side()
        if self.isVisible():
            self.detail.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _scale(self) -> None:
        px = theme().px
        self._row.setContentsMargins(0, px(size("frame.gap")), 0, 0)
        self._row.setSpacing(px(size("frame.gap")))
        member = self.chosen()
        if member is not None:
            self.detail.show_member(member)
        self._fit_side()

    def _fit_side(self) -> None:
        wide = self.window().width() >= theme().px(size("frame.wide_from"))
        self._side.setCurrentIndex(1 if self._editor.subject is not None else 0)
        self._side.setFixedWidth(theme().px(_SIDE_WIDE if wide else _SIDE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the side its width."""
        super().resizeEvent(event)
        self._fit_side()


class MemberDetail(QFrame):
    """Everything about one member. The sensitive answers are shown here and nowhere else."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._today = today
        self._content = ScrollColumn()
        self._content.setAccessibleName(_("Datos de la persona"))
        self.edit_button = primary(_("&Corregir datos"), "edit")
        writes(self.edit_button)
        pad = theme().px(size("spacing.m"))
        foot = QHBoxLayout()
        foot.setContentsMargins(pad, pad - 2, pad, pad - 2)
        foot.addWidget(self.edit_button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._content, 1)
        column.addWidget(Line())
        column.addLayout(foot)

    def show_nobody(self) -> None:
        """Show that the family has no members."""
        self._content.clear()
        part, column = _padded()
        column.addWidget(Label(_("Esta familia no tiene integrantes."), "body", "text3", wrap=True))
        self._content.add(part)
        self._content.finish()
        self.edit_button.setEnabled(False)

    def show_member(self, member: Member) -> None:
        """Show ``member``."""
        self._content.clear()
        for number, part in enumerate((self._basic(member), self._sensitive(member))):
            if number:
                self._content.add(Line())
            self._content.add(part)
        self._content.finish()
        self.edit_button.setEnabled(True)

    def _basic(self, member: Member) -> QWidget:
        part, column = _padded()
        column.addWidget(Label(member.full_name, "m", wrap=True))
        chips = QWidget()
        flow = FlowLayout(theme().px(6), chips)
        flow.addWidget(ChipLabel(Chip(words.kinship(member), "accent" if member.is_head else "neutral")))
        if member.notice is NoticeStatus.PENDING:
            flow.addWidget(ChipLabel(Chip(_("Aviso de privacidad pendiente"), "warning", "shield-lock")))
        column.addWidget(chips)
        column.addSpacing(theme().px(6))
        facts = Facts()
        facts.put(_("Documento"), formats.document(member.document_type, member.document), tabular=True)
        facts.put(_("Sexo"), catalogues.label("sex", member.sex))
        born = member.born
        facts.put(_("Nacimiento"), f"{born}, {words.age(member, self._today())}" if born else "", tabular=True)
        facts.put(_("En la familia desde"), formats.date(member.since_on), tabular=True)
        facts.put(_("Aviso de privacidad"), words.notice(member))
        column.addLayout(facts)
        return part

    def _sensitive(self, member: Member) -> QWidget:
        part, column = _padded()
        title = QHBoxLayout()
        title.setSpacing(theme().px(6))
        title.addWidget(Picture("lock", "text2", 16))
        title.addWidget(Label(_("Datos sensibles"), "card_title"))
        title.addWidget(Label(_("se ven solo en esta ficha"), "s", "text3"), 1)
        column.addLayout(title)
        column.addSpacing(theme().px(2))
        facts = Facts()
        facts.put(_("Pertenencia étnica"), words.catalogued("ethnicity", member.ethnicity))
        facts.put(_("Discapacidad"), words.catalogued("disability", member.disability))
        facts.put(_("Gestante"), words.pregnancy(member))
        facts.put(_("Víctima del conflicto"), formats.answer(member.victim))
        column.addLayout(facts)
        return part


def _padded() -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    pad = theme().px(size("spacing.m"))
    column = QVBoxLayout(part)
    column.setContentsMargins(pad, pad, pad, pad)
    column.setSpacing(theme().px(4))
    return part, column
