"""What a visit says above its steps: why something was not kept or closed, what joined, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.changes import Joined
from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import plain
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.held_bar import HeldBar
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.visits import conflicts, words
from gsi_desktop.ui.visits.visit_view import UNFINISHED

if TYPE_CHECKING:
    from gsi_desktop.ui.kit.page import Page
    from gsi_desktop.ui.shell.context import NoticeAction, UiContext
    from gsi_desktop.ui.visits.visit_view import VisitView

_STEP_OF: Final = {"medium": 0, "place": 0, "cogestor_id": 0, "agreement_on": 1, "topic_note": 6}
"""The step where a field is that closing may refuse; all others are in the last one."""


class VisitNotices(QObject):
    """Shows one notice at a time in ``page``. What the page is asked for in it comes as a signal.

    ``retry_asked``: keep it again; ``compare_asked``: choose between what two wrote, with the `ConflictError`;
    ``reread_asked``: read the visit again, for True once what is written is kept.
    """

    retry_asked = Signal()
    compare_asked = Signal(object)
    reread_asked = Signal(bool)

    def __init__(self, context: UiContext, page: Page, view: VisitView) -> None:
        super().__init__(page)
        self._context = context
        self._view = view
        self._held = HeldBar(page)

    def tell_unkept(self, error: Exception | None) -> None:
        """Say why what was written is not kept; None: it is."""
        self.drop()
        if error is None:
            return
        said = explain(error, self._context.runner) or _("No se pudo guardar.")
        copy = (plain(_("&Copiar lo escrito")), self._copy)
        if isinstance(error, ConflictError):
            again: NoticeAction = (_("Comparar y elegir"), partial(self.compare_asked.emit, error))
        elif isinstance(error, ExpectedError) and error.code in ("changed_meanwhile", "visit_closed", "visit_gone"):
            again = (_("Leer de nuevo"), partial(self.reread_asked.emit, False))
        else:
            again = (_("Guardar de nuevo"), self.retry_asked.emit)
        self._held.show(InfoBar("danger", said, _("Lo escrito sigue aquí."), actions=[again, copy]))

    def tell_unended(self, error: Exception, family_id: UUID | None) -> None:
        """Say why the visit was not closed, and lead to where that is mended."""
        if not (isinstance(error, ExpectedError) and error.field):
            self.tell_unkept(error)
            return
        actions: list[NoticeAction] = []
        if error.code == "consent_missing":
            actions = [self._to_consent(family_id)]
        elif self._view.present != UNFINISHED:
            actions = [self._to_step(_STEP_OF.get(error.field, 8), error.field)]
        self._held.show(InfoBar("danger", messages.text(error.code, **error.params), actions=actions))

    def tell_joined(self, joined: Iterable[Joined]) -> None:
        """Say what somebody else wrote that stands beside it now."""
        again = (_("Leer de nuevo"), partial(self.reread_asked.emit, True))
        said = _("Otra persona también escribe en esta visita. Se combinaron los cambios.")
        self._held.show(InfoBar("info", said, conflicts.told(joined), actions=[again], closable=True))

    def drop(self) -> None:
        """Take the notice away."""
        self._held.drop()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(words.content_as_text(self._view.content()))
        self._context.notify("success", _("Quedó copiado."), _("Péguelo donde quiera conservarlo."))

    def _to_consent(self, family_id: UUID | None) -> NoticeAction:
        go = {"family_id": family_id, "tab": "documents", "register": True}
        return _("Registrar autorización"), lambda: self._context.navigate("family", **go)

    def _to_step(self, number: int, field: str) -> NoticeAction:
        return _("Ir al paso {number}").format(number=number), lambda: self._go_to(number, field)

    def _go_to(self, number: int, field: str) -> None:
        self._view.show_step(number)
        found = next((one for one in self._view.steps[number].fields if one.key == field), None)
        if found is not None:
            found.box.setFocus(Qt.FocusReason.OtherFocusReason)
