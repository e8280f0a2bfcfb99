"""One notice of a page at a time: the next one takes the place of the one before."""

from __future__ import annotations

from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page


class HeldBar:
    """Holds a notice of ``page`` until `drop`; notices of others stay beside it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._bar: InfoBar | None = None

    @property
    def bar(self) -> InfoBar | None:
        """The notice held."""
        return self._bar

    def show(self, bar: InfoBar) -> None:
        """Show ``bar`` in place of the notice held."""
        self.drop()
        self._bar = self._page.show_bar(bar)

    def drop(self) -> None:
        """Take the notice away."""
        if self._bar is not None:
            self._page.remove_bar(self._bar)
            self._bar = None
