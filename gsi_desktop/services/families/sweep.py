"""Everybody against everybody: the pairs of the registry that may be one person, found in memory, piece by piece.

People are thrown together by what they share (a birth date, a document or one a slip away, how the name sounds with a
birth date near, a household, a telephone) and only those who share something are compared. The search only reads;
`candidates.keep` writes what it found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from sqlalchemy.orm import Session

from gsi_desktop.services.core.garbage import paused
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.families import duplicates, sweep_pieces
from gsi_desktop.services.families.duplicates import Known
from gsi_desktop.services.families.matching import (
    CANDIDATE,
    Likeness,
    Profile,
    Verdict,
    compare,
    names_verdict,
    near_births,
    near_years,
    one_slip,
)
from gsi_desktop.services.families.sweep_pieces import Look, Piece

_CROWD = 250
"""A group bigger than this is parted by how the first name sounds: 1 January is the birth date of thousands."""
_STEP = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """Two people who may be one, the smaller id first."""

    one: Known
    other: Known
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep looked at and found; ``looked_at`` are the people whose pairs it knows all of."""

    people: int
    compared: int
    found: tuple[Found, ...]


@paused()
def search(session: Session, progress: Progress, only: Collection[UUID] | None = None) -> Swept:
    """Return the pairs of the registry that may be one person; with ``only``, those with at least one of these people.

    Raises `CancelledError` when the person cancels; nothing is written. Memory is that of one of `sweep_pieces`.
    """
    progress.report("reading_people")
    everybody = sweep_pieces.count(session)
    pieces = sweep_pieces.pieces(session, everybody)
    fresh = None if only is None else frozenset(only)
    looks, done, compared = sum(len(piece.looks) for piece in pieces), 0, 0
    found: dict[tuple[UUID, UUID], Found] = {}
    for piece in pieces:
        sweeper = _Sweeper(list(_people(session, progress, piece)), fresh, progress)
        for look in piece.looks:
            progress.report("comparing_people", done, looks)
            sweeper.look(look)
            done += 1
        compared += sweeper.compared
        found |= {(pair.one.person_id, pair.other.person_id): pair for pair in sweeper.found.values()}
    progress.report("comparing_people", looks, looks)
    return Swept(everybody, compared, tuple(found.values()))


def _people(session: Session, progress: Progress, piece: Piece) -> Iterator[Known]:
    asked = duplicates.facts() if piece.where is None else duplicates.facts().where(piece.where)
    rows = session.execute(asked.execution_options(yield_per=5000))
    for number, known in enumerate(duplicates.grouped(rows)):
        if number % _STEP == 0:
            progress.report("reading_people", number)
        yield known


