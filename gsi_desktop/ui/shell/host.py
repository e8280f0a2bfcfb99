"""Where pages live: loaded when first shown, then kept with what was typed in them; a plain error for a broken one."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button, primary
from gsi_desktop.ui.kit.drafts import DraftKeeper
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.context import UiContext
from gsi_desktop.ui.shell.pages import PageSpec

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.crash import CrashReport


class Notice(QWidget):
    """A block in the middle of an empty area: what is the matter, why, and the ways on."""

    def __init__(self, title: str, detail: str, buttons: Sequence[Button] = ()) -> None:
        super().__init__()
        self.title = Label(title, "m", wrap=True)
        self.detail = Label(detail, "body", "text2", wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = list(buttons)
        self._grid = QGridLayout()
        block = QVBoxLayout()
        block.setSpacing(theme().px(8))
        block.addWidget(self.title)
        block.addWidget(self.detail)
        block.addSpacing(theme().px(8))
        block.addLayout(self._grid)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addLayout(block, 6)
        across.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(across)
        outer.addStretch(3)
        theme().changed.connect(self._arrange)
        self._arrange()

    def _arrange(self) -> None:
        """Put the buttons in one row, or two by two when the text is large."""
        self._grid.setSpacing(theme().px(8))
        across = 2 if theme().scale > 1.2 else len(self._buttons)
        for place, button in enumerate(self._buttons):
            self._grid.addWidget(button, place // across, place % across)
        for column in range(len(self._buttons)):
            self._grid.setColumnStretch(column, 0)
        self._grid.setColumnStretch(across, 1)


class BrokenPage(Page):
    """Stands in for a page that could not be loaded."""

    def __init__(
        self, spec: PageSpec, report: CrashReport, retry: Callable[[], object], copy: Callable[[str], object]
    ) -> None:
        super().__init__(spec.title)
        again = primary(_("Intentar de nuevo"), "refresh", retry)
        details = Button(_("Copiar detalles"), "copy", lambda: copy(report.details))
        text = _("Lo guardado está a salvo y las demás páginas siguen funcionando. Código {code}.")
        words = text.format(code=report.code)
        self.body.addWidget(Notice(_("Esta página no se pudo abrir."), words, (again, details)))


class PageHost(QStackedWidget):
    """Shows one page at a time. ``shown`` carries its area after the page was told.

    ``room_changed`` fires when what `roomy` says may be another.
    """

    shown = Signal(str)
    room_changed = Signal()

    def __init__(
        self,
        pages: Sequence[PageSpec],
        report: Callable[[BaseException], CrashReport],
        copy: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._specs = {page.area: page for page in pages}
        self._report = report
        self._copy = copy
        self._made: dict[str, Page] = {}
        self._area = ""

    @property
    def area(self) -> str:
        """The area shown, empty before the first one."""
        return self._area

    def page(self) -> Page | None:
        """Return the page shown."""
        return self._made.get(self._area)

    def holds_typing(self) -> bool:
        """Whether any page has a form open with something typed that is neither saved nor kept as a draft."""
        for page in self._made.values():
            keepers = page.findChildren(DraftKeeper)
            for form in page.findChildren(Form):
                kept = any(keeper.keeps(form) for keeper in keepers)
                if not kept and form.isVisibleTo(page) and form.holds_typing():
                    return True
        return False

    @property
    def roomy(self) -> bool:
        """Whether the page shown wants the room of the navigation."""
        page = self.page()
        return bool(self._area) and (self._specs[self._area].collapsed_nav or (page is not None and page.roomy))

    def spec(self, area: str) -> PageSpec:
        """Return what is known about ``area``; raises `KeyError` for an unknown one."""
        return self._specs[area]

    def show_area(self, area: str, context: UiContext, **args: object) -> None:
        """Bring the page of ``area`` to the front, made with ``context`` when it is the first time."""
        spec = self.spec(area)
        page = self._made.get(area) or self._make(spec, context, args)
        self._area = area
        try:
            if args:
                page.page_args(**args)
            self.setCurrentWidget(page)
            page.page_shown()
        finally:
            self.shown.emit(area)

    def forget_all(self) -> None:
        """Drop every page, because another database was opened."""
        for page in self._made.values():
            self.removeWidget(page)
            page.deleteLater()
        self._made.clear()
        self._area = ""

    def _make(self, spec: PageSpec, context: UiContext, args: dict[str, object]) -> Page:
        try:
            page = spec.load()(context)
        except Exception as error:  # noqa: BLE001 - a broken page must not take the window with it; it is reported
            return self._broken(spec, error, context, args)
        linecache.clearcache()  # PySide reads the source of each module imported, and all of it would stay
        page.room_changed.connect(self.room_changed)
        self._made[spec.area] = page
        self.addWidget(page)
        return page

    def _broken(self, spec: PageSpec, error: Exception, context: UiContext, args: dict[str, object]) -> Page:
        def retry() -> None:
            self.removeWidget(page)
            page.deleteLater()
            del self._made[spec.area]
            self.show_area(spec.area, context, **args)

        page = BrokenPage(spec, self._report(error), retry, self._copy)
        self._made[spec.area] = page
        self.addWidget(page)
        return page
