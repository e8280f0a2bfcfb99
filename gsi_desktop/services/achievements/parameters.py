"""Rules of the programme an office may change: one row of the settings, with defaults for what nobody changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.operations import Setting
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.setting_edits import edit_setting
from gsi_desktop.services.core.work import UnitOfWork

_SETTING = "programme_parameters"
SHARES: Final = ("ipm_cutoff", "final_share")
LIMITS: Final = {"minimum_priorities": (1, 20), "pregnancy_days": (200, 320), "open_visit_days": (1, 60)}
"""The least and the most of each number."""
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?) ?%?")
_RATIO = re.compile(r"(\d{1,4}) ?/ ?(\d{1,4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Rules of the programme an office may change. Shares and cut-offs are fractions as text ("33/100").

    ``final_share`` of the applicable logros opens the final verification; ``unmanageable_leaves`` takes *no
    gestionable* out of that denominator; ``minimum_priorities`` of a plan; ``pregnancy_days`` a pregnancy counts from
    the day it was told; ``open_visit_days`` before an open visit is urgent.
    """

    ipm_cutoff: str = "33/100"
    final_share: str = "70/100"
    unmanageable_leaves: bool = False
    minimum_priorities: int = 5
    pregnancy_days: int = 294
    open_visit_days: int = 7


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


def _stored(value: Fraction) -> str:
    percent = value * 100
    return f"{percent}/100" if percent.denominator == 1 else f"{value.numerator}/{value.denominator}"


def load(session: Session) -> Parameters:
    """Return the rules in force."""
    stored = session.execute(select(Setting.value).where(Setting.name == _SETTING)).scalar()
    return msgspec.json.decode(stored, type=Parameters) if stored else Parameters()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditParameters:
    """Save of the rules: those loaded (``base``) and typed (``mine``)."""

    base: Parameters
    mine: Parameters


def save(work: UnitOfWork, edit: EditParameters) -> Parameters:
    """Put what ``edit`` changes in force and return all rules.

    Raises `ExpectedError` ``share_invalid`` or ``parameter_invalid``, `ConflictError` for what somebody else changed.
    """
    data = edit.mine
    shares: dict[str, Any] = {}
    for field in SHARES:
        try:
            shares[field] = _stored(share(getattr(data, field)))
        except ExpectedError as error:
            raise ExpectedError("share_invalid", field=field, text=getattr(data, field)) from error
    for field, (least, most) in LIMITS.items():
        if not least <= getattr(data, field) <= most:
            raise ExpectedError("parameter_invalid", field=field, least=least, most=most)
    now = edit_setting(work, _SETTING, edit.base, replace(data, **shares))
    work.changes.kinds.add("parameters")
    return now
