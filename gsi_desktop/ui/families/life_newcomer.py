"""Who is new goes along when a birth turns out to be an entry, or an entry a birth."""

from __future__ import annotations

from typing import Any

from gsi_desktop.ui.families.life_forms import NEW, PERSON, BirthForm, EntryForm, KindForm


def newcomer(former: KindForm, to: KindForm) -> dict[str, Any]:
    """Return who is new as typed in ``former``, for the form ``to``; nothing unless one is a birth, the other an entry.

    The day of a birth is the child's date of birth, not the day of an entry.
    """
    if {type(former), type(to)} != {BirthForm, EntryForm}:
        return {}
    typed = former.typed()
    day = {"birth_date": typed["on"]} if isinstance(former, BirthForm) else {"on": typed["birth_date"]}
    kept = {key: typed.get(key) for key in (*PERSON, "kinship")} | day
    return {key: value for key, value in kept.items() if value}


def all_goes_along(former: KindForm) -> bool:
    """Whether `newcomer` holds all that is typed in ``former``: of an entry its day stays, and somebody known."""
    if isinstance(former, EntryForm):
        return former.typed_value("way") == NEW and former.field("on").is_empty()
    return True
