"""The views of Visitas: which list, whose visits, what narrows them and the columns, kept under a name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gsi_desktop.services.accompaniment.visit_filter import VisitFilter
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.listing import Asked, decoded, encoded
from gsi_desktop.ui.shell.views import ViewDesk, Viewed

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext
    from gsi_desktop.ui.visits.list_page import VisitsPage

TABLE = "visits"
"""Name under which the settings keep the columns of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsShown:
    """Which visits the page shows."""

    list: VisitList = VisitList.WEEK
    scope: WorkScope = field(default_factory=WorkScope)
    narrow: VisitFilter = field(default_factory=VisitFilter)


def visit_views(context: UiContext, page: VisitsPage) -> ViewDesk:
    """Return the views of ``page``; their whole is the list shown, of everybody and narrowed by nothing."""

    def content() -> str:
        return encoded(Asked(page.what, ""), page.table.column_state())

    def use(kept: str | None) -> None:
        if kept is None:
            page.show_visits(VisitsShown(list=page.what.list))
            return
        asked, columns = decoded(kept, VisitsShown())
        if columns:
            page.table.use_columns(columns)
        page.show_visits(asked.chosen)

    return ViewDesk(context, Viewed(TABLE, _("Todas"), content, use), page)
