"""Rules of the programme an office may change: one row of the settings, with defaults for what nobody changed."""

from __future__ import annotations

import re
from fractions import Fraction

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.operations import Setting
from gsi_desktop.services.achievements.data import Parameters
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.work import UnitOfWork

_SETTING = "programme_parameters"
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?) ?%?")
_RATIO = re.compile(r"(\d{1,4}) ?/ ?(\d{1,4})")


def share(text: str) -> Fraction:
    """Return the exact share a person typed (``33 %``, ``33,3``, ``1/3``); raises `ExpectedError` ``share_invalid``."""
    typed = text.strip()
    if ratio := _RATIO.fullmatch(typed):
        value = Fraction(int(ratio[1]), int(ratio[2])) if int(ratio[2]) else Fraction(0)
    elif percent := _PERCENT.fullmatch(typed):
        value = Fraction(percent[1].replace(",", ".")) / 100
    else:
        value = Fraction(0)
    if not 0 < value <= 1:
        raise ExpectedError("share_invalid", text=typed)
    return value


def load(session: Session) -> Parameters:
    """Return the rules in force."""
    stored = session.execute(select(Setting.value).where(Setting.name == _SETTING)).scalar()
    return msgspec.json.decode(stored, type=Parameters) if stored else Parameters()


def save(work: UnitOfWork, data: Parameters) -> Parameters:
    """Put ``data`` in force and return it; raises `ExpectedError` ``share_invalid`` or ``parameter_invalid``."""
    for field in ("ipm_cutoff", "final_share"):
        try:
            share(getattr(data, field))
        except ExpectedError as error:
            raise ExpectedError("share_invalid", field=field, text=getattr(data, field)) from error
    for field, least, most in (("minimum_priorities", 1, 20), ("pregnancy_days", 200, 320), ("open_visit_days", 1, 60)):
        if not least <= getattr(data, field) <= most:
            raise ExpectedError("parameter_invalid", field=field, least=least, most=most)
    work.session.merge(Setting(name=_SETTING, value=msgspec.json.encode(data).decode()))
    work.changes.kinds.add("parameters")
    return data
