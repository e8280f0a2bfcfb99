"""Rows of a roster meet the people they are, batches meet each other and the work done since; on both engines."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.imports import ImportRow
from gsi_desktop.services.core.clock import FixedClock
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.exchange import commands, queries
from gsi_desktop.services.families import commands as family_commands
from gsi_desktop.services.families import finding
from gsi_desktop.services.families import queries as family_queries
from gsi_desktop.services.families.data import EditContact, FamilyFilter
from tests.support import consents, rosters
from tests.support.contents import business

TWIN = {"NUM_DOC": "", "NOMBRE1": "ANA", "PARENTESCO": "3", "FEC_NAC": "01/05/2012", "TIPO_DOC": ""}


def _import(services: Services, folder: Path, *rows: list[str], name: str = "p.xlsx") -> commands.AppliedBatch:
    return rosters.apply(services, rosters.write_xlsx(folder / name, rows))


def _counts(applied: commands.AppliedBatch) -> tuple[int, int, int]:
    counts = applied.counts
    return (counts.persons_created, counts.persons_updated, counts.persons_unchanged)


def test_namesakes_without_document_are_each_themselves_when_imported_again(services: Services, tmp_path: Path) -> None:
    rows = [rosters.row(), rosters.row(**TWIN), rosters.row(**TWIN, TELEFONO="3001112233")]
    assert _counts(_import(services, tmp_path, *rows)) == (3, 0, 0)
    before = business(services.database)
    again = _import(services, tmp_path, *rows)
    assert _counts(again) == (0, 0, 3)
    assert business(services.database) == before
    with services.database.reading() as session:
        people = session.execute(select(ImportRow.person_id).where(ImportRow.batch_id == again.batch_id)).scalars()
        assert len(set(people)) == 3


def test_a_namesake_does_not_take_the_place_of_whom_a_document_names(services: Services, tmp_path: Path) -> None:
    documented = rosters.row(**TWIN | {"NUM_DOC": "1083865401", "TIPO_DOC": "TI"})
    _import(services, tmp_path, rosters.row(), documented)
    applied = _import(services, tmp_path, rosters.row(**TWIN), documented, rosters.row())
    assert _counts(applied) == (1, 0, 2)
    assert applied.counts.rejected == {}


def test_a_document_that_grew_with_the_child_is_no_new_person(services: Services, tmp_path: Path) -> None:
    child = TWIN | {"NUM_DOC": "1083865401"}
    _import(services, tmp_path, rosters.row(), rosters.row(**child | {"TIPO_DOC": "RC"}))
    applied = _import(services, tmp_path, rosters.row(), rosters.row(**child | {"TIPO_DOC": "TI"}))
    assert _counts(applied) == (0, 1, 1)
    (hit,) = services.read(finding.search, "1083865401").hits
    assert (hit.document_type, hit.document) == ("TI", "1083865401")


# --- undo


def _edit_first_family(services: Services) -> None:
    family = services.read(family_queries.family_page, FamilyFilter()).rows[0].family_id
    base = services.read(family_commands.current_contact, family)[1]
    edit = EditContact(family_id=family, base=base, mine=replace(base, address="Finca El Porvenir"))
    services.run(family_commands.edit_contact, edit)


def _undo(services: Services, batch: UUID) -> None:
    services.run(commands.undo_batch, commands.UndoBatch(batch))


def test_work_on_families_a_batch_only_confirmed_does_not_hold_back_its_undo(
    services: Services, tmp_path: Path
) -> None:
    first = _import(services, tmp_path, rosters.row())
    again = _import(services, tmp_path, rosters.row(), rosters.row(FICHA="2000", NUM_DOC="70000", APELLIDO1="ZUTA"))
    _edit_first_family(services)
    _undo(services, again.batch_id)
    (family,) = services.read(family_queries.family_page, FamilyFilter()).rows
    assert services.read(family_queries.dossier, family.family_id).address == "Finca El Porvenir"
    with pytest.raises(ExpectedError, match="batch_touched"):
        _undo(services, first.batch_id)


def test_a_batch_that_asked_something_is_not_undone_over_the_answer(services: Services, tmp_path: Path) -> None:
    _import(services, tmp_path, rosters.row())
    _edit_first_family(services)
    asking = _import(services, tmp_path, rosters.row(DIRECCION="CLL 8"))
    (review,) = services.read(queries.reviews)
    services.run(commands.settle_review, commands.SettleReview(review.review_id, take=True))
    with pytest.raises(ExpectedError, match="batch_touched"):
        _undo(services, asking.batch_id)


def test_batches_are_undone_from_the_last_to_the_first(services: Services, tmp_path: Path) -> None:
    empty = business(services.database)
    first = _import(services, tmp_path, rosters.row())
    between = business(services.database)
    second = _import(services, tmp_path, rosters.row(DIRECCION="CLL 8", NOMBRE2="DEL MAR"))
    with pytest.raises(ExpectedError, match="batch_touched"):
        _undo(services, first.batch_id)
    _undo(services, second.batch_id)
    assert business(services.database) == between
    with pytest.raises(ExpectedError, match="batch_undone"):
        _undo(services, second.batch_id)
    _undo(services, first.batch_id)
    assert business(services.database) == empty


def test_what_was_recorded_before_a_batch_does_not_hold_it_back(
    services: Services, tmp_path: Path, clock: FixedClock
) -> None:
    _import(services, tmp_path, rosters.row())
    (family,) = services.read(family_queries.family_page, FamilyFilter()).rows
    head = services.read(family_queries.dossier, family.family_id).members[0].person_id
    consents.record(services, (head, consents.GRANTED))
    clock.instant += timedelta(hours=1)
    again = _import(services, tmp_path, rosters.row(TELEFONO="3001112233"))
    assert services.read(queries.touched_families, again.batch_id) == ()
    _undo(services, again.batch_id)
    assert services.read(family_queries.dossier, family.family_id).phone == "3215795346"
    clock.instant += timedelta(hours=1)
    later = _import(services, tmp_path, rosters.row(TELEFONO="3001112233"))
    clock.instant += timedelta(hours=1)
    consents.record(services, (head, consents.GRANTED))
    with pytest.raises(ExpectedError, match="batch_touched"):
        _undo(services, later.batch_id)


# --- at the same time


def test_two_imports_at_once_wait_for_each_other(services: Services, tmp_path: Path) -> None:
    """The second is judged against what the first brought: no household twice, no code of a batch twice."""
    paths = [
        rosters.write_xlsx(
            tmp_path / f"{number}.xlsx", [rosters.row(), rosters.row(FICHA=f"20{number}", NUM_DOC=f"70{number}")]
        )
        for number in range(3)
    ]
    staged = [rosters.stage(services, path) for path in paths]
    gate = threading.Barrier(len(staged))
    applied: list[commands.AppliedBatch] = []

    def work(number: int) -> None:
        gate.wait()
        applied.append(services.run(commands.apply_roster, staged[number]).result)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(staged))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.code for one in applied}) == 3
    assert sorted(_counts(one) for one in applied) == [(1, 0, 1), (1, 0, 1), (2, 0, 0)]
    assert services.read(family_queries.family_count, FamilyFilter()) == 4
