"""What the page of a new family says below the sheet: one thing at a time, and beside it who was enrolled last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.families.enrol_form import EnrolForm, Wrong, summary
from gsi_desktop.ui.kit.held_bar import HeldBar
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page

if TYPE_CHECKING:
    from gsi_desktop.services.core.drafts import Draft


class EnrolNotices(QObject):
    """The notices of ``page`` about ``form``; a list of what is wrong grows shorter as it is mended.

    A notice that only informs goes once somebody types; that of the family enrolled last stays with the next one.
    """

    def __init__(self, page: Page, form: EnrolForm) -> None:
        super().__init__(page)
        self._form = form
        self._told = HeldBar(page)
        self._listed: list[Wrong] | None = None
        self._done = HeldBar(page)
        form.changed.connect(self._typed)
        form.checked.connect(self._mended)

    def tell(self, bar: InfoBar) -> None:
        """Say ``bar`` instead of what was said before."""
        self.untell()
        self._told.show(bar)

    def untell(self) -> None:
        """Take away what was said."""
        self._listed = None
        self._told.drop()

    def list_wrong(self, wrong: list[Wrong]) -> None:
        """List what is wrong with ways to get there."""
        links, more = summary(wrong)
        count = len(wrong)
        title = ngettext("Hay un dato por corregir.", "Hay {count} datos por corregir.", count).format(count=count)
        rest = ngettext("Y {count} más.", "Y {count} más.", more).format(count=more) if more else ""
        self.tell(InfoBar("danger", title, " ".join((_("No se guardó nada."), rest)).strip(), links=links))
        self._listed = wrong

    def offer(self, waiting: Sequence[Draft], go_on: Callable[[], object], see: Callable[[], object]) -> None:
        """Tell of families that were begun and not saved, the newest first, with the way to go on with that one."""
        count = len(waiting)
        said = ngettext("Hay {count} familia sin terminar.", "Hay {count} familias sin terminar.", count)
        actions = [(_("Continuar con ella"), go_on), (_("Ver borradores"), see)]
        self.tell(InfoBar("info", said.format(count=count), waiting[0].title, actions=actions, closable=True))

    def tell_unsaved(self, said: str, go_on: Callable[[], object]) -> None:
        """Tell why a family that is not on screen any more was not saved, with the way back to it."""
        kept = _("La familia que guardaba quedó en Borradores.")
        self.tell(InfoBar("danger", said, kept, actions=[(_("Volver a ella"), go_on)], closable=True))

    def tell_done(self, bar: InfoBar) -> None:
        """Say who was enrolled, in place of who was before."""
        self._done.show(bar)

    def clear_done(self) -> None:
        """Take away who was enrolled."""
        self._done.drop()

    def _typed(self) -> None:
        told = self._told.bar
        if told is not None and told.severity == "info" and not self._form.is_blank():
            self.untell()

    def _mended(self) -> None:
        """Take what was mended off the list, and the list away with the last one."""
        if self._listed is None:
            return
        still = {one.about for one in self._form.still_wrong()}
        wrong = [one for one in self._listed if not one.shown or one.about in still]
        if not wrong:
            self.untell()
        elif len(wrong) < len(self._listed):
            self.list_wrong(wrong)
