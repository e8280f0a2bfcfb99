"""Where one is in the window: the entry marked, the steps in the header, the title, the navigation folded or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.ui.shell.host import PageHost
from gsi_desktop.ui.shell.pages import PageSpec
from gsi_desktop.ui.shell.tips import Tips
from gsi_desktop.ui.shell.window import MainWindow


class Whereabouts(QObject):
    """Follows the page that `PageHost` shows. ``wanted`` is the page asked for before a database was open."""

    def __init__(
        self, window: MainWindow, host: PageHost, settings: SettingsStore, pages: Sequence[PageSpec], wanted: str | None
    ) -> None:
        super().__init__(window)
        self._window = window
        self._host = host
        self._settings = settings
        self._pages = pages
        self._crumbs: dict[str, dict[str, object]] = {}
        self.wanted = wanted
        self.tips = Tips(settings)

    def first(self) -> PageSpec:
        """Return the page to begin with: the one asked for, else the one shown last, else the first."""
        known = {page.area: page for page in self._pages if page.group}
        return known.get(self.wanted or self._settings.current.last_page, next(iter(known.values())))

    def shown(self, area: str) -> None:
        """Say that the page of ``area`` is in front now."""
        if self._host.spec(area).group:
            self._settings.update(last_page=area)
        self._window.navigation.mark(area)
        self.fit()
        self.tell()
        page = self._host.page()
        if page is not None:
            self.tips.offer(area, page)

    def fit(self) -> None:
        """Fold the navigation for pages that want its room, and for who prefers it so."""
        self._window.navigation.set_collapsed(self._host.roomy or self._settings.current.navigation_collapsed)

    def fold(self) -> None:
        """Fold the navigation or unfold it, and remember that, except on pages that fold it themselves."""
        folded = not self._window.navigation.collapsed
        self._window.navigation.set_collapsed(folded)
        if not self._host.roomy:
            self._settings.update(navigation_collapsed=folded)

    def tell(self) -> None:
        """Show the steps to the page in front; its words may have come only now."""
        page = self._host.page()
        if page is None or self._window.content.currentWidget() is not self._host:
            return
        spec = self._host.spec(self._host.area)
        words = page.breadcrumb() or [spec.title]
        parent = self._host.spec(spec.parent) if spec.parent else None
        if parent is not None and words[0] != parent.title:
            words = [parent.title, *words]
        areas = {known.title: known.area for known in self._pages if known.group}
        targets = page.crumb_targets()
        areas |= {word: area for word, (area, _args) in targets.items()}
        self._crumbs = dict(targets.values())
        icon = parent.icon if parent is not None else spec.icon
        self._window.show_place(icon, [(word, areas.get(word, spec.parent)) for word in words], spec.title)

    def follow(self, area: str, navigate: Callable[..., object]) -> None:
        """Go where a step of the header leads."""
        navigate(area, **self._crumbs.get(area, {}))

    def forget(self) -> None:
        """Forget where one was: the work is over, and a step may be the name of a person."""
        self._crumbs = {}
        self._window.header.breadcrumb.show_steps("", ())
