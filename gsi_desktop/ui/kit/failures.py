"""Failures in words, for pages that show them in their own place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import GsiError

if TYPE_CHECKING:
    from gsi_desktop.ui.kit.tasks import TaskRunner


def sentence(error: Exception) -> str | None:
    """Return what to tell the person about ``error``, None for a fault of the program, which the shell reports."""
    if not isinstance(error, GsiError) or error.code not in messages.known_codes():
        return None
    return messages.text(error.code, **error.params)


def explain(error: Exception, tasks: TaskRunner) -> str | None:
    """Return what to tell the person about ``error``; a fault of the program goes to the shell, and None comes back."""
    said = sentence(error)
    if said is None:
        tasks.unhandled.emit(error)
    return said
