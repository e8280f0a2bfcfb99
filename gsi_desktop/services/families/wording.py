"""How the people of a household read in Spanish, the same in window, console and papers."""

from __future__ import annotations

from typing import Protocol

from gsi_desktop.models.enums import Kinship, NoDocument, Sex
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.persons_data import Missing
from gsi_desktop.services.territory import catalogues


class Relative(Protocol):
    """Somebody of a household, whichever data class tells of them."""

    @property
    def kinship(self) -> Kinship:
        """What they are to the head."""
        ...

    @property
    def sex(self) -> Sex:
        """Their sex."""
        ...

    @property
    def is_head(self) -> bool:
        """Whether they are the head."""
        ...


def short_kinship(person: Relative) -> str:
    """Return the kinship in one word, where there is little room: "Jefa", "Cónyuge", "Hijo"."""
    if person.is_head:
        return {Sex.MALE: _("Jefe"), Sex.FEMALE: _("Jefa")}.get(person.sex, _("Jefe(a)"))
    if person.kinship is Kinship.SPOUSE:
        return _("Cónyuge")
    return catalogues.label("kinship", person.kinship, person.sex)


_BY_HAND = {
    "name_missing": "field_missing",
    "birth_date_future": "born_in_future",
    "document_age_mismatch": "document_unusual_for_age",
    "document_missing": "person_without_document",
}
"""The rules of a person speak of a roster's file; what is typed by hand is told otherwise."""


def by_hand(code: str, **params: object) -> str:
    """Return the sentence of a rule's ``code`` about what somebody is typing."""
    return messages.text(_BY_HAND.get(code, code), **params)


def no_document(reason: NoDocument) -> str:
    """Return why somebody has no number of a document, in few words."""
    return {
        NoDocument.IN_PROCESS: _("En trámite"),
        NoDocument.NEVER_HAD: _("Nunca lo sacó"),
        NoDocument.LOST: _("Lo perdió"),
        NoDocument.NOT_AT_HAND: _("No lo tiene a mano"),
    }[reason]


def missing_name(one: Missing) -> str:
    """Return what somebody lacks, in few words."""
    return {
        Missing.DOCUMENT: _("Documento"),
        Missing.NOTICE: _("Autorización o aviso"),
        Missing.BIRTH_DATE: _("Fecha de nacimiento"),
    }[one]
