"""Plausible invented families for sample data, tests and bench: a pure stream, the same for the same seed.

Nobody here exists. Households, ages, surnames and documents are coherent with each other and as varied as in a real
roster, so that what is tried on them behaves as it will in an office. Proportions of sources: facts.md §4.3.
"""

from __future__ import annotations

import math
import tomllib
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from gsi_desktop.models.enums import Kinship, SettlementKind, Sex, TargetingSource, Zone
from gsi_desktop.services.core.resources import resource_path
from gsi_desktop.services.core.search import fold
from gsi_desktop.services.territory import catalogues

_RUPD_SHARE = 9_809 / 57_191
_YEAR = 365.2425
_PARENT_AGE = 15
_LAST_BIRTH_AGE = 44
_BETWEEN_BIRTHS = 340
_OLDEST = 96
_CEDULA_TEN_DIGITS_FROM = date(1986, 1, 1).toordinal()
_Surnames = tuple[str, str]


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """An invented member of a household; ``document_type`` is the one for the age on the stream's ``today``."""

    first_name: str
    second_name: str
    first_surname: str
    second_surname: str
    sex: Sex
    birth_date: date
    document_type: str
    document_number: str
    kinship: Kinship
    ethnicity: str
    disability: str
    pregnant: bool


@dataclass(frozen=True, slots=True)
class InventedFamily:
    """An invented household: the head first; ``household_key`` is FICHA-NUCLEO or the declaración.

    ``level`` and ``score`` are empty for RUPD, the two displacement fields for SISBEN. Nobody is born after
    ``entry_on``.
    """

    municipality_id: str
    zone: Zone
    settlement: str
    settlement_kind: SettlementKind
    address: str
    phone: str
    other_phone: str
    source: TargetingSource
    household_key: str
    level: str
    score: str
    listed_on: date
    displaced_on: date | None
    displaced_from: str
    entry_on: date
    members: tuple[InventedPerson, ...]


# --- material


class _Bag:
    """Values drawn with falling frequency, as names are in life (Zipf)."""

    def __init__(self, values: Sequence[str], weights: Sequence[float] | None = None) -> None:
        self.values = list(values)
        self.limits = list(accumulate(weights or [1 / (rank + 6) for rank in range(len(self.values))]))

    def draw(self, random: Random) -> str:
        return self.values[bisect(self.limits, random.random() * self.limits[-1])]


@cache
def _material() -> dict[str, Any]:
    return tomllib.loads(resource_path("demo", "invented.toml").read_text(encoding="utf-8"))


@cache
def _given_names() -> dict[Sex, tuple[_Bag, _Bag, _Bag]]:
    names = _material()["names"]
    return {
        sex: (
            _Bag(names[sex.value]["older"].split()),
            _Bag(names[sex.value]["middle"].split()),
            _Bag(names[sex.value]["newer"].split()),
        )
        for sex in (Sex.FEMALE, Sex.MALE)
    }


@cache
def _surnames() -> _Bag:
    return _Bag(_material()["surnames"]["all"].split())


@cache
def _places(code: str) -> dict[Zone, tuple[str, ...]]:
    """Return the settlement names of a municipality by zone: its populated centres (if any), barrios and veredas.

    A name stands for one kind of settlement only: the lists of barrios and veredas share none.
    """
    places, random = _material()["places"], Random(code)  # noqa: S311 - invented data, not secrets
    centres = [one for one in catalogues.settlements() if one.municipality_code == code and not one.is_seat]
    taken = {fold(one.name) for one in centres}
    barrios = random.sample([name for name in places["barrios"] if fold(name) not in taken], 17)
    veredas = random.sample([name for name in places["veredas"] if fold(name) not in taken], 24)
    return {
        Zone.URBAN: tuple(barrios),
        Zone.RURAL_CENTER: tuple(one.name for one in centres),
        Zone.RURAL: tuple(veredas),
    }


_KINDS = {
    Zone.URBAN: SettlementKind.BARRIO,
    Zone.RURAL_CENTER: SettlementKind.POPULATED_CENTER,
    Zone.RURAL: SettlementKind.VEREDA,
}


