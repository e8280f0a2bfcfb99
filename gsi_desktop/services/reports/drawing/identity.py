"""The family's numbered boxes: whole on the first page, in one row on the others."""

from __future__ import annotations

from typing import Final

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.reports.data import FamilyIdentity
from gsi_desktop.services.reports.drawing.blocks import Field

LAST_NUMBER: Final = 11
"""The number of the last box; sections go on from there."""


def whole(identity: FamilyIdentity) -> list[list[Field]]:
    """Return the boxes of the first page in three rows."""
    return [
        [
            Field(identity.head_caption, identity.head, 300, "1"),
            Field(_("Documento"), identity.document, 180, "2"),
            Field(_("Teléfono"), identity.phone, 120, "3"),
            Field(_("Integrantes"), identity.members, 120, "4"),
        ],
        [
            Field(_("Municipio"), identity.municipality, 160, "5"),
            Field(_("Vereda o barrio"), identity.settlement, 215, "6"),
            Field(_("Dirección"), identity.address, 225, "7"),
            Field(_("Zona"), identity.zone, 120, "8"),
        ],
        [
            Field(_("Focalización"), identity.targeting, 300, "9"),
            Field(_("Fase"), identity.phase, 180, "10"),
            Field(_("Cogestor(a)"), identity.cogestor, 240, "11"),
        ],
    ]


def compact(identity: FamilyIdentity) -> list[Field]:
    """Return the boxes that tell of whom a later page is."""
    return [
        Field(identity.head_caption, identity.head, 210, "1", most=1),
        Field(_("Documento"), identity.document, 115, "2", most=1),
        Field(_("Vereda o barrio"), identity.settlement, 220, "6", most=1),
        Field(_("Cogestor(a)"), identity.cogestor, 175, "11", most=1),
    ]
