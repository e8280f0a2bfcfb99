"""How authorisations and reserved facts read in Spanish, the same in window, console and papers."""

from __future__ import annotations

from gsi_desktop.models.enums import (
    ConsentChannel,
    Kinship,
    LegalBasis,
    MinorOpinion,
    ProtectedKind,
    ProtectionReason,
    Sex,
)
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.consent_data import ConsentState


def basis(value: LegalBasis) -> str:
    """Return a legal basis."""
    return {
        LegalBasis.AUTHORISATION: _("Autorización de la persona"),
        LegalBasis.LEGAL_FUNCTION: _("Función legal de la entidad"),
        LegalBasis.EMERGENCY: _("Urgencia médica o sanitaria"),
    }[value]


def channel(value: ConsentChannel) -> str:
    """Return how it was given."""
    return {
        ConsentChannel.WRITTEN: _("Por escrito"),
        ConsentChannel.ORAL: _("De palabra"),
        ConsentChannel.ACT: _("Con un acto inequívoco"),
    }[value]


def opinion(value: MinorOpinion) -> str:
    """Return what a minor said when heard."""
    return {
        MinorOpinion.AGREES: _("Se le escuchó y está de acuerdo"),
        MinorOpinion.DISAGREES: _("Se le escuchó y no está de acuerdo"),
        MinorOpinion.TOO_YOUNG: _("Por su edad todavía no opina"),
    }[value]


def protection(value: ProtectionReason) -> str:
    """Return why a minor has no representative here."""
    return {
        ProtectionReason.PROTECTION_MEASURE: _("Está bajo medida de protección (ICBF o comisaría)"),
        ProtectionReason.NO_REPRESENTATIVE: _("No tiene quien lo represente"),
        ProtectionReason.REPRESENTATIVE_AGGRESSOR: _("Quien lo representa es el presunto agresor"),
        ProtectionReason.CONFIDENTIAL_SERVICE: _("Adolescente que pide un servicio confidencial"),
        ProtectionReason.UNACCOMPANIED: _("Llegó sin acompañante; se busca a la familia"),
    }[value]


def state(value: ConsentState) -> str:
    """Return where a person stands."""
    return {
        ConsentState.PENDING: _("Aviso pendiente"),
        ConsentState.GRANTED: _("Autorizó"),
        ConsentState.NOTICE: _("Aviso entregado"),
        ConsentState.EMERGENCY: _("Por urgencia"),
        ConsentState.REFUSED: _("No autoriza"),
        ConsentState.REVOKED: _("Revocó"),
    }[value]


def protected_kind(value: ProtectedKind) -> str:
    """Return what a reserved fact is about."""
    return {
        ProtectedKind.VICTIMIZATION: _("Hecho victimizante"),
        ProtectedKind.DIAGNOSIS: _("Diagnóstico"),
        ProtectedKind.VIOLENCE: _("Violencia"),
        ProtectedKind.LOCATION: _("Ubicación protegida"),
        ProtectedKind.OTHER: _("Otro dato reservado"),
    }[value]


def relation_of_head(kinship: Kinship, head: Sex) -> str:
    """Return what the head is of a member, "" where it does not follow from the kinship."""
    female = head is Sex.FEMALE
    return {
        Kinship.CHILD: _("Madre") if female else _("Padre"),
        Kinship.STEPCHILD: _("Madrastra") if female else _("Padrastro"),
        Kinship.GRANDCHILD: _("Abuela") if female else _("Abuelo"),
        Kinship.SIBLING: _("Hermana") if female else _("Hermano"),
        Kinship.NIECE_NEPHEW: _("Tía") if female else _("Tío"),
    }.get(kinship, "")
