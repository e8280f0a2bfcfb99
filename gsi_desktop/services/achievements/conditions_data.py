"""What goes in and out of condiciones, IPM and ICV: frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from gsi_desktop.models.enums import (
    Answer,
    AnswerKind,
    Zone,
)
from gsi_desktop.services.achievements.data import BoardMember


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the conditions. ``of_members`` asks each member whose age is in the range (completed years).

    ``choices`` pairs codes with words for kind ``CHOICE``; ``low``/``high`` bound a number.
    """

    code: str
    text: str
    short: str
    kind: AnswerKind
    of_members: bool
    min_age: int | None
    max_age: int | None
    choices: tuple[tuple[str, str], ...]
    low: int | None
    high: int | None
    help: str

    def asked_of(self, age: int | None) -> bool:
        """Whether a member of ``age`` completed years is asked (``max_age`` included); of unknown age, everybody is."""
        return age is None or (
            (self.min_age is None or age >= self.min_age) and (self.max_age is None or age <= self.max_age)
        )


AnswerKey = tuple[str, UUID | None]
"""Code of the question and the member, None for the household."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the fifteen indicators of the IPM; weights are exact and sum to one."""

    number: int
    name: str
    dimension: str
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Deprivation:
    """An indicator in a household: True deprived, False not, None not known; ``why`` tells what decided it."""

    indicator: Indicator
    deprived: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class IpmResult:
    """IPM of a household: exact ``score``; ``poor`` None while an unknown indicator could decide it."""

    deprivations: tuple[Deprivation, ...]
    score: Fraction
    cutoff: Fraction
    poor: bool | None
    unknown: int


@dataclass(frozen=True, slots=True)
class LivingScoreInfo:
    """A recorded ICV; ``score`` is 0 to 100."""

    measured_on: date
    score: Fraction
    source: str


@dataclass(frozen=True)
class Conditions:
    """The conditions of a household as last answered, with its IPM before (línea base) and now."""

    family_id: UUID
    day: date
    zone: Zone | None
    members: tuple[BoardMember, ...]
    questions: tuple[Question, ...]
    answers: Mapping[AnswerKey, str]
    pregnancy: Mapping[UUID, tuple[Answer | None, date | None]]
    before: IpmResult | None
    before_on: date | None
    now: IpmResult | None
    now_on: date | None
    living_scores: tuple[LivingScoreInfo, ...]


def answer_name(code: str, person_id: UUID | None) -> str:
    """Return the name a `ConflictError` gives the answer of a member, or of the household, to a question."""
    return f"{code} {person_id}" if person_id is not None else code


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveAnswers:
    """Answers typed on a day; an empty value takes the answer away.

    ``base`` holds, in the order of ``answers``, what whoever answers saw before; None for a paper, which saw nothing.
    """

    family_id: UUID
    on: date
    answers: tuple[tuple[str, UUID | None, str], ...]
    visit_id: UUID | None = None
    base: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePregnancy:
    """What a member answers about pregnancy on a day; ``base`` is what was seen before, None for a paper."""

    family_id: UUID
    person_id: UUID
    answer: Answer | None
    on: date
    base: tuple[Answer | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLivingScore:
    """An ICV measured elsewhere; ``score`` as typed, 0 to 100 with up to two decimals."""

    family_id: UUID
    on: date
    score: str
    source: str
