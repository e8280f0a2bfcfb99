"""IPM of a household from raw answers: fifteen indicators, exact fractions (facts.md §6.7; DANE, CONPES 150/2012).

An indicator nobody can decide yet is None; the household is poor or not only when no unknown indicator could change
it. Thresholds by age and grade are general knowledge and stay in this one place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Final
from uuid import UUID

from gsi_desktop.models.enums import AnswerKind, Zone
from gsi_desktop.services.achievements.conditions_data import AnswerKey, Deprivation, Indicator, IpmResult, Question
from gsi_desktop.services.achievements.data import Household, Subject
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import age_on
from gsi_desktop.services.territory import catalogues

_KINDS: Final = {"sí o no": AnswerKind.YES_NO, "número": AnswerKind.NUMBER, "opción": AnswerKind.CHOICE}
YES, NO = "yes", "no"
_GRADE_AGE: Final = 6
"""A child of 7 should have passed one grade, one of 17 eleven."""


@cache
def questions() -> tuple[Question, ...]:
    """Return the questions of the conditions, in the order they are asked."""
    table = catalogues.catalogue_rows("condition_questions")
    names = [name for name, _title in table.info.columns]
    made = []
    for cells in table.rows:
        row = dict(zip(names, cells, strict=True))
        limit = {name: int(row[name]) if row[name] else None for name in ("min_age", "max_age", "low", "high")}
        pairs = (choice.split(":", 1) for choice in row["choices"].split(catalogues.SEPARATOR) if choice)
        made.append(
            Question(
                code=row["code"],
                text=row["text"],
                short=row["short"],
                kind=_KINDS[row["kind"]],
                of_members=row["of"] == "integrante",
                choices=tuple((code, words) for code, words in pairs),
                help=row["help"],
                **limit,
            )
        )
    return tuple(made)


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return the fifteen indicators; their weights sum to one."""
    rows = catalogues.catalogue_rows("ipm_indicators").rows
    return tuple(Indicator(int(number), name, dimension, Fraction(weight)) for number, name, dimension, weight in rows)


def check_answer(code: str, value: str) -> str:
    """Return ``value`` as it is stored; raises `ExpectedError` ``answer_invalid``."""
    asked = {one.code: one for one in questions()}[code]
    value = value.strip()
    if asked.kind is AnswerKind.YES_NO:
        good = value in (YES, NO)
    elif asked.kind is AnswerKind.CHOICE:
        good = value in dict(asked.choices)
    else:
        good = value.isascii() and value.isdigit() and (asked.low or 0) <= int(value) <= (asked.high or 99)
        value = str(int(value)) if good else value
    if not good:
        raise ExpectedError("answer_invalid", field=code, question=asked.short, value=value)
    return value


class _Home:
    """A household with its answers on a day."""

    def __init__(self, household: Household, answers: Mapping[AnswerKey, str], zone: Zone | None, day: date) -> None:
        self.household = household
        self.answers = answers
        self.zone = zone
        self.day = day

    def aged(self, least: int, most: int = 200) -> list[Subject]:
        """Return the members of ``least`` to ``most`` completed years."""
        return [
            one
            for one in self.household.members
            if one.birth_date is not None and least <= age_on(one.birth_date, self.day) <= most
        ]

    def of(self, code: str, person: UUID | None = None) -> str | None:
        return self.answers.get((code, person))

    def any_of(self, members: list[Subject], deprived: Callable[[Subject], bool | None]) -> tuple[bool | None, str]:
        """Return whether anybody is deprived, with who; None while an unknown member could be.

        A member of unknown age is among those an indicator may count: no deprivation is proved by them or without.
        """
        said = [(one.given_name, deprived(one)) for one in members]
        who = [name for name, value in said if value]
        if who:
            return True, ", ".join(who)
        asking = [name for name, value in said if value is None]
        if asking:
            return None, _("Falta preguntar: {who}").format(who=", ".join(asking))
        ageless = [one.given_name for one in self.ageless() if one not in members and deprived(one) is not False]
        if ageless:
            return None, _("Falta la fecha de nacimiento: {who}").format(who=", ".join(ageless))
        return False, ""

    def ageless(self) -> list[Subject]:
        """Return the members whose age nobody knows."""
        return [one for one in self.household.members if one.birth_date is None]

    def yes(self, code: str, bad: str) -> Callable[[Subject], bool | None]:
        """Return what tells whether a member gave the answer ``bad``; None when nobody asked."""

        def deprived(one: Subject) -> bool | None:
            said = self.of(code, one.person_id)
            return None if said is None else said == bad

        return deprived

    def choice(self, code: str, urban: set[str], rural: set[str]) -> tuple[bool | None, str]:
        """Return whether the answer of the household is among the bad ones of its zone."""
        said = self.of(code)
        if said is None:
            return None, _("Falta preguntar")
        if self.zone is None and (said in urban) is not (said in rural):
            return None, _("Falta la zona")
        bad = urban if self.zone is Zone.URBAN else rural
        words = next(dict(one.choices).get(said, said) for one in questions() if one.code == code)
        return said in bad, words


