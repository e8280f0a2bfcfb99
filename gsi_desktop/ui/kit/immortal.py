"""Keeps None, True and False alive under PySide6 6.12 on Python 3.11.

The wheels of PySide6 6.12.0 return these singletons without taking a reference, which is right only from Python 3.12
on, where they are immortal (PEP 683). On 3.11 every `parentWidget()` that answers None drops one reference, and after
some thousand the interpreter aborts with "deallocating None". Giving them more references than a process can ever drop
is what 3.12 does itself.
"""

from __future__ import annotations

import sys
from typing import Final

_PLENTY: Final = 1 << 40


def make_immortal() -> None:
    """Give the singletons references that never run out; does nothing where Python does it."""
    if sys.version_info >= (3, 12):
        return
    import ctypes

    for singleton in (None, True, False, NotImplemented):
        ctypes.c_ssize_t.from_address(id(singleton)).value += _PLENTY
