"""The proof of the authorisation of data: who answered what, and the exact text they were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from gsi_desktop.models.enums import ConsentDecision, LegalBasis
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families import consent_queries, consent_texts, wording
from gsi_desktop.services.families import consent_wording as said
from gsi_desktop.services.families.consent_data import ConsentEvent, ConsentOf, ConsentText
from gsi_desktop.services.reports import family
from gsi_desktop.services.reports.data import (
    ConsentLine,
    ConsentPaper,
    ConsentTextPart,
    SignatureBox,
    printed,
)
from gsi_desktop.services.reports.family import Facts

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def consent_paper(
    session: Session, family_id: UUID, person_id: UUID | None = None, *, user: str, at: datetime
) -> ConsentPaper:
    """Return the proof of a household's answers, or of one person's with all they answered since the first.

    Raises ``family_gone`` and, when nobody answered yet, ``consent_none``.
    """
    day = family.local(at).date()
    facts = family.read(session, family_id, day)
    people = consent_queries.family_consents(session, family_id, day)
    chosen = [one for one in people if one.events and person_id in (None, one.person_id)]
    if not chosen:
        raise ExpectedError("consent_none")
    rows = [(one, event) for one in chosen for event in (one.events if person_id is not None else one.events[:1])]
    texts = consent_texts.by_ids(session, [event.text_id for _one, event in rows])
    names = {one.person_id: one.name for one in people}
    code = f"AD-{facts.dossier.folio}-{day:%Y%m%d}"
    title = _("Constancia de autorización de tratamiento de datos")
    paper = ConsentPaper(
        head=family.head(facts, title, code),
        identity=family.identity(facts),
        opening=_opening(facts, chosen, alone=person_id is not None),
        lines=tuple(
            replace(_line(facts, one, event, texts[event.text_id], names), number=str(place))
            for place, (one, event) in enumerate(rows, start=1)
        ),
        texts=tuple(_part(text) for text in sorted(texts.values(), key=lambda text: text.number)),
        signatures=_signatures(chosen, rows[0][1], names),
    )
    return printed(paper, at=family.moment(at), user=user, logo=facts.office.logo)


def _opening(facts: Facts, people: Sequence[ConsentOf], *, alone: bool) -> str:
    office = facts.office.name or _("Oficina de Gestión Social Integral")
    if alone:
        told = _("La {office} deja constancia de lo que respondió {name} sobre el tratamiento de sus datos personales.")
        return told.format(office=office, name=people[0].name)
    told = _(
        "La {office} deja constancia de lo que respondió cada persona de esta familia sobre el tratamiento de sus "
        "datos personales."
    )
    return told.format(office=office)


def _line(
    facts: Facts,
    one: ConsentOf,
    event: ConsentEvent,
    text: ConsentText,
    names: dict[UUID, str],
) -> ConsentLine:
    """Return an answer as a row, not numbered yet."""
    member = next((member for member in facts.dossier.members if member.person_id == one.person_id), None)
    document = formats.document(member.document_type, member.document) if member is not None else ""
    codes = [purpose.code for purpose in text.purposes]
    granted = event.decision is ConsentDecision.GRANTED and event.basis is LegalBasis.AUTHORISATION
    how = said.channel(event.channel) if event.channel is not None else ""
    return ConsentLine(
        number="",
        name=one.name,
        about=" · ".join(part for part in (wording.short_kinship(one), document) if part),
        answer=_answer(event),
        purposes=", ".join(_LETTERS[codes.index(code)] for code in event.purposes if code in codes),
        sensitive=(_("Sí") if event.sensitive else _("No")) if granted else "",
        represented=_represented(event, names),
        taken=", ".join(part for part in (how, formats.date(event.occurred_on)) if part)
        + "\n"
        + _("La tomó {who}").format(who=event.taken_by),
        version=str(event.text_number),
    )


def _answer(event: ConsentEvent) -> str:
    if event.decision is ConsentDecision.REVOKED:
        return _("Revoca. {reason}").format(reason=event.note)
    if event.decision is ConsentDecision.REFUSED:
        return _("No autoriza")
    told = {
        LegalBasis.AUTHORISATION: _("Autoriza"),
        LegalBasis.LEGAL_FUNCTION: _("Recibió el aviso. Función legal: {norm}").format(norm=event.norm),
        LegalBasis.EMERGENCY: _("Urgencia: {note}").format(note=event.note),
    }
    return told[event.basis]


def _represented(event: ConsentEvent, names: dict[UUID, str]) -> str:
    who = names.get(event.representative_id, "") if event.representative_id is not None else ""
    parts = [" · ".join(part for part in (who or event.representative, event.relation) if part)]
    if event.protection_reason is not None:
        parts.append(said.protection(event.protection_reason))
    if event.minor_opinion is not None:
        parts.append(said.opinion(event.minor_opinion))
    return "\n".join(part for part in parts if part)


def _part(text: ConsentText) -> ConsentTextPart:
    return ConsentTextPart(
        title=_("Texto leído: versión {number}, desde el {day}").format(
            number=text.number, day=formats.date(text.valid_from_on)
        ),
        label=text.label,
        paragraphs=tuple(line for line in text.body.split("\n") if line),
        purposes=tuple(f"{_LETTERS[at]}. {purpose.text}" for at, purpose in enumerate(text.purposes)),
        sha256=text.sha256,
    )


def _signatures(
    people: Sequence[ConsentOf], newest: ConsentEvent, names: dict[UUID, str]
) -> tuple[SignatureBox, SignatureBox]:
    """Return who answers and who took it: a minor's representative signs for them, the head for a household."""
    first = people[0]
    signer = names.get(newest.representative_id, "") if newest.representative_id is not None else newest.representative
    role = _("Representa a {name}").format(name=first.name) if signer else _("Titular de los datos")
    return (
        SignatureBox(name=signer or first.name, role=role),
        SignatureBox(name=newest.taken_by, role=_("Tomó la respuesta")),
    )
