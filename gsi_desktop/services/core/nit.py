"""Tax number of entities (NIT) with its check digit.

Rule: weights from the right, sum modulo 11 (facts.md §6.2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gsi_desktop.services.core.errors import ExpectedError

_WEIGHTS = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)
_DIGITS = re.compile(r"[0-9]{1,15}")
_WRITTEN = re.compile(r"([0-9]{1,15})(?:-([0-9]))?")


def check_digit(nit: str) -> int:
    """Return the check digit of ``nit``, 1 to 15 digits without points; raises `ValueError` for anything else.

    >>> check_digit("800191045")
    1
    """
    if not _DIGITS.fullmatch(nit):
        raise ValueError(f"not a NIT: {nit!r}")
    remainder = sum(int(digit) * weight for digit, weight in zip(reversed(nit), _WEIGHTS, strict=False)) % 11
    return remainder if remainder < 2 else 11 - remainder


@dataclass(frozen=True, slots=True)
class Nit:
    """A tax number: its digits without leading zeros; the check digit follows from them."""

    number: str

    @property
    def check_digit(self) -> int:
        """Return the digit written after the hyphen."""
        return check_digit(self.number)

    @property
    def grouped(self) -> str:
        """Return the number with points and without check digit: ``800.191.045``."""
        return f"{int(self.number):,}".replace(",", ".")

    def __str__(self) -> str:
        """Return the number as people write it: ``800.191.045-1``."""
        return f"{self.grouped}-{self.check_digit}"


def parse_nit(text: str) -> Nit:
    """Return the NIT a person typed, with or without points, spaces and ``-check digit``.

    Without a hyphen every digit belongs to the number: a ten-digit NIT is a cédula as often as a number followed by
    its check digit. Raises `ExpectedError` ``nit_invalid`` when it is no number and ``nit_check_digit`` when the
    digit after the hyphen is not the right one.
    """
    written = _WRITTEN.fullmatch(re.sub(r"[\s.,]", "", text).replace("–", "-"))
    number = written.group(1).lstrip("0") if written else ""
    if written is None or not number:
        raise ExpectedError("nit_invalid", field="nit", nit=text.strip())
    nit, digit = Nit(number), written.group(2)
    if digit not in {None, str(nit.check_digit)}:
        raise ExpectedError("nit_check_digit", field="nit", nit=nit.grouped, digit=digit, right=nit.check_digit)
    return nit
