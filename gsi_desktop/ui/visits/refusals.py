"""What a form typed from paper says when it could not be saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.infobar import InfoBar

if TYPE_CHECKING:
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


def _consent(context: UiContext, form: PaperForm) -> tuple[str, Callable[[], object]]:
    go = {"family_id": form.home.dossier.family_id, "tab": "documents", "register": True}
    return _("Registrar autorización"), lambda: context.navigate("family", **go)
