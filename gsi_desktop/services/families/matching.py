"""How alike two people are: pure weights, field by field, with the reasons a person can check.

The weights add up like evidence: what agrees speaks for one person, what differs against. They were set so that twins
and namesakes stay under `CANDIDATE` and one person written twice with a usual slip (a digit of the document, day and
month swapped, v for b, a missing second surname) comes over it; `tests/unit/families/test_matching_people.py` lists the
cases. Similarity of spelling is rapidfuzz's Jaro-Winkler (stack.md §5).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from rapidfuzz.distance import JaroWinkler

from gsi_desktop.models.enums import DatePrecision, Sex
from gsi_desktop.services.core.search import fold
from gsi_desktop.services.families.phonetics import name_sound

CANDIDATE = 50
"""From this score on two people of the registry are shown as possibly one."""
HINT = 40
"""From this score on somebody is hinted while a person is typed."""

_ALIKE = 0.92
_SAME_NUMBER = frozenset({"RC", "TI", "CC", "NUIP"})
"""Types that share one number for life (NUIP); equal numbers under other types may be of two people."""


class Verdict(StrEnum):
    """What comparing one field says."""

    EQUAL = "equal"
    SIMILAR = "similar"
    DIFFERENT = "different"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Reason:
    """A compared field: document, given_names, surnames, birth_date, sex, household or place."""

    field: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two people are, 0 to 100, and why."""

    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A name as it is compared: folded, and how it sounds."""

    text: str
    sound: str


_NO_WORD = Word("", "")


@lru_cache(maxsize=131072)
def word(name: str) -> Word:
    """Return ``name`` ready to compare."""
    text = fold(name)
    return Word(text, name_sound(name)) if text else _NO_WORD


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is compared of a person; ``documents`` are (type, number), ``home`` folded address with its municipality."""

    given: tuple[Word, Word]
    surnames: tuple[Word, Word]
    sex: Sex
    birth_date: date | None
    birth_precision: DatePrecision = DatePrecision.DAY
    documents: tuple[tuple[str, str], ...]
    municipality_id: str
    family_id: UUID | None = None
    phone: str = ""
    home: str = ""


_WEIGHTS: dict[str, dict[Verdict, int]] = {
    "document": {Verdict.EQUAL: 45, Verdict.SIMILAR: 28, Verdict.DIFFERENT: -25},
    "given_names": {Verdict.EQUAL: 20, Verdict.SIMILAR: 15, Verdict.DIFFERENT: -55},
    "surnames": {Verdict.EQUAL: 20, Verdict.SIMILAR: 14, Verdict.DIFFERENT: -35},
    "birth_date": {Verdict.EQUAL: 25, Verdict.SIMILAR: 14, Verdict.DIFFERENT: -25},
    "sex": {Verdict.DIFFERENT: -15},
    "household": {Verdict.EQUAL: 15, Verdict.SIMILAR: 8},
    "place": {Verdict.EQUAL: 5},
}


_WHOLE_NAMES = 7
"""Four words that sound alike are hardly a coincidence."""


def compare(one: Profile, other: Profile) -> Likeness:
    """Return how alike two people are. Symmetric; nothing of either is missing in the reasons but what nobody told."""
    verdicts = (
        ("document", _documents(one.documents, other.documents)),
        ("given_names", names_verdict(one.given, other.given)),
        ("surnames", names_verdict(one.surnames, other.surnames)),
        ("birth_date", _births(one, other)),
        ("sex", _sexes(one.sex, other.sex)),
        ("household", _households(one, other)),
        ("place", Verdict.EQUAL if one.municipality_id == other.municipality_id else Verdict.DIFFERENT),
    )
    score = sum(_WEIGHTS[field].get(verdict, 0) for field, verdict in verdicts)
    if all(word.text for person in (one, other) for word in (*person.given, *person.surnames)):
        score += _WHOLE_NAMES * all(verdicts[place][1] is Verdict.SIMILAR for place in (1, 2))
    if verdicts[0][1] is Verdict.EQUAL:
        score = max(score, CANDIDATE)
    return Likeness(max(0, min(100, score)), tuple(Reason(*told) for told in verdicts))


def _documents(one: tuple[tuple[str, str], ...], other: tuple[tuple[str, str], ...]) -> Verdict:
    if not one or not other:
        return Verdict.MISSING
    found = Verdict.MISSING
    for kind, number in one:
        for other_kind, other_number in other:
            alike = kind == other_kind or {kind, other_kind} <= _SAME_NUMBER
            if number == other_number and alike:
                return Verdict.EQUAL
            if one_slip(number, other_number) and alike:
                found = Verdict.SIMILAR
            elif found is Verdict.MISSING and kind == other_kind:
                found = Verdict.DIFFERENT
    return found


