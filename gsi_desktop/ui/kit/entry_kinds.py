"""How the columns of an entry grid read what is typed: one kind for each sort of value, nothing of an area."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gsi_desktop.models.enums import DatePrecision
from gsi_desktop.services.core.clock import SystemClock
from gsi_desktop.services.core.dates import parse_date, parse_partial, show_date, show_partial
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.search import fold
from gsi_desktop.ui.kit.formats import plain_document, shown_document

Tidy = Callable[[str], str]


class CellKind:
    """Base: what is typed is the value. Kinds hold no state, so that one may serve many columns."""

    tabular = False
    """Whether figures stand below each other."""

    def tidy(self, text: str) -> str:
        """Return ``text`` as the cell shows it once understood; raises `ExpectedError` when it will not do.

        Never asked about an empty text; tidying twice is tidying once.
        """
        return " ".join(text.split())

    def value(self, text: str) -> Any:
        """Return the value of a tidy ``text``."""
        return text

    def copied(self, text: str) -> str:
        """Return what the clipboard gets of a tidy ``text``."""
        return text

    def offers(self) -> Sequence[tuple[str, str]]:
        """Return what can be chosen, each as the cell and as the list shows it; () where anything may be typed."""
        return ()

    def best_offer(self, typed: str) -> int:
        """Return the place of the offer that ``typed`` means so far, -1 for none."""
        del typed
        return -1

    def block(self, texts: Sequence[str]) -> Tidy:
        """Return how to tidy the cells of a pasted column, which may mean more together than one by one."""
        del texts
        return self.tidy

    def today(self) -> str | None:
        """Return what Ctrl+; writes, None where it writes nothing."""
        return None


class TextKind(CellKind):
    """A text of one line of at most ``most`` letters; ``written`` may change how it is written (capitals)."""

    def __init__(self, most: int, written: Tidy | None = None) -> None:
        self._most = most
        self._written = written

    def tidy(self, text: str) -> str:
        """Take away doubled blanks."""
        clean = super().tidy(text)
        if len(clean) > self._most:
            raise ExpectedError("text_too_long", limit=self._most)
        return self._written(clean) if self._written is not None else clean


class DocumentKind(CellKind):
    """A document number: points on screen, none in the value. ``read`` says which texts are none, returning ""."""

    tabular = True

    def __init__(self, read: Callable[[str], str] = plain_document) -> None:
        self._read = read

    def tidy(self, text: str) -> str:
        """Write the number with its points."""
        number = self._read(text)
        if not number:
            raise ExpectedError("document_no_number", text=" ".join(text.split()))
        return shown_document(number)

    def value(self, text: str) -> str:
        """Return the number as it is stored."""
        return self._read(text)

    def copied(self, text: str) -> str:
        """Return the number without points."""
        return self._read(text)


class DateKind(CellKind):
    """A day as people type it, shown dd/mm/aaaa; ``partial`` also takes a month or a year alone.

    The value is ``(day, precision)``. ``check`` raises `ExpectedError` about a day that will not do.
    """

    tabular = True

    def __init__(
        self,
        *,
        partial: bool = False,
        clock: Callable[[], date] | None = None,
        check: Callable[[date], None] | None = None,
    ) -> None:
        self._partial = partial
        self._clock = clock or SystemClock().today
        self._check = check

    def tidy(self, text: str) -> str:
        """Write the day in full."""
        day, precision = self.value(text)
        if self._check is not None:
            self._check(day)
        return show_partial(day, precision)

    def value(self, text: str) -> tuple[date, DatePrecision]:
        """Return the day and how well it is known."""
        if self._partial:
            return parse_partial(text, self._clock())
        return parse_date(text, self._clock()), DatePrecision.DAY

    def today(self) -> str:
        """Return today."""
        return show_date(self._clock())


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list: its value, what the cell shows, other words or codes that mean it, and what the list adds."""

    value: Any
    text: str
    also: tuple[str, ...] = ()
    said: str = ""


class ChoiceKind(CellKind):
    """One of a list, by code, by word or by first letters: the first of the list that begins so.

    ``read`` is asked first about a whole word and returns a value or None (spellings of a catalogue). ``readers`` makes
    such a reader for a pasted column. ``doubtful`` are beginnings that may mean two of them and so choose none: they
    are refused with ``unclear``.
    """

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        read: Callable[[str], Any] | None = None,
        readers: Callable[[Sequence[str]], Callable[[str], Any]] | None = None,
        unclear: str = "choice_unknown",
        doubtful: Sequence[str] = (),
    ) -> None:
        self._choices = tuple(choices)
        self._texts = {choice.value: choice.text for choice in choices}
        self._values = {choice.text: choice.value for choice in choices}
        self._keys = [tuple(fold(key) for key in (choice.text, *choice.also)) for choice in choices]
        self._read = read
        self._readers = readers
        self._unclear = unclear
        self._doubtful = frozenset(fold(word) for word in doubtful)

    def tidy(self, text: str) -> str:
        """Write the choice in full."""
        if text in self._values:
            return text
        if fold(text) in self._doubtful:
            raise ExpectedError(self._unclear, text=" ".join(text.split()))
        known = self._texts.get(self._read(text)) if self._read is not None and len(fold(text)) > 1 else None
        place = self.best_offer(text) if known is None else -1
        if known is None and place < 0:
            raise ExpectedError("choice_unknown", text=" ".join(text.split()))
        return known if known is not None else self._choices[place].text

    def value(self, text: str) -> Any:
        """Return the value chosen."""
        return self._values[self.tidy(text)]

    def text(self, value: Any) -> str:
        """Return what the cell shows for ``value``, "" for one that is no choice."""
        return self._texts.get(value, "")

    def offers(self) -> Sequence[tuple[str, str]]:
        """Return what the cell may show, in the order of the list."""
        return [
            (choice.text, f"{choice.text} · {choice.said}" if choice.said else choice.text) for choice in self._choices
        ]

    def best_offer(self, typed: str) -> int:
        """Return the choice meant: the same word or code, else the first that begins so, else that has such a word."""
        wanted = fold(typed)
        if not wanted or wanted in self._doubtful:
            return -1
        tests: tuple[Callable[[str], bool], ...] = (
            lambda key: key == wanted,
            lambda key: key.startswith(wanted),
            lambda key: f" {wanted}" in key,
        )
        for fits in tests:
            for place, keys in enumerate(self._keys):
                if any(fits(key) for key in keys):
                    return place
        return -1

    def block(self, texts: Sequence[str]) -> Tidy:
        """Read the words of a pasted column together where the list has a reader for that."""
        if self._readers is None:
            return self.tidy
        read = self._readers([text for text in texts if text.strip()])

        def tidy(text: str) -> str:
            found = self._texts.get(read(text))
            if found is None:
                raise ExpectedError(self._unclear, text=" ".join(text.split()))
            return found

        return tidy


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column of an entry grid; ``tip`` says in the heading how it is filled in, ``required`` marks it.

    Columns that ``stretch`` share the room the others leave.
    """

    key: str
    title: str
    kind: CellKind
    width: int = 100
    required: bool = False
    tip: str = ""
    stretch: bool = False

    @property
    def heading(self) -> str:
        """The title, marked where it is required."""
        return f"{self.title} *" if self.required else self.title
