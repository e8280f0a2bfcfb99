"""The work board of a whole department, its lists, the dossier's summary, and saving a visit."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle
from uuid import UUID

from sqlalchemy import select

from benchmarks import sample
from benchmarks.harness import Pair, bench
from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Signature, Stage, VisitKind, VisitOutcome
from gsi_desktop.models.families import FamilyCard
from gsi_desktop.services.accompaniment import overview, queries, team, visits, workload
from gsi_desktop.services.accompaniment.data import CloseVisit, SaveVisit, StartVisit, VisitContent
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.families import queries as families

_DRAWN = 200


def _scopes(services: Services) -> list[WorkScope]:
    """Return everything, some municipalities and some cogestores: the whole department every third time."""
    places = [code for code, _name, _count in services.read(families.municipalities_in_use)][:10]
    people = [one.cogestor_id for one in services.read(team.cogestores)][:10]
    by_place = [WorkScope(municipality_id=code) for code in places]
    by_person = [WorkScope(cogestor_id=one) for one in people] or by_place
    return [scope for pair in zip(by_place, by_person, strict=False) for scope in (WorkScope(), *pair)]


def _families(services: Services, *stages: Stage) -> list[UUID]:
    """Return families drawn at random among those in ``stages``, the same every run."""
    with services.database.reading() as session:
        found = session.execute(select(FamilyCard.family_id).where(FamilyCard.stage.in_(stages))).scalars().all()
    return random.Random(7).sample(found, min(_DRAWN, len(found)))


@bench("figures of Inicio (57,191 families)", p95_ms=50, rounds=60)
def figures() -> Iterator[Pair]:
    with sample.opened() as services:
        scopes, day = cycle(_scopes(services)), services.clock.today()
        yield Pair(ours=lambda: services.read(workload.workload, next(scopes), day) and None)


@bench("whom to visit first (57,191 families)", p95_ms=50, rounds=60)
def urgent() -> Iterator[Pair]:
    with sample.opened() as services:
        scopes, day = cycle(_scopes(services)), services.clock.today()
        yield Pair(ours=lambda: services.read(workload.urgent_families, next(scopes), day) and None)


@bench("first page of overdue commitments", p95_ms=10, rounds=60)
def overdue() -> Iterator[Pair]:
    with sample.opened() as services:
        scopes, day = cycle(_scopes(services)), services.clock.today()
        yield Pair(ours=lambda: services.read(queries.overdue_commitments, next(scopes), day) and None)


@bench("first page of a list of visits", p95_ms=10, rounds=90)
def lists() -> Iterator[Pair]:
    with sample.opened() as services:
        day = services.clock.today()
        asked = cycle([(chosen, scope) for scope in _scopes(services) for chosen in VisitList])
        yield Pair(ours=lambda: services.read(queries.visit_list, *next(asked), day) and None)


@bench("summary of the accompaniment of a family", p95_ms=50, rounds=60)
def summary() -> Iterator[Pair]:
    with sample.opened() as services:
        drawn, day = cycle(_families(services, Stage.PLAN, Stage.FINAL)), services.clock.today()
        yield Pair(ours=lambda: services.read(overview.summary, next(drawn), day) and None)


def _written(day: date) -> VisitContent:
    return VisitContent(
        kind=VisitKind.FOLLOW_UP,
        occurred_on=day,
        started_time="09:04",
        ended_time="10:10",
        notes="La familia está bien. " * 20,
        history="Vendieron la cosecha de café. " * 20,
        coresponsibility="SSSNN",
    )


@bench("save of an open visit (57,191 families)", p95_ms=400, rounds=60)
def save() -> Iterator[Pair]:
    copy = sample.copied(sample.HUILA, "visitas.gsi")
    services = sample.at(copy)
    content = _written(services.clock.today())
    opened = {}
    for family in _families(services, Stage.PLAN)[:20]:
        start = StartVisit(family_id=family, kind=VisitKind.FOLLOW_UP)
        opened[services.run(visits.start_visit, start).result] = 0
    turns = cycle(opened)

    def write() -> None:
        one = services.read(queries.visit, next(turns))
        data = SaveVisit(visit_id=one.visit_id, version=one.version, content=content, steps_done=one.steps_done)
        services.run(visits.save_visit, replace(data, elapsed_seconds=(one.elapsed_seconds or 0) + 20))

    yield Pair(ours=write)
    services.close()
    copy.unlink()


@bench("visit opened and closed (57,191 families)", p95_ms=800, rounds=40)
def close() -> Iterator[Pair]:
    copy = sample.copied(sample.HUILA, "cierres.gsi")
    services = sample.at(copy)
    drawn = cycle(_families(services, Stage.PLAN))
    content = replace(_written(services.clock.today()), outcome=VisitOutcome.HELD, signature=Signature.SIGNED)

    def visit() -> None:
        start = StartVisit(family_id=next(drawn), kind=VisitKind.FOLLOW_UP)
        one = services.read(queries.visit, services.run(visits.start_visit, start).result)
        data = CloseVisit(visit_id=one.visit_id, version=one.version, content=content, steps_done=9)
        services.run(visits.close_visit, data)

    yield Pair(ours=visit)
    services.close()
    copy.unlink()
