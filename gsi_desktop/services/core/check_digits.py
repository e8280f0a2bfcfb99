"""The check digit of codes that people copy from paper: Damm's (2004).

It finds every single wrong digit and every swap of neighbouring digits; of swapped letters it misses one in nine.
"""

from __future__ import annotations

_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def check_digit(*parts: str) -> int:
    """Return the check digit of ``parts`` read one after the other; letters count as their place from 10 on.

    >>> check_digit("41551", "AB", "000123")
    0
    """
    interim = 0
    for sign in "".join(parts):
        for digit in sign if sign.isdigit() else str(ord(sign) - ord("A") + 10):
            interim = int(_DAMM[interim][int(digit)])
    return interim
