"""How an editor looks: what it corrects, notices, the form or the conflict, and buttons that never scroll away."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.families.conflict import ConflictList
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button, icon_button
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import ElidedLabel, Line
from gsi_desktop.ui.kit.pieces import ScrollColumn
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size


class EditorPanel(QFrame):
    """A card with a form. Subclasses say what saving, closing and discarding do."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("card", True)
        set_name(self, title)
        self.title = ElidedLabel(title, "card_title")
        self.about = ElidedLabel("", "s", "text2")
        self.form = Form(reserved="gdvu")
        self.conflict = ConflictList()
        self.save_button = Button(_("&Guardar"), "device-floppy", self.save, kind="primary")
        self.discard_button = Button(_("&Descartar"), None, self.discard)
        self.later_button = Button(_("&Dejar para después"), None, self.close_panel)
        self.cross = icon_button("x", _("Cerrar; lo escrito se conserva (Esc)"), self.close_panel)
        self._bar: InfoBar | None = None
        self._bars = QVBoxLayout()
        self._scroll = ScrollColumn()
        self._stack = QStackedWidget()
        self._lay_out()
        self.conflict.settled.connect(lambda: self.save_button.setEnabled(self.conflict.is_settled()))
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._follow_focus)
        for keys, slot in (("Esc", self.close_panel), ("Ctrl+S", self.save)):
            QShortcut(QKeySequence(keys), self, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def save(self) -> None:
        """What "Guardar" does."""
        raise NotImplementedError

    def discard(self) -> None:
        """What "Descartar" does."""
        raise NotImplementedError

    def close_panel(self) -> None:
        """What Esc, the cross and "Dejar para después" do."""
        raise NotImplementedError

    @property
    def bar(self) -> InfoBar | None:
        """The notice above the form."""
        return self._bar

    def add_badge(self, badge: QWidget) -> None:
        """Put what tells of a draft beside the cross."""
        self._top.insertWidget(self._top.count() - 1, badge, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, bar: InfoBar | None) -> None:
        """Show ``bar`` above the form in place of an earlier notice."""
        if self._bar is not None:
            self._bars.removeWidget(self._bar)
            self._bar.hide()
            self._bar.deleteLater()
        self._bar = bar
        if bar is not None:
            self._bars.addWidget(bar)

    def show_form(self) -> None:
        """Show the form and its buttons."""
        self._stack.setCurrentWidget(self._scroll)
        self.discard_button.show()
        self.later_button.hide()
        self.save_button.setEnabled(True)

    def show_conflict(self) -> None:
        """Show the fields in conflict; saving waits until all are settled, leaving it for later is the safe way."""
        self._stack.setCurrentWidget(self.conflict)
        self.discard_button.hide()
        self.later_button.show()
        self.save_button.setEnabled(False)
        self.conflict.focus_first()

    def set_busy(self, busy: bool) -> None:
        """Take or give back the form while a save is under way; the keyboard meanwhile stays in the panel."""
        if busy:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        for widget in (self.form, self.conflict, self.save_button, self.discard_button, self.later_button):
            widget.setEnabled(not busy)
        self.save_button.setText(_("Guardando…") if busy else _("&Guardar"))

    def order_tabs(self) -> None:
        """Have Tab go as the eye does: cross, fields, buttons. Call once the fields are there."""
        order = [self.cross, *(field.box for field in self.form.fields()), self.save_button, self.discard_button]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll to the field that has the keyboard, however it got it."""
        if now is not None and self._scroll.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, theme().px(40))

    def _lay_out(self) -> None:
        px = theme().px
        pad = px(size("spacing.m"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.about)
        top = self._top = QHBoxLayout()
        top.setContentsMargins(pad, px(8), px(6), px(8))
        top.addLayout(words, 1)
        top.addWidget(self.cross)
        self._bars.setContentsMargins(pad, 0, pad, px(8))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(pad, 0, pad, pad)
        column.addWidget(self.form)
        for scrolling in (self._scroll, self.conflict):
            scrolling.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is inside takes the keyboard
        self._scroll.add(inside)
        self._scroll.finish()
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self.conflict)
        foot = QHBoxLayout()
        foot.setContentsMargins(pad, px(10), pad, px(10))
        foot.setSpacing(px(8))
        foot.addWidget(self.save_button, 1)
        foot.addWidget(self.discard_button)
        foot.addWidget(self.later_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addLayout(top)
        outer.addLayout(self._bars)
        outer.addWidget(self._stack, 1)
        outer.addWidget(Line())
        outer.addLayout(foot)
        self.save_button.setToolTip(shown_keys("Ctrl+S"))
        self.later_button.hide()
