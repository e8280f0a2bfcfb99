"""How Spanish names sound: a key that is equal for spellings that are read alike in Colombia.

Sources: Ortografía de la lengua española (RAE and ASALE, 2010), chapter I, on letters that share a sound (b/v, c/s/z
by *seseo*, ll/y by *yeísmo*, g/j, c/k/qu, silent h), and stack.md §5. Ours: y and j at the beginning of a syllable are
one (Yeison, Jeison; Yulieth, Julieth), w is u (Wilson, Huilson), ñ is n because many keyboards lack it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gsi_desktop.services.core.search import fold

SOUND_LENGTH = 120
"""The length of the column."""

_PARTICLES = frozenset({"de", "del", "la", "las", "los", "el", "y", "e", "da", "do", "dos", "van", "von", "di"})

_STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"[cs]h", "C"),
        (r"h", ""),
        (r"qu(?=[ei])|q|k|c(?![eisz])", "k"),
        (r"c|z", "s"),
        (r"^x", "j"),
        (r"x", "s"),
        (r"gu(?=[ei])", "G"),
        (r"g(?=[ei])", "j"),
        (r"g", "G"),
        (r"ll", "y"),
        (r"y(?=[aeiou])", "j"),
        (r"y", "i"),
        (r"v", "b"),
        (r"w", "u"),
        (r"m(?=[bp])", "n"),
        (r"d$", "t"),
        (r"(.)\1+", r"\1"),
    )
)

_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=131072)
def sound(word: str) -> str:
    """Return the key of one folded word (`core.search.fold`), "" for none.

    >>> sound("velasques") == sound("belazquez")
    True
    """
    for pattern, replacement in _STEPS:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=131072)
def name_sound(name: str) -> str:
    """Return the key of a name or surname of one or more words, particles (de, la…) left out unless there is no more.

    >>> name_sound("De la Cruz") == name_sound("CRUS")
    True
    """
    words = fold(name).split()
    told = [word for word in words if word not in _PARTICLES] or words
    return _TWICE.sub(r"\1", "".join(sound(word) for word in told))


def person_sound(first_surname: str, first_name: str) -> str:
    """Return the key people are looked up by: how the first surname and the first name sound."""
    return f"{name_sound(first_surname)} {name_sound(first_name)}"[:SOUND_LENGTH]
