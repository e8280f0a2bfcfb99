"""The head of a dossier: whose family it is, what stands out, and the seven facts everybody asks for first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gsi_desktop.models.enums import FamilyStatus
from gsi_desktop.services.accompaniment.data import AccompanimentSummary
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import Dossier
from gsi_desktop.ui.families import overview_words, words
from gsi_desktop.ui.families.pieces import PeopleIcons
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.buttons import Button, primary
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.flow import FlowLayout
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line, repolish
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes


class HeaderCard(QFrame):
    """Shows the head of a `Dossier`. ``copied`` fires with the folio after it went to the clipboard.

    ``visit_asked`` wants a visit begun or gone on with, ``summary_asked`` the summary copied. ``buttons`` holds
    what can be done, the primary one last.
    """

    copied = Signal(str)
    visit_asked = Signal()
    summary_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.title = ElidedLabel("", "l")
        self._chips = FlowLayout(theme().px(8))
        self._facts: dict[str, tuple[Label, ElidedLabel]] = {}
        self.people = PeopleIcons()
        self.copy_button = Button("", "copy", self._copy, kind="flat", size="icon")
        self.copy_summary = Button(_("Copiar res&umen"), "copy", self.summary_asked.emit)
        self.visit_button = primary(_("Iniciar &visita"), "player-play", self.visit_asked.emit)
        writes(self.visit_button)
        self.buttons = QHBoxLayout()
        self._actions = QWidget()
        self._folio = ""
        self._blocks = FlowLayout(theme().px(11))
        self._facts_row = _flowing(self._blocks)
        self._where = ElidedLabel("", "s", "text2")
        self._tools: QWidget | None = None
        self._compact = False
        self._lay_out()

    def show_family(self, dossier: Dossier, today: date) -> None:
        """Show ``dossier`` with ages of ``today``."""
        head = dossier.head
        if dossier.folio != self._folio:
            self._forget_overview(dossier)
        self._folio = dossier.folio
        self.title.setText(words.family_name(dossier))
        main = words.main_targeting(dossier)
        self._say("folio", dossier.folio)
        self._say("head", f"{head.full_name}, {words.age(head, today)}" if head else "", words.head_title(head))
        self._say("place", words.location(dossier))
        self._where.setText(words.location(dossier))
        self._say("targeting", formats.targeting(main.source, main.level) if main else "")
        ages = ", ".join(words.age(member, today) for member in dossier.members)
        said = f"{words.members_count(len(dossier.members))}: {ages}"
        self.people.show_people([words.person_icon(member, today) for member in dossier.members], said)

    def show_overview(self, dossier: Dossier, found: AccompanimentSummary, today: date) -> None:
        """Show phase, alerts, cogestor(a) and next visit; the button goes on with an open visit."""
        self._show_chips(tuple(overview_words.head_chips(dossier, found, today)))
        self._say("cogestor", found.cogestor, empty=_("Sin asignar"))
        agreed = found.next_visit
        self._say("next", overview_words.short_moment(agreed) if agreed is not None else "", empty=_("Sin acordar"))
        going_on = found.open_visit is not None
        self.visit_button.setText(_("Seguir &visita") if going_on else _("Iniciar &visita"))
        self.visit_button.setEnabled(dossier.status is FamilyStatus.ACTIVE)
        self.copy_summary.setEnabled(True)
        self._fit_buttons()

    def set_compact(self, compact: bool, tools: QWidget | None = None) -> None:
        """Show only the line of the name, without a frame, with ``tools`` at its right; or the whole card."""
        if self._tools is not None and self._tools is not tools:
            self._tools.hide()
        if tools is not None and tools is not self._tools:
            self._first.addWidget(tools)
        if tools is not None:
            tools.setVisible(compact)
        self._tools = tools
        self._compact = compact
        self._facts_row.setVisible(not compact)
        self._where.setVisible(compact)
        self._actions.setVisible(not compact)
        self._first.setStretch(1, 0 if compact else 1)
        chips = self._chips_row.sizePolicy()
        policy = QSizePolicy.Policy
        chips.setHorizontalPolicy(policy.Maximum if compact else policy.Expanding)
        self._chips_row.setSizePolicy(chips)
        self.setProperty("card", not compact)
        repolish(self)
        self._scale()

    def _forget_overview(self, dossier: Dossier) -> None:
        """Show nothing of another family while the accompaniment of this one is being read."""
        self._show_chips((words.status_chip(dossier),))
        for key in ("cogestor", "next"):
            self._say(key, "", empty="…")
        self.visit_button.setEnabled(False)
        self.copy_summary.setEnabled(False)

    def _show_chips(self, chips: Iterable[Chip]) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for chip in chips:
            self._chips.addWidget(ChipLabel(chip))

    def _say(self, key: str, value: str, name: str = "", *, empty: str = "") -> None:
        named, said = self._facts[key]
        said.setText(value or empty or formats.answer(None))
        said.set_tone("text" if value else "text3")
        if name:
            named.setText(name)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._folio)
        announce(self, _("Folio copiado"))
        self.copied.emit(self._folio)

    def _lay_out(self) -> None:
        px = theme().px
        set_name(self.copy_button, _("Copiar el folio"))
        self.copy_button.setToolTip(_("Copiar el folio"))
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._first = QHBoxLayout()
        self._first.setSpacing(px(12))
        self._first.addWidget(self.title)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._chips_row = _flowing(self._chips)
        self._first.addWidget(self._chips_row, 1, middle)
        self._first.addWidget(self._where, 1)
        self._first.addWidget(self._actions)
        self.buttons.setContentsMargins(0, 0, 0, 0)
        self.buttons.addWidget(self.copy_summary)
        self.buttons.addWidget(self.visit_button)
        self._actions.setLayout(self.buttons)
        self._where.hide()
        self._add_fact("folio", _("Folio"), beside=self.copy_button)
        self._add_fact("head", _("Jefe(a) de hogar"))
        self._add_block(_("Integrantes"), self.people)
        self._add_fact("place", _("Ubicación"))
        self._add_fact("targeting", _("Focalización"))
        self._add_fact("cogestor", _("Cogestor(a)"))
        self._add_fact("next", _("Próxima visita"), last=True)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._first)
        self._column.addWidget(self._facts_row)
        theme().changed.connect(self._scale)
        self._scale()

    def _add_fact(self, key: str, name: str, *, beside: QWidget | None = None, last: bool = False) -> None:
        said = ElidedLabel("", "body_strong")
        self._facts[key] = (self._add_block(name, said, beside=beside, last=last), said)

    def _add_block(self, name: str, said: QWidget, *, beside: QWidget | None = None, last: bool = False) -> Label:
        """Add a name with what it is below, and a hairline after it; return the label of the name."""
        named = Label(name, "s", "text3")
        words_ = QVBoxLayout()
        words_.setSpacing(1)
        words_.addWidget(named)
        words_.addWidget(said)
        block = QWidget()
        row = QHBoxLayout(block)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(6))
        row.addLayout(words_)
        if beside is not None:
            row.addWidget(beside)
        if not last:
            row.addSpacing(theme().px(6))
            row.addWidget(Line(Qt.Orientation.Vertical))
        self._blocks.addWidget(block)
        return named

    def _scale(self) -> None:
        side = theme().px(28)
        self.copy_button.setFixedSize(QSize(side, side))
        across, down = (0, 0) if self._compact else (theme().px(size("spacing.m")), theme().px(10))
        self._column.setContentsMargins(across, down, across, down)
        self._column.setSpacing(theme().px(8))
        self.buttons.setSpacing(theme().px(8))
        self._fit_buttons()

    def _fit_buttons(self) -> None:
        """Show less used buttons by their icon where name and chips would else be cut or go on below."""
        if self._compact:
            return
        items = (self.buttons.itemAt(place) for place in range(self.buttons.count()))
        shown = [item.widget() for item in items if item is not None]
        less = [button for button in shown if isinstance(button, Button) and button is not self.visit_button]
        for button in less:
            button.fold(False)
        for button in reversed(less):
            if self._needed() > self.contentsRect().width():
                button.fold(True)

    def _needed(self) -> int:
        """Return the width of the line of the name with everything on it."""
        parts = self.title.sizeHint().width(), self._chips.sizeHint().width(), self._actions.sizeHint().width()
        margins = self._column.contentsMargins()
        return sum(parts) + 2 * self._first.spacing() + margins.left() + margins.right()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give long names a share of the width, so that the facts stay on one line where they can."""
        super().resizeEvent(event)
        self._fit_buttons()
        for key, share in (("head", 0.18), ("place", 0.14), ("cogestor", 0.12)):
            self._facts[key][1].setMaximumWidth(max(theme().px(120), round(self.width() * share)))


def _flowing(layout: FlowLayout) -> QWidget:
    """Return a widget whose items go on below when a line is full."""
    widget = QWidget()
    widget.setLayout(layout)
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)
    return widget
