"""The work of an import, one thing at a time and away from the window: read, arrange, rehearse, import, save."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from gsi_desktop.models.enums import RowOutcome
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange.data import BatchRow, ImportOptions, ImportReport, RosterLayout
from gsi_desktop.services.upkeep.backup_policy import Reason
from gsi_desktop.ui.exchange.collecting import look_again, without_full_passes
from gsi_desktop.ui.exchange.mapping import MappedColumn, mapped_columns
from gsi_desktop.ui.exchange.rows import GroupedReport, group_rows, told_rows

if TYPE_CHECKING:
    from gsi_desktop.services.core.work import Outcome
    from gsi_desktop.services.exchange.commands import AppliedBatch
    from gsi_desktop.services.exchange.reading import FilePreview
    from gsi_desktop.services.exchange.staging import StagedRoster
    from gsi_desktop.ui.shell.context import UiContext

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trial:
    """A dry run: the roster as it was read, what would happen, and the one operation that importing it is."""

    staged: StagedRoster
    grouped: GroupedReport
    operation_id: UUID


@dataclass(frozen=True, slots=True)
class Arranged:
    """A layout ready to be shown; ``refusal`` when no row of the file looked like headings."""

    layout: RosterLayout
    rows: tuple[MappedColumn, ...]
    refusal: ExpectedError | None = None


class ImportFlow(QObject):
    """Holds the file, its dry run and the batch made of it. Long work runs alone: what is asked meanwhile is ignored.

    ``started`` carries the words and the handle of long work, ``stepped`` its progress, ``ended`` fires however it
    ended, before the signal that tells how.
    """

    started = Signal(str, object)
    stepped = Signal(object)
    ended = Signal()
    failed = Signal(object)
    cancelled = Signal()
    file_read = Signal(object)
    arranged = Signal(object)
    rehearsed = Signal(object)
    imported = Signal(object)
    saved = Signal(object)

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.busy = False
        self.preview: FilePreview | None = None
        self.trial: Trial | None = None
        self.batch: AppliedBatch | None = None

    def forget(self) -> None:
        """Begin another import."""
        self.preview = self.trial = self.batch = None
        look_again()

    def drop_trial(self) -> None:
        """Go back to the columns of the file."""
        self.trial = None

    def read_file(self, path: Path) -> None:
        """Read ``path`` once and find out what is in it."""
        from gsi_desktop.services.exchange import reading

        self._run(
            _("Leyendo «{name}»…").format(name=path.name),
            lambda progress: reading.preview(path, progress=progress),
            self._take_file,
        )

    def arrange(self, sheet: str | None = None, header_row: int | None = None) -> None:
        """Find out what the columns mean; ``sheet`` and ``header_row`` are the person's choice."""
        preview, services = self.preview, self._context.services
        if preview is None:
            return
        known = preview

        def read() -> Arranged:
            from gsi_desktop.services.exchange import queries

            refusal = None
            try:
                layout = services.read(queries.layout, known, sheet, header_row)
            except ExpectedError as error:
                if error.code != "no_header" or header_row is not None:
                    raise
                refusal = error
                layout = services.read(queries.layout, known, sheet or known.sheets[0].name, 1)
            return Arranged(layout, mapped_columns(layout), refusal)

        self._context.runner.read(self, read, self._take_layout, self.failed.emit, key="layout")

    def rehearse(self, options: ImportOptions) -> None:
        """Read the whole file and find out what importing it would do."""
        from gsi_desktop.services.exchange import queries, staging

        preview, services = self.preview, self._context.services
        if preview is None:
            return
        known = preview

        def work(progress: Progress) -> Trial:
            staged = staging.stage(options, preview=known, progress=progress)
            report = services.read(queries.dry_run, staged, progress)
            return Trial(staged, group_rows(report), new_id())

        self._run(_("Leyendo las filas…"), work, self._take_trial)

    def import_trial(self) -> None:
        """Import the dry run; however often it is asked, it is one operation and makes one batch."""
        from gsi_desktop.bootstrap import look_for_duplicates
        from gsi_desktop.services.exchange import commands

        trial, services = self.trial, self._context.services
        if trial is None:
            return
        known = trial

        def work(progress: Progress) -> Outcome[AppliedBatch]:
            services.back_up(Reason.BEFORE_IMPORT, progress)
            run = services.run
            outcome = run(commands.apply_roster, known.staged, operation_id=known.operation_id, progress=progress)
            look_for_duplicates(services, outcome.result.batch_id, progress)
            return outcome

        self._run(_("Importando…"), work, self._take_batch)

    def save_fixes(self, path: Path) -> None:
        """Write the rows that the dry run refuses."""
        if self.trial is not None:
            report = self.trial.grouped.report
            self._save(self.trial.staged, path, lambda: report, (RowOutcome.REJECTED,))

    def save_result(self, path: Path) -> None:
        """Write every row with what the import did with it."""
        from gsi_desktop.services.exchange import queries

        services = self._context.services
        if self.trial is not None and self.batch is not None:
            batch_id = self.batch.batch_id
            self._save(self.trial.staged, path, lambda: services.read(queries.batch_report, batch_id))

    def load_batches(self, done: Callable[[tuple[BatchRow, ...]], None]) -> None:
        """Hand the batches over, newest first."""

        def read() -> tuple[BatchRow, ...]:
            from gsi_desktop.services.exchange import queries

            return self._context.services.read(queries.batches)

        self._context.runner.read(self, read, done, self.failed.emit, key="batches")

    def load_rows(self, done: Callable[[GroupedReport], None]) -> None:
        """Hand over what the batch did, row by row."""
        trial, batch, services = self.trial, self.batch, self._context.services
        if trial is None or batch is None:
            return
        known, batch_id = trial, batch.batch_id

        def read() -> GroupedReport:
            from gsi_desktop.services.exchange import queries

            with without_full_passes():
                report = services.read(queries.batch_report, batch_id)
                return group_rows(told_rows(known.grouped.report, report))

        self._context.runner.read(self, read, done, self.failed.emit, key="rows")

    # --- inside

    def _save(
        self,
        staged: StagedRoster,
        path: Path,
        report: Callable[[], ImportReport],
        outcomes: Collection[RowOutcome] = tuple(RowOutcome),
    ) -> None:
        from gsi_desktop.services.exchange import results

        def work(progress: Progress) -> Path:
            results.write_result(staged, report(), path, outcomes=outcomes, progress=progress)
            return path

        self._run(_("Escribiendo «{name}»…").format(name=path.name), work, self.saved.emit)

    def _run(self, text: str, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        if self.busy:
            return
        self.busy = True

        def undisturbed(progress: Progress) -> T:
            with without_full_passes():
                return work(progress)

        handle = self._context.runner.long(
            self,
            undisturbed,
            partial(self._finished, done),
            partial(self._finished, self.failed.emit),
            progress=self.stepped.emit,
            cancelled=partial(self._finished, lambda _nothing: self.cancelled.emit(), None),
        )
        self.started.emit(text, handle)

    def _finished(self, tell: Callable[[T], None], result: T) -> None:
        self.busy = False
        self.ended.emit()
        tell(result)

    def _take_file(self, preview: FilePreview) -> None:
        self.forget()
        self.preview = preview
        self.file_read.emit(preview)

    def _take_layout(self, arranged: Arranged) -> None:
        self.trial = None
        self.arranged.emit(arranged)

    def _take_trial(self, trial: Trial) -> None:
        self.trial = trial
        self.rehearsed.emit(trial)

    def _take_batch(self, outcome: Outcome[AppliedBatch]) -> None:
        self.batch = outcome.result
        self.imported.emit(outcome.result)
