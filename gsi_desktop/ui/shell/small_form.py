"""A small form beside what it is about: a title, some fields, a verb and the way out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.accompaniment import rules
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button, Size
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.fields import DateField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.textfields import TimeField
from gsi_desktop.ui.kit.theme import theme

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


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
        extent: Size = "small" if compact else "normal"
        icon = None if compact else "check"
        self.save_button = Button(verb, icon, self.form.submit, kind="primary", size=extent)
        leave = _("Cancelar") if compact else _("&Dejar así")
        self.leave_button = Button(leave, None, self.left.emit, size=extent)
        self._bar: InfoBar | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        if not compact:
            self._column.setSpacing(theme().px(10))
            self._column.addWidget(self.title)
        self._column.addWidget(self.form)
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(self.save_button)
        row.addWidget(self.leave_button)
        row.addStretch(1)
        self._column.addLayout(row)
        self.form.submitted.connect(self.write)
        QShortcut(QKeySequence("Esc"), self, self.left.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def write(self, values: dict[str, Any]) -> None:
        """Write what the form holds."""
        raise NotImplementedError

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
        self.done.emit()

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
