"""What the headings of the list of visits filter by, in words; whose visits they are is a chip of the page's own."""

from __future__ import annotations

from typing import Any

from gsi_desktop.models.enums import VisitKind
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import CogestorInfo
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.kit.choice_menu import Choices
from gsi_desktop.ui.kit.filter_bar import BarWords


def visit_words() -> BarWords:
    """Return what the bar of filters says."""

    def counted(count: int) -> str:
        return ngettext("{total} visita", "{total} visitas", count).format(total=formats.number(count))

    return BarWords(_("Familia, documento o folio"), _("Filtrar por la familia: nombre, documento o folio"), counted)


class VisitChips:
    """No chips but those of headings."""

    def __init__(self) -> None:
        self.people: tuple[CogestorInfo, ...] = ()

    def titles(self) -> dict[str, str]:
        """Return none."""
        return {}

    def choices(self, _chip: str) -> Choices:
        """Return none."""
        return ()

    def value(self, chosen: Any, chip: str) -> Any:
        """Return what a chip filters by."""
        return getattr(chosen, chip)

    def put(self, chosen: Any, _chip: str, _value: Any) -> Any:
        """Return the filter as it is."""
        return chosen

    def name(self, _chip: str, value: Any) -> str:
        """Return a value as it is."""
        return str(value)

    def why_none(self, _chip: str) -> str:
        """Return nothing."""
        return ""

    def value_name(self, column: str, code: str) -> str:
        """Return a value of a column in words."""
        if column == "kind":
            return wording.visit_kind(VisitKind(code))
        if column == "municipality":
            known = catalogues.municipality(code)
            return known.name if known is not None else code
        if column == "cogestor":
            return next((one.name for one in self.people if one.cogestor_id.hex == code), _("Otra persona"))
        return code
