"""Where a form typed from paper lies: scrolled to what has the keyboard, its notices above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.ui.kit.drafts import About, DraftDesk, DraftKeeper
from gsi_desktop.ui.kit.pieces import scrolling
from gsi_desktop.ui.kit.theme import theme

if TYPE_CHECKING:
    from gsi_desktop.services.core.drafts import Draft
    from gsi_desktop.ui.visits.entry_form import PaperForm


class PaperDesk(QWidget):
    """Shows one form at a time, or a block in its place; what is typed is kept as a draft, told among ``badges``."""

    def __init__(self, drafts: DraftDesk, badges: QHBoxLayout) -> None:
        super().__init__()
        self._drafts, self._badges = drafts, badges
        self.form: PaperForm | None = None
        self.keeper: DraftKeeper | None = None
        self.notices = QVBoxLayout()
        self.area = scrolling()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self.notices)
        column.addWidget(self.area, 1)

    def show_form(self, form: PaperForm, about: About) -> Draft | None:
        """Put ``form`` in place of what was there; return the draft ``about`` it, which it then shows."""
        self.leave()
        self.form = form
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme().px(6), 0)
        column.addWidget(form)
        column.addStretch(1)
        inside.setAutoFillBackground(False)
        self.area.setWidget(inside)
        self.keeper = DraftKeeper(self._drafts, form, form)
        self._badges.addWidget(self.keeper.badge)
        return self.keeper.begin(about)

    def show_block(self, block: QWidget) -> None:
        """Show why there is no form."""
        self.leave()
        self.area.setWidget(block)

    def finish(self) -> None:
        """Take the form away without a draft: what was typed is saved, or thrown away."""
        if self.keeper is not None:
            self.keeper.done()
        self._clear()

    def leave(self) -> None:
        """Take the form away; what was typed in it stays as a draft."""
        if self.keeper is not None:
            self.keeper.leave()
        self._clear()

    def _clear(self) -> None:
        if self.keeper is not None:
            self.keeper.badge.deleteLater()
        self.form = self.keeper = None
        former = self.area.takeWidget()
        if former is not None:
            former.hide()
            former.deleteLater()
        while (item := self.notices.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def begin(self) -> None:
        """Give the keyboard to the first field."""
        if self.form is not None:
            # as Tab does: the date of the paper before is selected, and typing replaces it
            self.form.fields()[0].box.setFocus(Qt.FocusReason.TabFocusReason)

    def holds_keyboard(self, focus: QWidget | None) -> bool:
        """Whether ``focus`` is inside the form."""
        return self.form is not None and focus is not None and self.form.isAncestorOf(focus)
