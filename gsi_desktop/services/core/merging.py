"""Three-way comparison of edits: fields only one side changed join, the same field is a conflict (trust.md §A2)."""

from __future__ import annotations

from collections.abc import Mapping

from gsi_desktop.services.core.errors import ConflictError


def merge(base: Mapping[str, object], mine: Mapping[str, object], theirs: Mapping[str, object]) -> dict[str, object]:
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
        raise ConflictError(conflicts)
    return {name: value for name, value in changed.items() if theirs[name] != value}
