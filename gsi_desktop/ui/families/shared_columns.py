"""Columns that the lists of families and of people share: where a family is, how far it came, who has it in charge."""

from __future__ import annotations

from gsi_desktop.models.enums import FamilyStatus
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import FamilyRow
from gsi_desktop.services.families.persons_data import PersonRow
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.columns import Column


def folio() -> Column:
    """Return the folio of the family."""
    return Column("folio", _("Folio"), 162, tabular=True, tone="text2", sortable=True, filter="text")


def places() -> tuple[Column, Column]:
    """Return the municipality and the vereda or barrio."""
    return (
        Column("municipality", _("Municipio"), 92, tone="text2", sortable=True, filter="values"),
        Column("settlement", _("Vereda o barrio"), 106, tone="text2", sortable=True, filter="values"),
    )


def stage() -> Column:
    """Return how far the family came."""
    return Column(
        "stage",
        _("Etapa"),
        108,
        tone="text2",
        sortable=True,
        filter="values",
        value=lambda row: wording.stage(row.stage),
    )


def cogestor() -> Column:
    """Return who has the family in charge."""
    return Column("cogestor", _("Cogestor(a)"), 140, tone="text2", sortable=True, filter="values")


def status() -> Column:
    """Return whether the family is in the programme; only what is not active stands out."""
    return Column(
        "status",
        _("Estado"),
        86,
        tone="text2",
        filter="values",
        value=lambda row: formats.family_status(row.status),
        chip=_status_chip,
    )


def _status_chip(row: FamilyRow | PersonRow) -> Chip | None:
    return None if row.status is FamilyStatus.ACTIVE else Chip(formats.family_status(row.status), "muted")
