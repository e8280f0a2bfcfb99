"""How the closed lists of the logros read in Spanish, the same in window, console and papers."""

from __future__ import annotations

from typing import Final

from gsi_desktop.models.enums import AchievedHow, MarkState
from gsi_desktop.services.core.i18n import _

WAYS: Final = (AchievedHow.OFFER, AchievedHow.OUTSIDE_OFFER, AchievedHow.OWN_MEANS, AchievedHow.VERIFICATION)
"""Ways to reach a logro that a person gives, under keys 1 to 4 of window and paper."""


def how(code: AchievedHow) -> str:
    """Return how a logro was reached."""
    return {
        AchievedHow.OFFER: _("Oferta del catálogo"),
        AchievedHow.OUTSIDE_OFFER: _("Oferta fuera del catálogo"),
        AchievedHow.OWN_MEANS: _("Medios propios de la familia"),
        AchievedHow.VERIFICATION: _("Solo verificación"),
        AchievedHow.DOCUMENT: _("Según el documento de identidad"),
    }[code]


def short_how(code: AchievedHow) -> str:
    """Return how a logro was reached, where room is scarce."""
    return {
        AchievedHow.OUTSIDE_OFFER: _("Otra oferta"),
        AchievedHow.OWN_MEANS: _("Medios propios"),
    }.get(code, how(code))


def state(code: MarkState) -> str:
    """Return a state of a logro in words, as workbooks tell it."""
    return {
        MarkState.ACHIEVED: _("Alcanzado"),
        MarkState.PENDING: _("Por alcanzar"),
        MarkState.IN_PROGRESS: _("En gestión"),
        MarkState.OBJECTIVE: _("No gestionable: causa objetiva"),
        MarkState.DISINTEREST: _("No gestionable: desinterés"),
        MarkState.NOT_APPLICABLE: _("No aplica"),
        MarkState.UNKNOWN: _("Sin información"),
    }[code]
