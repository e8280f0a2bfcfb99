"""How the window says where each member stands with their authorisation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from gsi_desktop.models.enums import ConsentDecision, LegalBasis, Sex
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families import consent_wording as wording
from gsi_desktop.services.families.consent_data import ConsentEvent, ConsentOf, ConsentState, ConsentText, Subject
from gsi_desktop.services.families.data import age_on
from gsi_desktop.ui.kit.chips import Chip, ChipKind
from gsi_desktop.ui.kit.columns import Column

_KINDS: dict[ConsentState, tuple[ChipKind, str]] = {
    ConsentState.PENDING: ("warning", "shield-lock"),
    ConsentState.GRANTED: ("success", "check"),
    ConsentState.NOTICE: ("info", "check"),
    ConsentState.EMERGENCY: ("info", "heartbeat"),
    ConsentState.REFUSED: ("danger", "ban"),
    ConsentState.REVOKED: ("danger", "arrow-back-up"),
}


def chip(row: ConsentOf) -> Chip:
    """Return where a member stands."""
    if row.renew:
        return Chip(_("Ya es mayor: por renovar"), "warning", "refresh")
    return Chip(wording.state(row.state), *_KINDS[row.state])


def columns(today: Callable[[], date]) -> list[Column]:
    """Return the columns of the members."""
    return [
        Column("name", _("Persona"), 170, stretch=True, strong=True),
        Column("age", _("Edad"), 56, align="right", tabular=True, value=lambda row: _age(row, today())),
        Column("state", _("Respuesta"), 168, chip=chip),
        Column("day", _("Fecha"), 92, tabular=True, value=lambda row: _newest(row, "occurred_on")),
        Column("sensitive", _("Sensibles"), 78, value=_sensitive),
        Column("text", _("Texto"), 52, tabular=True, value=_version),
    ]


def _age(row: ConsentOf, day: date) -> str:
    return "" if row.birth_date is None else str(age_on(row.birth_date, day))


def _newest(row: ConsentOf, name: str) -> object:
    return getattr(row.newest, name) if row.newest is not None else ""


def _version(row: ConsentOf) -> str:
    return f"v{row.newest.text_number}" if row.newest is not None else ""


def _sensitive(row: ConsentOf) -> str:
    newest = row.newest
    if newest is None or newest.basis is not LegalBasis.AUTHORISATION or newest.decision is not ConsentDecision.GRANTED:
        return ""
    return _("Sí") if newest.sensitive else _("No")


def subjects(people: Sequence[ConsentOf]) -> tuple[Subject, ...]:
    """Return the members as the form takes them."""
    head = next((one.sex for one in people if one.is_head), Sex.UNKNOWN)
    return tuple(
        Subject(one.person_id, one.name, one.birth_date, one.is_head, wording.relation_of_head(one.kinship, head))
        for one in people
    )


def story(event: ConsentEvent, text: ConsentText | None, names: dict[object, str]) -> list[tuple[str, str]]:
    """Return what an answer says as names and values; nothing that is empty."""
    who = names.get(event.representative_id, "") or event.representative
    known = {one.code: one.text for one in text.purposes} if text is not None else {}
    rows = [
        (_("Respuesta"), _answer(event)),
        (_("Base legal"), wording.basis(event.basis) + (f" · {event.norm}" if event.norm else "")),
        (_("Cómo"), wording.channel(event.channel) if event.channel is not None else ""),
        (_("Para"), "\n".join(known.get(code, code) for code in event.purposes)),
        (_("Representa"), " · ".join(part for part in (who, event.relation) if part)),
        (_("Protección"), wording.protection(event.protection_reason) if event.protection_reason else ""),
        (_("Su opinión"), wording.opinion(event.minor_opinion) if event.minor_opinion else ""),
        (_("Motivo") if event.decision is ConsentDecision.REVOKED else _("Nota"), event.note),
        (_("La tomó"), f"{event.taken_by} · {formats.date(event.occurred_on)}"),
        (_("Texto"), _("versión {number}").format(number=event.text_number)),
    ]
    return [(name, value) for name, value in rows if value]


def _answer(event: ConsentEvent) -> str:
    if event.decision is ConsentDecision.REVOKED:
        return _("Revocó su autorización")
    if event.decision is ConsentDecision.REFUSED:
        return _("No autoriza")
    if event.basis is not LegalBasis.AUTHORISATION:
        return _("Se le informó")
    return _("Autorizó, también datos sensibles") if event.sensitive else _("Autorizó, sin datos sensibles")