class _Sweeper:
    """Compares those who share something; a pair may come up twice and is kept once."""

    def __init__(self, people: Sequence[Known], only: frozenset[UUID] | None, progress: Progress) -> None:
        self.people = people
        self.fresh = None if only is None else [known.person_id in only for known in people]
        self.progress = progress
        self.compared = 0
        self.found: dict[tuple[int, int], Found] = {}

    def look(self, look: Look) -> None:
        """Compare those who are thrown together by ``look``."""
        ways = {
            Look.DOCUMENTS: self._documents,
            Look.BIRTHS: self._births,
            Look.SOUNDS: self._sounds,
            Look.HOUSEHOLDS: self._households,
        }
        for one, other in ways[look]():
            self._compare(one, other)

    def _compare(self, one: int, other: int) -> None:
        if self.fresh is not None and not (self.fresh[one] or self.fresh[other]):
            return
        self.compared += 1
        if self.compared % _STEP == 0:
            self.progress.check()
        mine, theirs = self.people[one].profile, self.people[other].profile
        if not _worth_it(mine, theirs):
            return
        likeness = compare(mine, theirs)
        if likeness.score >= CANDIDATE:
            first, second = sorted((one, other), key=lambda place: self.people[place].person_id)
            self.found[first, second] = Found(self.people[first], self.people[second], likeness)

    def _pairs(self, group: Sequence[int]) -> Iterator[tuple[int, int]]:
        if len(group) <= _CROWD:
            yield from combinations(group, 2)
            return
        parts: dict[str, list[int]] = defaultdict(list)
        for place in group:
            parts[self.people[place].profile.given[0].sound].append(place)
        for part in parts.values():
            yield from combinations(part[: 4 * _CROWD], 2)

    def _documents(self) -> Iterator[tuple[int, int]]:
        holders: dict[str, list[int]] = defaultdict(list)
        for place, known in enumerate(self.people):
            for _kind, number in known.profile.documents:
                holders[number].append(place)
        for number, group in holders.items():
            if len(group) > 1:
                yield from combinations(group, 2)
            for other in known_slips(number, holders):
                for one in group:
                    for place in holders[other]:
                        if self._alike(one, place):
                            yield one, place

    def _alike(self, one: int, other: int) -> bool:
        mine, theirs = self.people[one].profile, self.people[other].profile
        return names_verdict(mine.given, theirs.given) is not Verdict.DIFFERENT

    def _births(self) -> Iterator[tuple[int, int]]:
        days: dict[int, list[int]] = defaultdict(list)
        for place, known in enumerate(self.people):
            if known.profile.birth_date is not None:
                days[known.profile.birth_date.toordinal()].append(place)
        for group in days.values():
            yield from self._pairs(group)

    def _sounds(self) -> Iterator[tuple[int, int]]:
        sounds: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, known in enumerate(self.people):
            profile = known.profile
            sounds[profile.surnames[0].sound, profile.given[0].sound].append(place)
        for group in sounds.values():
            if len(group) > 1:
                yield from self._near(group)

    def _near(self, group: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield the pairs of namesakes whose birth dates are a slip apart, or unknown."""
        years: dict[int, list[int]] = defaultdict(list)
        days: dict[tuple[int, int], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        unknown: list[int] = []
        for place in group:
            born = self.people[place].profile.birth_date
            if born is None:
                unknown.append(place)
                continue
            years[born.year].append(place)
            days[born.month, born.day][born.year].append(place)
        for same_year in years.values():
            for one, other in combinations(same_year, 2):
                if self._slip(one, other):
                    yield one, other
        for by_year in days.values():
            for year, born_then in by_year.items():
                for near in near_years(year):
                    if near > year:
                        yield from ((one, other) for one in born_then for other in by_year.get(near, ()))
        for one in unknown[:_CROWD]:
            yield from ((one, other) for same in years.values() for other in same)
        yield from combinations(unknown[:_CROWD], 2)

    def _slip(self, one: int, other: int) -> bool:
        born, other_born = self.people[one].profile.birth_date, self.people[other].profile.birth_date
        return born is not None and other_born is not None and (near_births(born, other_born) or born.day == 1)

    def _households(self) -> Iterator[tuple[int, int]]:
        homes: dict[UUID | str, list[int]] = defaultdict(list)
        for place, known in enumerate(self.people):
            if known.profile.family_id is not None:
                homes[known.profile.family_id].append(place)
            if known.profile.phone:
                homes[known.profile.phone].append(place)
        for group in homes.values():
            if len(group) <= _CROWD:
                yield from combinations(group, 2)


def _worth_it(one: Profile, other: Profile) -> bool:
    """Whether two people can come over the line at all: other names are only outweighed by the same document."""
    if names_verdict(one.given, other.given) is not Verdict.DIFFERENT:
        return True
    return any(number == theirs for _kind, number in one.documents for _other, theirs in other.documents)


def known_slips(number: str, known: dict[str, list[int]]) -> Iterator[str]:
    """Yield the known numbers one slip away, of each two numbers only once: counted, not spelled, for speed."""
    if not number.isdecimal() or len(number) < 5:
        return
    value, digits = int(number), [int(digit) for digit in number]
    tried: list[str] = []
    power = 1
    for place in range(len(digits) - 1, -1, -1):
        digit = digits[place]
        tried += [str(value + (other - digit) * power).zfill(len(number)) for other in range(digit + 1, 10)]
        if place and digits[place - 1] < digit:
            tried.append(str(value + (digit - digits[place - 1]) * 9 * power).zfill(len(number)))
        tried.append(number[:place] + number[place + 1 :])
        power *= 10
    for other in dict.fromkeys(tried):
        if other in known and one_slip(number, other):
            yield other
