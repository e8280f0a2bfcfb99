"""Three-way comparison of edits: fields only one side changed join, the same field is a conflict (trust.md §A2)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from gsi_desktop.services.core.changes import Joined
from gsi_desktop.services.core.errors import ConflictError

if TYPE_CHECKING:
    from gsi_desktop.services.core.authorship import Written
    from gsi_desktop.services.core.work import UnitOfWork

Values = Mapping[str, object]
Authors = Callable[[Collection[str]], Mapping[str, "Written"]]
"""Given names of fields, returns who wrote what is stored in each."""


def merge(base: Values, mine: Values, theirs: Values) -> dict[str, object]:
    """Return the fields of ``mine`` to write over ``theirs``, given the ``base`` both started from.

    Raises `ConflictError` naming every field that both sides changed to different values.
    """
    changed = {name: value for name, value in mine.items() if value != base[name]}
    conflicts = {
        name: (base[name], value, theirs[name])
        for name, value in changed.items()
        if theirs[name] not in (base[name], value)
    }
    if conflicts:
        alone = (set(changed) | set(others(base, mine, theirs))) - set(conflicts)
        raise ConflictError(conflicts, joined=tuple(sorted(alone)))
    return {name: value for name, value in changed.items() if theirs[name] != value}


def others(base: Values, mine: Values, theirs: Values) -> tuple[str, ...]:
    """Return the fields only somebody else changed."""
    return tuple(name for name in mine if mine[name] == base[name] != theirs[name])


class Sides(NamedTuple):
    """What an edit began with, what it wrote, and what is stored."""

    base: Values
    mine: Values
    theirs: Values


def settle(work: UnitOfWork, sides: Sides, authors: Authors) -> dict[str, object]:
    """Return what `merge` returns, and note in the changes which fields of somebody else stay beside one's own.

    Raises `ConflictError` that names who wrote the other value of each field, and when.
    """
    try:
        changes = merge(*sides)
    except ConflictError as conflict:
        raise ConflictError(conflict.fields, joined=conflict.joined, written=authors(conflict.fields.keys())) from None
    stay = others(*sides) if changes else ()
    if stay:
        written = authors(stay)
        work.changes.joined.extend(
            Joined(name, written[name].actor, written[name].at) if name in written else Joined(name) for name in stay
        )
    return changes