class _Numbers:
    """Every number of a range once, in an order that looks like chance."""

    def __init__(self, start: int, size: int, random: Random) -> None:
        self._start, self._size = start, size
        self._step = int(size * 0.6180339887) | 1
        while math.gcd(self._step, size) > 1:
            self._step += 2
        self._last = random.randrange(size)

    def __next__(self) -> int:
        self._last = (self._last + self._step) % self._size
        return self._start + self._last


# --- households


@dataclass(slots=True)
class _Member:
    """A member while the household is being put together; ``born`` is the ordinal of the day."""

    kinship: Kinship
    sex: Sex
    born: int
    surnames: _Surnames


class _Households:
    """Puts households together: who lives there, how old and with which surnames."""

    def __init__(self, random: Random, today: date) -> None:
        self._random = random
        self._today = today.toordinal()
        self._kinds = _Bag(
            ["couple_with_children", "single_parent", "extended", "couple", "elderly", "alone"],
            [0.46, 0.18, 0.23, 0.05, 0.05, 0.03],
        )
        self._sizes = _Bag("12345678", [0.22, 0.31, 0.22, 0.12, 0.07, 0.03, 0.02, 0.01])

    def next(self) -> list[_Member]:
        """Return a household, its head first."""
        match self._kinds.draw(self._random):
            case "single_parent":
                return self._single_parent()
            case "extended":
                return self._extended()
            case "couple":
                return self._couple(20, 85)
            case "elderly":
                return [self._head(65, 92)]
            case "alone":
                return [self._head(19, 64)]
            case _:
                couple = self._couple(19, 58)
                return couple + self._children(couple, [self._family_surnames(couple)])

    def _born(self, youngest: int, oldest: int) -> int:
        return self._random.randint(
            self._today - int((oldest + 1) * _YEAR) + 1, self._today - math.ceil(youngest * _YEAR)
        )

    def _two_surnames(self) -> _Surnames:
        return _surnames().draw(self._random), _surnames().draw(self._random)

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _sex(self, female: float = 0.5) -> Sex:
        return Sex.FEMALE if self._chance(female) else Sex.MALE

    def _head(self, youngest: int, oldest: int, female: float = 0.5) -> _Member:
        return _Member(Kinship.HEAD, self._sex(female), self._born(youngest, oldest), self._two_surnames())

    def _couple(self, youngest: int, oldest: int) -> list[_Member]:
        head = self._head(youngest, oldest, female=0.42)
        older = 3 if head.sex is Sex.MALE else -3
        adult = self._today - math.ceil(18 * _YEAR)
        born = head.born + int(self._random.gauss(older, 4) * _YEAR)
        other = Sex.MALE if head.sex is Sex.FEMALE else Sex.FEMALE
        born = max(min(born, adult), self._today - int(_OLDEST * _YEAR))
        return [head, _Member(Kinship.SPOUSE, other, born, self._two_surnames())]

    @staticmethod
    def _family_surnames(couple: Sequence[_Member]) -> _Surnames:
        """Return the surnames of the couple's children: the father's first, then the mother's first."""
        father, mother = sorted(couple, key=lambda one: one.sex is Sex.FEMALE)
        return father.surnames[0], mother.surnames[0]

    def _absent_parent_surnames(self, parent: _Member) -> list[_Surnames]:
        """Return the surnames children of one present parent may have, one per absent parent."""
        if parent.sex is Sex.MALE:
            return [(parent.surnames[0], _surnames().draw(self._random))]
        if self._chance(0.15):
            return [parent.surnames]  # not recognised by the father: both of the mother's
        fathers = 2 if self._chance(0.25) else 1
        return [(_surnames().draw(self._random), parent.surnames[0]) for _ in range(fathers)]

    def _children(
        self,
        parents: Sequence[_Member],
        surnames: Sequence[_Surnames],
        kinship: Kinship = Kinship.CHILD,
        younger: Sequence[_Member] = (),
    ) -> list[_Member]:
        """Return the children still at home, oldest first: none born before a parent was fifteen.

        ``younger`` are half-brothers and half-sisters who came later.
        """
        window = self._births(parents, self._today - int(23 * _YEAR), younger)
        if window is None:
            return []
        born, latest = window[0] + int((window[1] - window[0]) * self._random.random() ** 1.4), window[1]
        children: list[_Member] = []
        wanted = int(self._sizes.draw(self._random))
        while born <= latest and len(children) < wanted:
            father = len(children) * len(surnames) // 4 if len(surnames) > 1 else 0
            own = surnames[min(father, len(surnames) - 1)]
            children.append(_Member(kinship, self._sex(), born, own))
            born += 0 if self._chance(0.012) else self._random.randint(_BETWEEN_BIRTHS, int(4.5 * _YEAR))
        return children

    def _births(
        self, parents: Sequence[_Member], not_before: int, younger: Sequence[_Member]
    ) -> tuple[int, int] | None:
        """Return the first and last day on which these parents can have had a child before ``younger``, or None."""
        earliest = max(not_before, *(one.born + math.ceil(_PARENT_AGE * _YEAR) for one in parents))
        mothers = [one.born + int(_LAST_BIRTH_AGE * _YEAR) for one in parents if one.sex is Sex.FEMALE]
        latest = min([self._today, *mothers, *(one.born - _BETWEEN_BIRTHS for one in younger)])
        return (earliest, latest) if earliest <= latest else None

    def _single_parent(self) -> list[_Member]:
        head = self._head(18, 56, female=0.86)
        children = self._children([head], self._absent_parent_surnames(head))
        return [head, *(children or self._siblings(head))]

    def _extended(self) -> list[_Member]:
        """Return a family with relatives of other generations or other branches."""
        household = self._couple(30, 68) if self._chance(0.6) else [self._head(30, 75, female=0.75)]
        head = household[0]
        same = [self._family_surnames(household)] if len(household) == 2 else self._absent_parent_surnames(head)
        if self._chance(0.75):
            household += self._children(household, same)
        if self._chance(0.45):
            household += self._third_generation(household, same[0])
        if self._chance(0.35):
            household += self._siblings(head)
        if self._chance(0.3):
            household += self._elders(household)
        if self._chance(0.25):
            household += self._others(household)
        return household if len(household) > 1 else [head, *self._siblings(head)]

    def _third_generation(self, household: Sequence[_Member], surnames: _Surnames) -> list[_Member]:
        """Return the eldest child of the house, grown and with children, perhaps with the other parent."""
        heads = [one for one in household if one.kinship in {Kinship.HEAD, Kinship.SPOUSE}]
        children = [one for one in household if one.kinship is Kinship.CHILD]
        window = self._births(heads, self._today - int(40 * _YEAR), children)
        grown = self._today - math.ceil(19 * _YEAR)
        if window is None or window[0] > grown:
            return []
        parent = _Member(
            Kinship.CHILD, self._sex(0.7), self._random.randint(window[0], min(window[1], grown)), surnames
        )
        if not self._chance(0.35):
            grandchildren = self._children([parent], self._absent_parent_surnames(parent)[:1], Kinship.GRANDCHILD)
            return [parent, *grandchildren[-2:]]
        other = Sex.MALE if parent.sex is Sex.FEMALE else Sex.FEMALE
        born = min(parent.born + self._random.randint(-1500, 1500), self._today - math.ceil(18 * _YEAR))
        in_law = _Member(Kinship.SON_DAUGHTER_IN_LAW, other, born, self._two_surnames())
        couple = [parent, in_law]
        grandchildren = self._children(couple, [self._family_surnames(couple)], Kinship.GRANDCHILD)
        return [*couple, *grandchildren[-2:]]

    def _siblings(self, head: _Member) -> list[_Member]:
        """Return one or two brothers or sisters of the head, with the same two surnames."""
        siblings = []
        for _ in range(self._random.choice((1, 1, 2))):
            gap = self._random.randint(400, 12 * 365) * self._random.choice((-1, 1))
            born = max(min(head.born + gap, self._today - 200), self._today - int(_OLDEST * _YEAR))
            siblings.append(_Member(Kinship.SIBLING, self._sex(), born, head.surnames))
        return siblings

    def _elders(self, household: Sequence[_Member]) -> list[_Member]:
        """Return a parent of the head, or of the spouse, old enough for every brother and sister at home."""
        in_law = household[1] if len(household) > 1 and household[1].kinship is Kinship.SPOUSE else None
        child = in_law if in_law and self._chance(0.35) else household[0]
        kinship = Kinship.PARENT_IN_LAW if child is in_law else Kinship.PARENT
        siblings = [one.born for one in household if one.kinship is Kinship.SIBLING and child is household[0]]
        born = min(child.born, *siblings, child.born) - self._random.randint(16 * 366, 34 * 365)
        if born < self._today - int(_OLDEST * _YEAR):
            return []
        sex = self._sex(0.72)
        own = _surnames().draw(self._random)
        return [_Member(kinship, sex, born, (child.surnames[1 if sex is Sex.FEMALE else 0], own))]

    def _others(self, household: Sequence[_Member]) -> list[_Member]:
        """Return a stepchild, a nephew or niece, another relative or somebody who is no relative."""
        head = household[0]
        if len(household) > 1 and household[1].kinship is Kinship.SPOUSE and self._chance(0.4):
            spouse = household[1]
            children = [one for one in household if one.kinship is Kinship.CHILD]
            surnames = self._absent_parent_surnames(spouse)[:1]
            return self._children([head, spouse], surnames, Kinship.STEPCHILD, children)[:2]
        kinship = self._random.choice((Kinship.NIECE_NEPHEW, Kinship.NIECE_NEPHEW, Kinship.OTHER_RELATIVE))
        if self._chance(0.2):
            kinship = Kinship.NON_RELATIVE
        youngest, oldest = (0, 24) if kinship is Kinship.NIECE_NEPHEW else (18, 80)
        own = self._two_surnames()
        both = own if kinship is Kinship.NON_RELATIVE else (head.surnames[0], own[1])
        return [_Member(kinship, self._sex(), self._born(youngest, oldest), both)]


