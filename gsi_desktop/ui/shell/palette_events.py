"""Life events the palette records by name: of the family on screen, or of one that is chosen first."""

from __future__ import annotations

from gsi_desktop.models.enums import EventKind
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.writing import read_only
from gsi_desktop.ui.shell.palette_entries import Entry


def event_entries(*, of_family: bool) -> list[Entry]:
    """Return what can have happened ``of_family`` on screen, or of any; nothing where nothing can be saved."""
    from gsi_desktop.services.families.event_wording import event_kind

    if read_only():
        return []
    detail = _("Novedad de esta familia") if of_family else _("Novedad: se elige la familia")
    called = {
        EventKind.BIRTH: _("nació bebé"),
        EventKind.DEATH: _("defunción muerte murió"),
        EventKind.JOIN: _("llegada integrante"),
        EventKind.EXIT: _("retiro partida"),
        EventKind.HEAD_CHANGE: _("jefe jefa cabeza"),
        EventKind.SPLIT: _("separación divorcio"),
        EventKind.MERGE: _("matrimonio juntar"),
        EventKind.MOVE: _("mudanza trasteo"),
        EventKind.PROGRAMME_EXIT: _("egreso retiro"),
        EventKind.REENTRY: _("regreso vuelve"),
    }
    return [Entry("event", kind, event_kind(kind), detail, "user-plus", also=also) for kind, also in called.items()]
