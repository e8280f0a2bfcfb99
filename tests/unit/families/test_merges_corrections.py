"""A merge that was undone holds nothing back: events are annulled, batches and enrolments undone as if it never was."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Kinship
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.exchange import commands, queries
from gsi_desktop.services.families import queries as families
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.families.merges import undo
from gsi_desktop.services.families.merges.data import MergeFamilies, MergePersons, Same, UndoMerge
from gsi_desktop.services.families.merges.households import merge_families
from gsi_desktop.services.families.merges.people import merge_persons
from tests.support import life, rosters
from tests.support.contents import business
from tests.support.factories import Added, add_family
from tests.support.life import annul
from tests.support.merging import Work, differences, registered, rows


def _unite(services: Services, kept: UUID, gone: UUID, *same: Same) -> UUID:
    return services.run(merge_families, MergeFamilies(kept_id=kept, gone_id=gone, same=same)).result.merge_id


def _undo(services: Services, merge_id: UUID) -> None:
    services.run(undo.undo_merge, UndoMerge(merge_id))


def _members(services: Services, family_id: UUID) -> list[tuple[str, Kinship]]:
    return [(one.first_name, one.kinship) for one in services.read(families.dossier, family_id).members]


def _pair(services: Services) -> tuple[Added, Added]:
    return registered(services, Work(3, baseline=True, visits=1), 1), registered(services, Work(2, visits=1), 2)


# --- life events


@pytest.mark.parametrize("goes", [False, True])
def test_an_event_is_annulled_after_the_merge_of_its_family_was_undone(services: Services, goes: bool) -> None:
    family, other = _pair(services)
    before = _members(services, family.family_id)
    made = life.leave(services, family.family_id, family.people[2])
    kept, gone = (other, family) if goes else (family, other)
    same = tuple(Same(one, two) for one, two in zip(kept.people[:2], gone.people[:2], strict=True))
    merge_id = _unite(services, kept.family_id, gone.family_id, *same)
    if goes:
        with pytest.raises(ExpectedError, match="event_merged"):
            annul(services, made)
    _undo(services, merge_id)
    annul(services, made)
    assert _members(services, family.family_id) == before


def test_an_event_is_not_annulled_over_what_was_changed_between_merge_and_undoing(services: Services) -> None:
    family, other = _pair(services)
    made = life.leave(services, family.family_id, family.people[2])
    merge_id = _unite(services, family.family_id, other.family_id)
    life.head(services, family.family_id, family.people[1])
    _undo(services, merge_id)
    with pytest.raises(ExpectedError, match="event_has_later"):
        annul(services, made)


def test_a_birth_is_annulled_after_the_child_was_merged_and_parted(services: Services) -> None:
    family = add_family(services)
    born = life.birth(services, family.family_id)
    child = next(one for one in services.read(families.dossier, family.family_id).members if one.first_name == "Samuel")
    before = _members(services, family.family_id)
    data = MergePersons(kept_id=family.people[2], gone_id=child.person_id)
    merge_id = services.run(merge_persons, data).result.merge_id
    with pytest.raises(ExpectedError, match="event_merged"):
        annul(services, born)
    _undo(services, merge_id)
    annul(services, born)
    assert _members(services, family.family_id) == [one for one in before if one[0] != "Samuel"]


# --- batches


def _brought(services: Services, folder: Path) -> tuple[UUID, list[UUID]]:
    second = rosters.row(FICHA="2000", NUM_DOC="1075234567", NOMBRE1="LUCY")
    applied = rosters.apply(services, rosters.write_xlsx(folder / "p.xlsx", [rosters.row(), second]))
    found = services.read(families.family_page, FamilyFilter()).rows
    return applied.batch_id, [row.family_id for row in found]


def test_a_batch_is_undone_after_the_merge_of_its_families_was(services: Services, tmp_path: Path) -> None:
    before = business(services.database)
    batch_id, (one, other) = _brought(services, tmp_path)
    between = rows(services.database)
    merge_id = _unite(services, one, other)
    with pytest.raises(ExpectedError, match="batch_touched"):
        services.run(commands.undo_batch, commands.UndoBatch(batch_id))
    told = services.read(queries.touched_families, batch_id)
    assert {row.family_id for row in told} == {one}
    assert len({row.folio for row in told}) == 2
    assert all("deshaga antes la unión" in row.why for row in told)
    _undo(services, merge_id)
    assert differences(between, rows(services.database)) == []
    services.run(commands.undo_batch, commands.UndoBatch(batch_id))
    merges = {"merged_pair", "merge_journal"}
    after = business(services.database)
    assert {name: held for name, held in after.items() if name not in merges} == {
        name: held for name, held in before.items() if name not in merges
    }


def test_what_a_merge_and_its_undoing_left_otherwise_holds_a_batch_back(services: Services, tmp_path: Path) -> None:
    batch_id, (one, other) = _brought(services, tmp_path)
    merge_id = _unite(services, one, other)
    newcomer = services.read(families.dossier, one).members[1].person_id
    life.head(services, one, newcomer, on=services.clock.today())
    _undo(services, merge_id)
    with pytest.raises(ExpectedError, match="batch_touched"):
        services.run(commands.undo_batch, commands.UndoBatch(batch_id))


def test_a_merge_that_was_undone_before_a_batch_does_not_hold_it_back(services: Services, tmp_path: Path) -> None:
    lucy = {"FICHA": "2000", "NUM_DOC": "1075234567", "NOMBRE1": "LUCY"}
    first = [rosters.row(), rosters.row(**lucy, TELEFONO="3009998877")]
    rosters.apply(services, rosters.write_xlsx(tmp_path / "p.xlsx", first))
    one, other = (row.family_id for row in services.read(families.family_page, FamilyFilter()).rows)
    data = MergeFamilies(kept_id=one, gone_id=other, take=("phone",))
    _undo(services, services.run(merge_families, data).result.merge_id)
    before = services.read(families.dossier, one)
    later = rosters.write_xlsx(tmp_path / "q.xlsx", [rosters.row(**lucy, TELEFONO="3001112233")])
    again = rosters.apply(services, later, date(2026, 11, 22))
    assert services.read(families.dossier, one).phone == "3001112233"
    assert services.read(queries.touched_families, again.batch_id) == ()
    services.run(commands.undo_batch, commands.UndoBatch(again.batch_id))
    assert services.read(families.dossier, one).phone == before.phone == "3009998877"
