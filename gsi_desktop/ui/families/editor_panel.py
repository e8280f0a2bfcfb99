"""How an editor looks: what it corrects, notices, the form, and buttons that never scroll away."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button, icon_button
from gsi_desktop.ui.kit.conflict import ConflictDialog
from gsi_desktop.ui.kit.fields import TextField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import ElidedLabel, Line
from gsi_desktop.ui.kit.pieces import ScrollColumn
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes


class PassWarning(QWidget):
    """A line to write why something doubtful is saved as it is; ``passed`` carries the reason."""

    passed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.reason = TextField("reason", _("Por qué está bien así"), required=True, max_length=200)
        self.button = Button(_("Guardar así"), None, self._pass)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(6))
        column.addWidget(self.reason)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.reason.box.returnPressed.connect(self._pass)

    def _pass(self) -> None:
        if self.reason.check():
            self.passed.emit(self.reason.value())
        else:
            self.reason.box.setFocus(Qt.FocusReason.OtherFocusReason)


class EditorPanel(QFrame):
    """A card with a form. Subclasses say what saving, closing and discarding do."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("card", True)
        set_name(self, title)
        self.title = ElidedLabel(title, "card_title")
        self.about = ElidedLabel("", "s", "text2")
        self.form = Form(reserved="gdvu")
        self.conflict = ConflictDialog(self)
        self.save_button = Button(_("&Guardar"), "device-floppy", self.save, kind="primary")
        self.discard_button = Button(_("&Descartar"), None, self.discard)
        writes(self.save_button, self.discard_button)
        self.cross = icon_button("x", _("Cerrar; lo escrito se conserva (Esc)"), self.close_panel)
        self._bar: InfoBar | None = None
        self.warning: PassWarning | None = None
        self._bars = QVBoxLayout()
        self._scroll = ScrollColumn()
        self._lay_out()
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
        """What Esc and the cross do."""
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
        if self.warning is not None:
            self._bars.removeWidget(self.warning)
            self.warning.hide()
            self.warning.deleteLater()
            self.warning = None
        self._bar = bar
        if bar is not None:
            self._bars.addWidget(bar)

    def ask_why(self) -> PassWarning:
        """Ask below the notice why what it doubts is saved as it is."""
        self.warning = PassWarning()
        self._bars.addWidget(self.warning)
        self.warning.reason.box.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.warning

    def set_busy(self, busy: bool) -> None:
        """Take or give back the form while a save is under way; the keyboard meanwhile stays in the panel."""
        if busy:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        for widget in (self.form, self.save_button, self.discard_button):
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
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is inside takes the keyboard
        self._scroll.add(inside)
        self._scroll.finish()
        foot = QHBoxLayout()
        foot.setContentsMargins(pad, px(10), pad, px(10))
        foot.setSpacing(px(8))
        foot.addWidget(self.save_button, 1)
        foot.addWidget(self.discard_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addLayout(top)
        outer.addLayout(self._bars)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(Line())
        outer.addLayout(foot)
        self.save_button.setToolTip(shown_keys("Ctrl+S"))