# --- people and families


class _Stream:
    """Draws families one after another."""

    def __init__(self, seed: int, municipalities: Sequence[str] | None, today: date) -> None:
        self._random = random = Random(seed)  # noqa: S311 - invented data, not secrets
        self._today = today
        weights = {str(code): float(weight) for code, weight in _material()["weights"].items()}
        codes = list(municipalities or weights)
        self._municipalities = _Bag(codes, [weights.get(code, 10.0) for code in codes])
        self._households = _Households(random, today)
        self._nuip = _Numbers(1_000_000_000, 200_000_000, random)
        self._old_cedulas = {
            Sex.MALE: _Numbers(4_000_000, 16_000_000, random),
            Sex.FEMALE: _Numbers(20_000_000, 50_000_000, random),
        }
        self._lists = _Numbers(100_000, 9_900_000, random)

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _document(self, member: _Member, age: int) -> tuple[str, str]:
        kind = "RC" if age < 7 else "TI" if age < 18 else "CC"
        old = member.born < _CEDULA_TEN_DIGITS_FROM and kind == "CC"
        return kind, str(next(self._old_cedulas[member.sex] if old else self._nuip))

    def _disability(self, age: int) -> str:
        if not self._chance(0.02 if age < 18 else 0.035 if age < 60 else 0.14):
            return "none"
        return self._random.choice(("physical", "physical", "visual", "hearing", "intellectual", "multiple"))

    def _person(self, member: _Member, ethnicity: str) -> InventedPerson:
        born = date.fromordinal(member.born)
        age = self._today.year - born.year - ((self._today.month, self._today.day) < (born.month, born.day))
        names = _given_names()[member.sex][(born.year >= 1975) + (born.year >= 2004)]
        first = names.draw(self._random)
        second = names.draw(self._random) if self._chance(0.68) else ""
        kind, number = self._document(member, age)
        return InventedPerson(
            first_name=first,
            second_name="" if second == first else second,
            first_surname=member.surnames[0],
            second_surname=member.surnames[1],
            sex=member.sex,
            birth_date=born,
            document_type=kind,
            document_number=number,
            kinship=member.kinship,
            ethnicity=ethnicity,
            disability=self._disability(age),
            pregnant=member.sex is Sex.FEMALE and 15 <= age <= _LAST_BIRTH_AGE and self._chance(0.05),
        )

    def _ethnicity(self, code: str) -> str:
        indigenous = 0.14 if code in _material()["places"]["indigenous"] else 0.01
        drawn = self._random.random()
        if drawn < indigenous:
            return "indigenous"
        return "afro_colombian" if drawn > 0.985 else "none"

    def _zone(self, code: str) -> Zone:
        urban = 0.82 if code in _material()["places"]["urban"] else 0.42
        drawn = self._random.random()
        if drawn < urban:
            return Zone.URBAN
        in_centre = drawn < urban + (1 - urban) * 0.25 and _places(code)[Zone.RURAL_CENTER]
        return Zone.RURAL_CENTER if in_centre else Zone.RURAL

    def _address(self, zone: Zone) -> str:
        random = self._random
        if zone is Zone.RURAL:
            return f"Finca {random.choice(_material()['places']['farms'])}" if self._chance(0.4) else ""
        street = "Calle" if self._chance(0.55) else "Carrera"
        return f"{street} {random.randint(1, 32)} # {random.randint(1, 24)}-{random.randint(1, 98):02d}"

    def _phone(self, probability: float) -> str:
        if not self._chance(probability):
            return ""
        return f"3{self._random.randint(0, 22):02d}{self._random.randint(0, 9_999_999):07d}"

    def _day(self, earliest: date, latest: date) -> date:
        return date.fromordinal(self._random.randint(min(earliest, latest).toordinal(), latest.toordinal()))

    def _targeting(self, listed_on: date) -> dict[str, Any]:
        """Return the fields that say which list brought the family."""
        number = f"{next(self._lists):07d}"
        if self._chance(_RUPD_SHARE):
            return {
                "source": TargetingSource.RUPD,
                "household_key": number,
                "level": "",
                "score": "",
                "displaced_on": self._day(date(1997, 7, 18), listed_on),
                "displaced_from": self._random.choice(_material()["places"]["expelled_from"]),
            }
        return {
            "source": TargetingSource.SISBEN_III,
            "household_key": f"{number}-{2 if self._chance(0.12) else 1}",
            "level": "1",
            "score": f"{self._random.uniform(0.5, 34.9):.2f}".replace(".", ","),
            "displaced_on": None,
            "displaced_from": "",
        }

    def next(self) -> InventedFamily:
        """Return the next family."""
        random = self._random
        code = self._municipalities.draw(random)
        zone = self._zone(code)
        household = self._households.next()
        youngest = date.fromordinal(max(one.born for one in household))
        listed_on = self._day(self._today.replace(year=self._today.year - 5, day=1), self._today)
        ethnicity = self._ethnicity(code)
        return InventedFamily(
            municipality_id=code,
            zone=zone,
            settlement=random.choice(_places(code)[zone]),
            settlement_kind=_KINDS[zone],
            address=self._address(zone),
            phone=self._phone(0.78),
            other_phone=self._phone(0.14),
            listed_on=listed_on,
            entry_on=max(youngest, self._day(listed_on, self._today)),
            members=tuple(self._person(one, ethnicity) for one in household),
            **self._targeting(listed_on),
        )


def invent_families(
    count: int, *, seed: int = 1, municipalities: Sequence[str] | None = None, today: date
) -> Iterator[InventedFamily]:
    """Yield ``count`` families, one at a time; the same arguments give the same families, a larger count more of them.

    ``municipalities`` are DIVIPOLA codes, Huila's 37 when None, drawn by population; ages and documents are right on
    ``today``. Document numbers and household keys are unique within a run.
    """
    stream = _Stream(seed, municipalities, today)
    for _ in range(count):
        yield stream.next()
