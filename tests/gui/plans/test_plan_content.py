"""What the editor does to a draft, for any order of steps."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.services.accompaniment.data import PlanContent
from gsi_desktop.ui.plans.content import added, moved, place_of, put_back, without

KEYS = st.lists(st.tuples(st.integers(1, 45), st.sampled_from([None, UUID(int=1), UUID(int=2)])), min_size=1)


@given(keys=KEYS)
def test_a_logro_is_in_the_plan_once(keys: list[tuple[int, UUID | None]]) -> None:
    content, new = added(PlanContent(), keys)
    content, again = added(content, keys)
    assert [(one.achievement, one.person_id) for one in content.priorities] == list(dict.fromkeys(keys))
    assert len(set(new)) == len(content.priorities)
    assert again == ()


@given(keys=KEYS, start=st.integers(0, 100), end=st.integers(-5, 105))
def test_moving_loses_nothing_and_goes_where_it_was_told(
    keys: list[tuple[int, UUID | None]], start: int, end: int
) -> None:
    content, new = added(PlanContent(), keys)
    start %= len(new)
    after = moved(content, start, end)
    assert sorted(one.priority_id for one in after.priorities) == sorted(new)
    assert place_of(after, new[start]) == min(max(end, 0), len(new) - 1)
    rest = [key for key in new if key != new[start]]
    assert [one.priority_id for one in after.priorities if one.priority_id != new[start]] == rest


@given(keys=KEYS, place=st.integers(0, 100))
def test_what_is_taken_out_goes_back_to_its_place(keys: list[tuple[int, UUID | None]], place: int) -> None:
    content, new = added(PlanContent(), keys)
    place %= len(new)
    item = content.priorities[place]
    assert put_back(without(content, item.priority_id), item, place) == content
