"""What the lists of families and of their people filter by: places, cogestores, stages, visits, commitments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from gsi_desktop.models.enums import FamilyStatus, Stage, TargetingSource, Zone
from gsi_desktop.services.accompaniment import wording, workload
from gsi_desktop.services.accompaniment.team import cogestores
from gsi_desktop.services.accompaniment.workload_data import Band, WorkScope
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.families.persons_data import Missing, PersonFilter
from gsi_desktop.services.families.wording import missing_name
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.kit.choice_menu import Choices

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

_SETTLEMENT: Final = "settlement_id"
_VISITED: Final = "visited"
_OVERDUE: Final = "overdue"
_MISSING: Final = "missing"
"""Chips over more than one field of the filter, or over a day that is today's."""


@dataclass(frozen=True, slots=True)
class Places:
    """The places there are families in, as filters offer them."""

    municipalities: tuple[tuple[str, str], ...] = ()
    microregions: tuple[tuple[UUID, str], ...] = ()
    settlements: tuple[tuple[UUID, str], ...] = ()
    cogestores: tuple[tuple[UUID, str], ...] = ()

    def municipality(self, chosen: FamilyFilter) -> str | None:
        """Return the municipality whose settlements can be offered: the chosen one, or the only one."""
        if chosen.municipality_id is not None or len(self.municipalities) != 1:
            return chosen.municipality_id
        return self.municipalities[0][0]


def filter_titles() -> dict[str, str]:
    """Return the filters in the order they are offered, by the field of `FamilyFilter` each sets.

    The chips of the last visit and of the overdue commitments stand for several fields and for today.
    """
    return {
        "municipality_id": _("Municipio"),
        "microregion_id": _("Microrregión"),
        _SETTLEMENT: _("Vereda o barrio"),
        "source": _("Focalización"),
        "status": _("Estado"),
        "zone": _("Zona"),
        "cogestor_id": _("Cogestor(a)"),
        "stage": _("Etapa"),
        "reached": _("Llegaron a"),
        _VISITED: _("Última visita"),
        _OVERDUE: _("Compromisos"),
    }


def read_places(services: Services, chosen: FamilyFilter) -> Places:
    """Return the places and cogestores there are families of; runs in a reading thread."""
    read = services.read
    found = Places(
        read(queries.places_in_use),
        tuple((id_, f"{code} · {name}") for id_, code, name in read(queries.microregions_in_use)),
        cogestores=wording.cogestor_choices(read(cogestores)),
    )
    municipality = found.municipality(chosen)
    return found if municipality is None else replace(found, settlements=read(queries.settlements, municipality))


class FamilyChips:
    """The chips of Familias; ``places`` is told whenever it was read."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self.places = Places()

    def titles(self) -> dict[str, str]:
        """Return the chips in the order they are offered."""
        return filter_titles()

    def value(self, chosen: FamilyFilter, chip: str) -> Any:
        """Return what a chip filters by, None while it does not."""
        if chip == _VISITED:
            said = (chosen.never_visited, chosen.last_visit_from, chosen.last_visit_before)
            return said if any(said) else None
        return chosen.commitments_due_before if chip == _OVERDUE else getattr(chosen, chip)

    def put(self, chosen: FamilyFilter, chip: str, value: Any) -> FamilyFilter:
        """Return the filter with another value of a chip; another municipality drops the settlement."""
        if chip == _VISITED:
            never, first, before = value or (False, None, None)
            return replace(chosen, never_visited=never, last_visit_from=first, last_visit_before=before)
        if chip == _OVERDUE:
            return replace(chosen, commitments_due_before=value)
        if chip == "municipality_id" and value != chosen.municipality_id:
            chosen = replace(chosen, settlement_id=None)
        return replace(chosen, **{chip: value})

    def name(self, chip: str, value: Any) -> str:
        """Return the words of a value of another day, or of a place unknown here."""
        if chip == _OVERDUE:
            return _("vencidos antes del {day}").format(day=formats.date(value))
        if chip != _VISITED:
            return _("Otra")
        _never, first, before = value
        parts = [_("desde el {day}").format(day=formats.date(first))] if first else []
        parts += [_("antes del {day}").format(day=formats.date(before))] if before else []
        return ", ".join(parts)

    def why_none(self, chip: str) -> str:
        """Return why a chip has no choices."""
        why = {_SETTLEMENT: _("elija antes un municipio"), "cogestor_id": _("nadie tiene familias a cargo")}
        return why.get(chip, _("sin familias"))

    def value_name(self, column: str, code: str) -> str:
        """Return a value of a column in words; a place unknown here keeps its code."""
        field = {"municipality": "municipality_id"}.get(column, column)
        if column == "cogestor":
            return {one.hex: name for one, name in self.places.cogestores}.get(code, _("Otra persona"))
        if field in {"municipality_id", "source", "status", "stage"}:
            return str({str(value): name for value, name in self.choices(field)}.get(code, code))
        return code

    def choices(self, chip: str) -> Choices:
        """Return the values of a chip with their words."""
        return {
            "municipality_id": self.places.municipalities,
            "microregion_id": self.places.microregions,
            _SETTLEMENT: self.places.settlements,
            "source": tuple((code, formats.source(code)) for code in TargetingSource),
            "status": tuple((code, formats.family_status(code)) for code in (FamilyStatus.ACTIVE, FamilyStatus.EXITED)),
            "zone": tuple((code, catalogues.label("zone", code)) for code in Zone),
            "cogestor_id": self.places.cogestores,
            "stage": tuple((code, wording.stage(code)) for code in Stage),
            "reached": tuple((code, wording.stage(code)) for code in workload.FUNNEL[1:]),
            _VISITED: self._bands(),
            _OVERDUE: ((self._today(), _("Vencidos")),),
        }[chip]

    def _bands(self) -> Choices:
        scope, today = WorkScope(), self._today()
        found = ((band, workload.band_filter(band, scope, today)) for band in Band)
        return tuple(
            ((one.never_visited, one.last_visit_from, one.last_visit_before), wording.band(band)) for band, one in found
        )


class PersonChips:
    """The chips of Personas: what somebody lacks, and those of their family."""

    def __init__(self, today: Callable[[], date]) -> None:
        self.of_family = FamilyChips(today)

    def titles(self) -> dict[str, str]:
        """Return the chips in the order they are offered."""
        return {_MISSING: _("Falta"), **self.of_family.titles()}

    def value(self, chosen: PersonFilter, chip: str) -> Any:
        """Return what a chip filters by, None while it does not."""
        return chosen.missing if chip == _MISSING else self.of_family.value(chosen.families, chip)

    def put(self, chosen: PersonFilter, chip: str, value: Any) -> PersonFilter:
        """Return the filter with another value of a chip."""
        if chip == _MISSING:
            return replace(chosen, missing=value)
        return replace(chosen, families=self.of_family.put(chosen.families, chip, value))

    def choices(self, chip: str) -> Choices:
        """Return the values of a chip with their words."""
        if chip == _MISSING:
            return tuple((one, missing_name(one)) for one in Missing)
        return self.of_family.choices(chip)

    def name(self, chip: str, value: Any) -> str:
        """Return the words of a value that is none of the choices."""
        return self.of_family.name(chip, value)

    def why_none(self, chip: str) -> str:
        """Return why a chip has no choices."""
        return self.of_family.why_none(chip)

    def value_name(self, column: str, code: str) -> str:
        """Return a value of a column in words."""
        if column == "sex":
            return catalogues.label("sex", code)
        if column == "kinship":
            return catalogues.label("kinship", code)
        return self.of_family.value_name(column, code)
