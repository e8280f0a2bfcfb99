"""What every step of a visit is: a page that shows its part of the content, says how it stands and what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.services.accompaniment.data import VisitContent
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.fields import Field
from gsi_desktop.ui.kit.forms import with_mnemonic
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.pieces import scrolling
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext
    from gsi_desktop.ui.visits.reads import Room

RESERVED = "cuatrn"
"""Access keys the visit itself uses for its buttons."""


class Step(QWidget):
    """Base of the steps. ``changed`` when something to keep was written, ``moved`` when only `result` may differ.

    ``failed`` carries why something that a step writes by itself was not written.
    """

    changed = Signal()
    moved = Signal()
    failed = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        self.fields: list[Field] = []
        self._letters = set(RESERVED)
        self._silent = False
        self.column = QVBoxLayout(self)
        theme().changed.connect(self.space)
        self.space()

    # --- what each step says

    def fill(self, room: Room) -> None:
        """Show a visit."""
        raise NotImplementedError

    def write(self, content: VisitContent) -> VisitContent:
        """Return ``content`` with what this step holds."""
        return content

    def result(self) -> str:
        """Return the line below the step's name."""
        return ""

    def missing(self) -> str:
        """Return what has to be done before going on, "" when nothing."""
        wrong = next((field for field in self.fields if field.error), None)
        return _("Corrija: {name}").format(name=wrong.name) if wrong is not None else ""

    def finish(self, then: Callable[[], object]) -> None:
        """Write what the step keeps to itself until it is done, then call ``then``; it may fail and tell so."""
        then()

    def refresh(self, room: Room) -> None:
        """Take in what changed elsewhere without touching what is being written."""

    def begin(self) -> None:
        """Take the keyboard."""
        if self.fields:
            self.fields[0].box.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- for the steps

    def add_field(self, field: Field, into: QVBoxLayout | QHBoxLayout | None = None, stretch: int = 0) -> None:
        """Add a field whose changes are kept."""
        field.set_mnemonic(with_mnemonic(field.label.text().removesuffix(" *"), self._letters))
        field.changed.connect(self._told)
        self.fields.append(field)
        (into or self.column).addWidget(field, stretch)

    def say(self, text: str) -> Label:
        """Add words that explain."""
        label = Label(text, "body", "text2", wrap=True)
        self.column.addWidget(label)
        return label

    def value(self, field: Field, former: Any) -> Any:
        """Return the value of ``field``, ``former`` while what is typed is none."""
        with suppress(ExpectedError):
            return field.value()
        return former

    def space(self) -> None:
        """Set margins and gaps for the text size in force."""
        pad = theme().px(size("spacing.m"))
        self.column.setContentsMargins(pad, pad, pad, pad)
        self.column.setSpacing(theme().px(10))

    def set_silent(self, silent: bool) -> None:
        """Tell nobody while the step shows what was stored."""
        self._silent = silent

    def told(self) -> None:
        """Tell that something to keep changed."""
        if not self._silent:
            self.changed.emit()
            self.moved.emit()

    def _told(self) -> None:
        self.told()


class Frame(QFrame):
    """The card around the step in front: its title, one line of help, the step, and the foot with the ways on."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.title = Label("", "m")
        self.help = Label("", "s", "text2", wrap=True)
        self.stack = QStackedWidget()
        self.notice = Label("", "s", "text2", wrap=True)
        self.foot = QHBoxLayout()
        self._top = QVBoxLayout()
        self._below = QVBoxLayout()
        self._below.addWidget(self.notice)
        self._below.addLayout(self.foot)
        self._top.addWidget(self.title)
        self._top.addWidget(self.help)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addLayout(self._top)
        outer.addWidget(Line())
        outer.addWidget(self.stack, 1)
        outer.addWidget(Line())
        outer.addLayout(self._below)
        self.notice.hide()
        theme().changed.connect(self._space)
        self._space()

    def add(self, inside: QWidget) -> None:
        """Add a step; it scrolls when it is too high."""
        self.stack.addWidget(scrolling(inside))

    def show_step(self, number: int, title: str, help_: str) -> None:
        """Bring a step to the front."""
        self.title.setText(title)
        self.help.setText(help_)
        self.help.setVisible(bool(help_))
        self.stack.setCurrentIndex(number)

    def say(self, text: str) -> None:
        """Say above the ways on what lacks, "" for nothing."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def reveal(self, widget: QWidget) -> None:
        """Scroll to ``widget`` when the step in front holds it."""
        area = self.stack.currentWidget()
        if isinstance(area, QScrollArea) and area.isAncestorOf(widget):
            area.ensureWidgetVisible(widget, 0, theme().px(24))
            area.horizontalScrollBar().setValue(0)

    def _space(self) -> None:
        px = theme().px
        pad = px(size("spacing.m"))
        self._top.setContentsMargins(pad, px(11), pad, px(9))
        self._top.setSpacing(px(2))
        self._below.setContentsMargins(pad, px(10), pad, px(10))
        self._below.setSpacing(px(6))
        self.foot.setSpacing(px(8))
