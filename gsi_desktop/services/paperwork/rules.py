"""The codes printed on papers of a batch: letters of the installation, batch, place in it, check digit.

People read ``AB-0012-00457-6``; the bars hold the same without hyphens, which a reader set to another keyboard would
type as another sign. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gsi_desktop.models.enums import PaperKind, PaperState
from gsi_desktop.services.core.check_digits import check_digit
from gsi_desktop.services.core.errors import ExpectedError

MOST_PAPERS: Final = 99_999
"""Papers of one batch: five digits tell the place."""
KEYED_KINDS: Final = (PaperKind.VISIT, PaperKind.BASELINE)
"""Forms that come back filled in."""

_LETTERS, _BATCH, _PLACE = 4, 4, 5
_PIECES: Final = re.compile(r"[A-Z]+|[0-9]+")
_SHORTEST: Final = _BATCH + _PLACE + 1


@dataclass(frozen=True, slots=True)
class PaperCode:
    """What a code tells: installation, batch and place."""

    series: str
    batch: int
    position: int

    def __str__(self) -> str:
        """Return the code as people read it."""
        return paper_code(self.series, self.batch, self.position)


def paper_code(series: str, batch: int, position: int) -> str:
    """Return the code of a paper.

    >>> paper_code("AB", 12, 457)
    'AB-0012-00457-8'
    """
    number, place = f"{batch:0{_BATCH}d}", f"{position:0{_PLACE}d}"
    return f"{series}-{number}-{place}-{check_digit(series, number, place)}"


def batch_code(series: str, batch: int) -> str:
    """Return the code of a batch: the beginning of those of its papers.

    >>> batch_code("AB", 12)
    'AB-0012'
    """
    return f"{series}-{batch:0{_BATCH}d}"


def bars(code: str) -> str:
    """Return what the bars of a code hold."""
    return code.replace("-", "")


def looks_like_code(text: str) -> bool:
    """Whether ``text`` is a whole code, letters and check digit and all; for boxes where anything is typed."""
    try:
        return bool(text) and text[:1].isalpha() and bool(read_code(text, series=""))
    except ExpectedError:
        return False


def read_code(text: str, *, series: str, batch: int | None = None) -> PaperCode:
    """Return the code that was typed or read; what is left out is that of ``series`` and ``batch``.

    Taken are ``AB-0012-00457-8``, ``AB0012004578``, ``12-457-8`` and, with a ``batch``, ``457-8``; any other sign
    than letters and digits parts. Raises `ExpectedError` ``paper_code_shape`` for anything else and
    ``paper_code_check`` when the check digit does not agree.
    """
    pieces = _PIECES.findall(text.upper())
    letters = pieces.pop(0) if pieces and pieces[0].isalpha() else series
    if len(pieces) == 1 and len(pieces[0]) >= _SHORTEST:
        whole = pieces[0]
        pieces = [whole[: -_PLACE - 1], whole[-_PLACE - 1 : -1], whole[-1]]
    elif len(pieces) == 2 and batch is not None:
        pieces = [str(batch), *pieces]
    plain = len(pieces) == 3 and all(piece.isdigit() and len(piece) <= _SHORTEST for piece in pieces)
    if not plain or len(pieces[2]) != 1 or len(letters) > _LETTERS:
        raise ExpectedError("paper_code_shape", typed=text.strip())
    found = PaperCode(letters, int(pieces[0]), int(pieces[1]))
    if str(found)[-1] != pieces[2]:
        raise ExpectedError("paper_code_check", typed=text.strip())
    return found


def first_state(kind: PaperKind) -> PaperState:
    """Return what a paper is once it is printed: a form waits to be keyed."""
    return PaperState.PENDING if kind in KEYED_KINDS else PaperState.PRINTED
