"""Two people record events of one household at once: one is written, the other is told; never half of each."""

from __future__ import annotations

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.families import cards, queries
from tests.support import life
from tests.support.factories import HOUSEHOLD, NewMember, add_family
from tests.support.together import together


def test_the_same_exit_is_recorded_once(services: Services) -> None:
    family = add_family(services)
    raised = together(*[lambda: life.leave(services, family.family_id, family.people[2])] * 2)
    assert [error.code for error in raised] == ["member_gone"]
    assert len(services.read(queries.dossier, family.family_id).members) == 2


def test_both_heads_do_not_leave_at_once(services: Services) -> None:
    family = add_family(services)
    rosalba, wilson, _leidy = family.people
    raised = together(
        lambda: life.leave(services, family.family_id, rosalba, head_id=wilson),
        lambda: life.leave(services, family.family_id, wilson),
    )
    shown = services.read(queries.dossier, family.family_id)
    assert len(raised) <= 1
    assert shown.head is not None
    assert services.read(cards.differences) == 0


@pytest.mark.parametrize("other_way", [False, True])
def test_two_households_do_not_swallow_each_other(services: Services, other_way: bool) -> None:
    one = add_family(services, *HOUSEHOLD)
    other = add_family(services, NewMember(first_name="Luz", first_surname="Gil"))
    pair = (other, one) if other_way else (one, other)
    raised = together(
        lambda: life.join(services, pair[0].family_id, pair[1].family_id),
        lambda: life.join(services, pair[1].family_id, pair[0].family_id),
    )
    assert len(raised) == 1
    left = [len(services.read(queries.dossier, family.family_id).members) for family in pair]
    assert sorted(left) == [0, 4]
