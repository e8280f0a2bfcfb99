"""One action is one transaction under one id: whole or not at all, told once, on both engines."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from gsi_desktop import __version__
from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import SettlementKind
from gsi_desktop.models.operations import AuditEntry, CurrentOperation, Operation
from gsi_desktop.models.territory import Settlement
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.errors import CancelledError, ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.progress import Progress, Step
from gsi_desktop.services.core.work import UnitOfWork
from tests.support.contents import business


@dataclass(frozen=True)
class NamePlace:
    """Data of the command below."""

    name: str
    then: str = ""


@dataclass(frozen=True)
class Named:
    """Its result: something no JSON value is."""

    place: UUID
    names: tuple[str, ...]


def name_place(work: UnitOfWork, data: NamePlace) -> Named:
    """Write a settlement, then end as asked."""
    place = new_id()
    work.session.add(
        Settlement(id=place, municipality_id="41551", name=data.name, name_key=data.name, kind=SettlementKind.VEREDA)
    )
    work.session.flush()
    work.changes.kinds.add("place")
    if data.then == "fail":
        raise ExpectedError("field_missing", field="name")
    if data.then == "bug":
        raise ZeroDivisionError
    work.progress.report("writing_rows", 1, 2)
    return Named(place, (data.name,))


def _operations(services: Services) -> list[Operation]:
    with services.database.reading() as session:
        return list(session.execute(select(Operation).order_by(Operation.id)).scalars())


def test_a_command_leaves_its_operation_its_audit_and_its_result(services: Services) -> None:
    key = new_id()
    outcome = services.run(name_place, NamePlace("uno"), operation_id=key)
    assert (outcome.result.names, outcome.repeated) == (("uno",), False)
    assert outcome.changes == ChangeSet(kinds=frozenset({"place"}))
    (operation,) = _operations(services)
    assert (operation.id, operation.action, operation.actor) == (key, "name_place", services.actor)
    assert (operation.at, operation.app_version) == (services.clock.now(), __version__)
    with services.database.reading() as session:
        (entry,) = session.execute(select(AuditEntry)).scalars().all()
    assert (entry.operation_id, entry.table_name, entry.row_id) == (key, "settlement", outcome.result.place)


@pytest.mark.check("A19")
def test_a_retry_gets_the_stored_result_whole_and_tells_no_change(services: Services) -> None:
    key = new_id()
    told: list[ChangeSet] = []
    services.subscribe(told.append)
    first = services.run(name_place, NamePlace("uno"), operation_id=key)
    again = services.run(name_place, NamePlace("uno"), operation_id=key)
    assert (again.result, again.repeated, again.changes) == (first.result, True, ChangeSet())
    assert told == [first.changes, ChangeSet()]
    with services.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Settlement)).scalar_one() == 1
    for data in (NamePlace("dos"), NamePlace("uno", then="fail")):
        with pytest.raises(ExpectedError, match="operation_reused"):
            services.run(name_place, data, operation_id=key)


@pytest.mark.parametrize(("then", "error"), [("fail", ExpectedError), ("bug", ZeroDivisionError)])
def test_what_fails_leaves_nothing_and_may_be_tried_again(
    services: Services, then: str, error: type[Exception]
) -> None:
    before = business(services.database)
    key = new_id()
    told: list[ChangeSet] = []
    services.subscribe(told.append)
    with pytest.raises(error):
        services.run(name_place, NamePlace("uno", then=then), operation_id=key)
    assert (business(services.database), _operations(services), told) == (before, [], [])
    with services.database.reading() as session:
        assert session.execute(select(CurrentOperation)).all() == []
    assert services.run(name_place, NamePlace("uno"), operation_id=key).repeated is False


def test_a_cancelled_command_leaves_nothing(services: Services) -> None:
    before = business(services.database)
    steps: list[Step] = []
    progress = Progress(steps.append)
    services.run(name_place, NamePlace("uno"), progress=progress)
    assert steps == [Step("writing_rows", 1, 2)]
    before = business(services.database)
    progress.cancel()
    with pytest.raises(CancelledError):
        services.run(name_place, NamePlace("dos"), progress=progress)
    assert business(services.database) == before


def test_a_broken_constraint_that_nobody_can_correct_is_a_bug(services: Services) -> None:
    services.run(name_place, NamePlace("uno"))
    with pytest.raises(IntegrityError):
        services.run(name_place, NamePlace("uno"))


def test_the_same_data_under_another_id_is_another_action(services: Services) -> None:
    keys = {services.run(name_place, NamePlace(name)).result.place for name in ("uno", "dos")}
    assert len(keys) == len(_operations(services)) == 2


def add_nothing(work: UnitOfWork, data: None) -> None:
    """A command without data and result."""
    work.changes.families.update(new_id() for _ in range(501))


def test_a_command_without_data_or_result_and_a_change_too_large_to_list(services: Services) -> None:
    key = new_id()
    first = services.run(add_nothing, None, operation_id=key)
    assert first.result is None
    assert (first.changes.families, first.changes.many) == (frozenset(), True)
    assert services.run(add_nothing, None, operation_id=key).repeated


def test_whoever_stopped_listening_hears_nothing(services: Services) -> None:
    told: list[ChangeSet] = []
    stop = services.subscribe(told.append)
    stop()
    services.run(name_place, NamePlace("uno"))
    assert told == []


def test_reading_never_writes(services: Services) -> None:
    before = _operations(services)
    with services.database.reading() as session:
        session.execute(
            insert(Operation).values(
                id=new_id(), actor="x", action="x", at=services.clock.now(), app_version="0", payload_hash="", result=""
            )
        )
    assert _operations(services) == before
