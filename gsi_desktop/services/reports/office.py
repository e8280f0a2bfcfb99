"""Whose letterhead papers carry: one row of the settings; what was not said comes from the family's municipality."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.operations import Setting
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.nit import parse_nit
from gsi_desktop.services.core.setting_edits import edit_setting
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.territory import catalogues

_SETTING: Final = "office"
_MASCULINE: Final = frozenset(
    ("08", "18", "19", "20", "27", "41", "47", "50", "63", "73", "76", "85", "86", "91", "94", "95", "97", "99")
)
"""Departments said with an article: "del Huila", "del Chocó"."""
LOGO_MOST: Final = 200_000
"""Letters of the longest logo: it is kept in the settings and printed on every paper."""

_PNG: Final = b"\x89PNG\r\n"
_BOGOTA, _ARCHIPELAGO = "11", "88"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Letterhead of the office. Empty texts: "Municipio de …" and "Oficina de Gestión Social Integral", no NIT.

    ``logo`` is the entity's emblem, a PNG as base64 text; empty prints a plain shield.
    """

    entity: str = ""
    name: str = ""
    nit: str = ""
    logo: str = ""


def load(session: Session) -> Office:
    """Return the office as it was written down."""
    stored = session.execute(select(Setting.value).where(Setting.name == _SETTING)).scalar()
    return msgspec.json.decode(stored, type=Office) if stored else Office()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOffice:
    """Save of the letterhead: as it was loaded (``base``) and typed (``mine``)."""

    base: Office
    mine: Office


def save_office(work: UnitOfWork, edit: EditOffice) -> Office:
    """Write down what ``edit`` changes of the office and return it.

    Raises `ExpectedError` ``nit_invalid``, ``nit_check_digit``, ``logo_invalid`` or ``logo_too_large``,
    `ConflictError` for what somebody else changed.
    """
    data = edit.mine
    _check_logo(data.logo)
    nit = str(parse_nit(data.nit)) if data.nit.strip() else ""
    kept = Office(entity=data.entity.strip(), name=data.name.strip(), nit=nit, logo=data.logo)
    now = edit_setting(work, _SETTING, edit.base, kept)
    work.changes.kinds.add("office")
    return now


def _check_logo(logo: str) -> None:
    if len(logo) > LOGO_MOST:
        raise ExpectedError("logo_too_large", field="logo")
    try:
        whole = not logo or base64.b64decode(logo, validate=True).startswith(_PNG)
    except ValueError:
        whole = False
    if not whole:
        raise ExpectedError("logo_invalid", field="logo")


def name(office: Office) -> str:
    """Return the name of the office."""
    return office.name or _("Oficina de Gestión Social Integral")


def entity(office: Office, municipality: str) -> str:
    """Return the entity the office belongs to."""
    return office.entity or _("Municipio de {0}").format(municipality)


def office_line(office: Office) -> str:
    """Return office and NIT on one line."""
    return " · ".join([name(office), *([_("NIT {0}").format(office.nit)] if office.nit else [])])


def country_line(municipality_id: str) -> str:
    """Return country and department as letterheads say them: "República de Colombia · Departamento del Huila"."""
    code = municipality_id[:2]
    country = _("República de Colombia")
    known = next((one.name for one in catalogues.departments() if one.code == code), "")
    if not known or code == _BOGOTA:
        return country
    if code == _ARCHIPELAGO:
        return f"{country} · {_('Departamento {0}').format(known)}"
    said = _("Departamento del {0}") if code in _MASCULINE else _("Departamento de {0}")
    return f"{country} · {said.format(known)}"
