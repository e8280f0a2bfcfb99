"""A small form beside what it is about: a title, some fields, a verb and the way out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.accompaniment import rules
from gsi_desktop.services.core import drafts
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.ui.kit.buttons import Button, Size
from gsi_desktop.ui.kit.drafts import About, DraftKeeper
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.fields import DateField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.textfields import TimeField
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


def drafted(name: str, subject: object, title: str, area: str, **args: Any) -> About:
    """Return what the draft of the small form ``name`` is about; ``area`` and ``args`` lead back to it."""
    return About(name, str(subject), title, new_id(), more=drafts.opening(area, **args))


class SmallForm(QWidget):
    """A title, a form, a verb and the way out. ``done`` after it was written, ``left`` when the person gives up.

    A ``compact`` one stands under a title already there: small buttons without access keys. ``reserved`` are access
    keys the page uses beside it.
    """

    done = Signal()
    left = Signal()

    def __init__(self, context: UiContext, title: str, verb: str, *, compact: bool = False, reserved: str = "") -> None:
        super().__init__()
        self.context = context
        self.title = Label(title, "card_title", wrap=True)
        self.form = Form(reserved=reserved if compact else f"gd{reserved}")
        self.keeper = DraftKeeper(context.drafts, self.form, self)
        extent: Size = "small" if compact else "normal"
        icon = None if compact else "check"
        self.save_button = Button(verb, icon, self.form.submit, kind="primary", size=extent)
        leave = _("Cancelar") if compact else _("&Dejar así")
        self.leave_button = Button(leave, None, self._give_up, size=extent)
        writes(self.save_button)
        self._bar: InfoBar | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        if not compact:
            self._column.setSpacing(theme().px(10))
            self._column.addWidget(self.title)
            self._column.addWidget(self.keeper.badge, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.form)
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(self.save_button)
        row.addWidget(self.leave_button)
        if compact:
            row.addWidget(self.keeper.badge)
        row.addStretch(1)
        self._column.addLayout(row)
        self.form.submitted.connect(self.write)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, slot in (("Esc", self._give_up), ("Ctrl+S", self.form.submit)):
            QShortcut(QKeySequence(keys), self, slot, context=inside)
        self.save_button.setToolTip(shown_keys("Ctrl+S"))

    def write(self, values: dict[str, Any]) -> None:
        """Write what the form holds."""
        raise NotImplementedError

    def show_values(self, values: dict[str, Any], about: About | None = None) -> None:
        """Show ``values``; what is typed from now on is kept as the draft ``about`` says, one kept before shows again.

        What was typed about something else stays its draft.
        """
        self.keeper.leave()
        self.say("")
        self.form.set_values(values)
        if about is not None:
            self.keeper.begin(about)

    def begin(self) -> None:
        """Take the keyboard; Tab goes through the fields, then to the verb and the way out."""
        order = [*(field.box for field in self.form.fields()), self.save_button, self.leave_button]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        self.form.fields()[0].box.setFocus(Qt.FocusReason.OtherFocusReason)

    def run(self, command: Callable[..., Any], data: object) -> None:
        """Run ``command``; what it refuses is shown at its field or above the form."""
        run = self.context.services.run
        self.work(lambda: run(command, data))

    def work(self, work: Callable[[], object]) -> None:
        """Do ``work``, which writes, as `run` does one command."""
        self.say("")
        self.save_button.setEnabled(False)
        self.context.runner.write(self, work, self._written, self._refused)

    def say(self, text: str) -> None:
        """Show why it was not written, "" to show nothing."""
        if self._bar is not None:
            self._column.removeWidget(self._bar)
            self._bar.hide()
            self._bar.deleteLater()
            self._bar = None
        if text:
            self._bar = InfoBar("danger", text, _("No se guardó nada."))
            self._column.insertWidget(self._column.indexOf(self.form), self._bar)

    def not_written(self) -> str:
        """Return what is said of a failure that has no words of its own."""
        return _("No se pudo guardar.")

    def _written(self, _outcome: object) -> None:
        self.save_button.setEnabled(True)
        self.keeper.done()
        self.done.emit()

    def _give_up(self) -> None:
        self.keeper.done()
        self.left.emit()

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, ExpectedError) and self.form.show_error(error):
            return
        said = explain(error, self.context.runner)
        self.say(said or self.not_written())


def add_when(form: SmallForm, *, filling: bool = False) -> None:
    """Add day and hour of a visit to come, as wide as their texts or ``filling`` the row."""
    wide, less = (None, None) if filling else (150, 100)
    form.form.add(
        DateField("on", _("Día"), required=True, today=form.context.services.clock.today, coming=True, width=wide),
        TimeField("time", _("Hora"), rules.wall_time, width=less),
        stretch=(3, 2) if filling else (),
    )