def one_slip(one: str, other: str) -> bool:
    """Whether one digit is wrong, missing or too many, or two neighbours are swapped."""
    if one == other or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 5:
        return False
    start = 0
    shortest = min(len(one), len(other))
    while start < shortest and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    if len(rest) != len(other_rest):
        return rest[1:] == other_rest or rest == other_rest[1:]
    return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])


def slips(number: str) -> Iterator[str]:
    """Yield every number `one_slip` away from ``number``: at most some 230, each a look into an index."""
    if len(number) < 5 or not number.isdecimal():
        return
    for place, digit in enumerate(number):
        before, after = number[:place], number[place + 1 :]
        yield before + after
        for other in "0123456789":
            if other != digit:
                yield before + other + after
                yield before + other + digit + after
        if after and after[0] != digit:
            yield before + after[0] + digit + after[1:]
    for other in "0123456789":
        yield number + other


def _same(one: Word, other: Word) -> bool:
    if one.sound == other.sound:
        return True
    if one.sound[:1] != other.sound[:1]:
        return False
    return JaroWinkler.similarity(one.text, other.text, score_cutoff=_ALIKE) > 0


def names_verdict(one: tuple[Word, Word], other: tuple[Word, Word]) -> Verdict:
    """Compare two names or two surnames: a second one missing or both crossed is a slip, another second one is not."""
    (first, second), (other_first, other_second) = one, other
    if not first.text or not other_first.text:
        return Verdict.MISSING
    if first.text == other_first.text and second.text == other_second.text:
        return Verdict.EQUAL
    both = bool(second.text and other_second.text)
    if _same(first, other_first) and (not both or _same(second, other_second)):
        return Verdict.SIMILAR
    if both:
        crossed = _same(first, other_second) and _same(second, other_first)
    else:
        crossed = bool(second.text) and _same(second, other_first)
        crossed = crossed or (bool(other_second.text) and _same(first, other_second))
    return Verdict.SIMILAR if crossed else Verdict.DIFFERENT


def _births(one: Profile, other: Profile) -> Verdict:
    born, other_born = one.birth_date, other.birth_date
    if born is None or other_born is None:
        return Verdict.MISSING
    precisions = {one.birth_precision, other.birth_precision}
    if precisions != {DatePrecision.DAY}:
        within = born.year == other_born.year
        if within and DatePrecision.YEAR not in precisions:
            within = born.month == other_born.month
        return Verdict.SIMILAR if within else Verdict.DIFFERENT
    if born == other_born:
        return Verdict.EQUAL
    return Verdict.SIMILAR if near_births(born, other_born) else Verdict.DIFFERENT


def near_births(one: date, other: date) -> bool:
    """Whether two dates differ by a usual slip: day and month swapped, or one of day, month and year mistyped."""
    if one.year == other.year:
        return one.month == other.month or one.day == other.day or (one.month, one.day) == (other.day, other.month)
    return (one.month, one.day) == (other.month, other.day) and other.year in near_years(one.year)


@lru_cache(maxsize=512)
def near_years(year: int) -> frozenset[int]:
    """Return the years a slip away: one more or less, ten more or less, the last two digits swapped."""
    tens, ones = divmod(year % 100, 10)
    return frozenset({year - 1, year + 1, year - 10, year + 10, year - year % 100 + ones * 10 + tens}) - {year}


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def birth_slips(born: date) -> frozenset[date]:
    """Return every date `near_births` to ``born``, and the first of its year, which stands for the year alone."""
    found = {_day(born.year, born.day, born.month), date(born.year, 1, 1)}
    found.update(_day(born.year, born.month, day) for day in range(1, 32))
    found.update(_day(born.year, month, born.day) for month in range(1, 13))
    found.update(_day(year, born.month, born.day) for year in near_years(born.year))
    return frozenset(day for day in found if day is not None) - {born}


def _sexes(one: Sex, other: Sex) -> Verdict:
    if Sex.UNKNOWN in (one, other):
        return Verdict.MISSING
    return Verdict.EQUAL if one == other else Verdict.DIFFERENT


def _households(one: Profile, other: Profile) -> Verdict:
    if one.family_id is not None and one.family_id == other.family_id:
        return Verdict.EQUAL
    if (one.phone and one.phone == other.phone) or (one.home and one.home == other.home):
        return Verdict.SIMILAR
    told = (one.phone or one.home) and (other.phone or other.home)
    return Verdict.DIFFERENT if told else Verdict.MISSING
