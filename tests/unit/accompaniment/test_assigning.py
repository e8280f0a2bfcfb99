"""Many families change hands in one operation, and go back in one; nothing of anybody else's is undone with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.operations import AuditEntry, Operation
from gsi_desktop.services.accompaniment import assigning, commands
from gsi_desktop.services.accompaniment.assigning import UndoAssignment
from gsi_desktop.services.accompaniment.data import AssignCogestor
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families import cards, queries
from gsi_desktop.services.families.data import FamilyFilter
from tests.support.accompaniment import assign, cogestor
from tests.support.contents import business
from tests.support.counts import count
from tests.support.factories import HOUSEHOLD, Added, NewFamily, add_families

HEAD = replace(HOUSEHOLD[0], document="")


def _families(services: Services, number: int) -> tuple[Added, ...]:
    return add_families(services, *(NewFamily(members=(HEAD,)) for _number in range(number)))


def _bulk(services: Services, to: UUID | None, families: tuple[Added, ...]) -> UUID:
    operation, ids = new_id(), tuple(one.family_id for one in families)
    data = AssignCogestor(family_ids=ids, cogestor_id=to, on=services.clock.today())
    services.run(commands.assign_cogestor, data, operation_id=operation)
    return operation


def _whose(services: Services) -> Counter[str]:
    return Counter(row.cogestor for row in services.read(queries.family_page, FamilyFilter(), size=1000).rows)


def _undo(services: Services, operation: UUID) -> int:
    return services.run(assigning.undo_assignment, UndoAssignment(operation_id=operation)).result


def _entries(session: Session, operation: UUID) -> tuple[int, int]:
    audited = select(func.count()).select_from(AuditEntry).where(AuditEntry.operation_id == operation)
    told = select(func.count()).select_from(Operation).where(Operation.id == operation)
    return session.execute(told).scalar_one(), session.execute(audited).scalar_one()


@pytest.mark.check("C53", "C21")
def test_a_bulk_assignment_is_one_operation_and_goes_back(services: Services) -> None:
    number = count(60, 500)
    families = _families(services, number)
    yenny, luis = cogestor(services, "Yenny"), cogestor(services, "Luis")
    assign(services, yenny, *families[: number // 2])
    before, hands = business(services.database), _whose(services)
    operation = _bulk(services, luis, families)
    assert _whose(services) == {"Luis": number}
    assert services.read(_entries, operation) == (1, number // 2 + number)
    assert _undo(services, operation) == number
    assert _whose(services) == hands == {"Yenny": number // 2, "": number - number // 2}
    assert business(services.database) == before
    assert services.read(cards.differences) == 0


def test_leaving_families_without_cogestor_goes_back(services: Services) -> None:
    families = _families(services, 5)
    assign(services, cogestor(services, "Yenny"), *families)
    operation = _bulk(services, None, families)
    assert _whose(services) == {"": 5}
    _undo(services, operation)
    assert _whose(services) == {"Yenny": 5}


@pytest.mark.parametrize("freed", [False, True])
def test_what_changed_hands_since_is_not_undone(services: Services, freed: bool) -> None:
    families = _families(services, 4)
    yenny, luis = cogestor(services, "Yenny"), cogestor(services, "Luis")
    assign(services, yenny, *families)
    operation = _bulk(services, None if freed else luis, families)
    _bulk(services, yenny, families[:1])
    hands = _whose(services)
    with pytest.raises(ExpectedError, match="assignment_touched"):
        _undo(services, operation)
    assert _whose(services) == hands


def test_what_never_was_cannot_be_undone(services: Services) -> None:
    with pytest.raises(ExpectedError, match="assignment_touched"):
        _undo(services, new_id())
