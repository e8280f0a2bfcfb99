"""A long list as a file: as it is seen, its filters with every column, all of it, or the rows picked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.ui.kit.listing import Asked, ListReads, Written
from gsi_desktop.ui.shell.exporting import ExportDesk


@dataclass(frozen=True, slots=True)
class ListFiles:
    """Writes one list; ``name`` begins the names of its files, ``whole`` asks for all of it."""

    name: str
    reads: ListReads[Any]
    whole: Asked[Any]
    desk: ExportDesk

    def offered(self, asked: Asked[Any], keys: tuple[str, ...]) -> Sequence[tuple[str, Written[Any]]]:
        """Return the ways to write the list ``asked`` for, of which the columns ``keys`` are seen."""
        return (
            (_("Como se ve: estos filtros y estas columnas"), Written(asked, keys=keys)),
            (_("Estos filtros, con todas las columnas"), Written(asked)),
            (_("Todo el registro, con todas las columnas"), Written(self.whole)),
        )

    def write(self, written: Written[Any], only: Callable[[], Sequence[Any]] | None = None) -> None:
        """Ask where to and write a list; ``only`` reads the ids of the rows picked, in the long lane."""

        def work(path: Path, progress: Progress) -> int:
            picked = written if only is None else replace(written, only=frozenset(only()))
            return self.reads.write(picked, path, progress)

        self.desk.start(self.name, work)
