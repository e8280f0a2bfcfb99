"""What the palette lists and how typed words match it; no widgets, so that the rules can be read and tested alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gsi_desktop.services.core.search import query_words, words

Kind = Literal["page", "command", "event", "family", "list", "view", "paper", "note"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: ``key`` is the area, command, life event, list, view, family's id or paper's code; ``keys`` its keys.

    ``also`` are other words that find it. A ``note`` says something (nothing found, more exist) and cannot be chosen.
    """

    kind: Kind
    key: str
    title: str
    detail: str = ""
    icon: str = ""
    keys: str = ""
    also: str = ""

    @property
    def spoken(self) -> str:
        """The line as assistive technology says it."""
        return ", ".join(part for part in (self.title, self.detail, self.keys) if part)


def matching(entries: Iterable[Entry], typed: str) -> list[Entry]:
    """Return the entries in whose title or other words every word of ``typed`` begins one, in their own order."""
    wanted = query_words(typed)
    return [entry for entry in entries if all(_begins(entry, want) for want in wanted)]


def _begins(entry: Entry, want: str) -> bool:
    return any(word.startswith(want) for word in words(f"{entry.title} {entry.also}"))


def match_spans(text: str, typed: str) -> list[tuple[int, int]]:
    """Return ``(start, end)`` of the parts of ``text`` that ``typed`` matched, in order and without overlaps.

    Words match the beginnings of words, accents aside; numbers match anywhere in a number, points aside.
    """
    letters, digits = _folded(text)
    marked = [False] * len(text)
    for want in query_words(typed):
        for chars, anywhere in ((letters, False), (digits, True)):
            if not anywhere or want.isdigit():
                _mark(chars, want, marked, anywhere=anywhere)
    for place in range(1, len(text)):
        if unicodedata.combining(text[place]):
            marked[place] = marked[place - 1]
    return _runs(marked)


_Chars = list[tuple[str, int]]


def _folded(text: str) -> tuple[_Chars, _Chars]:
    """Return folded characters with their place in ``text``: all of them, and the digits alone."""
    letters: _Chars = []
    for place, char in enumerate(text):
        for plain in unicodedata.normalize("NFKD", char).casefold():
            if not unicodedata.combining(plain):
                letters.append((plain if plain.isalnum() else " ", place))
    return letters, [pair for pair in letters if pair[0].isdigit()]


def _mark(chars: _Chars, want: str, marked: list[bool], *, anywhere: bool) -> None:
    line = "".join(char for char, _place in chars)
    start = line.find(want)
    while start >= 0:
        if anywhere or start == 0 or line[start - 1] == " ":
            first, last = chars[start][1], chars[start + len(want) - 1][1]
            marked[first : last + 1] = [True] * (last + 1 - first)
        start = line.find(want, start + 1)


def _runs(marked: list[bool]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for place, on in enumerate(marked):
        if on and spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        elif on:
            spans.append((place, place + 1))
    return spans