def _schooling(home: _Home) -> tuple[bool | None, str]:
    years = [home.of("schooling_years", one.person_id) for one in home.aged(15)]
    if any(said is None for said in years):
        return None, _("Falta preguntar los años de estudio")
    if ageless := home.ageless():
        who = ", ".join(one.given_name for one in ageless)
        return None, _("Falta la fecha de nacimiento: {who}").format(who=who)
    if not years:
        return False, _("Nadie de 15 años y más")
    average = Fraction(sum(int(said or 0) for said in years), len(years))
    return average < 9, _("Promedio de {n} años").format(n=f"{float(average):.1f}".replace(".", ","))


def _behind(home: _Home) -> tuple[bool | None, str]:
    def deprived(one: Subject) -> bool | None:
        said = home.of("schooling_years", one.person_id)
        if said is None or one.birth_date is None:
            return None
        return int(said) < age_on(one.birth_date, home.day) - _GRADE_AGE

    return home.any_of(home.aged(7, 17), deprived)


def _jobless(home: _Home) -> tuple[bool | None, str]:
    def deprived(one: Subject) -> bool | None:
        works, said = home.of("works", one.person_id), home.of("jobless_12_months", one.person_id)
        if works == YES or said == NO:
            return False
        return None if works is None or said is None else True

    return home.any_of(home.aged(18), deprived)


def _informal(home: _Home) -> tuple[bool | None, str]:
    def deprived(one: Subject) -> bool | None:
        works = home.of("works", one.person_id)
        if works != YES:
            return None if works is None else False
        said = home.of("pension", one.person_id)
        return None if said is None else said == NO

    return home.any_of(home.aged(18), deprived)


def _crowded(home: _Home) -> tuple[bool | None, str]:
    rooms = home.of("bedrooms")
    if rooms is None:
        return None, _("Falta preguntar")
    people = len(home.household.members)
    said = _("{people} personas en {rooms} cuartos").format(people=people, rooms=rooms)
    if int(rooms) == 0:
        return True, said
    each = Fraction(people, int(rooms))
    if home.zone is None and each == 3:
        return None, _("Falta la zona")
    return (each >= 3 if home.zone is Zone.URBAN else each > 3), said


_POOR_WATER: Final = {"pozo", "lluvia", "rio", "carrotanque", "otra"}
_POOR_WALLS: Final = {"guadua", "desechos", "ninguna"}
_MEASURES: Final[dict[int, Callable[[_Home], tuple[bool | None, str]]]] = {
    1: _schooling,
    2: lambda home: home.any_of(home.aged(15), home.yes("reads_writes", NO)),
    3: lambda home: home.any_of(home.aged(6, 16), home.yes("attends_school", NO)),
    4: _behind,
    5: lambda home: home.any_of(home.aged(0, 5), home.yes("early_care", NO)),
    6: lambda home: home.any_of(home.aged(12, 17), home.yes("works", YES)),
    7: _jobless,
    8: _informal,
    9: lambda home: home.any_of(home.aged(6), home.yes("insured", NO)),
    10: lambda home: home.any_of(list(home.household.members), home.yes("care_denied", YES)),
    11: lambda home: home.choice("water", _POOR_WATER, _POOR_WATER),
    12: lambda home: home.choice(
        "toilet", {"septico", "sin_conexion", "letrina", "ninguno"}, {"sin_conexion", "letrina", "ninguno"}
    ),
    13: lambda home: home.choice("floor", {"tierra"}, {"tierra"}),
    14: lambda home: home.choice("walls", {"tabla", "tapia", *_POOR_WALLS}, _POOR_WALLS),
    15: _crowded,
}


def measure(
    household: Household, answers: Mapping[AnswerKey, str], zone: Zone | None, day: date, cutoff: Fraction
) -> IpmResult:
    """Return the IPM of ``household`` on ``day``: poor when the exact score reaches ``cutoff``."""
    home = _Home(household, answers, zone, day)
    found = tuple(Deprivation(one, *_MEASURES[one.number](home)) for one in indicators())
    return result(found, cutoff)


def result(found: tuple[Deprivation, ...], cutoff: Fraction) -> IpmResult:
    """Return score and verdict of fifteen deprivations."""
    score = sum((one.indicator.weight for one in found if one.deprived), Fraction(0))
    open_weight = sum((one.indicator.weight for one in found if one.deprived is None), Fraction(0))
    poor = True if score >= cutoff else None if score + open_weight >= cutoff else False
    return IpmResult(found, score, cutoff, poor, sum(one.deprived is None for one in found))
