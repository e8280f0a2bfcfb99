"""Applicability, states and progress of logros: pure, one place for board, marks, papers and counts.

Sources: data-model.md (roll-up, denominator), facts.md §1 (ages, identity documents by age).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from gsi_desktop.models.enums import Condition, HouseholdCondition, MarkState, Sex
from gsi_desktop.services.achievements.data import (
    Achievement,
    Catalogue,
    Cell,
    CellKey,
    DimensionProgress,
    Household,
    Period,
    Progress,
    Subject,
    Verdict,
)
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.formats import years
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families.data import age_on

IDENTITY: Final[Mapping[int, frozenset[str]]] = {
    1: frozenset({"RC"}),
    2: frozenset({"TI"}),
    3: frozenset({"CC"}),
}
"""Logros that derive from the identity document, with the types that reach them (facts.md §1, MED 1-3)."""

_FOREIGN: Final = frozenset({"CE", "CD", "PE", "PT"})
_WITHOUT: Final = frozenset({"AS", "MS"})
_FIRST_OF: Final = (
    MarkState.IN_PROGRESS,
    MarkState.PENDING,
    MarkState.UNKNOWN,
    MarkState.OBJECTIVE,
    MarkState.DISINTEREST,
    MarkState.ACHIEVED,
)
UNMANAGEABLE: Final = frozenset({MarkState.OBJECTIVE, MarkState.DISINTEREST})


# --- ages


def add_months(day: date, months: int) -> date:
    """Return the day ``months`` later; without such a day in that month, the first of the next (29/02, 31/04)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


def describe_ages(least: int | None, most: int | None) -> str:
    """Return a range of ages in completed months as people say it, "" without limits.

    >>> describe_ages(84, 216), describe_ages(None, 6), describe_ages(216, None)
    ('de 7 a 17 años', 'menores de 6 meses', 'de 18 años y más')
    """
    if most is None:
        return _("de {age} y más").format(age=_age(least)) if least else ""
    if not least:
        return _("menores de {age}").format(age=_age(most))
    if least % 12 or most % 12:
        return _("de {a} a menos de {b}").format(a=_age(least), b=_age(most))
    first, last = least // 12, most // 12 - 1
    return _("de {a} a {b}").format(a=first, b=years(last)) if first < last else _("de {age}").format(age=years(first))


