"""Any merges of people and families, undone in any order, leave every row as it was; on both engines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count as counting
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.achievements import marks
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families import cards, sounds
from gsi_desktop.services.families.merges import passing
from gsi_desktop.services.families.merges.data import (
    FAMILY_FIELDS,
    PERSON_FIELDS,
    Asked,
    MergeFamilies,
    MergePersons,
    Same,
    UndoMerge,
)
from gsi_desktop.services.families.merges.households import merge_families
from gsi_desktop.services.families.merges.people import merge_persons
from gsi_desktop.services.families.merges.undo import undo_merge
from gsi_desktop.services.life import movement
from gsi_desktop.services.upkeep import checking
from tests.support.counts import count
from tests.support.factories import Added
from tests.support.merging import Work, differences, registered, rows

DAY = date(2026, 11, 21)
NUMBERS = counting(1)


def _drawn(random: Random) -> Work:
    return Work(
        members=random.randint(1, 3),
        baseline=random.choice([None, False, True, True]),
        plan=random.choice([None, False, True, True]),
        visits=random.randint(0, 2),
        planned=random.random() < 0.5,
        assigned=random.random() < 0.5,
        commitments=random.randint(0, 2),
        entry_on=random.choice([date(2026, 3, 14), date(2026, 2, 1), date(2026, 3, 20)]),
    )


FULL = Work(3, baseline=True, plan=True, visits=2, planned=True, assigned=True, commitments=2)
BEGUN = Work(2, baseline=False, visits=1, planned=True, assigned=True, entry_on=date(2026, 2, 1))
DRAFT = Work(3, baseline=True, plan=False, visits=1, commitments=1)


def _sound(services: Services) -> None:
    with services.database.reading() as session:
        assert cards.differences(session) == 0
        assert marks.differences(session, DAY) == 0
        assert sounds.differences(session) == 0
        moved = movement.movement(session, None, date(2026, 6, 1), DAY)
    assert moved.families.balances
    assert moved.persons.balances


def _passed(services: Services, asked: Asked) -> UUID:
    """Merge, and see that what is told to pass is what hung on the one that goes and hangs on the other now."""
    same = (asked,) if isinstance(asked, MergePersons) else asked.same
    family = isinstance(asked, MergeFamilies)

    def on(ids: Iterable[UUID], family_id: UUID) -> set[passing.Row]:
        with services.database.reading() as session:
            return passing.hanging(session, "person", tuple(ids)) | (
                passing.of_family(session, family_id) if family else set()
            )

    before = on((one.gone_id for one in same), asked.gone_id)
    with services.database.reading() as session:
        theirs = passing.hanging(session, "person", [one.gone_id for one in same])
        foretold = passing.passing(session, asked)
    done = services.run(merge_families if isinstance(asked, MergeFamilies) else merge_persons, asked).result
    after = before & on((one.kept_id for one in same), asked.kept_id)
    nobody_more = {row for row in theirs if row[0] == "membership"}
    assert foretold == done.passed == passing.tally(after - nobody_more)
    return done.merge_id


def _merge(services: Services, random: Random, families: list[Added]) -> UUID | None:
    """Merge two of the families or two of their people as drawn; None when the program refuses."""
    one, other = random.choice(families), random.choice(families)
    take = tuple(random.sample(sorted(PERSON_FIELDS), random.randint(0, 5)))
    try:
        if random.random() < 0.6:
            same = tuple(Same(a, b, take) for a, b in zip(one.people, other.people, strict=False))
            same = same[: random.randint(0, 3)]
            fields = tuple(random.sample(sorted(FAMILY_FIELDS), random.randint(0, 3)))
            asked = MergeFamilies(kept_id=one.family_id, gone_id=other.family_id, same=same, take=fields)
            return _passed(services, asked)
        kept, gone = random.choice(one.people), random.choice(other.people)
        persons = MergePersons(kept_id=kept, gone_id=gone, take=take, take_home=random.random() < 0.5)
        return _passed(services, persons)
    except ExpectedError:
        return None


def _undo_all(services: Services, merges: list[UUID]) -> None:
    undone: set[UUID] = set()
    for merge_id in merges:
        if merge_id not in undone:
            undone |= {merge_id, *services.run(undo_merge, UndoMerge(merge_id)).result.also}
            _sound(services)


@settings(max_examples=count(4, 200), phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_merges_undone_in_any_order_leave_every_row_as_it_was(services: Services, seed: int) -> None:
    random = Random(seed)
    families = [registered(services, _drawn(random), next(NUMBERS)) for _ in range(random.randint(2, 4))]
    before = rows(services.database)
    merges = [one for one in (_merge(services, random, families) for _ in range(5)) if one is not None]
    _sound(services)
    random.shuffle(merges)
    _undo_all(services, merges)
    assert differences(before, rows(services.database)) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["first one first", "last one first"])
def test_a_chain_of_families_with_all_their_work_comes_apart_in_either_order(
    services: Services, order: tuple[int, ...]
) -> None:
    families = [registered(services, work, next(NUMBERS)) for work in (FULL, BEGUN, DRAFT)]
    before = rows(services.database)
    merges = _chain(services, families)
    _sound(services)
    _undo_all(services, [merges[place] for place in order])
    assert differences(before, rows(services.database)) == []
    assert checking.problems(services.database) == []


def _chain(services: Services, families: list[Added]) -> list[UUID]:
    """Merge the first into the second and the second into the third, members by their place."""
    made = []
    for gone, kept in pairwise(families):
        same = tuple(Same(a, b, ("document", "second_name")) for a, b in zip(kept.people, gone.people, strict=False))
        asked = MergeFamilies(kept_id=kept.family_id, gone_id=gone.family_id, same=same, take=("address",))
        made.append(_passed(services, asked))
    return made
