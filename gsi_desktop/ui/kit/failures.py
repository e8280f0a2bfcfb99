"""Failures in words, for pages that show them in their own place."""

from __future__ import annotations

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import GsiError


def sentence(error: Exception) -> str | None:
    """Return what to tell the person about ``error``, None for a fault of the program, which the shell reports."""
    if not isinstance(error, GsiError) or error.code not in messages.known_codes():
        return None
    return messages.text(error.code, **error.params)
