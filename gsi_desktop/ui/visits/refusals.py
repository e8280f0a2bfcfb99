"""What a form typed from paper says when it could not be saved, and a paper of a batch that is not to be keyed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gsi_desktop.models.enums import PaperState
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.visits import words

if TYPE_CHECKING:
    from gsi_desktop.services.paperwork.data import PaperRow
    from gsi_desktop.ui.shell.context import UiContext
    from gsi_desktop.ui.visits.entry_form import PaperForm


def refusal(
    context: UiContext, form: PaperForm | None, error: Exception, again: Callable[[], object]
) -> InfoBar | None:
    """Return the notice of a save that failed, None when the form shows it at its field; what was typed stays."""
    if isinstance(error, ExpectedError):
        missing = error.code == "consent_missing"
        if form is not None and not missing and form.show_error(error):
            return None
        actions = [_consent(context, form)] if missing and form is not None else []
        return InfoBar("danger", messages.text(error.code, **error.params), _("No se guardó nada."), actions=actions)
    said = explain(error, context.runner)
    kept = _("Lo escrito sigue aquí.")
    return InfoBar("danger", said or _("No se pudo guardar."), kept, actions=[(_("Guardar de nuevo"), again)])


def not_to_key(row: PaperRow) -> ExpectedError | None:
    """Return why a paper is not to be keyed: it never is, or it was; None for a form that waits."""
    if row.state in (PaperState.PRINTED, PaperState.FAILED):
        return ExpectedError("paper_not_form", typed=row.code)
    if row.state is PaperState.KEYED:
        when = words.short_day(row.settled_at)
        return ExpectedError("paper_keyed", typed=row.code, day=when, who=row.settled_by)
    return None


def _consent(context: UiContext, form: PaperForm) -> tuple[str, Callable[[], object]]:
    go = {"family_id": form.home.dossier.family_id, "tab": "documents", "register": True}
    return _("Registrar autorización"), lambda: context.navigate("family", **go)
