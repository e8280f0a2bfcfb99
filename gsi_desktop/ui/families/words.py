"""How a family and its people are put into words on these pages."""

from __future__ import annotations

from datetime import date

from gsi_desktop.models.enums import Answer, EventKind, FamilyStatus, NoticeStatus, Sex
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.search import query_words
from gsi_desktop.services.core.search import words as name_words
from gsi_desktop.services.families.data import Dossier, Member, Targeting, list_name
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.kit.chips import Chip

_OLD_FROM = 60
_SMALL_UNTIL = 5


def surnames(member: Member) -> str:
    """Return both surnames."""
    return " ".join(part for part in (member.first_surname, member.second_surname) if part)


def family_name(dossier: Dossier) -> str:
    """Return "Familia" with the surnames of its head, or its folio when it has none."""
    head = dossier.head
    return _("Familia {name}").format(name=surnames(head) if head is not None else dossier.folio)


def place_name(dossier: Dossier) -> str:
    """Return the head as lists sort it, for the breadcrumb; the folio when there is none."""
    head = dossier.head
    if head is None:
        return dossier.folio
    return list_name(head.first_name, head.second_name, head.first_surname, head.second_surname)


def kinship(member: Member) -> str:
    """Return the kinship, agreeing with the person's sex."""
    return catalogues.label("kinship", member.kinship, member.sex)


def head_title(head: Member | None) -> str:
    """Return "Jefa de hogar" or "Jefe de hogar" as it agrees."""
    return kinship(head) if head is not None else _("Jefe(a) de hogar")


def age(member: Member, today: date) -> str:
    """Return the age in words, or that it is not known."""
    completed = member.age(today)
    return _("edad sin dato") if completed is None else formats.years(completed)


def document(member: Member) -> str:
    """Return type and number, or that there is none."""
    return formats.document(member.document_type, member.document) or _("Sin documento")


def person_icon(member: Member, today: date) -> str:
    """Return the icon that tells a small child, a man, a woman or an old person."""
    completed = member.age(today)
    if completed is not None and completed < _SMALL_UNTIL:
        return "baby-carriage"
    if completed is not None and completed >= _OLD_FROM:
        return "old"
    return {Sex.MALE: "man", Sex.FEMALE: "woman"}.get(member.sex, "user")


def found(member: Member, typed: str) -> bool:
    """Return whether every word of ``typed`` begins a word of the person's name, or is part of the document."""
    wanted = query_words(typed)
    parts = name_words(member.full_name)
    document = member.document.lower()
    return bool(wanted) and all(
        any(part.startswith(word) for part in parts) or (word.isdigit() and word in document) for word in wanted
    )


def members_count(count: int) -> str:
    """Return "1 integrante", "6 integrantes"."""
    return ngettext("{count} integrante", "{count} integrantes", count).format(count=count)


def location(dossier: Dossier) -> str:
    """Return settlement and municipality."""
    hidden = _("ubicación protegida") if dossier.location_protected else ""
    return ", ".join(part for part in (dossier.settlement, dossier.municipality, hidden) if part)


def address(dossier: Dossier) -> str:
    """Return settlement and address on one line."""
    if dossier.location_protected:
        return _("Ubicación protegida")
    return ", ".join(part for part in (dossier.settlement, dossier.address) if part)


def phones(dossier: Dossier) -> str:
    """Return the telephone numbers on one line."""
    return " · ".join(formats.phone(number) for number in (dossier.phone, dossier.other_phone) if number)


def zone(dossier: Dossier) -> str:
    """Return the zone in words, "" when it is not known."""
    return catalogues.label("zone", dossier.zone) if dossier.zone is not None else ""


def main_targeting(dossier: Dossier) -> Targeting | None:
    """Return the targeting that counts in the newest episode."""
    episode = dossier.enrolments[0] if dossier.enrolments else None
    listed = episode.targeting if episode is not None else ()
    return next((targeting for targeting in listed if targeting.is_main), None)


def status_chip(dossier: Dossier) -> Chip:
    """Return whether the family is in the programme."""
    active = dossier.status is FamilyStatus.ACTIVE
    return Chip(formats.family_status(dossier.status), "accent" if active else "muted", "check" if active else "minus")


def targeting_chips(dossier: Dossier) -> list[Chip]:
    """Return one chip for each list of the newest episode."""
    listed = dossier.enrolments[0].targeting if dossier.enrolments else ()
    return [Chip(formats.targeting(targeting.source, targeting.level)) for targeting in listed]


def notice_pending(dossier: Dossier) -> bool:
    """Whether a member's privacy notice is still to be given (Ley 1581 de 2012, art. 12)."""
    return any(member.notice is NoticeStatus.PENDING for member in dossier.members)


def notice(member: Member) -> str:
    """Return the state of a person's privacy notice."""
    return _("Pendiente") if member.notice is NoticeStatus.PENDING else _("Entregado")


def catalogued(kind: str, code: str | None) -> str:
    """Return the catalogue's name of a sensitive code; "declined" is an answer, None is nobody's answer."""
    if code is None:
        return formats.answer(None)
    return formats.answer(Answer.DECLINED) if code == Answer.DECLINED else catalogues.label(kind, code)


def pregnancy(member: Member) -> str:
    """Return the answer with the day it was given."""
    said = formats.answer(member.pregnant)
    if member.pregnant is None or member.pregnant_as_of_on is None:
        return said
    return _("{answer}, al {day}").format(answer=said, day=formats.date(member.pregnant_as_of_on))


def episode_chip(dossier: Dossier) -> Chip | None:
    """Return how the newest episode began or ended when that is out of the ordinary: a move, a re-entry, an exit."""
    episode = dossier.enrolments[0] if dossier.enrolments else None
    if episode is None:
        return None
    if episode.exit_on is not None:
        reason = catalogues.label("exit_reason", episode.exit_reason) if episode.exit_reason else ""
        said = _("Salió el {day}").format(day=formats.date(episode.exit_on))
        return Chip(f"{said}: {reason}" if reason else said, "muted", "logout")
    day = formats.date(episode.entry_on)
    if episode.came is EventKind.MOVE and len(dossier.enrolments) > 1:
        said = _("Vino de {place} el {day}").format(place=dossier.enrolments[1].municipality, day=day)
        return Chip(said, "neutral", "map-2")
    if episode.came is EventKind.REENTRY:
        return Chip(_("Reingresó el {day}").format(day=day), "neutral", "login")
    return None
