"""Two people write different facts of one family at once: both are kept, and what derives from them says both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Kinship, MarkState
from gsi_desktop.services.achievements import marks
from gsi_desktop.services.families import cards, commands
from gsi_desktop.services.families.data import EditContact, EditPerson
from tests.support import accompaniment as steps
from tests.support import logros
from tests.support.factories import Added, NewMember, add_family
from tests.support.together import together

ROUNDS = 4
HEAD = NewMember(first_name="Ana", first_surname="Paz")
CHILD = NewMember(first_name="Leo", first_surname="Paz", kinship=Kinship.CHILD, birth_date=date(2015, 3, 3))


def _birthday(services: Services, family: Added) -> object:
    _person, _document, base = services.read(commands.current_person, family.people[1])
    mine = replace(base, birth_date=date(2020, 5, 5))
    return services.run(commands.edit_person, EditPerson(person_id=family.people[1], base=base, mine=mine))


def _address(services: Services, family: Added) -> object:
    _family, base = services.read(commands.current_contact, family.family_id)
    mine = replace(base, address="Finca 2")
    return services.run(commands.edit_contact, EditContact(family_id=family.family_id, base=base, mine=mine))


def _cogestor(services: Services, family: Added) -> object:
    return steps.assign(services, steps.cogestor(services), family)


def _visit(services: Services, family: Added) -> object:
    return steps.record(services, family)


@pytest.mark.parametrize("other", [_birthday, _address, _cogestor, _visit])
def test_a_mark_and_another_change_of_one_family_are_both_kept(
    services: Services, other: Callable[[Services, Added], object]
) -> None:
    for _round in range(ROUNDS):
        family = add_family(services, HEAD, CHILD)
        steps.baseline(services, family)
        mark = partial(logros.mark, services, family.family_id, 25, MarkState.PENDING)
        assert together(mark, partial(other, services, family)) == []
        assert logros.board(services, family.family_id).cells[25, None].stored is MarkState.PENDING
    assert services.read(cards.differences) == 0
    assert services.read(marks.differences, logros.TODAY) == 0


def test_a_mark_while_the_linea_base_closes_counts_in_it_or_after_it(services: Services) -> None:
    for _round in range(ROUNDS):
        family = add_family(services, HEAD, CHILD)
        begun = logros.start(services, family.family_id)
        mark = partial(logros.mark, services, family.family_id, 25, MarkState.PENDING)
        assert together(mark, partial(logros.close, services, begun)) == []
        board = logros.board(services, family.family_id)
        assert board.baseline is not None
        assert board.baseline.summary is not None
        frozen = next(one for one in board.baseline.summary.dimensions if one.number == 5)
        in_it = board.cells[25, None].initial is MarkState.PENDING
        assert frozen.pending == in_it
