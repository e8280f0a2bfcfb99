"""What people are to a new head, derived from what they were to the former one. Pure; people may correct it."""

from __future__ import annotations

from gsi_desktop.models.enums import Kinship

_INVERSE = {
    Kinship.SPOUSE: Kinship.SPOUSE,
    Kinship.CHILD: Kinship.PARENT,
    Kinship.STEPCHILD: Kinship.OTHER_RELATIVE,
    Kinship.GRANDCHILD: Kinship.GRANDPARENT,
    Kinship.PARENT: Kinship.CHILD,
    Kinship.PARENT_IN_LAW: Kinship.SON_DAUGHTER_IN_LAW,
    Kinship.SIBLING: Kinship.SIBLING,
    Kinship.SON_DAUGHTER_IN_LAW: Kinship.PARENT_IN_LAW,
    Kinship.GRANDPARENT: Kinship.GRANDCHILD,
    Kinship.DOMESTIC_WORKER: Kinship.NON_RELATIVE,
    Kinship.NON_RELATIVE: Kinship.NON_RELATIVE,
}
_SEEN: dict[Kinship, dict[Kinship, Kinship]] = {
    Kinship.SPOUSE: {
        Kinship.CHILD: Kinship.CHILD,
        Kinship.STEPCHILD: Kinship.CHILD,
        Kinship.GRANDCHILD: Kinship.GRANDCHILD,
        Kinship.PARENT: Kinship.PARENT_IN_LAW,
        Kinship.PARENT_IN_LAW: Kinship.PARENT,
        Kinship.SON_DAUGHTER_IN_LAW: Kinship.SON_DAUGHTER_IN_LAW,
    },
    Kinship.CHILD: {
        Kinship.SPOUSE: Kinship.PARENT,
        Kinship.CHILD: Kinship.SIBLING,
        Kinship.PARENT: Kinship.GRANDPARENT,
    },
    Kinship.PARENT: {
        Kinship.SPOUSE: Kinship.SON_DAUGHTER_IN_LAW,
        Kinship.CHILD: Kinship.GRANDCHILD,
        Kinship.SIBLING: Kinship.CHILD,
        Kinship.PARENT: Kinship.SPOUSE,
        Kinship.NIECE_NEPHEW: Kinship.GRANDCHILD,
    },
    Kinship.SIBLING: {
        Kinship.CHILD: Kinship.NIECE_NEPHEW,
        Kinship.PARENT: Kinship.PARENT,
        Kinship.SIBLING: Kinship.SIBLING,
        Kinship.GRANDPARENT: Kinship.GRANDPARENT,
    },
}


def inverse(kinship: Kinship) -> Kinship:
    """Return what the former head is to a new one who was ``kinship`` to them."""
    return _INVERSE.get(kinship, Kinship.OTHER_RELATIVE)


def seen_from(new_head: Kinship, other: Kinship) -> Kinship:
    """Return what ``other`` is to a new head, both told as they were to the former head.

    >>> seen_from(Kinship.SPOUSE, Kinship.CHILD).value, seen_from(Kinship.CHILD, Kinship.SPOUSE).value
    ('child', 'parent')
    """
    if other is Kinship.HEAD:
        return inverse(new_head)
    if Kinship.NON_RELATIVE in (new_head, other) or Kinship.DOMESTIC_WORKER in (new_head, other):
        return other if other is Kinship.DOMESTIC_WORKER else Kinship.NON_RELATIVE
    return _SEEN.get(new_head, {}).get(other, Kinship.OTHER_RELATIVE)