def _age(months: int) -> str:
    return ngettext("{n} mes", "{n} meses", months).format(n=months) if months % 12 else years(months // 12)


def _age_period(birth: date, least: int | None, most: int | None) -> Period:
    return Period(add_months(birth, least or 0), None if most is None else add_months(birth, most))


def _overlap(one: Period, other: Period) -> Period | None:
    starts = [day for day in (one.from_on, other.from_on) if day is not None]
    ends = [day for day in (one.to_on, other.to_on) if day is not None]
    start, end = max(starts, default=None), min(ends, default=None)
    return None if start is not None and end is not None and start >= end else Period(start, end)


def _run(periods: Iterable[Period], day: date) -> Period | None:
    """Return the unbroken run of days that holds ``day``, else the next one, else the last one that was."""
    runs: list[Period] = []
    for one in sorted(periods, key=lambda period: period.from_on or date.min):
        last = runs[-1] if runs else None
        if last is not None and (last.to_on is None or (one.from_on or date.min) <= last.to_on):
            end = None if last.to_on is None or one.to_on is None else max(last.to_on, one.to_on)
            runs[-1] = Period(last.from_on, end)
        else:
            runs.append(one)
    return next((run for run in runs if run.to_on is None or day < run.to_on), runs[-1] if runs else None)


# --- applicability


_CONDITION_AGES: Final = {
    HouseholdCondition.WORKING_AGE: (15 * 12, 61 * 12),
    HouseholdCondition.ADULT: (18 * 12, None),
    HouseholdCondition.MINOR: (None, 18 * 12),
}


def condition_text(condition: Condition) -> str:
    """Return the condition of a member in words."""
    return {
        Condition.PREGNANT: _("gestantes"),
        Condition.DISABILITY: _("personas con discapacidad"),
        Condition.WITHOUT_SECONDARY: _("quienes no han terminado la media"),
        Condition.BASIC_FINISHED: _("quienes terminaron la básica o la media"),
    }[condition]


def household_text(condition: HouseholdCondition) -> str:
    """Return the condition of a household in words."""
    return {
        HouseholdCondition.WORKING_AGE: _("familias con alguien de 15 a 60 años"),
        HouseholdCondition.ADULT: _("familias con un adulto"),
        HouseholdCondition.MINOR: _("familias con menores de 18 años"),
        HouseholdCondition.LEGAL_NEED: _("familias con una necesidad jurídica identificada"),
    }[condition]


def applies_text(achievement: Achievement) -> str:
    """Return to whom a logro applies, in words."""
    if achievement.retired:
        return _("nadie: se retiró del catálogo")
    if not achievement.of_members:
        return household_text(achievement.household_condition) if achievement.household_condition else _("toda familia")
    sexes = {Sex.MALE: _("hombres"), Sex.FEMALE: _("mujeres")}
    parts = [
        sexes.get(achievement.sex, "") if achievement.sex else "",
        condition_text(achievement.condition) if achievement.condition else "",
        describe_ages(achievement.min_months, achievement.max_months),
    ]
    return ", ".join(part for part in parts if part) or _("todos los integrantes")


def member_verdict(achievement: Achievement, subject: Subject, day: date) -> Verdict:
    """Return whether a member logro applies to ``subject`` on ``day`` and why."""
    if achievement.retired:
        return _retired()
    to_whom = applies_text(achievement)
    no = _("No aplica: {whom}").format(whom=to_whom)
    if achievement.sex is not None and subject.sex is not achievement.sex:
        return Verdict(False, no)
    aged = achievement.min_months is not None or achievement.max_months is not None
    if aged and subject.birth_date is None:
        return Verdict(False, _("No aplica mientras no se sepa la fecha de nacimiento: {whom}").format(whom=to_whom))
    period: Period | None = Period()
    if aged and subject.birth_date is not None:
        period = _age_period(subject.birth_date, achievement.min_months, achievement.max_months)
    if achievement.condition is not None:
        known = subject.conditions.get(achievement.condition)
        if known is None:
            asked = achievement.condition in subject.unknown
            return Verdict(False, _("No aplica: falta preguntar; {whom}").format(whom=to_whom) if asked else no)
        period = _overlap(period or Period(), known)
    if period is None:
        return Verdict(False, no)
    said = _("Aplica: {whom}") if period.holds(day) else _("No aplica: {whom}")
    return Verdict(period.holds(day), said.format(whom=to_whom) + _age_note(subject, day, aged=aged), period)


def _retired() -> Verdict:
    return Verdict(False, _("No aplica: se retiró del catálogo"))


def _age_note(subject: Subject, day: date, *, aged: bool) -> str:
    if not aged or subject.birth_date is None or subject.birth_date > day:
        return ""
    age = age_on(subject.birth_date, day)
    return _(" ({age} al {day})").format(age=years(age) if age else _("menos de un año"), day=show_date(day))


def family_verdict(achievement: Achievement, household: Household, day: date) -> Verdict:
    """Return whether a family logro applies to ``household`` on ``day`` and why."""
    if achievement.retired:
        return _retired()
    to_whom = applies_text(achievement)
    condition = achievement.household_condition
    if condition is None:
        return Verdict(True, _("Aplica: {whom}").format(whom=to_whom), Period())
    if condition is HouseholdCondition.LEGAL_NEED:
        if household.legal_need is None:
            return Verdict(False, _("No aplica: falta preguntar; {whom}").format(whom=to_whom))
        period = Period() if household.legal_need else None
    else:
        ages = _CONDITION_AGES[condition]
        births = (member.birth_date for member in household.members)
        period = _run((_age_period(birth, *ages) for birth in births if birth is not None), day)
    applies = period is not None and period.holds(day)
    said = _("Aplica: {whom}") if applies else _("No aplica: {whom}")
    return Verdict(applies, said.format(whom=to_whom), period)


# --- states


def document_state(number: int, subject: Subject) -> MarkState | None:
    """Return what the identity document says of logros 1 to 3: alcanzado with the type of the age, por alcanzar with
    another or none at all to show; None when no document is recorded or the logro is not of identity.
    """
    kinds = IDENTITY.get(number)
    if kinds is None or (not subject.document and subject.document_type not in _WITHOUT):
        return None
    reached = subject.document_type in kinds or subject.document_type in _FOREIGN
    return MarkState.ACHIEVED if reached else MarkState.PENDING


def rolled_up(states: Sequence[MarkState]) -> MarkState:
    """Return the family's state of a member logro from those of the members it applies to.

    The first of en gestión, por alcanzar, sin información, no gestionable, alcanzado that anyone has; nobody is
    *no aplica*.
    """
    return next((state for state in _FIRST_OF if state in states), MarkState.NOT_APPLICABLE)


def progress(catalogue: Catalogue, cells: Mapping[CellKey, Cell], base: Progress | None) -> Progress:
    """Return the figures by dimension at family level; ``base`` are the frozen ones of the línea base, if closed."""
    frozen = {one.number: one for one in base.dimensions} if base is not None else {}
    figures = tuple(
        _dimension(number, [one for one in catalogue.of_dimension(number) if not one.retired], cells, frozen)
        for number in (dimension.number for dimension in catalogue.dimensions)
    )
    return Progress(figures, total_of(figures))


def total_of(figures: Sequence[DimensionProgress]) -> DimensionProgress:
    """Return the sums of the dimensions' figures, as dimension 0."""
    names = DimensionProgress.__slots__[1:]
    return DimensionProgress(0, *(sum(getattr(one, name) for one in figures) for name in names))


def _dimension(
    number: int,
    achievements: Sequence[Achievement],
    cells: Mapping[CellKey, Cell],
    frozen: Mapping[int, DimensionProgress],
) -> DimensionProgress:
    family = [cells[one.number, None] for one in achievements]
    states = [cell.state for cell in family]
    count = states.count
    now = count(MarkState.ACHIEVED)
    applicable = len(states) - count(MarkState.NOT_APPLICABLE)
    known = frozen.get(number)
    base = known.now if known else now
    kept = sum(cell.state is MarkState.ACHIEVED and cell.initial is MarkState.ACHIEVED for cell in family)
    return DimensionProgress(
        number=number,
        base=base,
        base_applicable=known.applicable if known else applicable,
        now=now,
        applicable=applicable,
        kept=min(kept, base),
        in_progress=count(MarkState.IN_PROGRESS),
        pending=count(MarkState.PENDING),
        objective=count(MarkState.OBJECTIVE),
        disinterest=count(MarkState.DISINTEREST),
        unknown=count(MarkState.UNKNOWN),
        not_applicable=count(MarkState.NOT_APPLICABLE),
    )


def denominator(figures: DimensionProgress, *, unmanageable_leaves: bool) -> int:
    """Return how many logros a share is taken of: those that apply, *sin información* included.

    *No gestionable* leaves it only where the rules of the programme say so.
    """
    return figures.applicable - (figures.objective + figures.disinterest if unmanageable_leaves else 0)


def pregnancy_period(as_of: date, days: int) -> Period:
    """Return the days a pregnancy told on ``as_of`` counts for."""
    return Period(as_of, as_of + timedelta(days=days))
