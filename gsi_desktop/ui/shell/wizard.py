"""Steps one after the other over the whole window: what was typed stays, whatever fails; Enter goes on, Esc back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.services.core.errors import GsiError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.buttons import Button, primary
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.tasks import TaskHandle, TaskRunner
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.front import Front
from gsi_desktop.ui.shell.opening import Opened
from gsi_desktop.ui.shell.step_column import StepColumn
from gsi_desktop.ui.shell.troubles import is_bug, sentences
from gsi_desktop.ui.shell.window import press_focused

if TYPE_CHECKING:
    from gsi_desktop.services.core.progress import Progress


class Screen(QWidget):
    """One step: a title, a sentence, then what is asked. ``step`` is its name in the column of steps.

    ``first`` takes the keyboard when the screen shows; without one, the button that goes on does. ``verb`` is the word
    on that button.
    """

    def __init__(self, step: str, title: str, detail: str, verb: str = "") -> None:
        super().__init__()
        self.step = step
        self.title = title
        self.verb = verb or _("Cont&inuar")
        self.first: QWidget | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme().px(12))
        self.column.addWidget(Label(title, "xl", wrap=True))
        self.column.addWidget(Label(detail, "body", "text2", wrap=True))

    def ready(self) -> bool:
        """Check what was asked; False keeps the person here, with the reason shown."""
        return True

    def shown(self) -> None:
        """Called each time the screen comes to the front."""

    def end(self) -> None:
        """Leave the rest of the height empty."""
        self.column.addStretch(1)


class Wizard(Front):
    """Screens in order. Leaving the one before the last does the work; the last one shows what came of it.

    ``finished`` carries the `Opened` database; ``given_up`` fires when it is left.
    """

    finished = Signal(object)
    given_up = Signal()

    def __init__(self, name: str, screens: Sequence[Screen], runner: TaskRunner, *, leave: str = "") -> None:
        self._steps = StepColumn([screen.step for screen in screens], name)
        super().__init__(self._steps)
        set_name(self, name)
        self.screens = list(screens)
        self._runner = runner
        self._handle: TaskHandle | None = None
        self._opened: Opened | None = None
        self.progress = ProgressPanel()
        self.stack = QStackedWidget()
        for screen in self.screens:
            self.stack.addWidget(screen)
        self.back = Button(_("&Atrás"), "chevron-left", self.go_back)
        self.forward = primary(_("Continuar"), None, self.go_on)
        self.forward.setDefault(True)
        self._leave = Button(leave, None, self.given_up.emit, kind="flat") if leave else None
        self.buttons.addWidget(self.back)
        if self._leave is not None:
            self.buttons.addWidget(self._leave)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.forward)
        self.lay_out(self.stack)

    # --- what each wizard gives

    def work(self) -> Callable[[Progress], Opened]:
        """Return what is done in the background before the last screen."""
        raise NotImplementedError

    def made(self, opened: Opened) -> None:
        """Show in the last screen what came of it."""
        raise NotImplementedError

    def working_words(self) -> str:
        """Return what is said while it works."""
        raise NotImplementedError

    def failed_words(self) -> str:
        """Return what is said of a failure of the program."""
        raise NotImplementedError

    # --- moving

    def begin(self) -> None:
        """Show the first screen; called once the wizard is on screen, so that the keyboard is in it."""
        self.show_screen(0)

    @property
    def current(self) -> int:
        """The number of the screen shown, from 0."""
        return self.stack.currentIndex()

    def go_on(self) -> None:
        """Go to the next screen, do the work, or finish."""
        if self._handle is not None or not self.screens[self.current].ready():
            return
        if self._opened is not None:
            self.finished.emit(self._opened)
        elif self.current == len(self.screens) - 2:
            self._do()
        else:
            self.show_screen(self.current + 1)

    def go_back(self) -> None:
        """Go to the screen before; once the work is done there is no way back."""
        if self._handle is None and self._opened is None and self.current > 0:
            self.show_screen(self.current - 1)

    def show_screen(self, number: int) -> None:
        """Show a screen and give it the keyboard."""
        self.say(None)
        self.stack.setCurrentIndex(number)
        self._steps.set_current(number)
        screen = self.screens[number]
        screen.shown()
        self.back.setVisible(number > 0 and self._opened is None)
        if self._leave is not None:
            self._leave.setVisible(self._opened is None)
        self.forward.setText(screen.verb)
        announce(self, screen.title)
        (screen.first or self.forward).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a focused button and else goes on; Esc goes back, or stops the work under way."""
        if press_focused(event):
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            if self._handle is not None:
                self._handle.cancel()
            else:
                self.go_back()
        else:
            super().keyPressEvent(event)

    # --- working

    def _do(self) -> None:
        self.say(None)
        self._handle = self._runner.long(
            self,
            self.work(),
            self._made,
            self._failed,
            progress=self.progress.show_step,
            cancelled=self._cancelled,
        )
        self.progress.start(self.working_words(), self._handle)
        self._set_busy(True)

    def _made(self, opened: Opened) -> None:
        self._done()
        if opened.recovery_code is None:
            self.finished.emit(opened)
            return
        self._opened = opened
        self.made(opened)
        self.show_screen(len(self.screens) - 1)

    def _cancelled(self) -> None:
        self._done()
        self._tell("info", _("Se canceló."), _("No quedó nada a medias. Puede cambiar algo o volver a empezar."))

    def _failed(self, error: Exception) -> None:
        self._done()
        if not isinstance(error, GsiError) or is_bug(error):
            self._tell("danger", self.failed_words(), _("Lo que eligió sigue aquí."))
            raise error
        self._tell("danger", *sentences(error))

    def _done(self) -> None:
        self._handle = None
        self.progress.finish()
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        for button in (self.back, self.forward, *([self._leave] if self._leave else [])):
            button.setEnabled(not busy)
        if busy:
            self.setFocus()

    def _tell(self, severity: str, title: str, detail: str) -> None:
        self.say(InfoBar("danger" if severity == "danger" else "info", title, detail))
        self.forward.setFocus()
