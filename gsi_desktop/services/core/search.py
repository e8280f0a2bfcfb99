"""Folding of text for search and sorting: done here, never by a database collation, so both engines agree.

Source: stack.md §0 "Sorting and search" (NFKD, no marks, ñ→n kept beside, lower).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_NOT_SORTED = re.compile(r"[^0-9a-z~]+")
_IN_NUMBER = re.compile(r"(?<=\d)[\s.,'-]+(?=\d)")
_SHORTEST_DOCUMENT_PART = 3
_LONGEST_WORD = 200
"""Longer ones are cut: PostgreSQL refuses words of thousands, and nobody's name is that long."""


def fold(text: str) -> str:
    """Return ``text`` for comparing: no accents, ñ as n, lower case, one space between words.

    >>> fold("  Muñoz-ORDÓÑEZ ")
    'munoz ordonez'
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _NOT_WORD.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def sort_key(*parts: str) -> str:
    """Return a key that sorts names in Spanish by code point: accents ignored, ñ after n.

    ``~`` sorts after every letter, so ``n~`` stands for ñ; parts are joined by a blank, which sorts before letters, so
    that somebody without second surname comes before those who have one.
    """
    return " ".join(map(_sort_part, parts)).rstrip()


def _sort_part(text: str) -> str:
    marked = unicodedata.normalize("NFC", text).casefold().replace("ñ", "n~")
    plain = unicodedata.normalize("NFKD", marked)
    return _NOT_SORTED.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of ``text`` in order."""
    folded = fold(text)
    return tuple(folded.split(" ")) if folded else ()


def query_words(text: str) -> tuple[str, ...]:
    """Return the words a person typed to search, longest first and at most eight; digits lose points and spaces.

    ``1.075.23`` and ``1 075 23`` both ask for the document part ``107523``.
    """
    asked = {word[:_LONGEST_WORD] for word in words(_IN_NUMBER.sub("", text))}
    return tuple(sorted(asked, key=lambda w: (-len(w), w))[:8])


def search_text(names: Iterable[str], documents: Iterable[str]) -> str:
    """Return the words under which a person is found: folded names and every ending of each document number.

    Endings make "part of a document" a prefix search, which full-text indexes of both engines answer at once;
    endings under three characters are left out because they would match nearly everyone.
    """
    found = dict.fromkeys(word for name in names for word in words(name))
    for document in documents:
        number = fold(document).replace(" ", "")
        endings = (number[start:] for start in range(max(1, len(number) - _SHORTEST_DOCUMENT_PART + 1)))
        found.update(dict.fromkeys(endings))
    return " ".join(found)
