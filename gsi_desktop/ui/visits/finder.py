"""Finds the family of a paper by folio, document or name, without leaving the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import FamilyHit
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.icons import icon
from gsi_desktop.ui.kit.labels import ElidedLabel, Label
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.visits import reads

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_WAIT_MS: Final = 150
_WIDTH: Final = 300


class _Box(QLineEdit):
    """Enter asks for the family; the page does not hear it."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter."""
        popup = self.completer().popup()
        on_a_line = popup is not None and popup.isVisible() and popup.currentIndex().isValid()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not on_a_line:
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class FamilyFinder(QWidget):
    """``chosen`` carries the id of the family the person found, ``paper_read`` the `PaperRow` of a code typed there."""

    chosen = Signal(object)
    paper_read = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._hits: tuple[FamilyHit, ...] = ()
        self._answered = ""
        self._entered = False
        self.box = _Box()
        self.label = Label(_("Fo&lio o documento"), "s", "text2")
        self.label.setBuddy(self.box)
        self.said = ElidedLabel("", "body", "text2")
        self._lines = QStringListModel(self)
        completer = QCompleter(self._lines, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("popup", True)
        completer.activated.connect(self._picked)
        self.box.setCompleter(completer)
        self.box.setPlaceholderText(_("Folio, documento o nombre, e Intro"))
        set_name(self.box, _("Folio o documento de la familia"))
        self.box.addAction(icon("search", "text2", 16), QLineEdit.ActionPosition.LeadingPosition)
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._read)
        self.box.textEdited.connect(lambda _text: self._wait.start())
        self.box.entered.connect(self._enter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label)
        row.addWidget(self.box)
        row.addWidget(self.said, 1)
        theme().changed.connect(self._space)
        self._space()

    def begin(self) -> None:
        """Take the keyboard, what was typed selected."""
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def show_family(self, folio: str, facts: str) -> None:
        """Show which family it is."""
        self.box.setText(folio)
        self.said.setText(facts)
        self.said.set_tone("text")

    def clear(self) -> None:
        """Be ready for another one."""
        self.box.clear()
        self.said.setText("")

    # --- inside

    def _enter(self) -> None:
        self._entered = True
        self._wait.stop()
        self._read()

    def _read(self) -> None:
        typed = self.box.text().strip()
        if not typed:
            return
        read = self._context.services.read
        self._context.runner.read(
            self, lambda: read(reads.find_family, typed), lambda found: self._found(typed, found), key="find"
        )

    def _found(self, typed: str, found: reads.Found) -> None:
        self._hits = hits = found.families
        entered, self._entered = self._entered, False
        self._lines.setStringList([_line(hit) for hit in hits])
        if entered and len(hits) == 1:
            self._choose(hits[0])
        elif found.paper is not None:
            self.said.setText("")
            if entered:
                self.paper_read.emit(found.paper)
        elif not hits:
            self.said.setText(_("Ninguna familia tiene «{typed}».").format(typed=typed))
            self.said.set_tone("danger" if entered else "text3")
            announce(self.box, self.said.text())
        elif self.box.hasFocus():
            self.said.setText("")
            self.box.completer().complete()

    def _picked(self, line: str) -> None:
        found = next((hit for hit in self._hits if _line(hit) == line), None)
        if found is not None:
            QTimer.singleShot(0, self, lambda: self._choose(found))  # the list writes its line into the box first

    def _choose(self, hit: FamilyHit) -> None:
        popup = self.box.completer().popup()
        if popup is not None:
            popup.hide()
        self.box.setText(hit.folio)
        family: UUID = hit.family_id
        self.chosen.emit(family)

    def _space(self) -> None:
        row = self.layout()
        if row is not None:
            row.setSpacing(theme().px(10))
        self.box.setFixedWidth(theme().px(_WIDTH))


def _line(hit: FamilyHit) -> str:
    """Return a family found in one line."""
    parts = (hit.head or hit.matched, hit.folio, hit.settlement or hit.municipality)
    return " · ".join(part for part in parts if part)
