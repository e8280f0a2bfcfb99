"""How papers, orders and what became of a form are said: window, console and papers alike."""

from __future__ import annotations

from gsi_desktop.models.enums import PaperKind, PaperOrder, PaperSkip, PaperState
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.paperwork.data import ChosenFamily


def kind(one: PaperKind) -> str:
    """Return the name of a paper."""
    return {
        PaperKind.FAMILY_PLAN: _("Plan familiar"),
        PaperKind.BASELINE: _("Ficha de línea base"),
        PaperKind.VISIT: _("Formato de visita"),
        PaperKind.CERTIFICATE: _("Constancia de vinculación"),
    }[one]


def kind_in_short(one: PaperKind) -> str:
    """Return the name of a paper for narrow columns."""
    return {
        PaperKind.FAMILY_PLAN: _("Plan familiar"),
        PaperKind.BASELINE: _("Línea base"),
        PaperKind.VISIT: _("Visita"),
        PaperKind.CERTIFICATE: _("Constancia"),
    }[one]


def order(one: PaperOrder) -> str:
    """Return the name of an order."""
    return {
        PaperOrder.PLACE: _("Por vereda y nombre"),
        PaperOrder.COGESTOR: _("Por cogestor(a) y vereda"),
        PaperOrder.FOLIO: _("Por folio"),
    }[one]


def state(one: PaperState) -> str:
    """Return what became of a paper."""
    return {
        PaperState.PRINTED: _("Impreso"),
        PaperState.PENDING: _("Por digitar"),
        PaperState.KEYED: _("Digitado"),
        PaperState.SKIPPED: _("Omitido"),
        PaperState.FAILED: _("No se imprimió"),
    }[one]


def skip(one: PaperSkip) -> str:
    """Return why a form was left out."""
    return {
        PaperSkip.NOT_FILLED: _("No se diligenció"),
        PaperSkip.NOT_FOUND: _("No se encontró la familia"),
        PaperSkip.LOST: _("El papel no llegó"),
    }[one]


def pile(family: ChosenFamily, sort: PaperOrder) -> str:
    """Return the name of the pile a family's papers lie in."""
    if sort is PaperOrder.COGESTOR:
        return family.cogestor or _("Sin cogestor(a)")
    if sort is PaperOrder.FOLIO:
        return family.municipality
    return f"{family.settlement or _('Sin vereda ni barrio')} · {family.municipality}"
