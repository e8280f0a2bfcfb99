"""A roster from file to families in four steps: file, columns, dry run, import. Nothing is saved before the last."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import GsiError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.exchange.data import ImportOptions, TouchedFamily
from gsi_desktop.ui.exchange.file_panel import ENDINGS, FilePanel
from gsi_desktop.ui.exchange.flow import Arranged, ImportFlow, Trial
from gsi_desktop.ui.exchange.mapping import WIDTH, MappingCard, required_words
from gsi_desktop.ui.exchange.parts import (
    BatchUndo,
    ShownStack,
    error_bar,
    let_enter_press,
    saved_bar,
    touched_words,
    workbook_kinds,
)
from gsi_desktop.ui.exchange.summary import SummaryPanel
from gsi_desktop.ui.exchange.trial import TrialCard
from gsi_desktop.ui.kit.dialogs import ask_open_file, ask_save_file
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.stepper import Stepper
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes

if TYPE_CHECKING:
    from gsi_desktop.services.exchange.commands import AppliedBatch, UndoneBatch
    from gsi_desktop.services.exchange.reading import FilePreview
    from gsi_desktop.ui.kit.tasks import TaskHandle
    from gsi_desktop.ui.shell.context import UiContext

FILE, COLUMNS, TRIAL, IMPORT, DONE = range(5)
_LATELY: Final = 8
_BOTH_FROM: Final = 1060
_NARROWEST: Final = 680


class ImportPage(Page):
    """The import of a roster. ``page_args(path=…)`` begins with a file."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Importar padrón"), _purpose())
        from gsi_desktop.services.exchange.columns import field_titles

        self._context = context
        self.flow = ImportFlow(context, self)
        self.stepper = Stepper([_("Archivo"), _("Columnas"), _("Ensayo"), _("Importar")])
        self.file = FilePanel(context.services.clock.today, lambda: context.navigate("batches"))
        titles = field_titles()
        self.mapping = MappingCard(titles)
        self.trial = TrialCard(titles, context.settings.columns)
        self.summary = SummaryPanel(context.settings.columns)
        self.undo = BatchUndo(self, context, self.summary.progress)
        self.stack = ShownStack()
        self._fill()
        let_enter_press(self)
        self._connect_steps()
        self._connect_flow()
        writes(self)

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Begin with the file ``path`` when one is given."""
        path = kwargs.get("path")
        if path is not None and not self.flow.busy:
            self.start_over()
            self.open_file(Path(str(path)))

    def page_shown(self) -> None:
        """Show what was imported lately."""
        self._load_lately()

    # --- step 1: the file

    def start_over(self) -> None:
        """Begin another import; date and legal basis stay as they are."""
        self.clear_bars()
        self.flow.forget()
        self.file.set_ready(None)
        self._go_to(FILE)
        self._load_lately()
        self.file.drop.choose.setFocus()

    def choose_file(self) -> None:
        """Let the person choose the file."""
        last = self.flow.preview.path.parent if self.flow.preview else None
        path = ask_open_file(self, _("Elegir el padrón"), [(_("Padrones"), list(ENDINGS))], last)
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Read ``path``; a file that will not do is refused right here with its reason."""
        self.clear_bars()
        self.flow.read_file(path)

    def _file_read(self, preview: FilePreview) -> None:
        self.file.set_ready(preview)
        self.file.go_on.setFocus()

    def _load_lately(self) -> None:
        self.flow.load_batches(lambda batches: self.file.show_lately(batches[:_LATELY]))

    # --- step 2: the columns

    def _continue(self) -> None:
        """Go on to the columns; those of the same file stay as the person left them."""
        self.clear_bars()
        if self.flow.preview is not None and self.flow.preview is self.mapping.preview:
            self._go_to(COLUMNS if self.flow.trial is None else TRIAL)
            self.trial.go.setFocus()
        else:
            self.flow.arrange()

    def _arranged(self, arranged: Arranged) -> None:
        if self.flow.preview is None:
            return
        self.clear_bars()
        self.mapping.show_layout(self.flow.preview, arranged.layout, arranged.rows)
        self.trial.reset()
        self._go_to(COLUMNS)
        self._check_columns()
        if arranged.refusal is not None:
            self._say(arranged.refusal)
            self.mapping.heading_row.setFocus()
        elif self.trial.go.isEnabled():
            self.trial.go.setFocus()
        else:
            self.mapping.table.setFocus()

    def _columns_changed(self) -> None:
        self._check_columns()
        self._facts_changed()

    def _facts_changed(self) -> None:
        if self.flow.trial is not None:
            self.trial.set_stale()

    def _check_columns(self) -> None:
        words = required_words()
        missing = [words[name] for name in self.mapping.missing()]
        said = _("Falta decir qué columna trae {missing}.").format(missing=_listed(missing)) if missing else ""
        self.trial.set_problem(said)
        layout = self.mapping.layout_in_force
        if layout is not None and self.flow.preview is not None:
            self.trial.before.show_sample(self.flow.preview, layout)

    # --- steps 3 and 4: the dry run and the import

    def rehearse(self) -> None:
        """Show what importing the file would do."""
        layout, preview, as_of = self.mapping.layout_in_force, self.flow.preview, self.file.as_of.value()
        if layout is not None and preview is not None and as_of is not None:
            self.clear_bars()
            basis = self.file.legal_basis.value()
            self.flow.rehearse(ImportOptions(path=preview.path, layout=layout, as_of=as_of, legal_basis=basis))

    def _rehearsed(self, trial: Trial) -> None:
        self.trial.show_report(trial.grouped)
        self._go_to(TRIAL)
        self.trial.report.show_first()
        self.trial.report.table.setFocus()

    def import_now(self) -> None:
        """Import the dry run shown."""
        self.clear_bars()
        self.flow.import_trial()
        self.stepper.set_current(IMPORT)

    def _imported(self, batch: AppliedBatch) -> None:
        self.summary.show_batch(batch, self.flow.preview.path.name if self.flow.preview else "")
        self._go_to(DONE)
        self.flow.load_rows(self.summary.show_rows)
        self.summary.families.setFocus()

    # --- afterwards

    def save_fixes(self) -> None:
        """Let the person choose where to keep the rows that cannot be imported."""
        path = self._ask_where(_("Guardar las filas por corregir"), _("por corregir"))
        if path is not None:
            self.flow.save_fixes(path)

    def save_result(self) -> None:
        """Let the person choose where to keep every row with what happened to it."""
        path = self._ask_where(_("Guardar el resultado"), _("resultado"))
        if path is not None:
            self.flow.save_result(path)

    def _ask_where(self, title: str, ending: str) -> Path | None:
        self.clear_bars()
        source = self.flow.preview.path if self.flow.preview else Path()
        return ask_save_file(self, title, source.with_name(f"{source.stem} - {ending}.xlsx"), workbook_kinds())

    def _ask_undo(self) -> None:
        if self.flow.batch is not None:
            self.clear_bars()
            self.undo.ask(self.flow.batch.batch_id, self.flow.batch.code, self.flow.batch.counts)

    def _undone(self, undone: UndoneBatch) -> None:
        del undone
        self.summary.show_undone()
        self.summary.another.setFocus()

    def _undo_refused(self, families: tuple[TouchedFamily, ...]) -> None:
        batch = self.flow.batch
        if batch is not None:
            see = (_("Ver esas familias"), lambda: self._context.navigate("batches", touched=batch.batch_id))
            detail = _("Deshacer borraría ese trabajo. No se cambió nada.")
            self.show_bar(InfoBar("warning", touched_words(len(families)), detail, actions=[see]))

    # --- inside

    def _fill(self) -> None:
        work = QWidget()
        row = QHBoxLayout(work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(12))
        row.addWidget(self.mapping)
        row.addWidget(self.trial, 1)
        for step in (self.file, work, self.summary):
            self.stack.addWidget(step)
        self.header.addWidget(self.stepper, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addWidget(self.stack, 1)
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """Leave the columns out beside the dry run where there is no room for both; "Atrás" leads back to them."""
        px = theme().px
        self.mapping.setFixedWidth(px(WIDTH))
        self.mapping.setVisible(self.width() >= px(_BOTH_FROM) or self.stepper.current in (FILE, COLUMNS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one card or both."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Allow the width at which one card is shown."""
        return QSize(theme().px(_NARROWEST), super().minimumSizeHint().height())

    def _back(self) -> None:
        self.clear_bars()
        if self.mapping.isVisible():
            self._go_to(FILE)
            return
        self.flow.drop_trial()
        self.trial.reset()
        self._go_to(COLUMNS)

    def _connect_steps(self) -> None:
        file, trial, summary = self.file, self.trial, self.summary
        file.choose_asked.connect(self.choose_file)
        file.dropped.connect(self.open_file)
        file.continue_asked.connect(self._continue)
        file.changed.connect(self._facts_changed)
        self.mapping.changed.connect(self._columns_changed)
        self.mapping.place_asked.connect(lambda sheet, number: self.flow.arrange(sheet, number or None))
        trial.back_asked.connect(self._back)
        trial.trial_asked.connect(self.rehearse)
        trial.import_asked.connect(self.import_now)
        trial.fixes_asked.connect(self.save_fixes)
        summary.families_asked.connect(lambda: self._context.navigate("families"))
        summary.reviews_asked.connect(lambda: self._context.navigate("batches", reviews=True))
        summary.result_asked.connect(self.save_result)
        summary.undo_asked.connect(self._ask_undo)
        summary.another_asked.connect(self.start_over)

    def _connect_flow(self) -> None:
        flow = self.flow
        flow.started.connect(self._work_started)
        flow.stepped.connect(lambda step: self._panel().show_step(step))
        flow.ended.connect(self._work_ended)
        flow.failed.connect(self._say)
        flow.cancelled.connect(lambda: self.show_bar(InfoBar("info", messages.text("cancelled"), closable=True)))
        flow.file_read.connect(self._file_read)
        flow.arranged.connect(self._arranged)
        flow.rehearsed.connect(self._rehearsed)
        flow.imported.connect(self._imported)
        flow.saved.connect(lambda path: self.show_bar(saved_bar(path)))
        self.undo.undone.connect(self._undone)
        self.undo.touched.connect(self._undo_refused)
        self.undo.failed.connect(self._say)

    def _go_to(self, step: int) -> None:
        self.stepper.set_current(step)
        self.stack.setCurrentIndex({FILE: 0, DONE: 2}.get(step, 1))
        self._fit()
        self.set_title(self.title, _purpose() if step == FILE else self._place_words())

    def _place_words(self) -> str:
        """Return which part of which file is being imported."""
        layout, preview = self.mapping.layout_in_force, self.flow.preview
        if layout is None or preview is None:
            return _purpose()
        rows = next((sheet.rows for sheet in preview.sheets if sheet.name == layout.sheet), 0)
        parts = [
            preview.path.name,
            *([_("hoja «{name}»").format(name=layout.sheet)] if len(preview.sheets) > 1 else []),
            _("títulos en la fila {row}").format(row=layout.header_row),
            _("datos hasta la fila {row}").format(row=thousands(rows)),
        ]
        return " · ".join(parts)

    def _panel(self) -> ProgressPanel:
        """Return where the work under way is shown: at the step the person is at."""
        return (self.file.drop.progress, self.trial.progress, self.summary.progress)[self.stack.currentIndex()]

    def _work_started(self, text: str, handle: TaskHandle) -> None:
        self._panel().start(text, handle)
        self.file.set_busy(True)
        self.mapping.setEnabled(False)
        self.trial.set_busy(True)

    def _work_ended(self) -> None:
        self._panel().finish()
        self.file.set_busy(False)
        self.mapping.setEnabled(True)
        self.trial.set_busy(False)
        if self.stepper.current == IMPORT:
            self.stepper.set_current(TRIAL)

    def _say(self, error: Exception) -> None:
        """Say ``error`` here when it is one of ours, else let the window say that it is a fault of the program."""
        if not isinstance(error, GsiError):
            self._context.runner.unhandled.emit(error)
            return
        self.show_bar(error_bar(error))
        if self.stack.currentIndex() == 0:
            self.file.drop.choose.setFocus()


def _purpose() -> str:
    return _("Traiga el padrón que le envían: primero se ensaya y nada se guarda hasta que usted lo importe.")


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else _("{first} y {last}").format(first=", ".join(words[:-1]), last=words[-1])
