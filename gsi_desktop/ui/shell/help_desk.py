"""Does for the program what the help menu offers: the manual at the page in front, the keys, tips, what this is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.help_window import HelpWindow
    from gsi_desktop.ui.shell.program import Program

_BEFORE_WORK: Final = "primera-vez"
"""The page of the manual while no page of the program is in front."""


class HelpDesk(QObject):
    """Nothing of it is made before somebody asks."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        self.window: HelpWindow | None = None

    def show(self) -> None:
        """Open the manual at what one has in front."""
        from gsi_desktop.ui.shell.help_window import HelpWindow

        program = self._program
        if self.window is None:
            self.window = HelpWindow(program.window)
        host = program.host
        showing = program.context is not None and program.window.content.currentWidget() is host and host.area
        self.window.show_help(host.spec(host.area).help if showing else _BEFORE_WORK)

    def hide(self) -> None:
        """Put the manual away."""
        if self.window is not None:
            self.window.hide()

    def show_shortcuts(self) -> None:
        """Show the keys."""
        from gsi_desktop.ui.shell.help_dialogs import ShortcutsDialog

        ShortcutsDialog(self._program.window.commands, self._program.window).open()

    def replay_tips(self) -> None:
        """Offer every tip again."""
        self._program.place.tips.replay()
        detail = _("Cada uno, la próxima vez que abra su página.")
        self._program.notify("info", _("Los consejos salen otra vez."), detail)

    def about(self) -> None:
        """Say what this program is."""
        from gsi_desktop.ui.shell.help_dialogs import AboutDialog

        AboutDialog(self._program.copy_diagnostics, self._program.window).open()
