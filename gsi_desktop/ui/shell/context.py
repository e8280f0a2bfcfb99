"""What a page receives: services, the door for background work, settings, and the way to the rest of the window.

Handed over by constructor, so that a page can be built and tested alone; there is no global to reach for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.ui.kit.drafts import DraftDesk

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.ui.kit.tasks import TaskRunner

NoticeAction = tuple[str, Callable[[], object]]
"""The verb on the button and what it does."""


RestoreBackup = Callable[[Path], object]
"""Puts a backup in place of the open file and opens it again."""

ChooseFamily = Callable[[Callable[[UUID], object]], object]
"""Lets the person look for a family by name, document or folio and calls back with its id; not when they give up."""


class Navigate(Protocol):
    """Shows a page by area name (see `pages.PAGES`) and hands it its arguments."""

    def __call__(self, area: str, **args: object) -> None:
        """Go to ``area``; unknown areas are a bug."""
        ...


class Notify(Protocol):
    """Shows a message under the header until it is closed or replaced by the next one of the same severity."""

    def __call__(self, severity: str, text: str, detail: str = "", actions: Sequence[NoticeAction] = ()) -> None:
        """Show ``text`` (a bold sentence) and ``detail``; ``severity`` is info, success, warning or danger."""
        ...


@dataclass(frozen=True, slots=True)
class UiContext:
    """The surroundings of a page. ``drafts`` keeps what is typed and not saved (see `kit.drafts.DraftKeeper`)."""

    services: Services
    runner: TaskRunner
    settings: SettingsStore
    navigate: Navigate
    notify: Notify
    choose_family: ChooseFamily = lambda _chosen: None
    drafts: DraftDesk = field(default_factory=DraftDesk)
    restore: RestoreBackup = lambda _path: None
