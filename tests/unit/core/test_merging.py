"""Edits of two people: what only one changed joins, what both changed is asked about, nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.services.core.errors import ConflictError
from gsi_desktop.services.core.merging import merge

FIELDS = ("address", "phone", "zone")
SIDES = st.fixed_dictionaries({name: st.sampled_from(["a", "b", "c", "", None]) for name in FIELDS})


def test_fields_that_do_not_overlap_join() -> None:
    base = {"address": "1", "phone": "2", "zone": None}
    assert merge(base, base | {"address": "mine"}, base | {"phone": "theirs"}) == {"address": "mine"}


def test_the_same_field_is_a_conflict_with_all_three_values() -> None:
    base = {"address": "1", "phone": "2", "zone": "x"}
    mine = base | {"address": "mine", "phone": "mine", "zone": None}
    with pytest.raises(ConflictError) as conflict:
        merge(base, mine, base | {"address": "theirs", "zone": "theirs"})
    assert conflict.value.fields == {"address": ("1", "mine", "theirs"), "zone": ("x", None, "theirs")}


@given(base=SIDES, mine=SIDES, theirs=SIDES)
def test_nothing_of_either_side_is_lost(
    base: dict[str, object], mine: dict[str, object], theirs: dict[str, object]
) -> None:
    both = {name for name in FIELDS if base[name] != mine[name] != theirs[name] != base[name]}
    if both:
        with pytest.raises(ConflictError) as conflict:
            merge(base, mine, theirs)
        assert set(conflict.value.fields) == both
        return
    changes = merge(base, mine, theirs)
    saved = theirs | changes
    for name in FIELDS:
        assert saved[name] == (mine[name] if mine[name] != base[name] else theirs[name])
    assert all(theirs[name] != value for name, value in changes.items())
