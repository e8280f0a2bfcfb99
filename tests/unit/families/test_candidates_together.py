"""Two people who may be one, saved by two clerks at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.duplicates import DuplicateCandidate
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import commands
from gsi_desktop.services.families.data import EditPerson
from tests.support.factories import ROSALBA, add_family
from tests.support.together import together


def _forget(work: UnitOfWork, _number: int) -> None:
    work.session.execute(delete(DuplicateCandidate))


def _edit(services: Services, person: UUID, name: str) -> None:
    with services.database.reading() as session:
        base = commands.current_person(session, person)[2]
    mine = replace(base, second_name=name)
    services.run(commands.edit_person, EditPerson(person_id=person, base=base, mine=mine))


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_both_saves_of_a_pair_are_kept(services: Services) -> None:
    for number in range(4):
        one = add_family(services, replace(ROSALBA, document=f"3628451{number}"))
        other = add_family(services, replace(ROSALBA, document=f"3628461{number}"))
        services.run(_forget, number)
        saves = [(one.people[0], "Inés"), (other.people[0], "Inez")]
        assert together(*(partial(_edit, services, *save) for save in saves)) == []
    with services.database.reading() as session:
        assert session.execute(select(func.count()).select_from(DuplicateCandidate)).scalar_one() > 0
