"""What a new version of the catalogue may hold and how it differs from the one it was made of: pure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gsi_desktop.services.achievements import ipm
from gsi_desktop.services.achievements.data import Achievement, Catalogue
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.formats import years
from gsi_desktop.services.core.i18n import ngettext

TEXT_LIMITS: Final = {"short": 60, "text": 400, "question": 400, "evidence": 200, "source": 80, "confidence": 40}
"""Letters each text of a logro holds."""
OLDEST: Final = 120
HEAVIEST: Final = 20
_COLUMNS: Final = tuple(field.name for field in dataclasses.fields(Achievement) if field.name != "number")
_OF_MEMBERS: Final = {"min_months": None, "max_months": None, "sex": None, "condition": None}


@dataclass(frozen=True, slots=True)
class Differences:
    """Numbers of the logros a new version changes, adds, retires and takes up again."""

    changed: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    retired: tuple[int, ...] = ()
    restored: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.changed or self.added or self.retired or self.restored)


def next_number(achievements: Iterable[Achievement]) -> int:
    """Return the number a new logro gets; those of retired ones are never given again."""
    return max((one.number for one in achievements), default=0) + 1


def tidy(one: Achievement) -> Achievement:
    """Return a logro without blanks around its texts and without conditions that its unit does not know."""
    values: dict[str, Any] = {name: " ".join(getattr(one, name).split()) for name in TEXT_LIMITS}
    values["min_months"] = one.min_months or None
    values |= {"household_condition": None} if one.of_members else _OF_MEMBERS
    return dataclasses.replace(one, **values)


def changed_columns(former: Achievement, now: Achievement) -> tuple[str, ...]:
    """Return the names of what differs, in the order of the data class."""
    return tuple(name for name in _COLUMNS if getattr(former, name) != getattr(now, name))


def differences(base: Catalogue, achievements: Sequence[Achievement]) -> Differences:
    """Return what the new version ``achievements`` does to ``base``."""
    known = base.by_number
    changed: list[int] = []
    added: list[int] = []
    retired: list[int] = []
    restored: list[int] = []
    for one in achievements:
        former = known.get(one.number)
        if former is None:
            added.append(one.number)
        elif one.retired is not former.retired:
            (retired if one.retired else restored).append(one.number)
        elif one != former:
            changed.append(one.number)
    return Differences(tuple(changed), tuple(added), tuple(retired), tuple(restored))


def problems(achievements: Sequence[Achievement], base: Catalogue) -> tuple[ExpectedError, ...]:
    """Return everything a new version may not do; ``field`` is "number.column", None for the version as a whole."""
    known = base.by_number
    numbers = [one.number for one in achievements]
    fresh = sorted(set(numbers) - set(known))
    follows = fresh == list(range(next_number(base.achievements), next_number(base.achievements) + len(fresh)))
    if len(set(numbers)) != len(numbers) or not set(known) <= set(numbers) or not follows:
        return (ExpectedError("catalogue_numbers"),)
    return tuple(wrong for one in achievements for wrong in _problems_of(one, known.get(one.number), base))


def _problems_of(one: Achievement, former: Achievement | None, base: Catalogue) -> Iterator[ExpectedError]:
    number = one.number
    if one.dimension not in {dimension.number for dimension in base.dimensions}:
        yield ExpectedError("choice_invalid", field=f"{number}.dimension")
    for name in ("short", "text"):
        if not getattr(one, name).strip():
            yield ExpectedError("catalogue_text_missing", field=f"{number}.{name}", number=number)
    for name, limit in TEXT_LIMITS.items():
        if len(getattr(one, name)) > limit:
            yield ExpectedError("text_too_long", field=f"{number}.{name}", limit=limit)
    if former is not None and former.unit is not one.unit:
        yield ExpectedError("catalogue_unit", field=f"{number}.unit", number=number)
    yield from _problems_of_ages(one)
    if one.evidence_required and not one.evidence.strip():
        yield ExpectedError("catalogue_evidence", field=f"{number}.evidence", number=number)
    if one.ipm_indicator is not None and one.ipm_indicator not in {known.number for known in ipm.indicators()}:
        yield ExpectedError("choice_invalid", field=f"{number}.ipm_indicator")
    if not 1 <= one.weight <= HEAVIEST:
        yield ExpectedError("parameter_invalid", field=f"{number}.weight", least=1, most=HEAVIEST)


def _problems_of_ages(one: Achievement) -> Iterator[ExpectedError]:
    for name in ("min_months", "max_months"):
        months = getattr(one, name)
        if months is not None and not 0 <= months <= (OLDEST + 1) * 12:
            yield ExpectedError("catalogue_age_limit", field=f"{one.number}.{name}", number=one.number, most=OLDEST)
            return
    if one.max_months is not None and one.max_months <= (one.min_months or 0):
        yield ExpectedError("catalogue_ages", field=f"{one.number}.max_months", number=one.number)


# --- ages as people type them

_AGE: Final = re.compile(r"(\d{1,4}) ?(años?|a|meses|mes|m)?")


def parse_age(text: str, *, last: bool) -> int | None:
    """Return the months of an age typed as "7", "7 años" or "6 meses"; None for nothing.

    The ``last`` age still applies: "17" is until before 18 years, "5 meses" until before 6 months. Raises
    `ExpectedError` ``age_invalid``.
    """
    typed = " ".join(text.lower().split())
    if not typed:
        return None
    found = _AGE.fullmatch(typed)
    if found is None:
        raise ExpectedError("age_invalid", text=text.strip())
    number = int(found[1]) + last
    return number if (found[2] or "a").startswith("m") else number * 12


def show_age(months: int | None, *, last: bool) -> str:
    """Return months as `parse_age` reads them, "" for None.

    >>> show_age(84, last=False), show_age(216, last=True), show_age(6, last=True), show_age(12, last=True)
    ('7 años', '17 años', '5 meses', '11 meses')
    """
    if months is None:
        return ""
    if months % 12 == 0 and (not last or months > 12):
        return years(months // 12 - last)
    return ngettext("{n} mes", "{n} meses", months - last).format(n=months - last)
