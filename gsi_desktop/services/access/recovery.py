"""The recovery code: what opens the file when every password is forgotten; made to be printed and typed back.

Six groups of four signs and a check sign. The 29 signs leave out those people mistake (0 O, 1 I L, 5 S, U V); 29 is
prime, so that one wrong sign and two neighbours swapped are always noticed, and in which group.
"""

from __future__ import annotations

import re
import secrets

from gsi_desktop.services.core.errors import ExpectedError

_SIGNS = "23456789ABCDEFGHJKMNPQRTVWXYZ"
_GROUPS, _SIGNS_EACH = 6, 4
_MISTAKEN = str.maketrans({"S": "5", "U": "V"})


def make() -> str:
    """Return a new code: 116 random bits."""
    return "-".join(_checked("".join(secrets.choice(_SIGNS) for _ in range(_SIGNS_EACH)), n) for n in range(_GROUPS))


def _checked(signs: str, group: int) -> str:
    """Return ``signs`` with their check sign; the group counts too, so that two groups swapped are noticed."""
    total = sum(weight * _SIGNS.index(sign) for weight, sign in enumerate(signs, start=2)) + group
    return signs + _SIGNS[total % len(_SIGNS)]


def check(typed: str) -> str:
    """Return the code somebody typed, in small letters, with other blanks or with none, as it was printed.

    Raises `ExpectedError` ``recovery_code_short`` or ``recovery_code_typo`` with the ``group`` that is wrong.
    """
    plain = re.sub(r"[\s\-–—_.]+", "", typed).upper().translate(_MISTAKEN)
    size = _SIGNS_EACH + 1
    if len(plain) != _GROUPS * size:
        raise ExpectedError("recovery_code_short", field="recovery_code", count=_GROUPS * size, found=len(plain))
    groups = [plain[start : start + size] for start in range(0, len(plain), size)]
    for number, group in enumerate(groups):
        if any(sign not in _SIGNS for sign in group) or _checked(group[:-1], number) != group:
            raise ExpectedError("recovery_code_typo", field="recovery_code", group=number + 1)
    return "-".join(groups)


def same(typed: str, code: str) -> bool:
    """Return whether ``typed`` is ``code``: the first run asks for it back."""
    try:
        return secrets.compare_digest(check(typed), code)
    except ExpectedError:
        return False
