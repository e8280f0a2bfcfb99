"""Hinting at duplicates while one types, comparing everybody, merging and taking a merge back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import cycle

from sqlalchemy import select

from benchmarks import sample
from benchmarks.harness import Pair, bench
from gsi_desktop.bootstrap import Services
from gsi_desktop.models.families import FamilyCard, Person, PersonDocument
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.families import duplicates, sweep
from gsi_desktop.services.families.duplicates import HintQuery
from gsi_desktop.services.families.merges.data import MergeFamilies, UndoMerge
from gsi_desktop.services.families.merges.households import merge_families
from gsi_desktop.services.families.merges.undo import undo_merge

_DRAWN = 200


def _asked(services: Services) -> list[HintQuery]:
    """Return what somebody types of people drawn at random, a digit or a letter wrong."""
    with services.database.reading() as session:
        rows = session.execute(
            select(Person, PersonDocument.number).join(PersonDocument, PersonDocument.person_id == Person.id)
        ).all()
    drawn = random.Random(7).sample(rows, _DRAWN)
    return [
        HintQuery(
            document_type="CC",
            document=number[:-2] + number[-1] + number[-2],
            first_name=person.first_name.replace("v", "b").replace("s", "z"),
            first_surname=person.first_surname,
            birth_date=person.birth_date if place % 3 else None,
            municipality_id=person.municipality_id,
        )
        for place, (person, number) in enumerate(drawn)
    ]


@bench("duplicate hint among 220,000 people", p95_ms=100, rounds=_DRAWN)
def hint() -> Iterator[Pair]:
    with sample.opened() as services:
        asked = cycle(_asked(services))
        yield Pair(ours=lambda: services.read(duplicates.hints, next(asked)) and None)


@bench("sweep of 220,000 people for duplicates", p95_ms=180_000, rounds=1)
def everybody() -> Iterator[Pair]:
    with sample.opened() as services:
        yield Pair(ours=lambda: services.read(sweep.search, Progress()) and None)


@bench("merging two families and taking it back", p95_ms=1000, rounds=20)
def merge() -> Iterator[Pair]:
    copy = sample.copied(sample.HUILA, "uniones.gsi")
    services = sample.at(copy)
    with services.database.reading() as session:
        families = session.execute(select(FamilyCard.family_id)).scalars().all()
    drawn = cycle(random.Random(7).sample(families, _DRAWN))

    def both() -> None:
        merged = services.run(merge_families, MergeFamilies(kept_id=next(drawn), gone_id=next(drawn))).result
        services.run(undo_merge, UndoMerge(merged.merge_id))

    yield Pair(ours=both)
    services.close()
