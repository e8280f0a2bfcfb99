"""The left side of the catalogue: which version is shown, the filter, the logros by dimension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from gsi_desktop.services.achievements.data import Achievement, Catalogue, CatalogueSummary
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.catalogue import words
from gsi_desktop.ui.catalogue.draft import Change, Draft
from gsi_desktop.ui.catalogue.rows import GroupRow, LogroRow, LogrosView, rows_of
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.choiceboxes import ComboBox
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes

_TYPING_MS: Final = 120


class ListCard(Card):
    """Logros of a version or of a draft. ``chosen`` carries the number of a logro, ``version_asked`` of a version."""

    chosen = Signal(int)
    version_asked = Signal(int)
    discard_asked = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(padded=False)
        self._book: Catalogue | None = None
        self._draft: Draft | None = None
        self._listing = False
        self.number: int | None = None
        self.label = ChipLabel(Chip(""))
        self.versions = ComboBox()
        self.discard = Button(_("Descartar borrador"), "trash", self.discard_asked.emit, kind="flat", size="small")
        writes(self.discard)
        self.facts = ElidedLabel("", "s", "text2")
        self.filter = QLineEdit()
        self.count = Label("", "s", "text2", tabular=True)
        self.view = LogrosView()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._fill()
        self._typing.timeout.connect(self.relist)
        self.filter.textChanged.connect(lambda _text: self._typing.start())
        self.filter.returnPressed.connect(self.view.setFocus)
        self.view.current_row.connect(self._choose)
        self.versions.picked.connect(lambda: self.version_asked.emit(self.versions.chosen()))
        QShortcut(QKeySequence("Ctrl+F"), page, self._focus_filter)

    # --- what is shown

    def show_version(self, book: Catalogue, versions: Sequence[CatalogueSummary]) -> None:
        """Show a published version."""
        self._book, self._draft = book, None
        self.versions.set_options([(one.number, words.version_title(one)) for one in versions])
        self.versions.choose(book.number)
        self.versions.show()
        self.discard.hide()
        self.label.set_chip(Chip(book.label, "warning", "edit"))
        shown = next((one for one in versions if one.number == book.number), None)
        facts = words.version_facts(shown) if shown is not None else ""
        self.facts.setText(facts)
        self.versions.setToolTip(facts)
        self.relist()

    def show_draft(self, draft: Draft) -> None:
        """Show a version that is being made."""
        self._book, self._draft = draft.base, draft
        self.versions.hide()
        self.discard.show()
        text = _("Borrador de la versión {number}").format(number=draft.next_number)
        self.label.set_chip(Chip(text, "accent", "edit"))
        self.relist()

    def relist(self) -> None:
        """List again what the filter leaves, with the cursor where it was."""
        if self._book is None:
            return
        achievements = self._draft.achievements if self._draft is not None else self._book.achievements
        rows = rows_of(self._book, achievements, self._change, self.filter.text())
        self._listing = True
        self.view.show_rows(rows, editing=self._draft is not None, number=self.number)
        self._listing = False
        self._tell(achievements)
        self._choose(self.view.current())

    def renew(self, number: int) -> None:
        """Show again a logro of the draft that was changed."""
        if self._draft is not None:
            self.view.renew(LogroRow(self._draft.logro(number), self._draft.change(number)))
            self._tell(self._draft.achievements)

    def go_to(self, number: int) -> None:
        """Put the cursor on a logro; a filter that hides it is taken off."""
        self.number = number
        if self.filter.text():
            self.filter.clear()
            self._typing.stop()
            self.relist()
        else:
            self.view.go_to(number)

    # --- inside

    def _change(self, number: int) -> Change | None:
        return self._draft.change(number) if self._draft is not None else None

    def _tell(self, achievements: Sequence[Achievement]) -> None:
        if self._draft is not None:
            self.facts.setText(words.differences_text(self._draft.differences()) or _("Sin cambios todavía"))
        listed = sum(isinstance(row, LogroRow) for row in self.view.rows_model.rows())
        strong = f'<span style="font-weight:600">{listed}</span>'
        self.count.setText(_("{shown} de {total} logros").format(shown=strong, total=len(achievements)))

    def _choose(self, row: GroupRow | LogroRow | None) -> None:
        if isinstance(row, LogroRow) and not self._listing:
            self.number = row.logro.number
            self.chosen.emit(row.logro.number)

    def _focus_filter(self) -> None:
        self.filter.setFocus()
        self.filter.selectAll()

    def _fill(self) -> None:
        px = theme().px
        set_name(self.versions, _("Versión del catálogo"))
        self.versions.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
        self.filter.setPlaceholderText(_("Filtrar los logros"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setToolTip(_("Filtrar los logros (Ctrl+F)"))
        set_name(self.filter, _("Filtrar los logros"))
        nothing = EmptyState("search", _("Ningún logro tiene esas palabras."), (_("Quitar el filtro"), self._clear))
        self.view.set_placeholder(nothing)
        top = QHBoxLayout()
        top.setContentsMargins(px(12), px(8), px(12), px(2))
        top.addWidget(self.label)
        top.addStretch(1)
        told = QHBoxLayout()
        told.setContentsMargins(px(12), px(4), px(12), px(8))
        told.setSpacing(px(10))
        told.addWidget(self.versions)
        told.addWidget(self.facts, 1)
        told.addWidget(self.discard)
        self.discard.hide()
        bar = QHBoxLayout()
        bar.setContentsMargins(px(12), px(6), px(12), px(6))
        bar.setSpacing(px(12))
        bar.addWidget(self.filter, 2)
        bar.addStretch(1)
        bar.addWidget(self.count)
        self.body.addLayout(top)
        self.body.addLayout(told)
        self.body.addWidget(Line())
        self.body.addLayout(bar)
        self.body.addWidget(self.view, 1)

    def _clear(self) -> None:
        self.filter.clear()
        self.filter.setFocus()
