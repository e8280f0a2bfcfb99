"""A failure in words: what happened as a bold sentence, what was kept and what to do behind it."""

from __future__ import annotations

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import GsiError


def is_bug(error: BaseException) -> bool:
    """Return whether ``error`` is a fault of the program: no code, no sentence, nothing the person can do."""
    return not isinstance(error, GsiError) or error.code not in messages.known_codes()


def sentences(error: GsiError) -> tuple[str, str]:
    """Return the first sentence of the message of ``error``, and the rest."""
    text = messages.text(error.code, **error.params)
    first, stop, rest = text.partition(". ")
    return (first + ".", rest) if stop else (text, "")
