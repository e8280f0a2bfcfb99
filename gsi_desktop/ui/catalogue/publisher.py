"""Publishes a version in the background, with progress and a way to stop, and reads the versions for the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gsi_desktop.services.achievements.data import Catalogue, CatalogueSummary, PublishCatalogue
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.ui.catalogue.publishing import PublishPanel

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


@dataclass(frozen=True, slots=True)
class Shown:
    """A version with the one before it and the list of all."""

    versions: tuple[CatalogueSummary, ...]
    book: Catalogue
    former: Catalogue | None


def read_shown(session: Any, number: int | None, day: date) -> Shown:
    """Return a version, the one in force when none is named; for a reading thread."""
    from gsi_desktop.services.achievements import catalogue

    versions = catalogue.versions(session, day)
    book = catalogue.in_force(session, day) if number is None else catalogue.by_number(session, number)
    former = catalogue.by_number(session, book.number - 1) if book.number > 1 else None
    return Shown(versions, book, former)


def read_version(session: Any, number: int) -> Catalogue:
    """Return a version; for a reading thread."""
    from gsi_desktop.services.achievements import catalogue

    return catalogue.by_number(session, number)


class Publisher(QObject):
    """``published`` carries the number of the version; ``refused`` an `ExpectedError` the panel has no field for."""

    published = Signal(int)
    refused = Signal(object)
    cancelled = Signal()
    busy_changed = Signal(bool)

    def __init__(self, context: UiContext, panel: PublishPanel) -> None:
        super().__init__(panel)
        self._context = context
        self._panel = panel
        panel.asked.connect(self._publish)

    def _publish(self, data: PublishCatalogue) -> None:
        from gsi_desktop.services.achievements import commands

        services = self._context.services

        def work(progress: Progress) -> int:
            return services.run(commands.publish_catalogue, data, progress=progress).result

        self.busy_changed.emit(True)
        show = self._panel.progress.show_step
        handle = self._context.runner.long(self, work, self._done, self._failed, progress=show, cancelled=self._stopped)
        self._panel.start()
        self._panel.progress.start(_("Publicando el catálogo…"), handle)

    def _done(self, number: int) -> None:
        self._end()
        self._panel.forget()
        self.published.emit(number)

    def _stopped(self) -> None:
        self._end()
        self.cancelled.emit()

    def _failed(self, error: Exception) -> None:
        self._end()
        if not isinstance(error, ExpectedError):
            self._context.runner.unhandled.emit(error)
        elif not self._panel.show_error(error):
            self.refused.emit(error)

    def _end(self) -> None:
        self._panel.stop()
        self.busy_changed.emit(False)
