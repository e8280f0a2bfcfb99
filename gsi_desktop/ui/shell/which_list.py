"""The switch between two lists that are one entry of the navigation: families and people, visits and commitments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.toggles import SegmentedControl

if TYPE_CHECKING:
    from gsi_desktop.ui.kit.page import Page
    from gsi_desktop.ui.shell.context import UiContext


class WhichList(SegmentedControl):
    """Goes from the list of area ``here`` to the others. ``told`` is what the other list comes with."""

    def __init__(self, here: str, lists: Sequence[tuple[str, str]], context: UiContext) -> None:
        super().__init__(lists, _("Qué lista se ve"))
        self._here = here
        self._context = context
        self.told: dict[str, object] = {}
        self.choose(here)
        self.chosen.connect(self._go)

    def _go(self, area: object) -> None:
        if area != self._here:
            self.choose(self._here)  # this page stays what it is: the other one shows itself as chosen
            self._context.navigate(str(area), **self.told)


def families_or_people(page: Page, here: str, context: UiContext) -> WhichList:
    """Put the switch between families and their people beside the title of ``page``."""
    return _beside(page, WhichList(here, (("families", _("Por familia")), ("persons", _("Por persona"))), context))


def visits_or_commitments(page: Page, here: str, context: UiContext) -> WhichList:
    """Put the switch between visits and commitments beside the title of ``page``."""
    return _beside(page, WhichList(here, (("visits", _("Visitas")), ("commitments", _("Compromisos"))), context))


def _beside(page: Page, made: WhichList) -> WhichList:
    page.title_row.addWidget(made)
    page.title_row.addStretch(1)
    return made
